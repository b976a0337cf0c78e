//! The plain twin of [`super::tokenise`]: every character is asked for its class and folded by
//! itself, without a table. For tests and measurements.

use super::{is_point, joins};
use crate::span::Span;
use crate::text::fold::{Class, class, continues_cluster, fold_cluster};
use crate::text::segment::{self, Piece};

/// Calls `sink` with every folded word of `text` and its bytes, in order.
///
/// ```
/// use samestory::text::tokens::plain;
///
/// let mut words = Vec::new();
/// plain::tokenise("Größte Fälle", |word, _| words.push(word.to_owned()));
/// assert_eq!(words, ["grösste", "fälle"]);
/// ```
pub fn tokenise(text: &str, mut sink: impl FnMut(&str, Span)) {
    let mut word = Word::default();
    let mut characters = text.char_indices().peekable();
    // What joins two halves of a word is passed over.
    let mut resume = 0;
    while let Some((here, c)) = characters.next() {
        if here < resume {
            continue;
        }
        let mut next = here + c.len_utf8();
        while let Some((at, mark)) = characters.next_if(|(_, c)| continues_cluster(*c)) {
            next = at + mark.len_utf8();
        }
        match class(c) {
            // A mark without a letter.
            Class::Word if word.folded.is_empty() && continues_cluster(c) => {}
            Class::Word => {
                word.unspaced |= segment::has_no_spaces(c);
                word.place(here, next);
                fold_cluster(text.get(here..next).unwrap_or_default(), &mut word.folded);
            }
            Class::Ignored => {}
            Class::Separator => {
                let alone = next == here + c.len_utf8();
                let last = word.folded.bytes().last().filter(|_| alone);
                let Some(joined) = joins(text, here, c.len_utf8(), last) else {
                    word.end(&mut sink);
                    continue;
                };
                if is_point(c) {
                    word.place(here, next);
                    word.folded.push('.');
                }
                resume = joined;
            }
        }
    }
    word.end(&mut sink);
}

/// A word that is being read.
#[derive(Default)]
struct Word {
    folded: String,
    /// Where each of its characters stands.
    pieces: Vec<Piece>,
    /// Whether it holds a script without spaces.
    unspaced: bool,
}

impl Word {
    /// Notes where the next folded character stands.
    fn place(&mut self, start: usize, end: usize) {
        let folded = self.folded.len();
        if folded == 0 {
            self.pieces.clear();
        }
        self.pieces.push(Piece { folded, start, end });
    }

    fn end(&mut self, sink: &mut impl FnMut(&str, Span)) {
        let Self { folded, pieces, unspaced } = std::mem::take(self);
        if unspaced {
            segment::words(&folded, &pieces, sink);
        } else if let [first, ..] = *pieces
            && let [.., last] = *pieces
            && let Some(span) = Span::from_usize(first.start, last.end)
            && !folded.is_empty()
        {
            sink(&folded, span);
        }
    }
}
