//! Candidates by shared fingerprints: a part of one text in another.

use rayon::prelude::*;

use super::postings::{Index, Pair};
use super::texts::{ByFingerprints, Texts};

/// Shared fingerprints that make two longer texts a candidate pair: one alone is often
/// a formula of the trade.
pub const ENOUGH: u32 = 2;
/// Fingerprints of a text so short that one shared is enough: some 20 words.
pub const SHORT: usize = 4;

/// Which texts share which fingerprints.
pub struct FingerprintLists {
    index: Index,
    /// Whether one shared fingerprint is enough for a text.
    short: Vec<bool>,
}

impl FingerprintLists {
    /// Lists the fingerprints that two texts or more have.
    pub fn new(texts: &Texts<'_>) -> Self {
        let short = texts.heads().map(|head| head.fingerprints as usize <= SHORT);
        Self {
            index: Index::of(texts.len(), &ByFingerprints(texts)),
            short: short.collect(),
        }
    }

    /// How many texts there are.
    pub fn texts(&self) -> usize {
        self.short.len()
    }

    /// Pairs that share two fingerprints, or one when either text has four or fewer;
    /// distinct, sorted.
    pub fn candidates(&self, star_above: usize) -> Vec<Pair> {
        let short = |text: u32| self.short.get(text as usize) == Some(&true);
        let keep = |a, b, shared| shared >= ENOUGH || short(a) || short(b);
        self.index.pairs(star_above, keep)
    }

    /// The texts that have a fingerprint in common, ascending: each such list once.
    pub fn lists(&self) -> impl IndexedParallelIterator<Item = &[u32]> {
        self.index.lists()
    }

    /// Every fingerprint that two texts or more have, ascending, with the place of their
    /// list among the [`lists`](Self::lists).
    pub fn fingerprints(&self) -> impl Iterator<Item = (u64, u32)> {
        self.index.keys()
    }

    /// Tells of each of some fingerprints whether two texts or more have it. Made once for
    /// many.
    pub fn are_shared(&self) -> impl Fn(&[u64]) -> Vec<bool> + Sync {
        let table = self.index.table();
        move |fingerprints| table.have(fingerprints)
    }
}
