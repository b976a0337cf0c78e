//! Bytes to articles: every input format, every refusal.
//!
//! [`read_inputs`] takes files, folders and `-`, and gives a [`Collection`]: the
//! articles in the order they stand in, the records that were refused and why, and a
//! checksum of every input. Gzip and zstd are told by content, the format by name and
//! then by content.
//!
//! ```
//! use samestory::read::{self, FieldMap, ReadSettings};
//!
//! let fields = FieldMap::parse("text=body").unwrap();
//! let settings = ReadSettings { fields, ..ReadSettings::default() };
//! let input = "id,body\na1,A train has reached Khasan.\na2,\n";
//! let collection = read::read_bytes("tonight.csv", input.as_bytes(), &settings).unwrap();
//!
//! assert_eq!(collection.articles[0].id, "a1");
//! assert_eq!(collection.rejects[0].to_string(), "tonight.csv:3: text is empty");
//! ```
//!
//! # What a record must have
//!
//! A text, or an empty text and a title. Everything else may be missing: the id is
//! then `path:line`. A record that lacks it is a [`Reject`], never a crash and never
//! silence; [`check_rejects`] says when there are too many. An input that is broken as
//! a whole (a cut gzip stream, a Parquet file without its end, a table without the
//! text column) fails the run: nothing of it is half read.

mod delimited;
mod fields;
mod format;
mod intake;
mod json_lines;
mod json_record;
mod language;
mod parquet;
mod parquet_footer;
mod parquet_lists;
mod parquet_value;
mod record;
mod rejects;
#[cfg(test)]
mod round_trips;
mod rows;
mod source;
mod text_folder;

use std::fs::Metadata;
use std::io;
use std::path::PathBuf;

pub use fields::FieldMap;
pub use format::Format;
pub use record::{Record, Value};
pub use rejects::{Reject, RejectLimit, check_count, check_rejects};
pub use rows::read_rows;

use crate::article::Article;
use crate::error::{Error, Result};
use crate::shelf::Shelf;
use intake::Intake;
use source::Source;

/// How inputs are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadSettings {
    /// Which input field carries what.
    pub fields: FieldMap,
    /// The format of every input; `None` tells it by name, then by content.
    pub format: Option<Format>,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Collection<A = Vec<Article>> {
    /// The articles, in the order of the input; no two have the same id.
    pub articles: A,
    /// The records that were refused, in the order of the input.
    pub rejects: Vec<Reject>,
    /// What was read from.
    pub inputs: Vec<InputFile>,
    /// Records seen: articles, rejects and repeats.
    pub records: usize,
    /// Records left out because the same article (id, title, text) came before.
    pub repeats: usize,
    /// Dates that could not be read.
    pub bad_dates: usize,
    /// Embeddings that could not be used.
    pub bad_embeddings: usize,
    /// What the user should know, though nothing was refused for it.
    pub warnings: Vec<String>,
}

impl<A> Collection<A> {
    /// The same with its articles in another form.
    pub fn with<B>(self, form: impl FnOnce(A) -> B) -> Collection<B> {
        Collection {
            articles: form(self.articles),
            rejects: self.rejects,
            inputs: self.inputs,
            records: self.records,
            repeats: self.repeats,
            bad_dates: self.bad_dates,
            bad_embeddings: self.bad_embeddings,
            warnings: self.warnings,
        }
    }
}

/// One input as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// As given; `-` is standard input.
    pub path: String,
    /// Its size, compressed if it is.
    pub bytes: u64,
    /// XXH3-64 of those bytes.
    pub xxh3: u64,
}

/// Watches the reading, and may stop it. `()` does neither.
pub trait ReadProgress: Sync {
    /// So many stored bytes have been read, over all inputs.
    fn bytes(&self, total: u64) {
        let _ = total;
    }

    /// Whether to stop; the reading then ends with [`Error::Interrupted`].
    fn interrupted(&self) -> bool {
        false
    }
}

impl ReadProgress for () {}

