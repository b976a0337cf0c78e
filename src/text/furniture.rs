//! Text of the page, not of the article: found and masked, never deleted.
//!
//! Five finders, each with its reason: lines of the table in `data/furniture`; short
//! lines that offer a subscription at a price; lines that one outlet repeats under
//! articles that are otherwise different; a line said twice in one article; teasers of
//! other articles under a heading that announces them.
//! A line that many outlets print is wire copy and stays.

use std::fmt;
use std::iter::once;

use hashbrown::{HashMap, HashSet};
use memchr::memchr_iter;
use rayon::prelude::*;

use super::lines::{Line, line_key};
use super::words::Word;
use super::{offers, phrases};
use crate::span::Span;

/// Why a stretch of text is masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A line of the furniture table.
    Known {
        /// What it is: `paywall`, `newsletter`, …
        kind: &'static str,
        /// The row of the table that it matches.
        phrase: &'static str,
    },
    /// A short line that offers a subscription at a price.
    Offer {
        /// The word that says what is offered.
        word: &'static str,
    },
    /// The outlet prints this line under many of its articles.
    Outlet,
    /// The article says this line a second time.
    Repeated {
        /// Where it says it first, in bytes of the original text.
        first: u32,
    },
    /// A teaser of another article.
    Teaser {
        /// The heading it stands under, as the table has it; `None` when it is known by
        /// its headline, which another article of the collection bears.
        heading: Option<&'static str>,
    },
    /// The line or bracket that names the agency.
    Credit,
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known { kind, phrase } => {
                write!(out, "typical {kind} line, known by “{phrase}”")
            }
            Self::Offer { word } => {
                write!(out, "offer of a subscription, by “{word}” and a price")
            }
            Self::Outlet => out.write_str("line this outlet repeats across its articles"),
            Self::Repeated { first } => {
                write!(out, "line said before in this article, at byte {first}")
            }
            Self::Teaser { heading: Some(heading) } => {
                write!(out, "teaser of another article, under “{heading}”")
            }
            Self::Teaser { heading: None } => {
                out.write_str("teaser of another article, by its headline")
            }
            Self::Credit => out.write_str("credit"),
        }
    }
}

/// A masked stretch of an original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mask {
    /// What is masked.
    pub span: Span,
    /// Why.
    pub reason: Reason,
}

/// Fewest articles, different in their longest other line, that make a line furniture.
const OUTLET_ARTICLES: usize = 3;
/// And the share of the outlet's articles it must stand in.
const OUTLET_SHARE: f64 = 0.005;
/// A long line is furniture only with this many times as many articles: an outlet's
/// standing background paragraph is text it reuses.
const LONG_LINE_FACTOR: usize = 3;
/// Fewest words of a line that an outlet repeats: text wrapped by hand has lines of one
/// word, the same ones in many articles.
pub(crate) const OUTLET_WORDS: u32 = 2;
/// Words from which a line is long.
const LONG_LINE: u32 = 30;
/// Outlets that make a line wire copy, and no outlet's furniture.
pub const WIRE_OUTLETS: usize = 3;
/// Fewest words of a line that counts as said twice.
const REPEATED_WORDS: u32 = 4;
/// Most words of a teaser's headline, and of a line under it.
pub(crate) const TEASER_HEADLINE: u32 = 16;
const TEASER_LINE: u32 = 60;
/// Most lines of teasers: what goes on for longer is no list of teasers, and the work of
/// looking stays bounded.
pub(super) const TEASERS: usize = 100;
/// Most lines under one teaser headline.
const TEASER_LINES: usize = 2;

/// The lines of a share of the articles, to learn what outlets repeat.
///
/// A line counts once for each *longest other line* it stands beside, so that one
/// article printed five times is one article.
#[derive(Debug, Default)]
pub struct SeenLines {
    /// Key, outlet, key of the longest other line, words.
    lines: Vec<(u64, u32, u64, u32)>,
    /// Outlet, and the key of an article's longest line.
    bodies: Vec<(u32, u64)>,
}

