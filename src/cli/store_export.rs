//! `samestory store export`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::Answer;
use super::nightly_outputs::documents;
use super::output::Output;
use crate::article::{Article, Date};
use crate::error::Result;
use crate::report::contract::{
    Group, NightStatus, Nightly, Record, Role, Run, Story, StoryArticle, Summary,
};
use crate::store::Store;

pub(super) fn export(
    folder: &Path,
    output: &Path,
    singletons: bool,
    articles: Option<&Path>,
) -> Result<Answer> {
    /// Stories and articles in memory at a time.
    const SLICE: usize = 4_096;
    let mut out = Output::create(Some(output))?;
    let mut records = articles.map(|path| Output::create(Some(path))).transpose()?;
    let store = Store::open(folder, None)?;
    let state = store.state();
    let mut order: Vec<(bool, i32, u32, bool)> = Vec::new();
    let mut first: BTreeMap<u32, i32> = BTreeMap::new();
    let mut summary = Summary { complete: true, ..Summary::default() };
    for (number, place) in state.live() {
        summary.articles += 1;
        if place.story == 0 {
            summary.singletons += 1;
            if singletons {
                order.push((false, place.day, number, true));
            }
        } else {
            let day = first.entry(place.story).or_insert(place.day);
            *day = (*day).min(place.day);
        }
    }
    order.extend(first.into_iter().map(|(story, day)| (false, day, story, false)));
    order.sort_unstable();
    out.record(&run_line(&store))?;
    for slice in order.chunks(SLICE) {
        let of = |alone: bool| -> Vec<u32> {
            slice.iter().filter(|one| one.3 == alone).map(|one| one.2).collect()
        };
        let (alone, together) = (of(true), of(false));
        let mut alone = store.articles(&alone)?.into_iter().map(story_of_one);
        let mut together = documents(&store, &together)?.into_iter();
        for (_, _, _, is_alone) in slice {
            let next = if *is_alone { alone.next() } else { together.next() };
            let Some(mut story) = next else { continue };
            story.nightly =
                Some(Nightly { status: NightStatus::Standing, added: Vec::new() });
            if story.articles.len() > 1 {
                summary.stories += 1;
            }
            summary.groups +=
                story.groups.iter().filter(|g| g.articles.len() > 1).count();
            summary.links += story.links.len();
            summary.passages += story.passages.len();
            out.record(&Record::Story(Box::new(story)))?;
        }
    }
    out.record(&Record::Summary(summary))?;
    out.finish()?;
    if let Some(mut records) = records.take() {
        let numbers: Vec<u32> = state.live().map(|(number, _)| number).collect();
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

fn run_line(store: &Store) -> Record {
    let mut parameters = serde_json::Map::new();
    parameters.insert("command".into(), json!("store export"));
    parameters.insert("number".into(), json!(store.manifest().sequence));
    for (name, value) in &store.manifest().parameters {
        parameters.insert(name.clone(), json!(value));
    }
    Record::Run(Run {
        tool: "samestory".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        parameters,
        inputs: Vec::new(),
    })
}

fn story_of_one(article: Article) -> Story {
    let date = article.date.map(|date| date.text);
    Story {
        id: article.id.clone(),
        title: article.title.clone(),
        lang: article.lang.clone(),
        first: date.clone(),
        last: date.clone(),
        outlets: usize::from(article.source.is_some()),
        articles: vec![StoryArticle {
            id: article.id.clone(),
            title: article.title,
            source: article.source,
            date,
            lang: article.lang,
            url: article.url,
            group: article.id.clone(),
            role: Role::Representative,
            own: 1.0,
            ..StoryArticle::default()
        }],
        groups: vec![Group {
            id: article.id.clone(),
            articles: vec![article.id],
            weakest: 1.0,
            weakest_pair: None,
        }],
        ..Story::default()
    }
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
