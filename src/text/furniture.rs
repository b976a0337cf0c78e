//! Text of the page, not of the article: found and masked, never deleted.
//!
//! Four finders, each with its reason: lines of the table in `data/furniture`; lines
//! that one outlet repeats under articles that are otherwise different; a line said
//! twice in one article; teasers of other articles under a heading that announces them.
//! A line that many outlets print is wire copy and stays.

use std::fmt;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use hashbrown::{HashMap, HashSet};

use super::fold::folded_phrase;
use super::lines::Line;
use super::tokens::tokenise;
use crate::span::Span;

/// Why a stretch of text is masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A line of the furniture table, of this kind (`paywall`, `newsletter`, …).
    Known(&'static str),
    /// The outlet prints this line under many of its articles.
    Outlet,
    /// The article says this line a second time.
    Repeated,
    /// A teaser of another article.
    Teaser,
    /// The line or bracket that names the agency.
    Credit,
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(kind) => write!(out, "typical {kind} line"),
            Self::Outlet => out.write_str("line this outlet repeats across its articles"),
            Self::Repeated => out.write_str("line said before in this article"),
            Self::Teaser => out.write_str("teaser of another article"),
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
/// Words from which a line is long.
const LONG_LINE: u32 = 30;
/// Outlets that make a line wire copy.
const WIRE_OUTLETS: u32 = 3;
/// Fewest words of a line that counts as said twice.
const REPEATED_WORDS: u32 = 4;
/// Most words of a line in which a phrase of the table is looked for.
const TABLE_WORDS: usize = 25;
/// Most words of a line whose beginning is compared with the table.
const PREFIX_WORDS: usize = 60;
/// Bytes at either end of a long line that are compared with the table.
const EDGE: usize = 120;
/// Most words of a teaser's headline, and of a line under it.
pub(super) const TEASER_HEADLINE: u32 = 16;
const TEASER_LINE: u32 = 60;
/// Most lines under one teaser headline.
const TEASER_LINES: usize = 2;

/// The lines each outlet repeats.
#[derive(Debug, Default)]
pub struct OutletLines {
    furniture: HashSet<(u32, u64)>,
}

impl OutletLines {
    /// Learns them from a whole collection: for each article the number of its outlet
    /// (`None` where unknown: such articles teach nothing) and its lines.
    ///
    /// A line counts once for each *longest other line* it stands beside, so that one
    /// article printed five times is one article.
    pub fn learn<'l>(
        articles: impl IntoIterator<Item = (Option<u32>, &'l [Line])>,
    ) -> Self {
        let mut seen: Vec<(u64, u32, u64, u32)> = Vec::new();
        let mut bodies: HashMap<u32, HashSet<u64>> = HashMap::new();
        for (outlet, lines) in articles {
            let Some(outlet) = outlet else { continue };
            let mut longest: Vec<&Line> = lines.iter().collect();
            longest
                .sort_unstable_by_key(|line| (std::cmp::Reverse(line.words), line.key));
            longest.dedup_by_key(|line| line.key);
            let Some(first) = longest.first() else { continue };
            let second = longest.get(1);
            bodies.entry(outlet).or_default().insert(first.key);
            for line in lines {
                let other = if line.key == first.key {
                    second.map_or(0, |line| line.key)
                } else {
                    first.key
                };
                seen.push((line.key, outlet, other, line.words));
            }
        }
        seen.sort_unstable();
        seen.dedup();
        let mut furniture = HashSet::new();
        for same_line in seen.chunk_by(|a, b| a.0 == b.0) {
            let outlets: Vec<_> = same_line.chunk_by(|a, b| a.1 == b.1).collect();
            if outlets.len() >= WIRE_OUTLETS as usize {
                continue;
            }
            for one in outlets {
                let Some(&(key, outlet, _, words)) = one.first() else { continue };
                let articles = bodies.get(&outlet).map_or(0, HashSet::len);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a small share of a count"
                )]
                let share = (articles as f64 * OUTLET_SHARE).ceil() as usize;
                let factor = if words >= LONG_LINE { LONG_LINE_FACTOR } else { 1 };
                if one.len() >= OUTLET_ARTICLES.max(share) * factor {
                    furniture.insert((outlet, key));
                }
            }
        }
        Self { furniture }
    }

    /// A line of figures is what an article reports, however often its like appears.
    fn holds(&self, outlet: Option<u32>, line: &Line) -> bool {
        let figures = line.numbers * 4 > line.words;
        !figures
            && outlet.is_some_and(|outlet| self.furniture.contains(&(outlet, line.key)))
    }
}

