//! Finds the credits of news agencies in an article.
//!
//! A credit is where an outlet says whose text it prints: `(slo/AFP)` after the last
//! sentence, `BERLIN (dpa) -` before the first, a byline, a copyright line with the
//! number of the agency's item. "…, sagte er der dpa" is none. Credits of pictures are
//! found as well and kept apart.
//!
//! The text is searched once for every form of every agency in `data/agencies`; then
//! only the neighbourhood of each place found is read, at most some hundred bytes of
//! it, so that the work grows with the text's length whatever stands in it.

mod author;
mod brackets;
mod calendar;
mod context;
mod day;
mod reading;
mod scan;
mod table;
mod wire;
mod words;

pub use author::author;
pub use day::{Stamp, stamp};

use crate::span::{Span, merged};
use crate::text::words::{Word, words as words_of};
use context::{Line, Place};
use table::Hit;

/// What an agency is credited for.
///
/// ```
/// use samestory::text::credits::{CreditKind, find};
///
/// assert_eq!(find("Text: epd").found[0].kind, CreditKind::Text);
/// assert_eq!(find("Foto: epd").found[0].kind, CreditKind::Picture);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CreditKind {
    /// The article, or a part of it.
    Text,
    /// A picture printed with it.
    Picture,
}

/// One agency in one credit.
///
/// ```
/// use samestory::text::credits::{CreditKind, find};
///
/// let text = "Foto: Max Muster/dpa\nDie Brücke ist gesperrt. (slo/AFP)";
/// let found = find(text).found;
/// assert_eq!((found[0].agency, found[0].kind), ("dpa", CreditKind::Picture));
/// assert_eq!((found[1].agency, found[1].kind), ("afp", CreditKind::Text));
/// assert_eq!(found[1].span.slice(text), Some("AFP"));
/// assert_eq!(found[1].why, "bracket at the end");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// Key of the agency in `data/agencies/agencies.tsv`.
    pub agency: &'static str,
    /// The agency's name in the original text.
    pub span: Span,
    /// Whether for the text or for a picture.
    pub kind: CreditKind,
    /// Where the credit stands: "dateline", "byline", "bracket at the end" and so on.
    pub why: &'static str,
}

/// The number of a dpa item, without its version: every print of one item carries it.
///
/// ```
/// let found = samestory::text::credits::find("© dpa-infocom, dpa:230912-99-161002/9");
/// assert_eq!(found.key.unwrap().text, "230912-99-161002");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DpaKey {
    /// Day, service and number: `230912-99-161002`.
    pub text: String,
    /// Its place in the original text.
    pub span: Span,
}

/// All credits of one text.
///
/// ```
/// let credits = samestory::text::credits::find("Das sagte er der dpa am Montag.");
/// assert!(credits.found.is_empty() && credits.key.is_none() && credits.masks.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credits {
    /// In the order of the text; each agency once in each credit.
    pub found: Vec<Credit>,
    /// The first dpa item number.
    pub key: Option<DpaKey>,
    /// Whole credits, sorted and apart: lines, brackets, datelines. What they cover is
    /// not the article's own text.
    pub masks: Vec<Span>,
}

/// The agency that is called `name`, by key: for outlets that are agencies themselves.
///
/// ```
/// use samestory::text::credits::agency;
///
/// assert_eq!(agency("Reuters"), Some("reuters"));
/// assert_eq!(agency("The Daily Reuters Reader"), None);
/// ```
pub fn agency(name: &str) -> Option<&'static str> {
    table::agency(name.trim())
}

/// Finds the credits of an article; lines end at `\n`.
///
/// ```
/// use samestory::text::credits::find;
///
/// let text = "BERLIN (dpa) - Das sagte der Minister der AFP am Dienstag.";
/// let credits = find(text);
/// assert_eq!(credits.found.len(), 1);
/// assert_eq!(credits.found[0].agency, "dpa");
/// assert_eq!(credits.masks[0].slice(text), Some("BERLIN (dpa) - "));
/// ```
pub fn find(text: &str) -> Credits {
    find_among(text, &words_of(text))
}

/// [`find`], given the words of the text.
pub fn find_among(text: &str, words: &[Word]) -> Credits {
    let hits = table::hits(text, words);
    let mut out = Credits::default();
    let mut done = 0; // hits before this byte are settled
    let lead = wire::dateline(text);
    each_line(text, &hits, |line, hit| {
        if hit.start < done {
            return;
        }
        if !hit.is_agency() {
            let closing = context::closing(line, hit);
            out.masks
                .extend(closing.and_then(|(start, end)| Span::from_usize(start, end)));
            return;
        }
        if let Some(key) = key_at(text, hit) {
            out.key.get_or_insert(key);
        }
        let place = context::place(line, &hits, hit)
            .or_else(|| keyed_line(line, hit))
            .or_else(|| signed_off(line, hit, lead.is_some()));
        if let Some(mut place) = place {
            // A second bracket of one picture: `(Photo by …/AP) (Associated Press)`.
            let gap = text.get(done..place.start);
            if out.found.last().is_some_and(|last| last.kind == CreditKind::Picture)
                && place.why.starts_with("bracket")
                && gap.is_some_and(|gap| gap.chars().all(|c| c == ' '))
            {
                (place.kind, place.why) = (CreditKind::Picture, "picture credit");
            }
            done = place.end;
            add(&mut out, text, &hits, &place);
        }
    });
    out.masks.extend(lead);
    out.masks = merged(out.masks);
    out
}

