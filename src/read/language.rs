//! Language codes as inputs write them.

/// Three-letter codes (ISO 639-2/T, 639-2/B, 639-3) of languages that have a
/// two-letter one.
#[rustfmt::skip]
const THREE_LETTERS: &[(&str, &str)] = &[
    ("afr", "af"), ("alb", "sq"), ("amh", "am"), ("ara", "ar"), ("arb", "ar"),
    ("arm", "hy"), ("aze", "az"), ("baq", "eu"), ("bel", "be"), ("ben", "bn"),
    ("bos", "bs"), ("bul", "bg"), ("bur", "my"), ("cat", "ca"), ("ces", "cs"),
    ("chi", "zh"), ("cmn", "zh"), ("cym", "cy"), ("cze", "cs"), ("dan", "da"),
    ("deu", "de"), ("dut", "nl"), ("ell", "el"), ("eng", "en"), ("epo", "eo"),
    ("est", "et"), ("eus", "eu"), ("fas", "fa"), ("fil", "tl"), ("fin", "fi"),
    ("fra", "fr"), ("fre", "fr"), ("geo", "ka"), ("ger", "de"), ("gle", "ga"),
    ("glg", "gl"), ("gre", "el"), ("guj", "gu"), ("heb", "he"), ("hin", "hi"),
    ("hrv", "hr"), ("hun", "hu"), ("hye", "hy"), ("ice", "is"), ("ind", "id"),
    ("isl", "is"), ("ita", "it"), ("jpn", "ja"), ("kan", "kn"), ("kat", "ka"),
    ("kaz", "kk"), ("khm", "km"), ("kor", "ko"), ("lav", "lv"), ("lit", "lt"),
    ("ltz", "lb"), ("mac", "mk"), ("mal", "ml"), ("mar", "mr"), ("may", "ms"),
    ("mkd", "mk"), ("mlt", "mt"), ("mon", "mn"), ("msa", "ms"), ("mya", "my"),
    ("nep", "ne"), ("nld", "nl"), ("nno", "nn"), ("nob", "nb"), ("nor", "no"),
    ("pan", "pa"), ("per", "fa"), ("pes", "fa"), ("pol", "pl"), ("por", "pt"),
    ("ron", "ro"), ("rum", "ro"), ("rus", "ru"), ("slk", "sk"), ("slo", "sk"),
    ("slv", "sl"), ("som", "so"), ("spa", "es"), ("sqi", "sq"), ("srp", "sr"),
    ("swa", "sw"), ("swe", "sv"), ("tam", "ta"), ("tel", "te"), ("tgl", "tl"),
    ("tha", "th"), ("tur", "tr"), ("ukr", "uk"), ("urd", "ur"), ("uzb", "uz"),
    ("vie", "vi"), ("wel", "cy"), ("zho", "zh"), ("zul", "zu"),
];

/// Codes that say the language is not known.
const UNKNOWN: [&str; 4] = ["und", "mul", "mis", "zxx"];

/// The primary subtag, lower-case and in two letters where there are two: `de-AT` and
/// `GER` are `de`. `None` for anything that is no language code.
pub(super) fn primary(code: &str) -> Option<String> {
    let first = code.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let letters = first.bytes().all(|byte| byte.is_ascii_lowercase());
    if !letters || !(2..=3).contains(&first.len()) || UNKNOWN.contains(&first.as_str()) {
        return None;
    }
    let short =
        THREE_LETTERS.binary_search_by_key(&first.as_str(), |(three, _)| three).ok();
    match short.and_then(|at| THREE_LETTERS.get(at)) {
        Some((_, two)) => Some((*two).to_owned()),
        None => Some(first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_cut_to_the_primary_subtag() {
        for (code, short) in [
            ("de", Some("de")),
            ("de-AT", Some("de")),
            ("EN_us", Some("en")),
            ("zh-Hant-TW", Some("zh")),
            ("eng", Some("en")),
            ("ger", Some("de")),
            ("deu", Some("de")),
            ("zul", Some("zu")),
            ("afr", Some("af")),
            ("gsw", Some("gsw")),
            ("und", None),
            ("unknown", None),
            ("n/a", None),
            ("", None),
            ("ß", None),
        ] {
            assert_eq!(primary(code).as_deref(), short, "{code}");
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(THREE_LETTERS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
