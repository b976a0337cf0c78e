//! Columns to the arguments of a step, and its results to columns.

use std::sync::Arc;

use arrow_array::builder::{Float32Builder, Int64Builder, ListBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Float32Array, Float64Array, Int32Array,
    Int64Array, RecordBatch, StringArray,
};
use arrow_schema::ArrowError;
use pyo3::prelude::*;
use samestory::article::Article;
use samestory::error::{Error, Result};
use samestory::read::{FieldMap, read_rows};
use samestory::span::Span;
use samestory::text::language::Lang;

use crate::rows::{Table, batches, records};
use crate::running::run;
use crate::{Batch, made};

/// A batch on its way out.
pub(super) type Made = std::result::Result<RecordBatch, ArrowError>;

/// What `make` makes of each batch of a table.
pub(super) fn each(
    py: Python<'_>,
    table: Table,
    make: impl Fn(&Columns) -> Result<Made> + Send,
) -> PyResult<Vec<Batch>> {
    let made_of = run(py, None, |_| {
        Columns::all(table)?.iter().map(make).collect::<Result<Vec<_>>>()
    })?;
    made_of.into_iter().map(made).collect()
}

/// What `make` makes of a table that is one batch, beside another table.
pub(super) fn beside(
    py: Python<'_>,
    table: Table,
    other: Table,
    make: impl FnOnce(&Columns, &[Columns]) -> Result<Made> + Send,
) -> PyResult<Vec<Batch>> {
    several_beside(py, table, other, |one, others| Ok(vec![make(one, others)?]))
}

/// As [`beside`], where several batches are made.
pub(super) fn several_beside(
    py: Python<'_>,
    table: Table,
    other: Table,
    make: impl FnOnce(&Columns, &[Columns]) -> Result<Vec<Made>> + Send,
) -> PyResult<Vec<Batch>> {
    let made_of = run(py, None, |_| match Columns::all(table)?.as_slice() {
        [one] => make(one, &Columns::all(other)?),
        _ => Err(wrong("nid")),
    })?;
    made_of.into_iter().map(made).collect()
}

/// What `answer` says of each row of a table.
pub(super) fn of_each_row(
    py: Python<'_>,
    table: Table,
    answer: impl Fn(&Columns, usize) -> Result<bool> + Send + Sync,
) -> PyResult<Vec<bool>> {
    run(py, None, |_| {
        let batches = Columns::all(table)?;
        let rows = batches.iter().flat_map(|b| (0..b.rows()).map(move |row| (b, row)));
        rows.map(|(batch, row)| answer(batch, row)).collect()
    })
}

/// A batch of whole columns.
pub(super) struct Columns(pub(super) RecordBatch);

impl Columns {
    pub(super) fn all(table: Table) -> Result<Vec<Self>> {
        Ok(batches(table)?.into_iter().map(Self).collect())
    }

    pub(super) fn rows(&self) -> usize {
        self.0.num_rows()
    }

    pub(super) fn column(&self, name: &str) -> Result<&ArrayRef> {
        self.0.column_by_name(name).ok_or_else(|| wrong(name))
    }

    pub(super) fn longs(&self, name: &str) -> Result<&Int64Array> {
        self.column(name)?.as_primitive_opt().ok_or_else(|| wrong(name))
    }

    pub(super) fn ints(&self, name: &str) -> Result<&Int32Array> {
        self.column(name)?.as_primitive_opt().ok_or_else(|| wrong(name))
    }

    pub(super) fn doubles(&self, name: &str) -> Result<&Float64Array> {
        self.column(name)?.as_primitive_opt().ok_or_else(|| wrong(name))
    }

    pub(super) fn floats(&self, name: &str) -> Result<&Float32Array> {
        self.column(name)?.as_primitive_opt().ok_or_else(|| wrong(name))
    }

    pub(super) fn bytes(&self, name: &str) -> Result<&BinaryArray> {
        self.column(name)?.as_binary_opt::<i32>().ok_or_else(|| wrong(name))
    }

    pub(super) fn texts(&self, name: &str) -> Result<&StringArray> {
        self.column(name)?.as_string_opt::<i32>().ok_or_else(|| wrong(name))
    }

    pub(super) fn bools(&self, name: &str) -> Result<&BooleanArray> {
        self.column(name)?.as_boolean_opt().ok_or_else(|| wrong(name))
    }

