//! The language of the reader: every word of a report, and the form of dates and numbers.
//!
//! All words stand in one table, `texts.tsv`, a column a language; the words of evidence
//! that a story file holds in English are read by the patterns of `evidence.tsv`.
//!
//! The words are chosen with care: texts are *shared*, agencies are *credited*, a
//! passage has a *likely source*. Who wrote something first cannot be known from a
//! collection.

mod evidence;
mod key;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use crate::error::Error;
pub(crate) use key::Say;

const TABLE: &str = include_str!("texts.tsv");

/// A language that reports are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Language {
    /// English: `12 Sep 2023 05:15`, `1,204`, `0.71`.
    #[default]
    English,
    /// German: `12. Sept. 2023, 05:15`, `1.204`, `0,71`.
    German,
}

type Texts = BTreeMap<&'static str, &'static str>;

static TEXTS: LazyLock<[Texts; 2]> = LazyLock::new(|| {
    let rows = || TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let column = |number: usize| {
        rows()
            .filter_map(|row| {
                let mut cells = row.split('\t');
                Some((cells.next()?, cells.nth(number)?))
            })
            .collect()
    };
    [column(0), column(1)]
});

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The code on the command line and in pages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Every text by its key, for templates.
    pub(crate) fn texts(self) -> &'static Texts {
        match self {
            Self::English => &TEXTS[0],
            Self::German => &TEXTS[1],
        }
    }

    /// The text of a key.
    pub(crate) fn say(self, key: Say) -> &'static str {
        self.texts().get(key.name()).copied().unwrap_or_else(|| key.name())
    }

    /// The text of a key with `{name}` replaced. What is put in is not read again.
    pub(crate) fn fill(self, key: Say, values: &[(&str, &str)]) -> String {
        fill(self.say(key), values)
    }

    /// `3 articles`, `1 article`: the text of a key is `one|many`.
    pub(crate) fn count(self, number: usize, key: Say) -> String {
        format!("{} {}", self.number(number), self.noun(number, key))
    }

    /// `articles`, `article`: the form that goes with a number.
    pub(crate) fn noun(self, number: usize, key: Say) -> &'static str {
        let both = self.say(key);
        let (one, many) = both.split_once('|').unwrap_or((both, both));
        if number == 1 { one } else { many }
    }

    /// `1,204`.
    pub(crate) fn number(self, number: usize) -> String {
        let digits = number.to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                out.push(match self {
                    Self::English => ',',
                    Self::German => '.',
                });
            }
            out.push(digit);
        }
        out
    }

    /// `0.71`.
    pub(crate) fn decimal(self, value: f64) -> String {
        let plain = format!("{value:.2}");
        match self {
            Self::English => plain,
            Self::German => plain.replace('.', ","),
        }
    }

    /// The name of a month, from 1.
    pub(crate) fn month(self, number: i8) -> &'static str {
        let place = usize::try_from(number).unwrap_or(1).saturating_sub(1);
        self.say(Say::Months).split(' ').nth(place).unwrap_or("?")
    }

    /// What a story file says in English of its evidence, in this language; words that
    /// no pattern knows stay as they are.
    pub(crate) fn evidence(self, words: &str) -> String {
        let words = match self {
            Self::English => words.to_owned(),
            Self::German => evidence::translated(words, self),
        };
        evidence::dated(&words, self)
    }
}

/// `template` with every `{name}` replaced.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out += before;
        let Some((name, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let value = values.iter().find(|(known, _)| *known == name);
        out += value.map_or("", |(_, value)| value);
        rest = after;
    }
    out + rest
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = Error;

    fn from_str(code: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|language| language.code() == code).ok_or_else(|| {
            Error::setting(
                format!("--report-lang '{}'", super::printable::fit(code, 40)),
                "reports are not written in this language",
                "choose en or de",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(text: &str) -> BTreeSet<&str> {
        let parts = text.split('{').skip(1);
        parts.filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
    }

    #[test]
    fn every_text_stands_in_every_language_with_the_same_gaps() {
        for row in TABLE.lines().filter(|row| !row.starts_with('#') && !row.is_empty()) {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), 3, "{row}");
            assert!(cells.iter().all(|cell| !cell.trim().is_empty()), "{row}");
            assert_eq!(names(cells[1]), names(cells[2]), "{row}");
            assert_eq!(cells[1].contains('|'), cells[2].contains('|'), "{row}");
        }
        for key in Say::ALL {
            for language in Language::ALL {
                assert!(language.texts().contains_key(key.name()), "{}", key.name());
            }
        }
    }

    #[test]
    fn every_text_is_used() {
        let pages = [
            include_str!("../html/head.html"),
            include_str!("../html/index.html"),
            include_str!("../html/story.html"),
            include_str!("../html/compare.html"),
            include_str!("../html/tail.html"),
            include_str!("../html/words.rs"),
        ];
        let typed: BTreeSet<&str> = Say::ALL.into_iter().map(Say::name).collect();
        for key in Language::English.texts().keys() {
            let shown = pages.iter().any(|page| {
                page.contains(&format!("t.{key} "))
                    || page.contains(&format!("\"{key}\""))
            });
            assert!(typed.contains(key) || shown, "{key} is in no page");
        }
    }

    #[test]
    fn no_text_accuses() {
        for language in Language::ALL {
            for (key, text) in language.texts() {
                let text = text.to_lowercase();
                for word in [
                    "plagia",
                    "stolen",
                    "original",
                    "gestohlen",
                    "abgeschrieben",
                    "kopiert",
                ] {
                    assert!(!text.contains(word), "{key}: {text}");
                }
            }
        }
    }

    #[test]
    fn numbers_have_the_form_of_the_language() {
        assert_eq!(Language::English.count(1_234_567, Say::Story), "1,234,567 stories");
        assert_eq!(Language::English.count(1, Say::Story), "1 story");
        assert_eq!(Language::German.count(1_234, Say::Story), "1.234 Themen");
        assert_eq!(Language::German.decimal(0.714), "0,71");
        assert_eq!(Language::German.month(3), "März");
        assert_eq!(Language::English.month(12), "Dec");
        assert_eq!("de".parse::<Language>().unwrap(), Language::German);
        assert!("fr".parse::<Language>().unwrap_err().help().unwrap().contains("de"));
    }

    #[test]
    fn what_is_put_in_is_not_read_again() {
        let values = [("a", "{b}"), ("b", "x")];
        assert_eq!(fill("{a}{b} {c}{", &values), "{b}x {");
    }
}
