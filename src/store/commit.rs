//! One change of the store, whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;
use xxhash_rust::xxh3::xxh3_64;

use super::manifest::{FileEntry, FileKind, Manifest, NightEntry};
use super::merge::counts;
use super::segment::{Pair, Part, Record, Segment};
use super::segment_writer::{SegmentWriter, Written};
use super::state::{Fate, Life, Place, State};
use super::{At, Store};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::shelf::record;

/// Nights that are remembered for comparison.
const NIGHTS: usize = 30;

/// What a part of a commit changes. The lists of keys need not be sorted.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// New articles; they get the next numbers, in this order.
    pub articles: Vec<Article>,
    /// What articles are looked up by.
    pub keys: BTreeMap<Part, Vec<Pair>>,
    /// Places of new articles, and changed ones of others.
    pub places: Vec<(u32, Place)>,
    /// Fates of new stories, and changed ones of others. Those with a document have the
    /// part's number in `document`.
    pub fates: Vec<(u32, Fate)>,
    /// Names of new outlets, which get the next numbers.
    pub outlets: Vec<String>,
    /// Stories as the output contract has them.
    pub documents: Vec<(u32, Vec<u8>)>,
    /// The next story's number.
    pub next_story: u32,
}

/// What ends a commit.
#[derive(Debug, Clone, Default)]
pub struct Ending {
    /// The day of the night.
    pub day: Option<i32>,
    /// Days that an article stays; as before where it is 0.
    pub window: u32,
    /// Inputs that are now done: XXH3-64 and length.
    pub inputs: Vec<(u64, u64)>,
    /// What the night brought.
    pub night: Option<NightEntry>,
    /// Articles are forgotten by it.
    pub forgets: bool,
}

/// Makes what a night writes.
pub trait Outputs {
    /// The outputs chunk by chunk: [`output_key`] and bytes, in order of the keys. `store`
    /// is as the night leaves it.
    fn chunks<'s>(
        &'s self,
        store: &'s Store,
    ) -> Box<dyn Iterator<Item = Result<Record>> + 's>;
}

/// The key of a chunk of an output.
pub fn output_key(output: u32, chunk: u32) -> u64 {
    u64::from(output) << 32 | u64::from(chunk)
}

/// The key of an article's id.
pub(super) fn id_key(id: &str) -> u64 {
    xxh3_64(id.as_bytes())
}

impl Store {
    /// The number that the next part gets.
    pub const fn next_sequence(&self) -> u32 {
        self.manifest.sequence + 1
    }

    /// Where no night had a day before: lets all that is there count for the first one, from
    /// the next [`Store::finish`] on.
    pub fn begin_days(&mut self, day: i32) {
        if self.manifest.day.is_some() {
            return;
        }
        self.manifest.day = Some(day);
        // A text may name its own day, though no article of its night had a date.
        for place in &mut self.state.places {
            place.day = if place.day == 0 { day } else { place.day.min(day) };
        }
        for fate in self.state.fates.values_mut() {
            fate.day = day;
        }
    }

    /// Writes a part of a commit, which nobody else sees before [`Store::finish`]. `at`
    /// hears `night-written`.
    ///
    /// # Errors
    /// A file cannot be written; then nothing of the commit counts.
    pub fn stage(&mut self, change: Change, at: At<'_>) -> Result<()> {
        let outcome = self.write_part(change, at);
        self.or_sweep(outcome)
    }

    /// Ends a commit: what was staged counts from now on. `outputs` makes what the night
    /// writes, which is kept until the next one. `at` hears `nights-gathered`,
    /// `state-written`, `outputs-written`, `manifest-written`, `committed`, `swept`.
    ///
    /// # Errors
    /// A file cannot be written; then nothing of the commit counts.
    pub fn finish(
        &mut self,
        ending: Ending,
        outputs: Option<&dyn Outputs>,
        at: At<'_>,
    ) -> Result<()> {
        let outcome = self.write_end(ending, outputs, at);
        self.or_sweep(outcome)
    }

    /// Takes away what was written in vain; the next writer does so too.
    fn or_sweep(&self, outcome: Result<()>) -> Result<()> {
        if outcome.is_err() {
            let _ = self.sweep();
        }
        outcome
    }

    fn write_part(&mut self, mut change: Change, at: At<'_>) -> Result<()> {
        if self.published.sequence == 0 {
            // From now on files without one are a store that has lost it.
            Manifest::first(&self.manifest.parameters).stage(&self.folder)?;
            Manifest::publish(&self.folder)?;
        }
        let sequence = self.next_sequence();
        let first = self.manifest.next_article;
        let count = u32::try_from(change.articles.len()).unwrap_or(u32::MAX);
        let end = first.saturating_add(count);
        let ids = (u64::from(first)..).zip(&change.articles);
        let ids: Vec<Pair> = ids.map(|(n, article)| (id_key(&article.id), n)).collect();
        change.keys.insert(Part::Ids, ids);
        let night = self.new_file(FileKind::Night, sequence, [first, end], |out| {
            let articles = (u64::from(first)..).zip(&change.articles);
            let records = articles.map(|(n, article)| Ok((n, record::write(article))));
            out.records(Part::Articles, records)?;
            for (part, mut pairs) in std::mem::take(&mut change.keys) {
                pairs.sort_unstable();
                out.pairs(part, pairs.into_iter().map(Ok))?;
            }
            change.documents.sort_unstable();
            let documents = std::mem::take(&mut change.documents);
            out.records(
                Part::Stories,
                documents.into_iter().map(|(s, b)| Ok((s.into(), b))),
            )
        })?;
        at("night-written");
        self.manifest.files.push(night.0.clone());
        self.nights.push(night);
        self.outlet_articles.take();
        let state = &mut self.state;
        let length = end.saturating_sub(state.first) as usize;
        state.places.reserve_exact(length.saturating_sub(state.places.len()));
        state.places.resize(length, Place::default());
        for (number, place) in change.places {
            if let Some(slot) = state.place_mut(number) {
                *slot = place;
            }
        }
        state.fates.extend(change.fates);
        state.outlets.append(&mut change.outlets);
        self.manifest.sequence = sequence;
        self.manifest.next_article = end;
        self.manifest.next_story = change.next_story.max(self.manifest.next_story);
        Ok(())
    }

