//! A passage as other articles have it: the quoted text with what they changed.

use hashbrown::HashMap;
use serde::Serialize;

use super::pieces::Piece;
use crate::passages::edits::Versions;
use crate::report::contract::{Passage, PassageKind};
use crate::report::facts::StoryFacts;
use crate::report::language::{Language, Say};
use crate::report::printable::shorten;

/// Variants shown of one passage, those with changed numbers first.
const MOST: usize = 12;

/// Longest text of a variant that is compared, in characters.
const LONGEST: usize = 6_000;

/// Equal words shown on either side of a change.
const AROUND: usize = 6;

/// Most versions of a passage that are compared.
const COMPARED: usize = 200;

/// What one article, or several in the same words, made of a passage.
#[derive(Serialize)]
pub(super) struct Variant {
    names: String,
    /// Whether a number is not the same.
    pub(super) number: bool,
    pieces: Vec<Piece>,
}

/// The variants of a passage, and how many more there are.
pub(super) fn variants(
    passage: &Passage,
    facts: &StoryFacts<'_>,
) -> (Vec<Variant>, usize) {
    let quoted = shorten(&passage.text, LONGEST);
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut texts: Vec<(String, Vec<String>)> = Vec::new();
    for span in &passage.spans {
        let Some(text) = &span.text else { continue };
        let (text, name) = (shorten(text, LONGEST), facts.name(&span.article));
        let place = *known.entry(text.clone()).or_insert(texts.len());
        match texts.get_mut(place) {
            Some(known) => known.1.push(name),
            None => texts.push((text, vec![name])),
        }
    }
    let rewritten = passage.kind == PassageKind::Rewritten;
    let all = texts.len();
    let mut found: Vec<Variant> = texts
        .into_iter()
        .take(COMPARED)
        .filter_map(|(text, names)| {
            let (pieces, number) = if rewritten {
                (vec![Piece::same(&text)], false)
            } else {
                changes(&quoted, &text)
            };
            (!pieces.is_empty()).then(|| Variant {
                names: told(&names, facts.language),
                number,
                pieces,
            })
        })
        .collect();
    found.sort_by_key(|variant| !variant.number);
    let more = found.len().saturating_sub(MOST) + all.saturating_sub(COMPARED);
    found.truncate(MOST);
    (found, more)
}

/// Names of articles, the first of them when they are many.
fn told(names: &[String], language: Language) -> String {
    const NAMED: usize = 12;
    let mut out = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED {
        let more = language.number(names.len() - NAMED);
        out += ", ";
        out += &language.fill(Say::NamesMore, &[("n", &more)]);
    }
    out
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
            pieces.extend(Piece::of(text, &versions.b, at..end, "same", false));
            pieces.push(Piece::same(" …"));
            pieces.extend(Piece::of(text, &versions.b, shown..before, "same", false));
        } else {
            let from = if index == 0 { shown } else { at };
            if index == 0 && shown > 0 {
                pieces.push(Piece::same(" …"));
            }
            pieces.extend(Piece::of(text, &versions.b, from..before, "same", false));
        }
        let number = edit.number;
        pieces.extend(Piece::of(quoted, &versions.a, edit.a.clone(), "out", number));
        pieces.extend(Piece::of(text, &versions.b, edit.b.clone(), "new", number));
        at = edit.b.end;
    }
    if !pieces.is_empty() {
        let end = (at + AROUND).min(versions.b.len());
        pieces.extend(Piece::of(text, &versions.b, at..end, "same", false));
        if end < versions.b.len() {
            pieces.push(Piece::same(" …"));
        }
    }
    (pieces, versions.edits.iter().any(|edit| edit.number))
}

#[cfg(test)]
mod tests {
    use super::changes;

    fn changed(quoted: &str, text: &str) -> (String, bool) {
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
            changed(quoted, &text),
            (
                "… of the upper river at least [-5-] [+7+] people died, the mayor said on …"
                    .to_owned(),
                true
            )
        );
    }

    #[test]
    fn words_left_out_and_words_put_in_need_no_counterpart() {
        assert_eq!(
            changed("a b c d", "a c d e"),
            ("a [-b-] c d [+e+]".to_owned(), false)
        );
        assert_eq!(changed("The same, said again", "the same said “again”").0, "");
    }
}
