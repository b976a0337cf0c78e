//! Candidates for one event, and their scores.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Float32Array, Float64Array};
use pyo3::prelude::*;
use samestory::candidates::terms::{HeavyTerm, Lookup, candidates_of};
use samestory::cluster::roundups::KNOWS;
use samestory::cluster::stories::least_of_joined;
use samestory::error::Result;
use samestory::verify::event::{
    Cosines, EventScore, Profile, Scale, Worth, score, score_across, shared_terms,
};

use super::columns::{
    Columns, batch as made, beside, each, float_lists, key_lists, longs, wrong,
};
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
            let terms = batch.key_list("terms", row)?.into_iter().map(HeavyTerm).collect();
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

/// The heads at hand, by their numbers.
fn known(batches: &[Columns]) -> Result<HashMap<i64, Profile>> {
    let mut known: HashMap<i64, Profile> = HashMap::new();
    let (mut numbers, mut sources) = (Vec::new(), Vec::new());
    for batch in batches {
        numbers.extend(batch.longs("nid")?.values());
        let names = batch.texts("source")?.iter();
        sources.extend(names.map(|name| name.map(str::to_owned)));
        known.extend(batch.longs("nid")?.values().iter().copied().zip(profiles(batch)?));
    }
    let outlets = numbered(sources.iter().map(Option::as_deref));
    for (number, outlet) in numbers.iter().zip(outlets) {
        if let Some(profile) = known.get_mut(number) {
            profile.outlet = outlet.and_then(|outlet| u32::try_from(outlet).ok());
        }
    }
    Ok(known)
}

/// A pair of heads, whether they are of two languages, and what their words say.
struct Scored<'p> {
    ends: (i64, i64),
    profiles: (&'p Profile, &'p Profile),
    across: bool,
    event: EventScore,
}

/// The pairs of rows of `a` and `b`, as far as they have a score.
fn scored<'p>(
    batch: &Columns,
    known: &'p HashMap<i64, Profile>,
) -> Result<Vec<Scored<'p>>> {
    let (a, b) = (batch.longs("a")?, batch.longs("b")?);
    let across = batch.bools("across")?;
    let mut found = Vec::new();
    for row in 0..batch.rows() {
        let (ends, across) = ((a.value(row), b.value(row)), across.value(row));
        let (Some(one), Some(other)) = (known.get(&ends.0), known.get(&ends.1)) else {
            return Err(wrong("profile"));
        };
        let event =
            if across { Some(score_across(one, other)) } else { score(one, other, Worth::Counting) };
        let profiles = (one, other);
        found.extend(event.map(|event| Scored { ends, profiles, across, event }));
    }
    Ok(found)
}

impl Scored<'_> {
    fn cosine(&self) -> Option<f32> {
        self.profiles.0.embedding_cosine(self.profiles.1)
    }
}

/// What the scale of the run's embeddings is read off: the sums over these pairs, first
/// those of one language and then those of two, each with its place.
#[pyfunction]
pub(crate) fn engine_cosines(
    py: Python<'_>,
    table: Table,
    heads: Table,
) -> PyResult<Vec<Batch>> {
    beside(py, table, heads, |batch, heads| {
        let known = known(heads)?;
        let found = scored(batch, &known)?;
        let sums = [false, true].into_iter().flat_map(|across| {
            let pairs = found.iter().filter(|pair| pair.across == across);
            let cosines =
                pairs.filter_map(|pair| Some((pair.event.score, pair.cosine()?)));
            cosines.collect::<Cosines>().sums()
        });
        let (places, sums): (Vec<i64>, Vec<i64>) = (0..).zip(sums).unzip();
        Ok(made([("place", longs(places)), ("sum", longs(sums))]))
    })
}

/// Scores pairs of profiles; from the threshold on with what the score is made of. `sums`
/// are those of [`engine_cosines`] over the whole run, where articles bring embeddings.
#[pyfunction]
pub(crate) fn engine_scores(
    py: Python<'_>,
    table: Table,
    heads: Table,
    shape: Reuse,
    stories: Stories,
    sums: Option<(Vec<i64>, Vec<i64>)>,
) -> PyResult<Vec<Batch>> {
    beside(py, table, heads, |batch, heads| {
        let threshold = stories.settings(&shape)?.threshold;
        let scales = sums.map(|(inside, across)| {
            let cosines = |sums: Vec<i64>| -> Result<Cosines> {
                Ok(<[i64; 6]>::try_from(sums).map_err(|_| wrong("sum"))?.into())
            };
            let inside = Scale::default().moved_by(cosines(inside)?);
            Ok((inside, inside.moved_by(cosines(across)?)))
        });
        let scales = scales.transpose()?;
        let known = known(heads)?;
        let mut found = scored(batch, &known)?;
        for pair in &mut found {
            if let (Some(cosine), Some((inside, across))) = (pair.cosine(), scales) {
                let scale = if pair.across { across } else { inside };
                pair.event = pair.event.with_embedding(cosine, scale);
            }
        }
        let told = |pair: &Scored| pair.event.score >= threshold;
        let floats = |of: fn(&EventScore) -> Option<f32>| -> ArrayRef {
            Arc::new(found.iter().map(|pair| of(&pair.event)).collect::<Float32Array>())
        };
        let hours = found.iter().map(|pair| pair.event.hours).collect::<Float64Array>();
        let features = found.iter().map(|pair| {
            if told(pair) { pair.event.features.to_vec() } else { Vec::new() }
        });
        let terms = found.iter().map(|pair| {
            let (one, other) = pair.profiles;
            if told(pair) { shared_terms(one, other) } else { Vec::new() }
        });
        Ok(made([
            ("a", longs(found.iter().map(|pair| pair.ends.0))),
            ("b", longs(found.iter().map(|pair| pair.ends.1))),
            ("score", floats(|event| Some(event.score))),
            ("all", floats(|event| Some(event.all))),
            ("lead", floats(|event| Some(event.lead))),
            ("grams", floats(|event| Some(event.grams))),
            ("hours", Arc::new(hours)),
            ("features", float_lists(features)),
            ("terms", key_lists(terms)),
            ("cosine", floats(|event| Some(event.embedding?.cosine))),
            ("part", floats(|event| Some(event.embedding?.part))),
        ]))
    })
}
