//! Which words are numbers, and which number.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::rows;

const TABLE: &str = include_str!("../../data/numerals/numerals.tsv");

static VALUES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    rows(TABLE)
        .flat_map(|[_lang, value, forms]| forms.split('|').map(move |form| (form, value)))
        .collect()
});

/// The number that a folded word means, in digits; `None` when it is no number. Points
/// between groups of three digits say nothing: `1.200` is `1200`, `1.20` stays.
///
/// ```
/// use samestory::text::numerals::number;
///
/// assert_eq!(number("1.200").as_deref(), Some("1200"));
/// assert_eq!(number("sieben").as_deref(), Some("7"));
/// assert_eq!(number("covid19"), None);
/// ```
pub fn number(word: &str) -> Option<Cow<'_, str>> {
    if !word.starts_with(|c: char| c.is_numeric()) {
        return VALUES.get(word).map(|value| Cow::Borrowed(*value));
    }
    if !word.chars().all(|c| c.is_numeric() || c == '.') {
        return None;
    }
    let mut groups = word.split('.');
    let head = groups.next().unwrap_or_default();
    let grouped = groups.all(|group| group.chars().count() == 3);
    let thousands = grouped && head.len() < word.len() && !head.starts_with('0');
    Some(if thousands { Cow::Owned(word.replace('.', "")) } else { Cow::Borrowed(word) })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{TABLE, number};

    #[test]
    fn digits_and_words_of_one_number_are_alike() {
        for (word, value) in [
            ("five", "5"),
            ("5", "5"),
            ("fünf", "5"),
            ("12.500", "12500"),
            ("7.4", "7.4"),
        ] {
            assert_eq!(number(word).as_deref(), Some(value), "{word}");
        }
        for word in ["fire", "5g", "b2", "", "."] {
            assert_eq!(number(word), None, "{word}");
        }
        assert_eq!(number("0.125").as_deref(), Some("0.125"));
    }

    #[test]
    fn no_form_means_two_numbers_and_all_are_folded_words() {
        let mut seen: HashMap<&str, &str> = HashMap::new();
        for row in TABLE.lines().skip(2) {
            let columns: Vec<&str> = row.split('\t').collect();
            assert_eq!(columns.len(), 3, "{row}");
            for form in columns[2].split('|') {
                assert_eq!(*seen.entry(form).or_insert(columns[1]), columns[1], "{form}");
                let mut words = Vec::new();
                crate::text::tokens::tokenise(form, |word, _| {
                    words.push(word.to_owned());
                });
                assert_eq!(words, [form]);
            }
        }
    }
}
