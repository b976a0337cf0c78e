//! Texts that say that they come after an earlier version of themselves.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::rows;
use super::tokens::tokenise;

const TABLE: &str = include_str!("../../data/versions/later.tsv");

/// Words of the text that are read: a mark of this kind stands at its head.
const HEAD: usize = 4;
/// Bytes that hold them, and the longest form.
const HEAD_BYTES: usize = 400;

/// First word of each form, with the words that must follow.
static FORMS: LazyLock<HashMap<&str, Vec<Vec<&str>>>> = LazyLock::new(|| {
    let mut forms: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
    for form in rows(TABLE).flat_map(|[_lang, forms]| forms.split('|')) {
        let mut words = form.split(' ');
        if let Some(first) = words.next() {
            forms.entry(first).or_default().push(words.collect());
        }
    }
    forms
});

/// Whether the headline, or one of the first words of the text, says that the text was
/// corrected or updated.
///
/// ```
/// use samestory::text::versions::is_later;
///
/// assert!(is_later("UPDATE 2: Bridge closed after flood", ""));
/// assert!(is_later("", "Correction: five people died, not seven."));
/// assert!(!is_later("Bridge closed after flood", "The bridge was closed at dawn."));
/// ```
pub fn is_later(title: &str, text: &str) -> bool {
    let line = text.trim_start().lines().next().unwrap_or_default();
    let head = line.get(..line.floor_char_boundary(HEAD_BYTES)).unwrap_or(line);
    says_so(title, usize::MAX) || says_so(head, HEAD)
}

fn says_so(text: &str, limit: usize) -> bool {
    let mut words: Vec<String> = Vec::new();
    tokenise(text, |word, _| words.push(word.to_owned()));
    (0..words.len().min(limit)).any(|at| {
        let mut rest = words.iter().skip(at).map(String::as_str);
        let Some(forms) = rest.next().and_then(|first| FORMS.get(first)) else {
            return false;
        };
        forms.iter().any(|form| form.iter().copied().eq(rest.clone().take(form.len())))
    })
}

#[cfg(test)]
mod tests {
    use super::{FORMS, is_later};

    #[test]
    fn phrases_count_as_a_whole_only() {
        assert!(is_later("Crue du Danube (mise à jour)", ""));
        assert!(!is_later("La mise en place du pont", ""));
    }

    #[test]
    fn a_word_deep_in_the_text_says_nothing_of_it() {
        assert!(!is_later("", "The ministry published an update of its figures."));
    }

    #[test]
    fn every_form_is_a_folded_word() {
        let rows = super::TABLE.lines().skip(3).filter_map(|row| row.split('\t').nth(1));
        for form in rows.flat_map(|forms| forms.split('|')) {
            let mut words = Vec::new();
            super::tokenise(form, |word, _| words.push(word.to_owned()));
            assert_eq!(words.join(" "), form);
            assert!(FORMS.contains_key(words[0].as_str()));
        }
    }
}