/// Reads files, folders, and standard input (`-`), in the order given.
///
/// A folder gives every file in it whose name tells a format, sorted by name; each
/// `.txt` is one article, with its path inside the folder as id (its path as given,
/// when there are several folders). Work is spread over the current rayon pool.
///
/// ```
/// use samestory::read::{self, ReadSettings};
///
/// let folder = tempfile::tempdir().unwrap();
/// std::fs::write(folder.path().join("afp.txt"), "A train has reached Khasan.").unwrap();
///
/// let inputs = [folder.path().to_path_buf()];
/// let collection = read::read_inputs(&inputs, &ReadSettings::default(), &()).unwrap();
/// assert_eq!(collection.articles[0].id, "afp.txt");
/// ```
///
/// # Errors
///
/// An input that cannot be read, or is broken as a whole; an interruption. Records
/// that are refused are no error: see [`check_rejects`].
pub fn read_inputs(
    inputs: &[PathBuf],
    settings: &ReadSettings,
    progress: &dyn ReadProgress,
) -> Result<Collection> {
    read_into(Shelf::default(), inputs, settings, progress)
        .map(|collection| collection.with(Shelf::into_vec))
}

/// As [`read_inputs`], with articles put on a shelf, which may keep them in a file.
///
/// # Errors
///
/// As [`read_inputs`]; that the shelf's file cannot be made or written.
pub fn read_into(
    mut shelf: Shelf,
    inputs: &[PathBuf],
    settings: &ReadSettings,
    progress: &dyn ReadProgress,
) -> Result<Collection<Shelf>> {
    let files = inputs.iter().filter_map(|path| path.metadata().ok());
    shelf.announce(files.filter(Metadata::is_file).map(|file| file.len()).sum())?;
    let mut intake = Intake::new(shelf, settings, progress);
    let folders = inputs.iter().filter(|path| path.is_dir()).count();
    let mut stdin_read = false;
    for path in inputs {
        if path.as_os_str() == "-" {
            if std::mem::replace(&mut stdin_read, true) {
                return Err(Error::setting(
                    "'-' as two inputs",
                    "standard input can be read only once",
                    "give '-' once",
                ));
            }
            let stdin = io::stdin();
            let source = Source::new("-".into(), stdin, intake.bytes(), progress)?;
            intake.read(source, "-")?;
        } else if path.is_dir() {
            for (file, inside) in text_folder::files(path, settings.format)? {
                let id = if folders > 1 { file.display().to_string() } else { inside };
                intake.read(Source::open(&file, intake.bytes(), progress)?, &id)?;
            }
        } else {
            let source = Source::open(path, intake.bytes(), progress)?;
            let id = source.path().to_owned();
            intake.read(source, &id)?;
        }
    }
    intake.finish()
}

/// The whole of one file, decompressed by content: for side inputs such as pairs.
///
/// # Errors
///
/// A file that cannot be read, or whose compression is broken.
pub fn read_whole(path: &std::path::Path) -> Result<Vec<u8>> {
    Source::open(path, 0, &())?.rest()
}

/// Reads one input that is in memory, as if it were a file of that name.
///
/// ```
/// use samestory::read::{self, ReadSettings};
///
/// let input = b"{\"id\": 1, \"text\": \"A train has reached Khasan.\", \"lang\": \"eng\"}";
/// let collection = read::read_bytes("a.jsonl", input, &ReadSettings::default()).unwrap();
/// assert_eq!(collection.articles[0].id, "1");
/// assert_eq!(collection.articles[0].lang.as_deref(), Some("en"));
/// ```
///
/// # Errors
///
/// As [`read_inputs`].
pub fn read_bytes(
    name: &str,
    bytes: &[u8],
    settings: &ReadSettings,
) -> Result<Collection> {
    let mut intake = Intake::new(Shelf::default(), settings, &());
    intake.read(Source::new(name.to_owned(), bytes, 0, &())?, name)?;
    intake.finish().map(|collection| collection.with(Shelf::into_vec))
}