    /// The elements of one row of a column of lists; none for null.
    pub(super) fn list(&self, name: &str, row: usize) -> Result<ArrayRef> {
        let lists = self.column(name)?.as_list_opt::<i32>().ok_or_else(|| wrong(name))?;
        Ok(if lists.is_null(row) { lists.values().slice(0, 0) } else { lists.value(row) })
    }

    /// The structs in one row of a column of lists of them; none for null.
    pub(super) fn structs(&self, name: &str, row: usize) -> Result<Self> {
        let list = self.list(name, row)?;
        let structs = list.as_struct_opt().filter(|structs| structs.null_count() == 0);
        Ok(Self(structs.ok_or_else(|| wrong(name))?.clone().into()))
    }

    pub(super) fn long_list(&self, name: &str, row: usize) -> Result<Vec<i64>> {
        let list = self.list(name, row)?;
        let longs: &Int64Array = list.as_primitive_opt().ok_or_else(|| wrong(name))?;
        Ok(longs.values().to_vec())
    }

    pub(super) fn key_list(&self, name: &str, row: usize) -> Result<Vec<u64>> {
        Ok(self.long_list(name, row)?.into_iter().map(i64::cast_unsigned).collect())
    }

    /// The spans in one row of a column: starts and ends in turn.
    pub(super) fn spans(&self, name: &str, row: usize) -> Result<Vec<Span>> {
        let ends = self.long_list(name, row)?;
        let span = |ends: &[i64]| match *ends {
            [start, end] if start <= end => {
                let of = |end: i64| u32::try_from(end).map_err(|_| wrong(name));
                Ok(Span::new(of(start)?, of(end)?))
            }
            _ => Err(wrong(name)),
        };
        ends.chunks(2).map(span).collect()
    }

    /// Those of a list of a row, of floats.
    pub(super) fn float_list(&self, name: &str, row: usize) -> Result<Vec<f32>> {
        let list = self.list(name, row)?;
        let floats: &Float32Array = list.as_primitive_opt().ok_or_else(|| wrong(name))?;
        Ok(floats.values().to_vec())
    }

    /// The languages in a column of codes; those without one are unknown.
    pub(super) fn langs(&self, name: &str) -> Result<Vec<Lang>> {
        let codes = self.texts(name)?.iter();
        Ok(codes.map(|code| Lang::from_code(code.unwrap_or_default())).collect())
    }

    /// The articles of these rows, which were judged when they were read.
    pub(super) fn articles(&self) -> Result<Vec<Article>> {
        let one = std::slice::from_ref(&self.0);
        let (read, _) = read_rows("articles", records(one), &FieldMap::default(), &())?;
        if read.articles.len() == self.rows() {
            Ok(read.articles)
        } else {
            Err(wrong("id"))
        }
    }
}

pub(super) fn wrong(column: &str) -> Error {
    Error::format(
        format!("column '{column}'"),
        "a step of the run got another column than it was promised",
        "use one version of samestory on all machines",
    )
}

pub(super) fn longs(values: impl IntoIterator<Item = i64>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<Int64Array>())
}

pub(super) fn key_lists(lists: impl IntoIterator<Item = Vec<u64>>) -> ArrayRef {
    let mut out = ListBuilder::new(Int64Builder::new());
    for list in lists {
        out.append_value(list.into_iter().map(|key| Some(key.cast_signed())));
    }
    Arc::new(out.finish())
}

pub(super) fn long_lists(lists: impl IntoIterator<Item = Vec<i64>>) -> ArrayRef {
    let mut out = ListBuilder::new(Int64Builder::new());
    for list in lists {
        out.append_value(list.into_iter().map(Some));
    }
    Arc::new(out.finish())
}

pub(super) fn float_lists(lists: impl IntoIterator<Item = Vec<f32>>) -> ArrayRef {
    let mut out = ListBuilder::new(Float32Builder::new());
    for list in lists {
        out.append_value(list.into_iter().map(Some));
    }
    Arc::new(out.finish())
}

/// Longs, some of which may be null.
pub(super) fn some_longs(values: impl IntoIterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<Int64Array>())
}

/// A batch of columns, each of which may hold nulls.
pub(super) fn batch<const N: usize>(columns: [(&str, ArrayRef); N]) -> Made {
    RecordBatch::try_from_iter_with_nullable(
        columns.map(|(name, column)| (name, column, true)),
    )
}

/// A number that is none below 0.
pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
