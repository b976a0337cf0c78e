//! Reprint groups of whole components.

use std::sync::Arc;

use arrow_array::builder::{Float64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, Float64Array};
use pyo3::prelude::*;
use samestory::pipeline::part::group_part;

use super::columns::{batch as made, each, long_lists, longs, some_longs};
use super::reuse::links_of;
use super::standing::all_facts;
use crate::Batch;
use crate::rows::Table;
use crate::settings::Reuse;

/// Groups the articles of components: one row a group. Rows are in the order of their
/// numbers.
#[pyfunction]
pub(crate) fn engine_groups(
    py: Python<'_>,
    table: Table,
    shape: Reuse,
) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let settings = shape.settings()?;
        let facts = all_facts(batch)?;
        let numbers = batch.longs("nid")?.values();
        let links = links_of(batch, numbers)?;
        let found = group_part(batch.articles()?, &facts, &links, &settings, &())?;
        let number = |place: u32| numbers.get(place as usize).copied().unwrap_or(-1);
        let members = found.iter().map(|one| {
            one.group.articles.iter().map(|&a| number(a)).collect::<Vec<i64>>()
        });
        let mut langs = StringBuilder::new();
        let mut own = ListBuilder::new(Float64Builder::new());
        for one in &found {
            langs.append_value(one.lang.code().unwrap_or_default());
            own.append_value(one.by_standing.iter().map(|(_, own)| Some(*own)));
        }
        let weakest = |end: fn((u32, u32)) -> u32| {
            some_longs(
                found.iter().map(|one| one.group.weakest_pair.map(|p| number(end(p)))),
            )
        };
        let apart = |end: fn((u32, u32)) -> u32| {
            let ends = found.iter().map(|one| {
                one.by_standing.iter().map(|(pair, _)| number(end(*pair))).collect()
            });
            long_lists(ends)
        };
        let strength = found.iter().map(|one| Some(one.group.weakest));
        Ok(made([
            ("nid", longs(members.clone().map(|of| of.first().copied().unwrap_or(-1)))),
            ("members", long_lists(members)),
            ("head", longs(found.iter().map(|one| number(one.head)))),
            ("group_lang", Arc::new(langs.finish()) as ArrayRef),
            ("begun", some_longs(found.iter().map(|one| one.span.map(|span| span.0)))),
            ("ended", some_longs(found.iter().map(|one| one.span.map(|span| span.1)))),
            ("weakest", Arc::new(strength.collect::<Float64Array>())),
            ("weakest_a", weakest(|pair| pair.0)),
            ("weakest_b", weakest(|pair| pair.1)),
            ("apart_a", apart(|pair| pair.0)),
            ("apart_b", apart(|pair| pair.1)),
            ("apart_own", Arc::new(own.finish())),
        ]))
    })
}