impl SeenLines {
    /// Takes in the lines of one article of an outlet.
    pub fn read(&mut self, outlet: u32, text: &str) {
        let begun = self.lines.len();
        // The two longest lines: bytes, and key.
        let (mut first, mut second) = ((0, 0), (0, 0));
        let mut start = 0;
        for end in memchr_iter(b'\n', text.as_bytes()).chain(once(text.len())) {
            let line = text.get(start..end).unwrap_or_default().trim();
            start = end + 1;
            if line.is_empty() {
                continue;
            }
            let key = line_key(line);
            let rank = (line.len(), key);
            if rank > first {
                (first, second) = (rank, first);
            } else if rank > second && rank != first {
                second = rank;
            }
            let words = about_words(line);
            if words >= OUTLET_WORDS {
                self.lines.push((key, outlet, 0, words));
            }
        }
        if first.0 > 0 {
            self.bodies.push((outlet, first.1));
        }
        for (key, _, other, _) in self.lines.iter_mut().skip(begun) {
            *other = if *key == first.1 { second.1 } else { first.1 };
        }
    }

    /// The keys of the articles' longest lines, which stand for them.
    pub fn bodies(&self) -> impl Iterator<Item = u64> + '_ {
        self.bodies.iter().map(|(_, body)| *body)
    }

    /// Lines that may be furniture: key, key of the longest other line, words.
    pub fn lines(&self) -> impl Iterator<Item = (u64, u64, u32)> + '_ {
        self.lines.iter().map(|&(key, _, other, words)| (key, other, words))
    }
}

/// Whether a line of so many words is its outlet's furniture, which stands beside so many
/// different longest lines in so many different articles of it, and in fewer than
/// [`WIRE_OUTLETS`] outlets.
pub fn is_furniture(beside: usize, articles: usize, words: u32) -> bool {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small share of a count"
    )]
    let share = (articles as f64 * OUTLET_SHARE).ceil() as usize;
    let factor = if words >= LONG_LINE { LONG_LINE_FACTOR } else { 1 };
    beside >= OUTLET_ARTICLES.max(share) * factor
}

/// About how many words a line has, at little cost; where words are not parted by blanks,
/// by its bytes.
fn about_words(line: &str) -> u32 {
    let blanks = memchr_iter(b' ', line.as_bytes()).count();
    u32::try_from((blanks + 1).max(line.len() / 12)).unwrap_or(u32::MAX)
}

/// The lines each outlet repeats.
#[derive(Debug, Default)]
pub struct OutletLines {
    furniture: HashSet<(u32, u64)>,
}

impl OutletLines {
    /// Learns them from a whole collection.
    pub fn learn(seen: impl IntoIterator<Item = SeenLines>) -> Self {
        Self::learn_beside(seen, Beside::default())
    }

    /// As [`OutletLines::learn`], with what is known of articles that are not at hand.
    pub fn learn_beside(
        seen: impl IntoIterator<Item = SeenLines>,
        beside: Beside,
    ) -> Self {
        let mut bodies: HashMap<u32, HashSet<u64>> = HashMap::new();
        let mut lines = beside.lines;
        for mut share in seen {
            for (outlet, body) in share.bodies {
                bodies.entry(outlet).or_default().insert(body);
            }
            lines.append(&mut share.lines);
        }
        let mut seen = lines;
        seen.par_sort_unstable();
        seen.dedup();
        let mut furniture = HashSet::new();
        for same_line in seen.chunk_by(|a, b| a.0 == b.0) {
            let outlets: Vec<_> = same_line.chunk_by(|a, b| a.1 == b.1).collect();
            if outlets.len() >= WIRE_OUTLETS {
                continue;
            }
            for one in outlets {
                let Some(&(key, outlet, _, words)) = one.first() else { continue };
                let articles = bodies.get(&outlet).map_or(0, HashSet::len)
                    + beside.articles.get(&outlet).copied().unwrap_or(0);
                if is_furniture(one.len(), articles, words) {
                    furniture.insert((outlet, key));
                }
            }
        }
        Self { furniture }
    }

    /// Lines that were learnt before: each with the number of its outlet.
    pub fn known(lines: impl IntoIterator<Item = (u32, u64)>) -> Self {
        Self { furniture: lines.into_iter().collect() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.furniture.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.furniture.is_empty()
    }

    /// A line of figures is what an article reports, however often its like appears.
    fn holds(&self, outlet: Option<u32>, line: &Line) -> bool {
        let figures = line.numbers * 4 > line.words;
        !figures
            && outlet.is_some_and(|outlet| self.furniture.contains(&(outlet, line.key)))
    }
}

/// What is known of an outlet's articles that are not at hand.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// Lines: key, number of the outlet, a number of the article (one for all its
    /// reprints), words.
    pub lines: Vec<(u64, u32, u64, u32)>,
    /// How many articles each outlet has.
    pub articles: HashMap<u32, usize>,
}

