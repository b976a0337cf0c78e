//! Character grams of the beginning of an article: five letters, or three syllables of Hangul.
//!
//! They meet where words do not: compounds and their parts, inflections that the
//! stemmer misses, two spellings of one name.

use xxhash_rust::xxh3::xxh3_64;

use super::order::by_hash;
use crate::text::stems::is_hangul;

/// Characters in a gram; a word is taken with a mark at either end.
const WIDTH: usize = 5;
/// The same for words of Hangul, whose characters are syllables.
const SYLLABLES: usize = 3;
/// Words of the body that give grams.
pub const GRAM_WORDS: usize = 200;

/// Identifies a gram. Thirty-two bits: two grams of one article may meet, which moves
/// a weight among a thousand.
pub type GramHash = u32;

/// Calls `sink` with every gram of one folded word, repeats included. Numbers have none.
///
/// ```
/// use samestory::sketch::grams::grams_of;
///
/// let mut seen = Vec::new();
/// grams_of("zug", |gram| seen.push(gram));
/// assert_eq!(seen.len(), 1);
/// grams_of("zuges", |gram| seen.push(gram));
/// assert_eq!(seen.len(), 4);
/// ```
pub fn grams_of(word: &str, mut sink: impl FnMut(GramHash)) {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    // The word between its marks, on the stack where it fits.
    let mut short = [b'_'; 66];
    let long;
    let marked: &[u8] = match short.get_mut(1..=word.len()) {
        Some(middle) if word.len() <= 64 => {
            middle.copy_from_slice(word.as_bytes());
            short.get(..word.len() + 2).unwrap_or_default()
        }
        _ => {
            long = format!("_{word}_").into_bytes();
            &long
        }
    };
    let hangul = word.starts_with(is_hangul);
    let width = if hangul { SYLLABLES } else { WIDTH };
    // A character begins at every byte that continues none.
    let begins = |byte: u8| byte & 0xc0 != 0x80;
    let mut starts = [0usize; WIDTH];
    let starts = starts.get_mut(..width).unwrap_or_default();
    let mut characters = 0;
    for (at, _) in marked.iter().enumerate().filter(|(_, byte)| begins(**byte)) {
        if characters >= width {
            let first = starts.first().copied().unwrap_or_default();
            sink(hash(marked.get(first..at).unwrap_or_default()));
        }
        starts.rotate_left(1);
        if let Some(last) = starts.last_mut() {
            *last = at;
        }
        characters += 1;
    }
    let first = starts.get(width.saturating_sub(characters)).copied().unwrap_or(0);
    sink(hash(marked.get(first..).unwrap_or_default()));
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half of a hash")]
fn hash(gram: &[u8]) -> GramHash {
    xxh3_64(gram) as GramHash
}

/// How often each gram stands in an article, sorted by gram.
#[derive(Debug, Clone, Default)]
pub struct Grams {
    /// Gram and occurrences.
    pub counts: Vec<(GramHash, u16)>,
}

/// Counts grams; keeps its room.
#[derive(Debug, Default)]
pub(super) struct GramCounter {
    sorted: Vec<GramHash>,
    ends: Vec<u32>,
}

impl GramCounter {
    /// Counts grams given in any order.
    pub(super) fn count(&mut self, all: &[GramHash]) -> Grams {
        let top = |gram: &GramHash| u64::from(*gram) << 32;
        by_hash(all, top, &mut self.ends, &mut self.sorted);
        let sorted = &self.sorted;
        let others = sorted.iter().zip(sorted.iter().skip(1)).filter(|(a, b)| a != b);
        let mut counts = Vec::with_capacity(others.count() + sorted.len().min(1));
        counts.extend(sorted.chunk_by(|a, b| a == b).filter_map(|same| {
            Some((*same.first()?, u16::try_from(same.len()).unwrap_or(u16::MAX)))
        }));
        Grams { counts }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn grams_are_counted_in_their_order(
            all in prop::collection::vec(prop_oneof![any::<u32>(), 0u32..9], 0..400)
        ) {
            let mut wanted: BTreeMap<GramHash, u16> = BTreeMap::new();
            for gram in &all {
                *wanted.entry(*gram).or_default() += 1;
            }
            let counted = GramCounter::default().count(&all);
            prop_assert_eq!(counted.counts, wanted.into_iter().collect::<Vec<_>>());
        }
    }
}
