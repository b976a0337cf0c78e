//! A second look at articles of the store that keys bring together with tonight's: which
//! of them do share text with one, or may tell of one event with it?
//!
//! What passes comes into the ordinary stages with all of its group and story, and is
//! decided there. What does not would have to be read with its story in vain, and in a
//! large store there is much of that. The tests are the ordinary ones, the event score
//! with a lower bar. Where fingerprints are shared, any score passes: standing text and
//! roundups are known by the company they keep.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::candidates::Met;
use super::frequencies;
use super::keys::Heaviest;
use super::outside::Known;
use crate::error::Result;
use crate::pipeline::beside::Beside;
use crate::pipeline::prepare::{Corpus, prepare_beside};
use crate::pipeline::progress::{Progress, Stage, go_on};
use crate::pipeline::{Settings, Tier};
use crate::store::Store;
use crate::verify::event::{Profile, Worth, score, score_across, set_crowds_beside};
use crate::verify::reuse::{ShingleSet, link};

/// Least event score of a pair that is looked at again.
const LEAST: f32 = 0.1;
/// Articles of the store in memory at a time.
const SLICE: usize = 10_000;

/// Of the articles met, those that share text with the article that met them, or may tell
/// of one event with it; each with how near it came: above 1 for shared text.
/// Frequencies are asked of the store for languages of which `beside` has none.
pub(super) fn near(
    store: &Store,
    corpus: &Corpus,
    heaviest: &[Heaviest],
    met: &Met,
    settings: &Settings,
    beside: Option<&Beside>,
    progress: &dyn Progress,
) -> Result<HashMap<u32, f32>> {
    let mut terms = turned(&met.terms);
    terms.extend(turned(&met.meanings));
    terms.par_sort_unstable();
    terms.dedup();
    let prints = turned(&met.prints);
    let mut numbers: Vec<u32> =
        prints.iter().chain(&terms).map(|(article, _)| *article).collect();
    numbers.par_sort_unstable();
    numbers.dedup();
    progress.begin(Stage::Store, numbers.len() as u64);
    let own = own_sets(corpus, &met.prints);
    let mut found: HashMap<u32, f32> = HashMap::new();
    for slice in numbers.chunks(SLICE) {
        let held = Held::read(store, slice, settings, beside)?;
        let told = |article: u32, at: usize, least: f32| {
            let fresh = heaviest.get(at)?.profile.as_ref()?;
            held.told(article, fresh, least)
        };
        let by_prints = of(&prints, slice).par_iter().filter_map(|&(article, at)| {
            let shared = held.shared(article, own.get(&at)?, settings);
            Some((article, shared.or_else(|| told(article, at, 0.0))?))
        });
        let by_terms = of(&terms, slice)
            .par_iter()
            .filter_map(|&(article, at)| Some((article, told(article, at, LEAST)?)));
        let kept: Vec<(u32, f32)> = by_prints.chain(by_terms).collect();
        for (article, nearness) in kept {
            let best = found.entry(article).or_insert(nearness);
            *best = best.max(nearness);
        }
        progress.advance(slice.len() as u64);
        go_on(progress)?;
    }
    let outcome = format!("{} articles looked at, {} near", numbers.len(), found.len());
    progress.end(Stage::Store, &outcome);
    Ok(found)
}

/// Pairs of an article of the store and one of tonight's that met it, sorted.
fn turned(met: &[Vec<u32>]) -> Vec<(u32, usize)> {
    let mut pairs: Vec<(u32, usize)> = met
        .iter()
        .enumerate()
        .flat_map(|(at, met)| met.iter().map(move |article| (*article, at)))
        .collect();
    pairs.par_sort_unstable();
    pairs
}

/// The pairs of a sorted slice of articles.
fn of<'p>(pairs: &'p [(u32, usize)], slice: &[u32]) -> &'p [(u32, usize)] {
    let (first, last) = (slice.first().copied(), slice.last().copied());
    let from = pairs.partition_point(|(article, _)| Some(*article) < first);
    let to = pairs.partition_point(|(article, _)| Some(*article) <= last);
    pairs.get(from..to).unwrap_or_default()
}

