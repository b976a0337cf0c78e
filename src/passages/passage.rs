//! What goes into and comes out of passage alignment: token slices in, token ranges out.

use std::ops::Range;

/// One article as the aligners see it: parallel slices of token and stem ids, and its sentences.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Token ids: two ids are equal exactly when the two folded words are.
    pub tokens: &'a [u32],
    /// Stem ids, parallel to `tokens`; an empty slice means "the tokens themselves".
    pub stems: &'a [u32],
    /// How rare each token's stem is: `-ln` of its share of running words in a background, parallel to `tokens`.
    /// Empty, or 0 or infinite for a stem: nothing is known.
    pub weights: &'a [f32],
    /// Sentences as token ranges, in order and without overlap. Empty: the whole article is one sentence.
    pub sentences: &'a [Range<u32>],
}

impl<'a> Side<'a> {
    /// The stem ids, or the token ids where no stems were given.
    pub fn terms(&self) -> &'a [u32] {
        if self.stems.len() == self.tokens.len() { self.stems } else { self.tokens }
    }
}

/// How a passage was taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Word for word, apart from small edits.
    Verbatim,
    /// In other words, another order, or shortened.
    Rewritten,
}

/// A passage of article `a` and its counterpart in article `b`, as half-open token ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Token range in the first article.
    pub a: Range<u32>,
    /// Token range in the second article.
    pub b: Range<u32>,
    /// Verbatim or rewritten.
    pub kind: Kind,
    /// Verbatim: matched words less the words bridged. Rewritten: evidence in nats.
    pub score: f32,
}
