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

/// Settles which of the passages that compete for the same words are kept: the first.
#[derive(Debug)]
pub(super) struct Settled {
    /// For each token of either article whether it is taken.
    taken: [Vec<bool>; 2],
    max_overlap: f32,
}

impl Settled {
    /// Nothing taken yet, of articles of so many tokens. A passage may have this share
    /// of its words, on either side, in those before it.
    pub(super) fn new(a: usize, b: usize, max_overlap: f32) -> Self {
        Settled { taken: [vec![false; a], vec![false; b]], max_overlap }
    }

    /// Takes a passage, unless too much of it is taken; answers whether it did.
    pub(super) fn take(&mut self, a: &Range<u32>, b: &Range<u32>) -> bool {
        let [a, b] = [a, b].map(|span| span.start as usize..span.end as usize);
        let [on_a, on_b] = &mut self.taken;
        let mut spans =
            [on_a.get_mut(a).unwrap_or_default(), on_b.get_mut(b).unwrap_or_default()];
        let free = spans.iter().all(|span| {
            let taken = span.iter().filter(|&&taken| taken).count();
            taken as f32 / span.len().max(1) as f32 <= self.max_overlap
        });
        if free {
            for span in &mut spans {
                span.fill(true);
            }
        }
        free
    }
}