/// The furniture of one article, in order of place, given its words and lines.
///
/// ```
/// use samestory::text::furniture::{OutletLines, Reason, find};
/// use samestory::text::lines::lines;
/// use samestory::text::words::words;
///
/// let text = "Zähl Pixel\nDer Zug hat am Morgen die Grenze überquert.";
/// let words = words(text);
/// let masks = find(text, &words, &lines(text, &words), None, &OutletLines::default());
/// assert_eq!(masks.len(), 1);
/// assert_eq!(masks[0].reason, Reason::Known { kind: "pixel", phrase: "Zähl Pixel" });
/// ```
pub fn find(
    text: &str,
    words: &[Word],
    lines: &[Line],
    outlet: Option<u32>,
    outlet_lines: &OutletLines,
) -> Vec<Mask> {
    let mut masks = Vec::new();
    let mut said = HashMap::with_capacity(lines.len());
    let mut headings = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let span = line.span;
        if let Some(phrases::Known { kind, phrase, .. }) =
            phrases::whole(text, words, line)
        {
            if kind == phrases::RELATED_HEADER {
                headings.push((index, phrase));
            }
            masks.push(Mask { span, reason: Reason::Known { kind, phrase } });
        } else if let Some(word) = offers::offer(text, words, line) {
            masks.push(Mask { span, reason: Reason::Offer { word } });
        } else if outlet_lines.holds(outlet, line) {
            masks.push(Mask { span, reason: Reason::Outlet });
        } else if line.words >= REPEATED_WORDS
            && let Some(first) = said.insert(line.exact, span.start)
        {
            said.insert(line.exact, first);
            masks.push(Mask { span, reason: Reason::Repeated { first } });
        } else {
            masks.extend(phrases::parts(text, words, line).into_iter().map(|known| {
                let phrases::Known { span, kind, phrase } = known;
                Mask { span, reason: Reason::Known { kind, phrase } }
            }));
        }
    }
    // A heading inside another one's teasers adds nothing.
    let mut teased = 0;
    for (index, heading) in headings {
        if index < teased {
            continue;
        }
        let under = lines.get(index + 1..).unwrap_or_default();
        let reason = Reason::Teaser { heading: Some(heading) };
        let teasers = teaser_lines(text, under);
        teased = index + 1 + teasers;
        masks.extend(under.iter().take(teasers).map(|l| Mask { span: l.span, reason }));
    }
    masks.sort_unstable();
    masks.dedup_by_key(|mask| mask.span);
    keep_templates(lines, masks)
}

/// Share of an article's words that its outlet's repeated lines may be.
const MOST_OUTLET: f64 = 0.3;

/// An article that mostly consists of lines its outlet repeats is a template filled in
/// (results, prices, weather): its lines are its text, and stay.
fn keep_templates(lines: &[Line], mut masks: Vec<Mask>) -> Vec<Mask> {
    let repeated = |line: &&Line| {
        let at = masks.binary_search_by_key(&line.span, |mask| mask.span);
        at.is_ok_and(|at| masks.get(at).is_some_and(|mask| mask.reason == Reason::Outlet))
    };
    let words: u32 = lines.iter().map(|line| line.words).sum();
    let outlet: u32 = lines.iter().filter(repeated).map(|line| line.words).sum();
    if f64::from(outlet) > MOST_OUTLET * f64::from(words) {
        masks.retain(|mask| mask.reason != Reason::Outlet);
    }
    masks
}

