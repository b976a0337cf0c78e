//! Traditional Chinese characters as simplified ones.

use std::borrow::Cow;
use std::sync::LazyLock;

use hashbrown::HashMap;

use super::table::rows;

/// See `data/hanzi/README.md`.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../data/hanzi/simplified.tsv"));
    let one = |written: &str| written.chars().next();
    rows.filter_map(|[traditional, simplified]| {
        Some((one(traditional)?, one(simplified)?))
    })
    .collect()
});

/// A word in simplified characters.
pub(super) fn simplified(word: &str) -> Cow<'_, str> {
    let table = &*SIMPLIFIED;
    if word.chars().any(|c| table.contains_key(&c)) {
        word.chars().map(|c| table.get(&c).copied().unwrap_or(c)).collect()
    } else {
        Cow::Borrowed(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_are_simplified_and_others_stay() {
        assert_eq!(simplified("國際機場"), "国际机场");
        assert_eq!(simplified("国际机场"), "国际机场");
        assert_eq!(simplified("abc 12"), "abc 12");
        assert!(SIMPLIFIED.len() > 3_000);
        assert!(
            SIMPLIFIED.iter().all(|(traditional, simplified)| traditional != simplified)
        );
    }
}
