//! Scores of pairs, where two blocks of heads meet.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float32Array, Float64Array};
use pyo3::prelude::*;
use samestory::error::Result;
use samestory::verify::event::{
    AgainstAbroad, Cosines, EventScore, Profile, Scale, Worth, score, shared_terms,
};

use super::columns::{
    Columns, Made, batch as made, beside, float_lists, key_lists, longs, several_beside,
    wrong,
};
use super::packs::Outlets;
use crate::Batch;
use crate::rows::Table;
use crate::settings::{Reuse, Stories};

/// A pair of heads, whether they are of two languages, and what their words say.
struct Scored<'p> {
    ends: (i64, i64),
    profiles: (&'p Profile, &'p Profile),
    across: bool,
    event: EventScore,
}

impl Scored<'_> {
    fn cosine(&self) -> Option<f32> {
        self.profiles.0.embedding_cosine(self.profiles.1)
    }
}

/// Gives `sink` the pairs of rows of `a` and `b`, as far as they have a score: a pack's
/// together, where `a` is, or `b` in rows that are `turned`. The profiles of the other ends
/// are all held, those of a pack come and go.
fn for_each_pack(
    batch: &Columns,
    packs: &[Columns],
    mut sink: impl FnMut(Vec<Scored>) -> Result<()>,
) -> Result<()> {
    let (a, b) = (batch.longs("a")?, batch.longs("b")?);
    let (across, turned) = (batch.bools("across")?, batch.bools("turned")?);
    let mut held: HashSet<i64> = HashSet::new();
    let mut rows: HashMap<i64, Vec<(usize, i64)>> = HashMap::new();
    for row in 0..batch.rows() {
        let ends = (a.value(row), b.value(row));
        let (near, far) = if turned.value(row) { (ends.1, ends.0) } else { ends };
        rows.entry(near).or_default().push((row, far));
        held.insert(far);
    }
    let mut outlets = Outlets::default();
    let each =
        || packs.iter().flat_map(|batch| (0..batch.rows()).map(move |row| (batch, row)));
    let mut known: HashMap<i64, Profile> = HashMap::new();
    for (batch, row) in each() {
        known.extend(outlets.profiles(batch, row, |nid| held.contains(&nid))?);
    }
    let mut met = 0;
    for (batch, row) in each() {
        let near = outlets.profiles(batch, row, |nid| rows.contains_key(&nid))?;
        let mut found = Vec::new();
        for (nid, near) in &near {
            let ends = rows.get(nid).into_iter().flatten();
            let mut abroad = None;
            for (row, far) in ends {
                let ends = (a.value(*row), b.value(*row));
                let far = known.get(far).ok_or_else(|| wrong("heads"))?;
                let (one, other) =
                    if turned.value(*row) { (far, near) } else { (near, far) };
                let across = across.value(*row);
                let event = if across {
                    // The same from either side.
                    let against = abroad.get_or_insert_with(|| {
                        let mut against = AgainstAbroad::default();
                        against.lay_out(near);
                        against
                    });
                    Some(against.score(far))
                } else {
                    score(one, other, Worth::Counting)
                };
                let profiles = (one, other);
                found.extend(event.map(|event| Scored { ends, profiles, across, event }));
                met += 1;
            }
        }
        sink(found)?;
    }
    if met == batch.rows() { Ok(()) } else { Err(wrong("heads")) }
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
        let mut sums = [0_i64; 12];
        for_each_pack(batch, heads, |found| {
            let of = |across: bool| {
                let pairs = found.iter().filter(move |pair| pair.across == across);
                let cosines =
                    pairs.filter_map(|pair| Some((pair.event.score, pair.cosine()?)));
                cosines.collect::<Cosines>().sums()
            };
            for (sum, part) in sums.iter_mut().zip(of(false).into_iter().chain(of(true)))
            {
                *sum = sum.saturating_add(part);
            }
            Ok(())
        })?;
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
    several_beside(py, table, heads, |batch, heads| {
        let threshold = stories.settings(&shape)?.threshold;
        let scales = sums.map(|(inside, across)| {
            let cosines = |sums: Vec<i64>| -> Result<Cosines> {
                Ok(<[i64; 6]>::try_from(sums).map_err(|_| wrong("sum"))?.into())
            };
            let inside = Scale::default().moved_by(cosines(inside)?);
            Ok((inside, inside.moved_by(cosines(across)?)))
        });
        let scales = scales.transpose()?;
        let mut all = Vec::new();
        for_each_pack(batch, heads, |mut found| {
            for pair in &mut found {
                if let (Some(cosine), Some((inside, across))) = (pair.cosine(), scales) {
                    let scale = if pair.across { across } else { inside };
                    pair.event = pair.event.with_embedding(cosine, scale);
                }
            }
            all.push(told(&found, threshold));
            Ok(())
        })?;
        Ok(all)
    })
}

/// Scored pairs as rows.
fn told(found: &[Scored], threshold: f32) -> Made {
    let told = |pair: &Scored| pair.event.score >= threshold;
    let floats = |of: fn(&EventScore) -> Option<f32>| -> ArrayRef {
        Arc::new(found.iter().map(|pair| of(&pair.event)).collect::<Float32Array>())
    };
    let hours = found.iter().map(|pair| pair.event.hours).collect::<Float64Array>();
    let features = found
        .iter()
        .map(|pair| if told(pair) { pair.event.features.to_vec() } else { Vec::new() });
    let terms = found.iter().map(|pair| {
        let (one, other) = pair.profiles;
        if told(pair) { shared_terms(one, other) } else { Vec::new() }
    });
    made([
        ("a", longs(found.iter().map(|pair| pair.ends.0))),
        ("b", longs(found.iter().map(|pair| pair.ends.1))),
        ("score", floats(|event| Some(event.score))),
        ("all", floats(|event| Some(event.all))),
        ("lead", floats(|event| Some(event.lead))),
        ("grams", floats(|event| Some(event.grams))),
        ("hours", Arc::new(hours)),
        (
            "across",
            Arc::new(
                found.iter().map(|pair| Some(pair.across)).collect::<BooleanArray>(),
            ),
        ),
        ("features", float_lists(features)),
        ("terms", key_lists(terms)),
        ("cosine", floats(|event| Some(event.embedding?.cosine))),
        ("part", floats(|event| Some(event.embedding?.part))),
    ])
}
