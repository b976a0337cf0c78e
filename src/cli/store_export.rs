//! `samestory store export`.

use std::path::Path;

use serde_json::json;

use super::Answer;
use super::output::Output;
use crate::article::{Article, Date};
use crate::error::Result;
use crate::nights;
use crate::store::Store;

pub(super) fn export(
    folder: &Path,
    output: &Path,
    singletons: bool,
    articles: Option<&Path>,
) -> Result<Answer> {
    /// Articles in memory at a time.
    const SLICE: usize = 4_096;
    let mut out = Output::create(Some(output))?;
    let mut records = articles.map(|path| Output::create(Some(path))).transpose()?;
    let store = Store::open(folder, None)?;
    nights::export(&store, singletons, &mut |record| out.record(&record))?;
    out.finish()?;
    if let Some(mut records) = records.take() {
        let numbers: Vec<u32> = store.state().live().map(|(number, _)| number).collect();
        for slice in numbers.chunks(SLICE) {
            for article in store.articles(slice)? {
                let line = article_line(&article);
                records.write(|out| writeln!(out, "{line}"))?;
            }
        }
        records.finish()?;
    }
    Ok(Answer::Done)
}

fn article_line(article: &Article) -> serde_json::Value {
    let mut line = serde_json::Map::new();
    let mut set = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            line.insert(name.to_owned(), json!(value));
        }
    };
    set("id", Some(&article.id));
    set(
        "title",
        Some(&article.title).filter(|title| !title.is_empty()).map(String::as_str),
    );
    set("text", Some(&article.text));
    set("date", article.date.as_ref().map(|date: &Date| date.text.as_str()));
    set("lang", article.lang.as_deref());
    set("source", article.source.as_deref());
    set("url", article.url.as_deref());
    serde_json::Value::Object(line)
}