/// How many lines under a heading of related articles are teasers: those with bullets,
/// when the first has one; all to the end when they alternate between headlines and at
/// most two lines each; else the headlines that directly follow.
pub(super) fn teaser_lines(text: &str, under: &[Line]) -> usize {
    const BULLETS: [char; 11] = ['•', '●', '▪', '■', '►', '▶', '»', '→', '·', '*', '–'];
    let written = |line: &Line| line.span.slice(text).unwrap_or_default();
    let bullet = |line: &&Line| written(line).starts_with(BULLETS);
    if under.first().is_some_and(|line| bullet(&line)) {
        return under.iter().take(TEASERS).take_while(bullet).count();
    }
    let is_headline = |line: &Line| {
        line.words <= TEASER_HEADLINE && !written(line).ends_with(['.', '。', ')'])
    };
    let within = under.get(..TEASERS).unwrap_or(under);
    let headlines = || within.iter().take_while(|line| is_headline(line)).count();
    if within.len() < under.len() {
        return headlines();
    }
    let mut beneath = 0;
    for (index, line) in within.iter().enumerate() {
        if is_headline(line) {
            beneath = 0;
        } else if index > 0 && line.words <= TEASER_LINE && beneath < TEASER_LINES {
            beneath += 1;
        } else {
            return headlines();
        }
    }
    within.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines::lines;
    use crate::text::words::words;

    fn cut(text: &str) -> Vec<Line> {
        lines(text, &words(text))
    }

    fn found_in(text: &str) -> Vec<Mask> {
        find(text, &words(text), &cut(text), None, &OutletLines::default())
    }

    fn learnt<'t>(articles: impl Iterator<Item = (u32, &'t str)>) -> OutletLines {
        let mut seen = SeenLines::default();
        articles.for_each(|(outlet, text)| seen.read(outlet, text));
        OutletLines::learn([seen])
    }

    fn masked(text: &str) -> Vec<(&str, Reason)> {
        found_in(text)
            .into_iter()
            .filter_map(|mask| Some((mask.span.slice(text)?, mask.reason)))
            .collect()
    }

    #[test]
    fn pixel_words_glued_to_the_last_paragraph_are_masked_alone() {
        let text = format!("{} (slo/AFP)Zähl Pixel", "Ein langer Absatz ".repeat(12));
        let reason = Reason::Known { kind: "pixel", phrase: "Zähl Pixel" };
        assert_eq!(masked(&text), [("Zähl Pixel", reason)]);
    }

    #[test]
    fn a_caption_said_twice_counts_once() {
        let text =
            "Der Zug in Chassan am Morgen.\n\nDer Zug in Chassan am Morgen.\nText.";
        let reason = Reason::Repeated { first: 0 };
        assert_eq!(masked(text), [("Der Zug in Chassan am Morgen.", reason)]);
    }

    #[test]
    fn teasers_under_their_heading_are_masked_and_a_following_article_is_not() {
        let teasers = "Der Artikel endet hier.\nWeitere Artikel\nWelle trifft Insel\n\
                       Drei Menschen starben. Es war die dritte Welle.";
        assert_eq!(masked(teasers).len(), 3);
        let inline = "Der Artikel.\nWeitere Artikel\nWelle trifft Insel\nEin Absatz.\n\
                      Noch ein Absatz, der weitergeht.\nUnd ein dritter Absatz.";
        assert_eq!(masked(inline).len(), 2);
        let bullets = "Der Artikel.\nMehr zum Thema\n• Welle trifft Insel\n• Zug hält\n\
                       Ein Absatz.\nUnd der letzte Absatz.";
        assert_eq!(masked(bullets).len(), 3);
    }

    #[test]
    fn headings_without_end_cost_no_more_than_their_lines() {
        let text = "Der Artikel.\n".to_owned() + &"Mehr zum Thema\n".repeat(20_000);
        assert!(found_in(&text).len() <= cut(&text).len());
    }

    #[test]
    fn an_offer_says_what_made_it_one() {
        let text = "Premium-Zugriff auf beispiel.de für nur 0,99 €\nDer Fluss steigt.";
        let found = masked(text);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].1.to_string(),
            "offer of a subscription, by “Zugriff” and a price"
        );
    }

    #[test]
    fn a_line_of_one_outlet_is_furniture_and_a_line_of_many_is_wire_copy() {
        let bodies = [
            "Alpha eins zwei drei mehr.",
            "Beta eins zwei vier mehr.",
            "Gamma eins zwei fünf mehr.",
        ];
        let texts: Vec<String> =
            bodies.iter().map(|body| format!("{body}\nUnser Haus\n")).collect();
        let found: Vec<Vec<Line>> = texts.iter().map(|text| cut(text)).collect();
        let one = learnt(texts.iter().map(|text| (1, text.as_str())));
        let masks = find(&texts[0], &words(&texts[0]), &found[0], Some(1), &one);
        assert_eq!(masks.len(), 1);
        let many = learnt((0..9).map(|i| (i / 3, texts[i as usize % 3].as_str())));
        assert!(find(&texts[0], &words(&texts[0]), &found[0], Some(1), &many).is_empty());
    }

    #[test]
    fn one_article_printed_five_times_is_not_furniture() {
        let text = "Erster Satz der Meldung hier.\nZweiter Satz.\nDritter Satz.";
        let found = cut(text);
        let learnt = learnt((0..5).map(|_| (1, text)));
        assert!(find(text, &words(text), &found, Some(1), &learnt).is_empty());
    }
}
