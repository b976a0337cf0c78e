//! The author that stands in a line of its own near the top.

use super::day::top_lines;
use super::table;
use super::words::{self, Word};
use crate::span::Span;

/// The author named in a line of its own near the top, and the name's place.
///
/// ```
/// use samestory::text::credits::author;
///
/// let (name, span) = author("Zug da\n\nVon: Erika Beispiel\n\nDer Zug ist da.").unwrap();
/// assert_eq!((name.as_str(), span.start), ("Erika Beispiel", 13));
/// assert_eq!(author("By JANE DOE, Associated Press").unwrap().0, "JANE DOE");
/// assert!(author("Von dpa und epd").is_none());
/// assert!(author("Von Mai bis Juni ist das Bad zu.").is_none());
/// ```
pub fn author(text: &str) -> Option<(String, Span)> {
    top_lines(text).find_map(|(start, line)| {
        let split = line.find(|c: char| !c.is_alphabetic())?;
        let (label, rest) = line.split_at(split);
        let capital = label.starts_with(char::is_uppercase);
        if words::class(label) != Word::By || !capital {
            return None;
        }
        let bare = rest.trim_start().trim_start_matches([':', '：']);
        let colon = bare.len() < rest.trim_start().len();
        let names = bare.trim_start();
        let from = start + line.len() - names.len();
        let end = name_end(names, colon)?;
        let name = names.get(..end)?;
        Some((name.to_owned(), Span::from_usize(from, from + end)?))
    })
}

/// One past the last byte of the names that `line` begins with, if nothing but names,
/// agencies and jobs follow.
fn name_end(line: &str, colon: bool) -> Option<usize> {
    if line.ends_with(['.', '!', '?', ':']) && !colon {
        return None;
    }
    let hits = table::hits(line, &crate::text::words::words(line));
    // The names go on to a bar, slash, bracket or the first agency.
    let mark = line.find(['|', '/', '(', ';', '•', '·', '–', '—']).unwrap_or(line.len());
    let sure = |hit: &&table::Hit| hit.is_agency() && !hit.form.like_a_name();
    let end = hits.iter().find(sure).map_or(mark, |hit| hit.start.min(mark));
    let mut names = line.get(..end)?;
    // `Max Muster, Berlin`; a list of persons says "and" before the last.
    if let Some((first, rest)) = names.split_once(',')
        && first.trim().contains(' ')
        && !rest.split(' ').any(|word| words::class(word) == Word::List)
    {
        names = first;
    }
    let names = names.trim_end_matches([' ', '\u{a0}', ',', '-', '\t']);
    let mut count = 0;
    let mut joins = 0;
    for word in names.split([' ', '\u{a0}', ',', '.']).filter(|word| !word.is_empty()) {
        let first = word.chars().next()?;
        if word.chars().any(|c| !(c.is_alphabetic() || "-'’.".contains(c))) {
            return None;
        }
        if first.is_lowercase() {
            let class = words::class(word);
            joins += usize::from(class == Word::List);
            if class != Word::List && !words::is_particle(word) {
                return None;
            }
        } else if matches!(
            words::class(word),
            Word::Name | Word::List | Word::Small | Word::By
        ) {
            count += 1;
        } else {
            return None;
        }
    }
    let enough = if colon { 1 } else { 2 };
    let last = names.rsplit(' ').next()?;
    let ends =
        last.starts_with(char::is_uppercase) || !last.starts_with(char::is_lowercase);
    (count >= enough && count <= 12 && joins <= 3 && ends).then_some(names.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors() {
        let name = |text: &str| author(text).map(|(name, _)| name);
        assert_eq!(name("Von Max Muster, dpa").as_deref(), Some("Max Muster"));
        assert_eq!(name("Von Petra Muster").as_deref(), Some("Petra Muster"));
        assert_eq!(
            name("By Jane Doe and John Roe").as_deref(),
            Some("Jane Doe and John Roe")
        );
        assert_eq!(name("Von Max Muster / Neue Zeit").as_deref(), Some("Max Muster"));
        assert_eq!(name("Von: Muster").as_deref(), Some("Muster"));
        assert_eq!(name("Von Muster").as_deref(), None);
        assert_eq!(name("By The Associated Press").as_deref(), None);
        assert_eq!(name("von Max Muster").as_deref(), None);
        assert_eq!(
            name("Von Reuters wechselte sie 2021 zu einer Bank.").as_deref(),
            None
        );
    }
}
