//! Winnowed shingle hashes, to find partial copies by.
//!
//! S. Schleimer, D. S. Wilkerson, A. Aiken: "Winnowing: Local Algorithms for Document
//! Fingerprinting", SIGMOD 2003. Of every eight consecutive shingles the smallest is
//! kept: any shared run of 5 + 8 − 1 = 12 words shares at least one fingerprint,
//! wherever it stands, and about 2 in 9 shingles are kept. An agency item of 150 words
//! inside an article of 600 has a Jaccard similarity of about .2, which bands miss nine
//! times in ten; it shares some thirty fingerprints.

/// Shingles in a window. With shingles of 5 words, a shared run of 12 words is found.
pub const WINDOW: usize = 8;

/// The fingerprints of a text, distinct and sorted, given its shingle hashes in order.
///
/// ```
/// use samestory::sketch::fingerprints::fingerprints;
///
/// let shingles: Vec<u64> = (0..100).map(|i| i * 7919 % 1000).collect();
/// let of_part = fingerprints(&shingles[30..60]);
/// let of_all = fingerprints(&shingles);
/// assert!(of_part.iter().any(|f| of_all.contains(f)));
/// ```
pub fn fingerprints(shingles: &[u64]) -> Vec<u64> {
    let mut chosen = smallest(shingles);
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// The smallest of every window, told once for windows in a row that agree: what
/// [`winnow`] chooses, without the places. No branch depends on a hash.
fn smallest(shingles: &[u64]) -> Vec<u64> {
    /// Chosen ones that wait to be taken over together.
    const WAITING: usize = 64;
    let (blocks, rest) = shingles.as_chunks::<WINDOW>();
    let Some((first, blocks)) = blocks.split_first() else {
        return rest.iter().copied().min().into_iter().collect();
    };
    let mut chosen = Vec::with_capacity(shingles.len() / 4 + 1);
    let (mut waiting, mut count) = ([0; WAITING + WINDOW], 0);
    // A window is the end of one block and the beginning of the next (van Herk 1992: "A
    // fast algorithm for local minimum and maximum filters").
    let (mut before, mut behind) = from_behind(first);
    chosen.push(before);
    let rest = (!rest.is_empty()).then(|| {
        let mut last = [u64::MAX; WINDOW];
        last.iter_mut().zip(rest).for_each(|(slot, shingle)| *slot = *shingle);
        (last, rest.len())
    });
    let blocks = blocks.iter().map(|block| (*block, WINDOW)).chain(rest);
    for (block, windows) in blocks {
        let mut ahead = u64::MAX;
        for (shingle, behind) in block.iter().zip(behind).take(windows) {
            ahead = ahead.min(*shingle);
            let least = ahead.min(behind);
            if let Some(slot) = waiting.get_mut(count) {
                *slot = least;
            }
            count += usize::from(least != before);
            before = least;
        }
        (_, behind) = from_behind(&block);
        if count >= WAITING {
            chosen.extend_from_slice(waiting.get(..count).unwrap_or_default());
            count = 0;
        }
    }
    chosen.extend_from_slice(waiting.get(..count).unwrap_or_default());
    chosen
}

/// The smallest of a block, and of what stands behind each of its places.
fn from_behind(block: &[u64; WINDOW]) -> (u64, [u64; WINDOW]) {
    let (mut least, mut behind) = (u64::MAX, [u64::MAX; WINDOW]);
    for (slot, shingle) in behind.iter_mut().zip(block).rev() {
        *slot = least;
        least = least.min(*shingle);
    }
    (least, behind)
}

/// Calls `sink` with every fingerprint and its place among the shingles, in order of
/// place.
pub fn winnow(shingles: &[u64], mut sink: impl FnMut(usize, u64)) {
    let mut smallest: Option<usize> = None;
    for end in WINDOW.min(shingles.len())..=shingles.len() {
        let start = end.saturating_sub(WINDOW);
        let at = |index: usize| shingles.get(index).copied().unwrap_or(u64::MAX);
        // The rightmost smallest, so that neighbouring windows choose alike.
        let kept = match smallest.filter(|&kept| kept >= start) {
            Some(kept) if at(end - 1) > at(kept) => kept,
            Some(_) => end - 1,
            None => match (start..end).rev().min_by_key(|&index| at(index)) {
                Some(index) => index,
                None => continue,
            },
        };
        if smallest != Some(kept) {
            sink(kept, at(kept));
            smallest = Some(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(shingles: &[u64]) -> Vec<u64> {
        let mut all: Vec<u64> = shingles
            .windows(WINDOW.min(shingles.len()).max(1))
            .filter_map(|window| window.iter().min().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    proptest! {
        #[test]
        fn the_fast_scan_chooses_each_window_s_smallest(
            shingles in prop::collection::vec(0u64..500, 0..80)
        ) {
            prop_assert_eq!(fingerprints(&shingles), plain(&shingles));
        }

        #[test]
        fn any_shared_run_of_a_window_shares_a_fingerprint(
            before in prop::collection::vec(any::<u64>(), 0..30),
            run in prop::collection::vec(any::<u64>(), WINDOW..40),
            after in prop::collection::vec(any::<u64>(), 0..30),
        ) {
            let whole = [before, run.clone(), after].concat();
            let found = fingerprints(&whole);
            prop_assert!(fingerprints(&run).iter().any(|f| found.binary_search(f).is_ok()));
        }
    }
}
