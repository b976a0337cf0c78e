//! Pairs of groups in two languages.

use rayon::prelude::*;

use super::Settings;
use super::event_tier::{EventTie, Language};
use crate::candidates::terms::{Lookup, candidates};
use crate::cluster::stories::EventLink;
use crate::verify::event::{EventScore, Profile, Scale, score_across, shared_terms};

/// The groups of all languages, and the scored pairs between two of them.
pub(super) struct Across<'l> {
    /// Number and profile of each group, sorted by number.
    groups: Vec<(u32, &'l Profile)>,
    /// Scored pairs, by their numbers among all groups.
    pub(super) links: Vec<EventLink>,
    /// Where the cosines of the run's embeddings lie.
    scale: Scale,
}

impl<'l> Across<'l> {
    /// Looks for candidates among the terms that are written alike in many languages,
    /// and scores them.
    pub(super) fn score(languages: &'l [Language<'_>], settings: &Settings) -> Self {
        let scale = languages.first().map_or_else(Scale::default, |one| one.scale);
        if languages.len() < 2 {
            return Self { groups: Vec::new(), links: Vec::new(), scale };
        }
        let mut sided: Vec<(u32, usize, &Profile)> = languages
            .iter()
            .enumerate()
            .flat_map(|(side, language)| {
                let profiles = language.numbers.iter().zip(&language.profiles);
                profiles.map(move |(&number, profile)| (number, side, profile))
            })
            .collect();
        sided.sort_unstable_by_key(|group| group.0);
        let lookups: Vec<Lookup> = sided
            .par_iter()
            .map(|&(_, side, profile)| Lookup {
                terms: profile.travelling(settings.terms.terms),
                seconds: profile.seconds,
                side: Some(side),
            })
            .collect();
        let groups: Vec<(u32, &Profile)> =
            sided.iter().map(|&(number, _, profile)| (number, profile)).collect();
        let pairs: Vec<(EventLink, Option<f32>)> = candidates(&lookups, &settings.terms)
            .par_iter()
            .filter_map(|&(a, b)| {
                let (a, b) = (groups.get(a as usize)?, groups.get(b as usize)?);
                let score = score_across(a.1, b.1).score;
                let link = EventLink { a: a.0, b: b.0, score };
                Some((link, a.1.embedding_cosine(b.1)))
            })
            .collect();
        let both =
            pairs.iter().filter_map(|(link, cosine)| Some((link.score, (*cosine)?)));
        let scale = scale.moved_by(both.collect());
        let weighed = |(link, cosine): (EventLink, Option<f32>)| {
            let words = EventScore { score: link.score, ..EventScore::default() };
            let weighed = cosine.map(|cosine| words.with_embedding(cosine, scale).score);
            EventLink { score: weighed.unwrap_or(link.score), ..link }
        };
        let links = pairs.into_iter().map(weighed).collect();
        Self { groups, links, scale }
    }

    /// What a scored pair's score is made of.
    pub(super) fn tie(&self, link: &EventLink) -> Option<EventTie> {
        let profile = |group: u32| {
            let at = self.groups.binary_search_by_key(&group, |group| group.0).ok()?;
            self.groups.get(at).map(|group| group.1)
        };
        let (a, b) = (profile(link.a)?, profile(link.b)?);
        let (score, shared) = (scored(a, b, self.scale), shared_terms(a, b));
        Some(EventTie { a: link.a, b: link.b, score, shared })
    }
}

/// The score of a pair, by its words and its embeddings.
fn scored(a: &Profile, b: &Profile, scale: Scale) -> EventScore {
    let words = score_across(a, b);
    a.embedding_cosine(b).map_or(words, |cosine| words.with_embedding(cosine, scale))
}
