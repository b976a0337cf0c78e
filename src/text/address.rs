//! What the address of an article says of it.
//!
//! Many outlets write the subject of an article into its address, for search engines and
//! more plainly than into its title: `/sport/ringer-hallenbrand-torsholm-1.509` stands
//! above "Out of the frying pan".

use std::borrow::Cow;

/// Longest address, in bytes, that is read; of a longer one the beginning.
const LONGEST: usize = 2_048;
/// Most words of an address.
const WORDS: usize = 32;
/// Fewest words that say something: a lone one is the name of a section.
const FEWEST: usize = 2;
/// Longest ending such as `.html`.
const ENDING: usize = 5;

/// The words of an address, a blank between two: of the part between two slashes that has
/// most of them, the last of several. Words with a digit count for nothing, nor do single
/// letters; so dates and numbers are left out. Nothing where the address has no such part.
///
/// ```
/// use samestory::text::address::words_of_address;
///
/// let words = words_of_address("https://a.example/local-news/2024/fire-in-torsholm-1.72.html?x=y");
/// assert_eq!(words, "fire in torsholm");
/// assert_eq!(words_of_address("https://a.example/?p=7123"), "");
/// ```
pub fn words_of_address(url: &str) -> String {
    let url = url.trim();
    let url = url.get(..url.floor_char_boundary(LONGEST)).unwrap_or_default();
    let Some(path) = path(url) else { return String::new() };
    let mut best: Vec<String> = Vec::new();
    for part in path.split('/') {
        let part = decoded(without_ending(part));
        let words: Vec<String> = part
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().nth(1).is_some())
            .filter(|word| !word.chars().any(char::is_numeric))
            .take(WORDS)
            .map(ToOwned::to_owned)
            .collect();
        if words.len() >= best.len().max(FEWEST) {
            best = words;
        }
    }
    best.join(" ")
}

/// What stands between host and query.
fn path(url: &str) -> Option<&str> {
    let scheme = |scheme: &str| {
        let begins = url.get(..scheme.len())?.eq_ignore_ascii_case(scheme);
        begins.then(|| url.get(scheme.len()..))?
    };
    let rest = scheme("https://").or_else(|| scheme("http://"))?;
    let (host, path) = rest.split_once('/')?;
    let plain = !host.contains([' ', '?', '#']);
    plain.then(|| path.split(['?', '#']).next())?
}

/// A part without `.html` and the like.
fn without_ending(part: &str) -> &str {
    match part.rsplit_once('.') {
        Some((before, ending))
            if (1..=ENDING).contains(&ending.len())
                && ending.bytes().all(|byte| byte.is_ascii_alphabetic()) =>
        {
            before
        }
        _ => part,
    }
}

/// `%C3%BC` as the letter that it stands for; as it is where that gives no text.
fn decoded(part: &str) -> Cow<'_, str> {
    if !part.contains('%') {
        return Cow::Borrowed(part);
    }
    let digit =
        |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                digit(*high).zip(digit(*low)).map(|(high, low)| (high << 4 | low, after))
            }
            _ => None,
        };
        let (byte, after) = escaped.unwrap_or((first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(part), Cow::Owned)
}

/// A German word of an address with its umlauts, which addresses write as two letters;
/// `None` where there is nothing that may be one. After a, e or q, `ue` is none: `bauen`,
/// `neue`, `quer`.
///
/// ```
/// use samestory::text::address::with_umlauts;
///
/// assert_eq!(with_umlauts("faehrunglueck").as_deref(), Some("fährunglück"));
/// assert_eq!(with_umlauts("neue"), None);
/// ```
pub fn with_umlauts(word: &str) -> Option<String> {
    let mut out = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    let mut before = ' ';
    let mut changed = false;
    while let Some(letter) = letters.next() {
        let umlaut = match letter {
            'a' => 'ä',
            'o' => 'ö',
            'u' if !matches!(before, 'a' | 'e' | 'q') => 'ü',
            _ => letter,
        };
        if umlaut != letter && letters.next_if_eq(&'e').is_some() {
            out.push(umlaut);
            changed = true;
            before = 'e';
        } else {
            out.push(letter);
            before = letter;
        }
    }
    changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_part_with_most_words_is_read() {
        let words = |path| words_of_address(&format!("HTTPS://a.example/{path}"));
        assert_eq!(words("north/sea-coast/ferry-hits-rocks/"), "ferry hits rocks");
        assert_eq!(words("two-words/other-words"), "other words");
        assert_eq!(words("sport"), "");
        assert_eq!(
            words("ferry-hits-rocks-4a50b26d-7.shtml#top-of-the-page"),
            "ferry hits rocks"
        );
    }

    #[test]
    fn an_escaped_letter_is_read_and_a_broken_escape_stays() {
        let words = |path| words_of_address(&format!("http://a.example/{path}"));
        assert_eq!(words("f%C3%A4hre-auf-grund"), "fähre auf grund");
        assert_eq!(words("f%C3-auf-grund%"), "auf grund");
    }

    #[test]
    fn what_is_no_web_address_says_nothing() {
        for url in [
            "",
            "ferry-hits-rocks",
            "http: / / a. example / ferry - hits - rocks",
            "mailto:a-b-c",
        ] {
            assert_eq!(words_of_address(url), "");
        }
    }

    #[test]
    fn only_what_may_be_an_umlaut_becomes_one() {
        let spelt = |word| with_umlauts(word).unwrap_or_default();
        assert_eq!(spelt("aeusserung"), "äusserung");
        assert_eq!(spelt("ueberoeffentlich"), "überöffentlich");
        for word in ["steuer", "frauen", "quelle", "torsholm", ""] {
            assert_eq!(with_umlauts(word), None);
        }
    }

    proptest! {
        #[test]
        fn any_address_gives_few_words(url in "(https?://)?(\\PC|[-/%.a-c]){0,80}") {
            let words = words_of_address(&url);
            prop_assert!(words.split(' ').count() <= WORDS);
            prop_assert!(words.len() <= url.len());
        }
    }
}
