//! Half-open byte ranges of an original text.

use serde::{Deserialize, Serialize};

/// A half-open byte range `start..end` of one article's original text.
///
/// Offsets are `u32`: an article longer than 4 GiB is refused when it is read.
///
/// ```
/// use samestory::span::Span;
///
/// let span = Span::new(4, 9);
/// assert_eq!(span.slice("the train came"), Some("train"));
/// assert_eq!(span.len(), 5);
/// assert!(span.overlaps(Span::new(8, 20)));
/// ```
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end`; an end before its start gives an empty range at `start`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end: if end < start { start } else { end } }
    }

    /// A range given in `usize`, or `None` beyond 4 GiB.
    pub fn from_usize(start: usize, end: usize) -> Option<Self> {
        Some(Self::new(u32::try_from(start).ok()?, u32::try_from(end).ok()?))
    }

    /// Length in bytes.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the range holds no byte.
    pub const fn is_empty(self) -> bool {
        self.end == self.start
    }

    /// Whether the two ranges share a byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside this range.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The text at this range; `None` when it leaves the text or cuts a character.
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.start as usize..self.end as usize)
    }
}

/// Sorts spans and joins those that touch or overlap.
///
/// ```
/// use samestory::span::{Span, merged};
///
/// let spans = merged(vec![Span::new(5, 9), Span::new(0, 3), Span::new(8, 12)]);
/// assert_eq!(spans, [Span::new(0, 3), Span::new(5, 12)]);
/// ```
pub fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.into_iter().filter(|span| !span.is_empty()) {
        match out.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => out.push(span),
        }
    }
    out
}
