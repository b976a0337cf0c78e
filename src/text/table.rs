//! Tables of phrases in `data/`, looked for among the words of a text.

use std::ops::Range;

use hashbrown::HashMap;

use super::words::{Word, words};

/// The rows of a table with `N` columns: the line of names, comments and short rows left
/// out.
pub(super) fn rows<const N: usize>(
    table: &'static str,
) -> impl Iterator<Item = [&'static str; N]> {
    let rows = table.lines().filter(|row| !row.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        let cells = [(); N].map(|()| cells.next());
        cells.iter().all(Option::is_some).then(|| cells.map(Option::unwrap_or_default))
    })
}

/// Phrases, by the words they begin with.
pub(super) struct Phrases {
    /// By the hash of the first word: each phrase's row, and the words that follow.
    by_first: HashMap<u64, Vec<(usize, Vec<u64>)>>,
    first: Few,
}

/// A phrase among the words of a text.
pub(super) struct Found {
    /// The phrase's place in the table.
    pub(super) row: usize,
    /// The words it stands in.
    pub(super) words: Range<usize>,
}

impl Phrases {
    pub(super) fn new(phrases: impl IntoIterator<Item = &'static str>) -> Self {
        let mut by_first: HashMap<u64, Vec<(usize, Vec<u64>)>> = HashMap::new();
        for (row, phrase) in phrases.into_iter().enumerate() {
            let mut hashes = words(phrase).into_iter().map(|word| word.hash);
            if let Some(first) = hashes.next() {
                by_first.entry(first).or_default().push((row, hashes.collect()));
            }
        }
        let first = Few::new(by_first.keys().copied());
        Self { by_first, first }
    }

    /// Every phrase among `words`, by where it begins.
    pub(super) fn find<'p>(
        &'p self,
        words: &'p [Word],
    ) -> impl Iterator<Item = Found> + 'p {
        let begun =
            words.iter().enumerate().filter(|(_, word)| self.first.may(word.hash));
        begun.flat_map(move |(at, word)| {
            let phrases = self.by_first.get(&word.hash).map_or(&[][..], Vec::as_slice);
            let follow = words.get(at + 1..).unwrap_or_default();
            phrases.iter().filter_map(move |(row, rest)| {
                let here = follow.get(..rest.len())?;
                let same = here.iter().zip(rest).all(|(word, hash)| word.hash == *hash);
                same.then_some(Found { row: *row, words: at..at + 1 + rest.len() })
            })
        })
    }
}

/// A small set of hashes that answers fast, and at times yes for a hash it does not hold.
pub(super) struct Few([u64; 1 << (Few::BITS - 6)]);

impl Few {
    /// The bits of a hash that are looked at.
    const BITS: u32 = 14;

    pub(super) fn new(hashes: impl IntoIterator<Item = u64>) -> Self {
        let mut few = Self([0; 1 << (Self::BITS - 6)]);
        for hash in hashes {
            let (slot, bit) = Self::place(hash);
            if let Some(slot) = few.0.get_mut(slot) {
                *slot |= bit;
            }
        }
        few
    }

    pub(super) fn may(&self, hash: u64) -> bool {
        let (slot, bit) = Self::place(hash);
        self.0.get(slot).is_some_and(|slot| slot & bit != 0)
    }

    const fn place(hash: u64) -> (usize, u64) {
        let bits = hash >> (u64::BITS - Self::BITS);
        let slot = (bits >> 6) as usize;
        (slot, 1 << (bits & 63))
    }
}
