//! What two versions of a passage have different, word by word.
//!
//! A changed number is told apart from other changes: *5 dead* that became *7 dead* is
//! what an editor looks for first.
//!
//! Equal words are found as in patience diff (Bram Cohen): words that stand once in
//! either version anchor it, the stretches between are compared by a longest common
//! subsequence. Stretches too long for that are taken as changed in whole, which bounds
//! the work by the number of words.

use std::ops::Range;

use hashbrown::HashMap;

use crate::span::Span;
use crate::text::numerals::number;
use crate::text::tokens::tokenise;
use crate::text::vocabulary::{TokenId, Vocabulary};

/// A place where two versions differ. One of the ranges may be empty: words were put in
/// or left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Words of the first version.
    pub a: Range<usize>,
    /// Words of the second.
    pub b: Range<usize>,
    /// Whether both have a number here, and not the same.
    pub number: bool,
}

/// A word of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its bytes.
    pub span: Span,
    /// The number that it means, in digits.
    pub number: Option<String>,
    /// Whether the other version has the same word anywhere.
    pub elsewhere: bool,
}

/// Two versions of a passage, and where they differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Versions {
    /// The words of the first version.
    pub a: Vec<Word>,
    /// The words of the second.
    pub b: Vec<Word>,
    /// The differences, in order. What lies between them is equal, word for word.
    pub edits: Vec<Edit>,
}

impl Versions {
    /// Compares two versions. Case, quotes, soft hyphens and the like make no
    /// difference, as everywhere.
    ///
    /// ```
    /// use samestory::passages::edits::Versions;
    ///
    /// let (a, b) = ("At least five people died.", "At least seven people have died.");
    /// let versions = Versions::of(a, b);
    /// let number = versions.edits.iter().find(|edit| edit.number).unwrap();
    /// assert_eq!(versions.a[number.a.start].span.slice(a), Some("five"));
    /// assert_eq!(versions.b[number.b.start].span.slice(b), Some("seven"));
    /// assert_eq!(versions.edits.len(), 2);
    /// ```
    pub fn of(a: &str, b: &str) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut read = |text: &str| {
            let (mut words, mut ids) = (Vec::new(), Vec::new());
            tokenise(text, |word, span| {
                ids.push(vocabulary.insert(word));
                let number = number(word).map(std::borrow::Cow::into_owned);
                words.push(Word { span, number, elsewhere: false });
            });
            (words, ids)
        };
        let (mut words_a, ids_a) = read(a);
        let (mut words_b, ids_b) = read(b);
        mark_elsewhere(&mut words_a, &ids_a, &ids_b);
        mark_elsewhere(&mut words_b, &ids_b, &ids_a);
        let edits = differences(&ids_a, &ids_b)
            .into_iter()
            .map(|(a, b)| {
                let number = number_changed(part(&words_a, &a), part(&words_b, &b));
                Edit { a, b, number }
            })
            // "5" for "five" is no edit.
            .filter(|edit| {
                !same_numbers(part(&words_a, &edit.a), part(&words_b, &edit.b))
            })
            .collect();
        Self { a: words_a, b: words_b, edits }
    }

    /// How many words are equal in both versions, in the same order.
    pub fn equal(&self) -> usize {
        let edited: usize = self.edits.iter().map(|edit| edit.a.len()).sum();
        self.a.len() - edited
    }

    /// The numbers that changed, in order, each as the two versions write it, given the
    /// texts that were compared.
    ///
    /// ```
    /// use samestory::passages::edits::Versions;
    ///
    /// let (a, b) = ("5 dead, 12 hurt", "7 dead, 12 hurt");
    /// assert_eq!(Versions::of(a, b).numbers(a, b), [("5".to_owned(), "7".to_owned())]);
    /// ```
    pub fn numbers(&self, a: &str, b: &str) -> Vec<(String, String)> {
        self.edits
            .iter()
            .filter(|edit| edit.number)
            .map(|edit| {
                let written = |words: &[Word], text: &str| {
                    let numbers = words.iter().filter(|word| word.number.is_some());
                    let numbers: Vec<&str> =
                        numbers.filter_map(|word| word.span.slice(text)).collect();
                    numbers.join(" ")
                };
                (written(part(&self.a, &edit.a), a), written(part(&self.b, &edit.b), b))
            })
            .collect()
    }
}

fn part<'w, T>(words: &'w [T], range: &Range<usize>) -> &'w [T] {
    words.get(range.clone()).unwrap_or_default()
}

fn mark_elsewhere(words: &mut [Word], ids: &[TokenId], other: &[TokenId]) {
    let other: hashbrown::HashSet<TokenId> = other.iter().copied().collect();
    for (word, id) in words.iter_mut().zip(ids) {
        word.elsewhere = other.contains(id);
    }
}

