//! All stories of a store.

use std::collections::BTreeMap;

use serde_json::json;

use super::outputs::documents;
use crate::article::Article;
use crate::error::Result;
use crate::report::contract::{
    Group, NightStatus, Nightly, Record, Role, Run, Story, StoryArticle, Summary,
};
use crate::store::Store;

/// Tells all stories of a store, as `cluster` does, a record at a time: the `run`, stories by
/// their first day, with `singletons` also articles that are in none, and the `summary`.
///
/// # Errors
/// The store cannot be read, or `out` fails.
pub fn export(
    store: &Store,
    singletons: bool,
    out: &mut dyn FnMut(Record) -> Result<()>,
) -> Result<()> {
    /// Stories in memory at a time.
    const SLICE: usize = 4_096;
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
    out(run_line(store))?;
    for slice in order.chunks(SLICE) {
        let of = |alone: bool| -> Vec<u32> {
            slice.iter().filter(|one| one.3 == alone).map(|one| one.2).collect()
        };
        let (alone, together) = (of(true), of(false));
        let mut alone = store.articles(&alone)?.into_iter().map(story_of_one);
        let mut together = documents(store, &together)?.into_iter();
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
            out(Record::Story(Box::new(story)))?;
        }
    }
    out(Record::Summary(summary))
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
