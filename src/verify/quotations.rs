//! Common words that are quotations: two reports of one statement share its words, and
//! neither has them from the other.

use hashbrown::HashMap;

use crate::text::vocabulary::TokenId;

/// The share of two texts' common shingles that either text quotes; 0 when they have
/// none in common. `quoted` says of every word whether it stands in a quotation.
///
/// ```
/// use samestory::verify::quotations::quoted_share;
///
/// let words = [1, 2, 3, 4, 5, 6];
/// let (all, none) = ([true; 6], [false; 6]);
/// assert_eq!(quoted_share([&words, &words], [&all, &none], 5), 1.0);
/// assert_eq!(quoted_share([&words, &words], [&none, &none], 5), 0.0);
/// ```
pub fn quoted_share(texts: [&[TokenId]; 2], quoted: [&[bool]; 2], width: usize) -> f64 {
    let [a, b] = [0, 1].map(|side| shingles(texts[side], quoted[side], width));
    let (mut common, mut quotations) = (0usize, 0usize);
    for (shingle, in_a) in &a {
        if let Some(in_b) = b.get(shingle) {
            common += 1;
            quotations += usize::from(*in_a || *in_b);
        }
    }
    if common == 0 { 0.0 } else { quotations as f64 / common as f64 }
}

/// Distinct shingles, and whether most words of one are quoted, wherever it stands.
fn shingles<'t>(
    words: &'t [TokenId],
    quoted: &[bool],
    width: usize,
) -> HashMap<&'t [TokenId], bool> {
    let width = width.max(1);
    let mut out = HashMap::with_capacity(words.len());
    for (shingle, marks) in words.windows(width).zip(quoted.windows(width)) {
        let most = 2 * marks.iter().filter(|quoted| **quoted).count() > width;
        *out.entry(shingle).or_insert(true) &= most;
    }
    out
}
