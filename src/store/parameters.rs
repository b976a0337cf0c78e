//! Under which settings a store was written.

use std::collections::BTreeMap;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use super::refused;
use crate::error::Result;

/// The settings under which a store was written, by name.
pub type Parameters = BTreeMap<String, String>;

pub(super) fn fingerprint(parameters: &Parameters) -> u64 {
    let mut all = String::new();
    for (name, value) in parameters {
        all.push_str(name);
        all.push('=');
        all.push_str(value);
        all.push('\n');
    }
    xxh3_64(all.as_bytes())
}

pub(super) fn agree(folder: &Path, has: &Parameters, asked: &Parameters) -> Result<()> {
    let names = has.keys().chain(asked.keys());
    for name in names {
        let value =
            |of: &Parameters| of.get(name).cloned().unwrap_or_else(|| "none".into());
        let (has, asked) = (value(has), value(asked));
        if has != asked {
            let name = name.replace('_', " ");
            return Err(refused(
                folder,
                format!("it was written with {name} {has}, this run asks for {asked}"),
                "run with the store's parameters (`samestory store info` names them), or \
                 begin a new store",
            ));
        }
    }
    Ok(())
}
