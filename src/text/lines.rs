//! The lines of a text, each with a key that equals the key of the same line elsewhere.

use xxhash_rust::xxh3::xxh3_64;

use super::tokens::tokenise;
use crate::span::Span;

/// One line of an original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its bytes, white space at both ends left out.
    pub span: Span,
    /// Hash of its folded words, every digit read as 0: a line that differs only in a
    /// date or a price is the same line (the rule of `cc_net`, Wenzek et al. 2020).
    pub key: u64,
    /// Hash of its folded words, digits and all.
    pub exact: u64,
    /// How many words it has.
    pub words: u32,
    /// How many of them hold a digit.
    pub numbers: u32,
}

/// The lines of `text` that hold a word.
///
/// ```
/// use samestory::text::lines::lines;
///
/// let found = lines("Nur 0,99 €\n\nNur 1,49 €\n***\n");
/// assert_eq!(found.len(), 2);
/// assert_eq!(found[0].key, found[1].key);
/// ```
pub fn lines(text: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let mut folded = String::new();
    let mut start = 0;
    for line in text.split('\n') {
        let trimmed = line.trim();
        let offset = start + line.len() - line.trim_start().len();
        start += line.len() + 1;
        if trimmed.is_empty() {
            continue;
        }
        folded.clear();
        let (mut words, mut numbers) = (0, 0);
        tokenise(trimmed, |word, _| {
            folded.push_str(word);
            folded.push(' ');
            words += 1;
            numbers += u32::from(word.bytes().any(|byte| byte.is_ascii_digit()));
        });
        let exact = xxh3_64(folded.as_bytes());
        let key = if numbers > 0 {
            xxh3_64(folded.replace(|c: char| c.is_ascii_digit(), "0").as_bytes())
        } else {
            exact
        };
        if words > 0
            && let Some(span) = Span::from_usize(offset, offset + trimmed.len())
        {
            out.push(Line { span, key, exact, words, numbers });
        }
    }
    out
}
