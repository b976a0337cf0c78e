//! Tables of phrases in `data/`, looked for in folded text.

use aho_corasick::AhoCorasick;

use super::fold::folded_phrase;

/// The rows of a table with `N` columns: the line of names, comments and short rows left
/// out.
pub(super) fn rows<const N: usize>(
    table: &'static str,
) -> impl Iterator<Item = [&'static str; N]> {
    let rows = table.lines().filter(|row| !row.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        let cells = [(); N].map(|()| cells.next());
        cells.iter().all(Option::is_some).then(|| cells.map(Option::unwrap_or_default))
    })
}

/// Finds phrases in folded words parted by blanks, each enclosed in blanks itself. A
/// table that does not compile would be caught by the tests of its module.
pub(super) fn finder(
    phrases: impl IntoIterator<Item = &'static str>,
) -> Option<AhoCorasick> {
    let patterns =
        phrases.into_iter().map(|phrase| format!(" {} ", folded_phrase(phrase)));
    AhoCorasick::new(patterns).ok()
}
