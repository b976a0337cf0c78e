//! One article asked of a store, which stays as it is.

use hashbrown::HashMap;

use super::candidates::affected;
use super::outside::Known;
use super::{frequencies, keys, together};
use crate::article::Article;
use crate::error::Result;
use crate::pipeline::Settings;
use crate::pipeline::cluster::cluster_prepared;
use crate::pipeline::prepare::prepare_beside;
use crate::pipeline::reuse::reuse;
use crate::store::Store;
use crate::verify::reuse::ReuseLink;

/// Articles of the store that an answer is made from, at most: those that come nearest.
const MOST: usize = 64;

/// Asks a store.
pub struct Asker<'s> {
    store: &'s Store,
    settings: Settings,
}

/// What the store says of an article.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The store has it already, under this id.
    pub known: bool,
    /// Articles of the store that carry its text, or a part of it; strongest first.
    pub reprints: Vec<Reprint>,
    /// The story it would join; 0 for none.
    pub story: u32,
}

/// An article that shares text with the one asked for.
#[derive(Debug, Clone)]
pub struct Reprint {
    /// Its id.
    pub id: String,
    /// What they share; `a` is the article asked for.
    pub link: ReuseLink,
}

impl<'s> Asker<'s> {
    /// Asks `store`; `settings` are those it was written with.
    pub fn new(store: &'s Store, settings: &Settings) -> Self {
        Self { store, settings: Settings { passages: false, ..settings.clone() } }
    }

    /// What the store has of an article's text, and of its story: what a night with this
    /// article alone would find.
    ///
    /// # Errors
    /// The store is damaged.
    pub fn ask(&self, article: Article) -> Result<Answer> {
        let (store, settings) = (self.store, &self.settings);
        let state = store.state();
        let own = store.numbers([article.id.as_str()])?.get(article.id.as_str()).copied();
        let known = own.is_some();
        let (id, width) = (article.id.clone(), settings.reuse.width);
        let alone = Known::new(store, HashMap::new());
        let fresh = prepare_beside(vec![article], width, settings.tier, &alone, &())?;
        let beside = frequencies::beside(store, &fresh, &alone, None)?;
        let heaviest = keys::heaviest(&fresh, &beside, settings);
        let removed = own.map(|own| (own, crate::store::state::Life::Replaced));
        let removed = removed.into_iter().collect();
        let near =
            affected(store, &fresh, &heaviest, &removed, settings, Some(&beside), &())?;
        let mut near: Vec<(u32, f32)> = near.into_iter().collect();
        near.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.truncate(MOST);
        let mut near: Vec<u32> = near.into_iter().map(|(number, _)| number).collect();
        near.sort_unstable();
        let story_before = own.map_or(0, |own| state.story_now(state.place(own).story));
        if near.is_empty() {
            return Ok(Answer { known, story: story_before, ..Answer::default() });
        }
        let (corpus, numbers) =
            together(store, fresh, &near, settings, Some(&beside), &())?;
        let place = corpus.articles.iter().position(|article| article.id == id);
        let place = place.and_then(|place| u32::try_from(place).ok()).unwrap_or_default();
        let shared = reuse(&corpus, settings, &())?;
        let mut reprints: Vec<Reprint> = shared
            .article_links()
            .filter(|link| link.a == place || link.b == place)
            .filter(|link| link.template.is_none())
            .filter_map(|link| {
                let link = if link.a == place { link } else { link.turned() };
                let id = corpus.articles.get(link.b as usize)?.id.clone();
                Some(Reprint { id, link })
            })
            .collect();
        reprints.sort_by(|x, y| {
            y.link
                .containment()
                .total_cmp(&x.link.containment())
                .then_with(|| x.id.cmp(&y.id))
        });
        let found = cluster_prepared(corpus, settings, &())?;
        let part = found.stories.iter().find(|part| part.articles.contains(&place));
        let mut votes: HashMap<u32, (usize, u32)> = HashMap::new();
        for article in part.into_iter().flat_map(|part| &part.articles) {
            let number = numbers.get(*article as usize).copied().unwrap_or(u32::MAX);
            let story = state.story_now(state.place(number).story);
            if story > 0 && *article != place {
                votes.entry(story).or_insert((0, u32::MAX - story)).0 += 1;
            }
        }
        let best = votes.into_iter().max_by_key(|(_, vote)| *vote);
        let story = if story_before > 0 {
            story_before
        } else {
            best.map_or(0, |(story, _)| story)
        };
        Ok(Answer { known, reprints, story })
    }
}
