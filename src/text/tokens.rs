//! A text cut into folded words with byte spans.
//!
//! Words are runs of letters and digits. Hyphens and apostrophes end a word, so that
//! `Corona-Pandemie` and `l’homme` are two each; a point or comma between digits does
//! not, and folds to a point, so that `1,200` stays one. A hyphen at the end of a line
//! before a small letter joins the two halves. Scripts without spaces are cut by
//! [`super::segment`].
//!
//! Latin text takes a fast path over a table; the first character outside the table
//! hands over to the plain path until the next white space. A property test holds the
//! two to the same tokens.

use super::fold::{self, Class, TABLE, TABLE_END};
use super::segment::{self, Piece};
use crate::span::{Span, merged};

/// Calls `sink` with every folded word of `text` and its bytes, in order.
///
/// ```
/// use samestory::text::tokens::tokenise;
///
/// let mut words = Vec::new();
/// tokenise("Größte Corona-\npandemie: 1,200 Fälle", |word, _| words.push(word.to_owned()));
/// assert_eq!(words, ["grösste", "coronapandemie", "1.200", "fälle"]);
/// ```
pub fn tokenise(text: &str, mut sink: impl FnMut(&str, Span)) {
    Scanner::new(text, &mut sink).run(0, text.len());
}

/// The plain twin of [`tokenise`]: no table, every character on the slow path.
pub fn tokenise_plain(text: &str, mut sink: impl FnMut(&str, Span)) {
    Scanner::new(text, &mut sink).plain(0, false);
}

/// [`tokenise`] over what `masks` leave: spans count in the whole text, and no word
/// reaches across a mask.
///
/// ```
/// use samestory::span::Span;
/// use samestory::text::tokens::tokenise_outside;
///
/// let mut spans = Vec::new();
/// tokenise_outside("one two three", &[Span::new(4, 8)], |_, span| spans.push(span));
/// assert_eq!(spans, [Span::new(0, 3), Span::new(8, 13)]);
/// ```
pub fn tokenise_outside(text: &str, masks: &[Span], mut sink: impl FnMut(&str, Span)) {
    let mut from = 0;
    let mut part = |start: u32, end: u32| {
        if let Some(piece) = Span::new(start, end).slice(text) {
            tokenise(piece, |word, span| {
                sink(word, Span::new(start + span.start, start + span.end));
            });
        }
    };
    for mask in merged(masks.to_vec()) {
        part(from, mask.start);
        from = mask.end;
    }
    part(from, u32::try_from(text.len()).unwrap_or(u32::MAX));
}

pub(super) struct Scanner<'t, F> {
    text: &'t str,
    sink: F,
    /// The folded word so far.
    word: String,
    /// Where each folded byte's cluster began and ended; kept only by the plain path,
    /// for words that need segmentation.
    origins: Vec<Piece>,
    /// Whether the word holds a script without spaces.
    complex: bool,
    start: usize,
    end: usize,
}

impl<'t, F: FnMut(&str, Span)> Scanner<'t, F> {
    pub(super) fn new(text: &'t str, sink: F) -> Self {
        Self {
            text,
            sink,
            word: String::new(),
            origins: Vec::new(),
            complex: false,
            start: 0,
            end: 0,
        }
    }

    /// Scans from `at`, a word's beginning, to the first end of a word at or behind
    /// `end`. Returns where it stopped.
    pub(super) fn run(&mut self, mut at: usize, end: usize) -> usize {
        while at < end {
            let (stop, ended) = self.fast(at, end);
            at = stop;
            if ended {
                break;
            }
            if at < self.text.len() {
                at = self.plain(at, true);
            }
        }
        at
    }

    fn emit(&mut self) {
        if self.complex {
            segment::words(&self.word, &self.origins, &mut self.sink);
        } else if !self.word.is_empty()
            && let Some(span) = Span::from_usize(self.start, self.end)
        {
            (self.sink)(&self.word, span);
        }
        self.word.clear();
        self.origins.clear();
        self.complex = false;
    }

