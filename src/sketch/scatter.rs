//! Whether a text goes through many subjects: digests and briefings do.
//!
//! A report's paragraphs repeat one another's rare words, and those of the title. A
//! digest's do neither.

use crate::text::stems::StemHash;

/// Words after which a paragraph may end; shorter ones are read on with the next.
const LEAST_WORDS: usize = 25;
/// Fewest paragraphs that can scatter.
const LEAST_PARAGRAPHS: usize = 4;
/// Rarity from which a word says what a paragraph is about.
const RARE: f32 = 3.0;
/// Most that paragraphs of a scattered text share with others: a share of their rare
/// words, by weight.
const MOST_SHARED: f32 = 0.14;
/// Most paragraphs of a scattered text that have one and the same rare word of its
/// title, as a share. A digest's title may name all its subjects.
const MOST_TITLED: f32 = 0.25;

/// Tells of texts whether they scatter; keeps its room.
///
/// ```
/// use samestory::sketch::scatter::Paragraphs;
///
/// let title = [(1, 9.0)];
/// let words = || (0..6).flat_map(|paragraph| (0..30).map(move |word| (paragraph, word)));
/// let digest = words().map(|(paragraph, word)| (100 * paragraph + word, 9.0, word == 0));
/// let report = words().map(|(_, word)| (10 + word, 9.0, word == 0));
/// let mut paragraphs = Paragraphs::default();
/// assert!(paragraphs.scattered(title.into_iter(), digest));
/// assert!(!paragraphs.scattered(title.into_iter(), report));
/// ```
#[derive(Debug, Default)]
pub struct Paragraphs {
    /// The rare words of the title, sorted.
    title: Vec<StemHash>,
    /// Where those stand in the text, each with the number of its paragraph.
    titled: Vec<(StemHash, u32)>,
    /// Rare words, each behind the number of its paragraph.
    rare: Vec<(u32, StemHash, f32)>,
}

impl Paragraphs {
    /// Whether the paragraphs share next to nothing with one another, and no word of the
    /// title goes through them. Each word of title and text comes with its rarity, and
    /// those of the text with whether they are the first of a line.
    pub fn scattered(
        &mut self,
        title: impl Iterator<Item = (StemHash, f32)>,
        text: impl Iterator<Item = (StemHash, f32, bool)> + Clone,
    ) -> bool {
        self.title.clear();
        self.title.extend(title.filter(|word| word.1 > RARE).map(|word| word.0));
        self.title.sort_unstable();
        if self.title.is_empty() {
            return false;
        }
        let (whole, telling) = self.most_titled(text.clone());
        let titled = self.titled.chunk_by(|x, y| x.0 == y.0).map(<[_]>::len).max();
        let paragraphs = telling as f32;
        whole as usize >= LEAST_PARAGRAPHS
            && telling >= LEAST_PARAGRAPHS
            // Most reports are told by their titles, and their words need not be sorted.
            && titled.unwrap_or(0) as f32 / paragraphs <= MOST_TITLED
            && self.shared(text, whole) / paragraphs <= MOST_SHARED
    }

    /// Notes where the words of the title stand, once for each paragraph; answers how many
    /// paragraphs are whole, and how many of those have a rare word.
    fn most_titled(
        &mut self,
        text: impl Iterator<Item = (StemHash, f32, bool)>,
    ) -> (u32, usize) {
        // Most words are not of the title, and need not be looked up.
        let place = |stem: StemHash| {
            (usize::try_from(stem >> 62).unwrap_or(usize::MAX), stem >> 56 & 63)
        };
        let mut bits = [0_u64; 4];
        for (slot, bit) in self.title.iter().map(|stem| place(*stem)) {
            if let Some(slot) = bits.get_mut(slot) {
                *slot |= 1 << bit;
            }
        }
        self.titled.clear();
        let (mut open, mut words) = (0, 0);
        let (mut telling, mut tells) = (0, false);
        for (stem, rarity, begins_line) in text {
            if begins_line && words >= LEAST_WORDS {
                telling += usize::from(tells);
                (open, words, tells) = (open + 1, 0, false);
            }
            words += 1;
            tells |= rarity > RARE;
            let (slot, bit) = place(stem);
            let may = bits.get(slot).is_some_and(|slot| slot >> bit & 1 != 0);
            if may && rarity > RARE && self.title.binary_search(&stem).is_ok() {
                self.titled.push((stem, open));
            }
        }
        if words >= LEAST_WORDS {
            telling += usize::from(tells);
            open += 1;
        }
        self.titled.retain(|word| word.1 < open);
        self.titled.sort_unstable();
        self.titled.dedup();
        (open, telling)
    }

