//! Candidates for one event.

use std::collections::HashMap;

use arrow_array::Array;
use pyo3::prelude::*;
use samestory::candidates::terms::{HeavyTerm, Lookup, candidates_of};
use samestory::error::Result;
use samestory::verify::event::STRICTER_ABROAD;

use super::columns::{batch as made, each, longs, wrong};
use crate::Batch;
use crate::rows::Table;
use crate::running::run;
use crate::settings::{Reuse, Stories};

/// The key of those who look for others in all languages.
const ACROSS: &str = "*";

/// A number for each name, in the order in which they come.
fn numbered<'n>(names: impl IntoIterator<Item = Option<&'n str>>) -> Vec<Option<usize>> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let number = |name: Option<&'n str>| {
        let next = known.len();
        name.map(|name| *known.entry(name).or_insert(next))
    };
    names.into_iter().map(number).collect()
}

/// The pairs that the articles of a stretch of time look for. Rows are in the order of
/// their numbers.
#[pyfunction]
pub(crate) fn engine_candidates(
    py: Python<'_>,
    table: Table,
    shape: Reuse,
    stories: Stories,
) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let settings = stories.settings(&shape)?;
        let (numbers, seconds) = (batch.longs("nid")?, batch.longs("seconds")?);
        let (sides, asks) = (numbered(batch.texts("side")?.iter()), batch.bools("asks")?);
        let (keys, stricter) = (batch.texts("key")?, batch.floats("stricter")?);
        let lookup = |(row, side)| {
            let terms =
                batch.key_list("terms", row)?.into_iter().map(HeavyTerm).collect();
            let seconds = seconds.is_valid(row).then(|| seconds.value(row));
            let stricter = match keys.value(row) {
                ACROSS => STRICTER_ABROAD,
                _ if stricter.is_valid(row) => stricter.value(row),
                _ => return Err(wrong("stricter")),
            };
            Ok(Lookup { terms, seconds, side, stricter })
        };
        let lookups =
            sides.into_iter().enumerate().map(lookup).collect::<Result<Vec<Lookup>>>()?;
        let pairs = candidates_of(&lookups, |row| asks.value(row), &settings.terms);
        let number = |place: u32| numbers.values().get(place as usize).copied();
        Ok(made([
            ("a", longs(pairs.iter().filter_map(|pair| number(pair.0)))),
            ("b", longs(pairs.iter().filter_map(|pair| number(pair.1)))),
        ]))
    })
}

/// The score without which no two clusters are joined, and no group is another's neighbour.
#[pyfunction]
pub(crate) fn engine_threshold(
    py: Python<'_>,
    shape: Reuse,
    stories: Stories,
) -> PyResult<f64> {
    run(py, None, |_| Ok(f64::from(stories.settings(&shape)?.threshold)))
}
