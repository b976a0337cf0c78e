//! Values of one kind, one for each article or group: in memory as far as there is room,
//! and the rest in a temporary file.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::spill::{Ahead, SharedSpill, Spill};
use crate::error::Result;

/// What can be in a file.
pub trait Filed: Default + Clone + Send + Sync {
    /// Bytes that it takes in memory, about.
    fn size(&self) -> usize;

    /// Appends all of it to `out`.
    fn append(&self, out: &mut Vec<u8>);

    /// Reads what [`Filed::append`] wrote into the room of this one; `None` for other bytes.
    fn refill(&mut self, bytes: &[u8]) -> Option<()>;
}

/// What can be read as far as its front alone, of which more is wanted than of the rest.
pub(crate) trait Fronted: Filed {
    /// Reads the front of what [`Filed::append`] wrote; `None` for other bytes. What the
    /// rest would fill says nothing then.
    fn refill_front(&mut self, bytes: &[u8]) -> Option<()>;
}

/// Values in a row. They are put once, in blocks, and read by their numbers.
///
/// ```
/// use samestory::shelf::drawer::Drawer;
/// use samestory::sketch::terms::Terms;
///
/// let drawer = Drawer::from(vec![Terms { words: 7, ..Terms::default() }]);
/// assert_eq!(drawer.get(0).map(|terms| terms.words), Some(7));
/// assert_eq!((drawer.len(), drawer.get(1).is_none()), (1, true));
/// ```
#[derive(Debug)]
pub struct Drawer<T> {
    blocks: Vec<Block<T>>,
    /// The number of the first value of each block.
    firsts: Vec<usize>,
    length: usize,
    spill: Option<Spill>,
}

impl<T> Default for Drawer<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), firsts: Vec::new(), length: 0, spill: None }
    }
}

/// Values in a row that were put together.
#[derive(Debug)]
pub(crate) enum Block<T> {
    Held(Vec<T>),
    /// In the file from `begin` on; where each ends, counted from there.
    Filed {
        begin: u64,
        ends: Vec<u64>,
    },
}

/// Puts values where they stay; several threads may do so.
pub(crate) struct DrawerWriter {
    spill: Option<SharedSpill>,
    /// Bytes that may still be held.
    left: AtomicU64,
}

impl DrawerWriter {
    /// Holds so many bytes in memory, and puts the rest into this file; without one all
    /// are held.
    pub(crate) fn new(spill: Option<Spill>, held: u64) -> Self {
        Self { spill: spill.map(SharedSpill::new), left: AtomicU64::new(held) }
    }

    /// Puts one block.
    pub(crate) fn put<T: Filed>(&self, values: Vec<T>) -> Block<T> {
        let Some(spill) = &self.spill else { return Block::Held(values) };
        let size: usize = values.iter().map(T::size).sum();
        let taken = |left: u64| left.checked_sub(size as u64);
        if self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_ok() {
            return Block::Held(values);
        }
        let mut bytes = Vec::with_capacity(size);
        let ends = values.iter().map(|value| {
            value.append(&mut bytes);
            bytes.len() as u64
        });
        let ends = ends.collect();
        Block::Filed { begin: spill.append(&bytes), ends }
    }

    /// All that were put: their blocks in order.
    pub(crate) fn finish<T>(self, blocks: Vec<Block<T>>) -> Drawer<T> {
        let mut length = 0;
        let first = |block: &Block<T>| {
            let first = length;
            length += block.len();
            first
        };
        let firsts = blocks.iter().map(first).collect();
        let spill = self.spill.map(SharedSpill::seal);
        Drawer { blocks, firsts, length, spill }
    }
}

impl<T> Block<T> {
    const fn len(&self) -> usize {
        match self {
            Self::Held(values) => values.len(),
            Self::Filed { ends, .. } => ends.len(),
        }
    }
}

impl<T: Filed> From<Vec<T>> for Drawer<T> {
    /// Values that stay in memory.
    fn from(values: Vec<T>) -> Self {
        DrawerWriter::new(None, 0).finish(vec![Block::Held(values)])
    }
}

impl<T> Drawer<T> {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether everything could be written and read so far. Until this is asked, a value
    /// that could not be read is none.
    ///
    /// # Errors
    /// [`crate::error::Error::Spill`]: what went wrong first.
    pub fn check(&self) -> Result<()> {
        self.spill.as_ref().map_or(Ok(()), Spill::check)
    }

    /// The block of a value, and its place there.
    fn block(&self, number: usize) -> Option<(&Block<T>, usize)> {
        let block =
            self.firsts.partition_point(|&first| first <= number).checked_sub(1)?;
        Some((self.blocks.get(block)?, number - self.firsts.get(block)?))
    }

    /// Where a value is.
    fn lies(&self, number: usize) -> Option<Lies<'_, T>> {
        let (block, at) = self.block(number)?;
        Some(match block {
            Block::Held(values) => Lies::Held(values.get(at)?),
            Block::Filed { begin, ends } => {
                let from = match at.checked_sub(1) {
                    Some(last) => *ends.get(last)?,
                    None => 0,
                };
                Lies::Filed(begin + from..begin + ends.get(at)?)
            }
        })
    }

    /// Calls `change` with every value that is held in memory, and its number.
    pub(crate) fn held_mut(&mut self) -> impl Iterator<Item = (usize, &mut T)> {
        let blocks = self.firsts.iter().zip(&mut self.blocks);
        blocks.flat_map(|(&first, block)| {
            let held: &mut [T] = match block {
                Block::Held(values) => values,
                Block::Filed { .. } => &mut [],
            };
            (first..).zip(held)
        })
    }
}

