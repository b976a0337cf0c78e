//! One writer at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

use super::refused;
use crate::error::{Error, Result};

pub(super) const NAME: &str = "LOCK";

/// Held as long as it lives; the system lets go of it when the process ends, however it
/// ends.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// Takes the lock of a store. `holder` says who takes it and since when, for others
    /// who want it.
    pub(super) fn take(folder: &Path, holder: &str) -> Result<Self> {
        let path = folder.join(NAME);
        let wrong = |error| Error::write(&path, error);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(wrong)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(error)) => return Err(wrong(error)),
            Err(TryLockError::WouldBlock) => {
                let mut held = String::new();
                let _ = (&mut file).take(200).read_to_string(&mut held);
                let held = if held.is_empty() { "another process" } else { held.trim() };
                return Err(refused(
                    folder,
                    format!("it is being written by {held}"),
                    "wait until that has ended; reading it is possible meanwhile",
                ));
            }
        }
        file.set_len(0).map_err(wrong)?;
        file.write_all(holder.as_bytes()).map_err(wrong)?;
        Ok(Self(file))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.set_len(0);
    }
}
