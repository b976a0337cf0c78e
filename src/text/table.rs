//! Tables of phrases in `data/`, looked for among the words of a text.

use std::ops::Range;

use hashbrown::HashMap;

use super::lines::Line;
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
        Some(second) => first ^ second.rotate_left(32),
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

    /// The numbers of the words at which phrases stand, in order. Most texts hold few, and
    /// a text is looked through once, however many of its parts are looked at.
    pub(super) fn starts(&self, words: &[Word]) -> Vec<usize> {
        let mut starts = Vec::new();
        let mut first = 0;
        while let Some(rest) = words.get(first..).filter(|rest| !rest.is_empty()) {
            let seconds = rest.get(1..).unwrap_or_default();
            let pairs = rest.iter().zip(seconds).take(SIFTED).map(|(first, second)| {
                let longer = beginning(first.hash, Some(second.hash));
                self.alone.bit(first.hash) | self.longer.bit(longer)
            });
            let mut may = gathered(pairs);
            // The last word of all has none behind it.
            if let ([.., last], true) = (rest, rest.len() <= SIFTED) {
                may |= self.alone.bit(last.hash) << (rest.len() - 1);
            }
            let stand = ones(may).filter(|at| self.rows_at(rest, *at).next().is_some());
            starts.extend(stand.map(|at| first + at));
            first += SIFTED;
        }
        starts
    }

    /// Every phrase among `words`, by where it begins, and then in the order of the table.
    pub(super) fn find(&self, words: &[Word]) -> impl Iterator<Item = Found> {
        self.starts(words).into_iter().flat_map(|at| self.at(words, at))
    }

    /// [`Phrases::find`], where it is known at which words phrases stand.
    pub(super) fn find_among<'w>(
        &'w self,
        sifted: Sifted<'w>,
    ) -> impl Iterator<Item = Found> + 'w {
        let starts = sifted.starts.iter();
        let starts = starts.map(move |start| start.saturating_sub(sifted.first));
        starts.flat_map(move |at| self.at(sifted.words, at))
    }

    /// The phrases that begin at one of the words, in the order of the table.
    fn at(&self, words: &[Word], at: usize) -> Vec<Found> {
        let mut found: Vec<Found> = self.rows_at(words, at).collect();
        found.sort_unstable_by_key(|found| found.row);
        found
    }

    /// The phrases that begin at one of the words, those of one word first.
    fn rows_at(&self, words: &[Word], at: usize) -> impl Iterator<Item = Found> {
        let words = words.get(at..).unwrap_or_default();
        let alone = words.first().map(|first| beginning(first.hash, None));
        let longer = match words {
            [first, second, ..] => Some(beginning(first.hash, Some(second.hash))),
            _ => None,
        };
        let alone = alone.filter(|alone| self.alone.may(*alone));
        let longer = longer.filter(|longer| self.longer.may(*longer));
        let begun = alone.into_iter().chain(longer);
        let begun = begun.filter_map(|begins| self.begun.get(&begins)).flatten();
        begun.filter_map(move |(row, phrase)| {
            let here = words.get(..phrase.len())?.iter().map(|word| word.hash);
            let stands = here.eq(phrase.iter().copied());
            stands.then(|| Found { row: *row, words: at..at + phrase.len() })
        })
    }
}

/// Words of a text, and those among them at which phrases stand.
#[derive(Clone, Copy)]
pub(super) struct Sifted<'w> {
    pub(super) words: &'w [Word],
    /// The number of the first of them in the text.
    first: usize,
    /// The numbers of those at which phrases stand.
    starts: &'w [usize],
}

impl<'w> Sifted<'w> {
    /// All words of a text, given the numbers of those at which phrases stand.
    pub(super) fn new(words: &'w [Word], starts: &'w [usize]) -> Self {
        Self { words, first: 0, starts }
    }

    /// Whether no phrase begins here.
    pub(super) fn is_empty(self) -> bool {
        self.starts.is_empty()
    }

    /// The words of a line of the text.
    pub(super) fn line(self, line: &Line) -> Self {
        let first = (line.first as usize).saturating_sub(self.first);
        self.part(first, first + line.words as usize)
    }

    /// The words that begin in a stretch of the text.
    pub(super) fn within(self, start: usize, end: usize) -> Self {
        let before = |at: usize| {
            self.words.partition_point(|word| (word.span.start as usize) < at)
        };
        self.part(before(start), before(end))
    }

    /// So many of the words at the end.
    pub(super) fn last(self, count: usize) -> Self {
        self.part(self.words.len().saturating_sub(count), self.words.len())
    }

    fn part(self, from: usize, to: usize) -> Self {
        let words = self.words.get(from..to).unwrap_or_default();
        let (first, end) = (self.first + from, self.first + to);
        let before = |at: usize| self.starts.partition_point(|start| *start < at);
        let starts = self.starts.get(before(first)..before(end)).unwrap_or_default();
        Self { words, first, starts }
    }
}

/// Words that are sifted without a branch between them.
pub(super) const SIFTED: usize = u64::BITS as usize;

/// At most [`SIFTED`] bits as one number, the first one lowest.
pub(super) fn gathered(bits: impl ExactSizeIterator<Item = u64>) -> u64 {
    let missing = u32::try_from(SIFTED - bits.len()).unwrap_or_default();
    let gathered = bits.fold(0, |bits, bit| bits >> 1 | bit << (u64::BITS - 1));
    gathered.checked_shr(missing).unwrap_or_default()
}

/// The places of the bits that are set.
pub(super) fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (at < SIFTED).then_some(at)
    })
}

/// A small set of hashes that answers fast, and at times yes for a hash it does not hold.
#[derive(Debug)]
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

    pub(super) fn insert(&mut self, hash: u64) {
        let (slot, bit) = Self::place(hash);
        if let Some(slot) = self.0.get_mut(slot) {
            *slot |= 1 << bit;
        }
    }

    pub(super) fn may(&self, hash: u64) -> bool {
        self.bit(hash) != 0
    }

    /// [`Few::may`] as a bit.
    #[inline]
    pub(super) fn bit(&self, hash: u64) -> u64 {
        let (slot, bit) = Self::place(hash);
        self.0.get(slot).map_or(0, |slot| slot >> bit & 1)
    }

    /// The slot of a hash, and its bit there.
    const fn place(hash: u64) -> (usize, u64) {
        let bits = hash >> (u64::BITS - Self::BITS);
        ((bits >> 6) as usize, bits & 63)
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
            text in "([a-d] ){0,30}|([a-c] ){120,140}"
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

        #[test]
        fn parts_of_a_sifted_text_hold_the_phrases_of_those_words_alone(
            text in "([a-z] ){0,150}",
            from in 0usize..150,
            length in 0usize..150,
        ) {
            let read = words(&text);
            let (from, to) = (from.min(read.len()), (from + length).min(read.len()));
            let phrases = Phrases::new(TABLE);
            let starts = phrases.starts(&read);
            // A word of one letter and a blank are two bytes.
            let part = Sifted::new(&read, &starts).within(2 * from, 2 * to);
            let alone = &read[from..to];
            prop_assert_eq!(part.words, alone);
            let bare = |found: Found| (found.row, found.words);
            let wanted: Vec<_> = phrases.find(alone).map(bare).collect();
            let found: Vec<_> = phrases.find_among(part).map(bare).collect();
            prop_assert_eq!(&found, &wanted);
            prop_assert!(!part.is_empty() || wanted.is_empty());
        }
    }
}
