//! Two texts beside each other, with marks under the words that differ.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::language::{Language, Say};
use super::printable::clean;
use crate::passages::edits::{Edit, Versions, Word};

/// Which words are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// Those in which one text differs from the other, read side by side. Equal words
    /// stand beside each other; long stretches of them are left out.
    Edits,
    /// As [`Marks::Edits`], with all equal words.
    EditsWhole,
    /// Those that the other text does not have anywhere: for texts that say the same in
    /// another order.
    Missing,
}

/// Equal words shown before and after an edit.
const SHOWN: usize = 14;

/// Fewest equal words for which both columns begin a new row.
const WORTH_A_ROW: usize = 3;

/// Fewest words worth leaving out.
const LEFT_OUT: usize = 12;

/// Under a word that differs, and under a number that is another.
const MARKS: [char; 2] = ['~', '^'];

/// Writes `left` and `right` in two columns of a terminal `width` columns wide, with
/// tildes under the words that differ and carets under numbers that changed.
///
/// ```
/// use samestory::report::side_by_side::{Marks, side_by_side};
///
/// let mut out = Vec::new();
/// let (left, right) = ("5 dead in the flood", "7 dead in a flood");
/// side_by_side(&mut out, left, right, 60, Marks::Edits).unwrap();
/// let shown = String::from_utf8(out).unwrap();
/// assert!(shown.contains("5 dead in the flood"));
/// assert!(shown.contains("^         ~~~"));
/// ```
///
/// # Errors
/// Whatever `out` answers.
pub fn side_by_side(
    out: &mut (impl Write + ?Sized),
    left: &str,
    right: &str,
    width: usize,
    marks: Marks,
) -> io::Result<()> {
    side_by_side_in(Language::English, out, left, right, width, marks)
}

/// [`side_by_side`] in the language of the reader.
pub(crate) fn side_by_side_in(
    language: Language,
    out: &mut (impl Write + ?Sized),
    left: &str,
    right: &str,
    width: usize,
    marks: Marks,
) -> io::Result<()> {
    let half = (width.saturating_sub(5) / 2).max(10);
    let (left, right) = (clean(left), clean(right));
    let versions = Versions::of(&left, &right);
    let a = chunks(&left, &versions.a, marked(&versions, marks, true), half);
    let b = chunks(&right, &versions.b, marked(&versions, marks, false), half);
    let steps = match marks {
        Marks::Missing => Vec::new(),
        Marks::Edits => steps(&versions, &a, &b, true),
        Marks::EditsWhole => steps(&versions, &a, &b, false),
    };
    let mut page = Page { left: Column::new(half), right: Column::new(half) };
    let (mut at_a, mut at_b) = (0, 0);
    for step in steps {
        page.left.extend(a.get(at_a..step.a.0).unwrap_or_default());
        page.right.extend(b.get(at_b..step.b.0).unwrap_or_default());
        if step.left_out {
            page.write(out, half)?;
            writeln!(out, "  … {} …", language.count(step.equal, Say::EqualWord))?;
        } else {
            page.line_up(step.equal);
        }
        (at_a, at_b) = (step.a.1, step.b.1);
    }
    page.left.extend(a.get(at_a..).unwrap_or_default());
    page.right.extend(b.get(at_b..).unwrap_or_default());
    page.write(out, half)
}

/// The mark of each word of one side.
fn marked(versions: &Versions, marks: Marks, left: bool) -> Vec<Option<char>> {
    let words = if left { &versions.a } else { &versions.b };
    let [differs, number] = MARKS;
    if marks == Marks::Missing {
        return words.iter().map(|word| (!word.elsewhere).then_some(differs)).collect();
    }
    let mut out = vec![None; words.len()];
    for edit in &versions.edits {
        let range = if left { edit.a.clone() } else { edit.b.clone() };
        for (mark, word) in out.iter_mut().zip(words).take(range.end).skip(range.start) {
            let is_number = edit.number && word.number.is_some();
            *mark = Some(if is_number { number } else { differs });
        }
    }
    out
}

/// What stands between two blanks, with the marks under it.
struct Chunk {
    text: String,
    marks: String,
    columns: usize,
    /// Whether a blank comes before it.
    blank: bool,
    /// Its first word, by number, if it has one.
    word: Option<usize>,
}

/// A cleaned text in chunks of at most `half` columns.
fn chunks(
    text: &str,
    words: &[Word],
    marks: Vec<Option<char>>,
    half: usize,
) -> Vec<Chunk> {
    let mut out: Vec<Chunk> = Vec::new();
    let mut fresh = true;
    let mut words = words.iter().zip(marks).enumerate().peekable();
    for (at, c) in text.char_indices() {
        if c == ' ' {
            fresh = true;
            continue;
        }
        while words.next_if(|(_, (word, _))| word.span.end as usize <= at).is_some() {}
        let inside = words.peek().filter(|(_, (word, _))| word.span.start as usize <= at);
        let columns = c.width().unwrap_or(0);
        if fresh || out.last().is_none_or(|chunk| chunk.columns + columns > half) {
            out.push(Chunk {
                text: String::new(),
                marks: String::new(),
                columns: 0,
                blank: fresh,
                word: None,
            });
            fresh = false;
        }
        if let Some(chunk) = out.last_mut() {
            chunk.text.push(c);
            let mark = inside.and_then(|(_, (_, mark))| *mark).unwrap_or(' ');
            chunk.marks.extend(std::iter::repeat_n(mark, columns));
            chunk.columns += columns;
            let begins = inside.filter(|(_, (word, _))| word.span.start as usize == at);
            chunk.word = chunk.word.or(begins.map(|(index, _)| *index));
        }
    }
    out
}

