//! A store from night to night: for `samestory.Store`.

use std::path::{Path, PathBuf};

use pyo3::prelude::*;
use samestory::error::{Error, Result};
use samestory::nights::{
    self, Asked, CHANGES, Info, STORIES, SUMMARY, Which, answer, day, export, sound,
    take_in,
};
use samestory::pipeline::Progress as _;
use samestory::pipeline::nightly::query::Asker;
use samestory::pipeline::nightly::{parameters, settings_of};
use samestory::report::contract::{Record, Summary};
use samestory::report::document::Document;
use samestory::report::run as frame;
use samestory::store::Store;

use crate::running::run;
use crate::settings::{Reading, Reuse, Source, within};
use crate::{Found, json};

/// The stories of a night, its changes as lines of the output contract, its summary, and
/// whether it was taken in before.
type Night = (Found, String, String, bool);

/// Takes articles in.
#[pyfunction]
pub(crate) fn store_nightly(
    py: Python<'_>,
    folder: PathBuf,
    source: Source,
    reading: Reading,
    reuse: Reuse,
    window: i64,
    now: Option<String>,
    holder: String,
    threads: Option<usize>,
) -> PyResult<Night> {
    run(py, threads, |watch| {
        let settings = reuse.settings()?;
        let window = within("window", window, 1, 36_500)?;
        let asked = now.as_deref().map(day).transpose()?;
        let mut store = Store::open_to_write(&folder, &parameters(&settings), &holder)?;
        let input = reading.read(source, watch)?;
        let (read, rows) = (input.collection, input.rows);
        if rows.is_some()
            && let Some(article) = read.articles.iter().find(|a| a.id_is_place)
        {
            return Err(Error::format(
                "the articles",
                format!("{} has no id", article.id),
                "give every article an id, which it keeps from night to night",
            ));
        }
        let done = nights::done(&store, &read);
        if done
            .is_some_and(|done| done < store.manifest().sequence || !store.has_outputs())
        {
            // What it told is no longer kept.
            let document = Document {
                run: Some(frame::run("nightly", &settings, &read.inputs)),
                summary: Some(Summary { complete: true, ..Summary::default() }),
                ..Document::default()
            };
            let found = Found { document, warnings: read.warnings };
            return Ok((found, String::new(), String::new(), true));
        }
        let mut warnings = read.warnings.clone();
        if done.is_none() {
            let asked = Asked { settings: &settings, window, day: asked };
            let strange = nights::warnings(&store, &read, &asked);
            warnings.extend(strange.iter().cloned());
            take_in(&mut store, read, &asked, strange, watch, &|_| ())?;
        }
        let stories = output(&store, STORIES)?;
        let document = Document::read(stories.as_bytes(), "stories.jsonl")?;
        let (changes, summary) = (output(&store, CHANGES)?, output(&store, SUMMARY)?);
        Ok((Found { document, warnings }, changes, summary, done.is_some()))
    })
}

/// What the last night told.
fn output(store: &Store, output: u32) -> Result<String> {
    let mut bytes = Vec::new();
    for chunk in store.output(output) {
        bytes.extend(chunk?);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Asks for articles; answers a JSON object each, and what the reader warned of.
#[pyfunction]
pub(crate) fn store_query(
    py: Python<'_>,
    folder: PathBuf,
    source: Source,
    reading: Reading,
    threads: Option<usize>,
) -> PyResult<(Vec<String>, Vec<String>)> {
    let (found, warnings) = run(py, threads, |watch| {
        let store = Store::open(&folder, None)?;
        let settings = settings_of(&store.manifest().parameters);
        let read = reading.read(source, watch)?.collection;
        let asker = Asker::new(&store, &settings);
        let mut found = Vec::with_capacity(read.articles.len());
        for article in read.articles {
            if watch.interrupted() {
                return Err(Error::Interrupted);
            }
            found.push(answer(&store, &asker, article)?);
        }
        Ok((found, read.warnings))
    })?;
    Ok((found.iter().map(json).collect::<PyResult<_>>()?, warnings))
}

/// What the store holds, as JSON.
#[pyfunction]
pub(crate) fn store_info(py: Python<'_>, folder: PathBuf) -> PyResult<String> {
    json(&run(py, None, |_| Ok(Info::of(&Store::open(&folder, None)?)))?)
}

/// Reads every byte and follows every reference.
#[pyfunction]
pub(crate) fn store_verify(py: Python<'_>, folder: PathBuf) -> PyResult<()> {
    run(py, None, |_| sound(Path::new(&folder), &Store::verify(&folder)?))
}

/// All stories.
#[pyfunction]
pub(crate) fn store_export(
    py: Python<'_>,
    folder: PathBuf,
    singletons: bool,
) -> PyResult<Found> {
    run(py, None, |watch| {
        let store = Store::open(&folder, None)?;
        let mut document = Document::default();
        export(&store, singletons, &mut |record| {
            match record {
                Record::Run(run) => document.run = Some(run),
                Record::Story(one) => document.stories.push(*one),
                Record::Summary(summary) => document.summary = Some(summary),
                _ => {}
            }
            if watch.interrupted() { Err(Error::Interrupted) } else { Ok(()) }
        })?;
        Ok(Found { document, warnings: Vec::new() })
    })
}

/// Takes articles out; answers how many, and the ids that no article has.
#[pyfunction]
pub(crate) fn store_forget(
    py: Python<'_>,
    folder: PathBuf,
    articles: Vec<String>,
    sources: Vec<String>,
    before: Option<String>,
    holder: String,
) -> PyResult<(usize, Vec<String>)> {
    run(py, None, |watch| {
        let before = before.as_deref().map(day).transpose()?;
        let which = Which { articles, sources, before };
        let mut store = Store::open_to_change(&folder, &holder)?;
        let done = nights::forget(&mut store, &which, watch, &|_| ())?;
        Ok((done.articles, done.unknown))
    })
}

/// Writes everything that counts anew; answers the bytes before and after.
#[pyfunction]
pub(crate) fn store_compact(
    py: Python<'_>,
    folder: PathBuf,
    holder: String,
) -> PyResult<(u64, u64)> {
    run(py, None, |_| Store::open_to_change(&folder, &holder)?.compact(&|_| ()))
}
