//! A text cut into folded words with byte spans.
//!
//! Words are runs of letters and digits. Hyphens and apostrophes end a word, so that
//! `Corona-Pandemie` and `l’homme` are two each; a point or comma between digits does
//! not, and folds to a point, so that `1,200` stays one, in the digits of any script. A
//! hyphen at the end of a line before a small letter joins the two halves. Scripts without
//! spaces are cut by [`super::segment`].
//!
//! Characters are looked up in a table; [`plain`] is the twin without one, and tests hold the
//! two to the same tokens.

pub mod plain;

use super::characters::{Kind, entry};
use super::fold;
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

/// Cuts a text into words, each character looked up.
pub(super) struct Scanner<'t, F> {
    text: &'t str,
    sink: F,
    /// The folded word so far: whole folded characters only.
    word: Vec<u8>,
    start: usize,
    end: usize,
    /// Whether the word holds a script without spaces.
    unspaced: bool,
    /// Where each folded character stands, in such a word.
    pieces: Vec<Piece>,
}

impl<'t, F: FnMut(&str, Span)> Scanner<'t, F> {
    pub(super) fn new(text: &'t str, sink: F) -> Self {
        let (word, pieces) = (Vec::with_capacity(64), Vec::new());
        Self { text, sink, word, start: 0, end: 0, unspaced: false, pieces }
    }

    /// Scans from `at`, a word's beginning, to the first end of a word at or behind
    /// `until`. Returns where it stopped.
    pub(super) fn run(&mut self, mut at: usize, until: usize) -> usize {
        let text = self.text;
        // Where the character before began, in the text and in the word, if marks may
        // follow it.
        let mut head = None;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let here = at;
            at += c.len_utf8();
            let entry = entry(c);
            match entry.kind() {
                Kind::Unspaced if !self.unspaced => {
                    // Once more, with the places of all letters before it.
                    at = if self.word.is_empty() { here } else { self.start };
                    self.word.clear();
                    self.unspaced = true;
                }
                Kind::Word | Kind::Unspaced => {
                    if self.word.is_empty() {
                        self.start = here;
                    }
                    self.end = at;
                    head = Some((here, self.word.len()));
                    self.place(here, at);
                    if entry.append(&mut self.word).is_none() {
                        self.fold(here, at);
                    }
                }
                Kind::Mark => {
                    // All that follow at once: folding is of the whole.
                    at = self.behind_marks(at);
                    if let Some((begin, folded)) = head {
                        self.end = at;
                        if let Some(piece) = self.pieces.last_mut() {
                            piece.end = at;
                        }
                        self.word.truncate(folded);
                        self.fold(begin, at);
                    }
                }
                Kind::Ignored => head = None,
                Kind::Separator => {
                    head = None;
                    let last = self.word.last().copied();
                    if let Some(next) = joins(text, here, c.len_utf8(), last) {
                        if is_point(c) {
                            self.place(here, at);
                            self.word.push(b'.');
                        }
                        at = next;
                    } else {
                        self.emit();
                        if here >= until {
                            return here;
                        }
                    }
                }
            }
        }
        self.emit();
        at
    }

    /// Where marks end that begin at `at`, if any do.
    fn behind_marks(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let marks = rest.chars().take_while(|&c| entry(c).kind() == Kind::Mark);
        at + marks.map(char::len_utf8).sum::<usize>()
    }

    /// Notes where the next folded character stands.
    fn place(&mut self, start: usize, end: usize) {
        if self.word.is_empty() {
            self.pieces.clear();
        }
        if self.unspaced {
            self.pieces.push(Piece { folded: self.word.len(), start, end });
        }
    }

    /// Folds a character with its marks.
    fn fold(&mut self, start: usize, end: usize) {
        let mut folded = String::new();
        fold::fold_cluster(self.text.get(start..end).unwrap_or_default(), &mut folded);
        self.word.extend_from_slice(folded.as_bytes());
    }

    fn emit(&mut self) {
        let word = str::from_utf8(&self.word).unwrap_or_default();
        if self.unspaced {
            segment::words(word, &self.pieces, &mut self.sink);
        } else if let Some(span) = Span::from_usize(self.start, self.end)
            && !word.is_empty()
        {
            (self.sink)(word, span);
        }
        self.word.clear();
        self.unspaced = false;
        self.pieces.clear();
    }
}

/// Whether `c` separates the digits of a number.
const fn is_point(c: char) -> bool {
    matches!(c, '.' | ',' | '．' | '，' | '\u{66b}' | '\u{66c}')
}

/// Where the word goes on when the separator at `at` does not end it: a point or comma
/// between digits, or a hyphen at a line's end before a small letter.
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
        // Before full-width digits full-width ones; elsewhere these are full stops and commas.
        point if is_point(point) && last.is_ascii_digit() => {
            let wide = matches!(point, '．' | '，');
            let digit = |c: char| {
                let digit = c.is_ascii_digit() || fold::decimal_digit(c).is_some();
                digit && wide == ('０'..='９').contains(&c)
            };
            after.starts_with(digit).then_some(at + width)
        }
        '-' | '\u{2010}' if !last.is_ascii_digit() => {
            let line = after.trim_start_matches([' ', '\t', '\r']);
            let next = line.strip_prefix('\n')?.trim_start_matches([' ', '\t']);
            let small = |c: char| c.is_lowercase() && !fold::continues_cluster(c);
            next.starts_with(small).then_some(text.len() - next.len())
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
        plain::tokenise(text, |word, span| out.push((word.to_owned(), span)));
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
    fn a_number_is_the_same_in_the_digits_of_any_script() {
        for text in [
            "6.1 230",
            "۶٫۱ ۲۳۰",
            "۶.۱ ۲۳۰",
            "٦٫١ ٢٣٠",
            "६.१ २३०",
            "৬,১ ২৩০",
            "６．１ 230",
        ] {
            assert_eq!(folded(text), ["6.1", "230"], "{text}");
        }
        // A full stop before a letter, and before a digit behind a blank.
        assert_eq!(folded("۶.ریشتر ۶. ۱"), ["6", "ریشتر", "6", "1"]);
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

    #[test]
    fn many_marks_and_letters_without_a_space_stay_linear() {
        for many in ["a\u{301}", "\u{301}", "ไ", "aไ", "中", "\u{200b}", "1."] {
            let text = format!("a{}", many.repeat(200_000));
            assert!(words(&text) == plain_words(&text), "{many:?}");
        }
        let text = format!("a{}", "\u{301}\u{323}".repeat(200_000));
        assert_eq!(words(&text).len(), 1);
    }

    proptest! {
        #[test]
        fn the_plain_twin_gives_the_same_tokens(
            text in "([a-zA-ZäÖßéŁ0-9 .,\n'’“–-]|\u{308}|\u{ad}|Ａ|ﬁ|[中文一ー]|ไทย|[а-яЁй]|[ا-ي\u{640}\u{64e}\u{654}]|[कक्क़ि]|[가각ᄀ\u{1161}\u{11a8}]|[ﾊﾞﾟ１．，]|ﷺ|ﹰ|ﹷ|\u{307}|\\PC){0,60}"
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
