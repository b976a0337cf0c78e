//! Typical lines of the page, by the table in `data/furniture`: whole lines, and the
//! parts of a longer line that are page and not article.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::lines::Line;
use super::table::{finder, rows};
use super::tokens::tokenise;
use crate::span::Span;

/// A heading of related articles.
pub(super) const RELATED_HEADER: &str = "related-header";
/// Words that a counting pixel leaves.
const PIXEL: &str = "pixel";

/// Most words of a line in which a phrase of the table is looked for.
const TABLE_WORDS: usize = 25;
/// Most words of a line whose beginning is compared with the table.
const PREFIX_WORDS: usize = 80;
/// Bytes at the beginning of a long line that are compared with the table.
const EDGE: usize = 160;
/// Bytes at the end of a long line in which its last sentences are looked for.
const ENDING: usize = 320;
/// Most sentences at the end of a long line that are looked at.
const SENTENCES: usize = 2;
/// Most bytes in square brackets that are looked at.
const BRACKET: usize = 800;

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
    finder: Option<AhoCorasick>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows: Vec<Row> = rows(include_str!("../../data/furniture/furniture.tsv"))
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
    let finder = finder(rows.iter().map(|row| row.phrase));
    Table { rows, finder }
});

/// Words folded and parted by blanks, with their places.
struct Folded {
    text: String,
    /// Of each word: where it begins in `text`, the blank before it included, and its
    /// bytes in what was folded.
    words: Vec<(usize, Span)>,
}

impl Folded {
    fn new(written: &str) -> Self {
        let mut text = String::with_capacity(written.len() + 2);
        text.push(' ');
        let mut words = Vec::new();
        tokenise(written, |word, span| {
            words.push((text.len() - 1, span));
            text.push_str(word);
            text.push(' ');
        });
        Self { text, words }
    }

    /// The bytes that the phrase from `start` to `end` of the folded text stands in.
    fn place(&self, start: usize, end: usize) -> Option<Span> {
        let first = self.words.partition_point(|(at, _)| *at < start);
        let after = self.words.partition_point(|(at, _)| *at + 1 < end);
        let (_, first) = self.words.get(first)?;
        let (_, last) = self.words.get(after.checked_sub(1)?)?;
        Some(Span::new(first.start, last.end))
    }
}

/// The row that makes `written` page as a whole; `cut` when it is the beginning of a
/// longer line, and `words` how many that line has.
fn row_of(
    written: &str,
    words: usize,
    cut: bool,
    may: impl Fn(Match) -> bool,
) -> Option<&'static Row> {
    let folded = Folded::new(written);
    let mut best: Option<&'static Row> = None;
    for found in TABLE.finder.as_ref()?.find_overlapping_iter(&folded.text) {
        let row = TABLE.rows.get(found.pattern().as_usize())?;
        let whole = found.start() == 0 && found.end() == folded.text.len() && !cut;
        let begins = found.start() == 0 && words <= PREFIX_WORDS;
        let holds = may(row.place)
            && match row.place {
                Match::Line => whole && (words > 1 || stands_alone(written)),
                Match::Prefix => begins,
                Match::Label => {
                    begins
                        && folded
                            .place(found.start(), found.end())
                            .and_then(|place| written.get(usize_of(place.end)..))
                            .is_some_and(|rest| {
                                rest.trim_start().starts_with([':', '：'])
                            })
                }
                Match::Contains => words <= TABLE_WORDS,
                Match::Bracket => true,
            };
        // A heading of related articles says more than the same words as a link, and
        // a whole line more than its part.
        if holds && best.is_none_or(|best| row.place < best.place) {
            best = Some(row);
        }
    }
    best
}

/// Whether a line of one word is a label, not the end of a paragraph wrapped by hand.
fn stands_alone(written: &str) -> bool {
    !written.starts_with(char::is_lowercase) && !written.ends_with(['.', ',', ';'])
}

