//! Candidates by shared fingerprints: a part of one text in another.

use rayon::prelude::*;

use super::postings::{self, Pair, place};
use crate::sketch::Sketch;

/// Shared fingerprints that make two longer texts a candidate pair: one alone is often
/// a formula of the trade.
const ENOUGH: usize = 2;
/// Fingerprints of a text so short that one shared is enough: some 20 words.
const SHORT: usize = 4;

/// Pairs that share two fingerprints, or one when either text has four or fewer.
pub fn candidates(sketches: &[Sketch], star_above: usize) -> Vec<Pair> {
    let postings = sketches
        .par_iter()
        .enumerate()
        .flat_map_iter(|(index, sketch)| {
            sketch.fingerprints.iter().map(move |&key| (key, place(index)))
        })
        .collect();
    let mut pairs = postings::pairs(postings, star_above);
    pairs.par_sort_unstable();
    let short = |article: u32| {
        sketches
            .get(article as usize)
            .is_some_and(|sketch| sketch.fingerprints.len() <= SHORT)
    };
    pairs
        .chunk_by(|a, b| a == b)
        .filter_map(|same| {
            let &(a, b) = same.first()?;
            (same.len() >= ENOUGH || short(a) || short(b)).then_some((a, b))
        })
        .collect()
}
