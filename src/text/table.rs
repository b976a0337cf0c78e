//! Tables of phrases in `data/`, looked for among the words of a text.

use std::ops::Range;

use hashbrown::HashMap;

use super::words::{Word, chain, words};

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
    /// By the [`beginning`] of each phrase: its row, and all its words.
    begun: HashMap<u64, Vec<(usize, Vec<u64>)>>,
    /// The beginnings of phrases of one word, and of longer ones.
    alone: Few,
    longer: Few,
}

/// What a phrase is looked up by: its first word, or its first two. Many begin with a word
/// that stands in every text, and few go on as the text does.
const fn beginning(first: u64, second: Option<u64>) -> u64 {
    match second {
        None => first,
        Some(second) => chain(first, second),
    }
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
        let mut begun: HashMap<u64, Vec<(usize, Vec<u64>)>> = HashMap::new();
        let (mut alone, mut longer) = (Few::default(), Few::default());
        for (row, phrase) in phrases.into_iter().enumerate() {
            let hashes: Vec<u64> = words(phrase).iter().map(|word| word.hash).collect();
            let Some(&first) = hashes.first() else { continue };
            let second = hashes.get(1).copied();
            let begins = beginning(first, second);
            if second.is_some() { &mut longer } else { &mut alone }.insert(begins);
            begun.entry(begins).or_default().push((row, hashes));
        }
        Self { begun, alone, longer }
    }

    /// Every phrase among `words`, by where it begins, and then in the order of the table.
    pub(super) fn find(&self, words: &[Word]) -> impl Iterator<Item = Found> {
        let seconds = words.iter().skip(1).map(|word| Some(word.hash));
        let pairs = words.iter().zip(seconds.chain(std::iter::once(None)));
        pairs.enumerate().flat_map(move |(at, (first, second))| {
            let alone = Some(first.hash).filter(|alone| self.alone.may(*alone));
            let longer = second.map(|second| beginning(first.hash, Some(second)));
            let longer = longer.filter(|longer| self.longer.may(*longer));
            if alone.or(longer).is_some() {
                self.beginning_at(
                    words.get(at..).unwrap_or_default(),
                    at,
                    [alone, longer],
                )
            } else {
                Vec::new()
            }
        })
    }

    /// The phrases that begin at the first of these words, which stands at `at`, by what
    /// they may begin with.
    fn beginning_at(
        &self,
        words: &[Word],
        at: usize,
        begins: [Option<u64>; 2],
    ) -> Vec<Found> {
        let mut found = Vec::new();
        for phrases in begins.into_iter().flatten().map(|begin| self.begun.get(&begin)) {
            for (row, phrase) in phrases.into_iter().flatten() {
                let here = words.get(..phrase.len()).unwrap_or_default();
                if here.iter().map(|word| word.hash).eq(phrase.iter().copied()) {
                    found.push(Found { row: *row, words: at..at + phrase.len() });
                }
            }
        }
        found.sort_unstable_by_key(|found| found.row);
        found
    }
}

/// A small set of hashes that answers fast, and at times yes for a hash it does not hold.
pub(super) struct Few([u64; 1 << (Few::BITS - 6)]);

impl Default for Few {
    fn default() -> Self {
        Self([0; 1 << (Self::BITS - 6)])
    }
}

impl Few {
    /// The bits of a hash that are looked at.
    const BITS: u32 = 15;

    pub(super) fn new(hashes: impl IntoIterator<Item = u64>) -> Self {
        let mut few = Self::default();
        hashes.into_iter().for_each(|hash| few.insert(hash));
        few
    }

    fn insert(&mut self, hash: u64) {
        let (slot, bit) = Self::place(hash);
        if let Some(slot) = self.0.get_mut(slot) {
            *slot |= bit;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TABLE: [&str; 8] = ["a", "a b", "b", "b a", "a b c", "c c", "a", "a b a b"];

    proptest! {
        #[test]
        fn every_phrase_is_found_where_it_stands_in_the_order_of_the_table(
            text in "([a-d] ){0,30}"
        ) {
            let read = words(&text);
            let written: Vec<&str> = text.split_whitespace().collect();
            let mut wanted = Vec::new();
            for at in 0..written.len() {
                for (row, phrase) in TABLE.iter().enumerate() {
                    let phrase: Vec<&str> = phrase.split(' ').collect();
                    if written[at..].starts_with(&phrase) {
                        wanted.push((row, at..at + phrase.len()));
                    }
                }
            }
            let phrases = Phrases::new(TABLE);
            let found: Vec<_> = phrases.find(&read).map(|f| (f.row, f.words)).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
