//! One change of the store, whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;
use xxhash_rust::xxh3::xxh3_64;

use super::manifest::{FileEntry, FileKind, Manifest, NightEntry};
use super::segment::{Pair, Part, Segment, SegmentWriter, Written};
use super::state::{Fate, Life, Place, State};
use super::{At, Store, record};
use crate::article::Article;
use crate::error::{Error, Result};

/// Nights that are remembered for comparison.
const NIGHTS: usize = 30;

/// What a commit changes. The lists of keys need not be sorted.
#[derive(Debug, Clone, Default)]
pub struct Commit {
    /// New articles; they get the next numbers, in this order.
    pub articles: Vec<Article>,
    /// What articles are looked up by.
    pub keys: BTreeMap<Part, Vec<Pair>>,
    /// Places of new articles, and changed ones of others.
    pub places: Vec<(u32, Place)>,
    /// Fates of new stories, and changed ones of others. Those with a document have the
    /// commit's number in `document`.
    pub fates: Vec<(u32, Fate)>,
    /// Names of new outlets, which get the next numbers.
    pub outlets: Vec<String>,
    /// Stories as the output contract has them.
    pub documents: Vec<(u32, Vec<u8>)>,
    /// What the night writes, kept until the next one.
    pub outputs: Vec<Vec<u8>>,
    /// The next story's number.
    pub next_story: u32,
    /// The day of the night.
    pub day: Option<i32>,
    /// Days that an article stays.
    pub window: u32,
    /// Inputs that are now done: XXH3-64 and length.
    pub inputs: Vec<(u64, u64)>,
    /// What the night brought.
    pub night: Option<NightEntry>,
    /// Articles are forgotten by it.
    pub forgets: bool,
}

/// The key of an article's id.
pub(super) fn id_key(id: &str) -> u64 {
    xxh3_64(id.as_bytes())
}

impl Store {
    /// The number that the next commit gets.
    pub const fn next_sequence(&self) -> u32 {
        self.manifest.sequence + 1
    }

    /// Writes a commit. `at` hears the points that it passes: `night-written`,
    /// `state-written`, `outputs-written`, `manifest-written`, `committed` (from here on
    /// it counts), `swept`.
    ///
    /// # Errors
    /// A file cannot be written; then the store is as it was.
    pub fn commit(&mut self, commit: Commit, at: At<'_>) -> Result<()> {
        let sequence = self.next_sequence();
        let outcome = self.write(commit, at);
        if outcome.is_err() && self.manifest.sequence < sequence {
            // What was written so far counts for nothing; the next writer sweeps too.
            let _ = self.sweep();
        }
        outcome
    }

