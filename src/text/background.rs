//! How common a word is in its language, whatever the corpus at hand.
//!
//! Two lone articles have no document frequencies worth the name. The built-in tables
//! (from `wordfreq`, see `data/background/README.md`) know what an average text of the
//! language holds, stem by stem.

use hashbrown::{HashMap, HashTable};
use xxhash_rust::xxh3::xxh3_64;

use super::language::{Lang, PerLanguage};
use super::stems::{StemHash, stem};
use super::words::word_hash;

/// Length in words of the average text that [`Background::rarity`] speaks of.
const TEXT_WORDS: f64 = 250.0;

/// Rarity of a word that the table does not know, and the highest there is.
pub const MAX_RARITY: f32 = 9.0;

/// Stem frequencies of one language.
#[derive(Debug, Default)]
pub struct Background {
    /// Rarity and information of each stem.
    stems: HashMap<StemHash, (f32, f32)>,
    /// The stem of each word, by its [`word_hash`]: a stemmer takes a microsecond for one.
    /// None where words are not stemmed.
    words: HashTable<(u64, StemHash)>,
}

impl Background {
    /// The table of `lang`, unpacked and stemmed on first use (some 20 ms).
    ///
    /// ```
    /// use samestory::text::background::{Background, MAX_RARITY};
    /// use samestory::text::language::Lang;
    /// use samestory::text::stems::stem;
    /// use xxhash_rust::xxh3::xxh3_64;
    ///
    /// let german = Lang::from_code("de");
    /// let rarity = |word: &str| {
    ///     Background::of(german).rarity(xxh3_64(stem(word, german).as_bytes()))
    /// };
    /// assert!(rarity("und") < 0.1);
    /// assert!(rarity("zug") < rarity("lokomotive"));
    /// assert_eq!(rarity("koschemjako"), MAX_RARITY);
    /// ```
    pub fn of(lang: Lang) -> &'static Self {
        static TABLES: PerLanguage<Background> = PerLanguage::new();
        TABLES.of(lang, Self::unpack)
    }

    /// -ln of the probability that a text of 250 words holds the stem, at most
    /// [`MAX_RARITY`].
    pub fn rarity(&self, stem: StemHash) -> f32 {
        self.stems.get(&stem).map_or(MAX_RARITY, |stem| stem.0)
    }

    /// -ln of the stem's share of running words, in nats; `None` where nothing is known.
    pub fn information(&self, stem: StemHash) -> Option<f32> {
        self.stems.get(&stem).map(|stem| stem.1)
    }

    /// Whether nothing is known of the language.
    pub fn is_empty(&self) -> bool {
        self.stems.is_empty()
    }

    /// Calls `sink` with every word of the table of `lang` and its share of running
    /// words; pieces of words can be counted with it.
    pub fn for_each_word(lang: Lang, mut sink: impl FnMut(&str, f64)) {
        let packed = lang.background().unwrap_or_default();
        let text = zstd::decode_all(packed).unwrap_or_default();
        // A first line of names; then `centibel word word …`.
        for line in std::str::from_utf8(&text).unwrap_or_default().lines().skip(1) {
            let mut words = line.split(' ');
            let centibel = words.next().and_then(|number| number.parse::<f64>().ok());
            if let Some(centibel) = centibel {
                let each = 10f64.powf(-centibel / 100.0);
                words.for_each(|word| sink(word, each));
            }
        }
    }

    /// -ln of the probability that a text of 250 words holds something that makes up
    /// `frequency` of running words, at most [`MAX_RARITY`].
    pub fn rarity_of_frequency(frequency: f64) -> f32 {
        let holds = -(-frequency * TEXT_WORDS).exp_m1();
        #[expect(clippy::cast_possible_truncation, reason = "a weight")]
        let rarity = -holds.ln() as f32;
        rarity.clamp(0.0, MAX_RARITY)
    }

    /// The stem of a word of the table, by its [`word_hash`].
    pub(crate) fn stem(&self, word: u64) -> Option<StemHash> {
        self.words.find(word, |known| known.0 == word).map(|known| known.1)
    }

    fn unpack(lang: Lang) -> Self {
        /// Words of most tables.
        const USUAL: usize = 60_000;
        let stemmed = lang.stemming().is_some();
        let mut frequency: HashMap<StemHash, f64> = HashMap::new();
        let mut words = HashTable::with_capacity(if stemmed { USUAL } else { 0 });
        Self::for_each_word(lang, |word, share| {
            let stem = xxh3_64(stem(word, lang).as_bytes());
            *frequency.entry(stem).or_default() += share;
            if stemmed {
                let hash = word_hash(word);
                words.insert_unique(hash, (hash, stem), |known| known.0);
            }
        });
        let stems = frequency
            .into_iter()
            .map(|(stem, frequency)| {
                #[expect(clippy::cast_possible_truncation, reason = "a weight")]
                let information = (-frequency.ln() as f32).max(0.0);
                (stem, (Self::rarity_of_frequency(frequency), information))
            })
            .collect();
        Self { stems, words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stems_of_a_table_are_those_of_its_words() {
        let lang = Lang::from_code("de");
        let background = Background::of(lang);
        let mut words = 0;
        Background::for_each_word(lang, |word, _| {
            let stem = xxh3_64(stem(word, lang).as_bytes());
            assert_eq!(background.stem(word_hash(word)), Some(stem), "{word}");
            words += 1;
        });
        assert!(words > 10_000);
        assert_eq!(background.stem(word_hash("koschemjako")), None);
    }
}
