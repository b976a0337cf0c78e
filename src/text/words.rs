//! The words of a text as hashes and places: what every later stage begins with.
//!
//! [`read`] finds the words that [`tokenise`] finds, without
//! writing them out: 64 bytes are classified at once, a run of ASCII letters and digits
//! is folded and hashed from two registers, and only a run with characters beyond Latin
//! goes through the scanner of [`super::tokens`].

use std::num::NonZeroU64;

use xxhash_rust::xxh3::xxh3_64;

use super::blocks::{BLOCK, classes, every};
use super::fold::{Class, Entry, TABLE};
use super::tokens::{Scanner, joins, tokenise};
use crate::span::{Span, merged};

/// Bytes of a word that are held in registers.
const PACKED: usize = 16;

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The [`word_hash`] of its folded letters.
    pub hash: u64,
    /// Its folded letters, if they are no more than 16 bytes.
    pub letters: Option<Packed>,
    /// Its place in the original text.
    pub span: Span,
    /// Whether a digit is among its letters.
    pub digits: bool,
    /// Whether it begins with a digit.
    pub number: bool,
}

impl Word {
    fn new(folded: &str, span: Span) -> Self {
        let letters = Packed::new(folded);
        let hash = letters.map_or_else(|| xxh3_64(folded.as_bytes()), Packed::hash);
        let digits = folded.bytes().any(|byte| byte.is_ascii_digit());
        let number = folded.starts_with(|c: char| c.is_ascii_digit());
        Self { hash, letters, span, digits, number }
    }

    /// The folded word; `text` is the text it was read from.
    pub fn folded(&self, text: &str) -> String {
        self.fold_with(text, str::to_owned)
    }

    /// Calls `with` with the folded word; `text` is the text it was read from.
    pub fn fold_with<T>(&self, text: &str, with: impl FnOnce(&str) -> T) -> T {
        if let Some(letters) = self.letters {
            let (bytes, length) = letters.bytes();
            let folded = bytes.get(..length).and_then(|word| str::from_utf8(word).ok());
            return with(folded.unwrap_or_default());
        }
        let mut folded = String::new();
        let written = self.span.slice(text).unwrap_or_default();
        tokenise(written, |word, _| folded.push_str(word));
        with(&folded)
    }
}

/// A folded word of at most 16 bytes: the bytes, then zeros, which no word holds. Two
/// words that pack alike are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed {
    low: NonZeroU64,
    high: u64,
}

impl Packed {
    /// Packs a folded word; `None` for nothing, and beyond 16 bytes.
    pub fn new(folded: &str) -> Option<Self> {
        let mut bytes = [0; PACKED];
        bytes.get_mut(..folded.len())?.copy_from_slice(folded.as_bytes());
        Self::of(u128::from_le_bytes(bytes))
    }

    /// Folds and packs a run of letters and digits of at most 16 bytes; `high` says whether
    /// some are beyond ASCII. `None` for a longer run, and for one that the letters of
    /// western European languages do not suffice for.
    fn run(bytes: &[u8], start: usize, end: usize, high: bool) -> Option<Self> {
        let length = end.checked_sub(start).filter(|length| *length <= PACKED)?;
        let rest = bytes.get(start..)?;
        let chunk = rest.first_chunk().copied().unwrap_or_else(|| {
            let mut chunk = [0; PACKED];
            for (slot, byte) in chunk.iter_mut().zip(rest) {
                *slot = *byte;
            }
            chunk
        });
        let [low, behind] = KEPT.get(length)?;
        let (halves, _) = chunk.as_chunks::<8>();
        let [first, second] = halves else { return None };
        let (first, second) = (u64::from_le_bytes(*first), u64::from_le_bytes(*second));
        let (first, second) = if high {
            let (first, second) = (first & low, second & behind);
            (western(first)?, western(second)?)
        } else {
            (first | every(0x20), second | every(0x20))
        };
        Some(Self { low: NonZeroU64::new(first & low)?, high: second & behind })
    }

