//! Posting lists: who shares a key with whom.

use rayon::prelude::*;

/// Two articles by their places in the collection, the smaller first.
pub type Pair = (u32, u32);

/// The longest posting list that gives all its pairs, unless told otherwise. Above it
/// a list gives a star: every member with the first and with the previous one.
pub const DEFAULT_STAR_ABOVE: usize = 64;

/// One entry of an inverted index.
pub(super) type Posting = (u64, u32);

/// Sorts the postings and calls `emit` with the candidate pairs of every key, once a
/// key; answers all pairs so made, unsorted and with repeats.
pub(super) fn pairs(mut postings: Vec<Posting>, star_above: usize) -> Vec<Pair> {
    postings.par_sort_unstable();
    postings.dedup();
    let mut out = Vec::new();
    for list in postings.chunk_by(|a, b| a.0 == b.0) {
        if list.len() <= star_above {
            for (index, &(_, a)) in list.iter().enumerate() {
                out.extend(list.iter().skip(index + 1).map(|&(_, b)| (a, b)));
            }
        } else if let Some(&(_, first)) = list.first() {
            let mut previous = first;
            for &(_, member) in list.iter().skip(1) {
                out.push((first, member));
                if previous != first {
                    out.push((previous, member));
                }
                previous = member;
            }
        }
    }
    out
}

/// The number of the article at `index`; collections beyond 2^32 articles are refused
/// when they are read.
pub(super) fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_gives_a_star_that_reaches_everyone() {
        let all = pairs((0..300).map(|article| (7, article)).collect(), 64);
        assert_eq!(all.len(), 299 + 298);
        assert!((1..300).all(|article| all.contains(&(0, article))));
    }

    #[test]
    fn a_short_list_gives_all_pairs_once() {
        let postings = vec![(1, 2), (1, 0), (1, 1), (1, 2), (9, 5)];
        assert_eq!(pairs(postings, 64), [(0, 1), (0, 2), (1, 2)]);
    }
}
