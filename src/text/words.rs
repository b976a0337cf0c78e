//! The words of a text as hashes and places: what every later stage begins with.
//!
//! [`read`] finds the words that [`tokenise`] finds, without writing them out: runs of letters
//! and digits are found first, many at a time, a short one is folded and hashed in registers,
//! one of other letters is folded letter by letter, and what holds signs, marks or a script without
//! spaces, or is very long, goes through the scanner of [`super::tokens`].

use xxhash_rust::xxh3::xxh3_64;

use super::characters::entry;
use super::packed::{LONG, Packed, long};
use super::runs::{Run, Runs};
use super::tokens::{Scanner, joins, tokenise};
use crate::span::{Span, merged};

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The [`word_hash`] of its folded letters.
    pub hash: u64,
    letters: Letters,
    /// Its place in the original text.
    pub span: Span,
}

/// The folded letters of a word, or of a long one what else is asked of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    Packed(Packed),
    Long { digits: bool, number: bool },
}

impl Word {
    fn new(folded: &[u8], span: Span) -> Self {
        if let Some(letters) = Packed::of(folded) {
            return Self::packed(letters, span);
        }
        let digits = folded.iter().any(u8::is_ascii_digit);
        let number = folded.first().is_some_and(u8::is_ascii_digit);
        let letters = Letters::Long { digits, number };
        Self { hash: xxh3_64(folded), letters, span }
    }

    #[inline]
    const fn packed(letters: Packed, span: Span) -> Self {
        Self { hash: letters.hash(), letters: Letters::Packed(letters), span }
    }

    /// Its folded letters, if they are no more than 16 bytes.
    pub const fn letters(&self) -> Option<Packed> {
        match self.letters {
            Letters::Packed(letters) => Some(letters),
            Letters::Long { .. } => None,
        }
    }

    /// Whether a digit is among its letters.
    pub const fn has_digit(&self) -> bool {
        match self.letters {
            Letters::Packed(letters) => letters.has_digit(),
            Letters::Long { digits, .. } => digits,
        }
    }

    /// Whether it begins with a digit.
    pub const fn begins_with_digit(&self) -> bool {
        match self.letters {
            Letters::Packed(letters) => letters.begins_with_digit(),
            Letters::Long { number, .. } => number,
        }
    }

    /// The folded word; `text` is the text it was read from.
    pub fn folded(&self, text: &str) -> String {
        self.fold_with(text, str::to_owned)
    }

    /// Calls `with` with the folded word; `text` is the text it was read from.
    pub fn fold_with<T>(&self, text: &str, with: impl FnOnce(&str) -> T) -> T {
        if let Some(letters) = self.letters() {
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
/// assert!(words[1].begins_with_digit());
/// ```
pub fn read(text: &str, words: &mut Vec<Word>) {
    let bytes = text.as_bytes();
    // Words that begin before this are settled.
    let mut settled = 0;
    let mut stretches = Runs::new(bytes);
    while let Some(runs) = stretches.next() {
        for Run { start, end, joint } in runs {
            // A word that joined on to this run may have ended inside it.
            let start = start.max(settled);
            if start >= end {
                continue;
            }
            let goes_on = joint && goes_on(text, end);
            let letters = if goes_on { None } else { Packed::run(bytes, start, end) };
            match (letters, Span::from_usize(start, end)) {
                (Some(letters), Some(span)) => words.push(Word::packed(letters, span)),
                _ => settled = unpacked(text, start, end, goes_on, words),
            }
        }
    }
}

/// [`read`] into a new list.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    read(text, &mut words);
    words
}

/// Whether a word goes on behind the run of letters that ends at `end`: see [`joins`]. What a
/// letter beyond ASCII folds to is not asked: where it might be a digit, the answer is yes.
fn goes_on(text: &str, end: usize) -> bool {
    let bytes = text.as_bytes();
    let next = || bytes.get(end + 1);
    let may = match bytes.get(end) {
        Some(b'.' | b',') => {
            next().is_some_and(|next| next.is_ascii_digit() || !next.is_ascii())
        }
        Some(b'-') => next().is_some_and(u8::is_ascii_whitespace),
        _ => false,
    };
    may && {
        let last = end.checked_sub(1).and_then(|last| bytes.get(last));
        let folds = last.is_some_and(|last| !last.is_ascii());
        folds || joins(text, end, 1, last.copied()).is_some()
    }
}

/// Reads the words of a run that are not packed at once, and what joins on to them; answers
/// where it stopped.
#[cold]
fn unpacked(
    text: &str,
    start: usize,
    end: usize,
    goes_on: bool,
    words: &mut Vec<Word>,
) -> usize {
    let bytes = text.as_bytes();
    if let Some(run) = text.get(start..end).filter(|_| !goes_on)
        && let Some(span) = Span::from_usize(start, end)
    {
        let (mut room, mut other) = ([0; LONG], [0; LONG]);
        let folded = long(bytes, start, end, &mut room);
        if let Some(folded) = folded.or_else(|| one_by_one(run, &mut other)) {
            words.push(Word::new(folded, span));
            return end;
        }
    }
    let sink = |word: &str, span: Span| words.push(Word::new(word.as_bytes(), span));
    Scanner::new(text, sink).run(start, end)
}

/// Folds a run into `room`; `None` for a longer one, and for one in which anything but letters
/// and digits stands that fold one by one.
fn one_by_one<'r>(run: &str, room: &'r mut [u8; LONG]) -> Option<&'r [u8]> {
    let mut length = 0;
    for c in run.chars() {
        length += entry(c).write(room, length)?;
    }
    room.get(..length)
}