    /// Folds and packs a run of letters and digits of Latin scripts; `None` beyond
    /// 16 bytes, and for a run in which anything else stands.
    fn latin(run: &[u8]) -> Option<Self> {
        let table: &[Entry] = &TABLE;
        let mut bytes = [0; PACKED];
        let mut length = 0;
        let mut run = run.iter().copied();
        while let Some(byte) = run.next() {
            let code = match byte {
                0..0x80 => usize::from(byte),
                0xc2..0xca => {
                    usize::from(byte & 0x1f) << 6 | usize::from(run.next()? & 0x3f)
                }
                _ => return None,
            };
            let entry = table.get(code).filter(|entry| entry.class == Class::Word)?;
            for &folded in entry.folded() {
                *bytes.get_mut(length)? = folded;
                length += 1;
            }
        }
        Self::of(u128::from_le_bytes(bytes))
    }

    #[expect(clippy::cast_possible_truncation, reason = "cut into halves")]
    fn of(bytes: u128) -> Option<Self> {
        Some(Self { low: NonZeroU64::new(bytes as u64)?, high: (bytes >> 64) as u64 })
    }

    /// The bytes.
    pub(super) fn bytes(self) -> ([u8; PACKED], usize) {
        let bytes = u128::from(self.high) << 64 | u128::from(self.low.get());
        let length = PACKED - bytes.leading_zeros() as usize / 8;
        (bytes.to_le_bytes(), length)
    }

    /// Whether a digit is among the letters, none of which is a full stop.
    const fn has_digit(self) -> bool {
        digits(self.low.get()) | digits(self.high) != 0
    }

    /// Whether the first letter is a digit.
    const fn begins_with_digit(self) -> bool {
        digits(self.low.get()) & 0xff != 0
    }

    /// One wide multiplication, its halves folded together (as in wyhash).
    #[expect(clippy::cast_possible_truncation, reason = "cut into halves")]
    pub(super) const fn hash(self) -> u64 {
        let product = (self.low.get() ^ 0xa076_1d64_78bd_642f) as u128
            * (self.high ^ 0xe703_7ed1_a0b4_28db) as u128;
        product as u64 ^ (product >> 64) as u64
    }
}

/// The bits of so many bytes, lowest first, in two halves.
const KEPT: [[u64; 2]; PACKED + 1] = {
    const HALF: usize = PACKED / 2;
    let mut kept = [[0, 0]; PACKED + 1];
    let mut length = 1;
    while length <= PACKED {
        kept[length] = if length <= HALF {
            [u64::MAX >> (64 - 8 * length), 0]
        } else {
            [u64::MAX, u64::MAX >> (64 - 8 * (length - HALF))]
        };
        length += 1;
    }
    kept
};

/// Folds eight bytes of letters and digits, if those beyond ASCII are the letters from `À`
/// to `þ`, which are two bytes with 0xC3 first; not `ß`, which folds to two letters, nor
/// `ÿ`. As in ASCII one bit makes a capital small.
fn western(bytes: u64) -> Option<u64> {
    const TOP: u64 = every(0x80);
    let first_of_two = bytes & bytes << 1 & TOP;
    let folded = bytes | (every(0x20) & !(first_of_two >> 2));
    // × and ÷ are no letters; with `ß` and `ÿ` they are what ends in 0xB7 or 0xBF, folded.
    let others = folded | every(0x08);
    let foreign = first_of_two & !equal(bytes, 0xc3) | equal(others, 0xbf);
    (foreign == 0).then_some(folded)
}

/// The top bit of every byte that is `wanted`, which is beyond ASCII.
const fn equal(bytes: u64, wanted: u8) -> u64 {
    let apart = bytes ^ every(wanted);
    // No carry from byte to byte: the sum looks at seven bits of each.
    !(((apart & every(0x7f)) + every(0x7f)) | apart) & every(0x80)
}

/// Bit 5 of every digit, and of a full stop, whose upper bits are those of digits or
/// nearly so: letters have bit 6 too, and other characters bit 7.
const fn digits(half: u64) -> u64 {
    half & 0x2020_2020_2020_2020 & !(half >> 1) & !(half >> 2)
}

/// The hash of a folded word: the same in every run and on every machine.
///
/// ```
/// use samestory::text::words::{read, word_hash};
///
/// let mut words = Vec::new();
/// read("Der Zug", &mut words);
/// assert_eq!(words[1].hash, word_hash("zug"));
/// ```
pub fn word_hash(folded: &str) -> u64 {
    Packed::new(folded).map_or_else(|| xxh3_64(folded.as_bytes()), Packed::hash)
}

/// The hash of a run of words, one at a time, begun with 0.
pub(crate) const fn chain(hash: u64, word: u64) -> u64 {
    let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_add(word.rotate_left(32))
}

