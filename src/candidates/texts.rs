//! The texts of a collection: of articles whose words are the same, one.

use std::ops::Range;

use super::part_lists::Keys;
use super::postings::{Posting, place};
use crate::sketch::fingerprints::PARTS;
use crate::sketch::signature::Banding;
use crate::sketch::sketches::{Head, Sketches};

/// Sketches of texts that differ.
///
/// ```
/// use samestory::candidates::texts::Texts;
/// use samestory::sketch::Sketch;
/// use samestory::sketch::sketches::Sketches;
///
/// let words: Vec<u64> = (0..90).collect();
/// let one = Sketch::of(&words, 5);
/// let sketches = Sketches::from(vec![one.clone(), one, Sketch::of(&words[..50], 5)]);
/// let texts = Texts::new(&sketches, [0, 2]);
/// assert_eq!(texts.len(), 2);
/// ```
pub struct Texts<'s> {
    sketches: &'s Sketches,
    /// For each article the number of its text; [`NONE`] where another stands for it.
    numbers: Vec<u32>,
    len: usize,
}

const NONE: u32 = u32::MAX;

/// Fingerprints that are gone through at once where memory is short: what tells those
/// that were met twice has sixteen bits for each, and stays in the caches. They lie in
/// [`PARTS`].
const ROUND: usize = 2 << 20;
/// The same of bands, of which each round makes all anew; and the most rounds of them.
const BANDS_ROUND: usize = 16 << 20;
const MOST_ROUNDS: usize = 8;

impl<'s> Texts<'s> {
    /// The texts of these articles, ascending, numbered in their order.
    pub fn new(sketches: &'s Sketches, articles: impl IntoIterator<Item = u32>) -> Self {
        let mut numbers = vec![NONE; sketches.len()];
        let mut len = 0;
        for article in articles {
            if let Some(number) = numbers.get_mut(article as usize) {
                *number = place(len);
                len += 1;
            }
        }
        Self { sketches, numbers, len }
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What is known of each without reading it.
    pub(super) fn heads(&self) -> impl Iterator<Item = Head> {
        let all = self.numbers.iter().zip(self.sketches.heads());
        all.filter(|(number, _)| **number != NONE).map(|(_, head)| head)
    }

    fn number(&self, block: usize, at: usize) -> Option<u32> {
        let number = self.numbers.get(self.sketches.first_of(block) + at).copied();
        number.filter(|number| *number != NONE)
    }

    fn rounds(&self, keys: usize, round: usize, most: usize) -> usize {
        if self.sketches.is_in_file() {
            keys.div_ceil(round).next_power_of_two().min(most)
        } else {
            1
        }
    }
}

/// Texts by the bands of their signatures.
pub(super) struct ByBands<'t>(pub(super) &'t Texts<'t>, pub(super) Banding);

impl Keys for ByBands<'_> {
    fn shares(&self) -> usize {
        self.0.sketches.blocks()
    }

    fn count(&self) -> usize {
        self.0.len() * self.1.bands()
    }

    fn rounds(&self) -> usize {
        self.0.rounds(self.count(), BANDS_ROUND, MOST_ROUNDS)
    }

    fn each(&self, share: usize, _: &Range<usize>, mut sink: impl FnMut(Posting)) {
        let Self(texts, banding) = *self;
        texts.sketches.signatures(share, |at, signature| {
            if let Some(number) = texts.number(share, at) {
                signature.band_keys(banding).for_each(|key| sink((key, number)));
            }
        });
    }
}

/// Texts by their fingerprints.
pub(super) struct ByFingerprints<'t>(pub(super) &'t Texts<'t>);

impl Keys for ByFingerprints<'_> {
    fn shares(&self) -> usize {
        self.0.sketches.blocks()
    }

    fn count(&self) -> usize {
        self.0.heads().map(|head| head.fingerprints as usize).sum()
    }

    fn rounds(&self) -> usize {
        self.0.rounds(self.count(), ROUND, PARTS)
    }

    fn each(&self, share: usize, parts: &Range<usize>, mut sink: impl FnMut(Posting)) {
        let texts = self.0;
        texts.sketches.fingerprints(share, parts, |at, key| {
            if let Some(number) = texts.number(share, at) {
                sink((key, number));
            }
        });
    }
}
