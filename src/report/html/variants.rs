//! A passage as other articles have it: the quoted text with what they changed.

use serde::Serialize;

use crate::passages::edits::{Versions, Word};
use crate::report::contract::{Passage, PassageKind};
use crate::report::facts::StoryFacts;
use crate::report::printable::{clean, shorten};

/// Variants shown of one passage, those with changed numbers first.
const MOST: usize = 12;

/// Longest text of a variant that is compared, in characters.
const LONGEST: usize = 6_000;

/// Equal words shown on either side of a change.
const AROUND: usize = 6;

/// What one article, or several in the same words, made of a passage.
#[derive(Serialize)]
pub(super) struct Variant {
    names: String,
    /// Whether a number is not the same.
    number: bool,
    pieces: Vec<Piece>,
}

#[derive(Serialize)]
struct Piece {
    text: String,
    /// `same`, `out` (in the quoted text only) or `new`.
    kind: &'static str,
    number: bool,
}

/// The variants of a passage, and how many more there are.
pub(super) fn variants(
    passage: &Passage,
    facts: &StoryFacts<'_>,
) -> (Vec<Variant>, usize) {
    let quoted = shorten(&passage.text, LONGEST);
    let mut texts: Vec<(String, Vec<String>)> = Vec::new();
    for span in &passage.spans {
        let Some(text) = &span.text else { continue };
        let (text, name) = (shorten(text, LONGEST), facts.name(&span.article));
        match texts.iter_mut().find(|known| known.0 == text) {
            Some(known) => known.1.push(name),
            None => texts.push((text, vec![name])),
        }
    }
    let rewritten = passage.kind == PassageKind::Rewritten;
    let mut found: Vec<Variant> = texts
        .into_iter()
        .filter_map(|(text, names)| {
            let (pieces, number) = if rewritten {
                (vec![same(&text)], false)
            } else {
                changes(&quoted, &text)
            };
            (!pieces.is_empty()).then(|| Variant {
                names: names.join(", "),
                number,
                pieces,
            })
        })
        .collect();
    found.sort_by_key(|variant| !variant.number);
    let more = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    (found, more)
}

fn same(text: &str) -> Piece {
    Piece { text: clean(text), kind: "same", number: false }
}

/// The changes from one text to another with some words around them, and whether a
/// number is among them. Nothing where no word differs.
fn changes(quoted: &str, text: &str) -> (Vec<Piece>, bool) {
    let versions = Versions::of(quoted, text);
    let mut pieces = Vec::new();
    let mut at = 0;
    for (index, edit) in versions.edits.iter().enumerate() {
        let before = edit.b.start;
        let shown = before.saturating_sub(AROUND).max(at);
        if index > 0 && shown > at + AROUND {
            let end = at + AROUND;
            pieces.extend(piece(text, &versions.b, at..end, "same", false));
            pieces.push(same("…"));
            pieces.extend(piece(text, &versions.b, shown..before, "same", false));
        } else {
            let from = if index == 0 { shown } else { at };
            if index == 0 && shown > 0 {
                pieces.push(same("…"));
            }
            pieces.extend(piece(text, &versions.b, from..before, "same", false));
        }
        let number = edit.number;
        pieces.extend(piece(quoted, &versions.a, edit.a.clone(), "out", number));
        pieces.extend(piece(text, &versions.b, edit.b.clone(), "new", number));
        at = edit.b.end;
    }
    if !pieces.is_empty() {
        let end = (at + AROUND).min(versions.b.len());
        pieces.extend(piece(text, &versions.b, at..end, "same", false));
        if end < versions.b.len() {
            pieces.push(same("…"));
        }
    }
    (pieces, versions.edits.iter().any(|edit| edit.number))
}

/// The text of some words, with what stands between them.
fn piece(
    text: &str,
    words: &[Word],
    range: std::ops::Range<usize>,
    kind: &'static str,
    number: bool,
) -> Option<Piece> {
    let inside = words.get(range)?;
    let span = inside.first()?.span.cover(inside.last()?.span);
    Some(Piece { text: clean(span.slice(text)?), kind, number })
}

#[cfg(test)]
mod tests {
    use super::changes;

    fn told(quoted: &str, text: &str) -> (String, bool) {
        let (pieces, number) = changes(quoted, text);
        let told: Vec<String> = pieces
            .iter()
            .map(|piece| match piece.kind {
                "out" => format!("[-{}-]", piece.text),
                "new" => format!("[+{}+]", piece.text),
                _ => piece.text.clone(),
            })
            .collect();
        (told.join(" "), number)
    }

    #[test]
    fn a_changed_number_stands_between_the_words_around_it() {
        let quoted = "In the flooded valley of the upper river at least 5 people died, the \
                      mayor said on Monday night, and the search goes on.";
        let text = quoted.replace('5', "7");
        assert_eq!(
            told(quoted, &text),
            (
                "… of the upper river at least [-5-] [+7+] people died, the mayor said on …"
                    .to_owned(),
                true
            )
        );
    }

    #[test]
    fn words_left_out_and_words_put_in_need_no_counterpart() {
        assert_eq!(told("a b c d", "a c d e"), ("a [-b-] c d [+e+]".to_owned(), false));
        assert_eq!(told("The same, said again", "the same said “again”").0, "");
    }
}