/// The furniture of one article, in order of place.
///
/// ```
/// use samestory::text::furniture::{OutletLines, Reason, find};
/// use samestory::text::lines::lines;
///
/// let text = "Zähl Pixel\nDer Zug hat am Morgen die Grenze überquert.";
/// let masks = find(text, &lines(text), None, &OutletLines::default());
/// assert_eq!(masks.len(), 1);
/// assert_eq!(masks[0].reason, Reason::Known("pixel"));
/// ```
pub fn find(
    text: &str,
    lines: &[Line],
    outlet: Option<u32>,
    outlet_lines: &OutletLines,
) -> Vec<Mask> {
    let mut masks = Vec::new();
    let mut said = HashSet::new();
    let mut headings = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let known = known_furniture(text, *line);
        if let Some(mask) = known {
            if mask.reason == Reason::Known(RELATED_HEADER) {
                headings.push(index);
            }
            masks.push(mask);
        } else if outlet_lines.holds(outlet, line) {
            masks.push(Mask { span: line.span, reason: Reason::Outlet });
        } else if line.words >= REPEATED_WORDS && !said.insert(line.exact) {
            masks.push(Mask { span: line.span, reason: Reason::Repeated });
        }
    }
    for heading in headings {
        let under = lines.get(heading + 1..).unwrap_or_default();
        for line in under.iter().take(teaser_lines(text, under)) {
            masks.push(Mask { span: line.span, reason: Reason::Teaser });
        }
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

/// How many lines under a heading of related articles are teasers: all to the end when
/// they alternate between headlines and at most two lines each; else the headlines
/// that directly follow.
pub(super) fn teaser_lines(text: &str, under: &[Line]) -> usize {
    let is_headline = |line: &Line| {
        let written = line.span.slice(text).unwrap_or_default();
        line.words <= TEASER_HEADLINE && !written.ends_with(['.', '。', ')'])
    };
    let mut beneath = 0;
    for (index, line) in under.iter().enumerate() {
        if is_headline(line) {
            beneath = 0;
        } else if index > 0 && line.words <= TEASER_LINE && beneath < TEASER_LINES {
            beneath += 1;
        } else {
            return under.iter().take_while(|line| is_headline(line)).count();
        }
    }
    under.len()
}

const RELATED_HEADER: &str = "related-header";
const PIXEL: &str = "pixel";

#[derive(Clone, Copy, PartialEq)]
enum Match {
    Line,
    Prefix,
    Contains,
}

struct Table {
    phrases: Vec<(&'static str, Match)>,
    finder: Option<AhoCorasick>,
}

/// The table, every phrase folded and enclosed in blanks.
static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut phrases = Vec::new();
    let mut patterns = Vec::new();
    for row in include_str!("../../data/furniture/furniture.tsv").lines().skip(1) {
        let mut cells = row.split('\t');
        let (Some(_lang), Some(kind), Some(place), Some(phrase)) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let place = match place {
            "line" => Match::Line,
            "prefix" => Match::Prefix,
            _ => Match::Contains,
        };
        phrases.push((kind, place));
        patterns.push(format!(" {} ", folded_phrase(phrase)));
    }
    // A table that does not compile would be caught by this module's tests.
    Table { phrases, finder: AhoCorasick::new(patterns).ok() }
});

