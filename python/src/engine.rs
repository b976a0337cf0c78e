//! The steps of a run over many machines, a batch at a time: for `samestory.spark`.
//!
//! Articles are numbered in the order of their ids; numbers and hashes are Spark's longs.
//! What a step does is the library's; here columns become its arguments and back.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use arrow_array::builder::{
    BinaryBuilder, Int32Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array, PrimitiveArray,
    RecordBatch, StringArray, StructArray,
};
use pyo3::prelude::*;
use samestory::article::Article;
use samestory::candidates::pairs_of_list;
use samestory::candidates::standing::{Owner, Print, carried_by, has_own_text};
use samestory::error::{Error, Result};
use samestory::pipeline::Settings;
use samestory::pipeline::part::{Facts, ReadText, Whose, cluster_part, sketch_part};
use samestory::read::{FieldMap, ReadSettings, read_bytes, read_rows};
use samestory::report::assemble;
use samestory::report::contract::Record;
use samestory::span::Span;
use samestory::text::furniture::{SeenLines, is_furniture};
use samestory::text::lines::lines;
use samestory::text::teasers::Headlines;
use samestory::text::words;
use samestory::verify::reuse::{ReuseKind, ReuseLink};

use crate::rows::{Table, batches, records};
use crate::running::run;
use crate::settings::Reuse;
use crate::tables;
use crate::{Batch, made};

/// A batch of whole columns.
struct Columns(RecordBatch);

impl Columns {
    fn all(table: Table) -> Result<Vec<Self>> {
        Ok(batches(table)?.into_iter().map(Self).collect())
    }

    fn rows(&self) -> usize {
        self.0.num_rows()
    }

    fn column(&self, name: &str) -> Result<&ArrayRef> {
        self.0.column_by_name(name).ok_or_else(|| wrong(name))
    }

    fn longs(&self, name: &str) -> Result<&Int64Array> {
        self.column(name)?.as_primitive_opt().ok_or_else(|| wrong(name))
    }

    fn texts(&self, name: &str) -> Result<&StringArray> {
        self.column(name)?.as_string_opt::<i32>().ok_or_else(|| wrong(name))
    }

    fn bools(&self, name: &str) -> Result<&BooleanArray> {
        self.column(name)?.as_boolean_opt().ok_or_else(|| wrong(name))
    }

    /// The elements of one row of a column of lists; none for null.
    fn list(&self, name: &str, row: usize) -> Result<ArrayRef> {
        let lists = self.column(name)?.as_list_opt::<i32>().ok_or_else(|| wrong(name))?;
        Ok(if lists.is_null(row) { lists.values().slice(0, 0) } else { lists.value(row) })
    }

    fn long_list(&self, name: &str, row: usize) -> Result<Vec<i64>> {
        let list = self.list(name, row)?;
        let longs: &Int64Array = list.as_primitive_opt().ok_or_else(|| wrong(name))?;
        Ok(longs.values().to_vec())
    }

    fn key_list(&self, name: &str, row: usize) -> Result<Vec<u64>> {
        Ok(self.long_list(name, row)?.into_iter().map(i64::cast_unsigned).collect())
    }

    /// The spans in one row of a column: starts and ends in turn.
    fn spans(&self, name: &str, row: usize) -> Result<Vec<Span>> {
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

    /// The articles of these rows, which were judged when they were read.
    fn articles(&self) -> Result<Vec<Article>> {
        let one = std::slice::from_ref(&self.0);
        let (read, _) = read_rows("articles", records(one), &FieldMap::default(), &())?;
        if read.articles.len() == self.rows() {
            Ok(read.articles)
        } else {
            Err(wrong("id"))
        }
    }
}

fn wrong(column: &str) -> Error {
    Error::format(
        format!("column '{column}'"),
        "a step of the run got another column than it was promised",
        "use one version of samestory on all machines",
    )
}

fn longs(values: impl IntoIterator<Item = i64>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<Int64Array>())
}

fn key_lists(lists: impl IntoIterator<Item = Vec<u64>>) -> ArrayRef {
    let mut out = ListBuilder::new(Int64Builder::new());
    for list in lists {
        out.append_value(list.into_iter().map(|key| Some(key.cast_signed())));
    }
    Arc::new(out.finish())
}

/// Articles, their rows, and refused rows with the reason.
type Judged = (Batch, Vec<u64>, Vec<(u64, String)>);

