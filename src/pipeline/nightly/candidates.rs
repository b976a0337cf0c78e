//! Which of a store's articles tonight's could belong with.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::keys::{Heaviest, meant, of_short, part};
use super::near::near;
use crate::article::day_number;
use crate::candidates::fingerprints::{ENOUGH, SHORT};
use crate::candidates::terms::HeavyTerm;
use crate::error::Result;
use crate::pipeline::beside::Beside;
use crate::pipeline::prepare::Corpus;
use crate::pipeline::{Progress, Settings};
use crate::store::segment::Part;
use crate::store::state::Life;
use crate::store::{Lists, Store, unweighted};
use crate::text::language::Lang;

/// Most articles that one term brings: the latest.
const MET: usize = 250;
/// Least cosine of the heaviest terms of two articles whose event score is asked,
const LEAST: f32 = 0.06;
/// as a share of the best that one of them has,
const RELATIVE: f32 = 0.4;
/// and most stories that one article may meet in that way: those with most in common.
const STORIES: usize = 12;
/// Articles whose terms are looked up at a time: their lists are long.
const AT_A_TIME: usize = 2_500;

/// For each of tonight's articles those of the store that it meets.
pub(super) struct Met {
    /// By fingerprints.
    pub(super) prints: Vec<Vec<u32>>,
    /// By heavy terms.
    pub(super) terms: Vec<Vec<u32>>,
    /// Those of other languages, by what their terms mean.
    pub(super) meanings: Vec<Vec<u32>>,
}

/// Numbers of those articles, each with how near it came to one of tonight's: above 1 for
/// what shares text with it, else the score of one event by a first look.
pub(super) fn affected(
    store: &Store,
    corpus: &Corpus,
    heaviest: &[Heaviest],
    removed: &HashMap<u32, Life>,
    settings: &Settings,
    beside: Option<&Beside>,
    progress: &dyn Progress,
) -> Result<HashMap<u32, f32>> {
    let live = |number: u32| {
        store.state().place(number).is_live() && !removed.contains_key(&number)
    };
    let terms = |at: usize| {
        let terms = heaviest.get(at).map(|heaviest| heaviest.looked_up.as_slice());
        terms.unwrap_or_default().iter().copied()
    };
    let meanings = |at: usize| {
        let terms = heaviest.get(at).map(|heaviest| heaviest.travelling.as_slice());
        let share =
            |term: HeavyTerm| f32::from(term.part()) / f32::from(HeavyTerm::WHOLE);
        terms.unwrap_or_default().iter().map(move |&term| (share(term), meant(term)))
    };
    let lookups = Lookups { store, corpus, settings, live: &live };
    let of_all: Vec<usize> = (0..corpus.articles.len()).collect();
    let mut met = Met {
        prints: by_prints(store, corpus, settings, &live)?,
        terms: vec![Vec::new(); corpus.articles.len()],
        meanings: vec![Vec::new(); corpus.articles.len()],
    };
    lookups.by_terms(
        &of_all,
        terms,
        |_| true,
        |mine, byte| mine * part(byte),
        &mut met.terms,
    )?;
    let mut languages: BTreeMap<Lang, Vec<usize>> = BTreeMap::new();
    for (at, clean) in corpus.clean.iter().enumerate() {
        languages.entry(clean.lang).or_default().push(at);
    }
    for (lang, articles) in languages {
        // A posting of a meaning has its language for a weight: the own part counts twice.
        let abroad = |byte: u8| byte != lang.to_byte();
        let twice = |mine: f32, _: u8| mine * mine;
        lookups.by_terms(&articles, meanings, abroad, twice, &mut met.meanings)?;
    }
    near(store, corpus, heaviest, &met, settings, beside, progress)
}

/// Articles that share fingerprints: two, or one when either text is short.
fn by_prints(
    store: &Store,
    corpus: &Corpus,
    settings: &Settings,
    live: &(dyn Fn(u32) -> bool + Sync),
) -> Result<Vec<Vec<u32>>> {
    let sketches: Vec<_> = corpus.sketches.iter().collect();
    let prints = |at: usize| {
        sketches.get(at).map(|s| s.fingerprints.as_slice()).unwrap_or_default()
    };
    let articles = corpus.articles.len();
    let both = |print: &u64| [*print, of_short(*print)];
    let keys = distinct((0..articles).flat_map(|at| prints(at).iter().flat_map(both)));
    let most = settings.candidates.star_above;
    let lists = store.find(Part::Prints, &keys, most, |number| {
        u32::try_from(number).is_ok_and(live)
    })?;
    let met = |at: usize| {
        let mut shared: HashMap<u32, u32> = HashMap::new();
        let mine = prints(at);
        let all = mine.iter().flat_map(|print| [(*print, 1), (of_short(*print), ENOUGH)]);
        for (key, worth) in all {
            let Ok(key) = keys.binary_search(&key) else { continue };
            for &article in lists.of(key) {
                *shared.entry(u32::try_from(article).unwrap_or(u32::MAX)).or_default() +=
                    worth;
            }
        }
        let enough = if mine.len() <= SHORT { 1 } else { ENOUGH };
        shared.retain(|_, count| *count >= enough);
        shared.into_keys().collect()
    };
    Ok((0..articles).into_par_iter().map(met).collect())
}