    /// Scans Latin text from `at` to the first end of a word at or behind `until`.
    /// Returns where it stopped and true, or where the plain path must take over (the
    /// beginning of the word it stopped in) and false.
    fn fast(&mut self, mut at: usize, until: usize) -> (usize, bool) {
        let bytes = self.text.as_bytes();
        let table: &[fold::Entry] = &TABLE;
        // Receives whole folded characters only, as bytes of the table's strings.
        let mut word: Vec<u8> = Vec::with_capacity(64);
        let (mut start, mut end) = (at, at);
        macro_rules! emit {
            () => {
                if !word.is_empty() {
                    if let (Ok(folded), Some(span)) =
                        (std::str::from_utf8(&word), Span::from_usize(start, end))
                    {
                        (self.sink)(folded, span);
                    }
                    word.clear();
                }
            };
        }
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                if word.is_empty() {
                    start = at;
                }
                word.push(byte.to_ascii_lowercase());
                at += 1;
                end = at;
                continue;
            }
            let (code, width) = match byte {
                0..0x80 => (u32::from(byte), 1),
                0xc2..0xca => match bytes.get(at + 1) {
                    Some(&low) => {
                        ((u32::from(byte & 0x1f) << 6) | u32::from(low & 0x3f), 2)
                    }
                    None => (TABLE_END, 1),
                },
                // General punctuation: dashes, quotes, ellipsis; the ignored
                // characters among them take the plain path.
                0xe2 => match (bytes.get(at + 1), bytes.get(at + 2)) {
                    (Some(0x80), Some(0x90..=0xa7 | 0xaf..=0xbf)) => (u32::from(b' '), 3),
                    _ => (TABLE_END, 1),
                },
                _ => (TABLE_END, 1),
            };
            let Some(entry) = table.get(code as usize) else {
                // A combining mark folds together with the letter before it, which
                // may stand at the end of the word just read.
                return (if word.is_empty() { at } else { start }, false);
            };
            match entry.class {
                Class::Word => {
                    if word.is_empty() {
                        start = at;
                    }
                    word.extend_from_slice(entry.folded());
                    at += width;
                    end = at;
                }
                Class::Ignored => at += width,
                Class::Separator => {
                    let may_join = matches!(byte, b'.' | b',' | b'-' | 0xe2);
                    let last = word.last().copied().filter(|_| may_join);
                    if let Some(next) = joins(self.text, at, width, last) {
                        if matches!(byte, b'.' | b',') {
                            word.push(b'.');
                        }
                        at = next;
                    } else {
                        emit!();
                        if at >= until {
                            return (at, true);
                        }
                        at += width;
                    }
                }
            }
        }
        emit!();
        (at, true)
    }

    /// Scans from `at`, a word's beginning. With `hand_back`, returns after the first
    /// ASCII white space that ends a word; else, and at the end, the text's length.
    fn plain(&mut self, at: usize, hand_back: bool) -> usize {
        let text = self.text;
        let mut skip_to = at;
        let mut clusters = text.get(at..).unwrap_or_default().char_indices().peekable();
        while let Some((offset, c)) = clusters.next() {
            let here = at + offset;
            if here < skip_to {
                continue;
            }
            let mut next = here + c.len_utf8();
            while let Some(&(more, mark)) = clusters.peek() {
                if !fold::continues_cluster(mark) {
                    break;
                }
                next = at + more + mark.len_utf8();
                clusters.next();
            }
            match fold::class(c) {
                // A mark without a letter.
                Class::Word if self.word.is_empty() && fold::continues_cluster(c) => {}
                Class::Word => {
                    if self.word.is_empty() {
                        self.start = here;
                    }
                    let before = self.word.len();
                    fold::fold_cluster(
                        text.get(here..next).unwrap_or_default(),
                        &mut self.word,
                    );
                    self.origins.push(Piece { folded: before, start: here, end: next });
                    self.complex |= segment::has_no_spaces(c);
                    self.end = next;
                }
                Class::Ignored => {}
                Class::Separator => {
                    let last =
                        self.word.bytes().last().filter(|_| next == here + c.len_utf8());
                    if let Some(resume) = joins(text, here, c.len_utf8(), last) {
                        if matches!(c, '.' | ',' | '．' | '，') {
                            let folded = self.word.len();
                            self.origins.push(Piece { folded, start: here, end: next });
                            self.word.push('.');
                        }
                        skip_to = resume;
                    } else {
                        self.emit();
                        if hand_back && c.is_ascii_whitespace() {
                            return next;
                        }
                    }
                }
            }
        }
        self.emit();
        text.len()
    }
}

