//! A night from its articles to what is told of it: for the command line, and for programs.
//!
//! [`take_in`] places articles in a store and keeps there what the night tells: its
//! stories, its changes and its summary, which [`Store::output`] gives out. [`answer`] says what
//! in a store an article belongs to, [`export()`] tells all its stories, [`Info`] what it holds;
//! [`forget()`] takes articles out.
//!
//! ```
//! use samestory::article::Article;
//! use samestory::nights::{Asked, STORIES, answer, take_in};
//! use samestory::pipeline::Settings;
//! use samestory::pipeline::nightly::{parameters, query::Asker};
//! use samestory::read::Collection;
//! use samestory::store::Store;
//!
//! let folder = std::env::temp_dir().join(format!("nights-{}", std::process::id()));
//! let text = "A train with the guest on board has reached the border town at dawn.";
//! let articles = vec![Article::new("a", text), Article::new("b", text)];
//! let settings = Settings::default();
//! let mut store = Store::open_to_write(&folder, &parameters(&settings), "an example").unwrap();
//! let tonight = Collection { articles, ..Collection::default() };
//! let asked = Asked { settings: &settings, window: 30, day: None };
//! let figures = take_in(&mut store, tonight, &asked, Vec::new(), &(), &|_| ()).unwrap();
//! assert_eq!(figures.new, 1);
//! let found = answer(&store, &Asker::new(&store, &settings), Article::new("c", text)).unwrap();
//! assert_eq!(found.story.as_deref(), Some("s1"));
//! # std::fs::remove_dir_all(folder).unwrap();
//! ```

mod again;
mod export;
mod forget;
mod info;
mod outputs;
mod told;

use std::collections::BTreeMap;

pub use again::told_figures;
pub use export::export;
pub use forget::{Forgotten, Which, forget};
pub use info::{Info, sound};
pub use outputs::{
    CHANGES, Figures, SHOWN, STORIES, SUMMARY, documents, last_night, written,
};
pub use told::story_id;

use crate::article::{Article, Date, day_number};
use crate::error::{Error, Result};
use crate::pipeline::nightly::{Tonight, day_of, night, query::Asker, tonight};
use crate::pipeline::{Progress, Settings, Stage};
use crate::read::Collection;
use crate::report::assemble::{kind, rounded};
use crate::report::contract::{Match, Record, Reprint};
use crate::report::run::{reject_line, run as run_record};
use crate::store::manifest::NightEntry;
use crate::store::state::Life;
use crate::store::{Ending, Store};
use outputs::Facts;
use told::Changed;

/// How a night is taken in.
#[derive(Debug, Clone)]
pub struct Asked<'s> {
    /// The settings, of which the store keeps the parameters.
    pub settings: &'s Settings,
    /// Days that an article stays and is compared with new ones.
    pub window: u32,
    /// The day of the night, counted from 1970, which may lie before that of the last one;
    /// told from the articles' dates without it.
    pub day: Option<i32>,
}

