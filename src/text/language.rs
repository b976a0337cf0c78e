//! Which language a text is in, as far as stemmers and background tables go.

use std::iter::once;
use std::sync::{LazyLock, OnceLock};

use snowball_stemmers_rs::Algorithm;

use super::affixes::{Affixes, HEBREW, KOREAN};

/// A language of the built-in tables, or none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(u8);

impl Default for Lang {
    /// [`Lang::UNKNOWN`].
    fn default() -> Self {
        Self::UNKNOWN
    }
}

struct Known {
    code: &'static str,
    /// Other codes that mean it, for this program's purposes.
    also: &'static [&'static str],
    stemming: Option<Stemming>,
    detected: Option<whatlang::Lang>,
    background: &'static [u8],
}

/// How words of a language are stemmed.
#[derive(Clone, Copy)]
pub(super) enum Stemming {
    Snowball(Algorithm),
    Affixes(&'static LazyLock<Affixes>),
    /// By its first letters: for languages that write endings onto words and have no stemmer.
    Beginning,
    /// As they are, in simplified characters.
    Simplified,
}

macro_rules! known {
    ($($code:literal $also:tt $stemming:expr, $detected:expr;)*) => {
        &[$(Known {
            code: $code,
            also: &$also,
            stemming: $stemming,
            detected: $detected,
            background: include_bytes!(concat!("../../data/background/", $code, ".zst")),
        }),*]
    };
}

use Algorithm as A;
use Stemming as S;
use whatlang::Lang as W;

/// All languages. New ones go to the end: see [`Lang::to_byte`].
static KNOWN: &[Known] = known! {
    "ar" ["ara", "arb"] Some(S::Snowball(A::Arabic)), Some(W::Ara);
    "bg" ["bul"] Some(S::Beginning), Some(W::Bul);
    "bn" ["ben"] None, Some(W::Ben);
    "ca" ["cat"] Some(S::Snowball(A::Catalan)), Some(W::Cat);
    "cs" ["ces", "cze"] Some(S::Snowball(A::Czech)), Some(W::Ces);
    "da" ["dan"] Some(S::Snowball(A::Danish)), Some(W::Dan);
    "de" ["deu", "ger", "gsw"] Some(S::Snowball(A::German)), Some(W::Deu);
    "el" ["ell", "gre"] Some(S::Snowball(A::Greek)), Some(W::Ell);
    "en" ["eng"] Some(S::Snowball(A::English)), Some(W::Eng);
    "es" ["spa"] Some(S::Snowball(A::Spanish)), Some(W::Spa);
    "fa" ["fas", "per", "pes"] Some(S::Snowball(A::Persian)), Some(W::Pes);
    "fi" ["fin"] Some(S::Snowball(A::Finnish)), Some(W::Fin);
    "fil" ["tl", "tgl"] None, Some(W::Tgl);
    "fr" ["fra", "fre"] Some(S::Snowball(A::French)), Some(W::Fra);
    "he" ["heb", "iw"] Some(S::Affixes(&HEBREW)), Some(W::Heb);
    "hi" ["hin"] Some(S::Snowball(A::Hindi)), Some(W::Hin);
    "hu" ["hun"] Some(S::Snowball(A::Hungarian)), Some(W::Hun);
    "id" ["ind", "in"] Some(S::Snowball(A::Indonesian)), Some(W::Ind);
    "is" ["isl", "ice"] Some(S::Beginning), None;
    "it" ["ita"] Some(S::Snowball(A::Italian)), Some(W::Ita);
    "ja" ["jpn"] None, Some(W::Jpn);
    "ko" ["kor"] Some(S::Affixes(&KOREAN)), Some(W::Kor);
    "lt" ["lit"] Some(S::Snowball(A::Lithuanian)), Some(W::Lit);
    "lv" ["lav"] Some(S::Beginning), Some(W::Lav);
    "mk" ["mkd", "mac"] Some(S::Beginning), Some(W::Mkd);
    "ms" ["msa", "may", "zsm"] Some(S::Snowball(A::Indonesian)), None;
    "nb" ["no", "nn", "nob", "nor"] Some(S::Snowball(A::Norwegian)), Some(W::Nob);
    "nl" ["nld", "dut"] Some(S::Snowball(A::Dutch)), Some(W::Nld);
    "pl" ["pol"] Some(S::Snowball(A::Polish)), Some(W::Pol);
    "pt" ["por"] Some(S::Snowball(A::Portuguese)), Some(W::Por);
    "ro" ["ron", "rum"] Some(S::Snowball(A::Romanian)), Some(W::Ron);
    "ru" ["rus"] Some(S::Snowball(A::Russian)), Some(W::Rus);
    "sh" ["hr", "sr", "bs", "hrv", "srp"] Some(S::Snowball(A::Serbian)), Some(W::Hrv);
    "sk" ["slk", "slo"] Some(S::Beginning), Some(W::Slk);
    "sl" ["slv"] Some(S::Beginning), Some(W::Slv);
    "sv" ["swe"] Some(S::Snowball(A::Swedish)), Some(W::Swe);
    "ta" ["tam"] Some(S::Snowball(A::Tamil)), Some(W::Tam);
    "tr" ["tur"] Some(S::Snowball(A::Turkish)), Some(W::Tur);
    "uk" ["ukr"] Some(S::Snowball(A::Ukrainian)), Some(W::Ukr);
    "ur" ["urd"] None, Some(W::Urd);
    "vi" ["vie"] None, Some(W::Vie);
    "zh" ["cmn", "zho", "chi", "yue"] Some(S::Simplified), Some(W::Cmn);
};

/// Every code of the table, packed and sorted: one is looked up for each article.
static CODES: LazyLock<Vec<(u64, Lang)>> = LazyLock::new(|| {
    let codes = Lang::all().zip(KNOWN).flat_map(|(lang, known)| {
        once(&known.code)
            .chain(known.also)
            .filter_map(move |code| Some((packed(code)?, lang)))
    });
    let mut codes: Vec<(u64, Lang)> = codes.collect();
    // The first language that has a code is the one it means.
    codes.sort_unstable();
    codes.dedup_by_key(|code| code.0);
    codes
});

/// The language of a code, in small letters, as a number; `None` for more than seven
/// letters, which no code has.
fn packed(code: &str) -> Option<u64> {
    let letters = code.bytes().take_while(|byte| !matches!(byte, b'-' | b'_'));
    letters.enumerate().try_fold(1, |packed, (at, letter)| {
        (at < 7).then_some(packed << 8 | u64::from(letter.to_ascii_lowercase()))
    })
}

/// How many bytes of a text the detector reads: beyond that it only costs time.
const SAMPLE: usize = 2_000;

impl Lang {
    /// No language of the tables: words are kept as they are, and every word counts
    /// as rare.
    pub const UNKNOWN: Self = Self(u8::MAX);