/// Where the word goes on when the separator at `at` does not end it: a point or comma
/// between ASCII digits, or a hyphen at a line's end before a small letter.
pub(super) fn joins(
    text: &str,
    at: usize,
    width: usize,
    last: Option<u8>,
) -> Option<usize> {
    let last = last?;
    let rest = text.get(at..)?;
    let mut chars = rest.chars();
    let separator = chars.next()?;
    let after = chars.as_str();
    match separator {
        '.' | ',' if last.is_ascii_digit() => {
            after.starts_with(|c: char| c.is_ascii_digit()).then_some(at + width)
        }
        // Full-width ones; between other letters they are full stops and commas.
        '．' | '，' if last.is_ascii_digit() => {
            after.starts_with(|c: char| ('０'..='９').contains(&c)).then_some(at + width)
        }
        '-' | '\u{2010}' if !last.is_ascii_digit() => {
            let line = after.trim_start_matches([' ', '\t', '\r']);
            let next = line.strip_prefix('\n')?.trim_start_matches([' ', '\t']);
            next.starts_with(char::is_lowercase).then_some(text.len() - next.len())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<(String, Span)> {
        let mut out = Vec::new();
        tokenise(text, |word, span| out.push((word.to_owned(), span)));
        out
    }

    fn plain_words(text: &str) -> Vec<(String, Span)> {
        let mut out = Vec::new();
        tokenise_plain(text, |word, span| out.push((word.to_owned(), span)));
        out
    }

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn spellings_of_one_text_fold_alike() {
        let want = ["der", "grösste", "fluss", "lhomme", "café", "3.5", "final"];
        for text in [
            "Der größte Fluß lhomme café 3,5 final",
            "DER GRÖSSTE FLUSS LHOMME CAFÉ 3.5 FINAL",
            "Der gro\u{308}ßte Fluß lhomme cafe\u{301} 3,5 final",
            "Der\u{a0}grö\u{ad}ßte Fluß\u{2009}lhomme café 3,5 ﬁnal",
            "Ｄｅｒ größte Fl\u{200b}uß lhomme café 3,5 fi-\n  nal",
            "Der größte Fluß lhomme café ３．５ final",
        ] {
            assert_eq!(folded(text), want, "{text}");
        }
    }

    #[test]
    fn a_hyphen_before_a_capital_or_on_one_line_ends_the_word() {
        assert_eq!(
            folded("Ein- und Corona-\nPandemie"),
            ["ein", "und", "corona", "pandemie"]
        );
    }

    #[test]
    fn chinese_japanese_and_thai_are_cut_into_words() {
        for text in [
            "金正恩乘坐专列抵达俄罗斯",
            "金正恩氏を乗せた列車がロシアに到着した",
            "รถไฟของคิมจองอึนถึงรัสเซียแล้ว",
        ] {
            let found = words(text);
            assert!(found.len() >= 4, "{text}: {found:?}");
            let spelled: String =
                found.iter().filter_map(|(_, span)| span.slice(text)).collect();
            assert_eq!(spelled, text);
        }
    }

    #[test]
    fn arabic_vowel_marks_do_not_matter() {
        assert_eq!(folded("القِطارُ"), folded("القطار"));
    }

    proptest! {
        #[test]
        fn the_fast_path_gives_the_plain_path_s_tokens(
            text in "([a-zA-ZäÖßéŁ0-9 .,\n'’“–-]|\u{308}|\u{ad}|Ａ|ﬁ|中|ไทย|\\PC){0,60}"
        ) {
            prop_assert_eq!(words(&text), plain_words(&text));
        }

        #[test]
        fn every_span_folds_to_its_token(text in "([a-zäß0-9 .,\n-]|\u{308}|中文|\\PC){0,60}") {
            let mut end = 0;
            for (word, span) in words(&text) {
                prop_assert!(span.start >= end && !span.is_empty());
                end = span.end;
                let slice = span.slice(&text).expect("a span keeps to character bounds");
                let again: String = folded(slice).concat();
                prop_assert_eq!(again, word);
            }
        }
    }
}
