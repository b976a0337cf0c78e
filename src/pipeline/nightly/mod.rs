//! A night: new articles placed among those of a store.
//!
//! What could change is found first: tonight's articles are sketched, and looked up among
//! the store's by fingerprints and heavy terms. These articles, with all of their
//! groups and stories, go through the ordinary pipeline together, with what the store
//! knows of all others (furniture, headlines, frequencies). What comes out is then held
//! against what was: stories keep their ids ([`carry`]). So the cost of a night follows
//! the night, and the rules by which articles belong together have one home.

mod candidates;
pub mod carry;
mod frequencies;
mod keys;
mod near;
mod outside;
pub mod query;
mod tonight;

use hashbrown::{HashMap, HashSet};

use super::beside::Beside;
use super::cluster::{Clustering, add_passages, cluster_prepared};
use super::prepare::{Corpus, prepare_beside};
use super::{Progress, Settings};
use crate::article::Article;
use crate::error::Result;
use crate::sketch::signature::Banding;
use crate::store::state::{Fate, Life, Place};
use crate::store::{Change, Parameters, Store};
use carry::Carried;
use outside::Known;
pub use tonight::{Updated, day_of, tonight};

/// What a night begins with.
#[derive(Debug, Clone, Default)]
pub struct Tonight {
    /// Articles that the store does not have in this form.
    pub fresh: Vec<Article>,
    /// Articles of the store that no longer count, and why.
    pub removed: Vec<(u32, Life)>,
    /// Articles whose text changed: new versions under the same id.
    pub updated: Vec<Updated>,
    /// Versions before of articles whose new ones are placed later this night.
    pub later: Vec<u32>,
    /// Articles that the store has already, word for word.
    pub repeats: usize,
    /// The day of the night, in days since 1970.
    pub day: Option<i32>,
}

/// Articles that are placed at a time, so that the memory of a night is bounded.
const SITTING: usize = 10_000;

impl Tonight {
    /// The night in parts that are placed one after the other, in the order of time, so
    /// that its memory is bounded. The first takes out what no longer counts; each
    /// knows of its own new versions.
    pub fn sittings(mut self) -> Vec<Self> {
        self.fresh.sort_by(|a, b| {
            let key = |article: &Article| (article.date.is_none(), article.seconds());
            key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
        });
        let mut fresh = std::mem::take(&mut self.fresh);
        let mut parts = Vec::new();
        while fresh.len() > SITTING {
            let rest = fresh.split_off(SITTING);
            parts.push(Self { fresh, day: self.day, ..Self::default() });
            fresh = rest;
        }
        parts.push(Self { fresh, day: self.day, ..Self::default() });
        let mut updated: HashMap<String, Updated> =
            self.updated.into_iter().map(|one| (one.id.clone(), one)).collect();
        for part in &mut parts {
            let own = part.fresh.iter().filter_map(|one| updated.remove(&one.id));
            part.updated = own.collect();
            part.later = updated.values().map(|one| one.was).collect();
        }
        if let Some(first) = parts.first_mut() {
            first.removed = self.removed;
            first.repeats = self.repeats;
        }
        parts
    }
}

/// What became of a story tonight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It began.
    New,
    /// It has new articles, or another story turned out to be it.
    Grown,
    /// It lost articles, or was grouped anew, and has no new ones.
    Standing,
}

/// A story that changed.
#[derive(Debug, Clone)]
pub struct NightStory {
    /// Its number.
    pub story: u32,
    /// Its place among the stories of the clustering.
    pub part: usize,
    /// What became of it.
    pub status: Status,
    /// Its new articles, by their places in the corpus.
    pub added: Vec<u32>,
    /// Younger stories that turned out to be it.
    pub merged: Vec<u32>,
    /// Stories from which some of its articles came that live on as others.
    pub from: Vec<u32>,
}

/// A night, or a part of one, that is worked out and not yet staged.
pub struct Night {
    /// Tonight's articles and those near them, clustered.
    pub found: Clustering,
    /// The stories that changed, by number.
    pub stories: Vec<NightStory>,
    /// What the store has to take in; the documents of stories are the caller's.
    pub change: Change,
}

/// The settings that shape what a store holds, by name.
pub fn parameters(settings: &Settings) -> Parameters {
    let mut out = Parameters::new();
    let mut set = |name: &str, value: String| out.insert(name.to_owned(), value);
    set("shingle_width", settings.reuse.width.to_string());
    set("bands", settings.candidates.banding.bands().to_string());
    set("threshold", settings.threshold.to_string());
    set("passage_words", settings.passage.min_words.to_string());
    out
}

/// The settings that a store was written with: [`parameters`], the other way round.
pub fn settings_of(parameters: &Parameters) -> Settings {
    let mut settings = Settings::default();
    let get = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
    if let Ok(width) = get("shingle_width").parse() {
        settings.reuse.width = width;
    }
    if let Some(banding) = get("bands").parse().ok().and_then(Banding::new) {
        settings.candidates.banding = banding;
    }
    if let Ok(threshold) = get("threshold").parse() {
        settings.threshold = threshold;
    }
    if let Ok(words) = get("passage_words").parse() {
        settings.passage.min_words = words;
    }
    settings
}

