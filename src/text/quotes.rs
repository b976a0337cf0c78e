//! Where a text quotes.

use crate::span::Span;

/// Longest quotation, in bytes: a mark that nobody closes ends here, or with its line.
const LONGEST: usize = 1_000;

/// The quotations of a text, marks included, in order and apart. Double marks of any
/// script count; single ones are apostrophes too often.
///
/// ```
/// use samestory::text::quotes::quotations;
///
/// let text = "Er sagte: „Der Zug ist da.“ Dann schwieg er.";
/// let found = quotations(text);
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].slice(text), Some("„Der Zug ist da.“"));
/// ```
pub fn quotations(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, mark) in text.char_indices() {
        match (open, mark) {
            (_, '\n') => open = None,
            (Some((start, _)), _) if at - start > LONGEST => open = None,
            (Some((start, opened)), _) if closes(opened, mark) => {
                out.extend(Span::from_usize(start, at + mark.len_utf8()));
                open = None;
            }
            (None, '"' | '„' | '“' | '”' | '«' | '»' | '「' | '『' | '〝') => {
                open = Some((at, mark));
            }
            _ => {}
        }
    }
    out
}

/// Languages differ in which mark closes: `„…“`, `“…”`, `”…”`, `«…»`, `»…«`.
fn closes(opened: char, mark: char) -> bool {
    match opened {
        '"' => mark == '"',
        '„' => matches!(mark, '“' | '”' | '"'),
        '“' | '”' => mark == '”',
        '«' => mark == '»',
        '»' => matches!(mark, '«' | '»'),
        '「' => mark == '」',
        '『' => mark == '』',
        _ => matches!(mark, '〞' | '〟'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_many_languages_are_known_and_an_open_one_ends_with_its_line() {
        for (text, found) in [
            ("He said “it came” and left.", "“it came”"),
            ("Il a dit « il est là » hier.", "« il est là »"),
            ("Er sagte »er ist da« gestern.", "»er ist da«"),
            ("She said \"it came\" and left.", "\"it came\""),
            ("彼は「来た」と言った。", "「来た」"),
        ] {
            let spans = quotations(text);
            assert_eq!(spans.len(), 1, "{text}");
            assert_eq!(spans[0].slice(text), Some(found));
        }
        assert!(quotations("Er sagte: „Der Zug\nist da. Und schwieg").is_empty());
        assert!(quotations(&format!("\"{} \"", "x".repeat(2_000))).is_empty());
    }
}
