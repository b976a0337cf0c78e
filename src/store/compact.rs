//! All nights as one file, without what no longer counts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use hashbrown::HashMap;

use super::manifest::{FileEntry, FileKind};
use super::segment::{Pair, Part, Record, Segment};
use super::state::{Place, State};
use super::{At, Store};
use crate::error::Result;

/// A frequency and a sum of weights as one number.
pub fn pack(count: u32, weight: u32) -> u64 {
    u64::from(count) << 32 | u64::from(weight)
}

/// What [`pack`] was given.
pub fn unpack(packed: u64) -> (u64, u64) {
    (packed >> 32, packed & u64::from(u32::MAX))
}

/// A posting of a weighted term as one number: an article, and a weight of a byte.
pub fn weighted(article: u32, weight: u8) -> u64 {
    u64::from(article) << 8 | u64::from(weight)
}

/// What [`weighted`] was given.
pub fn unweighted(posting: u64) -> (u32, u8) {
    let [weight, rest @ ..] = posting.to_le_bytes();
    let [a, b, c, d, ..] = rest;
    (u32::from_le_bytes([a, b, c, d]), weight)
}

impl Store {
    /// Writes everything that counts into one new file, and takes all others away: what
    /// expired, was replaced or was forgotten is gone from the disk then, and so are the
    /// outputs of the last night. Answers the bytes before and after. `at` hears the same
    /// points as at [`Store::finish`].
    ///
    /// # Errors
    /// A file is damaged or cannot be written; then the store is as it was.
    pub fn compact(&mut self, at: At<'_>) -> Result<(u64, u64)> {
        let outcome = self.rewrite(at);
        if outcome.is_err() {
            let _ = self.sweep();
        }
        outcome
    }

    fn rewrite(&mut self, at: At<'_>) -> Result<(u64, u64)> {
        let sequence = self.next_sequence();
        let before = self.sizes().0;
        let state = self.without_the_dead(sequence);
        let live = |number: u64| {
            u32::try_from(number).is_ok_and(|number| self.state.place(number).is_live())
        };
        let range = [state.first, self.manifest.next_article];
        let written = self.new_file(FileKind::Night, sequence, range, |out| {
            for part in Part::ALL {
                match part {
                    Part::Articles => out.records(
                        part,
                        Merge::records(self, part, |_, (number, _)| live(*number)),
                    )?,
                    Part::Stories => out.records(
                        part,
                        Merge::records(self, part, |entry, (story, _)| {
                            let story = u32::try_from(*story).unwrap_or_default();
                            let fate = self.state.fates.get(&story);
                            fate.is_some_and(|fate| fate.document == entry.sequence)
                        }),
                    )?,
                    Part::Counts => {
                        let pairs = Merge::pairs(self, part, |_| true);
                        out.pairs(part, Summed { pairs, held: None })?;
                    }
                    Part::Terms => out.pairs(
                        part,
                        Merge::pairs(self, part, |value| {
                            live(unweighted(value).0.into())
                        }),
                    )?,
                    _ if part.is_records() => {}
                    _ => out.pairs(part, Merge::pairs(self, part, live))?,
                }
            }
            Ok(())
        })?;
        at("night-written");
        let (state_entry, _) = self.state_file(&state, sequence)?;
        at("state-written");
        let manifest = &mut self.manifest;
        manifest.files = vec![written.0.clone(), state_entry];
        manifest.sequence = sequence;
        manifest.first_article = state.first;
        manifest.forgotten = false;
        for night in &mut manifest.nights {
            night.outlets.retain(|name, _| state.outlets.contains(name));
        }
        self.state = state;
        self.outputs = None;
        self.nights = vec![written];
        self.publish(at)?;
        let _ = self.sweep();
        at("swept");
        Ok((before, self.sizes().0))
    }

    fn without_the_dead(&self, sequence: u32) -> State {
        let mut state = self.state.clone();
        let mut outlets: HashMap<u32, u32> = HashMap::new();
        let mut names: Vec<String> = Vec::new();
        for place in &mut state.places {
            if !place.is_live() {
                *place = Place::default();
            } else if place.outlet > 0 {
                place.outlet = *outlets.entry(place.outlet).or_insert_with(|| {
                    let name = self.state.outlets.get(place.outlet as usize - 1);
                    names.push(name.cloned().unwrap_or_default());
                    u32::try_from(names.len()).unwrap_or(u32::MAX)
                });
            }
        }
        state.outlets = names;
        for fate in state.fates.values_mut().filter(|fate| fate.document > 0) {
            fate.document = sequence;
        }
        super::commit::trim(&mut state);
        state
    }
}

type Blocks<'s, T> = Box<dyn Iterator<Item = Result<Vec<T>>> + 's>;

/// Which entries of a file are kept.
type Keep<'s, T> = Box<dyn Fn(&FileEntry, &T) -> bool + 's>;

/// One part of all nights, in order.
struct Merge<'s, T> {
    sources: Vec<(&'s FileEntry, Blocks<'s, T>, std::vec::IntoIter<T>)>,
    heap: BinaryHeap<Reverse<(T, usize)>>,
    keep: Keep<'s, T>,
    failed: Option<crate::error::Error>,
}

impl<'s> Merge<'s, Pair> {
    fn pairs(store: &'s Store, part: Part, keep: impl Fn(u64) -> bool + 's) -> Self {
        Self::new(
            store,
            |file| Box::new(file.all_pairs(part)),
            move |_, &(_, value)| keep(value),
        )
    }
}

impl<'s> Merge<'s, Record> {
    fn records(
        store: &'s Store,
        part: Part,
        keep: impl Fn(&FileEntry, &Record) -> bool + 's,
    ) -> Self {
        Self::new(store, |file| Box::new(file.all_records(part)), keep)
    }
}

impl<'s, T: Ord> Merge<'s, T> {
    fn new(
        store: &'s Store,
        open: impl Fn(&'s Segment) -> Blocks<'s, T>,
        keep: impl Fn(&FileEntry, &T) -> bool + 's,
    ) -> Self {
        let sources = store
            .nights
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

impl Store {
    /// How many articles there are on the disk, by what has become of them.
    pub fn lives(&self) -> BTreeMap<&'static str, u64> {
        use super::state::Life;
        let mut out = BTreeMap::new();
        for place in &self.state.places {
            let name = match place.life {
                Life::Live => "live",
                Life::Expired => "expired",
                Life::Forgotten => "forgotten",
                Life::Replaced => "replaced",
                Life::Gone => continue,
            };
            *out.entry(name).or_default() += 1;
        }
        out
    }
}
