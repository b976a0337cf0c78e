//! Candidates by LSH bands: texts alike as a whole.
//!
//! P. Indyk, R. Motwani: "Approximate nearest neighbors", STOC 1998; banding as in
//! Leskovec, Rajaraman, Ullman: "Mining of Massive Datasets", section 3.4. What a pair
//! of a given similarity can hope for stands at
//! [`Signature::band_keys`](crate::sketch::signature::Signature::band_keys).

use rayon::prelude::*;

use super::postings::{Index, Pair, place};
use crate::sketch::Sketch;
use crate::sketch::signature::{Banding, Signature};

/// Pairs that agree in all rows of at least one band; distinct, sorted.
pub fn candidates(
    sketches: &[&Sketch],
    banding: Banding,
    star_above: usize,
) -> Vec<Pair> {
    let postings = sketches
        .par_iter()
        .enumerate()
        .flat_map_iter(|(index, sketch)| {
            let keys = sketch
                .signature
                .iter()
                .flat_map(move |signature| Signature::band_keys(signature, banding));
            keys.map(move |key| (key, place(index)))
        })
        .collect();
    Index::new(postings, sketches.len()).pairs(star_above, |_, _, _| true)
}
