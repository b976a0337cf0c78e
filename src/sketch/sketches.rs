//! The sketches of a collection: in memory or, beside articles that are in a temporary
//! file, in another.

use std::borrow::Cow;
use std::ops::Range;

use super::Sketch;
use super::parts::{PARTS, Parted};
use super::signature::Signature;
use crate::error::Result;
use crate::shelf::spill::{SharedSpill, Spill};

/// Sketches, in the order of their articles.
///
/// They lie in blocks, and are read a block at a time.
///
/// ```
/// use samestory::sketch::Sketch;
/// use samestory::sketch::sketches::Sketches;
///
/// let words: Vec<u64> = (0..90).map(|word| word * word).collect();
/// let sketches = Sketches::from(vec![Sketch::of(&words, 5), Sketch::of(&words[9..], 5)]);
/// assert_eq!(sketches.len(), 2);
/// assert_eq!(sketches.get(1).unwrap().words, 81);
/// ```
#[derive(Debug, Default)]
pub struct Sketches {
    blocks: Vec<Block>,
    /// Articles in every block but the last.
    size: usize,
    spill: Option<Spill>,
}

/// Sketches of articles in a row.
#[derive(Debug)]
pub(crate) enum Block {
    Held(Vec<Sketch>),
    /// In the file: signatures one after the other, from this place on, and fingerprints.
    Filed {
        heads: Vec<Head>,
        signatures: u64,
        fingerprints: Parted,
    },
}

/// Most sketches of a block that goes into a file.
const MOST: usize = 1 << u16::BITS;

/// What of a sketch is in memory, wherever the rest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// [`Sketch::text`].
    pub(crate) text: [u64; 2],
    /// [`Sketch::words`].
    pub(crate) words: u32,
    /// How many fingerprints there are.
    pub(crate) fingerprints: u32,
}

impl From<&Sketch> for Head {
    fn from(sketch: &Sketch) -> Self {
        let fingerprints = u32::try_from(sketch.fingerprints.len()).unwrap_or(u32::MAX);
        Self { text: sketch.text, words: sketch.words, fingerprints }
    }
}

impl Head {
    /// A text without words has no signature.
    const fn is_signed(self) -> bool {
        self.words > 0
    }
}

/// Puts blocks of sketches where they stay; several threads may do so.
pub(crate) struct SketchWriter(Option<SharedSpill>);

impl SketchWriter {
    /// Into this file, or into memory.
    pub(crate) fn new(spill: Option<Spill>) -> Self {
        Self(spill.map(SharedSpill::new))
    }

    /// Puts one block.
    pub(crate) fn put(&self, sketches: Vec<Sketch>) -> Block {
        let Some(spill) = self.0.as_ref().filter(|_| sketches.len() <= MOST) else {
            return Block::Held(sketches);
        };
        let signed = sketches.iter().filter_map(|sketch| sketch.signature.as_ref());
        let mut bytes = Vec::with_capacity(sketches.len() * Signature::BYTES);
        for signature in signed {
            for slot in signature.slots() {
                bytes.extend_from_slice(&slot.to_le_bytes());
            }
        }
        let placed = (0_u16..).zip(&sketches).flat_map(|(at, sketch)| {
            sketch.fingerprints.iter().map(move |one| (at, *one))
        });
        let fingerprints = Parted::put(placed, &mut bytes);
        let signatures = spill.append(&bytes);
        Block::Filed {
            heads: sketches.iter().map(Head::from).collect(),
            signatures,
            fingerprints: fingerprints.moved(signatures),
        }
    }

    /// All that were put: their blocks in order, all of `size` articles but the last.
    pub(crate) fn finish(self, blocks: Vec<Block>, size: usize) -> Sketches {
        Sketches { blocks, size, spill: self.0.map(SharedSpill::seal) }
    }
}

impl From<Vec<Sketch>> for Sketches {
    /// Sketches that stay in memory.
    fn from(sketches: Vec<Sketch>) -> Self {
        Self { size: sketches.len(), blocks: vec![Block::Held(sketches)], spill: None }
    }
}

impl Sketches {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.blocks.iter().map(Block::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether everything could be written and read so far. Until this is asked, a sketch
    /// that could not be read is none.
    ///
    /// # Errors
    /// [`crate::error::Error::Spill`]: what went wrong first.
    pub fn check(&self) -> Result<()> {
        self.spill.as_ref().map_or(Ok(()), Spill::check)
    }

    /// The sketch of an article; `None` for a number out of range. From a file its whole
    /// block is read: for many of them take [`Sketches::iter`].
    pub fn get(&self, article: usize) -> Option<Cow<'_, Sketch>> {
        let number = article.checked_div(self.size)?;
        self.block(number).nth(article % self.size)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, Sketch>> {
        (0..self.blocks.len()).flat_map(|number| self.block(number))
    }

    /// Those of a block, in order.
    fn block(&self, number: usize) -> impl Iterator<Item = Cow<'_, Sketch>> {
        let (held, filed): (&[Sketch], Vec<Sketch>) = match self.blocks.get(number) {
            None => (&[], Vec::new()),
            Some(Block::Held(sketches)) => (sketches, Vec::new()),
            Some(Block::Filed { heads, .. }) => (&[], self.read_block(number, heads)),
        };
        held.iter().map(Cow::Borrowed).chain(filed.into_iter().map(Cow::Owned))
    }