/// Judges lines of JSON, or rows, each by itself: answers the articles, the row that each
/// stands in, and the rows that were refused, with the reason.
#[pyfunction]
pub(crate) fn engine_read(
    py: Python<'_>,
    table: Table,
    fields: HashMap<String, String>,
    are_lines: bool,
) -> PyResult<Judged> {
    let (articles, places, refused) = run(py, None, |_| {
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
        let (mut articles, mut places, mut refused) =
            (Vec::new(), Vec::new(), Vec::new());
        let mut take = |row: u64, read: samestory::read::Collection| {
            refused.extend(read.rejects.into_iter().map(|reject| (row, reject.reason)));
            for article in read.articles {
                if article.id_is_place {
                    refused.push((row, "there is no id".to_owned()));
                } else {
                    articles.push(article);
                    places.push(row);
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
        Ok((articles, places, refused))
    })?;
    let articles: Vec<&Article> = articles.iter().collect();
    Ok((made(tables::of_articles(&articles))?, places, refused))
}

/// What every article teaches of lines and headlines, and what it will ask.
#[pyfunction]
pub(crate) fn engine_lines(py: Python<'_>, table: Table) -> PyResult<Vec<Batch>> {
    let made_of = run(py, None, |_| {
        Columns::all(table)?
            .iter()
            .map(|batch| {
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
                        seen.lines()
                            .map(|line| Some(i32::try_from(line.2).unwrap_or(i32::MAX))),
                    );
                    let found = lines(text, &words::words(text));
                    headlines.push(Headlines::keys(titles.value(row)).collect());
                    asked.push(Headlines::asked(&found).collect());
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
            .collect::<Result<Vec<_>>>()
    })?;
    made_of.into_iter().map(made).collect()
}

/// Which lines are their outlet's furniture.
#[pyfunction]
pub(crate) fn engine_is_furniture(py: Python<'_>, table: Table) -> PyResult<Vec<bool>> {
    run(py, None, |_| {
        let mut answers = Vec::new();
        for batch in Columns::all(table)? {
            let (besides, articles) = (batch.longs("besides")?, batch.longs("articles")?);
            let words: &Int32Array = batch
                .column("words")?
                .as_primitive_opt()
                .ok_or_else(|| wrong("words"))?;
            answers.extend((0..batch.rows()).map(|row| {
                let count = |longs: &Int64Array| {
                    usize::try_from(longs.value(row)).unwrap_or_default()
                };
                let words = u32::try_from(words.value(row)).unwrap_or_default();
                is_furniture(count(besides), count(articles), words)
            }));
        }
        Ok(answers)
    })
}

/// The facts that rows carry: the furniture of their outlets, the headlines in them.
fn facts(batch: &Columns) -> Result<Facts> {
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

/// Cleans, tokenises and sketches articles; rows are in the order of their numbers.
#[pyfunction]
pub(crate) fn engine_sketch(
    py: Python<'_>,
    table: Table,
    shape: Reuse,
) -> PyResult<Vec<Batch>> {
    let made_of = run(py, None, |_| {
        let settings = shape.settings()?;
        Columns::all(table)?
            .iter()
            .map(|batch| {
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
                        Arc::new(found.iter().map(|one| one.day).collect::<Int64Array>()),
                        true,
                    ),
                    ("bands", key_lists(found.iter().map(|one| one.bands.clone())), true),
                    (
                        "prints",
                        key_lists(found.iter().map(|one| one.fingerprints.clone())),
                        true,
                    ),
                    (
                        "short",
                        Arc::new(
                            found
                                .iter()
                                .map(|one| Some(one.short))
                                .collect::<BooleanArray>(),
                        ),
                        false,
                    ),
                ]))
            })
            .collect::<Result<Vec<_>>>()
    })?;
    made_of.into_iter().map(made).collect()
}

/// The pairs that posting lists bring; the members of each stand in order.
#[pyfunction]
pub(crate) fn engine_pairs(
    py: Python<'_>,
    table: Table,
    star_above: usize,
) -> PyResult<Vec<Batch>> {
    let made_of = run(py, None, |_| {
        Columns::all(table)?
            .iter()
            .map(|batch| {
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
            .collect::<Result<Vec<_>>>()
    })?;
    made_of.into_iter().map(made).collect()
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
    let made_of = run(py, None, |_| {
        let settings = shape.settings()?;
        Columns::all(table)?
            .iter()
            .map(|batch| {
                let (a, b) = (batch.longs("a")?, batch.longs("b")?);
                let mut read: HashMap<i64, ReadText<'_>> = HashMap::new();
                for (number, body, masks) in
                    [(a, "body_a", "masks_a"), (b, "body_b", "masks_b")]
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
            .collect::<Result<Vec<_>>>()
    })?;
    made_of.into_iter().map(made).collect()
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
    let shares = |of: fn(&ReuseLink) -> f64| -> ArrayRef {
        Arc::new(each().map(|link| Some(of(link))).collect::<Float64Array>())
    };
    let kind = |link: &ReuseLink| KINDS.iter().position(|kind| *kind == link.kind);
    let kinds = each().map(|link| i32::try_from(kind(link)?).ok());
    let joins: Vec<bool> = each().map(|link| settings.groups.joins(link)).collect();
    RecordBatch::try_from_iter_with_nullable([
        ("a", longs(found.iter().map(|(a, _, _)| *a)), false),
        ("b", longs(found.iter().map(|(_, b, _)| *b)), false),
        ("kind", Arc::new(kinds.collect::<Int32Array>()), false),
        ("common", numbers(|link| link.template.map(|template| template.0)), true),
        ("fewest", numbers(|link| link.template.map(|template| template.1)), true),
        ("shared", numbers(|link| Some(link.shared)), false),
        ("jaccard", shares(|link| link.jaccard), false),
        ("containment_ab", shares(|link| link.containment_ab), false),
        ("containment_ba", shares(|link| link.containment_ba), false),
        ("joins", Arc::new(BooleanArray::from(joins)), false),
    ])
}

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
    let made_of = run(py, None, |_| {
        Columns::all(table)?
            .iter()
            .map(|batch| {
                let (key, texts) = (batch.longs("key")?, batch.longs("texts")?);
                let (mut owners, mut found) = (StringBuilder::new(), Vec::new());
                let mut carriers = ListBuilder::new(Int64Builder::new());
                for row in 0..batch.rows() {
                    let list = batch.list("printed", row)?;
                    let printed = list.as_struct_opt().ok_or_else(|| wrong("printed"))?;
                    let (outlets, days, places) = (
                        part(printed, "outlet")?.as_string_opt::<i32>(),
                        part(printed, "day")?.as_primitive_opt::<Int64Type>(),
                        part(printed, "nid")?.as_primitive_opt::<Int64Type>(),
                    );
                    let (Some(outlets), Some(days), Some(places)) =
                        (outlets, days, places)
                    else {
                        return Err(wrong("printed"));
                    };
                    let mut names: Vec<&str> = outlets.iter().flatten().collect();
                    names.sort_unstable();
                    names.dedup();
                    let prints = (0..printed.len()).map(|at| {
                        let name = outlets.is_valid(at).then(|| outlets.value(at));
                        let outlet = name.and_then(|name| {
                            u32::try_from(names.binary_search(&name).ok()?).ok()
                        });
                        let day = days.is_valid(at).then(|| days.value(at));
                        (Print { outlet, day }, places.value(at))
                    });
                    let texts = usize::try_from(texts.value(row)).unwrap_or_default();
                    for (owner, asked) in carried_by(texts, prints.collect()) {
                        owners.append_value(owner_name(owner, &names));
                        found.push(key.value(row));
                        carriers.append_value(asked.into_iter().map(Some));
                    }
                }
                Ok(RecordBatch::try_from_iter([
                    ("owner", Arc::new(owners.finish()) as ArrayRef),
                    ("key", longs(found)),
                    ("carriers", Arc::new(carriers.finish())),
                ]))
            })
            .collect::<Result<Vec<_>>>()
    })?;
    made_of.into_iter().map(made).collect()
}

fn part<'s>(of: &'s StructArray, name: &str) -> Result<&'s ArrayRef> {
    of.column_by_name(name).ok_or_else(|| wrong(name))
}

/// Whether carriers have a text of their own.
#[pyfunction]
pub(crate) fn engine_own(py: Python<'_>, table: Table) -> PyResult<Vec<bool>> {
    run(py, None, |_| {
        let mut answers = Vec::new();
        for batch in Columns::all(table)? {
            for row in 0..batch.rows() {
                let mut shared = batch.key_list("shared", row)?;
                shared.sort_unstable();
                let prints = batch.key_list("prints", row)?;
                answers.push(has_own_text(prints, |f| shared.binary_search(&f).is_ok()));
            }
        }
        Ok(answers)
    })
}

/// The links of all rows, between places among `numbers`.
fn links_of(batch: &Columns, numbers: &[i64]) -> Result<Vec<ReuseLink>> {
    let mut found = Vec::new();
    let place = |number: i64| u32::try_from(numbers.binary_search(&number).ok()?).ok();
    for row in 0..batch.rows() {
        let list = batch.list("links", row)?;
        let all = list.as_struct_opt().ok_or_else(|| wrong("links"))?;
        let longs = |name| column_of::<Int64Type>(all, name);
        let numbers = |name| column_of::<Int32Type>(all, name);
        let shares = |name| column_of::<Float64Type>(all, name);
        let (a, b) = (longs("a")?, longs("b")?);
        let (kind, in_both) = (numbers("kind")?, numbers("shared")?);
        let (common, fewest) = (numbers("common")?, numbers("fewest")?);
        let (jaccard, ab, ba) =
            (shares("jaccard")?, shares("containment_ab")?, shares("containment_ba")?);
        let count = |of: &Int32Array, at| u32::try_from(of.value(at)).unwrap_or_default();
        for at in 0..all.len() {
            let kind = usize::try_from(kind.value(at)).ok().and_then(|k| KINDS.get(k));
            let (Some(a), Some(b), Some(&kind)) =
                (place(a.value(at)), place(b.value(at)), kind)
            else {
                return Err(wrong("links"));
            };
            let template =
                common.is_valid(at).then(|| (count(common, at), count(fewest, at)));
            found.push(ReuseLink {
                a,
                b,
                kind,
                template,
                shared: count(in_both, at),
                jaccard: jaccard.value(at),
                containment_ab: ab.value(at),
                containment_ba: ba.value(at),
            });
        }
    }
    Ok(found)
}

fn column_of<'s, T: arrow_array::types::ArrowPrimitiveType>(
    of: &'s StructArray,
    name: &str,
) -> Result<&'s PrimitiveArray<T>> {
    part(of, name)?.as_primitive_opt().ok_or_else(|| wrong(name))
}