    fn write(&mut self, mut commit: Commit, at: At<'_>) -> Result<()> {
        let sequence = self.next_sequence();
        let first = self.manifest.next_article;
        let end = first + u32::try_from(commit.articles.len()).unwrap_or(u32::MAX);
        let ids = (u64::from(first)..).zip(&commit.articles);
        let ids: Vec<Pair> = ids.map(|(n, article)| (id_key(&article.id), n)).collect();
        commit.keys.insert(Part::Ids, ids);
        let mut manifest = self.manifest.clone();
        manifest.files.retain(|file| file.kind == FileKind::Night);

        let (entry, night) =
            self.new_file(FileKind::Night, sequence, [first, end], |out| {
                let articles = (u64::from(first)..).zip(&commit.articles);
                let records =
                    articles.map(|(n, article)| Ok((n, record::write(article))));
                out.records(Part::Articles, records)?;
                for (part, pairs) in std::mem::take(&mut commit.keys) {
                    let mut pairs = pairs;
                    pairs.sort_unstable();
                    out.pairs(part, pairs.into_iter().map(Ok))?;
                }
                commit.documents.sort_unstable();
                let documents = std::mem::take(&mut commit.documents);
                out.records(
                    Part::Stories,
                    documents.into_iter().map(|(s, b)| Ok((s.into(), b))),
                )
            })?;
        manifest.files.push(entry.clone());
        at("night-written");

        let mut state = self.next_state(&mut commit, end);
        let homes: HashSet<u32> =
            state.fates.values().map(|fate| fate.document).collect();
        let dead = |file: &FileEntry| {
            let [from, to] = file.articles;
            !homes.contains(&file.sequence)
                && (from..to).all(|number| !state.place(number).is_live())
        };
        let (gone, kept): (Vec<FileEntry>, Vec<FileEntry>) =
            std::mem::take(&mut manifest.files)
                .into_iter()
                .partition(|file| file.sequence != sequence && dead(file));
        manifest.files = kept;
        for number in gone.iter().flat_map(|file| file.articles[0]..file.articles[1]) {
            if let Some(place) = state.place_mut(number) {
                *place = Place::default();
            }
        }
        trim(&mut state);

        let (state_entry, _) = self.state_file(&state, sequence)?;
        manifest.files.push(state_entry);
        at("state-written");
        let mut outputs = None;
        if !commit.outputs.is_empty() {
            let (entry, file) =
                self.new_file(FileKind::Outputs, sequence, [0, 0], |out| {
                    let all = (0u64..).zip(std::mem::take(&mut commit.outputs));
                    out.records(Part::Outputs, all.map(Ok))
                })?;
            manifest.files.push(entry);
            outputs = Some(file);
        }
        at("outputs-written");

        manifest.sequence = sequence;
        (manifest.first_article, manifest.next_article) = (state.first, end);
        manifest.next_story = commit.next_story.max(manifest.next_story);
        manifest.day = commit.day.or(manifest.day);
        manifest.window = commit.window;
        manifest.forgotten |= commit.forgets;
        manifest.inputs.extend(commit.inputs.iter().map(|&(xxh3, bytes)| {
            super::manifest::DoneInput { xxh3: format!("{xxh3:016x}"), bytes, sequence }
        }));
        manifest.nights.extend(commit.night);
        let old = manifest.nights.len().saturating_sub(NIGHTS);
        manifest.nights.drain(..old);
        self.publish(manifest, at)?;
        self.state = state;
        self.outputs = outputs;
        self.nights.push((entry, night));
        let named = |file: &FileEntry| self.manifest.files.contains(file);
        self.nights.retain(|(entry, _)| named(entry));
        // A file that cannot be taken away now is so by the next writer.
        let _ = self.sweep();
        at("swept");
        Ok(())
    }

    /// Makes a manifest count.
    pub(super) fn publish(&mut self, manifest: Manifest, at: At<'_>) -> Result<()> {
        let wrong = |error| Error::write(&self.folder, error);
        super::manifest::sync_folder(&self.folder).map_err(wrong)?;
        manifest.stage(&self.folder)?;
        at("manifest-written");
        Manifest::publish(&self.folder)?;
        self.manifest = manifest;
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

    pub(super) fn state_file(
        &self,
        state: &State,
        sequence: u32,
    ) -> Result<(FileEntry, Segment)> {
        let name = FileKind::State.file(sequence);
        let path = self.folder.join(&name);
        let written = state.write(&path, self.fingerprint)?;
        let entry = file_entry(name, FileKind::State, sequence, [0, 0], written);
        Ok((entry, Segment::open(&path, written.bytes, self.fingerprint)?))
    }

    fn next_state(&self, commit: &mut Commit, end: u32) -> State {
        let mut state = self.state.clone();
        let length = end.saturating_sub(state.first) as usize;
        state.places.resize(length, Place::default());
        for (number, place) in std::mem::take(&mut commit.places) {
            if let Some(slot) = state.place_mut(number) {
                *slot = place;
            }
        }
        state.fates.extend(std::mem::take(&mut commit.fates));
        state.outlets.append(&mut commit.outlets);
        let living: BTreeSet<u32> = state
            .live()
            .map(|(_, place)| place.story)
            .filter(|story| *story > 0)
            .collect();
        state.fates.retain(|story, fate| fate.merged_into > 0 || living.contains(story));
        state
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
    FileEntry { name, kind, sequence, bytes: written.bytes, xxh3, articles }
}
