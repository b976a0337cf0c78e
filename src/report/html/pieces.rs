//! Runs of words with their marks: what one version of a text has different.

use std::ops::Range;

use serde::Serialize;

use crate::passages::edits::Word;
use crate::report::printable::clean;

/// Words in a row with one mark.
#[derive(Serialize)]
pub(super) struct Piece {
    pub(super) text: String,
    /// `same`, `out` (the other version has not), `new` (this one has alone), or `far`
    /// (words that the other one has nowhere).
    pub(super) kind: &'static str,
    /// Whether a number is not the same.
    pub(super) number: bool,
    /// Whether no blank stands before it.
    pub(super) tight: bool,
}

impl Piece {
    pub(super) fn same(text: &str) -> Self {
        let tight = text.starts_with(|c: char| !c.is_whitespace());
        Self { text: clean(text), kind: "same", number: false, tight }
    }

    /// The text of some words, with what stands between them.
    pub(super) fn of(
        text: &str,
        words: &[Word],
        range: Range<usize>,
        kind: &'static str,
        number: bool,
    ) -> Option<Self> {
        let inside = words.get(range)?;
        let span = inside.first()?.span.cover(inside.last()?.span);
        let before = text.get(..span.start as usize)?;
        let tight = before.ends_with(|c: char| !c.is_whitespace());
        Some(Self { text: clean(span.slice(text)?), kind, number, tight })
    }
}

/// A whole text, with `marked` words (in order) marked as `kind`; the second value of a
/// mark says that a number differs. What stands between two words belongs to the first.
pub(super) fn whole(
    text: &str,
    words: &[Word],
    marked: impl Iterator<Item = (Range<usize>, bool)>,
    kind: &'static str,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0_usize;
    let plain = |from: usize, to: usize, out: &mut Vec<Piece>| {
        if let Some(part) = text.get(from..to).filter(|part| !part.trim().is_empty()) {
            out.push(Piece::same(part));
        }
    };
    for (range, number) in marked {
        let Some(inside) = words.get(range.clone()) else { continue };
        let (Some(first), Some(last)) = (inside.first(), inside.last()) else { continue };
        let (start, end) = (first.span.start as usize, last.span.end as usize);
        if start < at {
            continue;
        }
        plain(at, start, &mut pieces);
        pieces.extend(Piece::of(text, words, range, kind, number));
        at = end;
    }
    plain(at, text.len(), &mut pieces);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passages::edits::Versions;

    #[test]
    fn marks_keep_the_whole_text() {
        let (a, b) = ("At least 5 people died.", "At least 7 people have died.");
        let versions = Versions::of(a, b);
        let marks = versions.edits.iter().map(|edit| (edit.b.clone(), edit.number));
        let pieces = whole(b, &versions.b, marks, "new");
        let told: Vec<(&str, &str)> =
            pieces.iter().map(|piece| (piece.text.as_str(), piece.kind)).collect();
        assert_eq!(
            told,
            [
                ("At least", "same"),
                ("7", "new"),
                ("people", "same"),
                ("have", "new"),
                ("died.", "same")
            ]
        );
    }
}