    /// The language of an ISO 639 code; [`Lang::UNKNOWN`] where there is no table.
    ///
    /// ```
    /// use samestory::text::language::Lang;
    ///
    /// assert_eq!(Lang::from_code("de-AT").code(), Some("de"));
    /// assert_eq!(Lang::from_code("xx"), Lang::UNKNOWN);
    /// ```
    pub fn from_code(code: &str) -> Self {
        let at = |packed| CODES.binary_search_by_key(&packed, |code| code.0);
        let found = packed(code).and_then(|packed| at(packed).ok());
        found.and_then(|at| CODES.get(at)).map_or(Self::UNKNOWN, |code| code.1)
    }

    /// The language a text reads like. Short texts are guessed, which is why a given
    /// language always comes first.
    ///
    /// ```
    /// use samestory::text::language::Lang;
    ///
    /// let lang = Lang::detect("Der Zug hat die Grenze zu Russland überquert.");
    /// assert_eq!(lang.code(), Some("de"));
    /// ```
    pub fn detect(text: &str) -> Self {
        let end = text.floor_char_boundary(SAMPLE);
        match text.get(..end).and_then(whatlang::detect) {
            Some(info) => Self::find(|known| known.detected == Some(info.lang())),
            None => Self::UNKNOWN,
        }
    }