/// Calls `visit` for every hit with its line.
fn each_line<'t>(text: &'t str, hits: &[Hit], mut visit: impl FnMut(Line<'t>, &Hit)) {
    /// First and last lines of an article, empty ones not counted.
    const OUTER: usize = 10;
    if hits.is_empty() {
        return;
    }
    let bytes = text.as_bytes();
    let written = |(_, line): &(usize, &str)| !line.trim().is_empty();
    let lines = || {
        text.split('\n').scan(0, |at, line| {
            let start = *at;
            *at += line.len() + 1;
            Some((start, line))
        })
    };
    let top = lines().filter(written).nth(OUTER).map_or(text.len(), |(start, _)| start);
    let bottom = text
        .rsplit('\n')
        .filter(|line| !line.trim().is_empty())
        .nth(OUTER)
        .and_then(|line| line.as_ptr().addr().checked_sub(text.as_ptr().addr()))
        .unwrap_or(0);
    let mut start = 0;
    let mut end = 0;
    let mut line = Line { text, start: 0, end: 0, outer: true, continued: false };
    for (index, hit) in hits.iter().enumerate() {
        if index == 0 || hit.start >= end {
            let left = bytes.get(end..hit.start).unwrap_or_default();
            start =
                memchr::memrchr(b'\n', left).map_or(start.max(end), |at| end + at + 1);
            let right = bytes.get(hit.end..).unwrap_or_default();
            end = memchr::memchr(b'\n', right).map_or(text.len(), |at| hit.end + at);
            let whole = text.get(start..end).unwrap_or_default();
            let indent = whole.len() - whole.trim_start().len();
            line = Line {
                text,
                start: start + indent,
                end: start + whole.trim_end().len(),
                outer: start < top || start > bottom,
                continued: continued(text, start),
            };
        }
        visit(line, hit);
    }
}

/// Whether the line above `start` has text that stops inside a sentence.
fn continued(text: &str, start: usize) -> bool {
    let above = text.get(..start).unwrap_or_default();
    let line = above.strip_suffix('\n').unwrap_or(above);
    // The last character that is no blank of this line.
    let last = line.trim_end_matches([' ', '\t', '\r']);
    !last.is_empty() && !last.ends_with('\n') && !context::ends_sentence(last)
}

/// Notes the agencies of a credit, each once, the item number and the mask.
fn add(out: &mut Credits, text: &str, hits: &[Hit], place: &Place) {
    let first = out.found.len();
    for hit in &place.agencies {
        let seen = out.found.get(first..).unwrap_or_default();
        if seen.iter().any(|credit| credit.agency == hit.form.key) {
            continue;
        }
        if let Some(span) = Span::from_usize(hit.start, hit.end) {
            let Place { kind, why, .. } = *place;
            out.found.push(Credit { agency: hit.form.key, span, kind, why });
        }
    }
    if out.key.is_none() {
        let from = hits.partition_point(|hit| hit.start < place.start);
        let mut inside = hits.iter().skip(from).take_while(|hit| hit.start < place.end);
        out.key = inside.find_map(|hit| key_at(text, hit));
    }
    out.masks.extend(Span::from_usize(place.start, place.end));
}

/// The last line of an article in the older wire style: `- Reuter`.
fn signed_off(line: Line<'_>, hit: &Hit, dateline: bool) -> Option<Place> {
    wire::signs_off(line, hit, dateline).then(|| Place {
        agencies: vec![*hit],
        kind: CreditKind::Text,
        why: "last line",
        start: line.start,
        end: line.end,
    })
}

/// A line with an item number that is not written as a credit otherwise.
fn keyed_line(line: Line<'_>, hit: &Hit) -> Option<Place> {
    let key = key_at(line.text, hit)?;
    let end = usize::try_from(key.span.end).ok()?;
    let version = line.text.get(end..)?.strip_prefix('/').map_or(0, |rest| {
        1 + rest.bytes().take(3).take_while(u8::is_ascii_digit).count()
    });
    Some(Place {
        agencies: vec![*hit],
        kind: CreditKind::Text,
        why: "item number",
        start: hit.start,
        end: end + version,
    })
}

/// The item number after an agency's name: `dpa:230912-99-161002/9`.
fn key_at(text: &str, hit: &Hit) -> Option<DpaKey> {
    if hit.form.key != "dpa" {
        return None;
    }
    let rest = text.get(hit.end..)?.strip_prefix(':')?;
    let mut at = 0;
    for (index, (least, most)) in [(6, 6), (2, 3), (3, 9)].into_iter().enumerate() {
        if index > 0 {
            at += usize::from(*rest.as_bytes().get(at)? == b'-');
        }
        let digits =
            rest.bytes().skip(at).take(most + 1).take_while(u8::is_ascii_digit).count();
        if !(least..=most).contains(&digits) {
            return None;
        }
        at += digits;
    }
    let key = rest.get(..at)?;
    (key.bytes().filter(|byte| *byte == b'-').count() == 2).then_some(())?;
    let span = Span::from_usize(hit.end + 1, hit.end + 1 + at)?;
    Some(DpaKey { text: key.to_owned(), span })
}

#[cfg(test)]
mod tests;