/// What tonight's articles are looked up in.
struct Lookups<'l> {
    store: &'l Store,
    corpus: &'l Corpus,
    settings: &'l Settings,
    live: &'l (dyn Fn(u32) -> bool + Sync),
}

impl Lookups<'_> {
    /// Articles of the store that have terms in common with these of tonight's, the nearest of
    /// each story. `terms` has those of each of tonight's, behind their parts. Postings have
    /// a byte: `keep` says by it which of them count, and `weigh` what they add to how near
    /// an article is.
    fn by_terms<T: Iterator<Item = (f32, u64)>>(
        &self,
        articles: &[usize],
        terms: impl Fn(usize) -> T + Sync,
        keep: impl Fn(u8) -> bool + Sync,
        weigh: impl Fn(f32, u8) -> f32 + Sync,
        met: &mut [Vec<u32>],
    ) -> Result<()> {
        let look_up = |at: usize, keys: &[u64], lists: &Lists| {
            let mut shared: HashMap<u32, (u8, f32)> = HashMap::new();
            for (mine, term) in terms(at) {
                let Ok(key) = keys.binary_search(&term) else { continue };
                for &posting in lists.of(key) {
                    let (article, byte) = unweighted(posting);
                    let sum = shared.entry(article).or_default();
                    *sum = (sum.0.saturating_add(1), sum.1 + weigh(mine, byte));
                }
            }
            (at, self.nearest(at, shared))
        };
        for articles in articles.chunks(AT_A_TIME) {
            let keys =
                distinct(articles.iter().flat_map(|&at| terms(at).map(|term| term.1)));
            let counts = |posting| {
                let (article, byte) = unweighted(posting);
                keep(byte) && (self.live)(article)
            };
            let lists = self.store.find(Part::Terms, &keys, MET, counts)?;
            let found: Vec<(usize, Vec<u32>)> =
                articles.par_iter().map(|&at| look_up(at, &keys, &lists)).collect();
            for (at, found) in found {
                if let Some(slot) = met.get_mut(at) {
                    *slot = found;
                }
            }
        }
        Ok(())
    }

    /// The nearest articles to one of tonight's, of how many terms they share and how near
    /// they are by them: one of each story.
    fn nearest(&self, at: usize, shared: HashMap<u32, (u8, f32)>) -> Vec<u32> {
        let (state, settings) = (self.store.state(), &self.settings.terms);
        let window = day_number(settings.window).unwrap_or(i32::MAX);
        let day = self.corpus.clean.get(at).and_then(|clean| clean.published);
        let day = day.and_then(day_number);
        let near = |article: u32| {
            let apart = day.zip(self.store.day(&state.place(article)));
            apart.is_none_or(|(a, b)| a.abs_diff(b) <= window.unsigned_abs() + 1)
        };
        let mut best: HashMap<(u32, u32), (f32, u32)> = HashMap::new();
        for (article, (count, cosine)) in shared {
            if count < settings.shared || cosine < LEAST || !near(article) {
                continue;
            }
            let place = state.place(article);
            // A story is met once, and so is the group of an article that is alone.
            let met = if place.story > 0 { (place.story, 0) } else { (0, place.group) };
            let slot = best.entry(met).or_insert((cosine, article));
            if (cosine, slot.1) > (slot.0, article) {
                *slot = (cosine, article);
            }
        }
        let mut best: Vec<(f32, u32)> = best.into_values().collect();
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let strongest = best.first().map_or(0.0, |(cosine, _)| *cosine);
        best.retain(|(cosine, _)| *cosine >= RELATIVE * strongest);
        best.truncate(STORIES);
        best.into_iter().map(|(_, article)| article).collect()
    }
}

fn distinct(keys: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut keys: Vec<u64> = keys.collect();
    keys.par_sort_unstable();
    keys.dedup();
    keys
}