    fn find(matches: impl Fn(&Known) -> bool) -> Self {
        KNOWN
            .iter()
            .position(matches)
            .and_then(|index| u8::try_from(index).ok())
            .map_or(Self::UNKNOWN, Self)
    }

    /// Every language of the tables.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..u8::MAX).take(KNOWN.len()).map(Self)
    }

    fn known(self) -> Option<&'static Known> {
        KNOWN.get(usize::from(self.0))
    }

    /// Its ISO 639-1 code (`fil` has none and is itself); `None` when unknown.
    pub fn code(self) -> Option<&'static str> {
        self.known().map(|known| known.code)
    }

    /// How its words are stemmed, where they are.
    pub(super) fn stemming(self) -> Option<Stemming> {
        self.known().and_then(|known| known.stemming)
    }

    /// Its packed background table.
    pub(super) fn background(self) -> Option<&'static [u8]> {
        self.known().map(|known| known.background)
    }

    /// It as a byte. Stores hold it: a language keeps its place in the table.
    pub(crate) const fn to_byte(self) -> u8 {
        self.0
    }

    /// The language of such a byte.
    pub(crate) fn from_byte(byte: u8) -> Self {
        if usize::from(byte) < KNOWN.len() { Self(byte) } else { Self::UNKNOWN }
    }

    /// Its place in per-language tables; unknown is the last.
    pub(crate) fn index(self) -> usize {
        usize::from(self.0).min(KNOWN.len())
    }

    /// How many places per-language tables have.
    pub(crate) const fn places() -> usize {
        KNOWN.len() + 1
    }
}

/// Something of each language, made when it is first asked for; of [`Lang::UNKNOWN`] too.
pub(crate) struct PerLanguage<T>([OnceLock<T>; Lang::places()]);

impl<T> PerLanguage<T> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; Lang::places()])
    }

    /// What there is of a language, which `make` makes.
    pub(crate) fn of(&self, lang: Lang, make: impl FnOnce(Lang) -> T) -> &T {
        let [known @ .., unknown] = &self.0;
        known.get(lang.index()).unwrap_or(unknown).get_or_init(|| make(lang))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_code_means_the_first_language_that_has_it(
            code in "[a-zA-Z]{0,4}|[a-z]{2,3}[-_][A-Z]{2}|\\PC{0,8}"
        ) {
            let primary = code.split(['-', '_']).next().unwrap().to_ascii_lowercase();
            let wanted = Lang::find(|known| {
                known.code == primary || known.also.contains(&primary.as_str())
            });
            prop_assert_eq!(Lang::from_code(&code), wanted);
        }
    }

    #[test]
    fn a_byte_means_the_language_that_it_meant_before() {
        let before = "ar bg bn ca cs da de el en es fa fi fil fr he hi hu id is it ja ko lt lv mk \
                      ms nb nl pl pt ro ru sh sk sl sv ta tr uk ur vi zh";
        for (byte, code) in (0..).zip(before.split(' ')) {
            assert_eq!(Lang::from_byte(byte).code(), Some(code));
            assert_eq!(Lang::from_code(code).to_byte(), byte);
        }
        assert_eq!(Lang::UNKNOWN.to_byte(), u8::MAX);
    }

    #[test]
    fn every_code_of_the_table_is_known() {
        for (lang, known) in Lang::all().zip(KNOWN) {
            for code in once(&known.code).chain(known.also) {
                assert_eq!(Lang::from_code(code), lang, "{code}");
            }
        }
    }
}