/// Takes a night's articles into a store, in one commit: all or nothing. `warnings` are told
/// with it; `at` hears what has been done.
///
/// # Errors
/// The store cannot be read or written, or an interrupt; the articles' dates tell a day far
/// after the last night.
pub fn take_in(
    store: &mut Store,
    mut collection: Collection,
    asked: &Asked<'_>,
    warnings: Vec<String>,
    progress: &dyn Progress,
    at: &(dyn Fn(&'static str) + Sync),
) -> Result<Figures> {
    let run = Record::Run(run_record("nightly", asked.settings, &collection.inputs));
    let articles = std::mem::take(&mut collection.articles);
    let outlets = outlets(&articles);
    let day = match asked.day {
        Some(day) => Some(day),
        None => told_day(store, &articles, asked.window)?,
    };
    if let Some(day) = day {
        store.begin_days(day);
    }
    let read = articles.len();
    let tonight = tonight(store, articles, day, asked.window)?;
    at("sorted");
    let rejects: Vec<_> = collection.rejects.iter().map(reject_line).collect();
    let mut facts = Facts {
        run,
        rejects,
        changed: Changed::default(),
        updated: tonight.updated.clone(),
        expired: expired(store, &tonight)?,
        warnings,
        figures: Figures {
            read,
            articles: tonight.fresh.len(),
            repeats: tonight.repeats + collection.repeats,
            ..Figures::default()
        },
        day,
    };
    let (first, first_story) =
        (store.manifest().next_article, store.manifest().next_story);
    for sitting in tonight.sittings() {
        let mut placed = night(store, sitting, asked.settings, progress)?;
        at("clustered");
        let mut change = std::mem::take(&mut placed.change);
        change.documents = facts.changed.take(&placed, first_story)?;
        drop(placed);
        store.stage(change, at)?;
    }
    progress.begin(Stage::Report, 0);
    facts.count(store, first);
    let ending = Ending {
        day,
        window: asked.window,
        inputs: collection.inputs.iter().map(|i| (i.xxh3, i.bytes)).collect(),
        night: Some(NightEntry {
            sequence: 0,
            day,
            articles: read as u64,
            rejects: facts.rejects.len() as u64,
            outlets,
        }),
        forgets: false,
    };
    at("placed");
    store.finish(ending, Some(&facts), at)?;
    progress.end(
        Stage::Report,
        &format!("committed as number {}", store.manifest().sequence),
    );
    Ok(facts.figures)
}

/// What in a store an article is a copy of, and its story there.
///
/// # Errors
/// The store cannot be read.
pub fn answer(store: &Store, asker: &Asker<'_>, article: Article) -> Result<Match> {
    let id = article.id.clone();
    let found = asker.ask(article)?;
    let story = (found.story > 0).then_some(found.story);
    let title = match story {
        None => None,
        Some(story) => documents(store, &[story])?.pop().map(|story| story.title),
    };
    let reprints = found.reprints.into_iter().map(|reprint| Reprint {
        id: reprint.id,
        kind: kind(reprint.link.kind),
        jaccard: rounded(reprint.link.jaccard()),
        containment_ab: rounded(reprint.link.containment_ab()),
        containment_ba: rounded(reprint.link.containment_ba()),
    });
    Ok(Match {
        id,
        known: found.known,
        reprints: reprints.collect(),
        story: story.map(story_id),
        title,
    })
}

/// The day of a night as its articles' dates tell it.
fn told_day(store: &Store, articles: &[Article], window: u32) -> Result<Option<i32>> {
    let last = store.manifest().day;
    let day = day_of(articles, last);
    let (Some(told), Some(last)) = (day, last) else { return Ok(day) };
    if !far(told, last, window) {
        return Ok(day);
    }
    let after = i64::from(told) - i64::from(last);
    let its = |one: &&Article| one.seconds().and_then(day_number) == day;
    let id = articles.iter().find(its).map_or("", |one| one.id.as_str());
    Err(Error::setting(
        format!("{} as the day of the night", date(told)),
        format!(
            "article '{id}' is of that day, but the last night was of {}, {after} days \
             before: nearly all that the store holds would expire",
            date(last)
        ),
        "mend the dates, or name the day with --now (`now` in Python)",
    ))
}

/// Whether a day lies so far from that of the last night that its dates may be wrong.
fn far(day: i32, last: i32, window: u32) -> bool {
    /// Days without a night that are nothing strange, however short the window is.
    const WEEK: u32 = 7;
    day.abs_diff(last) > window.max(WEEK)
}

fn date(day: i32) -> String {
    written(day).unwrap_or_else(|| day.to_string())
}

/// Articles that leave the store tonight, each with its story.
fn expired(store: &Store, tonight: &Tonight) -> Result<Vec<(String, Option<String>)>> {
    let gone = tonight.removed.iter().filter(|(_, life)| *life == Life::Expired);
    let numbers: Vec<u32> = gone.map(|(number, _)| *number).collect();
    let story = |number: u32| {
        let story = store.state().place(number).story;
        (story > 0).then(|| story_id(story))
    };
    let mut out = Vec::with_capacity(numbers.len());
    for slice in numbers.chunks(4_096) {
        let articles = store.articles(slice)?;
        out.extend(articles.into_iter().zip(slice).map(|(one, n)| (one.id, story(*n))));
    }
    Ok(out)
}

/// The commit that took in all inputs, if all are done.
pub fn done(store: &Store, collection: &Collection) -> Option<u32> {
    let done = collection.inputs.iter().map(|input| store.done(input.xxh3, input.bytes));
    done.collect::<Option<Vec<u32>>>()?.into_iter().max()
}

/// A day as the user wrote it, in days since 1970.
///
/// # Errors
/// It is no date.
pub fn day(text: &str) -> Result<i32> {
    let day = Date::parse(text).and_then(|date| day_number(date.seconds));
    day.ok_or_else(|| {
        Error::setting(
            format!("the date '{text}'"),
            "it cannot be read",
            "write it as 2023-09-12",
        )
    })
}

/// Articles of each outlet, of the largest ones.
fn outlets(articles: &[Article]) -> BTreeMap<String, u64> {
    const MOST: usize = 500;
    let mut counts = BTreeMap::new();
    for source in articles.iter().filter_map(|article| article.source.clone()) {
        *counts.entry(source).or_default() += 1;
    }
    let mut largest: Vec<(String, u64)> = counts.into_iter().collect();
    largest.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    largest.truncate(MOST);
    largest.into_iter().collect()
}

/// What looks wrong with a night, beside the nights before it.
pub fn warnings(
    store: &Store,
    collection: &Collection,
    asked: &Asked<'_>,
) -> Vec<String> {
    const NIGHTS: usize = 3;
    const TIMES: u64 = 10;
    const USUAL: u64 = 5;
    let nights = &store.manifest().nights;
    let articles = collection.articles.len() as u64;
    let mut out = Vec::new();
    if articles == 0 {
        out.push("there are no articles tonight".to_owned());
    }
    let (day, manifest) = (day_of(&collection.articles, None), store.manifest());
    if let (None, Some(day), Some(last)) = (asked.day, day, manifest.day)
        && day < last
        && far(day, last, asked.window)
    {
        let (day, last) = (date(day), date(last));
        out.push(format!(
            "articles of {day} after a night of {last}: which is wrong? --now sets the day"
        ));
    }
    if nights.len() < NIGHTS {
        return out;
    }
    let median = |mut figures: Vec<u64>| {
        figures.sort_unstable();
        figures.get(figures.len() / 2).copied().unwrap_or(0)
    };
    let usual = median(nights.iter().map(|night| night.articles).collect());
    if usual > 0 && articles > TIMES * usual {
        out.push(format!("{articles} articles tonight, {usual} are usual"));
    } else if articles > 0 && articles * TIMES < usual {
        out.push(format!("only {articles} articles tonight, {usual} are usual"));
    }
    let rejects = collection.rejects.len() as u64;
    let usual = median(nights.iter().map(|night| night.rejects).collect());
    if rejects > USUAL && rejects > 3 * usual {
        out.push(format!("{rejects} records refused tonight, {usual} are usual"));
    }
    let tonight = outlets(&collection.articles);
    let recent = nights.get(nights.len() - NIGHTS..).unwrap_or_default();
    let Some(last) = recent.last() else { return out };
    let silent = last.outlets.keys().filter(|outlet| {
        let usual =
            |night: &NightEntry| night.outlets.get(*outlet).copied() >= Some(USUAL);
        recent.iter().all(usual) && !tonight.contains_key(*outlet)
    });
    let silent: Vec<&str> = silent.map(String::as_str).collect();
    if articles > 0 && !silent.is_empty() {
        let named = silent.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        out.push(format!("{} outlets are silent tonight: {named}", silent.len()));
    }
    out
}
