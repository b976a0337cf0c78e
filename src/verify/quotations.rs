//! Common words that are quotations: two reports of one statement share its words, and
//! neither has them from the other.

use hashbrown::HashMap;

/// The share of two texts' common shingles that either text quotes; 0 when they have
/// none in common. `texts` are the hashes of their words, and `quoted` says of every word whether it stands in a quotation.
///
/// ```
/// use samestory::verify::quotations::quoted_share;
///
/// let words = [1, 2, 3, 4, 5, 6];
/// let (all, none) = ([true; 6], [false; 6]);
/// assert_eq!(quoted_share([&words, &words], [&all, &none], 5), 1.0);
/// assert_eq!(quoted_share([&words, &words], [&none, &none], 5), 0.0);
/// ```
pub fn quoted_share(texts: [&[u64]; 2], quoted: [&[bool]; 2], width: usize) -> f64 {
    let width = width.max(1);
    let [a, b] = texts;
    let (short, long) = if a.len() <= b.len() { (0, 1) } else { (1, 0) };
    // Of each shingle of the shorter text: whether it is common, and whether it is
    // quoted wherever it stands in either.
    let mut common: HashMap<&[u64], (bool, [bool; 2])> = HashMap::new();
    for (shingle, quoted) in shingles(texts[short], quoted[short], width) {
        let known = common.entry(shingle).or_insert((false, [true, true]));
        known.1[0] &= quoted;
    }
    for (shingle, quoted) in shingles(texts[long], quoted[long], width) {
        if let Some(known) = common.get_mut(shingle) {
            known.0 = true;
            known.1[1] &= quoted;
        }
    }
    let found = common.values().filter(|(in_both, _)| *in_both).count();
    let quotations =
        common.values().filter(|(in_both, [a, b])| *in_both && (*a || *b)).count();
    if found == 0 { 0.0 } else { quotations as f64 / found as f64 }
}

/// Each shingle in turn, and whether most of its words are quoted.
fn shingles<'t>(
    words: &'t [u64],
    quoted: &'t [bool],
    width: usize,
) -> impl Iterator<Item = (&'t [u64], bool)> {
    words.windows(width).zip(quoted.windows(width)).map(move |(shingle, marks)| {
        (shingle, 2 * marks.iter().filter(|quoted| **quoted).count() > width)
    })
}
