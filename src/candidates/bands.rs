//! Candidates by LSH bands: texts alike as a whole.
//!
//! P. Indyk, R. Motwani: "Approximate nearest neighbors", STOC 1998; banding as in
//! Leskovec, Rajaraman, Ullman: "Mining of Massive Datasets", section 3.4. What a pair
//! of a given similarity can hope for stands at
//! [`Signature::band_keys`](crate::sketch::signature::Signature::band_keys).

use super::postings::{Index, Pair};
use crate::sketch::Sketch;
use crate::sketch::signature::Banding;

/// Pairs that agree in all rows of at least one band; distinct, sorted.
pub fn candidates(
    sketches: &[&Sketch],
    banding: Banding,
    star_above: usize,
) -> Vec<Pair> {
    let keys = |index: usize| {
        let signature = sketches.get(index).and_then(|sketch| sketch.signature.as_ref());
        signature.into_iter().flat_map(move |signature| signature.band_keys(banding))
    };
    Index::of(sketches.len(), sketches.len() * banding.bands(), keys)
        .pairs(star_above, |_, _, _| true)
}
