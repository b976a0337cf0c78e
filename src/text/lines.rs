//! The lines of a text, each with a key that equals the key of the same line elsewhere.

use memchr::memchr_iter;
use xxhash_rust::xxh3::xxh3_64;

use super::words::{Word, chain};
use crate::span::Span;

/// One line of an original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its bytes, white space at both ends left out.
    pub span: Span,
    /// Its [`line_key`].
    pub key: u64,
    /// Hash of its folded words, digits and all.
    pub exact: u64,
    /// The number of its first word among those of the text.
    pub first: u32,
    /// How many words it has: those that begin in it.
    pub words: u32,
    /// How many of them hold a digit.
    pub numbers: u32,
}

impl Line {
    /// Its words, given those of the text.
    pub fn of<'w>(&self, words: &'w [Word]) -> &'w [Word] {
        let rest = words.get(self.first as usize..).unwrap_or_default();
        rest.get(..self.words as usize).unwrap_or(rest)
    }
}

/// Hash of a line's letters and signs, every digit read as 0: a line that differs only in
/// a date or a price is the same line (the rule of `cc_net`, Wenzek et al. 2020).
pub fn line_key(line: &str) -> u64 {
    /// Bytes of most lines.
    const USUAL: usize = 1024;
    let bytes = line.as_bytes();
    // Without an early end, many bytes are looked at together.
    let digits = bytes.iter().fold(0, |any, byte| any | u8::from(byte.is_ascii_digit()));
    if digits == 0 {
        return xxh3_64(bytes);
    }
    let zero = |byte: &u8| if byte.is_ascii_digit() { b'0' } else { *byte };
    let mut zeros = [0; USUAL];
    match zeros.get_mut(..bytes.len()) {
        Some(zeros) => {
            for (slot, byte) in zeros.iter_mut().zip(bytes) {
                *slot = zero(byte);
            }
            xxh3_64(zeros)
        }
        None => xxh3_64(&bytes.iter().map(zero).collect::<Vec<u8>>()),
    }
}

/// The lines of a text that hold a word, given its words.
///
/// ```
/// use samestory::text::lines::lines;
/// use samestory::text::words::words;
///
/// let text = "Nur 0,99 €\n\nNur 1,49 €\n***\n";
/// let found = lines(text, &words(text));
/// assert_eq!(found.len(), 2);
/// assert_eq!(found[0].key, found[1].key);
/// ```
pub fn lines(text: &str, words: &[Word]) -> Vec<Line> {
    let mut out = Vec::new();
    let mut first = 0;
    let mut start = 0;
    for end in memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len())) {
        let rest = words.get(first..).unwrap_or_default();
        let mut exact = 0;
        let (mut count, mut numbers) = (0, 0);
        for word in rest.iter().take_while(|word| (word.span.start as usize) < end) {
            exact = chain(exact, word.hash);
            count += 1;
            numbers += u32::from(word.digits);
        }
        if count > 0 {
            let line = text.get(start..end).unwrap_or_default();
            let offset = start + line.len() - line.trim_start().len();
            let line = line.trim();
            let span = Span::from_usize(offset, offset + line.len());
            let (Some(span), Ok(number)) = (span, u32::try_from(first)) else { break };
            let key = line_key(line);
            out.push(Line { span, key, exact, first: number, words: count, numbers });
        }
        first += count as usize;
        start = end + 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::line_key;

    #[test]
    fn lines_that_differ_in_their_digits_alone_have_one_key() {
        assert_eq!(line_key("Am 12. Mai"), line_key("Am 31. Mai"));
        assert_ne!(line_key("Am 12. Mai"), line_key("Am 1. Mai"));
        assert_ne!(line_key("Am 12. Mai"), line_key("Am 12. Juni"));
        let long = |number: u32| format!("{}{number}", "Gleis ".repeat(60));
        assert_eq!(line_key(&long(3)), line_key(&long(4)));
    }
}
