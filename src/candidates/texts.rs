//! The texts of a collection: of articles whose words are the same, one.

use std::ops::Range;

use rayon::prelude::*;

use super::part_lists::Keys;
use super::postings::{Posting, place};
use crate::error::Result;
use crate::shelf::spill::{SharedSpill, Spill};
use crate::sketch::parts::{PARTS, Parted};
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

/// Keys that are gone through at once where memory is short: what tells those that were
/// met twice has sixteen bits for each, and stays in the caches. They lie in [`PARTS`].
const ROUND: usize = 2 << 20;

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

    /// Calls `sink` with the keys of every text of a block, by its bands, each behind its
    /// article's place there.
    fn band_keys(
        &self,
        block: usize,
        banding: Banding,
        mut sink: impl FnMut(usize, u64),
    ) {
        self.sketches.signatures(block, |at, signature| {
            if self.number(block, at).is_some() {
                signature.band_keys(banding).for_each(|key| sink(at, key));
            }
        });
    }

    fn rounds(&self, keys: usize) -> usize {
        if self.sketches.is_in_file() {
            keys.div_ceil(ROUND).next_power_of_two().min(PARTS)
        } else {
            1
        }
    }
}

/// Texts by the bands of their signatures.
pub(super) struct ByBands<'t> {
    texts: &'t Texts<'t>,
    banding: Banding,
    /// Where sketches are in a file, the keys of every block are in another, so that they are
    /// made once: they are gone through in rounds, three times in each.
    filed: Option<(Spill, Vec<Parted>)>,
}

impl<'t> ByBands<'t> {
    pub(super) fn new(texts: &'t Texts<'t>, banding: Banding) -> Result<Self> {
        let Some(spill) = texts.sketches.beside()? else {
            return Ok(Self { texts, banding, filed: None });
        };
        let spill = SharedSpill::new(spill);
        let put = |block: usize| {
            let mut keys: Vec<(u16, u64)> = Vec::new();
            texts.band_keys(block, banding, |at, key| {
                // What is in a file has no larger blocks.
                keys.extend(u16::try_from(at).ok().map(|at| (at, key)));
            });
            let mut bytes = Vec::new();
            let parted = Parted::put(keys.iter().copied(), &mut bytes);
            parted.moved(spill.append(&bytes))
        };
        let blocks: Vec<Parted> =
            (0..texts.sketches.blocks()).into_par_iter().map(put).collect();
        let spill = spill.seal();
        spill.check()?;
        Ok(Self { texts, banding, filed: Some((spill, blocks)) })
    }

    /// Whether all keys could be read that were asked for.
    pub(super) fn check(&self) -> Result<()> {
        self.texts.sketches.check()?;
        self.filed.as_ref().map_or(Ok(()), |(spill, _)| spill.check())
    }
}

impl Keys for ByBands<'_> {
    fn shares(&self) -> usize {
        self.texts.sketches.blocks()
    }

    fn count(&self) -> usize {
        self.texts.len() * self.banding.bands()
    }

    fn rounds(&self) -> usize {
        self.filed.as_ref().map_or(1, |_| self.texts.rounds(self.count()))
    }

    fn each(&self, share: usize, parts: &Range<usize>, mut sink: impl FnMut(Posting)) {
        let texts = self.texts;
        let posting = |at: usize, key: u64| {
            if let Some(number) = texts.number(share, at) {
                sink((key, number));
            }
        };
        match &self.filed {
            Some((spill, blocks)) => {
                if let Some(block) = blocks.get(share) {
                    block.each(spill, parts, posting);
                }
            }
            None => texts.band_keys(share, self.banding, posting),
        }
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
        self.0.rounds(self.count())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shelf::spill::Spill;
    use crate::sketch::Sketch;
    use crate::sketch::parts::part_of;
    use crate::sketch::sketches::SketchWriter;
    use proptest::prelude::*;

    /// Sketches in a file in `folder`, in blocks of `size`.
    fn filed(sketches: &[Sketch], size: usize, folder: &std::path::Path) -> Sketches {
        let writer = SketchWriter::new(Some(Spill::create(folder).unwrap()));
        let blocks =
            sketches.chunks(size).map(|some| writer.put(some.to_vec())).collect();
        writer.finish(blocks, size)
    }

    fn sketches(texts: &[Vec<u64>]) -> Vec<Sketch> {
        texts.iter().map(|words| Sketch::of(words, 5)).collect()
    }

    proptest! {
        #[test]
        fn keys_of_bands_in_a_file_are_those_made_of_signatures(
            texts in prop::collection::vec(prop::collection::vec(any::<u64>(), 0..40), 1..12),
            size in 1usize..5,
            first in 0..PARTS,
            count in 1..=PARTS,
            left_out in 0u32..12,
        ) {
            let parts = first..(first + count).min(PARTS);
            let all = sketches(&texts);
            let folder = tempfile::tempdir().unwrap();
            let of = |sketches: &Sketches| {
                let articles = (0u32..).take(texts.len()).filter(|one| *one != left_out);
                let texts = Texts::new(sketches, articles);
                let keys = ByBands::new(&texts, Banding::default()).unwrap();
                let mut found = Vec::new();
                for share in 0..keys.shares() {
                    keys.each(share, &parts, |posting| found.push(posting));
                }
                keys.check().unwrap();
                found.retain(|posting| parts.contains(&part_of(posting.0)));
                found.sort_unstable();
                found
            };
            prop_assert_eq!(of(&filed(&all, size, folder.path())), of(&all.clone().into()));
        }
    }

    #[test]
    fn a_folder_that_takes_no_more_files_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let all = filed(&sketches(&[(0..40).collect()]), 1, folder.path());
        let texts = Texts::new(&all, [0]);
        assert!(ByBands::new(&texts, Banding::default()).is_ok());
        let path = folder.path().display().to_string();
        drop(folder);
        let error = ByBands::new(&texts, Banding::default()).err().unwrap().to_string();
        assert!(error.contains(&path), "{error}");
    }
}
