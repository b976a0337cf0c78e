//! What a night writes: made before it is committed, kept in the store, given out after.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use hashbrown::{HashMap, HashSet};

use super::nightly::beside;
use crate::error::{Error, Result};
use crate::pipeline::nightly::{Night, NightStory, Status, Updated};
use crate::report::assemble;
use crate::report::contract::{
    Change, NightStatus, Nightly, Record, RejectLine, Story, Summary,
};
use crate::report::document::Document;
use crate::report::{Format, Options, render};
use crate::store::Store;
use crate::store::state::Life;

/// Places of the outputs in the store.
const STORIES: u64 = 0;
const CHANGES: u64 = 1;
const SUMMARY: u64 = 2;
/// Days whose stories stand in a report, and most of them.
const WEEK: i32 = 7;
const STANDING: usize = 100;
/// Most stories of a night in a report: the largest.
const SHOWN: usize = 500;

/// What is known of a night before it is placed.
pub(super) struct Counts {
    pub(super) taken: usize,
    pub(super) fresh: usize,
    pub(super) repeats: usize,
    pub(super) day: Option<i32>,
}

/// What is told of a night.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figures {
    pub(super) articles: usize,
    pub(super) duplicates: usize,
    pub(super) new: usize,
    pub(super) grown: usize,
    pub(super) merged: usize,
    pub(super) updated: usize,
    pub(super) expired: usize,
    pub(super) rejects: usize,
    pub(super) repeats: usize,
}

/// Everything a night writes.
pub(super) struct Made {
    pub(super) documents: Vec<(u32, Vec<u8>)>,
    pub(super) outputs: Vec<Vec<u8>>,
    pub(super) figures: Figures,
}

/// A story's id.
pub(super) fn story_id(story: u32) -> String {
    format!("s{story}")
}

/// The stories that changed, as the contract has them.
pub(super) fn stories(night: &Night) -> Vec<(u32, Story)> {
    night.stories.iter().filter_map(|one| Some((one.story, story(night, one)?))).collect()
}

fn story(night: &Night, one: &NightStory) -> Option<Story> {
    let corpus = &night.found.corpus;
    let mut story = assemble::story(corpus, night.found.stories.get(one.part)?);
    story.id = story_id(one.story);
    let added: HashSet<&str> = one
        .added
        .iter()
        .filter_map(|&article| corpus.articles.get(article as usize))
        .map(|article| article.id.as_str())
        .collect();
    let ids = story.articles.iter().map(|article| &article.id);
    let added = ids.filter(|id| added.contains(id.as_str())).cloned().collect();
    let status = match one.status {
        Status::New => NightStatus::New,
        Status::Grown => NightStatus::Grown,
        Status::Standing => NightStatus::Standing,
    };
    story.nightly = Some(Nightly { status, added });
    Some(story)
}

pub(super) fn packed(story: &Story) -> Result<Vec<u8>> {
    serde_json::to_vec(story).map_err(|error| Error::write(&story.id, error.into()))
}

