//! Sketches, candidates for text reuse, and links.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::{Array, ArrayRef, BooleanArray, Int32Array, Int64Array, RecordBatch};
use pyo3::prelude::*;
use samestory::candidates::pairs_of_list;
use samestory::error::Result;
use samestory::pipeline::Settings;
use samestory::pipeline::part::{ReadText, sketch_part};
use samestory::verify::reuse::{ReuseKind, ReuseLink};

use super::columns::{Columns, each, key_lists, longs, wrong};
use super::intake::facts;
use crate::Batch;
use crate::rows::Table;
use crate::settings::Reuse;

/// Cleans, tokenises and sketches articles; rows are in the order of their numbers.
#[pyfunction]
pub(crate) fn engine_sketch(
    py: Python<'_>,
    table: Table,
    shape: Reuse,
) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let settings = shape.settings()?;
        let facts = facts(batch)?;
        let found = sketch_part(batch.articles()?, &facts, &settings, &())?;
        let mut words = BinaryBuilder::new();
        for one in &found {
            words.append_option(one.words);
        }
        let masks = found.iter().map(|one| {
            let ends = one.masks.iter().flat_map(|span| [span.start, span.end]);
            ends.map(u64::from).collect()
        });
        Ok(RecordBatch::try_from_iter_with_nullable([
            ("nid", Arc::clone(batch.column("nid")?), false),
            ("words", Arc::new(words.finish()) as ArrayRef, true),
            ("body", Arc::clone(batch.column("text")?), false),
            ("masks", key_lists(masks), true),
            (
                "day",
                Arc::new(
                    found
                        .iter()
                        .map(|one| one.day.map(i64::from))
                        .collect::<Int64Array>(),
                ),
                true,
            ),
            ("bands", key_lists(found.iter().map(|one| one.bands.clone())), true),
            ("prints", key_lists(found.iter().map(|one| one.fingerprints.clone())), true),
            (
                "short",
                Arc::new(
                    found.iter().map(|one| Some(one.short)).collect::<BooleanArray>(),
                ),
                false,
            ),
        ]))
    })
}

/// The pairs that posting lists bring; the members of each stand in order.
#[pyfunction]
pub(crate) fn engine_pairs(
    py: Python<'_>,
    table: Table,
    star_above: usize,
) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for row in 0..batch.rows() {
            let list = batch.long_list("members", row)?;
            for (one, other) in pairs_of_list(&list, star_above) {
                a.push(one);
                b.push(other);
            }
        }
        Ok(RecordBatch::try_from_iter([("a", longs(a)), ("b", longs(b))]))
    })
}

const KINDS: [ReuseKind; 4] =
    [ReuseKind::Exact, ReuseKind::Near, ReuseKind::Contains, ReuseKind::Partial];

/// Checks pairs on the words of both; answers the links, and whether each says that two
/// articles carry the same text.
#[pyfunction]
pub(crate) fn engine_verify(
    py: Python<'_>,
    table: Table,
    shape: Reuse,
) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let settings = shape.settings()?;
        let (a, b) = (batch.longs("a")?, batch.longs("b")?);
        let mut read: HashMap<i64, ReadText<'_>> = HashMap::new();
        for (number, body, masks) in [(a, "body_a", "masks_a"), (b, "body_b", "masks_b")]
        {
            let body = batch.texts(body)?;
            for row in 0..batch.rows() {
                if let Entry::Vacant(slot) = read.entry(number.value(row)) {
                    let masks = batch.spans(masks, row)?;
                    let width = settings.reuse.width;
                    slot.insert(ReadText::new(body.value(row), &masks, width));
                }
            }
        }
        let found = (0..batch.rows()).filter_map(|row| {
            let (a, b) = (a.value(row), b.value(row));
            let link = read.get(&a)?.link(read.get(&b)?, &settings.reuse)?;
            Some((a, b, link))
        });
        Ok(links(&found.collect::<Vec<_>>(), &settings))
    })
}

fn links(
    found: &[(i64, i64, ReuseLink)],
    settings: &Settings,
) -> std::result::Result<RecordBatch, arrow_schema::ArrowError> {
    let each = || found.iter().map(|(_, _, link)| link);
    let numbers = |of: fn(&ReuseLink) -> Option<u32>| -> ArrayRef {
        let number = |link| of(link).and_then(|number| i32::try_from(number).ok());
        Arc::new(each().map(number).collect::<Int32Array>())
    };
    let kind = |link: &ReuseLink| KINDS.iter().position(|kind| *kind == link.kind);
    let kinds = each().map(|link| i32::try_from(kind(link)?).ok());
    let joins: Vec<bool> = each().map(|link| settings.groups.joins(link)).collect();
    RecordBatch::try_from_iter_with_nullable([
        ("a", longs(found.iter().map(|(a, _, _)| *a)), false),
        ("b", longs(found.iter().map(|(_, b, _)| *b)), false),
        ("kind", Arc::new(kinds.collect::<Int32Array>()), false),
        ("common", numbers(|link| link.template.map(|template| template.0.into())), true),
        ("fewest", numbers(|link| link.template.map(|template| template.1.into())), true),
        ("shared", numbers(|link| Some(link.shared)), false),
        ("in_a", numbers(|link| Some(link.in_a)), false),
        ("in_b", numbers(|link| Some(link.in_b)), false),
        ("joins", Arc::new(BooleanArray::from(joins)), false),
    ])
}

/// The links of all rows, between places among `numbers`.
pub(super) fn links_of(batch: &Columns, numbers: &[i64]) -> Result<Vec<ReuseLink>> {
    let mut found = Vec::new();
    let place = |number: i64| u32::try_from(numbers.binary_search(&number).ok()?).ok();
    for row in 0..batch.rows() {
        let all = batch.structs("links", row)?;
        let (a, b) = (all.longs("a")?, all.longs("b")?);
        let (kind, shared) = (all.ints("kind")?, all.ints("shared")?);
        let (in_a, in_b) = (all.ints("in_a")?, all.ints("in_b")?);
        let (common, fewest) = (all.ints("common")?, all.ints("fewest")?);
        let many = |of: &Int32Array, at| u32::try_from(of.value(at)).unwrap_or_default();
        let few = |of: &Int32Array, at| u16::try_from(of.value(at)).unwrap_or_default();
        for at in 0..all.rows() {
            let kind = usize::try_from(kind.value(at)).ok().and_then(|k| KINDS.get(k));
            let (Some(a), Some(b), Some(&kind)) =
                (place(a.value(at)), place(b.value(at)), kind)
            else {
                return Err(wrong("links"));
            };
            found.push(ReuseLink {
                a,
                b,
                kind,
                template: common.is_valid(at).then(|| (few(common, at), few(fewest, at))),
                shared: many(shared, at),
                in_a: many(in_a, at),
                in_b: many(in_b, at),
            });
        }
    }
    Ok(found)
}
