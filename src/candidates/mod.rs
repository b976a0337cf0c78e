//! Sketches to candidate pairs: what is worth checking, and never more than that.
//!
//! Three generators, each blind where another sees. [`bands`] find texts that are alike
//! as a whole. [`fingerprints`] find a part of one text in another. [`terms`] find the
//! same happening in other words. None of them decides anything: a candidate pair that
//! is not verified is forgotten.

pub mod bands;
pub mod fingerprints;
mod postings;
pub mod terms;

pub use postings::{DEFAULT_STAR_ABOVE, Pair};

use crate::sketch::Sketch;

/// The union of [`bands`] and [`fingerprints`]: distinct pairs `(a, b)` with `a < b`,
/// sorted. `star_above` is the longest posting list that gives all its pairs; a longer
/// one gives a star, which is linear in its length and drops nobody.
///
/// ```
/// use samestory::candidates::{DEFAULT_STAR_ABOVE, reuse_candidates};
/// use samestory::sketch::Sketch;
///
/// let words: Vec<u64> = (0..100).map(|i| i * i).collect();
/// let sketches = [Sketch::of(&words, 5), Sketch::of(&words[10..], 5)];
/// assert_eq!(reuse_candidates(&sketches, DEFAULT_STAR_ABOVE), [(0, 1)]);
/// ```
pub fn reuse_candidates(sketches: &[Sketch], star_above: usize) -> Vec<Pair> {
    let mut pairs = bands::candidates(sketches, star_above);
    pairs.extend(fingerprints::candidates(sketches, star_above));
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
