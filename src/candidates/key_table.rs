//! Whether keys are among those of an index, where that is asked of a great many.

use super::postings::place;
use crate::sketch::parts::{PARTS, part_of};

/// Keys for which there is one slot, about.
const A_SLOT: usize = 4;

/// Sorted keys with a table of where those begin that start alike.
///
/// Searching millions of keys by halves waits for memory at every step. Here the table is
/// asked once, and what it points at is a few keys next to each other.
pub(super) struct KeyTable<'k> {
    /// Part by part, ascending in each.
    keys: &'k [u64],
    /// Where the keys of each slot begin, slot by slot, and the end of the last.
    starts: Vec<u32>,
    /// How far the first bits of a key, which number its slot in its part, are shifted.
    shift: u32,
}

impl<'k> KeyTable<'k> {
    /// A table of keys that are sorted part by part.
    pub(super) fn new(keys: &'k [u64]) -> Self {
        // Two slots a part at least, so that a key is never shifted by all its bits.
        let slots = (keys.len() / A_SLOT / PARTS).next_power_of_two().max(2);
        let mut table = Self { keys, starts: Vec::new(), shift: 64 - slots.ilog2() };
        table.starts.reserve_exact(PARTS * slots + 1);
        for (at, &key) in keys.iter().enumerate() {
            // Slots that nothing lies in begin where the next begins.
            table.starts.resize(table.slot(key) + 1, place(at));
        }
        table.starts.resize(PARTS * slots + 1, place(keys.len()));
        table
    }

    fn slot(&self, key: u64) -> usize {
        (part_of(key) << (64 - self.shift))
            + usize::try_from(key >> self.shift).unwrap_or(0)
    }

    /// Whether each of some keys is among them. All are looked up in the table before any
    /// is looked for where that points: most stand in no cache, and so many are waited for
    /// at once.
    pub(super) fn have(&self, asked: &[u64]) -> Vec<bool> {
        let slot_of = |&key: &u64| {
            let slot = self.slot(key);
            let bounds = self.starts.get(slot).zip(self.starts.get(slot + 1));
            let slice = bounds
                .and_then(|(&start, &end)| self.keys.get(start as usize..end as usize));
            slice.unwrap_or_default()
        };
        let slots: Vec<&[u64]> = asked.iter().map(slot_of).collect();
        asked
            .iter()
            .zip(slots)
            .map(|(key, keys)| keys.binary_search(key).is_ok())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn it_has_what_it_was_made_of_and_nothing_else(
            small in prop::collection::hash_set(0u64..3_000, 0..900),
            large in prop::collection::hash_set(any::<u64>(), 0..3_000),
            asked: Vec<u64>,
        ) {
            let all: HashSet<u64> = small.union(&large).copied().collect();
            let mut keys: Vec<u64> = all.iter().copied().collect();
            keys.sort_unstable_by_key(|&key| (part_of(key), key));
            let table = KeyTable::new(&keys);
            prop_assert!(table.have(&keys).into_iter().all(|has| has));
            let asked: Vec<u64> = asked.into_iter().chain(0..3_000).chain([u64::MAX]).collect();
            let wanted: Vec<bool> = asked.iter().map(|key| all.contains(key)).collect();
            prop_assert_eq!(table.have(&asked), wanted);
        }
    }
}