/// The words that `masks` leave. A word that a mask cuts is read again, as the stretches
/// beside the mask alone.
pub fn outside(text: &str, words: &[Word], masks: &[Span], out: &mut Vec<Word>) {
    out.clear();
    each_outside(text, words, masks, |words| out.extend_from_slice(words));
}

/// The hashes of the words that [`outside`] leaves.
pub(crate) fn hashes_outside(
    text: &str,
    words: &[Word],
    masks: &[Span],
    out: &mut Vec<u64>,
) {
    out.clear();
    let hashes = |words: &[Word]| out.extend(words.iter().map(|word| word.hash));
    each_outside(text, words, masks, hashes);
}

/// Calls `sink` with the words that `masks` leave, stretch by stretch.
fn each_outside(
    text: &str,
    words: &[Word],
    masks: &[Span],
    mut sink: impl FnMut(&[Word]),
) {
    let masks = merged(masks.to_vec());
    let mut masks = masks.iter().peekable();
    let mut rest = words;
    while let Some(&&mask) = masks.peek() {
        // Whole stretches are taken; only words that meet a mask are looked at.
        let before = rest.partition_point(|word| word.span.end <= mask.start);
        sink(rest.split_off(..before).unwrap_or_default());
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
            sink(&piece(text, Span::new(start, mask.start)));
            start = mask.end;
        }
        sink(&piece(text, Span::new(start, word.span.end)));
    }
    sink(rest);
}

/// Reads a stretch of the text as if it stood alone.
fn piece(text: &str, stretch: Span) -> Vec<Word> {
    let mut words = words(stretch.slice(text).unwrap_or_default());
    for word in &mut words {
        let Span { start, end } = word.span;
        word.span = Span::new(stretch.start + start, stretch.start + end);
    }
    words
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
        words.iter().map(|word| (word.hash, word.span, word.has_digit())).collect()
    }

    #[test]
    fn runs_end_and_go_on_at_the_edges_of_blocks() {
        for length in (50..80).chain(240..270) {
            for word in ["zug", "größte", "1,5", "donaudampfschifffahrts"] {
                let text = format!("{} {word}", "x".repeat(length));
                assert_eq!(bare(&words(&text)), as_tokenised(&text), "{text}");
                let text = format!("{}{word} und", "y ".repeat(length / 2));
                assert_eq!(bare(&words(&text)), as_tokenised(&text), "{text}");
            }
        }
    }

    #[test]
    fn a_word_goes_on_behind_what_folds_to_a_digit() {
        for text in [
            "５,5 x",
            "x５.5",
            "5\u{ad},5",
            "½,5",
            "é,5",
            "５-\n a",
            "é-\n a",
            "5.٥ x",
            "٥.٥",
            "٥,5",
            "٥٫٥ x",
            "5٬555 x",
            "5.é",
            "٥.é",
            "é٫٥",
            "5.５",
            "５．5",
        ] {
            assert_eq!(bare(&words(text)), as_tokenised(text), "{text}");
        }
    }

    #[test]
    fn letters_beyond_ascii_fold_alike_wherever_they_stand_in_a_word() {
        for letter in '\u{80}'..'\u{250}' {
            for place in 0..70 {
                let text = format!("{}{letter}{} x", "a".repeat(place), "B".repeat(3));
                assert_eq!(bare(&words(&text)), as_tokenised(&text), "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn words_are_those_of_the_tokeniser(
            text in "([a-zA-Z0-9]{1,20}|[a-zA-ZäÖßéŁÿþ×÷À0-9 .,\n'’“–-]|\u{308}|\u{ad}|Ａ|ﬁ|中|ไทย|[а-яΑ-ω]{1,40}|[ا-ي가-힣]{1,30}|\\PC){0,60}"
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
            let mut hashes = Vec::new();
            hashes_outside(&text, &words(&text), &masks, &mut hashes);
            prop_assert_eq!(hashes, left.iter().map(|word| word.hash).collect::<Vec<_>>());
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
