//! Several files of nights as one, without what no longer counts.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Store;
use super::manifest::{FileEntry, FileKind};
use super::packed::{unpack, unweighted};
use super::segment::{Pair, Part, Record, Segment};
use crate::error::Result;

impl Store {
    /// Writes one file with all that counts of some nights: the articles that live, what
    /// they are looked up by, the stories that these files hold as they are now, and all
    /// frequencies. `articles` are the numbers that may stand in it.
    pub(super) fn merged(
        &self,
        nights: &[(FileEntry, Segment)],
        sequence: u32,
        articles: [u32; 2],
    ) -> Result<(FileEntry, Segment)> {
        let live = |number: u64| {
            u32::try_from(number).is_ok_and(|number| self.state.place(number).is_live())
        };
        let current = |entry: &FileEntry, story: u64| {
            let fate = u32::try_from(story).ok().and_then(|s| self.state.fates.get(&s));
            fate.is_some_and(|fate| fate.document == entry.sequence)
        };
        self.new_file(FileKind::Night, sequence, articles, |out| {
            for part in Part::ALL {
                match part {
                    Part::Articles => out.records(
                        part,
                        Merge::records(nights, part, |_, (number, _)| live(*number)),
                    )?,
                    Part::Stories => out.records(
                        part,
                        Merge::records(nights, part, |entry, (s, _)| current(entry, *s)),
                    )?,
                    Part::Counts => out.pairs(part, counts(nights))?,
                    Part::Terms => out.pairs(
                        part,
                        Merge::pairs(nights, part, |value| {
                            live(unweighted(value).0.into())
                        }),
                    )?,
                    _ if part.is_records() => {}
                    _ => out.pairs(part, Merge::pairs(nights, part, live))?,
                }
            }
            Ok(())
        })
    }
}

/// The frequencies of some nights, added up.
pub(super) fn counts(
    nights: &[(FileEntry, Segment)],
) -> impl Iterator<Item = Result<Pair>> + '_ {
    Summed { pairs: Merge::pairs(nights, Part::Counts, |_| true), held: None }
}

type Blocks<'s, T> = Box<dyn Iterator<Item = Result<Vec<T>>> + 's>;

/// Which entries of a file are kept.
type Keep<'s, T> = Box<dyn Fn(&FileEntry, &T) -> bool + 's>;

/// One part of some nights, in order.
struct Merge<'s, T> {
    sources: Vec<(&'s FileEntry, Blocks<'s, T>, std::vec::IntoIter<T>)>,
    heap: BinaryHeap<Reverse<(T, usize)>>,
    keep: Keep<'s, T>,
    failed: Option<crate::error::Error>,
}

impl<'s> Merge<'s, Pair> {
    fn pairs(
        nights: &'s [(FileEntry, Segment)],
        part: Part,
        keep: impl Fn(u64) -> bool + 's,
    ) -> Self {
        Self::new(
            nights,
            |file| Box::new(file.all_pairs(part)),
            move |_, &(_, value)| keep(value),
        )
    }
}

impl<'s> Merge<'s, Record> {
    fn records(
        nights: &'s [(FileEntry, Segment)],
        part: Part,
        keep: impl Fn(&FileEntry, &Record) -> bool + 's,
    ) -> Self {
        Self::new(nights, |file| Box::new(file.all_records(part)), keep)
    }
}

impl<'s, T: Ord> Merge<'s, T> {
    fn new(
        nights: &'s [(FileEntry, Segment)],
        open: impl Fn(&'s Segment) -> Blocks<'s, T>,
        keep: impl Fn(&FileEntry, &T) -> bool + 's,
    ) -> Self {
        let sources = nights
            .iter()
            .map(|(entry, file)| (entry, open(file), Vec::new().into_iter()));
        let mut merge = Self {
            sources: sources.collect(),
            heap: BinaryHeap::new(),
            keep: Box::new(keep),
            failed: None,
        };
        for source in 0..merge.sources.len() {
            merge.refill(source);
        }
        merge
    }

    /// Puts the next entry of a source on the heap.
    fn refill(&mut self, number: usize) {
        let Some((entry, blocks, block)) = self.sources.get_mut(number) else { return };
        loop {
            if let Some(item) = block.by_ref().find(|item| (self.keep)(entry, item)) {
                self.heap.push(Reverse((item, number)));
                return;
            }
            match blocks.next() {
                None => return,
                Some(Ok(next)) => *block = next.into_iter(),
                Some(Err(error)) => {
                    self.failed.get_or_insert(error);
                    return;
                }
            }
        }
    }
}

impl<T: Ord> Iterator for Merge<'_, T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        if let Some(error) = self.failed.take() {
            self.heap.clear();
            return Some(Err(error));
        }
        let Reverse((item, source)) = self.heap.pop()?;
        self.refill(source);
        Some(Ok(item))
    }
}

/// Frequencies of one key added up.
struct Summed<I> {
    pairs: I,
    held: Option<Pair>,
}

impl<I: Iterator<Item = Result<Pair>>> Iterator for Summed<I> {
    type Item = Result<Pair>;

    fn next(&mut self) -> Option<Result<Pair>> {
        loop {
            match self.pairs.next() {
                None => return self.held.take().map(Ok),
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok((key, value))) => match self.held {
                    Some((held, sum)) if held == key => {
                        let ((a, x), (b, y)) = (unpack(sum), unpack(value));
                        let most = u64::from(u32::MAX);
                        let both = (a + b).min(most) << 32 | (x + y).min(most);
                        self.held = Some((key, both));
                    }
                    held => {
                        self.held = Some((key, value));
                        if let Some(done) = held {
                            return Some(Ok(done));
                        }
                    }
                },
            }
        }
    }
}
