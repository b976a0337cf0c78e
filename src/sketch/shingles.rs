//! Hashes of k consecutive words.

use super::mix;

/// Words in a shingle, unless told otherwise.
pub const DEFAULT_WIDTH: usize = 5;

/// An odd multiplier without structure; its powers weigh the words of a shingle.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Appends the hash of every run of `width` words to `out`, in order, given the words'
/// hashes. A text shorter than `width` is one shingle of all its words; an empty text
/// has none.
///
/// The hash is a polynomial over the words' hashes, rolled from one word to the next
/// (Karp and Rabin 1987) and mixed.
///
/// ```
/// use samestory::sketch::shingles::shingle_hashes;
///
/// let mut a = Vec::new();
/// shingle_hashes(&[1, 2, 3, 4, 5, 6], 5, &mut a);
/// let mut b = Vec::new();
/// shingle_hashes(&[9, 2, 3, 4, 5, 6], 5, &mut b);
/// assert_eq!(a.len(), 2);
/// assert_eq!(a[1], b[1]);
/// assert_ne!(a[0], b[0]);
/// ```
pub fn shingle_hashes(words: &[u64], width: usize, out: &mut Vec<u64>) {
    shingle_hashes_beside(words, width, out, |_| ());
}

/// As [`shingle_hashes`]; `beside` is called with every word in order. What it does to a
/// word waits for the word before as the rolling does, so that two such chains take
/// hardly longer than one.
pub(super) fn shingle_hashes_beside(
    words: &[u64],
    width: usize,
    out: &mut Vec<u64>,
    mut beside: impl FnMut(u64),
) {
    let width = width.max(1);
    let Some((first, rest)) = words.split_at_checked(width) else {
        // The length is mixed in, so that a short text meets only its equals.
        let sum = words.iter().fold(words.len() as u64, |sum, word| {
            beside(*word);
            sum.wrapping_mul(BASE).wrapping_add(*word)
        });
        if !words.is_empty() {
            out.push(mix(!sum));
        }
        return;
    };
    let oldest = (1..width).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut sum = 0u64;
    for word in first {
        beside(*word);
        sum = sum.wrapping_mul(BASE).wrapping_add(*word);
    }
    out.push(mix(sum));
    out.extend(rest.iter().zip(words).map(|(word, left)| {
        beside(*word);
        let kept = sum.wrapping_sub(left.wrapping_mul(oldest));
        sum = kept.wrapping_mul(BASE).wrapping_add(*word);
        mix(sum)
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rolling_gives_the_hash_of_each_run_alone(
            words in prop::collection::vec(0u64..50, 0..40), width in 1usize..8
        ) {
            let mut rolled = Vec::new();
            shingle_hashes(&words, width, &mut rolled);
            let alone: Vec<u64> = words
                .windows(width)
                .map(|run| {
                    let mut one = Vec::new();
                    shingle_hashes(run, width, &mut one);
                    one[0]
                })
                .collect();
            if words.len() >= width {
                prop_assert_eq!(rolled, alone);
            } else {
                prop_assert_eq!(rolled.len(), usize::from(!words.is_empty()));
            }
        }
    }
}
