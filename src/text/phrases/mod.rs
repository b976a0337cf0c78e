//! Typical lines of the page, by the table in `data/furniture`: whole lines, and the
//! parts of a longer line that are page and not article.

mod parts;

use std::sync::LazyLock;

pub(super) use parts::parts;

use super::lines::Line;
use super::table::{Phrases, Sifted, rows};
use super::words::Word;
use crate::span::Span;

/// A heading of related articles.
pub(super) const RELATED_HEADER: &str = "related-header";

/// Most words of a line in which a phrase of the table is looked for.
const TABLE_WORDS: usize = 25;
/// Most words of a line whose beginning is compared with the table.
const PREFIX_WORDS: usize = 80;
/// Bytes at the beginning of a long line that are compared with the table.
const EDGE: usize = 160;

/// What the table says about a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// The stretch.
    pub(super) span: Span,
    /// What it is: `paywall`, `newsletter`, …
    pub(super) kind: &'static str,
    /// The row of the table, as written there.
    pub(super) phrase: &'static str,
}

/// Where in a line the text of a row must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// It is the line.
    Line,
    /// The line begins with it.
    Prefix,
    /// The line begins with it, and a colon follows.
    Label,
    /// A short line holds it.
    Contains,
    /// A stretch in square brackets holds it.
    Bracket,
}

struct Row {
    kind: &'static str,
    place: Match,
    phrase: &'static str,
}

struct Table {
    rows: Vec<Row>,
    phrases: Phrases,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows: Vec<Row> = rows(include_str!("../../../data/furniture/furniture.tsv"))
        .map(|[_lang, kind, place, phrase]| {
            let place = match place {
                "line" => Match::Line,
                "prefix" => Match::Prefix,
                "label" => Match::Label,
                "bracket" => Match::Bracket,
                _ => Match::Contains,
            };
            Row { kind, place, phrase }
        })
        .collect();
    let phrases = Phrases::new(rows.iter().map(|row| row.phrase));
    Table { rows, phrases }
});

/// A stretch of a text that is looked up.
struct Stretch<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    words: Sifted<'t>,
    /// How many words the line or sentence has that it begins.
    length: usize,
    /// Whether it is the beginning of a longer line, or no line at all.
    cut: bool,
}

impl Stretch<'_> {
    /// The row that makes the stretch page as a whole.
    fn row(&self, may: impl Fn(Match) -> bool) -> Option<&'static Row> {
        let mut best: Option<&'static Row> = None;
        for found in TABLE.phrases.find_among(self.words) {
            let row = TABLE.rows.get(found.row)?;
            let begins = found.words.start == 0;
            let whole = begins && found.words.end == self.words.words.len() && !self.cut;
            let begins = begins && self.length <= PREFIX_WORDS;
            let holds = may(row.place)
                && match row.place {
                    Match::Line => whole && (self.length > 1 || self.stands_alone()),
                    Match::Prefix => begins,
                    Match::Label => begins && self.colon_after(found.words.end),
                    Match::Contains => self.length <= TABLE_WORDS,
                    Match::Bracket => true,
                };
            // A heading of related articles says more than the same words as a link,
            // and a whole line more than its part.
            if holds && best.is_none_or(|best| row.place < best.place) {
                best = Some(row);
            }
        }
        best
    }

    fn written(&self) -> &str {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether a line of one word is a label, not the end of a paragraph wrapped by hand.
    fn stands_alone(&self) -> bool {
        let written = self.written();
        !written.starts_with(char::is_lowercase) && !written.ends_with(['.', ',', ';'])
    }

    /// Whether a colon follows on so many words.
    fn colon_after(&self, words: usize) -> bool {
        let last = words.checked_sub(1).and_then(|last| self.words.words.get(last));
        last.and_then(|last| self.text.get(last.span.end as usize..self.end))
            .is_some_and(|rest| rest.trim_start().starts_with([':', '：']))
    }
}

/// The numbers of the words of a text at which phrases of the table stand.
pub(super) fn starts(words: &[Word]) -> Vec<usize> {
    TABLE.phrases.starts(words)
}