    fn read_block(&self, number: usize, heads: &[Head]) -> Vec<Sketch> {
        let of = |head: &Head| Sketch {
            text: head.text,
            words: head.words,
            ..Sketch::default()
        };
        let mut found: Vec<Sketch> = heads.iter().map(of).collect();
        self.signatures(number, |at, signature| {
            if let Some(sketch) = found.get_mut(at) {
                sketch.signature = Some(signature.clone());
            }
        });
        self.fingerprints(number, &(0..PARTS), |at, fingerprint| {
            if let Some(sketch) = found.get_mut(at) {
                sketch.fingerprints.push(fingerprint);
            }
        });
        for sketch in &mut found {
            sketch.fingerprints.sort_unstable();
        }
        found
    }

    /// What is known of each without reading it.
    pub(crate) fn heads(&self) -> impl Iterator<Item = Head> {
        self.blocks
            .iter()
            .flat_map(|block| (0..block.len()).filter_map(|at| block.head(at)))
    }

    /// How many blocks there are.
    pub(crate) const fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// The number of the first article of a block.
    pub(crate) const fn first_of(&self, block: usize) -> usize {
        block * self.size
    }

    /// Whether they are in a file.
    pub(crate) const fn is_in_file(&self) -> bool {
        self.spill.is_some()
    }

    /// Calls `sink` with every signature of a block and its place there.
    pub(crate) fn signatures(
        &self,
        block: usize,
        mut sink: impl FnMut(usize, &Signature),
    ) {
        match self.blocks.get(block) {
            None => {}
            Some(Block::Held(sketches)) => {
                for (at, sketch) in sketches.iter().enumerate() {
                    if let Some(signature) = &sketch.signature {
                        sink(at, signature);
                    }
                }
            }
            Some(Block::Filed { heads, signatures, .. }) => {
                let signed =
                    heads.iter().enumerate().filter(|(_, head)| head.is_signed());
                let bytes =
                    self.read(*signatures, signed.clone().count() * Signature::BYTES);
                for ((at, _), bytes) in signed.zip(bytes.chunks_exact(Signature::BYTES)) {
                    sink(at, &Signature::from_bytes(bytes));
                }
            }
        }
    }

    /// Calls `sink` with fingerprints of the sketches of a block, each with its sketch's
    /// place there: with all that lie in these parts, and perhaps with others.
    pub(crate) fn fingerprints(
        &self,
        block: usize,
        parts: &Range<usize>,
        mut sink: impl FnMut(usize, u64),
    ) {
        match self.blocks.get(block) {
            None => {}
            Some(Block::Held(sketches)) => {
                for (at, sketch) in sketches.iter().enumerate() {
                    sketch.fingerprints.iter().for_each(|&one| sink(at, one));
                }
            }
            Some(Block::Filed { fingerprints, .. }) => {
                if let Some(spill) = &self.spill {
                    fingerprints.each(spill, parts, sink);
                }
            }
        }
    }

    /// Another file beside that of the sketches; none unless all are in one.
    ///
    /// # Errors
    /// [`crate::error::Error::Spill`]: it cannot be made.
    pub(crate) fn beside(&self) -> Result<Option<Spill>> {
        let all = self.blocks.iter().all(|block| matches!(block, Block::Filed { .. }));
        self.spill.as_ref().filter(|_| all).map(Spill::beside).transpose()
    }

    fn read(&self, at: u64, length: usize) -> Vec<u8> {
        self.spill.as_ref().map_or_else(Vec::new, |spill| spill.read(at, length))
    }
}

impl Block {
    const fn len(&self) -> usize {
        match self {
            Self::Held(sketches) => sketches.len(),
            Self::Filed { heads, .. } => heads.len(),
        }
    }

    fn head(&self, at: usize) -> Option<Head> {
        match self {
            Self::Held(sketches) => sketches.get(at).map(Head::from),
            Self::Filed { heads, .. } => heads.get(at).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parts::part_of;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sketches_in_a_file_are_those_in_memory(
            texts in prop::collection::vec(prop::collection::vec(any::<u64>(), 0..60), 0..20),
            size in 1usize..7,
        ) {
            let all: Vec<Sketch> = texts.iter().map(|words| Sketch::of(words, 5)).collect();
            let folder = tempfile::tempdir().unwrap();
            let kept = |spill: Option<Spill>| {
                let writer = SketchWriter::new(spill);
                let blocks = all.chunks(size).map(|some| writer.put(some.to_vec())).collect();
                writer.finish(blocks, size)
            };
            let filed = kept(Some(Spill::create(folder.path()).unwrap()));
            let held = kept(None);
            for sketches in [&filed, &held] {
                prop_assert_eq!(sketches.len(), all.len());
                let read: Vec<Sketch> = sketches.iter().map(Cow::into_owned).collect();
                prop_assert_eq!(&read, &all);
                let heads: Vec<Head> = all.iter().map(Head::from).collect();
                prop_assert_eq!(sketches.heads().collect::<Vec<_>>(), heads);
                let got: Vec<Sketch> = (0..all.len())
                    .filter_map(|article| sketches.get(article).map(Cow::into_owned))
                    .collect();
                prop_assert_eq!(&got, &all);
                prop_assert!(sketches.get(all.len()).is_none());
                let mut some = vec![Vec::new(); all.len()];
                for block in 0..sketches.blocks() {
                    sketches.fingerprints(block, &(70..170), |at, fingerprint| {
                        some[sketches.first_of(block) + at].push(fingerprint);
                    });
                }
                for (sketch, found) in all.iter().zip(some) {
                    let wanted = |one: &&u64| (70..170).contains(&part_of(**one));
                    let missing = sketch.fingerprints.iter().filter(wanted);
                    prop_assert!(missing.into_iter().all(|one| found.contains(one)));
                }
            }
            prop_assert!(filed.check().is_ok());
        }
    }
}