/// What tonight's articles that met any by fingerprints are verified by.
fn own_sets(corpus: &Corpus, met: &[Vec<u32>]) -> HashMap<usize, ShingleSet> {
    let set = |at: usize| {
        let number = u32::try_from(at).unwrap_or(u32::MAX);
        (at, corpus.shingle_set(number))
    };
    let asked: Vec<usize> =
        (0..met.len()).filter(|&at| met.get(at).is_some_and(|m| !m.is_empty())).collect();
    asked.into_par_iter().map(set).collect::<Vec<_>>().into_iter().collect()
}

/// Articles of the store, made ready for comparison.
struct Held {
    corpus: Corpus,
    places: HashMap<u32, u32>,
    profiles: HashMap<u32, Profile>,
}

impl Held {
    fn read(
        store: &Store,
        numbers: &[u32],
        settings: &Settings,
        beside: Option<&Beside>,
    ) -> Result<Self> {
        let held = store.articles(numbers)?;
        let by_id =
            held.iter().map(|article| article.id.clone()).zip(numbers.iter().copied());
        let known = Known::new(store, by_id.collect());
        let (width, tier) = (settings.reuse.width, settings.tier);
        let corpus = prepare_beside(held, width, tier, &known, &())?;
        let places = (0u32..)
            .zip(corpus.articles.iter())
            .filter_map(|(at, article)| Some((known.number(&article.id)?, at)))
            .collect();
        let mut held = Self { corpus, places, profiles: HashMap::new() };
        if tier == Tier::Stories {
            let beside = frequencies::beside(store, &held.corpus, &known, beside)?;
            held.profiles = held.profiles(&beside, &known);
        }
        Ok(held)
    }

    /// How near an article is by what it shares with a text: 1 and more; `None` when that
    /// makes no link.
    fn shared(
        &self,
        article: u32,
        text: &ShingleSet,
        settings: &Settings,
    ) -> Option<f32> {
        let set = self.corpus.shingle_set(*self.places.get(&article)?);
        let link = link((0, 1), text, &set, &settings.reuse)?;
        #[expect(clippy::cast_possible_truncation, reason = "a share of 0 to 1")]
        let strength = link.containment() as f32;
        Some(1.0 + strength)
    }

    /// How near an article is by what it tells; `None` when that is less than `least`.
    fn told(&self, article: u32, profile: &Profile, least: f32) -> Option<f32> {
        let held = self.profiles.get(&article)?;
        let score = if held.lang == profile.lang {
            score(profile, held, Worth::Any)?
        } else {
            score_across(profile, held)
        };
        (score.score >= least).then_some(score.score)
    }

    /// What articles tell of.
    fn profiles(&self, beside: &Beside, known: &Known<'_>) -> HashMap<u32, Profile> {
        let corpus = &self.corpus;
        let mut out = HashMap::new();
        for (&lang, language) in &beside.languages {
            let rarities = language.rarities(&corpus.terms, &[]).weighing_grams(lang);
            let articles = || {
                (0..corpus.articles.len())
                    .filter(|&at| corpus.clean.get(at).is_some_and(|c| c.lang == lang))
            };
            let mut profiles: Vec<Profile> = articles()
                .collect::<Vec<_>>()
                .par_iter()
                .filter_map(|&at| {
                    let mut profile =
                        Profile::new(&corpus.terms.get(at)?, &rarities, lang);
                    profile.seconds = corpus.clean.get(at)?.published;
                    Some(profile)
                })
                .collect();
            let none = vec![0; profiles.len()];
            let count = language.articles as f64;
            set_crowds_beside(&mut profiles, &none, language.parts(), count);
            for (at, profile) in articles().zip(profiles) {
                let number =
                    corpus.articles.get(at).and_then(|article| known.number(&article.id));
                out.extend(number.map(|number| (number, profile)));
            }
        }
        out
    }
}