fn numbers(words: &[Word]) -> Vec<&str> {
    let mut numbers: Vec<&str> =
        words.iter().filter_map(|word| word.number.as_deref()).collect();
    numbers.sort_unstable();
    numbers
}

fn number_changed(a: &[Word], b: &[Word]) -> bool {
    let (a, b) = (numbers(a), numbers(b));
    !a.is_empty() && !b.is_empty() && a != b
}

fn same_numbers(a: &[Word], b: &[Word]) -> bool {
    let all = |words: &[Word]| words.iter().all(|word| word.number.is_some());
    all(a) && all(b) && numbers(a) == numbers(b)
}

/// Most comparisons of one stretch between two anchors: some 700 words against 700.
const TABLE: usize = 500_000;

/// How often a stretch is cut at anchors of its own before it is taken as it is.
const DEPTH: usize = 12;

/// The ranges of two word lists that are not equal, in order. The words between them
/// are equal one by one.
///
/// ```
/// use samestory::passages::edits::differences;
///
/// assert_eq!(differences(&[1, 2, 3, 4], &[1, 9, 3, 4, 5]), [(1..2, 1..2), (4..4, 4..5)]);
/// ```
pub fn differences(a: &[TokenId], b: &[TokenId]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut equal = Vec::new();
    compare(a, b, (0, 0), DEPTH, &mut equal);
    let mut out: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let (mut next_a, mut next_b) = (0, 0);
    for (at_a, at_b) in equal.into_iter().chain([(a.len(), b.len())]) {
        if at_a > next_a || at_b > next_b {
            out.push((next_a..at_a, next_b..at_b));
        }
        (next_a, next_b) = (at_a + 1, at_b + 1);
    }
    out
}

/// Adds the places of equal words, rising on both sides. `from` is where the slices
/// begin.
fn compare(
    a: &[TokenId],
    b: &[TokenId],
    from: (usize, usize),
    depth: usize,
    equal: &mut Vec<(usize, usize)>,
) {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    equal.extend((0..head).map(|at| (from.0 + at, from.1 + at)));
    let (a, b) = (a.get(head..).unwrap_or_default(), b.get(head..).unwrap_or_default());
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (long_a, long_b) = (a.len() - tail, b.len() - tail);
    let (inner_a, inner_b) =
        (a.get(..long_a).unwrap_or_default(), b.get(..long_b).unwrap_or_default());
    let from = (from.0 + head, from.1 + head);
    if !inner_a.is_empty() && !inner_b.is_empty() {
        if inner_a.len().saturating_mul(inner_b.len()) <= TABLE {
            subsequence(inner_a, inner_b, from, equal);
        } else if depth > 0 {
            let (mut at_a, mut at_b) = (0, 0);
            let ends = (inner_a.len(), inner_b.len());
            let anchors = anchors(inner_a, inner_b);
            if !anchors.is_empty() {
                for (x, y) in anchors.into_iter().chain([ends]) {
                    let (left, right) = (inner_a.get(at_a..x), inner_b.get(at_b..y));
                    let (left, right) =
                        (left.unwrap_or_default(), right.unwrap_or_default());
                    compare(
                        left,
                        right,
                        (from.0 + at_a, from.1 + at_b),
                        depth - 1,
                        equal,
                    );
                    if (x, y) != ends {
                        equal.push((from.0 + x, from.1 + y));
                    }
                    (at_a, at_b) = (x + 1, y + 1);
                }
            }
        }
    }
    equal.extend((0..tail).map(|at| (from.0 + long_a + at, from.1 + long_b + at)));
}