/// What the table says about the whole line, given its words.
pub(super) fn whole(text: &str, mut words: Sifted<'_>, line: &Line) -> Option<Known> {
    let (start, mut end) = (line.span.start as usize, line.span.end as usize);
    let length = line.words as usize;
    let cut = length > TABLE_WORDS && end - start > EDGE;
    if cut {
        end = text.floor_char_boundary(start + EDGE);
        words = words.within(start, end);
    }
    let stretch = Stretch { text, start, end, words, length, cut };
    let row = stretch.row(|place| place != Match::Bracket)?;
    Some(Known { span: line.span, kind: row.kind, phrase: row.phrase })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::folded_phrase;
    use crate::text::lines::lines;
    use crate::text::words::words;

    fn kind(text: &str) -> Option<&'static str> {
        let words = words(text);
        let (starts, lines) = (starts(&words), lines(text, &words));
        let line = lines.first()?;
        let known = whole(text, Sifted::new(&words, &starts).line(line), line);
        known.map(|known| known.kind)
    }

    fn part(text: &str) -> Vec<&str> {
        let words = words(text);
        let (starts, lines) = (starts(&words), lines(text, &words));
        let of_line = |line| parts(text, Sifted::new(&words, &starts).line(line), line);
        let found = lines.first().map(of_line).unwrap_or_default();
        found.into_iter().filter_map(|known| known.span.slice(text)).collect()
    }

    #[test]
    fn the_six_kinds_are_known_in_five_languages() {
        for (want, samples) in [
            (
                "paywall",
                [
                    "Registrieren Sie sich kostenlos, um weiterzulesen",
                    "Subscribe to continue reading this story",
                    "Il vous reste 80 % de cet article à lire. La suite est réservée aux abonnés.",
                    "¿Ya eres suscriptor? Inicia sesión",
                    "Questo articolo è riservato agli abbonati",
                ],
            ),
            (
                "newsletter",
                [
                    "Hier können Sie unseren Newsletter abonnieren",
                    "Get the week's best stories straight to your inbox",
                    "Recevez gratuitement toute l'information de la région",
                    "Recibe las últimas noticias de tu ciudad",
                    "Iscriviti gratis alla newsletter del mattino",
                ],
            ),
            (
                "pixel",
                [
                    "VG Wort Zählmarke",
                    "Tracking pixel",
                    "Pixel espion",
                    "Píxel de rastreo",
                    "Pixel di monitoraggio",
                ],
            ),
            (
                "read-also",
                [
                    "Passend zum Thema: So wird der Sommer",
                    "Related: How the bridge was built",
                    "À lire également : le pont en dix dates",
                    "También te puede interesar: el puente en diez fechas",
                    "Ti potrebbe interessare: il ponte in dieci date",
                ],
            ),
            (
                "correction",
                [
                    "In einer früheren Version des Textes stand ein falscher Ort.",
                    "Correction: The bridge has two lanes, not three.",
                    "Erratum : le pont a deux voies.",
                    "Fe de erratas: el puente tiene dos carriles.",
                    "Rettifica: il ponte ha due corsie.",
                ],
            ),
            (
                "copyright",
                [
                    "Nachdruck nur mit Genehmigung des Verlags",
                    "© 2023 The Example Post. All rights reserved.",
                    "Toute reproduction totale ou partielle est interdite.",
                    "Reservados todos los derechos",
                    "© Riproduzione riservata",
                ],
            ),
        ] {
            for sample in samples {
                assert_eq!(kind(sample), Some(want), "{sample}");
            }
        }
    }

    #[test]
    fn a_label_needs_its_colon() {
        assert_eq!(kind("Auch interessant: der Fluss"), Some("read-also"));
        assert_eq!(kind("Auch interessant ist, dass der Fluss steigt."), None);
        assert_eq!(kind("Correction facilities are full in three counties."), None);
    }

    #[test]
    fn pointers_in_square_brackets_are_parts_of_a_line() {
        let text = "Der Fluss steigt. [Alle Folgen der Serie lesen Sie auf dieser Seite.] Er \
                    stieg zuletzt [im Mai] stark, [sic] und fällt.";
        assert_eq!(part(text), ["[Alle Folgen der Serie lesen Sie auf dieser Seite.]"]);
    }

    #[test]
    fn a_last_sentence_may_speak_of_the_page() {
        let body = "Der Fluss steigt seit drei Tagen und mit ihm die Sorge. ".repeat(4);
        let text = format!("{body}Zur Anmeldung geht es hier.");
        assert_eq!(part(&text), ["Zur Anmeldung geht es hier."]);
        assert!(part(&format!("{body}Die Anmeldung ist im Rathaus.")).is_empty());
        let text =
            format!("{body}Sie können \"Der Fluss\" auch als Newsletter bestellen.");
        assert_eq!(
            part(&text),
            ["Sie können \"Der Fluss\" auch als Newsletter bestellen."]
        );
        let text = format!("{}Hinweis der Redaktion: Der Ort ist ergänzt.", body.trim());
        assert_eq!(part(&text), ["Hinweis der Redaktion: Der Ort ist ergänzt."]);
    }

    #[test]
    fn pixel_words_in_a_sentence_are_words() {
        let text =
            format!("{}Der Dienst nutzt einen Zählpixel.", "Er prüft das. ".repeat(9));
        assert!(part(&text).is_empty());
    }

    #[test]
    fn hostile_lines_stay_linear() {
        for unit in
            ["[", "[a b ", "[newsletter a]", "Read more: ", "Zähl Pixel", ". A", "1 € "]
        {
            let text = unit.repeat(400_000 / unit.len());
            let words = words(&text);
            let lines = lines(&text, &words);
            let begun = std::time::Instant::now();
            let starts = starts(&words);
            let sifted = Sifted::new(&words, &starts);
            for line in &lines {
                whole(&text, sifted.line(line), line);
                parts(&text, sifted.line(line), line);
            }
            assert!(begun.elapsed().as_secs() < 8, "{unit}: {:?}", begun.elapsed());
        }
    }

    #[test]
    fn the_table_is_sound() {
        let mut seen = std::collections::HashSet::new();
        for line in include_str!("../../../data/furniture/furniture.tsv").lines().skip(1)
        {
            if line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            let [lang, _, place, phrase] = cells[..] else { panic!("{line}") };
            let folded = folded_phrase(phrase);
            assert!(seen.insert((lang, place, folded.clone())), "twice: {line}");
            let several = folded.contains(' ') || lang == "ja";
            assert!(several || !matches!(place, "prefix" | "contains"), "short: {line}");
        }
    }
}