    /// The sum of what each of the whole paragraphs shares with others, as shares.
    fn shared(
        &mut self,
        text: impl Iterator<Item = (StemHash, f32, bool)>,
        whole: u32,
    ) -> f32 {
        self.rare.clear();
        let (mut open, mut words) = (0, 0);
        for (stem, rarity, begins_line) in text {
            if begins_line && words >= LEAST_WORDS {
                (open, words) = (open + 1, 0);
            }
            words += 1;
            if rarity > RARE {
                self.rare.push((open, stem, rarity));
            }
        }
        self.rare.retain(|word| word.0 < whole);
        // In one order, so that sums are the same everywhere.
        self.rare.sort_unstable_by_key(|word| (word.0, word.1));
        self.rare.dedup_by_key(|word| (word.0, word.1));
        let mut stems: Vec<StemHash> = self.rare.iter().map(|word| word.1).collect();
        stems.sort_unstable();
        let again = |stem: StemHash| {
            let from = stems.partition_point(|known| *known < stem);
            stems.get(from + 1) == Some(&stem)
        };
        let mut shared = 0.0;
        for words in self.rare.chunk_by(|x, y| x.0 == y.0) {
            let all: f32 = words.iter().map(|word| word.2).sum();
            let held: f32 =
                words.iter().filter(|word| again(word.1)).map(|word| word.2).sum();
            shared += held / all.max(f32::MIN_POSITIVE);
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Without any way out before the sums.
    fn plainly(title: &[(StemHash, f32)], words: &[(StemHash, f32, bool)]) -> bool {
        let mut paragraphs = vec![Vec::new()];
        for word in words {
            if word.2 && paragraphs.last().is_some_and(|open| open.len() >= LEAST_WORDS) {
                paragraphs.push(Vec::new());
            }
            paragraphs.last_mut().unwrap().push(*word);
        }
        paragraphs.retain(|words| words.len() >= LEAST_WORDS);
        let whole = paragraphs.len();
        for words in &mut paragraphs {
            words.retain(|word| word.1 > RARE);
            words.sort_unstable_by_key(|word| word.0);
            words.dedup_by_key(|word| word.0);
        }
        paragraphs.retain(|words| !words.is_empty());
        let held = |stem: StemHash| {
            let holds = |words: &&Vec<(StemHash, f32, bool)>| {
                words.iter().any(|word| word.0 == stem)
            };
            paragraphs.iter().filter(holds).count()
        };
        let title: Vec<_> = title.iter().filter(|word| word.1 > RARE).collect();
        let mut shared = 0.0;
        for words in &paragraphs {
            let all: f32 = words.iter().map(|word| word.1).sum();
            let again: f32 =
                words.iter().filter(|word| held(word.0) > 1).map(|word| word.1).sum();
            shared += again / all.max(f32::MIN_POSITIVE);
        }
        let count = paragraphs.len() as f32;
        let titled = title.iter().map(|word| held(word.0)).max().unwrap_or(0);
        whole.min(paragraphs.len()) >= LEAST_PARAGRAPHS
            && !title.is_empty()
            && shared / count <= MOST_SHARED
            && titled as f32 / count <= MOST_TITLED
    }

    /// The rarity of a word, which is the same wherever it stands.
    fn rarity(stem: StemHash) -> f32 {
        [1.0, 4.0, 8.5, 6.25][(stem % 4) as usize]
    }

    proptest! {
        #[test]
        fn texts_scatter_as_if_all_were_counted(
            title in prop::collection::vec(0u64..400, 0..6),
            words in prop::collection::vec((0u64..400, prop::bool::weighted(0.04)), 0..400),
            spread in 1u64..9,
        ) {
            let hash = |stem: u64| stem.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let title: Vec<_> =
                title.iter().map(|stem| (hash(*stem), rarity(*stem))).collect();
            let words: Vec<_> = words
                .iter()
                .enumerate()
                .map(|(at, (stem, begins))| {
                    // From texts that repeat themselves to texts that do not.
                    let stem = stem + spread * 50 * (at as u64 / 60);
                    (hash(stem), rarity(stem), *begins)
                })
                .collect();
            let wanted = plainly(&title, &words);
            let mut paragraphs = Paragraphs::default();
            for _ in 0..2 {
                let (title, words) = (title.iter().copied(), words.iter().copied());
                prop_assert_eq!(paragraphs.scattered(title, words), wanted);
            }
        }
    }
}
