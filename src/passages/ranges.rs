//! Arithmetic of half-open token ranges.

use std::ops::Range;

/// Tokens that two spans share.
pub(super) fn overlap(x: &Range<u32>, y: &Range<u32>) -> u32 {
    x.end.min(y.end).saturating_sub(x.start.max(y.start))
}

/// Tokens between two spans; 0 where they touch or overlap.
pub(super) fn gap(x: &Range<u32>, y: &Range<u32>) -> u32 {
    y.start.saturating_sub(x.end).max(x.start.saturating_sub(y.end))
}

/// The smallest span that holds both.
pub(super) fn hull(x: &Range<u32>, y: &Range<u32>) -> Range<u32> {
    x.start.min(y.start)..x.end.max(y.end)
}

/// The span with `by` more tokens at either end, inside an article of `tokens`.
pub(super) fn widen(x: &Range<u32>, by: u32, tokens: u32) -> Range<u32> {
    x.start.saturating_sub(by)..x.end.saturating_add(by).min(tokens)
}

/// The token in the middle of a span.
pub(super) fn middle(x: &Range<u32>) -> u32 {
    x.start.midpoint(x.end)
}

/// The number of tokens in a slice. Articles end at 2^32 - 1 tokens; what lies beyond is not aligned.
pub(super) fn count(tokens: &[u32]) -> u32 {
    u32::try_from(tokens.len()).unwrap_or(u32::MAX)
}

/// Which tokens of an article are taken by passages already settled.
#[derive(Debug)]
pub(super) struct Taken(Vec<bool>);

impl Taken {
    /// Nothing taken yet, of an article of so many tokens.
    pub(super) fn new(tokens: usize) -> Self {
        Taken(vec![false; tokens])
    }

    /// Takes a span.
    pub(super) fn take(&mut self, span: &Range<u32>) {
        if let Some(tokens) = self.0.get_mut(span.start as usize..span.end as usize) {
            tokens.fill(true);
        }
    }

    /// The share of a span that is taken, 0 to 1.
    pub(super) fn share(&self, span: &Range<u32>) -> f32 {
        let tokens = self.0.get(span.start as usize..span.end as usize).unwrap_or(&[]);
        tokens.iter().filter(|&&t| t).count() as f32 / tokens.len().max(1) as f32
    }
}
