//! Words whose stem and rarity were looked up before.

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::number;
use crate::text::background::Background;
use crate::text::language::Lang;
use crate::text::stems::{StemHash, stem};
use crate::text::words::Word;

/// What is known of a folded word, wherever it stands.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) stem: StemHash,
    pub(super) rarity: f32,
    pub(super) number: bool,
    pub(super) counts: bool,
}

impl Known {
    pub(super) fn new(word: &str, lang: Lang, background: &Background) -> Self {
        let stem = xxh3_64(stem(word, lang).as_bytes());
        let number = number::rarity(word);
        Self {
            stem,
            rarity: number.unwrap_or_else(|| background.rarity(stem)),
            number: number.is_some(),
            counts: word.chars().nth(1).is_some()
                || word
                    .chars()
                    .next()
                    .is_some_and(|c| c.is_ascii_digit() || c > '\u{2e7f}'),
        }
    }
}

/// Every word met so far, by its hash.
#[derive(Default)]
pub(super) struct KnownWords(HashMap<(u64, Lang), Known>);

impl KnownWords {
    /// What is known of a word of `text`.
    pub(super) fn of(
        &mut self,
        text: &str,
        word: &Word,
        lang: Lang,
        background: &Background,
    ) -> Known {
        *self.0.entry((word.hash, lang)).or_insert_with(|| {
            word.fold_with(text, |folded| Known::new(folded, lang, background))
        })
    }
}
