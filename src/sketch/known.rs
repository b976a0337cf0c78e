//! Words whose stem, rarity and grams were looked up before.

use hashbrown::{HashMap, HashTable};
use xxhash_rust::xxh3::xxh3_64;

use super::grams::{GramHash, grams_of};
use super::number;
use crate::text::address::{with_umlauts, words_of_address};
use crate::text::background::Background;
use crate::text::language::Lang;
use crate::text::stems::{StemHash, spelt, stem, uncounted};
use crate::text::words::{Word, words};

/// Longest word, in bytes, whose grams are kept.
const LONGEST: usize = 64;

/// What is known of a folded word, wherever it stands.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) stem: StemHash,
    pub(super) rarity: f32,
    pub(super) number: bool,
    pub(super) counts: bool,
    /// Whether it begins with a letter that is neither capital nor small, in a language whose
    /// words are known: where none is, all would be unusual.
    pub(super) caseless: bool,
    /// How many grams it has; [`NOT_KEPT`] for a long word.
    grams: u8,
    /// Where they begin among those of all words.
    first_gram: u32,
}

/// In the place of a count, for grams that are made anew.
const NOT_KEPT: u8 = u8::MAX;

impl Known {
    fn new(
        word: &str,
        hash: u64,
        lang: Lang,
        background: &Background,
        grams: &mut Vec<GramHash>,
    ) -> Self {
        let stem =
            background.stem(hash).unwrap_or_else(|| xxh3_64(stem(word, lang).as_bytes()));
        let number = number::rarity(uncounted(word));
        let first = grams.len();
        if word.len() <= LONGEST {
            grams_of(&spelt(word, lang), |gram| grams.push(gram));
        }
        let kept = u32::try_from(first).ok().filter(|_| word.len() <= LONGEST);
        let count = u8::try_from(grams.len() - first).ok().filter(|_| kept.is_some());
        let first_letter = word.chars().next().filter(|c| c.is_alphabetic());
        let caseless =
            first_letter.is_some_and(|c| !c.is_lowercase() && !c.is_uppercase());
        Self {
            stem,
            rarity: number.unwrap_or_else(|| background.rarity(stem)),
            number: number.is_some(),
            counts: word.chars().nth(1).is_some()
                || word
                    .chars()
                    .next()
                    .is_some_and(|c| c.is_ascii_digit() || c > '\u{2e7f}'),
            caseless: caseless && !background.is_empty(),
            grams: count.unwrap_or(NOT_KEPT),
            first_gram: kept.unwrap_or_default(),
        }
    }
}

/// Every word of one language met so far.
pub(super) struct KnownWords {
    lang: Lang,
    background: &'static Background,
    /// By their hashes.
    words: HashTable<(u64, Known)>,
    grams: Vec<GramHash>,
}

impl KnownWords {
    fn new(lang: Lang) -> Self {
        let background = Background::of(lang);
        Self { lang, background, words: HashTable::new(), grams: Vec::new() }
    }

    /// What is known of a word of `text`.
    #[inline]
    pub(super) fn of(&mut self, text: &str, word: &Word) -> Known {
        match self.words.find(word.hash, |known| known.0 == word.hash) {
            Some(&(_, known)) => known,
            None => self.learn(text, word),
        }
    }

    /// What is known of words of `text`. Most stand in no cache: nothing is done with any
    /// before all are looked up, so that several are waited for at once.
    pub(super) fn all(&mut self, text: &str, words: &[Word], out: &mut Vec<Known>) {
        out.clear();
        out.extend(words.iter().map(|word| self.of(text, word)));
    }

    fn learn(&mut self, text: &str, word: &Word) -> Known {
        let (lang, background, grams) = (self.lang, self.background, &mut self.grams);
        let known = word.fold_with(text, |folded| {
            Known::new(folded, word.hash, lang, background, grams)
        });
        self.words.insert_unique(word.hash, (word.hash, known), |known| known.0);
        known
    }

    /// Appends the grams of a word of `text`, repeats included.
    pub(super) fn grams(
        &self,
        text: &str,
        word: &Word,
        known: Known,
        out: &mut Vec<GramHash>,
    ) {
        match known.grams {
            NOT_KEPT => {
                word.fold_with(text, |word| {
                    grams_of(&spelt(word, self.lang), |gram| out.push(gram));
                });
            }
            count => {
                let (first, count) = (known.first_gram as usize, usize::from(count));
                out.extend(self.grams.get(first..first + count).unwrap_or_default());
            }
        }
    }

    /// The words of an article's address, a blank between two. German ones get the umlauts
    /// that addresses write as two letters, unless the language knows them better without.
    pub(super) fn of_address(&mut self, url: &str) -> String {
        let mut written = words_of_address(url);
        if self.lang.code() == Some("de") {
            let spelt: Vec<String> =
                written.split(' ').map(|word| self.with_umlauts(word)).collect();
            written = spelt.join(" ");
        }
        written
    }

    fn with_umlauts(&mut self, word: &str) -> String {
        match with_umlauts(word) {
            Some(other) if self.rarity(&other) <= self.rarity(word) => other,
            _ => word.to_owned(),
        }
    }

    fn rarity(&mut self, written: &str) -> f32 {
        words(written).first().map_or(f32::MAX, |word| self.of(written, word).rarity)
    }
}

/// The words of every language.
#[derive(Default)]
pub(super) struct Languages(HashMap<Lang, KnownWords>);

impl Languages {
    pub(super) fn of(&mut self, lang: Lang) -> &mut KnownWords {
        self.0.entry(lang).or_insert_with(|| KnownWords::new(lang))
    }
}
