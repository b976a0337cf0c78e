//! What words of other languages are called in English.
//!
//! Two languages write little alike but names and numbers. The built-in tables (see
//! `data/dictionary/README.md`) have an English word for frequent words of a language: by
//! these, reports in any two languages are compared. Not for reading: a word has one
//! meaning here, whatever it stands for.

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::background::Background;
use super::language::{Lang, PerLanguage};
use super::stems::{StemHash, stem};
use super::words::word_hash;

macro_rules! packed {
    ($($code:literal)*) => {
        fn packed(lang: Lang) -> Option<&'static [u8]> {
            match lang.code()? {
                $($code => {
                    Some(include_bytes!(concat!("../../data/dictionary/", $code, ".zst")))
                })*
                _ => None,
            }
        }
    };
}

packed! {
    "ar" "bg" "bn" "ca" "cs" "da" "de" "el" "en" "es" "fa" "fi" "fil" "fr" "he" "hi" "hu"
    "id" "is" "it" "ja" "ko" "lt" "lv" "mk" "ms" "nb" "nl" "pl" "pt" "ro" "ru" "sh" "sk"
    "sl" "sv" "ta" "tr" "uk" "ur" "vi" "zh"
}

/// The English stems of the stems of one language; of English, of words that have a more
/// frequent one beside them which other languages do not tell from them.
#[derive(Debug, Default)]
pub struct Dictionary(HashMap<StemHash, StemHash>);

impl Dictionary {
    /// The table of `lang`, unpacked on first use.
    ///
    /// ```
    /// use samestory::text::dictionary::Dictionary;
    /// use samestory::text::language::Lang;
    /// use samestory::text::stems::stem;
    /// use xxhash_rust::xxh3::xxh3_64;
    ///
    /// let stem = |word, lang| xxh3_64(stem(word, Lang::from_code(lang)).as_bytes());
    /// let german = Dictionary::of(Lang::from_code("de"));
    /// assert_eq!(german.english(stem("erdbeben", "de")), stem("earthquake", "en"));
    /// // What it does not know is its own English.
    /// assert_eq!(german.english(stem("koschemjako", "de")), stem("koschemjako", "de"));
    /// ```
    pub fn of(lang: Lang) -> &'static Self {
        static TABLES: PerLanguage<Dictionary> = PerLanguage::new();
        TABLES.of(lang, Self::unpack)
    }

    /// The English stem of a stem, if the table has one.
    pub fn get(&self, stem: StemHash) -> Option<StemHash> {
        self.0.get(&stem).copied()
    }

    /// The English stem of a stem; itself where the table has none.
    pub fn english(&self, stem: StemHash) -> StemHash {
        self.get(stem).unwrap_or(stem)
    }

    /// Calls `sink` with every word of the table of `lang` and its English word, the more
    /// frequent words first.
    fn for_each_word(lang: Lang, mut sink: impl FnMut(&str, &str)) {
        let text = zstd::decode_all(packed(lang).unwrap_or_default()).unwrap_or_default();
        let text = std::str::from_utf8(&text).unwrap_or_default();
        let rows = text.lines().filter_map(|line| line.split_once('\t'));
        rows.for_each(|(word, meaning)| sink(word, meaning));
    }

    fn unpack(lang: Lang) -> Self {
        /// Words of the largest tables.
        const MOST: usize = 10_000;
        let (known, english) = (Background::of(lang), Lang::from_code("en"));
        let known_english = Background::of(english);
        // The background tables have the stems of nearly all these words.
        let of = |background: &Background, word: &str, lang| {
            let stem_of = || xxh3_64(stem(word, lang).as_bytes());
            background.stem(word_hash(word)).unwrap_or_else(stem_of)
        };
        // What English itself calls otherwise is called so everywhere.
        let alike = (lang != english).then(|| Self::of(english));
        let mut stems = HashMap::with_capacity(MOST);
        Self::for_each_word(lang, |word, meaning| {
            // Of the words of a stem the most frequent one says what it means.
            stems.entry(of(known, word, lang)).or_insert_with(|| {
                let stem = of(known_english, meaning, english);
                alike.map_or(stem, |alike| alike.english(stem))
            });
        });
        Self(stems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::words;

    #[test]
    fn every_language_has_words_that_both_languages_know() {
        let english = Lang::from_code("en");
        for lang in Lang::all() {
            let (mut rows, mut met) = (0, 0);
            let background = Background::of(lang);
            let of = |word: &str, lang| xxh3_64(stem(word, lang).as_bytes());
            Dictionary::for_each_word(lang, |word, meaning| {
                assert!(background.information(of(word, lang)).is_some(), "{word}");
                let known = Background::of(english).information(of(meaning, english));
                assert!(known.is_some(), "{meaning}");
                // As it is read in a text, but for words without spaces: these are cut there.
                let read = words(word);
                let alone = read.len() == 1;
                met += usize::from(
                    alone && of(&read[0].folded(word), lang) == of(word, lang),
                );
                rows += 1;
            });
            let code = lang.code().unwrap();
            let least = if matches!(code, "en" | "vi") { 100 } else { 1_400 };
            assert!(rows > least, "{code}: {rows}");
            assert!(met * 10 >= rows * 9, "{code}: {met} of {rows}");
        }
    }

    #[test]
    fn words_of_every_script_mean_what_they_mean() {
        let of = |word: &str, lang| xxh3_64(stem(word, lang).as_bytes());
        let english = Lang::from_code("en");
        let meant = |word: &str| Dictionary::of(english).english(of(word, english));
        for (code, word, meaning) in [
            ("de", "erdbebens", "earthquakes"),
            ("fr", "grèves", "strike"),
            ("pl", "pociągu", "train"),
            ("ru", "выборов", "election"),
            ("el", "κυβέρνηση", "government"),
            ("ja", "地震", "earthquake"),
            ("zh", "罢工", "strike"),
            ("zh", "罷工", "strike"),
            ("ar", "الشرطة", "police"),
            ("he", "המשטרה", "police"),
            ("ko", "학교", "school"),
            ("hi", "अस्पताल", "hospital"),
            ("uk", "поліція", "police"),
            ("he", "מוסקבה", "moscow"),
            ("ko", "지진", "earthquake"),
            ("cs", "zemětřesení", "earthquake"),
            // Two words that others have one for.
            ("es", "explosión", "blast"),
            ("es", "explosión", "explosion"),
        ] {
            let lang = Lang::from_code(code);
            let found = Dictionary::of(lang).english(of(word, lang));
            assert_eq!(found, meant(meaning), "{code} {word}");
        }
    }
}
