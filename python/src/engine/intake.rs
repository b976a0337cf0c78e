//! Records to articles, and what articles teach of one another's lines.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{Float32Builder, Int32Builder, Int64Builder, ListBuilder};
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch};
use pyo3::prelude::*;
use samestory::article::{Article, Embedding};
use samestory::error::{Error, Result};
use samestory::pipeline::part::Facts;
use samestory::read::{FieldMap, ReadSettings, read_bytes, read_rows};
use samestory::text::lines::lines;
use samestory::text::outlet_lines::{SeenLines, is_furniture};
use samestory::text::teasers::Headlines;
use samestory::text::words;

use super::columns::{Columns, Made, each, key_lists, longs, of_each_row};
use crate::rows::{Table, batches, records};
use crate::running::run;
use crate::tables;
use crate::{Batch, made};

/// Articles, and refused rows with the reason.
type Judged = (Batch, Vec<(u64, String)>);

/// Judges lines of JSON, or rows, each by itself: answers the articles, with the row that
/// each stands in and whether its date or its embedding could not be used; and the rows that
/// were refused, with the reason.
#[pyfunction]
pub(crate) fn engine_read(
    py: Python<'_>,
    table: Table,
    fields: HashMap<String, String>,
    are_lines: bool,
) -> PyResult<Judged> {
    let (articles, judged, refused) = run(py, None, |_| {
        let mut map = FieldMap::default();
        let mut named: Vec<_> = fields.iter().collect();
        named.sort_unstable();
        for (part, field) in named {
            map.assign(&format!("{part}={field}"))?;
        }
        let settings = ReadSettings {
            fields: map.clone(),
            format: Some(samestory::read::Format::JsonLines),
        };
        let (mut articles, mut judged, mut refused) =
            (Vec::new(), Vec::new(), Vec::new());
        let mut take = |row: u64, read: samestory::read::Collection| {
            refused.extend(read.rejects.into_iter().map(|reject| (row, reject.reason)));
            let unusable = (read.bad_dates > 0, read.bad_embeddings > 0);
            for article in read.articles {
                if article.id_is_place {
                    refused.push((row, "there is no id".to_owned()));
                } else {
                    articles.push(article);
                    judged.push((row, unusable));
                }
            }
        };
        let mut row = 0;
        for batch in batches(table)? {
            if are_lines {
                let batch = Columns(batch);
                for line in batch.texts("value")?.iter().flatten() {
                    if !line.trim().is_empty() {
                        take(row, read_bytes("line", line.as_bytes(), &settings)?);
                    }
                    row += 1;
                }
            } else {
                for record in records(std::slice::from_ref(&batch)) {
                    take(row, read_rows("table", [record], &map, &())?.0);
                    row += 1;
                }
            }
        }
        Ok((articles, judged, refused))
    })?;
    Ok((made(as_rows(&articles, &judged))?, refused))
}

/// Articles as they were read, with their embeddings and what was judged of them.
fn as_rows(articles: &[Article], judged: &[(u64, (bool, bool))]) -> Made {
    let mut embeddings = ListBuilder::new(Float32Builder::new());
    for article in articles {
        let parts = article.embedding.as_ref().map(Embedding::parts);
        embeddings.append_option(parts.map(|parts| parts.iter().copied().map(Some)));
    }
    let read = tables::of_articles(&articles.iter().collect::<Vec<_>>())?;
    let columns = read.schema_ref().fields().iter().zip(read.columns());
    let columns =
        columns.map(|(field, column)| (field.name().clone(), Arc::clone(column)));
    let of_read = |bad: fn(&(bool, bool)) -> bool| -> ArrayRef {
        Arc::new(judged.iter().map(|(_, of)| Some(bad(of))).collect::<BooleanArray>())
    };
    let rows = longs(judged.iter().map(|(row, _)| row.cast_signed()));
    let judged: [(&str, ArrayRef); 4] = [
        ("embedding", Arc::new(embeddings.finish())),
        ("row", rows),
        ("bad_date", of_read(|bad| bad.0)),
        ("bad_embedding", of_read(|bad| bad.1)),
    ];
    let judged = judged.map(|(name, column)| (name.to_owned(), column));
    RecordBatch::try_from_iter_with_nullable(
        columns.chain(judged).map(|(name, column)| (name, column, true)),
    )
}

/// What every article teaches of lines and headlines, and what it will ask.
#[pyfunction]
pub(crate) fn engine_lines(py: Python<'_>, table: Table) -> PyResult<Vec<Batch>> {
    each(py, table, |batch| {
        let (titles, texts) = (batch.texts("title")?, batch.texts("text")?);
        let mut bodies = Int64Builder::new();
        let (mut line_keys, mut besides) = (Vec::new(), Vec::new());
        let (mut headlines, mut asked) = (Vec::new(), Vec::new());
        let mut words = ListBuilder::new(Int32Builder::new());
        for row in 0..batch.rows() {
            let text = texts.value(row);
            let mut seen = SeenLines::default();
            seen.read(0, text);
            bodies.append_option(seen.bodies().next().map(u64::cast_signed));
            line_keys.push(seen.lines().map(|line| line.0).collect());
            besides.push(seen.lines().map(|line| line.1).collect());
            words.append_value(
                seen.lines().map(|line| Some(i32::try_from(line.2).unwrap_or(i32::MAX))),
            );
            let words_of_text = words::words(text);
            let found = lines(text, &words_of_text);
            headlines.push(Headlines::keys(titles.value(row)).collect());
            asked.push(Headlines::asked(&found, &words_of_text).collect());
        }
        Ok(RecordBatch::try_from_iter_with_nullable([
            ("nid", Arc::clone(batch.column("nid")?), false),
            ("body", Arc::new(bodies.finish()) as ArrayRef, true),
            ("keys", key_lists(line_keys), true),
            ("besides", key_lists(besides), true),
            ("words", Arc::new(words.finish()), true),
            ("headlines", key_lists(headlines), true),
            ("asked", key_lists(asked), true),
        ]))
    })
}

/// Which lines are their outlet's furniture.
#[pyfunction]
pub(crate) fn engine_is_furniture(py: Python<'_>, table: Table) -> PyResult<Vec<bool>> {
    of_each_row(py, table, |batch, row| {
        let many = |name| {
            let long = batch.longs(name)?.value(row);
            Ok::<_, Error>(usize::try_from(long).unwrap_or_default())
        };
        let words = u32::try_from(batch.ints("words")?.value(row)).unwrap_or_default();
        Ok(is_furniture(many("besides")?, many("articles")?, words))
    })
}

/// The facts that rows carry: the furniture of their outlets, the headlines in them.
pub(super) fn facts(batch: &Columns) -> Result<Facts> {
    let outlets = batch.texts("source")?;
    let mut facts = Facts::default();
    for row in 0..batch.rows() {
        if outlets.is_valid(row) {
            let outlet = outlets.value(row);
            let keys = batch.key_list("furniture", row)?.into_iter();
            facts.furniture.extend(keys.map(|key| (outlet.to_owned(), key)));
        }
        facts.headlines.extend(batch.key_list("heads", row)?);
    }
    Ok(facts)
}
