//! Text of the page, not of the article: found and masked, never deleted.
//!
//! Five finders, each with its reason: lines of the table in `data/furniture`; short
//! lines that offer a subscription at a price; lines that one outlet repeats under
//! articles that are otherwise different; a line said twice in one article; teasers of
//! other articles under a heading that announces them.
//! A line that many outlets print is wire copy and stays.

use std::fmt;

use hashbrown::HashMap;

use super::lines::Line;
use super::outlet_lines::OutletLines;
use super::table::Sifted;
use super::words::{Word, chain};
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

/// The furniture of one article, in order of place, given its words and lines.
///
/// ```
/// use samestory::text::furniture::{Reason, find};
/// use samestory::text::lines::lines;
/// use samestory::text::outlet_lines::OutletLines;
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
    let starts = phrases::starts(words);
    let sifted = Sifted::new(words, &starts);
    let mut said = may_repeat(words, lines).then(|| HashMap::with_capacity(lines.len()));
    let mut headings = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let span = line.span;
        let phrases = Some(sifted.line(line)).filter(|line| !line.is_empty());
        if let Some(phrases::Known { kind, phrase, .. }) =
            phrases.and_then(|phrases| phrases::whole(text, phrases, line))
        {
            if kind == phrases::RELATED_HEADER {
                headings.push((index, phrase));
            }
            masks.push(Mask { span, reason: Reason::Known { kind, phrase } });
        } else if let Some(word) = offers::offer(text, words, line) {
            masks.push(Mask { span, reason: Reason::Offer { word } });
        } else if outlet_lines.holds(outlet, line, text, words) {
            masks.push(Mask { span, reason: Reason::Outlet });
        } else if line.words >= REPEATED_WORDS
            && let Some(said) = &mut said
            && let first = *said.entry(line.exact(words)).or_insert(span.start)
            && first < span.start
        {
            masks.push(Mask { span, reason: Reason::Repeated { first } });
        } else if let Some(phrases) = phrases {
            masks.extend(phrases::parts(text, phrases, line).into_iter().map(|known| {
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

/// Whether a line may be said twice: no, where any two of them differ in how many words
/// they have, or in the first or last.
fn may_repeat(words: &[Word], lines: &[Line]) -> bool {
    /// Bits of a hash that are looked at: few texts have so many lines that two meet.
    const BITS: u32 = 10;
    let mut seen = [0_u64; 1 << (BITS - 6)];
    let long = lines.iter().filter(|line| line.words >= REPEATED_WORDS);
    long.filter_map(|line| {
        let [first, .., last] = line.of(words) else { return None };
        Some(chain(chain(u64::from(line.words), first.hash), last.hash))
    })
    .any(|hash| {
        let (slot, bit) = (hash >> (u64::BITS - BITS + 6), 1 << (hash >> 32 & 63));
        let slot = usize::try_from(slot).ok().and_then(|slot| seen.get_mut(slot));
        let Some(slot) = slot else { return true };
        let met = *slot & bit != 0;
        *slot |= bit;
        met
    })
}

/// Share of an article's words that its outlet's repeated lines may be.
const MOST_OUTLET: f64 = 0.3;

/// An article that mostly consists of lines its outlet repeats is a template filled in
/// (results, prices, weather): its lines are its text, and stay.
fn keep_templates(lines: &[Line], mut masks: Vec<Mask>) -> Vec<Mask> {
    if masks.iter().all(|mask| mask.reason != Reason::Outlet) {
        return masks;
    }
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
    use proptest::prelude::*;

    use super::*;
    use crate::text::lines::lines;
    use crate::text::words::words;

    fn cut(text: &str) -> Vec<Line> {
        lines(text, &words(text))
    }

    fn found_in(text: &str) -> Vec<Mask> {
        find(text, &words(text), &cut(text), None, &OutletLines::default())
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

    proptest! {
        #[test]
        fn lines_said_twice_may_repeat(
            text in "(([a-c] ){3,5}\n){0,40}|(([a-z] ){0,9}\n){0,9}"
        ) {
            let (words, lines) = (words(&text), cut(&text));
            let mut said = hashbrown::HashSet::new();
            let mut long = lines.iter().filter(|line| line.words >= REPEATED_WORDS);
            let repeats = long.any(|line| !said.insert(line.exact(&words)));
            prop_assert!(may_repeat(&words, &lines) || !repeats);
        }
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
}
