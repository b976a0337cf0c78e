//! What is told of a night, gathered part by part.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::pipeline::nightly::{Night, NightStory, Status};
use crate::report::assemble;
use crate::report::contract::{Story, Summary};
use crate::sketch::terms::TermReader;

/// The id of a story of the store.
pub fn story_id(story: u32) -> String {
    format!("s{story}")
}

/// The stories that changed, as the contract has them.
pub(crate) fn stories(night: &Night) -> impl Iterator<Item = (&NightStory, Story)> {
    let mut reader = TermReader::default();
    night.stories.iter().filter_map(move |one| {
        let parts = night.found.stories.get(one.part)?;
        let mut story = assemble::story(&night.found.corpus, parts, &mut reader);
        story.id = story_id(one.story);
        Some((one, story))
    })
}

/// A story as the store keeps it.
pub(crate) fn packed(story: &Story) -> Result<Vec<u8>> {
    serde_json::to_vec(story).map_err(|error| Error::write(&story.id, error.into()))
}

/// What is told of one story.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) status: Status,
    pub(super) added: Vec<String>,
    pub(super) from: Vec<u32>,
    pub(super) title: String,
    pub(super) articles: usize,
    pub(super) outlets: usize,
    groups: usize,
    links: usize,
    passages: usize,
}

/// All that changed tonight.
#[derive(Debug, Clone, Default)]
pub(super) struct Changed {
    /// Stories by number.
    pub(super) stories: BTreeMap<u32, Told>,
    /// Younger stories and the older ones they turned out to be.
    pub(super) merged: Vec<(u32, u32)>,
}

impl Changed {
    /// Takes in a part of the night; answers the documents of its stories. Stories below
    /// `first` were there before.
    pub(super) fn take(
        &mut self,
        night: &Night,
        first: u32,
    ) -> Result<Vec<(u32, Vec<u8>)>> {
        let mut documents = Vec::with_capacity(night.stories.len());
        for (one, story) in stories(night) {
            documents.push((one.story, packed(&story)?));
            let articles = &night.found.corpus.articles;
            let added =
                one.added.iter().filter_map(|&article| articles.id(article as usize));
            let mut told = Told {
                status: one.status,
                added: added.map(Cow::into_owned).collect(),
                from: one.from.iter().copied().filter(|from| *from < first).collect(),
                title: story.title,
                articles: story.articles.len(),
                outlets: story.outlets,
                groups: story.groups.iter().filter(|g| g.articles.len() > 1).count(),
                links: story.links.len(),
                passages: story.passages.len(),
            };
            for &younger in &one.merged {
                if let Some(before) = self.stories.remove(&younger) {
                    told.added.extend(before.added);
                }
                if younger < first {
                    self.merged.push((younger, one.story));
                }
            }
            if let Some(before) = self.stories.remove(&one.story) {
                told.status = told.status.min(before.status);
                told.added.extend(before.added);
                told.from.extend(before.from);
                told.from.sort_unstable();
                told.from.dedup();
            }
            self.stories.insert(one.story, told);
        }
        Ok(documents)
    }

    /// Adds up what is listed.
    pub(super) fn sum(&self, summary: &mut Summary) {
        for told in self.stories.values() {
            summary.stories += usize::from(told.articles > 1);
            summary.groups += told.groups;
            summary.links += told.links;
            summary.passages += told.passages;
        }
    }
}
