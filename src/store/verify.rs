//! Is every byte as it was written, and does every reference lead somewhere?

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use hashbrown::{HashMap, HashSet};
use xxhash_rust::xxh3::Xxh3;

use super::Store;
use super::commit::id_key;
use super::manifest::{self, Manifest};
use super::merge::counts;
use super::packed::unweighted;
use super::segment::{Pair, Part, Segment};
use crate::error::{Error, Result};
use crate::shelf::record;

/// Something that is wrong with a store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.file, self.what)
    }
}

impl Problem {
    fn new(file: &str, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), what: what.into() }
    }

    fn of(file: &str, error: &Error) -> Self {
        use std::error::Error as _;
        let why = error.source().map(|why| format!(": {why}")).unwrap_or_default();
        Self::new(file, format!("{error}{why}"))
    }
}

/// Most problems of one kind that are told.
const TOLD: usize = 20;

impl Store {
    /// Reads every byte of a store and follows every reference. Answers what is wrong, with
    /// the file that is to blame; nothing for a sound store.
    ///
    /// # Errors
    /// There is no store.
    pub fn verify(folder: &Path) -> Result<Vec<Problem>> {
        let manifest = match Manifest::read(folder) {
            Ok(Some(manifest)) => manifest,
            Ok(None) => return Err(super::refused(folder, "there is none", super::HELP)),
            Err(error) => return Ok(vec![Problem::of(manifest::NAME, &error)]),
        };
        let mut problems = Vec::new();
        for file in &manifest.files {
            match checksum(&folder.join(&file.name)) {
                Err(error) => problems.push(Problem::of(&file.name, &error)),
                Ok((bytes, _)) if bytes != file.bytes => {
                    let should = file.bytes;
                    let what = format!("it has {bytes} bytes, and should have {should}");
                    problems.push(Problem::new(&file.name, what));
                }
                Ok((_, xxh3)) if xxh3 != file.xxh3 => {
                    problems.push(Problem::new(&file.name, "its checksum is wrong"));
                }
                Ok(_) => {}
            }
        }
        if !problems.is_empty() {
            // Where bytes are wrong, references need not be asked.
            return Ok(problems);
        }
        match Self::load(folder, manifest) {
            Err(error) => problems.push(Problem::of(manifest::NAME, &error)),
            Ok(store) => store.references(&mut problems)?,
        }
        problems.sort();
        problems.dedup();
        Ok(problems)
    }

