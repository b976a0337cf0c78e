//! What a night writes: made before it is committed, kept in the store, given out after.

use hashbrown::{HashMap, HashSet};

use super::told::{Changed, Told, story_id};
use crate::error::{Error, Result};
use crate::pipeline::nightly::{Status, Updated};
use crate::report::contract::{
    Change, NightStatus, Nightly, Record, RejectLine, Story, Summary,
};
use crate::report::document::Document;
use crate::report::printable::{clean, shorten};
use crate::store::{Outputs, Store, output_key};

/// The output of a night, in [`Store::output`], that lists its new and grown stories.
pub const STORIES: u32 = 0;
/// The output that lists what changed.
pub const CHANGES: u32 = 1;
/// The output that is six lines for mail.
pub const SUMMARY: u32 = 2;
/// Stories in memory at a time.
const SLICE: usize = 512;
/// Longest headline in a summary, in characters.
const LONGEST: usize = 200;
/// Bytes of an output that are kept in one piece.
const CHUNK: usize = 64 << 10;
/// Days whose stories stand in a report behind those of the night, and most of them.
const WEEK: i32 = 7;
const STANDING: usize = 100;
/// Most stories in a report of a night: the largest.
pub const SHOWN: usize = 500;

/// All that a night's outputs are made of, beside the stories themselves.
pub(super) struct Facts {
    pub(super) run: Record,
    pub(super) rejects: Vec<RejectLine>,
    pub(super) changed: Changed,
    pub(super) updated: Vec<Updated>,
    /// Articles that expired, each with its story.
    pub(super) expired: Vec<(String, Option<String>)>,
    pub(super) warnings: Vec<String>,
    pub(super) figures: Figures,
    pub(super) day: Option<i32>,
}

/// What is told of a night.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Articles that it took in.
    pub articles: usize,
    /// Those of them that carry the text of another.
    pub duplicates: usize,
    /// New stories.
    pub new: usize,
    /// Stories with new articles.
    pub grown: usize,
    /// Stories that were merged into older ones.
    pub merged: usize,
    /// Articles with a new text under their id.
    pub updated: usize,
    /// Articles that left.
    pub expired: usize,
    /// Records that were refused.
    pub rejects: usize,
    /// Articles that were there before.
    pub repeats: usize,
    /// Articles read.
    pub read: usize,
    /// Tonight's articles that are in no story.
    pub alone: usize,
}

impl Facts {
    /// What is known when all of the night is placed. Articles from `first` on are tonight's.
    pub(super) fn count(&mut self, store: &Store, first: u32) {
        let tonight = || store.state().live().filter(|(number, _)| *number >= first);
        let of = |status| move |told: &&Told| told.status == status;
        let stories = || self.changed.stories.values();
        let figures = &mut self.figures;
        figures.duplicates =
            tonight().filter(|(number, place)| place.group != *number).count();
        figures.alone = tonight().filter(|(_, place)| place.story == 0).count();
        figures.new = stories().filter(of(Status::New)).count();
        figures.grown = stories().filter(of(Status::Grown)).count();
        figures.merged = self.changed.merged.len();
        figures.updated = self.updated.len();
        figures.expired = self.expired.len();
        figures.rejects = self.rejects.len();
    }

    fn summary(&self) -> Summary {
        let mut summary = Summary {
            complete: true,
            articles: self.figures.articles,
            singletons: self.figures.alone,
            rejects: self.rejects.len(),
            repeats: self.figures.repeats,
            ..Summary::default()
        };
        self.changed.sum(&mut summary);
        summary
    }

