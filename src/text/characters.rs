//! Class and folded form of every character, worked out once and looked up.

use std::sync::atomic::{AtomicU64, Ordering};

use super::fold::{Class, class, continues_cluster, fold_cluster};
use super::segment::has_no_spaces;

/// What a character does to the word it stands in, as far as it tells by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Belongs to a word.
    Word,
    /// Belongs to a word of a script without spaces.
    Unspaced,
    /// Belongs to the character before it: the two fold together.
    Mark,
    /// Is passed over: [`Class::Ignored`].
    Ignored,
    /// Ends a word: [`Class::Separator`].
    Separator,
}

/// Most bytes that an entry holds.
const FOLDED: usize = 6;

/// A character: its kind and folded form.
///
/// As a number: the kind in the lowest byte, never 0; the length of the folded form in the
/// next, beyond [`FOLDED`] for one that the entry does not hold; then the form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry(u64);

impl Entry {
    /// Computed by [`class`] and [`fold_cluster`] themselves.
    fn of(c: char) -> Self {
        let kind = match class(c) {
            _ if continues_cluster(c) => MARK,
            Class::Ignored => IGNORED,
            Class::Separator => SEPARATOR,
            Class::Word if has_no_spaces(c) => UNSPACED,
            Class::Word => WORD,
        };
        let mut folded = String::new();
        if matches!(kind, WORD | UNSPACED) {
            fold_cluster(c.encode_utf8(&mut [0; 4]), &mut folded);
        }
        let mut bytes = [0; 2 + FOLDED];
        let head = [kind, u8::try_from(folded.len()).unwrap_or(u8::MAX)];
        for (slot, byte) in bytes.iter_mut().zip(head.into_iter().chain(folded.bytes())) {
            *slot = byte;
        }
        Self(u64::from_le_bytes(bytes))
    }

    #[inline]
    pub(super) const fn kind(self) -> Kind {
        match self.0.to_le_bytes()[0] {
            WORD => Kind::Word,
            UNSPACED => Kind::Unspaced,
            MARK => Kind::Mark,
            IGNORED => Kind::Ignored,
            _ => Kind::Separator,
        }
    }

    /// Bytes of the folded form.
    #[inline]
    const fn length(self) -> usize {
        self.0.to_le_bytes()[1] as usize
    }

    /// Appends the folded form of a character that belongs to a word. `None` for one of more
    /// bytes than an entry holds.
    #[inline]
    pub(super) fn append(self, word: &mut Vec<u8>) -> Option<()> {
        let [_, _, folded @ ..] = self.0.to_le_bytes();
        word.extend_from_slice(folded.get(..self.length())?);
        Some(())
    }

    /// Writes the folded form of a character of a word with spaces to `room` from `at`;
    /// answers how long it is. `None` for any other character, for one that folds to nothing,
    /// which does not begin a word, and beyond the room or the entry.
    #[inline]
    pub(super) fn write(self, room: &mut [u8], at: usize) -> Option<usize> {
        let length = self.length();
        let [kind, _, folded @ ..] = self.0.to_le_bytes();
        let fits = kind == WORD && (1..=FOLDED).contains(&length);
        let slots = room.get_mut(at..)?.first_chunk_mut().filter(|_| fits)?;
        *slots = folded;
        Some(length)
    }
}

const WORD: u8 = 1;
const UNSPACED: u8 = 2;
const MARK: u8 = 3;
const IGNORED: u8 = 4;
const SEPARATOR: u8 = 5;

/// The entries of all characters; 0 for one that was not met yet. Memory that no text of a
/// script has touched is not there.
static ENTRIES: [AtomicU64; 0x11_0000] = [const { AtomicU64::new(0) }; 0x11_0000];

/// The entry of a character.
#[inline]
pub(super) fn entry(c: char) -> Entry {
    match ENTRIES.get(c as usize).map(|entry| entry.load(Ordering::Relaxed)) {
        Some(known) if known != 0 => Entry(known),
        _ => learnt(c),
    }
}

/// Two threads may both learn a character: they learn the same.
#[cold]
fn learnt(c: char) -> Entry {
    let entry = Entry::of(c);
    if let Some(slot) = ENTRIES.get(c as usize) {
        slot.store(entry.0, Ordering::Relaxed);
    }
    entry
}

#[cfg(test)]
mod tests {
    use crate::span::Span;
    use crate::text::tokens::{plain, tokenise};
    use crate::text::words::{word_hash, words};

    #[test]
    fn every_character_does_to_a_word_what_it_does_by_itself() {
        let mut found = Vec::<(u64, Span)>::new();
        let mut wanted = Vec::new();
        for c in '\0'..=char::MAX {
            // Planes without characters of a script: one of each page.
            if matches!(u32::from(c) >> 16, 4..=13 | 15..) && u32::from(c) & 0xff != 0 {
                continue;
            }
            let text =
                format!("{c} a{c}b\u{300}{c} \u{308}{c}\u{301}{c}1{c}2 ไ{c}ย i-\n{c}");
            wanted.clear();
            plain::tokenise(&text, |word, span| wanted.push((word_hash(word), span)));
            found.clear();
            tokenise(&text, |word, span| found.push((word_hash(word), span)));
            assert_eq!(found, wanted, "{text:?}");
            found.clear();
            found.extend(words(&text).iter().map(|word| (word.hash, word.span)));
            assert_eq!(found, wanted, "{text:?}");
        }
    }
}