    fn references(&self, problems: &mut Vec<Problem>) -> Result<()> {
        let state_file = self.manifest.files.iter();
        let state_file = state_file
            .filter(|file| file.kind == manifest::FileKind::State)
            .map(|file| file.name.as_str())
            .next()
            .unwrap_or(manifest::NAME);
        let mut wrong = |file: &str, what: String| {
            if problems.iter().filter(|problem| problem.file == file).count() < TOLD {
                problems.push(Problem::new(file, what));
            }
        };
        let state = &self.state;
        let mut ids: HashMap<String, u32> = HashMap::new();
        let mut keys: HashMap<u64, u64> = HashMap::new();
        let mut here: HashSet<u32> = HashSet::new();
        let mut documents: HashSet<(u32, u32)> = HashSet::new();
        for (entry, file) in &self.nights {
            for block in file.all_records(Part::Articles) {
                for (number, bytes) in block? {
                    let number = u32::try_from(number).unwrap_or(u32::MAX);
                    if !super::holds(entry, number) || !here.insert(number) {
                        wrong(&entry.name, format!("article {number} is out of place"));
                    }
                    let Some(article) = record::read(&bytes) else {
                        wrong(&entry.name, format!("article {number} makes no sense"));
                        continue;
                    };
                    if !state.place(number).is_live() {
                        continue;
                    }
                    keys.insert(u64::from(number), id_key(&article.id));
                    if let Some(other) = ids.insert(article.id, number) {
                        let what = format!("articles {other} and {number} have one id");
                        wrong(&entry.name, what);
                    }
                }
            }
            for block in file.all_records(Part::Stories) {
                for (story, _) in block? {
                    let story = u32::try_from(story).unwrap_or(u32::MAX);
                    documents.insert((entry.sequence, story));
                }
            }
        }
        for (entry, file) in &self.nights {
            for part in [Part::Ids, Part::Prints, Part::Lines, Part::Titles, Part::Terms]
            {
                for block in file.all_pairs(part) {
                    for (key, value) in block? {
                        let number = match part {
                            Part::Terms => u64::from(unweighted(value).0),
                            _ => value,
                        };
                        let small = u32::try_from(number).unwrap_or(u32::MAX);
                        if !super::holds(entry, small) {
                            let what =
                                format!("{}: article {number} is not in it", part.name());
                            wrong(&entry.name, what);
                        } else if part == Part::Ids
                            && keys.remove(&number).is_some_and(|id| id != key)
                        {
                            wrong(&entry.name, format!("the id of {number} is another"));
                        }
                    }
                }
            }
            for block in file.all_pairs(Part::Counts) {
                block?;
            }
        }
        for number in keys.keys().copied().collect::<std::collections::BTreeSet<u64>>() {
            wrong(state_file, format!("article {number} cannot be found by its id"));
        }
        for (number, place) in state.live() {
            if !here.contains(&number) {
                wrong(state_file, format!("article {number} is in no file"));
            }
            let group = state.place(place.group);
            if !group.is_live() || group.group != place.group {
                wrong(state_file, format!("article {number} is in a group without head"));
            }
            if group.story != place.story {
                wrong(state_file, format!("the group of article {number} is torn"));
            }
            if place.story > 0
                && state.fates.get(&place.story).is_none_or(|fate| fate.merged_into > 0)
            {
                wrong(state_file, format!("article {number} is in no story that is"));
            }
            if place.outlet as usize > state.outlets.len() {
                wrong(state_file, format!("article {number} is of an unknown outlet"));
            }
        }
        for (story, fate) in &state.fates {
            if fate.merged_into == 0 && !documents.contains(&(fate.document, *story)) {
                wrong(state_file, format!("story {story} has no document"));
            }
            if fate.merged_into >= *story {
                wrong(state_file, format!("story {story} points to a younger one"));
            }
        }
        if let Some(file) = self.state_file.as_ref().filter(|file| file.has(Part::Counts))
            && !same(all(file), counts(&self.nights))?
        {
            wrong(state_file, "its frequencies are not those of the nights".to_owned());
        }
        if let Some(outputs) = &self.outputs {
            for block in outputs.all_records(Part::Outputs) {
                block?;
            }
        }
        Ok(())
    }
}

/// All frequencies of a file.
fn all(file: &Segment) -> impl Iterator<Item = Result<Pair>> + '_ {
    file.all_pairs(Part::Counts).flat_map(|block| match block {
        Err(error) => vec![Err(error)],
        Ok(pairs) => pairs.into_iter().map(Ok).collect(),
    })
}

/// Whether two lists are one.
fn same(
    mut one: impl Iterator<Item = Result<Pair>>,
    other: impl Iterator<Item = Result<Pair>>,
) -> Result<bool> {
    for pair in other {
        if one.next().transpose()? != Some(pair?) {
            return Ok(false);
        }
    }
    Ok(one.next().transpose()?.is_none())
}

fn checksum(path: &Path) -> Result<(u64, String)> {
    let wrong = |error| Error::read(path, error);
    let mut file = File::open(path).map_err(wrong)?;
    let (mut hash, mut bytes) = (Box::new(Xxh3::new()), 0);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer).map_err(wrong)?;
        if read == 0 {
            return Ok((bytes, format!("{:016x}", hash.digest())));
        }
        hash.update(buffer.get(..read).unwrap_or_default());
        bytes += read as u64;
    }
}
