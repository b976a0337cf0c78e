//! Class and folded form of every character, worked out once and looked up.

use std::sync::OnceLock;

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
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    /// Beyond [`FOLDED`] for a form that the entry does not hold.
    len: u8,
    bytes: [u8; FOLDED],
}

impl Entry {
    const SEPARATOR: Self = Self { kind: Kind::Separator, len: 0, bytes: [0; FOLDED] };

    /// Computed by [`class`] and [`fold_cluster`] themselves.
    fn of(c: char) -> Self {
        let kind = match class(c) {
            _ if continues_cluster(c) => Kind::Mark,
            Class::Ignored => Kind::Ignored,
            Class::Separator => Kind::Separator,
            Class::Word if has_no_spaces(c) => Kind::Unspaced,
            Class::Word => Kind::Word,
        };
        let mut folded = String::new();
        if matches!(kind, Kind::Word | Kind::Unspaced) {
            fold_cluster(c.encode_utf8(&mut [0; 4]), &mut folded);
        }
        let mut bytes = [0; FOLDED];
        for (slot, byte) in bytes.iter_mut().zip(folded.bytes()) {
            *slot = byte;
        }
        Self { kind, len: u8::try_from(folded.len()).unwrap_or(u8::MAX), bytes }
    }

    /// The folded form of a character that belongs to a word; `None` for one of more bytes
    /// than an entry holds.
    #[inline]
    pub(super) fn folded(&self) -> Option<&[u8]> {
        self.bytes.get(..usize::from(self.len))
    }

    /// Writes the folded form of a character of a word with spaces to `room` from `at`;
    /// answers how long it is. `None` for any other character, and beyond the room or the
    /// entry.
    #[inline]
    pub(super) fn write(self, room: &mut [u8], at: usize) -> Option<usize> {
        let length = usize::from(self.len);
        // One that folds to nothing does not begin a word.
        let fits = self.kind == Kind::Word && (1..=FOLDED).contains(&length);
        let slots = room.get_mut(at..)?.first_chunk_mut().filter(|_| fits)?;
        *slots = self.bytes;
        Some(length)
    }
}

/// Characters of a page.
const PAGE: usize = 256;

/// The pages of all characters, each filled when one of its characters is first met: a text
/// of one script meets few.
static PAGES: [OnceLock<Box<[Entry; PAGE]>>; 0x11_0000 / PAGE] =
    [const { OnceLock::new() }; 0x11_0000 / PAGE];

/// The entry of a character.
#[inline]
pub(super) fn entry(c: char) -> &'static Entry {
    static NONE: Entry = Entry::SEPARATOR;
    let code = c as usize;
    let page =
        PAGES.get(code / PAGE).map(|page| page.get_or_init(|| filled(code / PAGE)));
    page.and_then(|entries| entries.get(code % PAGE)).unwrap_or(&NONE)
}

#[cold]
fn filled(page: usize) -> Box<[Entry; PAGE]> {
    let mut entries = Box::new([Entry::SEPARATOR; PAGE]);
    for (entry, code) in entries.iter_mut().zip(page * PAGE..) {
        // Surrogates are no characters and are not asked for.
        if let Some(c) = u32::try_from(code).ok().and_then(char::from_u32) {
            *entry = Entry::of(c);
        }
    }
    entries
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
