//! Bytes in a temporary file that has no name: it is gone when the program is, however
//! that ends.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::error::{Error, Result};

/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 20;

/// Bytes that a reader was given, and perhaps some more.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    /// Where they begin.
    from: u64,
    /// Room, of which so many bytes are `filled`.
    bytes: Vec<u8>,
    filled: usize,
    /// Where what was asked for last ends.
    asked: u64,
}

impl Ahead {
    /// Bytes read at once.
    const MOST: usize = 1 << 16;
    /// Bytes that may be passed over.
    const GAP: u64 = 1 << 12;
}

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

    /// Another file in its folder.
    pub(crate) fn beside(&self) -> Result<Self> {
        Self::create(&self.folder)
    }

    /// Appends bytes, and says where they begin.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> u64 {
        if self.buffer.len() + bytes.len() > BUFFER {
            self.flush();
        }
        let at = self.written + self.buffer.len() as u64;
        if bytes.len() > BUFFER {
            self.write(bytes);
        } else {
            self.buffer.extend_from_slice(bytes);
        }
        at
    }

    /// Writes what was gathered.
    fn flush(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        self.write(&buffer);
        buffer.clear();
        self.buffer = buffer;
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.failed.get().is_none() {
            match write_all_at(&self.file, bytes, self.written) {
                Ok(()) => self.written += bytes.len() as u64,
                Err(error) => self.fail(error),
            }
        }
    }

    /// Writes what was gathered, and gives back the room it was gathered in.
    pub(crate) fn seal(&mut self) {
        self.flush();
        self.buffer = Vec::new();
    }

    /// So many bytes from a place on; empty when they cannot be had. Where the reader comes
    /// from a place shortly before, it gets what follows as well, for the next time.
    pub(crate) fn read_ahead<'a>(
        &self,
        at: u64,
        length: usize,
        ahead: &'a mut Ahead,
    ) -> &'a [u8] {
        let within = |ahead: &Ahead| {
            let from = usize::try_from(at.checked_sub(ahead.from)?).ok()?;
            let to = from.checked_add(length)?;
            (to <= ahead.filled).then_some(from..to)
        };
        let shortly = at.checked_sub(ahead.asked).is_some_and(|gap| gap <= Ahead::GAP);
        ahead.asked = at.saturating_add(length as u64);
        let range = within(ahead).unwrap_or_else(|| {
            let left = usize::try_from(self.written.saturating_sub(at));
            let most = if shortly { Ahead::MOST } else { length };
            let wanted = most.min(left.unwrap_or(most)).max(length);
            ahead.from = at;
            if ahead.bytes.len() < wanted {
                ahead.bytes.resize(wanted, 0);
            }
            let room = ahead.bytes.get_mut(..wanted).unwrap_or_default();
            ahead.filled = if self.read_into(at, room) { wanted } else { 0 };
            0..length.min(ahead.filled)
        });
        ahead.bytes.get(range).unwrap_or_default()
    }

    /// So many bytes from a place on; empty when they cannot be had.
    pub(crate) fn read(&self, at: u64, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        if !self.read_into(at, &mut bytes) {
            bytes.clear();
        }
        bytes
    }

    /// Fills `room` with the bytes from a place on; tells whether they could be had.
    fn read_into(&self, at: u64, room: &mut [u8]) -> bool {
        if let Some(from) = at.checked_sub(self.written) {
            let from = usize::try_from(from).unwrap_or(usize::MAX);
            let to = from.checked_add(room.len());
            let found = to.and_then(|to| self.buffer.get(from..to));
            if let Some(found) = found {
                room.copy_from_slice(found);
            }
            return found.is_some();
        }
        let read = read_exact_at(&self.file, room, at);
        read.map_err(|error| self.fail(error)).is_ok()
    }

    /// Notes what went wrong first.
    pub(crate) fn fail(&self, error: io::Error) {
        let _ = self.failed.set(error);
    }

    /// Notes that what was read back makes no sense.
    pub(crate) fn fail_to_read(&self) {
        let why = "what was written there reads otherwise now";
        self.fail(io::Error::new(io::ErrorKind::InvalidData, why));
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

/// A file that several threads append to.
#[derive(Debug)]
pub(crate) struct SharedSpill(Mutex<Spill>);

impl SharedSpill {
    pub(crate) const fn new(spill: Spill) -> Self {
        Self(Mutex::new(spill))
    }

    /// Appends bytes, and says where they begin.
    pub(crate) fn append(&self, bytes: &[u8]) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).append(bytes)
    }

    /// The file, when nothing more comes.
    pub(crate) fn seal(self) -> Spill {
        let mut spill = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        spill.seal();
        spill
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
        let piece = |number: u8| -> Vec<u8> {
            let byte = |at: u32| number ^ at.to_le_bytes()[0] ^ at.to_le_bytes()[1];
            (0..300_000).map(byte).collect()
        };
        let large = vec![7; BUFFER + 1];
        let at = spill.append(&large);
        assert!(spill.read(at, large.len()) == large);
        let places: Vec<u64> =
            (0..9).map(|number| spill.append(&piece(number))).collect();
        for seal in [false, true] {
            if seal {
                spill.seal();
            }
            for (number, &at) in (0..9).zip(&places) {
                assert!(spill.read(at, 300_000) == piece(number), "{number}");
                let mut ahead = Ahead::default();
                for part in [0, 999, 1_400, 9_000, 9_500, 40, 60_000, 299_599] {
                    let place = at + part;
                    let read = spill.read_ahead(place, 401, &mut ahead);
                    assert!(read == spill.read(place, 401), "{number} {part}");
                    assert_eq!(read.len(), 401);
                }
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
        let mut ahead = Ahead::default();
        assert_eq!(spill.read_ahead(0, 1, &mut ahead), b"a");
        assert_eq!(spill.read_ahead(1, 2, &mut ahead), b"bc");
        assert!(spill.check().is_ok(), "nothing is read ahead of the end");
        assert!(spill.read_ahead(2, 2, &mut ahead).is_empty());
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
