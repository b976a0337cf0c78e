//! Candidates for one event, and their scores.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Float32Array, Float64Array};
use pyo3::prelude::*;
use samestory::candidates::terms::{Lookup, candidates_of};
use samestory::cluster::roundups::KNOWS;
use samestory::cluster::stories::least_of_joined;
use samestory::error::Result;
use samestory::verify::event::{EventScore, Profile, score, score_across, shared_terms};

use super::columns::{batch as made, beside, each, float_lists, key_lists, longs, wrong};
use super::events::profiles;
use crate::Batch;
use crate::rows::Table;
use crate::running::run;
use crate::settings::{Reuse, Stories};

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
        let lookup = |(row, side)| {
            let terms = batch.key_list("terms", row)?;
            let seconds = seconds.is_valid(row).then(|| seconds.value(row));
            Ok(Lookup { terms, seconds, side })
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

/// The score below which no two clusters are joined, and no two groups know one another.
#[pyfunction]
pub(crate) fn engine_least_of_joined(
    py: Python<'_>,
    shape: Reuse,
    stories: Stories,
) -> PyResult<f64> {
    run(py, None, |_| {
        let settings = stories.settings(&shape)?;
        let threshold = f64::from(settings.threshold);
        Ok(least_of_joined(threshold).min(f64::from(KNOWS)).min(threshold))
    })
}

/// Scores pairs of profiles; from the threshold on with what the score is made of.
#[pyfunction]
pub(crate) fn engine_scores(
    py: Python<'_>,
    table: Table,
    heads: Table,
    shape: Reuse,
    stories: Stories,
) -> PyResult<Vec<Batch>> {
    beside(py, table, heads, |batch, heads| {
        let threshold = stories.settings(&shape)?.threshold;
        let mut known: HashMap<i64, Profile> = HashMap::new();
        let (mut numbers, mut sources) = (Vec::new(), Vec::new());
        for batch in heads {
            numbers.extend(batch.longs("nid")?.values());
            let names = batch.texts("source")?.iter();
            sources.extend(names.map(|name| name.map(str::to_owned)));
            known.extend(
                batch.longs("nid")?.values().iter().copied().zip(profiles(batch)?),
            );
        }
        let outlets = numbered(sources.iter().map(Option::as_deref));
        for (number, outlet) in numbers.iter().zip(outlets) {
            if let Some(profile) = known.get_mut(number) {
                profile.outlet = outlet.and_then(|outlet| u32::try_from(outlet).ok());
            }
        }
        let (a, b) = (batch.longs("a")?, batch.longs("b")?);
        let across = batch.bools("across")?;
        let mut found: Vec<(i64, i64, EventScore, Vec<u64>)> = Vec::new();
        for row in 0..batch.rows() {
            let (a, b) = (a.value(row), b.value(row));
            let (Some(one), Some(other)) = (known.get(&a), known.get(&b)) else {
                return Err(wrong("profile"));
            };
            let event = if across.value(row) {
                Some(score_across(one, other))
            } else {
                score(one, other)
            };
            if let Some(event) = event {
                let strong = event.score >= threshold;
                let shared = strong.then(|| shared_terms(one, other));
                found.push((a, b, event, shared.unwrap_or_default()));
            }
        }
        let floats = |of: fn(&EventScore) -> f32| -> ArrayRef {
            Arc::new(found.iter().map(|link| Some(of(&link.2))).collect::<Float32Array>())
        };
        let hours = found.iter().map(|link| link.2.hours).collect::<Float64Array>();
        let features = found.iter().map(|link| {
            let told = link.2.score >= threshold;
            if told { link.2.features.to_vec() } else { Vec::new() }
        });
        Ok(made([
            ("a", longs(found.iter().map(|link| link.0))),
            ("b", longs(found.iter().map(|link| link.1))),
            ("score", floats(|event| event.score)),
            ("all", floats(|event| event.all)),
            ("lead", floats(|event| event.lead)),
            ("grams", floats(|event| event.grams)),
            ("hours", Arc::new(hours)),
            ("features", float_lists(features)),
            ("terms", key_lists(found.iter().map(|link| link.3.clone()))),
        ]))
    })
}
