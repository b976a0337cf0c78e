//! What two texts have in common beside the standing text of their outlet.

use super::reuse::in_both;

/// Fewest shingles of its own by which a text with standing text is judged.
pub const OWN_SHINGLES: usize = 8;

/// The shingles of a text that are its own, distinct and sorted, given all in order and a
/// mark on those of standing text. `None` where nothing is marked.
pub fn own_shingles(shingles: &[u64], standing: &[bool]) -> Option<Vec<u64>> {
    if !standing.contains(&true) {
        return None;
    }
    let own = shingles.iter().zip(standing).filter(|(_, standing)| !**standing);
    let mut own: Vec<u64> = own.map(|(shingle, _)| *shingle).collect();
    own.sort_unstable();
    own.dedup();
    own.shrink_to_fit();
    Some(own)
}

/// How much of what is its own one text has in common with another, given the
/// [`own_shingles`] of both: the larger of both containments. `None` when either text has
/// fewer than [`OWN_SHINGLES`]: then its standing text is what it is.
///
/// ```
/// use samestory::verify::own::{own_containment, own_shingles};
///
/// // Sixteen shingles each; the last six are under every text of the outlet.
/// let own = |from: u64| {
///     let shingles: Vec<u64> = (from..from + 10).chain(90..96).collect();
///     own_shingles(&shingles, &[[false; 10].as_slice(), &[true; 6]].concat()).unwrap()
/// };
/// let (a, b) = (own(0), own(50));
/// assert_eq!(own_containment(&a, &b), Some(0.0));
/// assert_eq!(own_containment(&a, &a), Some(1.0));
/// ```
pub fn own_containment(a: &[u64], b: &[u64]) -> Option<f64> {
    let fewest = a.len().min(b.len());
    (fewest >= OWN_SHINGLES).then(|| f64::from(in_both(a, b)) / fewest as f64)
}
