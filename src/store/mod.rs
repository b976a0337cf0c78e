//! The nightly state: articles, what they are looked up by, and where they stand, on disk.
//!
//! A store is a folder of immutable files and one small [`Manifest`]
//! that names them with their checksums. A commit writes new files ([`Store::stage`]), sees
//! them to the disk, and then replaces the manifest ([`Store::finish`]): that is the one
//! moment at which a night is done.
//! Whoever reads has opened the files that one manifest names, and keeps seeing them
//! while the next night is being written. Every block is held against its checksum when
//! it is read.
//!
//! What stands in the files is the business of `pipeline`; nothing here decides which
//! articles belong together.

mod commit;
mod compact;
mod finding;
mod folder;
mod gather;
mod lock;
mod lookup;
pub mod manifest;
mod merge;
mod packed;
mod parameters;
mod part;
pub mod segment;
mod segment_writer;
pub mod state;
mod verify;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub use commit::{Change, Ending, Outputs, output_key};
pub use lookup::Lists;
pub use packed::{pack, unweighted, weighted};
pub use parameters::Parameters;
pub use verify::Problem;

use crate::article::Article;
use crate::error::{Error, Result};
use crate::shelf::record;
use folder::{holds_nothing, is_ours};
use lock::Lock;
use manifest::{FileEntry, FileKind, Manifest};
use parameters::{agree, fingerprint};
use segment::{Part, Segment};
use state::{Place, State};

/// The format that is written.
pub const FORMAT: u32 = 1;

