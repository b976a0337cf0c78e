//! Candidates by LSH bands: texts alike as a whole.
//!
//! P. Indyk, R. Motwani: "Approximate nearest neighbors", STOC 1998; banding as in
//! Leskovec, Rajaraman, Ullman: "Mining of Massive Datasets", section 3.4. What a pair
//! of a given similarity can hope for stands at
//! [`Signature::band_keys`](crate::sketch::signature::Signature::band_keys).

use rayon::prelude::*;

use super::postings::{self, Pair, place};
use crate::sketch::Sketch;
use crate::sketch::signature::Signature;

/// Pairs that agree in all rows of at least one band, with repeats.
pub fn candidates(sketches: &[Sketch], star_above: usize) -> Vec<Pair> {
    let postings = sketches
        .par_iter()
        .enumerate()
        .flat_map_iter(|(index, sketch)| {
            let keys = sketch.signature.iter().flat_map(Signature::band_keys);
            keys.map(move |key| (key, place(index)))
        })
        .collect();
    let mut pairs = postings::pairs(postings, star_above);
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
