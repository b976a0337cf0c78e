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
    title: Vec<StemHash>,
    /// Rare words, each behind the number of its paragraph.
    rare: Vec<(u32, StemHash, f32)>,
    /// The paragraph being read, and how many words it has.
    open: u32,
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
            self.open += 1;
            self.words = 0;
        }
        self.words += 1;
        if rarity > RARE {
            self.rare.push((self.open, stem, rarity));
        }
    }

    /// Whether the paragraphs share next to nothing with one another, and no word of the
    /// title goes through them.
    pub fn scattered(mut self) -> bool {
        let whole = self.open as usize + usize::from(self.words >= LEAST_WORDS);
        if whole < LEAST_PARAGRAPHS || self.title.is_empty() {
            return false;
        }
        if self.words < LEAST_WORDS {
            self.rare.retain(|word| word.0 < self.open);
        }
        // In one order, so that sums are the same everywhere.
        self.rare.sort_unstable_by_key(|word| (word.0, word.1));
        self.rare.dedup_by_key(|word| (word.0, word.1));
        let mut stems: Vec<StemHash> = self.rare.iter().map(|word| word.1).collect();
        stems.sort_unstable();
        let held = |stem: StemHash| {
            let from = stems.partition_point(|known| *known < stem);
            let rest = stems.get(from..).unwrap_or_default();
            rest.iter().take_while(|known| **known == stem).count()
        };
        let (mut shared, mut paragraphs) = (0.0, 0_usize);
        for words in self.rare.chunk_by(|x, y| x.0 == y.0) {
            let all: f32 = words.iter().map(|word| word.2).sum();
            let again: f32 =
                words.iter().filter(|word| held(word.1) > 1).map(|word| word.2).sum();
            shared += again / all.max(f32::MIN_POSITIVE);
            paragraphs += 1;
        }
        if paragraphs < LEAST_PARAGRAPHS {
            return false;
        }
        let paragraphs = paragraphs as f32;
        let titled = self.title.iter().map(|&stem| held(stem)).max();
        shared / paragraphs <= MOST_SHARED
            && titled.unwrap_or(0) as f32 / paragraphs <= MOST_TITLED
    }
}
