//! Standing text: who prints it, and who has a text of their own beside it.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use pyo3::prelude::*;
use samestory::candidates::standing::{Owner, Print, carried_by, has_own_text};
use samestory::error::Result;
use samestory::pipeline::part::{Facts, Whose};

use super::columns::{Columns, each, long_lists, longs, of_each_row, wrong};
use super::intake::facts;
use crate::Batch;
use crate::rows::Table;

/// Standing text is named by its owner in one string.
fn owner_name(owner: Owner, names: &[&str]) -> String {
    match owner {
        Owner::Outlet(number) => {
            format!("o{}", names.get(number as usize).copied().unwrap_or_default())
        }
        Owner::Unknown => "u".to_owned(),
        Owner::Everybody => "e".to_owned(),
    }
}

fn owner_of(name: &str) -> Whose {
    match name.strip_prefix('o') {
        Some(outlet) => Whose::Outlet(outlet.to_owned()),
        None if name == "e" => Whose::Everybody,
        None => Whose::Unknown,
    }
}

/// Whose standing text fingerprints may be, and the carriers that are asked.
#[pyfunction]
pub(crate) fn engine_carried(py: Python<'_>, table: Table) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let (key, texts) = (batch.longs("key")?, batch.longs("texts")?);
        let (mut owners, mut found) = (StringBuilder::new(), Vec::new());
        let mut carriers = Vec::new();
        for row in 0..batch.rows() {
            let printed = batch.structs("printed", row)?;
            let (outlets, days) = (printed.texts("outlet")?, printed.longs("day")?);
            let places = printed.longs("nid")?;
            let mut names: Vec<&str> = outlets.iter().flatten().collect();
            names.sort_unstable();
            names.dedup();
            let prints = (0..printed.rows()).map(|at| {
                let name = outlets.is_valid(at).then(|| outlets.value(at));
                let outlet = name.and_then(|name| {
                    u32::try_from(names.binary_search(&name).ok()?).ok()
                });
                let day = days.is_valid(at).then(|| days.value(at));
                let day = day.and_then(|day| i32::try_from(day).ok());
                (Print { outlet, day }, places.value(at))
            });
            let texts = usize::try_from(texts.value(row)).unwrap_or_default();
            for (owner, asked) in carried_by(texts, prints) {
                owners.append_value(owner_name(owner, &names));
                found.push(key.value(row));
                carriers.push(asked);
            }
        }
        Ok(RecordBatch::try_from_iter([
            ("owner", Arc::new(owners.finish()) as ArrayRef),
            ("key", longs(found)),
            ("carriers", long_lists(carriers)),
        ]))
    })
}

/// Whether carriers have a text of their own.
#[pyfunction]
pub(crate) fn engine_own(py: Python<'_>, table: Table) -> PyResult<Vec<bool>> {
    of_each_row(py, table, |batch, row| {
        let mut shared = batch.key_list("shared", row)?;
        shared.sort_unstable();
        let prints = batch.key_list("prints", row)?;
        Ok(has_own_text(prints, |print| shared.binary_search(&print).is_ok()))
    })
}

/// The facts that rows carry, the standing text in them too.
pub(super) fn all_facts(batch: &Columns) -> Result<Facts> {
    let mut facts = facts(batch)?;
    for row in 0..batch.rows() {
        let owners = batch.list("owners", row)?;
        let owners = owners.as_string_opt::<i32>().ok_or_else(|| wrong("owners"))?;
        let owners = owners.iter().flatten().map(owner_of);
        facts.standing.extend(owners.zip(batch.key_list("standing", row)?));
    }
    Ok(facts)
}
