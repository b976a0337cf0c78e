//! samestory for Python: the library's own functions on Arrow data.
//!
//! This module is thin on purpose. `samestory/__init__.py` has the functions that people
//! call, with their types and their documentation; here arguments become settings,
//! tables become articles, and results become tables. Every call does its work without
//! the interpreter's lock ([`running`]).

mod engine;
mod errors;
mod rows;
mod running;
mod settings;
mod sketches;
mod store;
mod tables;

use std::borrow::Cow;

use arrow_array::{Array, RecordBatch};
use arrow_pyarrow::PyArrowType;
use arrow_schema::ArrowError;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rayon::prelude::*;
use samestory::article::Article;
use samestory::error::{Error, Result};
use samestory::pipeline::Progress as _;
use samestory::pipeline::align::Aligner;
use samestory::pipeline::dedup::{Keep, Kept};
use samestory::pipeline::pairs as reuse;
use samestory::pipeline::{
    Settings, cluster as stories, compare as two, dedup as copies,
};
use samestory::report::document::Document;
use samestory::report::{Format, Options, assemble, render, run as frame};
use std::collections::HashMap;

use errors::exception;
use running::{Watch, run};
use settings::{Finding, Input, Pairs, Reading, Reuse, Source, Stories, of_one};

/// Arrow data on its way to Python.
type Batch = PyArrowType<RecordBatch>;