/// Appends the words of `text` to `words`, in order.
///
/// ```
/// use samestory::text::words::read;
///
/// let text = "Am 12. September erreicht";
/// let mut words = Vec::new();
/// read(text, &mut words);
/// let written: Vec<&str> = words.iter().filter_map(|word| word.span.slice(text)).collect();
/// assert_eq!(written, ["Am", "12", "September", "erreicht"]);
/// assert!(words[1].digits);
/// ```
pub fn read(text: &str, words: &mut Vec<Word>) {
    let bytes = text.as_bytes();
    // Words that begin before this are settled.
    let mut settled = 0;
    let mut end_run = |start: usize, end: usize, high: bool, may_go_on: bool| {
        // A word that joined on to this run may have ended inside it.
        let start = start.max(settled);
        if start >= end {
            return;
        }
        let letters = match () {
            () if may_go_on && goes_on(text, end) => None,
            () => Packed::run(bytes, start, end, high).or_else(|| {
                bytes.get(start..end).filter(|_| high).and_then(Packed::latin)
            }),
        };
        match (letters, Span::from_usize(start, end)) {
            (Some(letters), Some(span)) => {
                let (hash, digits) = (letters.hash(), letters.has_digit());
                let number = letters.begins_with_digit();
                words.push(Word { hash, letters: Some(letters), span, digits, number });
            }
            _ => settled = scan(text, start, end, words),
        }
    };
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    for (slot, byte) in last.iter_mut().zip(rest) {
        *slot = *byte;
    }
    // Where the run begins that goes on from the block before, and whether anything of it
    // is beyond ASCII.
    let (mut open, mut open_high) = (None, false);
    let mut base = 0;
    for block in blocks.iter().chain(std::iter::once(&last)) {
        let found = classes(block);
        let run = found.plain | found.high;
        let before = run << 1 | u64::from(open.is_some());
        let (mut begins, mut ends) = (run & !before, before & !run);
        let next = |bits: &mut u64| {
            let bit = bits.trailing_zeros();
            *bits &= bits.wrapping_sub(1);
            bit
        };
        if let Some(start) = open.filter(|_| ends != 0) {
            let end = next(&mut ends);
            let high = open_high || found.high & ((1 << end) - 1) != 0;
            end_run(start, base + end as usize, high, found.joints >> end & 1 != 0);
            (open, open_high) = (None, false);
        }
        while ends != 0 {
            let (begin, end) = (next(&mut begins), next(&mut ends));
            let high = found.high & ((1 << end) - (1 << begin)) != 0;
            let may_go_on = found.joints >> end & 1 != 0;
            end_run(base + begin as usize, base + end as usize, high, may_go_on);
        }
        if begins != 0 {
            let begin = next(&mut begins);
            open = Some(base + begin as usize);
            open_high = found.high >> begin != 0;
        } else if open.is_some() {
            open_high |= found.high != 0;
        }
        base += BLOCK;
    }
}

/// [`read`] into a new list.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    read(text, &mut words);
    words
}

/// The words that begin in a stretch of the text they were read from.
pub(super) fn within(words: &[Word], start: usize, end: usize) -> &[Word] {
    let place = |at: usize| words.partition_point(|word| (word.span.start as usize) < at);
    words.get(place(start)..place(end)).unwrap_or_default()
}

/// Whether a word goes on behind the run of letters that ends at `end`: see [`joins`].
fn goes_on(text: &str, end: usize) -> bool {
    let bytes = text.as_bytes();
    let next = || bytes.get(end + 1);
    let may = match bytes.get(end) {
        Some(b'.' | b',') => next().is_some_and(u8::is_ascii_digit),
        Some(b'-') => next().is_some_and(u8::is_ascii_whitespace),
        _ => false,
    };
    may && {
        let last = end.checked_sub(1).and_then(|last| bytes.get(last));
        joins(text, end, 1, last.copied()).is_some()
    }
}

/// Reads the words of the run from `start` to `end`, and what joins on to them, letter
/// by letter; answers where it stopped.
fn scan(text: &str, start: usize, end: usize, words: &mut Vec<Word>) -> usize {
    let sink = |word: &str, span: Span| words.push(Word::new(word, span));
    Scanner::new(text, sink).run(start, end)
}

