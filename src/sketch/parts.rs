//! Keys in a file, part by part: of many, those of some parts are read by themselves.

use std::ops::Range;

use crate::shelf::spill::Spill;

/// Parts that many keys are sorted in, each by itself.
pub(crate) const PARTS: usize = 256;

/// The part of a key. Fingerprints are small numbers among hashes: all bits have a say.
pub(crate) fn part_of(key: u64) -> usize {
    usize::from(key.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes()[0])
}

/// Bytes of a key in the file: the place of what has it, and its own.
const PLACED: usize = size_of::<u16>() + size_of::<u64>();

/// Where the keys of a block lie in a file, each with the place in the block of what has it.
#[derive(Debug)]
pub(crate) struct Parted {
    begin: u64,
    /// How many lie before each part, and how many there are.
    before: Box<[u64; PARTS + 1]>,
}

impl Parted {
    /// Appends keys to `out`, part by part: for each part the places, and then the keys.
    /// Where they lie is counted from the start of `out`, until it is [moved](Self::moved).
    pub(crate) fn put(
        keys: impl Iterator<Item = (u16, u64)> + Clone,
        out: &mut Vec<u8>,
    ) -> Self {
        let mut counts = [0_usize; PARTS];
        for (_, key) in keys.clone() {
            if let Some(count) = counts.get_mut(part_of(key)) {
                *count += 1;
            }
        }
        let begin = out.len();
        out.resize(begin + counts.iter().sum::<usize>() * PLACED, 0);
        let mut rest = out.get_mut(begin..).unwrap_or_default();
        let mut parts = counts.map(|count| {
            let mut part = rest.split_off_mut(..count * PLACED).unwrap_or_default();
            let places =
                part.split_off_mut(..count * size_of::<u16>()).unwrap_or_default();
            (places.as_chunks_mut().0.iter_mut(), part.as_chunks_mut().0.iter_mut())
        });
        for (at, key) in keys {
            if let Some((places, keys)) = parts.get_mut(part_of(key))
                && let (Some(place), Some(slot)) = (places.next(), keys.next())
            {
                *place = at.to_le_bytes();
                *slot = key.to_le_bytes();
            }
        }
        let mut before = Box::new([0; PARTS + 1]);
        let mut sum = 0;
        for (slot, count) in before.iter_mut().skip(1).zip(counts) {
            sum += count as u64;
            *slot = sum;
        }
        Self { begin: begin as u64, before }
    }

    /// The same keys where what they were appended to lies in the file from here on.
    pub(crate) fn moved(self, by: u64) -> Self {
        Self { begin: self.begin + by, ..self }
    }

    /// Calls `sink` with every key of these parts, and the place of what has it.
    pub(crate) fn each(
        &self,
        spill: &Spill,
        parts: &Range<usize>,
        mut sink: impl FnMut(usize, u64),
    ) {
        let before = self.before.get(parts.start..=parts.end).unwrap_or_default();
        let (Some(first), Some(end)) = (before.first(), before.last()) else { return };
        let placed = |count: u64| usize::try_from(count).unwrap_or(0) * PLACED;
        let bytes = spill.read(self.begin + first * PLACED as u64, placed(end - first));
        let mut rest = bytes.as_slice();
        for part in before.windows(2) {
            let &[begin, end] = part else { continue };
            let mut part = rest.split_off(..placed(end - begin)).unwrap_or_default();
            let places = part.split_off(..part.len() / PLACED * size_of::<u16>());
            let places = places.unwrap_or_default().as_chunks().0;
            for (place, key) in places.iter().zip(part.as_chunks().0) {
                sink(u16::from_le_bytes(*place).into(), u64::from_le_bytes(*key));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_of_some_parts_are_those_that_were_put(
            blocks in prop::collection::vec(
                prop::collection::vec((any::<u16>(), any::<u64>()), 0..90), 0..5),
            first in 0..=PARTS,
            count in 0..=PARTS,
        ) {
            let parts = first..(first + count).min(PARTS);
            let folder = tempfile::tempdir().unwrap();
            let mut spill = Spill::create(folder.path()).unwrap();
            let put = |keys: &Vec<(u16, u64)>| {
                let mut bytes = vec![7; keys.len() % 3];
                let parted = Parted::put(keys.iter().copied(), &mut bytes);
                parted.moved(spill.append(&bytes))
            };
            let parted: Vec<Parted> = blocks.iter().map(put).collect();
            for (keys, parted) in blocks.iter().zip(parted) {
                let mut found = Vec::new();
                parted.each(&spill, &parts, |at, key| found.push((at, key)));
                let mut wanted: Vec<(usize, u64)> = keys
                    .iter()
                    .map(|&(at, key)| (usize::from(at), key))
                    .filter(|&(_, key)| parts.contains(&part_of(key)))
                    .collect();
                wanted.sort_unstable();
                found.sort_unstable();
                prop_assert_eq!(found, wanted);
            }
            prop_assert!(spill.check().is_ok());
        }
    }
}
