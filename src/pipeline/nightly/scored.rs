//! A first look at pairs that terms bring together: which of them may tell of one event?
//!
//! The score is the ordinary one, asked with a lower bar: what passes comes into the
//! ordinary stages with all of its story, and is decided there. What does not would have
//! to be read with its story in vain, and in a large store there is much of that.

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use super::frequencies;
use super::keys::Heaviest;
use super::outside::Known;
use crate::error::Result;
use crate::pipeline::Progress;
use crate::pipeline::beside::Beside;
use crate::pipeline::prepare::{Corpus, prepare_quietly};
use crate::pipeline::progress::Stage;
use crate::store::Store;
use crate::text::language::Lang;
use crate::verify::event::{Profile, score, set_crowds_beside};

/// Least event score of a pair that is looked at again.
const LEAST: f32 = 0.05;
/// Articles of the store in memory at a time.
const SLICE: usize = 10_000;

/// Of the articles met, those that may tell of one event with the article that met them.
/// Frequencies are asked of the store where `beside` does not give them.
pub(super) fn scored(
    store: &Store,
    corpus: &Corpus,
    heaviest: &[Heaviest],
    met: &[Vec<u32>],
    beside: Option<&Beside>,
    progress: &dyn Progress,
) -> Result<HashSet<u32>> {
    let mut pairs: Vec<(u32, usize)> = met
        .iter()
        .enumerate()
        .flat_map(|(at, met)| met.iter().map(move |article| (*article, at)))
        .collect();
    pairs.par_sort_unstable();
    let mut numbers: Vec<u32> = pairs.iter().map(|(article, _)| *article).collect();
    numbers.dedup();
    progress.begin(Stage::Store, numbers.len() as u64);
    let mut found = HashSet::new();
    for slice in numbers.chunks(SLICE) {
        let profiles = profiles(store, slice, beside)?;
        let (Some(first), Some(last)) = (slice.first(), slice.last()) else { continue };
        let from = pairs.partition_point(|(article, _)| article < first);
        let to = pairs.partition_point(|(article, _)| article <= last);
        let here = pairs.get(from..to).unwrap_or_default();
        let kept: Vec<u32> = here
            .par_iter()
            .filter(|(article, at)| {
                let fresh =
                    heaviest.get(*at).and_then(|heaviest| heaviest.profile.as_ref());
                let lang = corpus.clean.get(*at).map(|clean| clean.lang);
                match (fresh, profiles.get(article)) {
                    (Some(fresh), Some((profile, of))) if lang == Some(*of) => {
                        score(fresh, profile).is_some_and(|event| event.score >= LEAST)
                    }
                    // Two languages are compared by other means, and meet rarely.
                    _ => true,
                }
            })
            .map(|(article, _)| *article)
            .collect();
        found.extend(kept);
        progress.advance(slice.len() as u64);
        crate::pipeline::progress::go_on(progress)?;
    }
    let outcome = format!("{} articles looked at, {} near", numbers.len(), found.len());
    progress.end(Stage::Store, &outcome);
    Ok(found)
}

/// What articles of the store are compared by.
fn profiles(
    store: &Store,
    numbers: &[u32],
    beside: Option<&Beside>,
) -> Result<HashMap<u32, (Profile, Lang)>> {
    let held = store.articles(numbers)?;
    let by_id =
        held.iter().map(|article| article.id.clone()).zip(numbers.iter().copied());
    let known = Known::new(store, by_id.collect());
    let corpus = prepare_quietly(held, &known)?;
    let own = match beside {
        Some(_) => None,
        None => Some(frequencies::beside(store, &corpus, &known)?),
    };
    let Some(beside) = beside.or(own.as_ref()) else { return Ok(HashMap::new()) };
    let mut out = HashMap::new();
    for (&lang, language) in &beside.languages {
        let rarities = language.rarities(&[]).weighing_grams(lang);
        let articles = || {
            (0..corpus.articles.len())
                .filter(|&at| corpus.clean.get(at).is_some_and(|c| c.lang == lang))
        };
        let mut profiles: Vec<Profile> = articles()
            .collect::<Vec<_>>()
            .par_iter()
            .filter_map(|&at| {
                let mut profile = Profile::new(corpus.terms.get(at)?, &rarities, lang);
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
            out.extend(number.map(|number| (number, (profile, lang))));
        }
    }
    Ok(out)
}