fn made(batch: std::result::Result<RecordBatch, ArrowError>) -> PyResult<Batch> {
    batch.map(PyArrowType).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// What `cluster` found: a document of the output contract.
#[pyclass(frozen, module = "samestory._native")]
struct Found {
    document: Document,
    warnings: Vec<String>,
}

/// Clusters articles.
#[pyfunction]
fn cluster(
    py: Python<'_>,
    source: Source,
    reading: Reading,
    reuse: Reuse,
    shape: Stories,
    threads: Option<usize>,
) -> PyResult<Found> {
    run(py, threads, |watch| {
        let settings = shape.settings(&reuse)?;
        let mut read = reading.read(source, watch)?.collection;
        let run = frame::run("cluster", &settings, &read.inputs);
        let found =
            stories::cluster(std::mem::take(&mut read.articles), &settings, watch)?;
        let least = if shape.singletons { 1 } else { 2 };
        Ok(Found {
            document: Document {
                run: Some(run),
                stories: assemble::stories(&found, least).collect(),
                rejects: read.rejects.iter().map(frame::reject_line).collect(),
                summary: Some(frame::summary(&found, &read)),
            },
            warnings: read.warnings,
        })
    })
}

#[pymethods]
impl Found {
    /// How many stories there are.
    fn __len__(&self) -> usize {
        self.document.stories.len()
    }

    /// The ids of the stories, in order.
    fn ids(&self) -> Vec<&str> {
        self.document.stories.iter().map(|story| story.id.as_str()).collect()
    }

    /// The place of the story of this id, or with the article of this id.
    fn find(&self, py: Python<'_>, id: &str) -> PyResult<usize> {
        let shown: String = id.escape_debug().take(80).collect();
        let unknown = || {
            Error::format(
                &shown,
                "no story has this id, and no article in a story does",
                "give singletons=True to have articles that are alone as stories",
            )
        };
        let found = self.document.story(id).map_err(|_| exception(py, &unknown()))?;
        let stories = &self.document.stories;
        let place = stories.iter().position(|story| story.id == found.id);
        place.ok_or_else(|| PyValueError::new_err("the story is gone"))
    }

    /// One story as JSON.
    fn story(&self, place: usize) -> PyResult<String> {
        let story = self.document.stories.get(place);
        json(story.ok_or_else(|| PyValueError::new_err("there is no such story"))?)
    }

    /// `run`, `rejects` and `summary` as JSON.
    fn frame(&self) -> PyResult<String> {
        let Document { run, rejects, summary, .. } = &self.document;
        json(&serde_json::json!({"run": run, "rejects": rejects, "summary": summary}))
    }

    /// What the reader warned of.
    fn warnings(&self) -> Vec<&str> {
        self.warnings.iter().map(String::as_str).collect()
    }

    /// A table of all stories, or of one.
    fn table(&self, name: &str, place: Option<usize>) -> PyResult<Batch> {
        let stories = self.document.stories.as_slice();
        let chosen = match place {
            Some(place) => stories.get(place..=place).unwrap_or_default(),
            None => stories,
        };
        let table = tables::of_stories(name, chosen);
        made(table.ok_or_else(|| PyValueError::new_err("there is no such table"))?)
    }

    /// The document in another form.
    fn render(
        &self,
        py: Python<'_>,
        format: &str,
        story: Option<String>,
        top: Option<usize>,
        width: usize,
    ) -> PyResult<String> {
        run(py, None, |_| {
            let format: Format = format.parse()?;
            let options = Options { width, story, top, ..Options::default() };
            let mut out = Vec::new();
            render(&self.document, format, &options, &mut out)
                .map_err(|error| Error::write("memory", error))?;
            Ok(String::from_utf8_lossy(&out).into_owned())
        })
    }

    /// The lines of the output contract.
    fn json_lines(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        run(py, None, |_| {
            let mut out = Vec::new();
            let written = self.document.write(&mut out);
            written.map_err(|error| Error::write("memory", error))?;
            Ok(out)
        })
    }
}

fn json(value: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// Finds the pairs that share text; answers the table and what the reader warned of.
#[pyfunction]
fn pairs(
    py: Python<'_>,
    source: Source,
    reading: Reading,
    shape: Reuse,
    wanted: Pairs,
    threads: Option<usize>,
) -> PyResult<(Batch, Vec<String>)> {
    let (found, warnings) = run(py, threads, |watch| {
        let settings = shape.settings()?;
        let read = reading.read(source, watch)?.collection;
        let (corpus, found) =
            reuse::pairs(read.articles, &wanted.try_into()?, &settings, watch)?;
        let pairs: Vec<_> =
            found.links().map(|link| assemble::pair(&corpus, &link)).collect();
        Ok((pairs, read.warnings))
    })?;
    Ok((made(tables::of_pairs(&found))?, warnings))
}

/// What stays of a collection: the rows of a table, or articles that were read from
/// files.
#[derive(IntoPyObject)]
enum Stays {
    Rows(Vec<u64>),
    Articles(Batch),
}

/// Keeps one article of each reprint group; answers what stays, what does not, and what
/// the reader warned of.
#[pyfunction]
fn dedup(
    py: Python<'_>,
    source: Source,
    reading: Reading,
    shape: Reuse,
    keep: String,
    min_containment: f64,
    threads: Option<usize>,
) -> PyResult<(Stays, Batch, Vec<String>)> {
    let ((corpus, kept, ids, rows), warnings) = run(py, threads, |watch| {
        let settings = shape.settings()?;
        let keep = match keep.as_str() {
            "earliest" => Keep::Earliest,
            "longest" => Keep::Longest,
            "first" => Keep::First,
            other => {
                return Err(Error::setting(
                    format!("keep='{other}'"),
                    "there is no such choice",
                    "give 'earliest', 'longest' or 'first'",
                ));
            }
        };
        let least = of_one("min_containment", min_containment)?;
        let Input { collection, rows } = reading.read(source, watch)?;
        let ids: Vec<String> =
            collection.articles.iter().map(|article| article.id.clone()).collect();
        let (corpus, kept) =
            copies::dedup(collection.articles, keep, least, &settings, watch)?;
        Ok(((corpus, kept, ids, rows), collection.warnings))
    })?;
    let articles: Vec<Cow<'_, Article>> = corpus.articles.iter().collect();
    let places: HashMap<&str, (&Article, &Kept)> = articles
        .iter()
        .zip(&kept)
        .map(|(article, kept)| (article.id.as_str(), (&**article, kept)))
        .collect();
    // In the order of the input.
    let stays = ids.iter().enumerate().filter_map(|(place, id)| {
        let (article, kept) = places.get(id.as_str())?;
        (**kept == Kept::Kept).then_some((place, *article))
    });
    let stays = if let Some(rows) = rows {
        Stays::Rows(stays.filter_map(|(place, _)| rows.get(place).copied()).collect())
    } else {
        let articles: Vec<&Article> = stays.map(|(_, article)| article).collect();
        Stays::Articles(made(tables::of_articles(&articles))?)
    };
    let dropped: Vec<_> = (0u32..)
        .zip(&kept)
        .filter_map(|(article, kept)| match kept {
            Kept::Kept => None,
            Kept::Dropped { by, link } => {
                Some(assemble::dropped(&corpus, article, *by, link))
            }
        })
        .collect();
    Ok((stays, made(tables::of_dropped(&dropped))?, warnings))
}

/// Compares two articles, each the only row of its table; answers the link as JSON, the
/// passages, whether they are one story, and the evidence.
#[pyfunction]
fn compare(
    py: Python<'_>,
    a: Source,
    b: Source,
    reading: Reading,
    finding: Finding,
) -> PyResult<(Option<String>, Batch, bool, Vec<String>)> {
    let (link, passages, one_story, evidence) = run(py, None, |watch| {
        let (mut a, mut b) =
            (one(a, "a", &reading, watch)?, one(b, "b", &reading, watch)?);
        let settings = Settings::default();
        let found = two::compare(&mut a, &mut b, finding.settings()?, &settings, watch)?;
        let link = found.link.map(|link| assemble::pair(&found.found.corpus, &link));
        let passages: Vec<_> =
            found.passages.iter().map(|p| assemble::pair_passage(&a, &b, p)).collect();
        let evidence = assemble::comparison(&found, &settings);
        Ok((link, passages, found.one_story(), evidence))
    })?;
    let link = link.as_ref().map(json).transpose()?;
    Ok((link, made(tables::of_passages(&passages))?, one_story, evidence))
}

/// The only article of a table.
fn one(source: Source, name: &str, reading: &Reading, watch: &Watch) -> Result<Article> {
    let read = reading.read(source, watch)?.collection;
    match read.articles.into_iter().next() {
        Some(article) => Ok(article),
        None => Err(Error::format(
            name,
            read.rejects.first().map(|r| r.reason.clone()).unwrap_or_default(),
            "give a text, or a dict with 'text' in it",
        )),
    }
}

/// Pairs given to one thread at a time.
const SHARE: usize = 16;

/// Finds the passages of given pairs of ids.
#[pyfunction]
fn align(
    py: Python<'_>,
    source: Source,
    reading: Reading,
    pairs: Vec<(String, String)>,
    finding: Finding,
    threads: Option<usize>,
) -> PyResult<(Batch, Vec<String>)> {
    let (found, warnings) = run(py, threads, |watch| {
        let finding = finding.settings()?;
        let read = reading.read(source, watch)?.collection;
        let places: HashMap<&str, &Article> =
            read.articles.iter().map(|article| (article.id.as_str(), article)).collect();
        let known = |id: &str| {
            places.get(id).copied().ok_or_else(|| {
                Error::format(
                    "pairs",
                    format!("there is no article '{id}' among the articles"),
                    "give every article that the pairs speak of",
                )
            })
        };
        let pairs: Vec<(&Article, &Article)> = pairs
            .iter()
            .map(|(a, b)| Ok((known(a)?, known(b)?)))
            .collect::<Result<_>>()?;
        let found: Vec<_> = pairs
            .par_chunks(SHARE)
            .flat_map_iter(|share| {
                let mut aligner = Aligner::new(finding.clone());
                let mut of = |(a, b): &(&Article, &Article)| -> Vec<_> {
                    let passages = aligner.align_articles(a, b);
                    passages.iter().map(|p| assemble::pair_passage(a, b, p)).collect()
                };
                let share = share.iter().take_while(|_| !watch.interrupted());
                share.flat_map(&mut of).collect::<Vec<_>>()
            })
            .collect();
        if watch.interrupted() {
            Err(Error::Interrupted)
        } else {
            Ok((found, read.warnings))
        }
    })?;
    Ok((made(tables::of_passages(&found))?, warnings))
}

/// Sketches the texts of a table's first column.
#[pyfunction]
fn signatures(
    py: Python<'_>,
    texts: rows::Table,
    shingle_width: i64,
    threads: Option<usize>,
) -> PyResult<PyArrowType<arrow_data::ArrayData>> {
    let found = run(py, threads, |watch| {
        let width = settings::width(shingle_width)?;
        sketches::signatures(&rows::batches(texts)?, width, watch)
    })?;
    Ok(PyArrowType(found.to_data()))
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Found>()?;
    module.add_function(wrap_pyfunction!(cluster, module)?)?;
    module.add_function(wrap_pyfunction!(pairs, module)?)?;
    module.add_function(wrap_pyfunction!(dedup, module)?)?;
    module.add_function(wrap_pyfunction!(compare, module)?)?;
    module.add_function(wrap_pyfunction!(align, module)?)?;
    module.add_function(wrap_pyfunction!(signatures, module)?)?;
    module.add_function(wrap_pyfunction!(store::store_nightly, module)?)?;
    module.add_function(wrap_pyfunction!(store::store_query, module)?)?;
    module.add_function(wrap_pyfunction!(store::store_info, module)?)?;
    module.add_function(wrap_pyfunction!(store::store_verify, module)?)?;
    module.add_function(wrap_pyfunction!(store::store_export, module)?)?;
    module.add_function(wrap_pyfunction!(store::store_forget, module)?)?;
    module.add_function(wrap_pyfunction!(store::store_compact, module)?)?;
    engine::register(module)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}
