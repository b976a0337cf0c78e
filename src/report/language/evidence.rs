//! The words of evidence that a story file holds, in another language.
//!
//! The patterns are those of the table `evidence.tsv`: English, then German, with
//! `{a}` and the like for what is named. A test holds them to what the program writes.

use std::sync::LazyLock;

use super::{Language, Say, fill};
use crate::report::printable::shorten;
use crate::report::times::Moment;

const TABLE: &str = include_str!("evidence.tsv");

/// Longest evidence that is read by patterns, in characters.
const LONGEST: usize = 2_000;

static PATTERNS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|row| row.split_once('\t'))
        .collect()
});

/// The words in German: as a whole, or part by part where semicolons part them.
pub(super) fn translated(words: &str, language: Language) -> String {
    let words = shorten(words, LONGEST);
    if let Some(known) = known(&words, language) {
        return known;
    }
    let part = |part: &str| known(part, language).unwrap_or_else(|| part.to_owned());
    for (english, german) in [("for it: ", "dafür: "), ("against it: ", "dagegen: ")] {
        if let Some(reasons) = words.strip_prefix(english) {
            let reasons: Vec<String> = reasons.split("; ").map(part).collect();
            return german.to_owned() + &reasons.join("; ");
        }
    }
    words.split("; ").map(part).collect::<Vec<_>>().join("; ")
}

fn known(words: &str, language: Language) -> Option<String> {
    PATTERNS.iter().find_map(|(english, german)| {
        let values = matched(english, words)?;
        let said = values.iter().map(|(name, value)| (*name, figure(value, language)));
        let said: Vec<(&str, String)> = said.collect();
        let said: Vec<(&str, &str)> =
            said.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(fill(german, &said))
    })
}

/// A decimal or a span of time in the form of the language; other words as they are.
fn figure(words: &str, language: Language) -> String {
    if let Ok(number) = words.parse::<f64>()
        && words.contains('.')
        && words.len() <= 6
    {
        return language.decimal(number);
    }
    let unit = |word: &str| match word {
        "d" => Some(language.say(Say::UnitDay)),
        "h" => Some(language.say(Say::UnitHour)),
        "m" => Some(language.say(Say::UnitMinute)),
        _ => word.parse::<u64>().is_ok().then_some(""),
    };
    let parts: Vec<&str> = words.split(' ').collect();
    if parts.len().is_multiple_of(2) && parts.iter().all(|part| unit(part).is_some()) {
        let said = parts.iter().map(|part| match unit(part) {
            Some(unit) if !unit.is_empty() => unit,
            _ => part,
        });
        return said.collect::<Vec<_>>().join(" ");
    }
    words.to_owned()
}

/// Words with each date in brackets as the reader writes it, in UTC.
pub(super) fn dated(words: &str, language: Language) -> String {
    /// Longest date, in bytes.
    const DATE: usize = 40;
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('(') {
        out += before;
        out.push('(');
        rest = after;
        let Some((inside, behind)) = after.split_once(')') else { continue };
        let date =
            inside.starts_with(|c: char| c.is_ascii_digit()) && inside.len() <= DATE;
        if let Some(moment) = date.then(|| Moment::read(Some(inside))).flatten() {
            out += &moment.words(language);
            out += if moment.has_time { " UTC)" } else { ")" };
            rest = behind;
        }
    }
    out + rest
}

/// What stands in the gaps of a pattern, when `words` is of its form.
fn matched<'w>(
    pattern: &'static str,
    words: &'w str,
) -> Option<Vec<(&'static str, &'w str)>> {
    let mut values = Vec::new();
    let (first, mut rest) = pattern.split_once('{').unwrap_or((pattern, ""));
    let mut left = words.strip_prefix(first)?;
    while let Some((name, after)) = rest.split_once('}') {
        let (literal, next) = after.split_once('{').unwrap_or((after, ""));
        let at = if literal.is_empty() && next.is_empty() {
            left.len()
        } else if next.is_empty() {
            left.len().checked_sub(literal.len()).filter(|_| left.ends_with(literal))?
        } else {
            left.find(literal)?
        };
        let (value, end) = left.split_at_checked(at)?;
        values.push((name, value));
        left = end.strip_prefix(literal)?;
        rest = next;
    }
    left.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translated(words: &str) -> String {
        super::translated(words, Language::German)
    }

    #[test]
    fn evidence_is_read_whole_and_in_parts() {
        assert_eq!(
            translated(
                "87 % of the words stand in it; earlier in this collection by 2 h"
            ),
            "87 % der Wörter stehen darin; in dieser Sammlung um 2 Std. früher"
        );
        assert_eq!(
            translated("for it: the same full names; the same numbers"),
            "dafür: gleiche volle Namen; gleiche Zahlen"
        );
        assert_eq!(translated("said by nobody; yet"), "said by nobody; yet");
        assert_eq!(
            translated("earliest in this collection of the 3 that have it (2023-09-12)"),
            "in dieser Sammlung die früheste der 3 Fassungen (2023-09-12)"
        );
    }

    #[test]
    fn a_name_may_hold_anything() {
        assert_eq!(translated("both name {b} of the, x"), "beide nennen {b} of the, x");
        assert!(translated(&"both name ".repeat(10_000)).len() < 9_000);
    }

    #[test]
    fn figures_and_dates_have_the_form_of_the_reader() {
        assert_eq!(
            translated("one is a part of the other, of which only 0.08 is shared"),
            "das eine ist ein Teil des anderen, von dem nur 0,08 gemeinsam ist"
        );
        assert_eq!(
            translated("earlier in this collection by 1 d 2 h"),
            "in dieser Sammlung um 1 Tg. 2 Std. früher"
        );
        let said = "earliest of the 3 (2023-09-14T18:20:00+02:00), (x) and (2023";
        assert_eq!(
            dated(said, Language::English),
            "earliest of the 3 (14 Sep 2023 16:20 UTC), (x) and (2023"
        );
        assert_eq!(dated("(2023-09-14)", Language::German), "(14. Sept. 2023)");
    }
}
