//! Where results go: standard output, or a file that appears whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tempfile::NamedTempFile;

use crate::error::{Error, Result};
use crate::report::contract::Record;

/// The temporary names of this run, for an end that runs no destructors.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Where outputs of this run go: two in one place would leave one of them.
static TAKEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Takes a place for an output.
pub(super) fn take(folder: &Path, path: &Path) -> Result<()> {
    let name = path.file_name().unwrap_or_default();
    let place = folder.canonicalize().unwrap_or_else(|_| folder.into()).join(name);
    let Ok(mut taken) = TAKEN.lock() else { return Ok(()) };
    if taken.contains(&place) {
        return Err(Error::setting(
            format!("the output '{}'", path.display()),
            "another output of this run goes there already",
            "give each output a place of its own",
        ));
    }
    taken.push(place);
    Ok(())
}

/// Removes what an end at once would leave behind.
pub(super) fn remove_temporaries() {
    if let Ok(paths) = TEMPORARY.lock() {
        for path in paths.iter() {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// An output that was tried before the work began.
pub(super) struct Output {
    place: PathBuf,
    sink: Sink,
}

enum Sink {
    Stdout(BufWriter<io::Stdout>),
    /// Written under a temporary name beside its place, and moved there at the end.
    File(BufWriter<NamedTempFile>),
    /// A device or pipe, which cannot be replaced by a file.
    Device(BufWriter<std::fs::File>),
}

impl Output {
    /// Opens `path`; `None` and `-` are standard output.
    pub(super) fn create(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            let sink = Sink::Stdout(BufWriter::with_capacity(1 << 16, io::stdout()));
            return Ok(Self { place: PathBuf::from("standard output"), sink });
        };
        let wrong = |error| Error::write(path, error);
        if path.is_dir() {
            return Err(wrong(io::ErrorKind::IsADirectory.into()));
        }
        if path.exists() && !path.is_file() {
            let file =
                std::fs::OpenOptions::new().write(true).open(path).map_err(wrong)?;
            return Ok(Self {
                place: path.into(),
                sink: Sink::Device(BufWriter::new(file)),
            });
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        take(folder, path)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".samestory-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As any new file; the user's mask takes its part away.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder).map_err(wrong)?;
        if let Ok(mut paths) = TEMPORARY.lock() {
            paths.push(file.path().to_path_buf());
        }
        let sink = Sink::File(BufWriter::with_capacity(1 << 18, file));
        Ok(Self { place: path.into(), sink })
    }

    /// Lets `body` write.
    pub(super) fn write(
        &mut self,
        body: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<()> {
        let done = match &mut self.sink {
            Sink::Stdout(out) => body(out),
            Sink::File(out) => body(out),
            Sink::Device(out) => body(out),
        };
        done.map_err(|error| Error::write(&self.place, error))
    }

    /// Writes one record of the contract.
    pub(super) fn record(&mut self, record: &Record) -> Result<()> {
        self.write(|mut out| record.write(&mut out))
    }

    /// Flushes, and moves the file into place.
    pub(super) fn finish(self) -> Result<()> {
        let Self { place, sink } = self;
        let wrong = |error| Error::write(&place, error);
        match sink {
            Sink::Stdout(mut out) => out.flush().map_err(wrong),
            Sink::Device(mut out) => out.flush().map_err(wrong),
            Sink::File(out) => {
                let file = out.into_inner().map_err(|error| wrong(error.into_error()))?;
                file.as_file().sync_all().map_err(wrong)?;
                file.persist(&place).map_err(|error| wrong(error.error))?;
                Ok(())
            }
        }
    }
}

/// A folder of files that appears whole, in place of the one an earlier run made.
pub(super) struct Folder {
    place: PathBuf,
    /// How the names of its files begin and end.
    begin: &'static str,
    end: &'static str,
    made: tempfile::TempDir,
}

impl Folder {
    /// Begins a folder under a temporary name, for files of one beginning and one end. One
    /// that holds anything else is somebody else's, and stays.
    pub(super) fn create(
        place: &Path,
        begin: &'static str,
        end: &'static str,
    ) -> Result<Self> {
        Self::ours(place, begin, end)?;
        let wrong = |error| Error::write(place, error);
        let beside = match place.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".samestory-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o777));
        }
        let made = builder.tempdir_in(beside).map_err(wrong)?;
        Ok(Self { place: place.into(), begin, end, made })
    }

    /// Refuses a folder that holds anything but such files.
    fn ours(place: &Path, begin: &str, end: &str) -> Result<()> {
        let wrong = |error| Error::write(place, error);
        if place.exists() {
            let entries = std::fs::read_dir(place).map_err(wrong)?;
            for entry in entries {
                let path = entry.map_err(wrong)?.path();
                let strange = path.file_name().unwrap_or_default().to_string_lossy();
                let ours = strange.starts_with(begin)
                    && path.extension().is_some_and(|known| known == end);
                if !path.is_file() || !ours {
                    return Err(Error::setting(
                        format!("the folder '{}'", place.display()),
                        format!("'{strange}' in it was not made by this command"),
                        "give another place to write to, or move the folder away",
                    ));
                }
            }
        }
        Ok(())
    }

    /// Removes a folder that an earlier run made.
    pub(super) fn remove(place: &Path, begin: &str, end: &str) -> Result<()> {
        let holds_some =
            std::fs::read_dir(place).is_ok_and(|mut files| files.next().is_some());
        if holds_some && Self::ours(place, begin, end).is_ok() {
            std::fs::remove_dir_all(place).map_err(|error| Error::write(place, error))?;
        }
        Ok(())
    }

    /// Writes a file of it.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        debug_assert!(name.starts_with(self.begin) && name.ends_with(self.end));
        std::fs::write(self.made.path().join(name), bytes)
            .map_err(|error| Error::write(&self.place, error))
    }

    /// Moves it into place.
    pub(super) fn finish(self) -> Result<()> {
        let wrong = |error| Error::write(&self.place, error);
        if self.place.exists() {
            std::fs::remove_dir_all(&self.place).map_err(wrong)?;
        }
        let made = self.made.keep();
        std::fs::rename(made, &self.place).map_err(wrong)
    }
}