fn usize_of(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// What the table says about the whole line.
pub(super) fn whole(text: &str, line: &Line) -> Option<Known> {
    let written = line.span.slice(text)?;
    let words = usize_of(line.words);
    let cut = words > TABLE_WORDS && written.len() > EDGE;
    let head =
        if cut { written.get(..written.floor_char_boundary(EDGE))? } else { written };
    let row = row_of(head, words, cut, |place| place != Match::Bracket)?;
    Some(Known { span: line.span, kind: row.kind, phrase: row.phrase })
}

/// Parts of a line that is article otherwise: pixel words glued to its end, pointers in
/// square brackets, and a last sentence that speaks of the page.
pub(super) fn parts(text: &str, line: &Line) -> Vec<Known> {
    let Some(written) = line.span.slice(text) else { return Vec::new() };
    let mut out: Vec<Known> = Vec::new();
    let mut note = |from: usize, to: usize, row: &'static Row| {
        if let Some(span) = Span::from_usize(from, to) {
            let span =
                Span::new(line.span.start + span.start, line.span.start + span.end);
            out.push(Known { span, kind: row.kind, phrase: row.phrase });
        }
    };
    let mut bracketed = false;
    for (open, _) in written.match_indices('[') {
        let limit = written.floor_char_boundary(open + BRACKET);
        let Some(inside) = written.get(open + 1..limit) else { continue };
        let Some(close) = inside.find(['[', ']']) else { continue };
        let inner = inside.get(..close).unwrap_or_default();
        let closed = inside.get(close..).is_some_and(|rest| rest.starts_with(']'));
        if closed
            && inner.contains(char::is_whitespace)
            && let Some(row) = row_of(inner, 0, true, |place| place == Match::Bracket)
        {
            note(open, open + close + 2, row);
            bracketed = open + close + 2 == written.len();
        }
    }
    let tail = written.len().saturating_sub(ENDING);
    let from = written.floor_char_boundary(tail);
    let end = written.get(from..).unwrap_or_default();
    if let Some((at, row)) = glued_pixel(end) {
        note(from + at, written.len(), row);
    } else if usize_of(line.words) > TABLE_WORDS
        && !bracketed
        && let Some((at, row)) = last_sentence(end)
    {
        note(from + at, written.len(), row);
    }
    out
}

/// Pixel words at the end of `written`, glued to the last sentence by the page's
/// extraction: `… am Abend. (mkr/AFP)Zähl Pixel`.
fn glued_pixel(written: &str) -> Option<(usize, &'static Row)> {
    if written.ends_with(['.', ',', '!', '?']) {
        return None;
    }
    let tail =
        written.get(written.floor_char_boundary(written.len().saturating_sub(60))..)?;
    let offset = written.len() - tail.len();
    let folded = Folded::new(tail);
    TABLE.finder.as_ref()?.find_overlapping_iter(&folded.text).find_map(|found| {
        let row = TABLE.rows.get(found.pattern().as_usize())?;
        let place = folded.place(found.start(), found.end())?;
        let at = offset + usize_of(place.start);
        let before = written.get(..at)?;
        let parted = !before.ends_with(char::is_whitespace)
            || before.trim_end().ends_with(['.', '!', '?', ')', '"', '“', '”', '»']);
        (row.kind == PIXEL && found.end() == folded.text.len() && parted)
            .then_some((at, row))
    })
}

/// The last sentences of `end`, the end of a long line, when they speak of the page.
fn last_sentence(end: &str) -> Option<(usize, &'static Row)> {
    const CLOSERS: [char; 8] = ['"', '“', '”', '»', '«', '\'', ')', ']'];
    let mut starts: Vec<usize> = end
        .match_indices(['.', '!', '?', '…', ')', ']'])
        .filter_map(|(at, sign)| {
            let rest = end.get(at + sign.len()..)?.trim_start_matches(CLOSERS);
            let sentence = rest.trim_start();
            // Extraction may glue it on: `… ist sicher.Hinweis der Redaktion: …`.
            let first = sentence.chars().next()?;
            let parted = sentence.len() < rest.len() && !first.is_lowercase();
            (parted || first.is_uppercase()).then(|| end.len() - sentence.len())
        })
        .collect();
    starts.dedup();
    let mut found = None;
    let mut stop = end.len();
    for at in starts.into_iter().rev().take(SENTENCES) {
        let sentence = end.get(at..stop)?;
        let words = sentence.split_whitespace().count();
        let Some(row) = row_of(sentence, words, true, |place| {
            matches!(place, Match::Prefix | Match::Label | Match::Contains)
        }) else {
            break;
        };
        found = Some((at, row));
        stop = at;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::folded_phrase;
    use crate::text::lines::lines;

    fn kind(text: &str) -> Option<&'static str> {
        whole(text, lines(text).first()?).map(|known| known.kind)
    }

    fn part(text: &str) -> Vec<&str> {
        let line = lines(text);
        let found = line.first().map(|line| parts(text, line)).unwrap_or_default();
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
            let lines = lines(&text);
            let begun = std::time::Instant::now();
            for line in &lines {
                whole(&text, line);
                parts(&text, line);
            }
            assert!(begun.elapsed().as_secs() < 8, "{unit}: {:?}", begun.elapsed());
        }
    }

    #[test]
    fn the_table_is_sound() {
        assert!(TABLE.finder.is_some());
        let mut seen = std::collections::HashSet::new();
        for line in include_str!("../../data/furniture/furniture.tsv").lines().skip(1) {
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
