//! Heads of groups that travel together: packed once, and sent in parts.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, Int32Array};
use pyo3::prelude::*;
use samestory::error::Result;
use samestory::verify::event::{Outline, Packed, Profile, pack, unpack};

use super::columns::{Columns, Made, batch as made, beside, each, long_lists, wrong};
use crate::Batch;
use crate::rows::Table;

/// The pack of a row.
fn packed(batch: &Columns, column: &str, row: usize) -> Result<Packed> {
    unpack(batch.bytes(column)?.value(row)).ok_or_else(|| wrong(column))
}

/// The outlines in the packs of some rows, in order.
pub(super) fn outlines(batch: &Columns, column: &str) -> Result<Vec<Outline>> {
    let mut found = Vec::with_capacity(batch.rows());
    for row in 0..batch.rows() {
        for outline in packed(batch, column, row)?.outlines() {
            found.push(outline.ok_or_else(|| wrong(column))?);
        }
    }
    Ok(found)
}

/// Rows of packs, on their way out.
#[derive(Default)]
struct Packs {
    ends: (Vec<i32>, Vec<i32>),
    nids: Vec<Vec<i64>>,
    sources: ListBuilder<StringBuilder>,
    heads: BinaryBuilder,
}

impl Packs {
    /// Adds a row of heads, each with its number and its outlet.
    fn add(&mut self, ends: (i32, i32), heads: &[(i64, Option<&str>, &Outline)]) {
        self.ends.0.push(ends.0);
        self.ends.1.push(ends.1);
        self.nids.push(heads.iter().map(|head| head.0).collect());
        self.sources.append_value(heads.iter().map(|head| head.1));
        let outlines: Vec<&Outline> = heads.iter().map(|head| head.2).collect();
        self.heads.append_value(pack(&outlines));
    }

    fn made(mut self) -> Made {
        made([
            ("of_a", Arc::new(Int32Array::from(self.ends.0)) as ArrayRef),
            ("of_b", Arc::new(Int32Array::from(self.ends.1))),
            ("nids", long_lists(self.nids)),
            ("sources", Arc::new(self.sources.finish())),
            ("heads", Arc::new(self.heads.finish())),
        ])
    }
}

/// Heads, packed one by one, as one pack.
#[pyfunction]
pub(crate) fn engine_pack(py: Python<'_>, table: Table) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let (numbers, sources) = (batch.longs("nid")?.values(), batch.texts("source")?);
        let outlines = outlines(batch, "profile")?;
        let heads = numbers.iter().copied().zip(sources).zip(&outlines);
        let heads: Vec<_> = heads.map(|((n, source), own)| (n, source, own)).collect();
        let mut packs = Packs::default();
        packs.add((0, 0), &heads);
        Ok(packs.made())
    })
}

/// Those heads of a pack that two blocks ask for, for each two blocks that ask: again as
/// packs.
#[pyfunction]
pub(crate) fn engine_send(
    py: Python<'_>,
    table: Table,
    asked: Table,
) -> PyResult<Vec<Batch>> {
    beside(py, table, asked, |batch, asked| {
        let (numbers, sources) = (batch.long_list("nids", 0)?, batch.list("sources", 0)?);
        let sources = sources.as_string_opt::<i32>().ok_or_else(|| wrong("sources"))?;
        let outlines = outlines(batch, "heads")?;
        let heads = numbers.into_iter().zip(sources).zip(&outlines);
        let heads: HashMap<i64, (Option<&str>, &Outline)> =
            heads.map(|((n, source), own)| (n, (source, own))).collect();
        let mut ends: BTreeMap<(i32, i32), Vec<i64>> = BTreeMap::new();
        for asked in asked {
            let (of_a, of_b) = (asked.ints("of_a")?, asked.ints("of_b")?);
            for (row, &nid) in asked.longs("nid")?.values().iter().enumerate() {
                ends.entry((of_a.value(row), of_b.value(row))).or_default().push(nid);
            }
        }
        let mut packs = Packs::default();
        for (ends, mut asked) in ends {
            asked.sort_unstable();
            let asked = asked.into_iter().map(|nid| {
                let (source, outline) = heads.get(&nid).ok_or_else(|| wrong("nids"))?;
                Ok((nid, *source, *outline))
            });
            packs.add(ends, &asked.collect::<Result<Vec<_>>>()?);
        }
        Ok(packs.made())
    })
}

/// A number for each outlet, in the order in which they come.
#[derive(Default)]
pub(super) struct Outlets(HashMap<String, u32>);

impl Outlets {
    fn number(&mut self, name: &str) -> Option<u32> {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), u32::try_from(self.0.len()).ok()?);
        }
        self.0.get(name).copied()
    }

    /// The profiles in the pack of a row, of those heads that are wanted.
    pub(super) fn profiles(
        &mut self,
        batch: &Columns,
        row: usize,
        wanted: impl Fn(i64) -> bool,
    ) -> Result<Vec<(i64, Profile)>> {
        let (numbers, sources) =
            (batch.long_list("nids", row)?, batch.list("sources", row)?);
        if !numbers.iter().any(|&nid| wanted(nid)) {
            return Ok(Vec::new());
        }
        let sources = sources.as_string_opt::<i32>().ok_or_else(|| wrong("sources"))?;
        let packed = packed(batch, "heads", row)?;
        let mut found = Vec::new();
        for ((nid, source), outline) in
            numbers.into_iter().zip(sources).zip(packed.outlines())
        {
            let outline = outline.ok_or_else(|| wrong("heads"))?;
            if wanted(nid) {
                let mut profile = outline.profile();
                profile.outlet = source.and_then(|name| self.number(name));
                found.push((nid, profile));
            }
        }
        Ok(found)
    }
}