    fn write_end(
        &mut self,
        ending: Ending,
        outputs: Option<&dyn Outputs>,
        at: At<'_>,
    ) -> Result<()> {
        let state = &mut self.state;
        let living: BTreeSet<u32> = state
            .live()
            .map(|(_, place)| place.story)
            .filter(|story| *story > 0)
            .collect();
        state.fates.retain(|story, fate| fate.merged_into > 0 || living.contains(story));
        let homes: HashSet<u32> =
            state.fates.values().map(|fate| fate.document).collect();
        let dead = |file: &FileEntry| {
            let [from, to] = file.articles;
            !homes.contains(&file.sequence)
                && (from..to).all(|number| !state.place(number).is_live())
        };
        let (gone, kept): (Vec<FileEntry>, Vec<FileEntry>) =
            std::mem::take(&mut self.manifest.files)
                .into_iter()
                .filter(|file| file.kind == FileKind::Night)
                .partition(dead);
        self.manifest.files = kept;
        for number in gone.iter().flat_map(|file| file.articles[0]..file.articles[1]) {
            if let Some(place) = state.place_mut(number) {
                *place = Place::default();
            }
        }
        self.nights.retain(|(entry, _)| !gone.contains(entry));
        self.gather(self.published.sequence)?;
        at("nights-gathered");
        trim(&mut self.state);

        let sequence = self.manifest.sequence;
        let (state_entry, state_file) =
            self.state_file(&self.state, &self.nights, sequence)?;
        self.manifest.files.push(state_entry);
        self.state_file = Some(state_file);
        at("state-written");
        self.outputs = None;
        if let Some(outputs) = outputs {
            let (entry, file) =
                self.new_file(FileKind::Outputs, sequence, [0, 0], |out| {
                    out.records(Part::Outputs, outputs.chunks(self))
                })?;
            self.manifest.files.push(entry);
            self.outputs = Some(file);
        }
        at("outputs-written");

        let manifest = &mut self.manifest;
        manifest.first_article = self.state.first;
        manifest.day = ending.day.or(manifest.day);
        if ending.window > 0 {
            manifest.window = ending.window;
        }
        manifest.forgotten |= ending.forgets;
        manifest.inputs.extend(ending.inputs.iter().map(|&(xxh3, bytes)| {
            super::manifest::DoneInput { xxh3: format!("{xxh3:016x}"), bytes, sequence }
        }));
        manifest.taken = manifest.taken() + u32::from(ending.night.is_some());
        manifest
            .nights
            .extend(ending.night.map(|night| NightEntry { sequence, ..night }));
        let old = manifest.nights.len().saturating_sub(NIGHTS);
        manifest.nights.drain(..old);
        self.publish(at)?;
        // A file that cannot be taken away now is so by the next writer.
        let _ = self.sweep();
        at("swept");
        Ok(())
    }

    /// Makes the manifest count.
    pub(super) fn publish(&mut self, at: At<'_>) -> Result<()> {
        let wrong = |error| Error::write(&self.folder, error);
        super::manifest::sync_folder(&self.folder).map_err(wrong)?;
        self.manifest.stage(&self.folder)?;
        at("manifest-written");
        Manifest::publish(&self.folder)?;
        self.published = self.manifest.clone();
        at("committed");
        Ok(())
    }
    pub(super) fn new_file(
        &self,
        kind: FileKind,
        sequence: u32,
        articles: [u32; 2],
        body: impl FnOnce(&mut SegmentWriter) -> Result<()>,
    ) -> Result<(FileEntry, Segment)> {
        let name = kind.file(sequence);
        let path = self.folder.join(&name);
        let mut out = SegmentWriter::create(&path, self.fingerprint)?;
        body(&mut out)?;
        let written = out.finish()?;
        let entry = file_entry(name, kind, sequence, articles, written);
        Ok((entry, Segment::open(&path, written.bytes, self.fingerprint)?))
    }

    /// Writes where everything stands, and the frequencies of all nights.
    pub(super) fn state_file(
        &self,
        state: &State,
        nights: &[(FileEntry, Segment)],
        sequence: u32,
    ) -> Result<(FileEntry, Segment)> {
        self.new_file(FileKind::State, sequence, [0, 0], |out| {
            state.write(out)?;
            out.pairs(Part::Counts, counts(nights))
        })
    }
}

/// Takes away the places before the first that is anything.
pub(super) fn trim(state: &mut State) {
    let gone = state.places.iter().take_while(|place| place.life == Life::Gone).count();
    state.places.drain(..gone);
    state.first += u32::try_from(gone).unwrap_or(u32::MAX);
}

fn file_entry(
    name: String,
    kind: FileKind,
    sequence: u32,
    articles: [u32; 2],
    written: Written,
) -> FileEntry {
    let xxh3 = format!("{:016x}", written.xxh3);
    FileEntry { name, kind, sequence, bytes: written.bytes, xxh3, articles, level: 0 }
}