#[expect(clippy::too_many_arguments, reason = "everything that a night is made of")]
pub(super) fn make(
    store: &Store,
    night: &Night,
    run: &Record,
    rejects: &[RejectLine],
    removed: &[(u32, Life)],
    updated: &[Updated],
    counts: &Counts,
    warnings: &[String],
) -> Result<Made> {
    let stories = stories(night);
    let mut figures = Figures {
        articles: counts.fresh,
        duplicates: duplicates(store, night),
        updated: updated.len(),
        rejects: rejects.len(),
        repeats: counts.repeats,
        ..Figures::default()
    };
    let mut changes: Vec<Change> = Vec::new();
    for ((_, story), one) in stories.iter().zip(&night.stories) {
        let (id, title, articles) =
            (story.id.clone(), story.title.clone(), story.articles.len());
        let added = story.nightly.as_ref().map(|n| n.added.clone()).unwrap_or_default();
        changes.push(match one.status {
            Status::New => {
                figures.new += 1;
                let from = one.from.iter().copied().map(story_id).collect();
                Change::NewStory { story: id, title, articles, added, from }
            }
            Status::Grown => {
                figures.grown += 1;
                Change::Grown { story: id, title, articles, added }
            }
            Status::Standing => Change::Regrouped { story: id, title, articles },
        });
        for &younger in &one.merged {
            figures.merged += 1;
            let into = story.id.clone();
            changes.push(Change::Merged { story: story_id(younger), into });
        }
    }
    changes.extend(updated.iter().map(|one| Change::Updated { article: one.id.clone() }));
    let expired: Vec<u32> = removed
        .iter()
        .filter(|(_, life)| *life == Life::Expired)
        .map(|(number, _)| *number)
        .collect();
    figures.expired = expired.len();
    for (number, article) in expired.iter().zip(store.articles(&expired)?) {
        let story = store.state().place(*number).story;
        let story = (story > 0).then(|| story_id(story));
        changes.push(Change::Expired { article: article.id, story });
    }
    changes.extend(rejects.iter().cloned().map(|reject| {
        let RejectLine { path, line, reason } = reject;
        Change::Reject { path, line, reason }
    }));

    let summary = Summary {
        complete: true,
        articles: counts.fresh,
        stories: stories.iter().filter(|(_, story)| story.articles.len() > 1).count(),
        groups: stories
            .iter()
            .flat_map(|(_, story)| &story.groups)
            .filter(|group| group.articles.len() > 1)
            .count(),
        links: stories.iter().map(|(_, story)| story.links.len()).sum(),
        passages: stories.iter().map(|(_, story)| story.passages.len()).sum(),
        singletons: alone(store, night),
        rejects: rejects.len(),
        repeats: counts.repeats,
    };
    let told = told(store, &stories, counts, &figures, warnings);
    let mut documents = Vec::with_capacity(stories.len());
    let mut file = Vec::new();
    let failed = |error| Error::write("stories.jsonl", error);
    run.write(&mut file).map_err(failed)?;
    for (number, story) in stories {
        documents.push((number, packed(&story)?));
        Record::Story(Box::new(story)).write(&mut file).map_err(failed)?;
    }
    for reject in rejects {
        Record::Reject(reject.clone()).write(&mut file).map_err(failed)?;
    }
    Record::Summary(summary.clone()).write(&mut file).map_err(failed)?;
    let mut lines = Vec::new();
    run.write(&mut lines).map_err(failed)?;
    for change in changes {
        Record::Change(change).write(&mut lines).map_err(failed)?;
    }
    Record::Summary(summary).write(&mut lines).map_err(failed)?;
    Ok(Made { documents, outputs: vec![file, lines, told.into_bytes()], figures })
}

/// Tonight's articles that carry the text of another article, and do not stand for it.
fn duplicates(store: &Store, night: &Night) -> usize {
    let first = store.manifest().next_article;
    let places = night.commit.places.iter();
    places.filter(|(number, place)| *number >= first && place.group != *number).count()
}

fn alone(store: &Store, night: &Night) -> usize {
    let first = store.manifest().next_article;
    let places = night.commit.places.iter();
    places.filter(|(number, place)| *number >= first && place.story == 0).count()
}

