//! Two texts beside each other, with marks under the words that differ.

use std::io::{self, Write};

use super::printable::{clean, columns, fit, pad};

/// Words of one side, each with whether the other side has it in the same place of the
/// common order.
type Marked<'t> = Vec<(&'t str, bool)>;

/// Longest text that is compared word by word: beyond that only the beginnings are.
const WORDS: usize = 1_500;

/// Writes `left` and `right` in two columns of a terminal `width` columns wide. Words
/// that only one of them has are underlined with tildes.
///
/// ```
/// use samestory::report::side_by_side::side_by_side;
///
/// let mut out = Vec::new();
/// side_by_side(&mut out, "five dead in the flood", "seven dead in the flood", 60).unwrap();
/// let shown = String::from_utf8(out).unwrap();
/// assert!(shown.contains("five dead in the flood"));
/// assert!(shown.contains("~~~~~"));
/// ```
///
/// # Errors
/// Whatever `out` answers.
pub fn side_by_side(
    out: &mut (impl Write + ?Sized),
    left: &str,
    right: &str,
    width: usize,
) -> io::Result<()> {
    let half = (width.saturating_sub(5) / 2).max(10);
    let (left, right) = (clean(left), clean(right));
    let (a, b) = marked(&left, &right);
    let (a, b) = (rows(&a, half), rows(&b, half));
    for index in 0..a.len().max(b.len()) {
        let row =
            |rows: &[(String, String)]| rows.get(index).cloned().unwrap_or_default();
        let ((left, left_marks), (right, right_marks)) = (row(&a), row(&b));
        writeln!(out, "  {} │ {}", pad(&left, half), right)?;
        if !left_marks.trim().is_empty() || !right_marks.trim().is_empty() {
            let line = format!("  {} │ {}", pad(&left_marks, half), right_marks);
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

/// Marks the words of a longest common subsequence as common. (Hunt and `McIlroy` 1976,
/// by the plain table: texts are short.)
fn marked<'t>(left: &'t str, right: &'t str) -> (Marked<'t>, Marked<'t>) {
    let a: Vec<&str> = left.split_whitespace().take(WORDS).collect();
    let b: Vec<&str> = right.split_whitespace().take(WORDS).collect();
    let columns = b.len() + 1;
    let mut longest = vec![0u16; (a.len() + 1) * columns];
    let at = |row: usize, column: usize| row * columns + column;
    for (row, x) in a.iter().enumerate().rev() {
        for (column, y) in b.iter().enumerate().rev() {
            let get = |index: usize| longest.get(index).copied().unwrap_or(0);
            let value = if x == y {
                get(at(row + 1, column + 1)) + 1
            } else {
                get(at(row + 1, column)).max(get(at(row, column + 1)))
            };
            if let Some(slot) = longest.get_mut(at(row, column)) {
                *slot = value;
            }
        }
    }
    let mut marked_a: Marked<'t> = a.iter().map(|word| (*word, false)).collect();
    let mut marked_b: Marked<'t> = b.iter().map(|word| (*word, false)).collect();
    let (mut row, mut column) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(row), b.get(column)) {
        let get = |index: usize| longest.get(index).copied().unwrap_or(0);
        if x == y {
            if let (Some(x), Some(y)) = (marked_a.get_mut(row), marked_b.get_mut(column))
            {
                (x.1, y.1) = (true, true);
            }
            (row, column) = (row + 1, column + 1);
        } else if get(at(row + 1, column)) >= get(at(row, column + 1)) {
            row += 1;
        } else {
            column += 1;
        }
    }
    (marked_a, marked_b)
}

/// Words in rows of at most `width` columns, each with the row of marks under it.
fn rows(words: &Marked<'_>, width: usize) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut used = usize::MAX;
    for (word, common) in words {
        let word = fit(word, width);
        let long = columns(&word, width);
        if used.saturating_add(1 + long) > width {
            out.push((String::new(), String::new()));
            used = 0;
        } else if let Some((text, marks)) = out.last_mut() {
            text.push(' ');
            marks.push(' ');
            used += 1;
        }
        if let Some((text, marks)) = out.last_mut() {
            text.push_str(&word);
            marks.push_str(&if *common { " " } else { "~" }.repeat(long));
        }
        used += long;
    }
    out
}