impl<T: Filed> Drawer<T> {
    /// A value of its own; `None` for a number out of range. Who wants many takes a reader.
    pub fn get(&self, number: usize) -> Option<T> {
        Some(match self.reader().find(number)? {
            Found::Held(value) => value.clone(),
            Found::Read(value) => std::mem::take(value),
        })
    }

    /// Reads values one after the other.
    pub(crate) fn reader(&self) -> DrawerReader<'_, T> {
        let (ahead, value) = (Ahead::default(), T::default());
        DrawerReader { drawer: self, ahead, value, whole: None, front: None }
    }
}

/// Where a value is: in memory, or so many bytes of the file.
enum Lies<'d, T> {
    Held(&'d T),
    Filed(Range<u64>),
}

/// Reads values one after the other into one place, which is made once.
pub(crate) struct DrawerReader<'d, T> {
    drawer: &'d Drawer<T>,
    ahead: Ahead,
    value: T,
    /// The number of the value that was read last, as a whole or its front.
    whole: Option<usize>,
    front: Option<usize>,
}

/// A value where it was found.
pub(crate) enum Found<'r, T> {
    /// In memory, where all see it.
    Held(&'r T),
    /// In the file; this is the reader's own.
    Read(&'r mut T),
}

impl<T: Filed> DrawerReader<'_, T> {
    /// A value; `None` for a number out of range, and when it cannot be had.
    pub(crate) fn get(&mut self, number: usize) -> Option<&T> {
        Some(match self.find(number)? {
            Found::Held(value) => value,
            Found::Read(value) => value,
        })
    }

    /// A value, and where it is.
    pub(crate) fn find(&mut self, number: usize) -> Option<Found<'_, T>> {
        match self.drawer.lies(number)? {
            Lies::Held(value) => return Some(Found::Held(value)),
            Lies::Filed(_) if self.whole == Some(number) => {}
            Lies::Filed(bytes) => {
                self.refill(bytes, T::refill)?;
                self.whole = Some(number);
            }
        }
        Some(Found::Read(&mut self.value))
    }

    /// Reads bytes of the file into the value.
    fn refill(
        &mut self,
        bytes: Range<u64>,
        with: impl Fn(&mut T, &[u8]) -> Option<()>,
    ) -> Option<()> {
        (self.whole, self.front) = (None, None);
        let spill = self.drawer.spill.as_ref()?;
        let length = usize::try_from(bytes.end.checked_sub(bytes.start)?).ok()?;
        let read = spill.read_ahead(bytes.start, length, &mut self.ahead);
        let done = with(&mut self.value, read);
        if done.is_none() {
            spill.fail_to_read();
        }
        done
    }
}

impl<T: Fronted> DrawerReader<'_, T> {
    /// A value whose front is so many bytes: at least that of it.
    pub(crate) fn find_front(
        &mut self,
        number: usize,
        front: u64,
    ) -> Option<Found<'_, T>> {
        match self.drawer.lies(number)? {
            Lies::Held(value) => return Some(Found::Held(value)),
            Lies::Filed(_) if self.whole.or(self.front) == Some(number) => {}
            Lies::Filed(bytes) => {
                let end = bytes.end.min(bytes.start.saturating_add(front));
                self.refill(bytes.start..end, T::refill_front)?;
                self.front = Some(number);
            }
        }
        Some(Found::Read(&mut self.value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    impl Filed for Vec<u8> {
        fn size(&self) -> usize {
            self.len()
        }

        fn append(&self, out: &mut Vec<u8>) {
            out.extend_from_slice(self);
        }

        fn refill(&mut self, bytes: &[u8]) -> Option<()> {
            self.clear();
            self.extend_from_slice(bytes);
            Some(())
        }
    }

    impl Fronted for Vec<u8> {
        fn refill_front(&mut self, bytes: &[u8]) -> Option<()> {
            self.refill(bytes)
        }
    }

    proptest! {
        #[test]
        fn what_was_put_comes_back_wherever_it_is(
            blocks in prop::collection::vec(
                prop::collection::vec(prop::collection::vec(any::<u8>(), 0..9), 0..5), 0..9),
            held in 0_u64..99,
            asked in prop::collection::vec(0_usize..40, 0..40),
        ) {
            let spill = Spill::create(&std::env::temp_dir()).unwrap();
            let writer = DrawerWriter::new(Some(spill), held);
            let put = blocks.iter().map(|block| writer.put(block.clone())).collect();
            let mut drawer = writer.finish(put);
            let all = blocks.concat();
            prop_assert_eq!(drawer.len(), all.len());
            let mut reader = drawer.reader();
            for number in asked.into_iter().chain(0..=all.len()) {
                let (whole, front) = (reader.find_front(number, 3), all.get(number));
                let whole = whole.map(|found| match found {
                    Found::Held(value) => value,
                    Found::Read(value) => value,
                });
                prop_assert_eq!(whole.is_some(), front.is_some());
                if let (Some(read), Some(value)) = (whole, front) {
                    let front = value.len().min(3);
                    prop_assert!(read.len() >= front && value.starts_with(read));
                }
                prop_assert_eq!(reader.get(number), all.get(number));
                prop_assert_eq!(drawer.get(number), all.get(number).cloned());
            }
            let in_memory: usize = drawer.held_mut().map(|(number, value)| {
                assert_eq!(Some(&*value), all.get(number));
                value.len()
            }).sum();
            prop_assert!(in_memory as u64 <= held);
            prop_assert!(drawer.check().is_ok());
        }
    }
}
