//! Candidates by LSH bands: texts alike as a whole.
//!
//! P. Indyk, R. Motwani: "Approximate nearest neighbors", STOC 1998; banding as in
//! Leskovec, Rajaraman, Ullman: "Mining of Massive Datasets", section 3.4. What a pair
//! of a given similarity can hope for stands at
//! [`Signature::band_keys`](crate::sketch::signature::Signature::band_keys).

use super::postings::{Index, Pair};
use super::texts::{ByBands, Texts};
use crate::sketch::signature::Banding;

/// Pairs that agree in all rows of at least one band; distinct, sorted.
pub fn candidates(texts: &Texts<'_>, banding: Banding, star_above: usize) -> Vec<Pair> {
    Index::of(texts.len(), &ByBands(texts, banding)).pairs(star_above, |_, _, _| true)
}
