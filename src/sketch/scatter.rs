//! Whether a text goes through many subjects: digests and briefings do.
//!
//! A report's paragraphs repeat one another's rare words, and those of the title. A
//! digest's do neither.

use hashbrown::{HashMap, HashSet};

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

/// The paragraphs of one text, read word by word.
///
/// ```
/// use samestory::sketch::scatter::Paragraphs;
///
/// let mut digest = Paragraphs::new([(1, 9.0)].into_iter());
/// let mut report = Paragraphs::new([(1, 9.0)].into_iter());
/// for paragraph in 0..6 {
///     for word in 0..30 {
///         digest.read(100 * paragraph + word, 9.0, word == 0);
///         report.read(10 + word, 9.0, word == 0);
///     }
/// }
/// assert!(digest.scattered());
/// assert!(!report.scattered());
/// ```
#[derive(Debug, Default)]
pub struct Paragraphs {
    title: HashSet<StemHash>,
    /// Paragraphs read to their end.
    done: Vec<HashMap<StemHash, f32>>,
    /// The paragraph being read: its rare words, and how many words it has.
    open: HashMap<StemHash, f32>,
    words: usize,
}

impl Paragraphs {
    /// Begins a text under a title of these words, each with its rarity.
    pub fn new(title: impl Iterator<Item = (StemHash, f32)>) -> Self {
        let title = title.filter(|word| word.1 > RARE).map(|word| word.0).collect();
        Self { title, ..Self::default() }
    }

    /// Reads the next word; `begins_line` when it is the first of a line.
    pub fn read(&mut self, stem: StemHash, rarity: f32, begins_line: bool) {
        if begins_line && self.words >= LEAST_WORDS {
            self.done.push(std::mem::take(&mut self.open));
            self.words = 0;
        }
        self.words += 1;
        if rarity > RARE {
            self.open.insert(stem, rarity);
        }
    }

    /// Whether the paragraphs share next to nothing with one another, and no word of the
    /// title goes through them.
    pub fn scattered(mut self) -> bool {
        if self.words >= LEAST_WORDS {
            self.done.push(self.open);
        }
        self.done.retain(|paragraph| !paragraph.is_empty());
        if self.done.len() < LEAST_PARAGRAPHS || self.title.is_empty() {
            return false;
        }
        let mut held: HashMap<StemHash, u32> = HashMap::new();
        for &stem in self.done.iter().flat_map(HashMap::keys) {
            *held.entry(stem).or_default() += 1;
        }
        let mut shared = 0.0;
        for paragraph in &self.done {
            // In one order, so that sums are the same everywhere.
            let mut words: Vec<(StemHash, f32)> =
                paragraph.iter().map(|(&stem, &rarity)| (stem, rarity)).collect();
            words.sort_unstable_by_key(|word| word.0);
            let all: f32 = words.iter().map(|word| word.1).sum();
            let again: f32 = words
                .iter()
                .filter(|word| held.get(&word.0).is_some_and(|&count| count > 1))
                .map(|word| word.1)
                .sum();
            shared += again / all.max(f32::MIN_POSITIVE);
        }
        let paragraphs = self.done.len() as f32;
        let titled = self.title.iter().filter_map(|stem| held.get(stem)).max();
        shared / paragraphs <= MOST_SHARED
            && titled.copied().unwrap_or(0) as f32 / paragraphs <= MOST_TITLED
    }
}
