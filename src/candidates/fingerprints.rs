//! Candidates by shared fingerprints: a part of one text in another.

use rayon::prelude::*;

use super::postings::{Index, Pair};
use crate::sketch::Sketch;

/// Shared fingerprints that make two longer texts a candidate pair: one alone is often
/// a formula of the trade.
pub const ENOUGH: u32 = 2;
/// Fingerprints of a text so short that one shared is enough: some 20 words.
pub const SHORT: usize = 4;

/// Which texts share which fingerprints.
pub struct FingerprintLists(Index);

impl FingerprintLists {
    /// Lists the fingerprints that two texts or more have.
    pub fn new(sketches: &[&Sketch]) -> Self {
        let none = || [].iter().copied();
        let all = sketches.iter().map(|sketch| sketch.fingerprints.len()).sum();
        Self(Index::of(sketches.len(), all, |index| {
            sketches.get(index).map_or_else(none, |s| s.fingerprints.iter().copied())
        }))
    }

    /// Pairs that share two fingerprints, or one when either text has four or fewer;
    /// distinct, sorted. `sketches` are those the lists were made of.
    pub fn candidates(&self, sketches: &[&Sketch], star_above: usize) -> Vec<Pair> {
        let short = |article: u32| {
            sketches
                .get(article as usize)
                .is_some_and(|sketch| sketch.fingerprints.len() <= SHORT)
        };
        self.0.pairs(star_above, |a, b, shared| shared >= ENOUGH || short(a) || short(b))
    }

    /// The texts that have a fingerprint in common, ascending: each such list once.
    pub fn lists(&self) -> impl IndexedParallelIterator<Item = &[u32]> {
        self.0.lists()
    }

    /// Every fingerprint that two texts or more have, ascending, with the place of their
    /// list among the [`lists`](Self::lists).
    pub fn fingerprints(&self) -> impl Iterator<Item = (u64, u32)> {
        self.0.keys()
    }

    /// Whether two texts or more have this fingerprint.
    pub fn is_shared(&self, fingerprint: u64) -> bool {
        self.0.has(fingerprint)
    }
}
