//! Words to stems, remembered.

use std::borrow::Cow;

use hashbrown::HashMap;
use snowball_stemmers_rs::Stemmer;
use xxhash_rust::xxh3::xxh3_64;

use super::hanzi::simplified;
use super::language::{Lang, Stemming};

/// Identifies a stem: XXH3-64 of its letters. Equal in every language, so that names
/// and numbers meet across languages.
pub type StemHash = u64;

/// Letters of a word that stand for it where its language has no better stemmer.
const BEGINNING: usize = 6;

/// Bytes of the longest word that has a stem: what is longer is no word of a language, and
/// stemmers take their time for it.
const LONGEST: usize = 128;

/// The stem of one folded word, not remembered. A word of more than 128 bytes is its own.
///
/// ```
/// use samestory::text::language::Lang;
/// use samestory::text::stems::stem;
///
/// assert_eq!(stem("trains", Lang::from_code("en")), "train");
/// assert_eq!(stem("2023", Lang::from_code("en")), "2023");
/// assert_eq!(stem("서울에서", Lang::from_code("ko")), "서울");
/// assert_eq!(stem("國際", Lang::from_code("zh")), "国际");
/// assert_eq!(stem("zemetrasenia", Lang::from_code("sk")), "zemetr");
/// ```
pub fn stem(word: &str, lang: Lang) -> String {
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        return uncounted(word).to_owned();
    }
    if word.len() > LONGEST {
        return word.to_owned();
    }
    match lang.stemming() {
        Some(Stemming::Snowball(algorithm)) => {
            Stemmer::create(algorithm).stem(word).into_owned()
        }
        Some(Stemming::Affixes(affixes)) => affixes.without(word).to_owned(),
        Some(Stemming::Simplified) => simplified(word).into_owned(),
        Some(Stemming::Beginning) => word.chars().take(BEGINNING).collect(),
        None => word.to_owned(),
    }
}

/// A folded word as its grams are made of: a Chinese one in simplified characters.
pub(crate) fn spelt(word: &str, lang: Lang) -> Cow<'_, str> {
    match lang.stemming() {
        Some(Stemming::Simplified) => simplified(word),
        _ => Cow::Borrowed(word),
    }
}

/// A word with digits, without the Hangul behind them: Korean writes what is counted onto its
/// number.
pub(crate) fn uncounted(word: &str) -> &str {
    word.trim_end_matches(is_hangul)
}

/// Whether a character is a syllable of Korean.
pub(crate) fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// Remembers the stem of every word it was asked for. One for each thread.
#[derive(Default)]
pub struct StemCache {
    known: HashMap<(u64, Lang), StemHash>,
}

impl StemCache {
    /// The stem of a folded word; `hash` is its [`word_hash`](super::words::word_hash).
    pub fn get(&mut self, word: &str, hash: u64, lang: Lang) -> StemHash {
        *self
            .known
            .entry((hash, lang))
            .or_insert_with(|| xxh3_64(stem(word, lang).as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_counted_is_no_part_of_its_number() {
        let korean = Lang::from_code("ko");
        assert_eq!(stem("31명이", korean), "31");
        assert_eq!(stem("4.5", korean), "4.5");
    }

    #[test]
    fn endless_words_are_stemmed_at_once() {
        for part in ["도", "ו", "ж", "ه", "ها", "u", "가는"] {
            let word = part.repeat(300_000);
            for lang in Lang::all() {
                assert_eq!(stem(&word, lang), word);
            }
        }
    }

    proptest! {
        #[test]
        fn words_of_any_letters_have_stems_in_any_language(
            word in "([a-z]|[а-яё]|[ا-ي]|[א-ת]|[가-힣]|[α-ω]|[अ-ह\u{93e}-\u{94d}]|[áčďéěíňóřšťúůýžığşąćęłńśźż]|\\PC){0,30}"
        ) {
            for lang in Lang::all() {
                prop_assert!(stem(&word, lang).len() <= word.len() + 16);
            }
        }
    }
}
