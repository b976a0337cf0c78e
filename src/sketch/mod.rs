//! Tokens to sketches: what an article is compared by before it is compared.
//!
//! [`shingles`] are hashes of five consecutive words; the [`signature`] estimates the
//! Jaccard similarity of two shingle sets; [`mod@fingerprints`] are the few shingles chosen
//! so that any shared run of twelve words shares one. [`sketches`] are those of a
//! whole collection.
//!
//! Every hash here is built from the letters alone and is the same in every run, on
//! every machine.

mod counts;
mod filed;
pub mod fingerprints;
pub mod gram_background;
pub mod grams;
mod known;
mod number;
pub(crate) mod order;
pub(crate) mod parts;
pub mod rarities;
pub mod scatter;
pub mod sharded;
pub mod shingles;
pub mod signature;
pub mod sketches;
pub mod surfaces;
pub mod terms;

use fingerprints::fingerprints;
use shingles::shingle_hashes_beside;
use signature::Signature;

use crate::text::words::chain;

/// What an article's text is looked up by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    /// `None` for an empty text.
    pub signature: Option<Signature>,
    /// Distinct, sorted.
    pub fingerprints: Vec<u64>,
    /// How many words the text has.
    pub words: u32,
    /// Two hashes of all words in their order, 128 bits in all: texts that agree in them
    /// are the same.
    pub text: [u64; 2],
}

impl Sketch {
    /// Sketches a text given its words' hashes in order, with shingles of `width`.
    pub fn of(words: &[u64], width: usize) -> Self {
        Self::with(words, width, &mut Vec::with_capacity(words.len()))
    }

    /// As [`Sketch::of`]; the text's shingles are left in `shingles`.
    pub(crate) fn with(words: &[u64], width: usize, shingles: &mut Vec<u64>) -> Self {
        let mut text = [0; 2];
        shingles.clear();
        shingle_hashes_beside(words, width, shingles, |word| {
            let [one, two] = text;
            text = [chain(one, word), chain(two, mix(word))];
        });
        Self {
            signature: Signature::of(shingles),
            fingerprints: fingerprints(shingles),
            words: u32::try_from(words.len()).unwrap_or(u32::MAX),
            text,
        }
    }
}

/// Spreads every bit of `x` over all others (`SplitMix64`'s finaliser, a bijection).
pub(crate) const fn mix(mut x: u64) -> u64 {
    x ^= x >> 30;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 27;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
