//! Sketches to candidate pairs: what is worth checking, and never more than that.
//!
//! Three generators, each blind where another sees. [`bands`] find texts that are alike
//! as a whole. [`fingerprints`] find a part of one text in another. [`terms`] find the
//! same happening in other words. None of them decides anything: a candidate pair that
//! is not verified is forgotten.

pub mod bands;
pub mod fingerprints;
mod key_table;
mod meeting;
mod part_lists;
mod postings;
pub mod standing;
mod term_postings;
pub mod terms;
pub mod texts;
mod twice;

pub use postings::{DEFAULT_STAR_ABOVE, Pair, pairs_of_list};

use fingerprints::FingerprintLists;
use rayon::prelude::*;
use texts::Texts;

use crate::error::Result;
use crate::sketch::signature::Banding;

/// How candidates for text reuse are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CandidateSettings {
    /// Bands of signatures.
    pub banding: Banding,
    /// The longest posting list that brings all its pairs; a longer one brings a star,
    /// linear in its length, in which every member meets two others.
    pub star_above: usize,
}

impl Default for CandidateSettings {
    fn default() -> Self {
        Self { banding: Banding::default(), star_above: DEFAULT_STAR_ABOVE }
    }
}

/// The union of [`bands`] and [`fingerprints`]: distinct pairs `(a, b)` with `a < b`,
/// sorted; and the lists of fingerprints.
///
/// ```
/// use samestory::candidates::texts::Texts;
/// use samestory::candidates::{CandidateSettings, reuse_candidates};
/// use samestory::sketch::Sketch;
///
/// let words: Vec<u64> = (0..100).map(|i| i * i).collect();
/// let sketches = vec![Sketch::of(&words, 5), Sketch::of(&words[10..], 5)].into();
/// let texts = Texts::new(&sketches, 0..2);
/// let (pairs, _) = reuse_candidates(&texts, CandidateSettings::default())?;
/// assert_eq!(pairs, [(0, 1)]);
/// # Ok::<(), samestory::error::Error>(())
/// ```
///
/// # Errors
/// Those of [`bands::candidates`].
pub fn reuse_candidates(
    texts: &Texts<'_>,
    settings: CandidateSettings,
) -> Result<(Vec<Pair>, FingerprintLists)> {
    // One index after the other: that of bands is gone before the other is made.
    let mut pairs = bands::candidates(texts, settings.banding, settings.star_above)?;
    let lists = FingerprintLists::new(texts);
    pairs.extend(lists.candidates(settings.star_above));
    pairs.par_sort_unstable();
    pairs.dedup();
    Ok((pairs, lists))
}
