//! What two texts have in common beside the standing text of their outlet.

use hashbrown::HashSet;

/// How much of what is its own one text has in common with another, given the shingle
/// hashes of both with a mark each: the larger of both
/// containments, over the shingles that `standing` does not mark. `None` when either text has fewer than [`OWN_SHINGLES`] of those: then its
/// standing text is what it is.
///
/// ```
/// use samestory::verify::own::own_containment;
///
/// // Sixteen shingles each; the last six are under every text of the outlet.
/// let marked = |own: std::ops::Range<u64>| -> Vec<(u64, bool)> {
///     own.map(|shingle| (shingle, false)).chain((90..96).map(|s| (s, true))).collect()
/// };
/// let (a, b) = (marked(0..10), marked(50..60));
/// assert_eq!(own_containment([&a, &b]), Some(0.0));
/// assert_eq!(own_containment([&a, &a]), Some(1.0));
/// ```
pub fn own_containment(texts: [&[(u64, bool)]; 2]) -> Option<f64> {
    let [a, b] = texts.map(|shingles| -> HashSet<u64> {
        shingles
            .iter()
            .filter(|(_, standing)| !standing)
            .map(|(shingle, _)| *shingle)
            .collect()
    });
    let fewest = a.len().min(b.len());
    (fewest >= OWN_SHINGLES).then(|| a.intersection(&b).count() as f64 / fewest as f64)
}

/// Fewest shingles of its own by which a text with standing text is judged.
pub const OWN_SHINGLES: usize = 8;