/// Hears which point a writer has come to.
pub type At<'a> = &'a (dyn Fn(&'static str) + Sync);

const HELP: &str = "bring it back from a copy, or begin a new store";

/// A file, or a part of one, that cannot be trusted.
fn damaged(path: &Path, part: Option<Part>, what: &str) -> Error {
    let place = match part {
        None => path.display().to_string(),
        Some(part) => format!("{} ({})", path.display(), part.name()),
    };
    Error::format(place, what, HELP)
}

fn refused(folder: &Path, why: impl Into<String>, help: &'static str) -> Error {
    Error::setting(format!("store '{}'", folder.display()), why, help)
}

/// A store that is open.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    manifest: Manifest,
    /// The manifest that is on the disk.
    published: Manifest,
    fingerprint: u64,
    nights: Vec<(FileEntry, Segment)>,
    outputs: Option<Segment>,
    state: State,
    state_file: Option<Segment>,
    outlet_articles: OnceLock<Vec<usize>>,
    lock: Option<Lock>,
}

impl Store {
    /// Opens a store for reading.
    ///
    /// # Errors
    /// There is none; a file is missing or damaged; it was written under other
    /// parameters than `asked`, if any are asked for.
    pub fn open(folder: &Path, asked: Option<&Parameters>) -> Result<Self> {
        const TRIES: usize = 100;
        let mut before: Option<Manifest> = None;
        for _ in 0..TRIES {
            let Some(manifest) = Manifest::read(folder)? else {
                return Err(refused(
                    folder,
                    "there is none",
                    "`samestory nightly` creates it",
                ));
            };
            if let Some(asked) = asked {
                agree(folder, &manifest.parameters, asked)?;
            }
            match Self::load(folder, manifest.clone()) {
                // A writer may have taken a file away since the manifest was read.
                Err(Error::Read { path, source })
                    if source.kind() == std::io::ErrorKind::NotFound =>
                {
                    if before.as_ref() == Some(&manifest) {
                        return Err(damaged(&path, None, "it is missing"));
                    }
                    before = Some(manifest);
                }
                other => return other,
            }
        }
        Err(refused(folder, "it changes too fast to be read", "try again"))
    }

    /// Opens a store to write into it, or creates it; no other writer can then do so.
    /// What a writer that died has left behind is taken away. `holder` says who writes
    /// and since when.
    ///
    /// # Errors
    /// Somebody else writes; as [`Store::open`].
    pub fn open_to_write(
        folder: &Path,
        parameters: &Parameters,
        holder: &str,
    ) -> Result<Self> {
        if !folder.join(manifest::NAME).exists() {
            std::fs::create_dir_all(folder)
                .map_err(|error| Error::write(folder, error))?;
            holds_nothing(folder)?;
        }
        let lock = Lock::take(folder, holder)?;
        // One in which nothing was done may still get other parameters.
        let manifest = Manifest::read(folder)?.filter(|known| known.sequence > 0);
        let manifest = manifest.unwrap_or_else(|| Manifest::first(parameters));
        agree(folder, &manifest.parameters, parameters)?;
        let mut store = Self::load(folder, manifest)?;
        store.lock = Some(lock);
        store.sweep()?;
        Ok(store)
    }

    /// As [`Store::open_to_write`], with the parameters that the store has.
    ///
    /// # Errors
    /// There is none; as [`Store::open_to_write`].
    pub fn open_to_change(folder: &Path, holder: &str) -> Result<Self> {
        let parameters = Self::open(folder, None)?.manifest.parameters;
        Self::open_to_write(folder, &parameters, holder)
    }

    fn load(folder: &Path, manifest: Manifest) -> Result<Self> {
        let fingerprint = fingerprint(&manifest.parameters);
        let (mut nights, mut outputs, mut state) = (Vec::new(), None, None);
        let mut state_file = None;
        for entry in &manifest.files {
            if !is_ours(&entry.name) {
                return Err(damaged(
                    &folder.join(manifest::NAME),
                    None,
                    "a name is wrong",
                ));
            }
            let path = folder.join(&entry.name);
            let file = Segment::open(&path, entry.bytes, fingerprint)?;
            match entry.kind {
                FileKind::Night => nights.push((entry.clone(), file)),
                FileKind::Outputs => outputs = Some(file),
                FileKind::State => {
                    let (first, next) = (manifest.first_article, manifest.next_article);
                    state = Some(State::read(&file, first, next)?);
                    state_file = Some(file);
                }
            }
        }
        if state.is_none() && manifest.sequence > 0 {
            return Err(damaged(&folder.join(manifest::NAME), None, "it names no state"));
        }
        let state = state.unwrap_or_default();
        let folder = folder.to_path_buf();
        let published = manifest.clone();
        let lock = None;
        Ok(Self {
            folder,
            manifest,
            published,
            fingerprint,
            nights,
            outputs,
            state,
            state_file,
            outlet_articles: OnceLock::new(),
            lock,
        })
    }

    /// Takes away what no manifest names.
    fn sweep(&self) -> Result<()> {
        for name in self.strays()? {
            let path = self.folder.join(name);
            std::fs::remove_file(&path).map_err(|error| Error::write(&path, error))?;
        }
        Ok(())
    }

    /// Files of the folder that look like the store's and are not.
    fn strays(&self) -> Result<Vec<String>> {
        let wrong = |error| Error::read(&self.folder, error);
        let mut strays = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(wrong)? {
            let name = entry.map_err(wrong)?.file_name().to_string_lossy().into_owned();
            let named = self.published.files.iter().any(|file| file.name == name);
            let kept = [manifest::NAME, lock::NAME].contains(&name.as_str());
            if !named && !kept && is_ours(&name) {
                strays.push(name);
            }
        }
        strays.sort();
        Ok(strays)
    }

    /// The folder it lies in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it is.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Where every article stands.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The day that an article counts for; none while no night has had one.
    pub fn day(&self, place: &Place) -> Option<i32> {
        self.manifest.day.map(|_| place.day)
    }

    /// How many articles that count each outlet has, by its number from 1.
    pub fn outlet_articles(&self) -> &[usize] {
        self.outlet_articles.get_or_init(|| {
            let mut counts = vec![0; self.state.outlets.len()];
            for (_, place) in self.state.live() {
                let outlet = place.outlet.checked_sub(1).map(|outlet| outlet as usize);
                if let Some(count) = outlet.and_then(|outlet| counts.get_mut(outlet)) {
                    *count += 1;
                }
            }
            counts
        })
    }

    /// Bytes of all files, and of each part with its entries.
    pub fn sizes(&self) -> (u64, BTreeMap<Part, (u64, u64)>) {
        let total = self.manifest.files.iter().map(|file| file.bytes).sum();
        let mut parts: BTreeMap<Part, (u64, u64)> = BTreeMap::new();
        let nights = self.nights.iter().map(|(_, file)| file);
        let files = nights.chain(&self.state_file).chain(&self.outputs);
        for (part, bytes, entries) in files.flat_map(Segment::sizes) {
            let sum = parts.entry(part).or_default();
            *sum = (sum.0 + bytes, sum.1 + entries);
        }
        (total, parts)
    }

    /// One of the outputs of the last night, chunk by chunk.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn output(&self, output: u32) -> impl Iterator<Item = Result<Vec<u8>>> + '_ {
        let blocks = self.outputs.iter().flat_map(|file| file.all_records(Part::Outputs));
        blocks.flat_map(move |block| match block {
            Err(error) => vec![Err(error)],
            Ok(chunks) => chunks
                .into_iter()
                .filter(|(key, _)| key >> 32 == u64::from(output))
                .map(|(_, bytes)| Ok(bytes))
                .collect(),
        })
    }

    /// Whether the store still has the outputs of the last night.
    pub const fn has_outputs(&self) -> bool {
        self.outputs.is_some()
    }

    /// The commit that took in an input with these bytes.
    pub fn done(&self, xxh3: u64, bytes: u64) -> Option<u32> {
        let xxh3 = format!("{xxh3:016x}");
        let same = |done: &&manifest::DoneInput| done.xxh3 == xxh3 && done.bytes == bytes;
        self.manifest.inputs.iter().find(same).map(|done| done.sequence)
    }

    fn damaged_article(&self, number: u32) -> Error {
        let file = self.nights.iter().find(|(entry, _)| holds(entry, number));
        let path = file.map_or(self.folder.as_path(), |(_, file)| file.path());
        let what = format!("article {number} is missing or makes no sense");
        damaged(path, Some(Part::Articles), &what)
    }

    /// Articles by their numbers, in the order asked for.
    ///
    /// # Errors
    /// One of them is missing; a file is damaged.
    pub fn articles(&self, numbers: &[u32]) -> Result<Vec<Article>> {
        let mut found: BTreeMap<u32, Article> = BTreeMap::new();
        let mut sorted: Vec<u64> = numbers.iter().copied().map(u64::from).collect();
        sorted.sort_unstable();
        sorted.dedup();
        for (entry, file) in &self.nights {
            let [from, to] = entry.articles.map(u64::from);
            let from = sorted.partition_point(|number| *number < from);
            let to = sorted.partition_point(|number| *number < to);
            let keys = sorted.get(from..to).unwrap_or_default();
            for (at, bytes) in file.find_records(Part::Articles, keys)? {
                let Some(&number) = keys.get(at as usize) else { continue };
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                let article = record::read(&bytes);
                let article = article.ok_or_else(|| self.damaged_article(number))?;
                found.insert(number, article);
            }
        }
        // Only an article that is asked for twice is copied.
        let asked_twice = sorted.len() < numbers.len();
        let mut give = |number: &u32| {
            if asked_twice { found.get(number).cloned() } else { found.remove(number) }
        };
        numbers
            .iter()
            .map(|number| give(number).ok_or_else(|| self.damaged_article(*number)))
            .collect()
    }

    /// Stories as they were last written, by their numbers: `None` for one that has no
    /// document.
    ///
    /// # Errors
    /// A file is damaged.
    pub fn documents(&self, stories: &[u32]) -> Result<Vec<Option<Vec<u8>>>> {
        let mut found: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
        for (entry, file) in &self.nights {
            let here = |story: &u32| {
                self.state.fates.get(story).is_some_and(|f| f.document == entry.sequence)
            };
            let mut keys: Vec<u64> =
                stories.iter().copied().filter(here).map(u64::from).collect();
            keys.sort_unstable();
            keys.dedup();
            for (at, bytes) in file.find_records(Part::Stories, &keys)? {
                let story =
                    keys.get(at as usize).and_then(|key| u32::try_from(*key).ok());
                found.insert(story.unwrap_or_default(), bytes);
            }
        }
        Ok(stories.iter().map(|story| found.remove(story)).collect())
    }
}

fn holds(entry: &FileEntry, number: u32) -> bool {
    let [from, to] = entry.articles;
    (from..to).contains(&number)
}
