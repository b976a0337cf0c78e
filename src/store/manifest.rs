//! The one small file that says what the store is: it names all others, with their
//! checksums. Replacing it is the moment at which a night is done.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{FORMAT, Parameters, damaged};
use crate::error::{Error, Result};

/// The file's name.
pub(super) const NAME: &str = "MANIFEST";
const NEXT: &str = "MANIFEST.next";
const MAGIC: &str = "samestory store";
/// Most bytes of it that are read.
const MOST: u64 = 1 << 30;

/// What the store is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Manifest {
    /// The settings under which its articles were sketched and placed.
    pub parameters: Parameters,
    /// Number of the last commit.
    pub sequence: u32,
    /// Every other file.
    pub files: Vec<FileEntry>,
    /// Least article number that may still be there.
    pub first_article: u32,
    /// The next article's number.
    pub next_article: u32,
    /// The next story's number, from 1.
    pub next_story: u32,
    /// The day of the last night, in days since 1970.
    pub day: Option<i32>,
    /// Days that an article stays, as the last night had it.
    pub window: u32,
    /// Inputs that are done.
    pub inputs: Vec<DoneInput>,
    /// The last nights, the latest last.
    pub nights: Vec<NightEntry>,
    /// Nights that were taken in; 0 in stores of earlier versions, until the next.
    #[serde(default)]
    pub taken: u32,
    /// Articles were forgotten whose bytes are still there: `compact` takes them away.
    pub forgotten: bool,
}

/// A file of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// The commit that wrote it.
    pub sequence: u32,
    /// Its length.
    pub bytes: u64,
    /// XXH3-64 of all of it, 16 hexadecimal digits.
    pub xxh3: String,
    /// Numbers of its articles: first, and one past the last.
    #[serde(default)]
    pub articles: [u32; 2],
    /// How often files were put together to make it.
    #[serde(default)]
    pub level: u32,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// Articles and what they are looked up by, and stories.
    Night,
    /// Where every article stands.
    State,
    /// What the last night wrote.
    Outputs,
}

impl FileKind {
    /// The name of a file of this kind.
    pub(super) fn file(self, sequence: u32) -> String {
        let kind = match self {
            Self::Night => "night",
            Self::State => "state",
            Self::Outputs => "outputs",
        };
        format!("{kind}-{sequence:06}.seg")
    }
}

/// An input that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneInput {
    /// XXH3-64 of its bytes, 16 hexadecimal digits.
    pub xxh3: String,
    /// Its length.
    pub bytes: u64,
    /// The commit that took it in.
    pub sequence: u32,
}

/// What one night brought.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NightEntry {
    /// The commit; the store fills it in.
    pub sequence: u32,
    /// Its day, in days since 1970.
    pub day: Option<i32>,
    /// Articles taken in.
    pub articles: u64,
    /// Records refused.
    pub rejects: u64,
    /// Articles of its largest outlets.
    pub outlets: BTreeMap<String, u64>,
}

impl Manifest {
    /// That of a store in which nothing was done.
    pub(super) fn first(parameters: &Parameters) -> Self {
        Self { parameters: parameters.clone(), next_story: 1, ..Self::default() }
    }

    /// How many nights were taken in.
    pub fn taken(&self) -> u32 {
        self.taken.max(u32::try_from(self.nights.len()).unwrap_or(u32::MAX))
    }

    /// Reads it; `None` where there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(NAME);
        let length = match std::fs::metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(None);
            }
            other => other.map_err(|error| Error::read(&path, error))?.len(),
        };
        if length > MOST {
            return Err(damaged(&path, None, "it is too large"));
        }
        let bytes = std::fs::read(&path).map_err(|error| Error::read(&path, error))?;
        let wrong = |what: &str| damaged(&path, None, what);
        let line = bytes.iter().position(|byte| *byte == b'\n');
        let (head, body) = bytes.split_at(line.map_or(bytes.len(), |end| end + 1));
        let head = std::str::from_utf8(head).unwrap_or_default().strip_suffix('\n');
        let head = head.and_then(|head| head.strip_prefix(MAGIC)).unwrap_or_default();
        let fields: Vec<&str> = head.split(' ').collect();
        let [_, version, xxh3] = fields.as_slice() else {
            return Err(wrong("it does not begin like one"));
        };
        if *version != FORMAT.to_string() {
            return Err(Error::format(
                path.display().to_string(),
                format!("its format is {version}; this samestory reads format {FORMAT}"),
                "use the samestory that wrote it, or a newer one",
            ));
        }
        if *xxh3 != checksum(body) {
            return Err(wrong("its checksum is wrong"));
        }
        let manifest = serde_json::from_slice(body);
        manifest.map(Some).map_err(|_| wrong("it makes no sense"))
    }

    /// Writes the next one beside the one that counts.
    pub(super) fn stage(&self, folder: &Path) -> Result<()> {
        let path = folder.join(NEXT);
        let wrong = |error| Error::write(&path, error);
        let body =
            serde_json::to_vec_pretty(self).map_err(|error| wrong(error.into()))?;
        let mut file = File::create(&path).map_err(wrong)?;
        let head = format!("{MAGIC} {FORMAT} {}\n", checksum(&body));
        file.write_all(head.as_bytes()).map_err(wrong)?;
        file.write_all(&body).map_err(wrong)?;
        file.sync_all().map_err(wrong)
    }

    /// Makes the staged one count.
    pub(super) fn publish(folder: &Path) -> Result<()> {
        let path = folder.join(NAME);
        let wrong = |error| Error::write(&path, error);
        std::fs::rename(folder.join(NEXT), &path).map_err(wrong)?;
        sync_folder(folder).map_err(wrong)
    }
}

pub(super) fn checksum(bytes: &[u8]) -> String {
    format!("{:016x}", xxh3_64(bytes))
}

/// Sees the names in a folder to the disk.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
