//! Candidates by shared fingerprints: a part of one text in another.

use rayon::prelude::*;

use super::postings::{Index, Pair, place};
use crate::sketch::Sketch;

/// Shared fingerprints that make two longer texts a candidate pair: one alone is often
/// a formula of the trade.
const ENOUGH: u32 = 2;
/// Fingerprints of a text so short that one shared is enough: some 20 words.
const SHORT: usize = 4;

/// Pairs that share two fingerprints, or one when either text has four or fewer;
/// distinct, sorted.
pub fn candidates(sketches: &[Sketch], star_above: usize) -> Vec<Pair> {
    let postings = sketches
        .par_iter()
        .enumerate()
        .flat_map_iter(|(index, sketch)| {
            sketch.fingerprints.iter().map(move |&key| (key, place(index)))
        })
        .collect();
    let short = |article: u32| {
        sketches
            .get(article as usize)
            .is_some_and(|sketch| sketch.fingerprints.len() <= SHORT)
    };
    Index::new(postings, sketches.len())
        .pairs(star_above, |a, b, shared| shared >= ENOUGH || short(a) || short(b))
}