/// A place where both columns are brought to one height, as chunk numbers: what was
/// written so far, and where to go on.
struct Step {
    a: (usize, usize),
    b: (usize, usize),
    /// Equal words that follow, or are left out.
    equal: usize,
    /// Whether they are left out.
    left_out: bool,
}

/// The beginnings of the equal stretches after each edit, and what of them is left out.
fn steps(versions: &Versions, a: &[Chunk], b: &[Chunk], fold: bool) -> Vec<Step> {
    let begins = |chunks: &[Chunk], words: usize| {
        let mut begins = vec![None; words];
        for (index, chunk) in chunks.iter().enumerate() {
            if let Some(slot) = chunk.word.and_then(|word| begins.get_mut(word)) {
                *slot = Some(index);
            }
        }
        begins
    };
    let (begins_a, begins_b) = (begins(a, versions.a.len()), begins(b, versions.b.len()));
    let start = Edit { a: 0..0, b: 0..0, number: false };
    let (end_a, end_b) = (versions.a.len(), versions.b.len());
    let end = Edit { a: end_a..end_a, b: end_b..end_b, number: false };
    let before = std::iter::once(&start).chain(&versions.edits);
    let after = versions.edits.iter().chain([&end]);
    let mut out = Vec::new();
    for (before, after) in before.zip(after) {
        let (x, y) = (before.a.end, before.b.end);
        let length = after.a.start.saturating_sub(x).min(after.b.start.saturating_sub(y));
        // The first word from `skip` on that begins a chunk on both sides.
        let both = |skip: usize| {
            (skip..length).find_map(|k| {
                let a = begins_a.get(x + k).copied().flatten()?;
                Some((k, a, begins_b.get(y + k).copied().flatten()?))
            })
        };
        let first = if x + y == 0 { None } else { both(0) };
        out.extend(first.map(|(_, a, b)| Step {
            a: (a, a),
            b: (b, b),
            equal: length,
            left_out: false,
        }));
        if fold
            && let (Some((from, a1, b1)), Some((until, a2, b2))) =
                (both(SHOWN), both(length.saturating_sub(SHOWN)))
            && until >= from + LEFT_OUT
        {
            let equal = until - from;
            out.push(Step { a: (a1, a2), b: (b1, b2), equal, left_out: true });
        }
    }
    out
}

/// One side, in rows of text with the marks under each.
struct Column {
    width: usize,
    rows: Vec<(String, String)>,
    used: usize,
}

impl Column {
    fn new(width: usize) -> Self {
        Self { width, rows: Vec::new(), used: 0 }
    }

    fn extend(&mut self, chunks: &[Chunk]) {
        for chunk in chunks {
            let blank = usize::from(chunk.blank && self.used > 0);
            if self.rows.is_empty() || self.used + blank + chunk.columns > self.width {
                self.new_row();
            } else {
                self.blanks(blank);
            }
            if let Some((text, marks)) = self.rows.last_mut() {
                text.push_str(&chunk.text);
                marks.push_str(&chunk.marks);
            }
            self.used += chunk.columns;
        }
    }

    fn new_row(&mut self) {
        self.rows.push((String::new(), String::new()));
        self.used = 0;
    }

    fn blanks(&mut self, number: usize) {
        if let Some((text, marks)) = self.rows.last_mut() {
            text.extend(std::iter::repeat_n(' ', number));
            marks.extend(std::iter::repeat_n(' ', number));
        }
        self.used += number;
    }
}

struct Page {
    left: Column,
    right: Column,
}

impl Page {
    /// Goes on at the same place on both sides with as many words that are equal: by
    /// blanks, or on a new row when there are enough of them.
    fn line_up(&mut self, equal: usize) {
        if self.left.rows.len() == self.right.rows.len() {
            let used = self.left.used.max(self.right.used);
            for column in [&mut self.left, &mut self.right] {
                column.blanks(used - column.used);
            }
            return;
        }
        if equal < WORTH_A_ROW {
            return;
        }
        let rows = self.left.rows.len().max(self.right.rows.len()) + 1;
        for column in [&mut self.left, &mut self.right] {
            while column.rows.len() < rows {
                column.new_row();
            }
        }
    }

    /// Writes the rows so far, and begins anew.
    fn write(&mut self, out: &mut (impl Write + ?Sized), half: usize) -> io::Result<()> {
        let left = std::mem::replace(&mut self.left, Column::new(half)).rows;
        let right = std::mem::replace(&mut self.right, Column::new(half)).rows;
        for index in 0..left.len().max(right.len()) {
            let row =
                |rows: &[(String, String)]| rows.get(index).cloned().unwrap_or_default();
            let ((left, left_marks), (right, right_marks)) = (row(&left), row(&right));
            writeln!(
                out,
                "{}",
                format!("  {} │ {right}", blank_padded(&left, half)).trim_end()
            )?;
            if !left_marks.trim().is_empty() || !right_marks.trim().is_empty() {
                let line =
                    format!("  {} │ {right_marks}", blank_padded(&left_marks, half));
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }
}

/// `text` with blanks up to `width` columns.
fn blank_padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
