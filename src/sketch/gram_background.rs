//! How common character grams are in a language.

use hashbrown::HashMap;

use super::grams::{GramHash, grams_of};
use crate::text::background::{Background, MAX_RARITY};
use crate::text::language::{Lang, PerLanguage};
use crate::text::stems::spelt;

/// Gram rarities of one language, counted over its background table.
#[derive(Debug, Default)]
pub struct GramBackground {
    rarity: HashMap<GramHash, f32>,
}

impl GramBackground {
    /// The table of `lang`, counted on first use (some 50 ms).
    pub fn of(lang: Lang) -> &'static Self {
        static TABLES: PerLanguage<GramBackground> = PerLanguage::new();
        TABLES.of(lang, Self::count)
    }

    /// -ln of the probability that an average text of the language holds the gram.
    pub fn rarity(&self, gram: GramHash) -> f32 {
        self.rarity.get(&gram).copied().unwrap_or(MAX_RARITY)
    }

    fn count(lang: Lang) -> Self {
        let mut frequency: HashMap<GramHash, f64> = HashMap::new();
        Background::for_each_word(lang, |word, share| {
            grams_of(&spelt(word, lang), |gram| {
                *frequency.entry(gram).or_default() += share;
            });
        });
        let rarity = frequency
            .into_iter()
            .map(|(gram, share)| (gram, Background::rarity_of_frequency(share)))
            .collect();
        Self { rarity }
    }
}
