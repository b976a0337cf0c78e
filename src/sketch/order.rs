//! Sorting by hash. Hashes spread evenly, so that an item's place is told by the first bits
//! of its own, but for a few neighbours.

/// Puts `items` into `out`, sorted by their hashes, those of one hash as they stood; `ends`
/// is room to work in.
pub(crate) fn by_hash<T: Copy + Default>(
    items: &[T],
    hash: impl Fn(&T) -> u64,
    ends: &mut Vec<u32>,
    out: &mut Vec<T>,
) {
    /// Most bits of a hash that are looked at.
    const MOST_BITS: u32 = 16;
    /// Steps that an item goes back on average, at most, before all are sorted otherwise:
    /// hashes may be chosen not to spread.
    const STEPS: usize = 8;
    let bits = items.len().next_power_of_two().trailing_zeros().clamp(1, MOST_BITS);
    let share = |item: &T| {
        usize::try_from(hash(item) >> (u64::BITS - bits)).unwrap_or(usize::MAX)
    };
    ends.clear();
    ends.resize(1 << bits, 0);
    for item in items {
        if let Some(count) = ends.get_mut(share(item)) {
            *count += 1;
        }
    }
    let mut before = 0;
    for count in ends.iter_mut() {
        (*count, before) = (before, before + *count);
    }
    out.clear();
    out.resize(items.len(), T::default());
    for item in items {
        let Some(end) = ends.get_mut(share(item)) else { continue };
        if let Some(slot) = out.get_mut(*end as usize) {
            *slot = *item;
        }
        *end += 1;
    }
    let mut steps = STEPS * out.len();
    for last in 0..out.len() {
        let mut at = last;
        while let Some([.., before, item]) = out.get_mut(..=at)
            && hash(before) > hash(item)
        {
            std::mem::swap(before, item);
            at -= 1;
            steps -= 1;
            if steps == 0 {
                out.sort_by_key(hash);
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn items_are_sorted_however_their_hashes_spread(
            hashes in prop::collection::vec(any::<u64>(), 0..300),
            kept in 1u32..=64,
        ) {
            for shift in [0, 64 - kept] {
                let items = hashes.iter().map(|hash| hash >> shift).enumerate();
                let items: Vec<(usize, u64)> = items.collect();
                let mut wanted = items.clone();
                wanted.sort_by_key(|item| item.1);
                let mut out = vec![(1, 1)];
                by_hash(&items, |item| item.1, &mut vec![7; 9], &mut out);
                prop_assert_eq!(out, wanted);
            }
        }
    }
}