    fn story_lines<'s>(
        &'s self,
        store: &'s Store,
    ) -> impl Iterator<Item = Result<Vec<u8>>> + 's {
        let head = std::iter::once_with(|| lines([self.run.clone()]));
        let numbers: Vec<u32> = self.changed.stories.keys().copied().collect();
        let slices: Vec<Vec<u32>> = numbers.chunks(SLICE).map(<[u32]>::to_vec).collect();
        let body = slices.into_iter().map(move |slice| {
            let stories = documents(store, &slice)?;
            lines(stories.into_iter().zip(slice).map(|(mut story, number)| {
                story.nightly = self.changed.stories.get(&number).map(|told| Nightly {
                    status: match told.status {
                        Status::New => NightStatus::New,
                        Status::Grown => NightStatus::Grown,
                        Status::Standing => NightStatus::Standing,
                    },
                    added: told.added.clone(),
                });
                Record::Story(Box::new(story))
            }))
        });
        let tail = std::iter::once_with(|| {
            let rejects = self.rejects.iter().cloned().map(Record::Reject);
            lines(rejects.chain([Record::Summary(self.summary())]))
        });
        head.chain(body).chain(tail)
    }

    fn change_lines(&self) -> Result<Vec<u8>> {
        let mut changes: Vec<Change> = Vec::new();
        for (&number, told) in &self.changed.stories {
            let (story, title) = (story_id(number), told.title.clone());
            let (articles, added) = (told.articles, told.added.clone());
            changes.push(match told.status {
                Status::New => {
                    let from = told.from.iter().copied().map(story_id).collect();
                    Change::NewStory { story, title, articles, added, from }
                }
                Status::Grown => Change::Grown { story, title, articles, added },
                Status::Standing => Change::Regrouped { story, title, articles },
            });
        }
        let merged = self.changed.merged.iter();
        changes.extend(merged.map(|&(story, into)| Change::Merged {
            story: story_id(story),
            into: story_id(into),
        }));
        let updated = self.updated.iter().map(|one| one.id.clone());
        changes.extend(updated.map(|article| Change::Updated { article }));
        let expired = self.expired.iter().cloned();
        changes
            .extend(expired.map(|(article, story)| Change::Expired { article, story }));
        changes.extend(self.rejects.iter().cloned().map(|reject| {
            let RejectLine { path, line, reason } = reject;
            Change::Reject { path, line, reason }
        }));
        let changes = changes.into_iter().map(Record::Change);
        let run = [self.run.clone()];
        lines(run.into_iter().chain(changes).chain([Record::Summary(self.summary())]))
    }

    /// Six lines, for mail.
    fn told(&self, store: &Store) -> String {
        let figures = &self.figures;
        let day = self.day.and_then(written).unwrap_or_else(|| "no known day".into());
        let largest = self.changed.stories.iter();
        let largest = largest.max_by_key(|(number, told)| {
            (told.articles, told.outlets, std::cmp::Reverse(**number))
        });
        let largest = largest.map_or_else(
            || "none".to_owned(),
            |(number, told)| {
                let title = shorten(&told.title, LONGEST);
                let (id, articles, outlets) =
                    (story_id(*number), told.articles, told.outlets);
                format!("{title} ({id}: {articles} articles, {outlets} outlets)")
            },
        );
        let warnings = match self.warnings.as_slice() {
            [] => "none".to_owned(),
            several => clean(&several.join("; ")),
        };
        format!(
            "Night {} of {day}: {} articles read, {} new, {} there before, {} refused\n\
             Stories: {} new, {} grown, {} merged into older ones\n\
             Copies: {} of tonight's articles carry the text of another; {} are new versions\n\
             Largest: {largest}\n\
             Store: {} articles, {} expired tonight\n\
             Warnings: {warnings}\n",
            store.manifest().taken() + 1,
            figures.read,
            figures.articles,
            figures.repeats,
            figures.rejects,
            figures.new,
            figures.grown,
            figures.merged,
            figures.duplicates,
            figures.updated,
            store.state().live().count(),
            figures.expired,
        )
    }
}

impl Outputs for Facts {
    fn chunks<'s>(
        &'s self,
        store: &'s Store,
    ) -> Box<dyn Iterator<Item = Result<(u64, Vec<u8>)>> + 's> {
        let stories = self.story_lines(store);
        let changes = std::iter::once_with(|| self.change_lines());
        let summary = std::iter::once_with(|| Ok(self.told(store).into_bytes()));
        Box::new(
            chunks(STORIES, stories)
                .chain(chunks(CHANGES, changes))
                .chain(chunks(SUMMARY, summary)),
        )
    }
}

/// Records as bytes.
fn lines(records: impl IntoIterator<Item = Record>) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for record in records {
        record.write(&mut out).map_err(|error| Error::write("stories.jsonl", error))?;
    }
    Ok(out)
}

/// An output in pieces, each with its key.
fn chunks<'s>(
    output: u32,
    pieces: impl Iterator<Item = Result<Vec<u8>>> + 's,
) -> impl Iterator<Item = Result<(u64, Vec<u8>)>> + 's {
    let pieces = pieces.flat_map(|piece| match piece {
        Err(error) => vec![Err(error)],
        Ok(bytes) => bytes.chunks(CHUNK).map(|chunk| Ok(chunk.to_vec())).collect(),
    });
    (0u32..).zip(pieces).map(move |(at, piece)| Ok((output_key(output, at), piece?)))
}

/// A day, counted from 1970, as a date.
pub fn written(day: i32) -> Option<String> {
    let moment = jiff::Timestamp::from_second(i64::from(day) * 24 * 3600).ok()?;
    Some(moment.strftime("%Y-%m-%d").to_string())
}

/// What a report of the last night shows: its stories, and behind them, as far as there is
/// room among [`SHOWN`], the largest of those of the last week.
///
/// # Errors
/// The store cannot be read.
pub fn last_night(store: &Store) -> Result<Document> {
    let mut stories = Vec::new();
    for chunk in store.output(STORIES) {
        stories.extend(chunk?);
    }
    let mut document = Document::read(stories.as_slice(), "stories.jsonl")?;
    let here: HashSet<String> =
        document.stories.iter().map(|story| story.id.clone()).collect();
    let since = store.manifest().day.unwrap_or_default().saturating_sub(WEEK);
    let week = store.state().fates.iter().filter(|(story, fate)| {
        fate.merged_into == 0 && fate.day > since && !here.contains(&story_id(**story))
    });
    let mut largest: Vec<u32> = week.map(|(story, _)| *story).collect();
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    for (_, place) in store.state().live() {
        *sizes.entry(place.story).or_default() += 1;
    }
    largest.sort_by_key(|story| (std::cmp::Reverse(sizes.get(story).copied()), *story));
    largest.truncate(STANDING.min(SHOWN.saturating_sub(document.stories.len())));
    document.stories.extend(documents(store, &largest)?.into_iter().map(|mut story| {
        story.nightly = Some(Nightly::default());
        story
    }));
    if let Some(summary) = &mut document.summary {
        summary.stories =
            document.stories.iter().filter(|story| story.articles.len() > 1).count();
    }
    Ok(document)
}

/// Stories of the store, as they were last written.
///
/// # Errors
/// A story is missing, or a file is damaged.
pub fn documents(store: &Store, numbers: &[u32]) -> Result<Vec<Story>> {
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
