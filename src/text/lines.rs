//! The lines of a text, each with a key that equals the key of the same line elsewhere.

use memchr::memchr_iter;
use xxhash_rust::xxh3::xxh3_64;

use super::fold::decimal_digit;
use super::words::{Word, chain};
use crate::span::Span;

/// One line of an original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its bytes, white space at both ends left out.
    pub span: Span,
    /// The number of its first word among those of the text.
    pub first: u32,
    /// How many words it has: those that begin in it.
    pub words: u32,
}

impl Line {
    /// Its words, given those of the text.
    pub fn of<'w>(&self, words: &'w [Word]) -> &'w [Word] {
        let rest = words.get(self.first as usize..).unwrap_or_default();
        rest.get(..self.words as usize).unwrap_or(rest)
    }

    /// Its [`line_key`], given the text.
    pub fn key(&self, text: &str) -> u64 {
        line_key(self.span.slice(text).unwrap_or_default())
    }

    /// Hash of its folded words, digits and all, given the words of the text.
    pub fn exact(&self, words: &[Word]) -> u64 {
        self.of(words).iter().fold(0, |hash, word| chain(hash, word.hash))
    }

    /// How many of its words hold a digit, given the words of the text.
    pub fn numbers(&self, words: &[Word]) -> u32 {
        self.of(words).iter().map(|word| u32::from(word.has_digit())).sum()
    }
}

/// Hash of a line's letters and signs, every decimal digit of any script read as 0: a line
/// that differs only in a date or a price is the same line (the rule of `cc_net`, Wenzek
/// et al. 2020).
pub fn line_key(line: &str) -> u64 {
    /// Bytes of most lines.
    const USUAL: usize = 1024;
    /// Where the first bytes begin of characters among which digits stand, from Arabic on,
    const FAR: u8 = 0xd9;
    /// but for those of quotation marks and dashes.
    const MARKS: u8 = 0xe2;
    let bytes = line.as_bytes();
    // Without an early end, many bytes are looked at together.
    let digits = bytes.iter().fold(0, |any, byte| any | u8::from(byte.is_ascii_digit()));
    let is_far = |byte: u8| byte >= FAR && byte != MARKS;
    let far = bytes.iter().fold(0, |any, byte| any | u8::from(is_far(*byte)));
    if far != 0 && line.chars().any(is_far_digit) {
        let zero = |c: char| {
            if c.is_ascii_digit() || is_far_digit(c) { '0' } else { c }
        };
        return xxh3_64(line.chars().map(zero).collect::<String>().as_bytes());
    }
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

/// Whether a character is a decimal digit of a script of its own.
fn is_far_digit(c: char) -> bool {
    !c.is_ascii() && c.is_numeric() && decimal_digit(c).is_some()
}

/// A stretch of a text without the white space at its ends, and where it begins.
pub(super) fn trimmed(text: &str, start: usize, end: usize) -> (usize, &str) {
    let line = text.get(start..end).unwrap_or_default();
    // Most lines begin and end with a letter or a point.
    let bare = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if bare(line.as_bytes().first()) && bare(line.as_bytes().last()) {
        return (start, line);
    }
    (start + line.len() - line.trim_start().len(), line.trim())
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
/// assert_eq!(found[0].key(text), found[1].key(text));
/// ```
pub fn lines(text: &str, words: &[Word]) -> Vec<Line> {
    // As many as most texts have.
    let mut lines = Vec::with_capacity(16);
    lines.extend(each(text, words));
    lines
}

/// [`lines`], one after the other.
pub(super) fn each<'t>(
    text: &'t str,
    words: &'t [Word],
) -> impl Iterator<Item = Line> + 't {
    let mut first = 0;
    let mut start = 0;
    let ends = memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len()));
    ends.filter_map(move |end| {
        let rest = words.get(first..).unwrap_or_default();
        let begin_in = |words: &[Word]| {
            words.partition_point(|word| (word.span.start as usize) < end)
        };
        // Hardly ever more words begin in a line than every other of its bytes.
        let near = rest.get(..(end - start).div_ceil(2)).unwrap_or(rest);
        let mut count = begin_in(near);
        if count == near.len() {
            count = begin_in(rest);
        }
        let (begin, number) = (start, first);
        first += count;
        start = end + 1;
        if count == 0 {
            return None;
        }
        let (offset, line) = trimmed(text, begin, end);
        Some(Line {
            span: Span::from_usize(offset, offset + line.len())?,
            first: u32::try_from(number).ok()?,
            words: u32::try_from(count).ok()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::words::words;

    #[test]
    fn digits_of_all_scripts_are_one() {
        let key = line_key("بث مباشر: 12 مايو 2026");
        assert_eq!(key, line_key("بث مباشر: ١٢ مايو ٢٠٢٦"));
        assert_eq!(key, line_key("بث مباشر: ۳۰ مايو ۲۰۲۵"));
        assert_ne!(key, line_key("بث مباشر: ١٢ مارس ٢٠٢٦"));
        assert_eq!(line_key("第７回"), line_key("第1回"));
        assert_ne!(line_key("第七回"), line_key("第八回"));
    }

    proptest! {
        #[test]
        fn lines_are_those_that_their_words_begin_in(
            text in "([a-z0-9]{1,9}|[ \t.\n-]|-\n|\u{a0}|中国|ﷺ){0,60}"
        ) {
            let words = words(&text);
            let mut wanted: Vec<(usize, Vec<Word>)> = Vec::new();
            for word in &words {
                let line = text[..word.span.start as usize].matches('\n').count();
                match wanted.last_mut() {
                    Some((last, of_line)) if *last == line => of_line.push(*word),
                    _ => wanted.push((line, vec![*word])),
                }
            }
            let found = lines(&text, &words);
            prop_assert_eq!(found.len(), wanted.len());
            for (line, (number, of_line)) in found.iter().zip(&wanted) {
                prop_assert_eq!(line.of(&words), of_line.as_slice());
                let written = text.split('\n').nth(*number).unwrap();
                prop_assert_eq!(line.span.slice(&text), Some(written.trim()));
                let before = text[..line.span.start as usize].rsplit('\n').next();
                prop_assert!(before.unwrap().trim().is_empty());
            }
        }
    }

    #[test]
    fn lines_that_differ_in_their_digits_alone_have_one_key() {
        assert_eq!(line_key("Am 12. Mai"), line_key("Am 31. Mai"));
        assert_ne!(line_key("Am 12. Mai"), line_key("Am 1. Mai"));
        assert_ne!(line_key("Am 12. Mai"), line_key("Am 12. Juni"));
        let long = |number: u32| format!("{}{number}", "Gleis ".repeat(60));
        assert_eq!(line_key(&long(3)), line_key(&long(4)));
    }
}