/// Places tonight's articles.
///
/// # Errors
/// [`crate::error::Error::Interrupted`]; the store is damaged.
pub fn night(
    store: &Store,
    mut tonight: Tonight,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Night> {
    let removed: HashMap<u32, Life> = tonight.removed.iter().copied().collect();
    let (width, tier) = (settings.reuse.width, settings.tier);
    let alone = Known::new(store, HashMap::new());
    let articles = std::mem::take(&mut tonight.fresh);
    let fresh = prepare_beside(articles, width, tier, &alone, progress)?;
    let fresh_articles = fresh.articles.len();
    let beside = frequencies::beside(store, &fresh, &alone, None)?;
    let weighted = keys::heaviest(&fresh, &beside, settings);
    let counts = keys::counts(&fresh, &weighted);

    let seeds = candidates::affected(
        store, &fresh, &weighted, &removed, settings, None, progress,
    )?;
    // An article that expires leaves its story as it is.
    let gone = tonight.removed.iter().filter(|(_, life)| *life != Life::Expired);
    let gone = gone.map(|(number, _)| *number);
    let old = tonight.updated.iter().map(|updated| updated.was);
    let seeds = seeds.into_keys().chain(gone).chain(old);
    let seeds = whole(store, seeds, &removed);
    let keys = keys::Posted::new(&fresh, weighted, counts);
    let (corpus, numbers) = if seeds.is_empty() {
        let first = store.manifest().next_article;
        let numbers = (first..).take(fresh_articles).collect();
        (Corpus { beside, ..fresh }, numbers)
    } else {
        together(store, fresh, &seeds, settings, None, progress)?
    };
    let mut found = cluster_prepared(corpus, settings, progress)?;

    let Carried { stories, places, fates, next_story } =
        carry::carry(store, &found, &numbers, &removed, &tonight);
    if settings.finds_passages() {
        let changed: HashSet<usize> = stories.iter().map(|story| story.part).collect();
        add_passages(&mut found, settings, |part| changed.contains(&part), progress)?;
    }
    let mut change = Change { fates, next_story, ..Change::default() };
    keys.post(&found.corpus, &numbers, store, &mut change, places);
    change.places.extend(bereaved(store, &removed, &change.places));
    Ok(Night { found, stories, change })
}

/// Tonight's articles and those near them, prepared together; with the store's number of
/// each.
fn together(
    store: &Store,
    mut fresh: Corpus,
    seeds: &[u32],
    settings: &Settings,
    beside: Option<&Beside>,
    progress: &dyn Progress,
) -> Result<(Corpus, Vec<u32>)> {
    let held = store.articles(seeds)?;
    let by_id: HashMap<String, u32> = held
        .iter()
        .map(|article| article.id.clone())
        .zip(seeds.iter().copied())
        .collect();
    let known = Known::new(store, by_id);
    let mut articles = std::mem::take(&mut fresh.articles).into_vec();
    drop(fresh);
    articles.extend(held);
    let (width, tier) = (settings.reuse.width, settings.tier);
    let mut corpus = prepare_beside(articles, width, tier, &known, progress)?;
    corpus.beside = frequencies::beside(store, &corpus, &known, beside)?;
    let mut next = store.manifest().next_article;
    let numbers = corpus
        .articles
        .iter()
        .map(|article| {
            known.number(&article.id).unwrap_or_else(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    Ok((corpus, numbers))
}

/// The articles with all that are in their groups and stories, sorted.
fn whole(
    store: &Store,
    seeds: impl Iterator<Item = u32>,
    removed: &HashMap<u32, Life>,
) -> Vec<u32> {
    let state = store.state();
    let (mut groups, mut stories) = (HashSet::new(), HashSet::new());
    for place in seeds.map(|number| state.place(number)) {
        groups.insert(place.group);
        // The story of an old version may have become another since.
        let story = state.story_now(place.story);
        if story > 0 {
            stories.insert(story);
        }
    }
    state
        .live()
        .filter(|(number, place)| {
            !removed.contains_key(number)
                && (groups.contains(&place.group) || stories.contains(&place.story))
        })
        .map(|(number, _)| number)
        .collect()
}

/// New places of those that were removed, and of those whose group's head was.
fn bereaved(
    store: &Store,
    removed: &HashMap<u32, Life>,
    placed: &[(u32, Place)],
) -> Vec<(u32, Place)> {
    let state = store.state();
    let mut out: Vec<(u32, Place)> = removed
        .iter()
        .map(|(&number, &life)| (number, Place { life, ..state.place(number) }))
        .collect();
    out.sort_unstable_by_key(|(number, _)| *number);
    let placed: HashSet<u32> = placed.iter().map(|(number, _)| *number).collect();
    let mut heads: HashMap<u32, u32> = HashMap::new();
    for (number, place) in state.live() {
        let lost = removed.contains_key(&place.group) && !removed.contains_key(&number);
        if lost && !placed.contains(&number) {
            let group = *heads.entry(place.group).or_insert(number);
            out.push((number, Place { group, ..*place }));
        }
    }
    out
}

/// What has become of a story that is not merged: the commits that began it and that
/// hold it as it is now, and the day that changed it last.
pub(super) fn fate(born: u32, document: u32, day: Option<i32>) -> Fate {
    Fate { born, document, day: day.unwrap_or_default(), merged_into: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sitting_knows_its_new_versions_and_those_that_come_later() {
        let id = |number: usize| format!("{number:05}");
        let fresh = (0..SITTING + 2).map(|number| Article::new(id(number), "text"));
        let updated = [(0, 7), (SITTING, 8), (SITTING + 1, 9)];
        let updated = updated.map(|(number, was)| Updated { id: id(number), was });
        let night = Tonight {
            fresh: fresh.collect(),
            updated: updated.to_vec(),
            ..Tonight::default()
        };
        let sittings = night.sittings();
        let versions = |part: &Tonight| {
            let mut later = part.later.clone();
            later.sort_unstable();
            let own = part.updated.iter().map(|one| one.was).collect::<Vec<_>>();
            (part.fresh.len(), own, later)
        };
        let found: Vec<_> = sittings.iter().map(versions).collect();
        assert_eq!(found, [(SITTING, vec![7], vec![8, 9]), (2, vec![8, 9], vec![])]);
    }
}
