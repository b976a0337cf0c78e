//! Candidates by LSH bands: texts alike as a whole.
//!
//! P. Indyk, R. Motwani: "Approximate nearest neighbors", STOC 1998; banding as in
//! Leskovec, Rajaraman, Ullman: "Mining of Massive Datasets", section 3.4. What a pair
//! of a given similarity can hope for stands at
//! [`Signature::band_keys`](crate::sketch::signature::Signature::band_keys).

use super::postings::{Index, Pair};
use super::texts::{ByBands, Texts};
use crate::error::Result;
use crate::sketch::signature::Banding;

/// Pairs that agree in all rows of at least one band; distinct, sorted.
///
/// # Errors
/// [`crate::error::Error::Spill`]: sketches are in a temporary file, and keys could not be
/// put into another or read again.
pub fn candidates(
    texts: &Texts<'_>,
    banding: Banding,
    star_above: usize,
) -> Result<Vec<Pair>> {
    let keys = ByBands::new(texts, banding)?;
    let index = Index::of(texts.len(), &keys);
    keys.check()?;
    Ok(index.pairs(star_above, |_, _, _| true))
}
