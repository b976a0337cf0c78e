//! What can go wrong, said in four parts: what, where, why, and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Every error of the library.
///
/// `Display` says what failed and where; [`std::error::Error::source`] says why;
/// [`Error::help`] says what to do about it.
///
/// ```
/// use samestory::error::Error;
///
/// let error = Error::read("news.jsonl", std::io::ErrorKind::NotFound.into());
/// assert_eq!(error.to_string(), "cannot read 'news.jsonl'");
/// assert!(error.help().is_some());
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An input could not be opened or read.
    #[error("cannot read '{}'", path.display())]
    Read {
        /// The input.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// An output could not be created, written or moved into place.
    #[error("cannot write '{}'", path.display())]
    Write {
        /// The output.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The temporary file of articles that are too many for memory could not be made,
    /// written or read.
    #[error("cannot keep articles in a temporary file in '{}'", folder.display())]
    Spill {
        /// The folder it is in.
        folder: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// An input is not what its format promises.
    #[error("cannot use '{place}'")]
    Format {
        /// `path` or `path:line`.
        place: String,
        /// What is wrong with it.
        #[source]
        reason: Reason,
        /// What to do about it.
        help: &'static str,
    },
    /// More records were refused than the run allows.
    #[error(
        "too many rejects: {rejects} of {records} records were refused, {limit} are allowed"
    )]
    TooManyRejects {
        /// Refused records.
        rejects: usize,
        /// Records read.
        records: usize,
        /// The limit in force.
        limit: usize,
        /// The first refusal, as `path:line: reason`.
        #[source]
        first: Reason,
    },
    /// A setting, or two settings together, make no sense.
    #[error("cannot use {setting}")]
    Setting {
        /// The setting as the user wrote it.
        setting: String,
        /// What is wrong with it.
        #[source]
        reason: Reason,
        /// What to do about it.
        help: &'static str,
    },
    /// The user asked the run to stop.
    #[error("interrupted; nothing was written")]
    Interrupted,
}

/// A cause in plain words, where there is no system error to quote.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Reason(pub String);

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An input that could not be read.
    pub fn read(path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::Read { path: path.as_ref().to_path_buf(), source }
    }

    /// An output that could not be written.
    pub fn write(path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::Write { path: path.as_ref().to_path_buf(), source }
    }

    /// A temporary file in `folder` that could not be used.
    pub fn spill(folder: impl AsRef<Path>, source: io::Error) -> Self {
        Self::Spill { folder: folder.as_ref().to_path_buf(), source }
    }

    /// An input that breaks its format.
    pub fn format(
        place: impl Into<String>,
        reason: impl Into<String>,
        help: &'static str,
    ) -> Self {
        Self::Format { place: place.into(), reason: Reason(reason.into()), help }
    }

    /// A setting that makes no sense.
    pub fn setting(
        setting: impl Into<String>,
        reason: impl Into<String>,
        help: &'static str,
    ) -> Self {
        Self::Setting { setting: setting.into(), reason: Reason(reason.into()), help }
    }

    /// What the user can do about it, if there is something.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Read { source, .. } => Some(match source.kind() {
                io::ErrorKind::NotFound => "check the path, or use '-' for standard input".into(),
                io::ErrorKind::PermissionDenied => "check who may read the file".into(),
                _ => return None,
            }),
            Self::Write { source, .. } => Some(match source.kind() {
                io::ErrorKind::NotFound => "create the folder first".into(),
                io::ErrorKind::PermissionDenied => {
                    "check who may write there, or name another place with -o".into()
                }
                io::ErrorKind::StorageFull => {
                    "free some space, or name another place with -o".into()
                }
                _ => return None,
            }),
            Self::Spill { .. } => Some(
                "name a folder with more room with --temp, or allow more memory with --memory"
                    .into(),
            ),
            Self::Format { help, .. } | Self::Setting { help, .. } => Some((*help).into()),
            Self::TooManyRejects { .. } => Some(
                "mend the input or map its fields with --field, write the refused records \
                 with --rejects FILE, or allow more with --max-rejects"
                    .into(),
            ),
            Self::Interrupted => None,
        }
    }
}
