//! What a store holds.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::outputs::written;
use crate::error::{Error, Result};
use crate::store::Problem;
use crate::store::{FORMAT, Store};

/// What a store holds, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Info {
    /// Version of its format.
    pub format: u32,
    /// Number of the last commit.
    pub number: u32,
    /// Articles that count.
    pub articles: u64,
    /// Those on the disk that no longer count, by the reason.
    pub no_longer_counted: BTreeMap<&'static str, u64>,
    /// Stories.
    pub stories: usize,
    /// Stories that were merged into older ones.
    pub merged: usize,
    /// Outlets.
    pub outlets: usize,
    /// The first day of an article.
    pub first: Option<String>,
    /// The last one.
    pub last: Option<String>,
    /// Days that an article stays.
    pub window: u32,
    /// Size of the files.
    pub bytes: u64,
    /// How many files the manifest names.
    pub files: usize,
    /// Size of each part.
    pub parts: BTreeMap<&'static str, u64>,
    /// What it was written with.
    pub parameters: BTreeMap<String, String>,
    /// Inputs that are done.
    pub inputs: usize,
    /// Whether bytes of forgotten articles are still on the disk.
    pub forgotten: bool,
}

impl Info {
    /// Looks at a store.
    pub fn of(store: &Store) -> Self {
        let manifest = store.manifest();
        let (bytes, parts) = store.sizes();
        let mut lives = store.lives();
        let days = || store.state().live().filter_map(|(_, place)| store.day(place));
        let fates = store.state().fates.values();
        let merged = fates.clone().filter(|fate| fate.merged_into > 0).count();
        Self {
            format: FORMAT,
            number: manifest.sequence,
            articles: lives.remove("live").unwrap_or(0),
            no_longer_counted: lives,
            stories: fates.count() - merged,
            merged,
            outlets: store.state().outlets.len(),
            first: days().min().and_then(written),
            last: days().max().and_then(written),
            window: manifest.window,
            bytes,
            files: manifest.files.len(),
            parts: parts.iter().map(|(part, (bytes, _))| (part.name(), *bytes)).collect(),
            parameters: manifest.parameters.clone(),
            inputs: manifest.inputs.len(),
            forgotten: manifest.forgotten,
        }
    }
}

/// Whether [`Store::verify`] found nothing.
///
/// # Errors
/// It found something: the error names the first file.
pub fn sound(folder: &Path, problems: &[Problem]) -> Result<()> {
    let Some(first) = problems.first() else { return Ok(()) };
    Err(Error::format(
        folder.join(&first.file).display().to_string(),
        format!("{} problems, the first: {}", problems.len(), first.what),
        "bring the store back from a copy, or begin a new one",
    ))
}