/// Tells the groups of a part: one row a story, as a line of the output contract. Rows
/// are in the order of their numbers, each once; a story of rows that are not members
/// alone belongs to another part.
#[pyfunction]
pub(crate) fn engine_tell(
    py: Python<'_>,
    table: Table,
    shape: Reuse,
    passages: bool,
    min_passage: usize,
    least: usize,
) -> PyResult<Vec<Batch>> {
    let made_of = run(py, None, |_| {
        let mut settings = shape.settings()?;
        settings.passages = passages;
        settings.passage.min_words = min_passage;
        Columns::all(table)?
            .iter()
            .map(|batch| {
                let mut facts = facts(batch)?;
                for row in 0..batch.rows() {
                    let owners = batch.list("owners", row)?;
                    let owners =
                        owners.as_string_opt::<i32>().ok_or_else(|| wrong("owners"))?;
                    let owners = owners.iter().flatten().map(owner_of);
                    facts.standing.extend(owners.zip(batch.key_list("standing", row)?));
                }
                let numbers = batch.longs("nid")?.values();
                let links = links_of(batch, numbers)?;
                let members = batch.bools("member")?;
                let articles = batch.articles()?;
                let found = cluster_part(articles, &facts, &links, &settings, &())?;
                let is_member = |id: &str| {
                    let articles = &found.corpus.articles;
                    let place = articles.binary_search_by(|a| a.id.as_str().cmp(id));
                    place.is_ok_and(|place| members.value(place))
                };
                let (mut ids, mut written) = (StringBuilder::new(), StringBuilder::new());
                let mut counts = Vec::new();
                for story in assemble::stories(&found, least) {
                    if !is_member(&story.id) {
                        continue;
                    }
                    ids.append_value(&story.id);
                    counts.push(i64::try_from(story.articles.len()).unwrap_or(i64::MAX));
                    let mut line = Vec::new();
                    Record::Story(Box::new(story))
                        .write(&mut line)
                        .map_err(|error| Error::write("memory", error))?;
                    written.append_value(String::from_utf8_lossy(line.trim_ascii_end()));
                }
                Ok(RecordBatch::try_from_iter([
                    ("story", Arc::new(ids.finish()) as ArrayRef),
                    ("articles", longs(counts)),
                    ("record", Arc::new(written.finish())),
                ]))
            })
            .collect::<Result<Vec<_>>>()
    })?;
    made_of.into_iter().map(made).collect()
}

/// A table of the stories of many lines of the output contract.
#[pyfunction]
pub(crate) fn engine_table(
    py: Python<'_>,
    records: Vec<String>,
    name: &str,
) -> PyResult<Batch> {
    let stories = run(py, None, |_| {
        let lines = records.iter().map(String::as_str);
        let stories = lines.filter_map(|line| match serde_json::from_str(line) {
            Ok(Record::Story(story)) => Some(*story),
            _ => None,
        });
        Ok(stories.collect::<Vec<_>>())
    })?;
    made(tables::of_stories(name, &stories).ok_or_else(|| {
        pyo3::exceptions::PyValueError::new_err("there is no such table")
    })?)
}