/// Six lines, for mail.
fn told(
    store: &Store,
    stories: &[(u32, Story)],
    counts: &Counts,
    figures: &Figures,
    warnings: &[String],
) -> String {
    let mut out = String::new();
    let day = counts.day.and_then(written).unwrap_or_else(|| "no known day".into());
    let _ = writeln!(
        out,
        "Night {} of {day}: {} articles read, {} new, {} there before, {} refused",
        store.next_sequence(),
        counts.taken,
        figures.articles,
        figures.repeats,
        figures.rejects
    );
    let _ = writeln!(
        out,
        "Stories: {} new, {} grown, {} merged into older ones",
        figures.new, figures.grown, figures.merged
    );
    let _ = writeln!(
        out,
        "Copies: {} of tonight's articles carry the text of another; {} are new versions",
        figures.duplicates, figures.updated
    );
    let largest = stories.iter().map(|(_, story)| story).max_by(|a, b| {
        let size = |story: &Story| (story.articles.len(), story.outlets);
        size(a).cmp(&size(b)).then(b.id.cmp(&a.id))
    });
    let _ = match largest {
        None => writeln!(out, "Largest: none"),
        Some(story) => writeln!(
            out,
            "Largest: {} ({}: {} articles, {} outlets)",
            one_line(&story.title),
            story.id,
            story.articles.len(),
            story.outlets
        ),
    };
    let live = store.state().live().count() + figures.articles;
    let left = figures.expired + figures.updated;
    let _ = writeln!(
        out,
        "Store: {} articles, {} expired tonight",
        live.saturating_sub(left),
        figures.expired
    );
    let warnings = if warnings.is_empty() { "none".into() } else { warnings.join("; ") };
    let _ = writeln!(out, "Warnings: {}", one_line(&warnings));
    out
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A day as a date.
pub(super) fn written(day: i32) -> Option<String> {
    let moment = jiff::Timestamp::from_second(i64::from(day) * 24 * 3600).ok()?;
    Some(moment.strftime("%Y-%m-%d").to_string())
}

/// Writes what the last night made: into a folder, and the summary to standard output.
pub(super) fn publish(
    store: &Store,
    out: Option<&Path>,
    report: bool,
    at: &(dyn Fn(&'static str) + Sync),
) -> Result<()> {
    let output = |place| store.output(place).map(Option::unwrap_or_default);
    let (stories, summary) = (output(STORIES)?, output(SUMMARY)?);
    if let Some(folder) = out {
        put(folder, "stories.jsonl", &stories)?;
        at("stories-published");
        put(folder, "changes.jsonl", &output(CHANGES)?)?;
        at("changes-published");
        put(folder, "summary.txt", &summary)?;
        at("summary-published");
        if report {
            put(folder, "report.html", &page(store, &stories)?)?;
            at("report-published");
        }
    }
    let mut stdout = super::output::Output::create(None)?;
    stdout.write(|stdout| stdout.write_all(&summary))?;
    stdout.finish()
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let (place, path) = (folder.join(name), beside(folder, name));
    let written = || -> std::io::Result<()> {
        let mut file = File::create(&path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&path, &place)
    };
    written().map_err(|error| {
        let _ = std::fs::remove_file(&path);
        Error::write(&place, error)
    })
}

/// Tonight's stories, and behind them those of the last week.
fn page(store: &Store, stories: &[u8]) -> Result<Vec<u8>> {
    let mut document = Document::read(stories, "stories.jsonl")?;
    let size = |story: &Story| std::cmp::Reverse((story.articles.len(), story.outlets));
    document.stories.sort_by_key(size);
    document.stories.truncate(SHOWN);
    let here: HashSet<String> =
        document.stories.iter().map(|story| story.id.clone()).collect();
    let since = store.manifest().day.unwrap_or_default().saturating_sub(WEEK);
    let week: Vec<u32> = store
        .state()
        .fates
        .iter()
        .filter(|(story, fate)| {
            fate.merged_into == 0
                && fate.day > since
                && !here.contains(&story_id(**story))
        })
        .map(|(story, _)| *story)
        .collect();
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    for (_, place) in store.state().live() {
        *sizes.entry(place.story).or_default() += 1;
    }
    let mut largest = week;
    largest.sort_by_key(|story| (std::cmp::Reverse(sizes.get(story).copied()), *story));
    largest.truncate(STANDING);
    document.stories.extend(documents(store, &largest)?.into_iter().map(|mut story| {
        story.nightly = Some(Nightly::default());
        story
    }));
    if let Some(summary) = &mut document.summary {
        summary.stories =
            document.stories.iter().filter(|story| story.articles.len() > 1).count();
    }
    let mut page = Vec::new();
    render(&document, Format::Html, &Options::default(), &mut page)
        .map_err(|error| Error::write("report.html", error))?;
    Ok(page)
}

/// Stories of the store, as they were last written.
pub(super) fn documents(store: &Store, numbers: &[u32]) -> Result<Vec<Story>> {
    let found = store.documents(numbers)?;
    found
        .into_iter()
        .zip(numbers)
        .map(|(bytes, number)| {
            let story = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            story.ok_or_else(|| {
                Error::format(
                    store.folder().display().to_string(),
                    format!("story {} is missing or makes no sense", story_id(*number)),
                    "run `samestory store verify` to see which file is damaged",
                )
            })
        })
        .collect()
}