/// The words that `masks` leave. A word that a mask cuts is read again, as the stretches
/// beside the mask alone.
pub fn outside(text: &str, words: &[Word], masks: &[Span], out: &mut Vec<Word>) {
    out.clear();
    let masks = merged(masks.to_vec());
    let mut masks = masks.iter().peekable();
    let mut rest = words;
    while let Some(&&mask) = masks.peek() {
        // Whole stretches are copied; only words that meet a mask are looked at.
        let before = rest.partition_point(|word| word.span.end <= mask.start);
        out.extend_from_slice(rest.split_off(..before).unwrap_or_default());
        let meets = |word: &&Word| word.span.start < mask.end;
        let Some(word) = rest.first().filter(meets) else {
            masks.next();
            continue;
        };
        if mask.contains(word.span) {
            let within = rest.partition_point(|word| word.span.end <= mask.end);
            rest = rest.get(within..).unwrap_or_default();
            continue;
        }
        rest = rest.get(1..).unwrap_or_default();
        let mut start = word.span.start;
        for mask in masks.clone().take_while(|mask| mask.start < word.span.end) {
            piece(text, Span::new(start, mask.start), out);
            start = mask.end;
        }
        piece(text, Span::new(start, word.span.end), out);
    }
    out.extend_from_slice(rest);
}

/// Reads a stretch of the text as if it stood alone.
fn piece(text: &str, stretch: Span, out: &mut Vec<Word>) {
    let first = out.len();
    read(stretch.slice(text).unwrap_or_default(), out);
    for word in out.iter_mut().skip(first) {
        let Span { start, end } = word.span;
        word.span = Span::new(stretch.start + start, stretch.start + end);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::{tokenise, tokenise_outside};
    use super::*;
    use proptest::prelude::*;

    fn as_tokenised(text: &str) -> Vec<(u64, Span, bool)> {
        let mut words = Vec::new();
        tokenise(text, |word, span| {
            let digits = word.bytes().any(|byte| byte.is_ascii_digit());
            words.push((word_hash(word), span, digits));
        });
        words
    }

    fn bare(words: &[Word]) -> Vec<(u64, Span, bool)> {
        words.iter().map(|word| (word.hash, word.span, word.digits)).collect()
    }

    #[test]
    fn runs_end_and_go_on_at_the_edges_of_blocks() {
        for length in 50..80 {
            for word in ["zug", "größte", "1,5", "donaudampfschifffahrts"] {
                let text = format!("{} {word}", "x".repeat(length));
                assert_eq!(bare(&words(&text)), as_tokenised(&text), "{text}");
                let text = format!("{}{word} und", "y ".repeat(length / 2));
                assert_eq!(bare(&words(&text)), as_tokenised(&text), "{text}");
            }
        }
    }

    #[test]
    fn letters_beyond_ascii_fold_alike_wherever_they_stand_in_a_word() {
        for letter in '\u{80}'..'\u{250}' {
            for place in 0..17 {
                let text = format!("{}{letter}{} x", "a".repeat(place), "B".repeat(3));
                assert_eq!(bare(&words(&text)), as_tokenised(&text), "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn words_are_those_of_the_tokeniser(
            text in "([a-zA-Z0-9]{1,20}|[a-zA-ZäÖßéŁÿþ×÷À0-9 .,\n'’“–-]|\u{308}|\u{ad}|Ａ|ﬁ|中|ไทย|\\PC){0,60}"
        ) {
            prop_assert_eq!(bare(&words(&text)), as_tokenised(&text));
        }

        #[test]
        fn masks_leave_the_words_that_stand_outside_them(
            text in "[a-zA-Zä0-9 .,\n-]{0,80}",
            cuts in prop::collection::vec(0usize..80, 0..6),
        ) {
            let at = |cut: usize| text.floor_char_boundary(cut.min(text.len()));
            let masks: Vec<Span> = cuts
                .chunks_exact(2)
                .filter_map(|pair| Span::from_usize(at(pair[0]), at(pair[1])))
                .collect();
            let mut left = Vec::new();
            outside(&text, &words(&text), &masks, &mut left);
            let mut wanted = Vec::new();
            tokenise_outside(&text, &masks, |word, span| wanted.push((word_hash(word), span)));
            // A word joined across signs may be cut at a mask that leaves a sign only.
            let joined = text.contains(['.', ',', '-']);
            if !joined {
                let left: Vec<(u64, Span)> = left.iter().map(|w| (w.hash, w.span)).collect();
                prop_assert_eq!(left, wanted);
            }
        }
    }
}