/// Words that stand once on either side, in the longest order that both share.
fn anchors(a: &[TokenId], b: &[TokenId]) -> Vec<(usize, usize)> {
    let mut once: HashMap<TokenId, (usize, usize, usize, usize)> = HashMap::new();
    for (at, &word) in a.iter().enumerate() {
        let seen = once.entry(word).or_default();
        (seen.0, seen.1) = (seen.0 + 1, at);
    }
    for (at, &word) in b.iter().enumerate() {
        let seen = once.entry(word).or_default();
        (seen.2, seen.3) = (seen.2 + 1, at);
    }
    let mut pairs: Vec<(usize, usize)> = once
        .into_values()
        .filter(|seen| seen.0 == 1 && seen.2 == 1)
        .map(|seen| (seen.1, seen.3))
        .collect();
    pairs.sort_unstable();
    // Longest rising subsequence: the least end of every length, and who came before.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, pair) in pairs.iter().enumerate() {
        let second = |&index: &usize| pairs.get(index).map_or(0, |pair| pair.1);
        let length = ends.partition_point(|end| second(end) < pair.1);
        before.push(length.checked_sub(1).and_then(|last| ends.get(last).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(index) = at {
        chain.extend(pairs.get(index));
        at = before.get(index).copied().flatten();
    }
    chain.reverse();
    chain
}

/// The longest common subsequence of two stretches, by the plain table.
fn subsequence(
    a: &[TokenId],
    b: &[TokenId],
    from: (usize, usize),
    equal: &mut Vec<(usize, usize)>,
) {
    let columns = b.len() + 1;
    let mut longest = vec![0u32; (a.len() + 1) * columns];
    let at = |row: usize, column: usize| row * columns + column;
    let get = |table: &[u32], index: usize| table.get(index).copied().unwrap_or(0);
    for (row, x) in a.iter().enumerate().rev() {
        for (column, y) in b.iter().enumerate().rev() {
            let value = if x == y {
                get(&longest, at(row + 1, column + 1)) + 1
            } else {
                get(&longest, at(row + 1, column)).max(get(&longest, at(row, column + 1)))
            };
            if let Some(cell) = longest.get_mut(at(row, column)) {
                *cell = value;
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(row), b.get(column)) {
        if x == y {
            equal.push((from.0 + row, from.1 + column));
            (row, column) = (row + 1, column + 1);
        } else if get(&longest, at(row + 1, column)) >= get(&longest, at(row, column + 1))
        {
            row += 1;
        } else {
            column += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_in_words_and_in_digits_is_one_number() {
        assert!(Versions::of("five died", "5 died").edits.is_empty());
        assert!(Versions::of("1,200 came", "1200 came").edits.is_empty());
        let edits = Versions::of("fünf Tote", "7 Tote").edits;
        assert_eq!(edits, [Edit { a: 0..1, b: 0..1, number: true }]);
    }

    #[test]
    fn a_number_put_in_is_an_edit_but_no_changed_number() {
        let edits = Versions::of("some people died", "some 40 people died").edits;
        assert_eq!(edits, [Edit { a: 1..1, b: 1..2, number: false }]);
    }

    #[test]
    fn case_quotes_and_soft_hyphens_are_no_edits() {
        let (a, b) = ("“The BRIDGE”, she said", "\"The bri\u{ad}dge\", she said");
        assert!(Versions::of(a, b).edits.is_empty());
    }

    #[test]
    fn a_word_that_moved_is_known_to_stand_elsewhere() {
        let versions = Versions::of("rain fell on Monday", "on Monday rain fell hard");
        assert!(versions.a.iter().all(|word| word.elsewhere));
        let new: Vec<bool> = versions.b.iter().map(|word| word.elsewhere).collect();
        assert_eq!(new, [true, true, true, true, false]);
    }

    #[test]
    fn a_million_words_end_soon() {
        let a: Vec<u32> = (0..1_000_000).collect();
        let mut b = a.clone();
        b[500_000] = 7;
        b.remove(9);
        assert_eq!(
            differences(&a, &b),
            [(9..10, 9..9), (500_000..500_001, 499_999..500_000)]
        );
        let (word, other) = (vec![7u32; 1_000_000], vec![8u32; 1_000_000]);
        assert_eq!(differences(&word, &other), [(0..1_000_000, 0..1_000_000)]);
        let turned: Vec<u32> = (0..1_000_000).rev().collect();
        assert!(differences(&a, &turned).len() <= 2);
    }

    proptest! {
        #[test]
        fn what_lies_between_edits_is_equal_and_edits_rebuild_the_other_version(
            a in prop::collection::vec(0u32..9, 0..80),
            b in prop::collection::vec(0u32..9, 0..80),
        ) {
            let mut rebuilt: Vec<u32> = Vec::new();
            let (mut at_a, mut at_b) = (0, 0);
            for (x, y) in differences(&a, &b) {
                prop_assert_eq!(&a[at_a..x.start], &b[at_b..y.start]);
                prop_assert!(!x.is_empty() || !y.is_empty());
                rebuilt.extend(&a[at_a..x.start]);
                rebuilt.extend(&b[y.clone()]);
                (at_a, at_b) = (x.end, y.end);
            }
            rebuilt.extend(&a[at_a..]);
            prop_assert_eq!(rebuilt, b);
        }

        #[test]
        fn anchors_rise_on_both_sides(
            a in prop::collection::vec(0u32..60, 0..60),
            b in prop::collection::vec(0u32..60, 0..60),
        ) {
            let found = anchors(&a, &b);
            prop_assert!(found.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
            prop_assert!(found.iter().all(|&(x, y)| a[x] == b[y]));
        }
    }
}
