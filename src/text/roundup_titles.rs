//! Titles that say what form a text has: live blogs, tickers, digests, briefings.

use std::sync::LazyLock;

use hashbrown::HashSet;

use super::fold::folded_phrase;
use super::tokens::tokenise;

/// The folded phrases of `data/roundups/titles.txt`.
struct Phrases {
    all: HashSet<String>,
    /// The words that they begin with.
    first_words: HashSet<String>,
    /// The most words that one has.
    longest: usize,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let all: HashSet<String> = include_str!("../../data/roundups/titles.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(folded_phrase)
        .collect();
    let first = |phrase: &String| phrase.split(' ').next().map(str::to_owned);
    let first_words = all.iter().filter_map(first).collect();
    let longest = all.iter().map(|phrase| phrase.split(' ').count()).max();
    Phrases { all, first_words, longest: longest.unwrap_or(0) }
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
    let Phrases { all, first_words, longest } = &*PHRASES;
    let mut words: Vec<String> = Vec::new();
    tokenise(title, |word, _| words.push(word.to_owned()));
    let begins = |(_, word): &(usize, &String)| first_words.contains(*word);
    words.iter().enumerate().filter(begins).any(|(from, _)| {
        let mut phrase = String::new();
        words.iter().skip(from).take(*longest).any(|word| {
            if !phrase.is_empty() {
                phrase.push(' ');
            }
            phrase.push_str(word);
            all.contains(&phrase)
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
        assert!(names_a_roundup("Die wichtigsten Hochwasser-Nachrichten vom Donnerstag"));
        assert!(!names_a_roundup("Schlechte Nachrichten für Pendler am Donnerstag"));
        assert!(!names_a_roundup("Der Sieg war heute wichtig, sagt der Trainer"));
        assert!(!names_a_roundup("Die Lage am Abendgymnasium bessert sich"));
        assert!(!names_a_roundup(""));
    }
}
