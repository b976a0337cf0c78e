//! Word lists, real and invented, each in one string.

use hashbrown::HashSet;

use super::languages::Language;
use super::random::Random;

/// A list of words. A word's number with its last bit turned is its synonym.
#[derive(Default)]
pub(super) struct Words {
    text: String,
    /// Where each word ends.
    ends: Vec<u32>,
    genders: Vec<u8>,
}

impl Words {
    pub(super) fn push(&mut self, word: &str, gender: u8) {
        self.text.push_str(word);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.genders.push(gender);
    }

    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, number: usize) -> &str {
        let start = match number.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(0),
            None => 0,
        };
        let end = self.ends.get(number).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    pub(super) fn gender(&self, number: usize) -> usize {
        self.genders.get(number).copied().unwrap_or(0).into()
    }

    /// A word chosen evenly.
    pub(super) fn any(&self, random: &mut Random) -> &str {
        self.get(random.place(self.len()))
    }
}

/// Invents words from a language's sounds, no two alike.
pub(super) struct Inventor<'l> {
    onsets: Vec<&'l str>,
    vowels: Vec<&'l str>,
    codas: Vec<&'l str>,
    random: Random,
    seen: HashSet<String>,
}

impl<'l> Inventor<'l> {
    pub(super) fn new(language: &'l Language, seed: u64) -> Self {
        Self {
            onsets: split(language.onsets),
            vowels: split(language.vowels),
            codas: split(language.codas),
            random: Random::new(seed),
            seen: HashSet::new(),
        }
    }

    /// A new word of `syllables`, then one of `endings`.
    pub(super) fn word(
        &mut self,
        syllables: u32,
        endings: &[&str],
        capital: bool,
    ) -> String {
        for attempt in 0.. {
            let mut word = String::new();
            // More syllables where the short words are used up.
            for _ in 0..syllables + attempt / 8 {
                word.push_str(pick(&mut self.random, &self.onsets));
                word.push_str(pick(&mut self.random, &self.vowels));
                if self.random.percent(60) {
                    word.push_str(pick(&mut self.random, &self.codas));
                }
            }
            word.push_str(pick(&mut self.random, endings));
            if capital {
                capitalise(&mut word, 0);
            }
            if self.seen.insert(word.clone()) {
                return word;
            }
        }
        String::new()
    }

    /// Real words of `stock` by gender, then invented ones up to `count`.
    pub(super) fn fill(
        &mut self,
        stock: &[&str],
        endings: &[&str],
        count: usize,
        before: &str,
        after: &str,
        capital: bool,
    ) -> Words {
        let mut words = Words::default();
        for (gender, list) in (0_u8..).zip(stock) {
            for word in split(list) {
                self.seen.insert(word.to_owned());
                words.push(&format!("{before}{word}{after}"), gender);
            }
        }
        let genders: Vec<(u8, Vec<&str>)> = (0_u8..)
            .zip(endings)
            .map(|(gender, list)| (gender, split(list)))
            .filter(|(_, list)| !list.is_empty())
            .collect();
        while words.len() < count && !genders.is_empty() {
            // Synonyms stand in twos and have one gender.
            let (gender, endings) = &genders[self.random.place(genders.len())];
            for _ in 0..2 {
                let syllables = self.random.between(1, 2);
                let word = self.word(syllables, endings, capital);
                words.push(&format!("{before}{word}{after}"), *gender);
            }
        }
        words
    }

    pub(super) const fn random(&mut self) -> &mut Random {
        &mut self.random
    }
}

pub(super) fn split(list: &str) -> Vec<&str> {
    list.split_ascii_whitespace().collect()
}

pub(super) fn pick<'l>(random: &mut Random, list: &[&'l str]) -> &'l str {
    list.get(random.place(list.len())).copied().unwrap_or_default()
}

/// Gives the first letter or digit past `from` a capital, if it is an ASCII letter.
pub(super) fn capitalise(text: &mut str, from: usize) {
    let rest = text.get(from..).unwrap_or_default();
    if let Some((at, letter)) = rest.char_indices().find(|(_, c)| c.is_alphanumeric())
        && letter.is_ascii()
        && let Some(letter) = text.get_mut(from + at..=from + at)
    {
        letter.make_ascii_uppercase();
    }
}
