//! Words to stems, remembered.

use hashbrown::HashMap;
use rust_stemmers::Stemmer;
use xxhash_rust::xxh3::xxh3_64;

use super::language::Lang;

/// Identifies a stem: XXH3-64 of its letters. Equal in every language, so that names
/// and numbers meet across languages.
pub type StemHash = u64;

/// The stem of one folded word, not remembered.
///
/// ```
/// use samestory::text::language::Lang;
/// use samestory::text::stems::stem;
///
/// assert_eq!(stem("trains", Lang::from_code("en")), "train");
/// assert_eq!(stem("2023", Lang::from_code("en")), "2023");
/// ```
pub fn stem(word: &str, lang: Lang) -> String {
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word.to_owned();
    }
    match lang.stemmer() {
        Some(algorithm) => Stemmer::create(algorithm).stem(word).into_owned(),
        None => word.to_owned(),
    }
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
