//! Bytes in a temporary file that has no name: it is gone when the program is, however
//! that ends.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::error::{Error, Result};

/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 20;

/// A file that grows at its end and is read anywhere.
///
/// What goes wrong is kept and told by [`Spill::check`]: bytes that cannot be had are none
/// until then.
#[derive(Debug)]
pub(crate) struct Spill {
    folder: PathBuf,
    file: File,
    /// Bytes that are in the file.
    written: u64,
    /// Those that come after them.
    buffer: Vec<u8>,
    failed: OnceLock<io::Error>,
}

impl Spill {
    /// A file in `folder`.
    pub(crate) fn create(folder: &Path) -> Result<Self> {
        let file = tempfile::tempfile_in(folder)
            .map_err(|source| Error::spill(folder, source))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            file,
            written: 0,
            buffer: Vec::with_capacity(BUFFER),
            failed: OnceLock::new(),
        })
    }

    /// Appends bytes, and says where they begin.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> u64 {
        if self.buffer.len() + bytes.len() > BUFFER {
            self.flush();
        }
        let at = self.written + self.buffer.len() as u64;
        self.buffer.extend_from_slice(bytes);
        at
    }

    /// Writes what was gathered.
    fn flush(&mut self) {
        if self.failed.get().is_none() {
            match write_all_at(&self.file, &self.buffer, self.written) {
                Ok(()) => self.written += self.buffer.len() as u64,
                Err(error) => self.fail(error),
            }
        }
        self.buffer.clear();
    }

    /// Writes what was gathered, and gives back the room it was gathered in.
    pub(crate) fn seal(&mut self) {
        self.flush();
        self.buffer = Vec::new();
    }

    /// So many bytes from a place on; empty when they cannot be had.
    pub(crate) fn read(&self, at: u64, length: usize) -> Vec<u8> {
        if let Some(from) = at.checked_sub(self.written) {
            let from = usize::try_from(from).unwrap_or(usize::MAX);
            let bytes = from.checked_add(length).and_then(|to| self.buffer.get(from..to));
            return bytes.unwrap_or_default().to_vec();
        }
        let mut bytes = vec![0; length];
        match read_exact_at(&self.file, &mut bytes, at) {
            Ok(()) => bytes,
            Err(error) => {
                self.fail(error);
                Vec::new()
            }
        }
    }

    /// Notes what went wrong first.
    pub(crate) fn fail(&self, error: io::Error) {
        let _ = self.failed.set(error);
    }

    /// Whether everything went well.
    pub(crate) fn check(&self) -> Result<()> {
        let Some(error) = self.failed.get() else { return Ok(()) };
        let again = error.raw_os_error().map_or_else(
            || io::Error::new(error.kind(), error.to_string()),
            io::Error::from_raw_os_error,
        );
        Err(Error::spill(&self.folder, again))
    }
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        bytes =
            bytes.get(count..).filter(|_| count > 0).ok_or(io::ErrorKind::WriteZero)?;
        at += count as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = bytes.get_mut(count..).unwrap_or_default();
        at += count as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_appended_is_read_before_and_after_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::create(folder.path()).unwrap();
        let piece = |number: u8| vec![number; 300_000];
        let places: Vec<u64> =
            (0..9).map(|number| spill.append(&piece(number))).collect();
        for seal in [false, true] {
            if seal {
                spill.seal();
            }
            for (number, &at) in (0..9).zip(&places) {
                assert!(spill.read(at, 300_000) == piece(number), "{number}");
            }
        }
        assert!(spill.check().is_ok());
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 0, "it has no name that could stay behind");
    }

    #[test]
    fn bytes_beyond_the_end_are_none_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::create(folder.path()).unwrap();
        spill.append(b"abc");
        spill.seal();
        assert!(spill.read(1, 3).is_empty());
        let error = spill.check().unwrap_err().to_string();
        assert!(error.contains(&folder.path().display().to_string()), "{error}");
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = Spill::create(Path::new("no/such")).unwrap_err();
        assert!(error.to_string().contains("no/such"));
        assert!(error.help().unwrap().contains("--temp"));
    }
}
