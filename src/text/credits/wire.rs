//! Older wire style: a dateline that names no agency, and a name that signs off.

use memchr::memchr_iter;

use super::calendar::month;
use super::context::Line;
use super::table::Hit;
use super::words::is_place;
use crate::span::Span;
use crate::text::lines::trimmed;

/// Lines at the top that a dateline may begin: a headline and a byline come before it.
const TOP: usize = 6;

/// The dateline without an agency that the article's first sentence begins with:
/// `LONDON, March 3 - `. It says where and when, and is no credit.
pub(super) fn dateline(text: &str) -> Option<Span> {
    written_lines(text).take(TOP).find_map(|(start, line)| {
        in_capitals(line).then_some(())?;
        let dash = ["-", "–", "—", "--"];
        let mut at = 0;
        let mut words = Vec::new();
        for word in line.split(' ').take(12) {
            at += word.len() + 1;
            if word.is_empty() {
                continue;
            }
            if dash.contains(&word) {
                break;
            }
            words.push(word);
        }
        let head = line.get(..at)?.trim_end().trim_end_matches(['-', '–', '—']);
        let rest = line.get(at..)?;
        let ends = head.len() < line.get(..at)?.trim_end().len();
        let (place, _) = head.split_once(',')?;
        let short = place.split(' ').count() <= 3;
        (ends && short && is_place(head, 8) && dated(&words)).then_some(())?;
        rest.contains(char::is_alphanumeric).then_some(())?;
        Span::from_usize(start, start + at + rest.len() - rest.trim_start().len())
    })
}

/// Whether the first word of a line is written in capitals, three at least.
fn in_capitals(line: &str) -> bool {
    // Most lines begin with a word that is not.
    if let [first, second, ..] = line.as_bytes()
        && (first.is_ascii_lowercase() || *first != b' ' && second.is_ascii_lowercase())
    {
        return false;
    }
    let word = line.split(' ').next().unwrap_or_default();
    word.chars().filter(|c| c.is_uppercase()).count() > 2
        && !word.contains(char::is_lowercase)
}

/// Whether a month stands beside a number: `March 3`, `12. September`.
fn dated(words: &[&str]) -> bool {
    let bare = |word: &str| word.trim_matches([',', '.']).to_owned();
    let number = |word: &str| bare(word).parse::<u16>().is_ok();
    words.windows(2).any(|pair| {
        let [first, second] = pair else { return false };
        (number(first) && month(&bare(second)).is_some())
            || (number(second) && month(&bare(first)).is_some())
    })
}

/// Lines with their places, ends trimmed, empty ones left out.
pub(super) fn written_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    memchr_iter(b'\n', text.as_bytes())
        .chain(std::iter::once(text.len()))
        .map(move |end| {
            let (start, line) = trimmed(text, at, end);
            at = end + 1;
            (start, line)
        })
        .filter(|(_, line)| !line.is_empty())
}

/// Whether the article's last line is nothing but an agency's name behind a dash, or
/// under a dateline of the older style: `- Reuter`.
pub(super) fn signs_off(line: Line<'_>, hit: &Hit, dateline: bool) -> bool {
    let before = line.text.get(line.start..hit.start).unwrap_or_default().trim();
    let after = line.text.get(hit.end..).unwrap_or_default();
    let dash = matches!(before, "-" | "–" | "—" | "--");
    let last = !after.contains(char::is_alphanumeric);
    last && (dash || (dateline && before.is_empty()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_word_in_capitals_has_three_and_no_small_letter(line in "[A-Ca-cÄß ]{0,6}") {
            let word = line.split(' ').next().unwrap();
            let capitals = word.chars().filter(|c| c.is_uppercase()).count();
            let small = word.contains(char::is_lowercase);
            prop_assert_eq!(in_capitals(&line), capitals > 2 && !small);
        }
    }

    fn found(text: &str) -> Option<&str> {
        dateline(text).and_then(|span| span.slice(text))
    }

    #[test]
    fn a_dateline_may_name_no_agency() {
        assert_eq!(
            found("LONDON, March 3 - A tanker ran aground."),
            Some("LONDON, March 3 - ")
        );
        assert_eq!(
            found("Zug hält\n\nNEW YORK, 12. September – Der Zug hält."),
            Some("NEW YORK, 12. September – ")
        );
        assert_eq!(found("Marburg, March 3 - A tanker"), None);
        assert_eq!(found("OPEN, March 3 is a day - and no more"), None);
        assert_eq!(found("LONDON - A tanker ran aground."), None);
        assert_eq!(found("FOUR SHIPS RUN AGROUND LONDON, March 3 - A tanker"), None);
        assert_eq!(found("RHEIN, Pegel 3 - gefallen"), None);
    }
}
