//! What two texts have in common beside the standing text of their outlet.

use hashbrown::HashSet;

use super::reuse::run;
use crate::text::vocabulary::TokenId;

/// How much of what is its own one text has in common with another: the larger of both
/// containments, over the shingles that `standing` does not mark (one mark a shingle, in
/// order). `None` when either text has fewer than [`OWN_SHINGLES`] of those: then its
/// standing text is what it is.
///
/// ```
/// use samestory::verify::own::own_containment;
///
/// // Twenty words each; the last ten are under every text of the outlet.
/// let a: Vec<u32> = (0..20).collect();
/// let b: Vec<u32> = (50..60).chain(10..20).collect();
/// let standing: Vec<bool> = (0..16).map(|place| place >= 10).collect();
/// assert_eq!(own_containment([&a, &b], [&standing, &standing], 5), Some(0.0));
/// assert_eq!(own_containment([&a, &a], [&standing, &standing], 5), Some(1.0));
/// ```
pub fn own_containment(
    texts: [&[TokenId]; 2],
    standing: [&[bool]; 2],
    width: usize,
) -> Option<f64> {
    let [a, b] = [0, 1].map(|side| -> HashSet<&[TokenId]> {
        let (words, marks) = (texts[side], standing[side]);
        let own = (0u32..).zip(marks).filter(|(_, standing)| !**standing);
        own.map(|(place, _)| run(words, place, width)).collect()
    });
    let fewest = a.len().min(b.len());
    (fewest >= OWN_SHINGLES).then(|| a.intersection(&b).count() as f64 / fewest as f64)
}

/// Fewest shingles of its own by which a text with standing text is judged.
pub const OWN_SHINGLES: usize = 8;