fn known_furniture(text: &str, line: Line) -> Option<Mask> {
    let whole_line = line.span.slice(text)?;
    // Of a long line only the beginning and the end can match.
    let long = line.words as usize > TABLE_WORDS && whole_line.len() > 4 * EDGE;
    let (head, skipped, tail) = if long {
        let end = whole_line.floor_char_boundary(EDGE);
        let start = whole_line.floor_char_boundary(whole_line.len() - EDGE);
        (whole_line.get(..end)?, start, whole_line.get(start..)?)
    } else {
        (whole_line, 0, "")
    };
    let mut folded = String::with_capacity(head.len() + tail.len() + 2);
    folded.push(' ');
    let mut starts = Vec::new();
    for (part, offset) in [(head, 0), (tail, skipped)] {
        tokenise(part, |word, span| {
            let at = u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(span.start);
            starts.push((folded.len() - 1, at));
            folded.push_str(word);
            folded.push(' ');
        });
    }
    let words = line.words as usize;
    let mut best: Option<Mask> = None;
    for found in TABLE.finder.as_ref()?.find_overlapping_iter(&folded) {
        let &(kind, place) = TABLE.phrases.get(found.pattern().as_usize())?;
        let whole = found.start() == 0 && found.end() == folded.len() && !long;
        let holds = match place {
            Match::Line => whole,
            Match::Prefix => found.start() == 0 && words <= PREFIX_WORDS,
            Match::Contains => words <= TABLE_WORDS,
        };
        if holds {
            let mask = Mask { span: line.span, reason: Reason::Known(kind) };
            // A heading of related articles says more than the same words as a link.
            if best.is_none() || (kind == RELATED_HEADER && place == Match::Line) {
                best = Some(mask);
            }
        } else if kind == PIXEL && found.end() == folded.len() && best.is_none() {
            // Glued to the last paragraph by the page's extraction.
            let at = starts.iter().find(|(offset, _)| *offset == found.start());
            let start = line.span.start + at.map_or(0, |(_, byte)| *byte);
            best = Some(Mask {
                span: Span::new(start, line.span.end),
                reason: Reason::Known(kind),
            });
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines::lines;

    fn masked(text: &str) -> Vec<(&str, Reason)> {
        find(text, &lines(text), None, &OutletLines::default())
            .into_iter()
            .filter_map(|mask| Some((mask.span.slice(text)?, mask.reason)))
            .collect()
    }

    #[test]
    fn pixel_words_glued_to_the_last_paragraph_are_masked_alone() {
        let text = format!("{} (slo/AFP)Zähl Pixel", "Ein langer Absatz ".repeat(12));
        assert_eq!(masked(&text), [("Zähl Pixel", Reason::Known("pixel"))]);
    }

    #[test]
    fn a_caption_said_twice_counts_once() {
        let text =
            "Der Zug in Chassan am Morgen.\n\nDer Zug in Chassan am Morgen.\nText.";
        assert_eq!(masked(text), [("Der Zug in Chassan am Morgen.", Reason::Repeated)]);
    }

    #[test]
    fn teasers_under_their_heading_are_masked_and_a_following_article_is_not() {
        let teasers = "Der Artikel endet hier.\nWeitere Artikel\nWelle trifft Insel\n\
                       Drei Menschen starben. Es war die dritte Welle.";
        assert_eq!(masked(teasers).len(), 3);
        let inline = "Der Artikel.\nWeitere Artikel\nWelle trifft Insel\nEin Absatz.\n\
                      Noch ein Absatz, der weitergeht.\nUnd ein dritter Absatz.";
        assert_eq!(masked(inline).len(), 2);
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
        let found: Vec<Vec<Line>> = texts.iter().map(|text| lines(text)).collect();
        let one = OutletLines::learn(found.iter().map(|lines| (Some(1), &lines[..])));
        let masks = find(&texts[0], &found[0], Some(1), &one);
        assert_eq!(masks.len(), 1);
        let many =
            OutletLines::learn((0..9).map(|i| (Some(i / 3), &found[i as usize % 3][..])));
        assert!(find(&texts[0], &found[0], Some(1), &many).is_empty());
    }

    #[test]
    fn one_article_printed_five_times_is_not_furniture() {
        let text = "Erster Satz der Meldung hier.\nZweiter Satz.\nDritter Satz.";
        let found = lines(text);
        let learnt = OutletLines::learn((0..5).map(|_| (Some(1), &found[..])));
        assert!(find(text, &found, Some(1), &learnt).is_empty());
    }
}
