//! Titles that say what form a text has: live blogs, tickers, digests, briefings.

use std::sync::LazyLock;

use hashbrown::HashSet;

use super::fold::folded_phrase;
use super::tokens::tokenise;

/// The folded phrases of `data/roundups/titles.txt`, and the most words one has.
static PHRASES: LazyLock<(HashSet<String>, usize)> = LazyLock::new(|| {
    let phrases: HashSet<String> = include_str!("../../data/roundups/titles.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(folded_phrase)
        .collect();
    let longest = phrases.iter().map(|phrase| phrase.split(' ').count()).max();
    (phrases, longest.unwrap_or(0))
});

/// Whether a title names itself a live blog, a digest or the like.
///
/// ```
/// use samestory::text::roundup_titles::names_a_roundup;
///
/// assert!(names_a_roundup("Storm over Torsholm: live updates"));
/// assert!(!names_a_roundup("Torsholm's ferry updates its timetable"));
/// ```
pub fn names_a_roundup(title: &str) -> bool {
    let (phrases, longest) = &*PHRASES;
    let mut words: Vec<String> = Vec::new();
    tokenise(title, |word, _| words.push(word.to_owned()));
    (0..words.len()).any(|from| {
        let mut phrase = String::new();
        words.iter().skip(from).take(*longest).any(|word| {
            if !phrase.is_empty() {
                phrase.push(' ');
            }
            phrase.push_str(word);
            phrases.contains(&phrase)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_counts_as_whole_words_wherever_it_stands() {
        assert!(names_a_roundup("Nachrichten am Morgen – der Tag beginnt"));
        assert!(names_a_roundup("Newsblog zum Sturm: Fähren stehen still"));
        assert!(names_a_roundup("NACHRICHTENÜBERSICHT"));
        assert!(!names_a_roundup("Die Lage am Abendgymnasium bessert sich"));
        assert!(!names_a_roundup(""));
    }
}
