//! Where sentences begin and end, counted in tokens.

use std::ops::Range;

use crate::span::Span;

/// Longest sentence, in tokens: a text without a full stop is cut here.
const LONGEST: usize = 120;

/// Cuts a token sequence into sentences by what stands between the tokens: a line
/// break, or a full stop, question or exclamation mark of any script. A point after a
/// number or a single letter, or before a small letter, ends nothing.
///
/// ```
/// use samestory::text::sentences::sentences;
/// use samestory::text::tokens::tokenise;
///
/// let text = "Am 12. September kam Kim. Er stieg aus.\nDann sprach er.";
/// let mut spans = Vec::new();
/// tokenise(text, |_, span| spans.push(span));
/// assert_eq!(sentences(text, &spans), [0..5, 5..8, 8..11]);
/// ```
pub fn sentences(text: &str, tokens: &[Span]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut begin = 0;
    for (index, pair) in tokens.windows(2).enumerate() {
        let [left, right] = pair else { continue };
        let at = index + 1;
        let gap = Span::new(left.end, right.start).slice(text).unwrap_or_default();
        let ends = gap
            .contains(['\n', '!', '?', '。', '！', '？', '…', '؟', '।', '\u{2029}'])
            || (gap.contains('.') && ends_at_point(text, *left, *right));
        if ends || at - begin >= LONGEST {
            out.push(begin..at);
            begin = at;
        }
    }
    if begin < tokens.len() {
        out.push(begin..tokens.len());
    }
    out
}

fn ends_at_point(text: &str, left: Span, right: Span) -> bool {
    let before = left.slice(text).unwrap_or_default();
    let after = right.slice(text).and_then(|word| word.chars().next());
    let abbreviated = before.chars().count() == 1
        || (before.len() <= 2 && before.bytes().all(|byte| byte.is_ascii_digit()));
    !abbreviated && !after.is_some_and(char::is_lowercase)
}
