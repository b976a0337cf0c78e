//! What lies in the folder of a store, and what does not.

use std::path::Path;

use super::{manifest, refused};
use crate::error::{Error, Result};

/// Refuses a folder in which a store cannot begin, because something else is in it, or a
/// store whose manifest is gone.
pub(super) fn holds_nothing(folder: &Path) -> Result<()> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| Error::write(folder, error))?;
    for name in entries.filter_map(|entry| Some(entry.ok()?.file_name())) {
        let name = name.to_string_lossy();
        if !is_ours(&name) {
            return Err(refused(
                folder,
                format!("it holds '{name}', and is no store"),
                "name an empty folder, or one that does not exist",
            ));
        }
        if name.ends_with(".seg") {
            return Err(refused(
                folder,
                format!("it holds '{name}', and no {}", manifest::NAME),
                "bring that file back from a copy; if no night was done yet, take all away",
            ));
        }
    }
    Ok(())
}

/// Whether a file could be one of a store's.
pub(super) fn is_ours(name: &str) -> bool {
    let of_a_commit = |name: &str| {
        let rest = ["night-", "state-", "outputs-"]
            .iter()
            .find_map(|kind| name.strip_prefix(kind))
            .and_then(|rest| rest.strip_suffix(".seg"));
        rest.is_some_and(|n| n.len() >= 6 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    ["MANIFEST", "MANIFEST.next", "LOCK"].contains(&name) || of_a_commit(name)
}
