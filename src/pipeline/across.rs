//! Pairs of groups in two languages.

use rayon::prelude::*;

use super::Settings;
use super::event_tier::EventTie;
use super::languages::Languages;
use crate::candidates::terms::{Lookup, candidates};
use crate::cluster::stories::EventLink;
use crate::verify::event::{
    EventScore, Profile, ProfileReader, Profiles, Scale, score_across, shared_terms,
};

/// The groups of all languages, and the scored pairs between two of them.
pub(super) struct Across<'l> {
    profiles: &'l Profiles,
    /// Number of each group and place of its profile, sorted by number.
    groups: Vec<(u32, usize)>,
    /// Scored pairs, by their numbers among all groups.
    pub(super) links: Vec<EventLink>,
    /// Where the cosines of the run's embeddings lie.
    scale: Scale,
}

impl<'l> Across<'l> {
    /// Looks for candidates among the terms that are written alike in many languages,
    /// and scores them.
    pub(super) fn score(languages: &'l Languages<'_>, settings: &Settings) -> Self {
        let Languages { all, profiles, scale } = languages;
        let (links, groups) = (Vec::new(), Vec::new());
        let none = Self { profiles, groups, links, scale: *scale };
        if all.len() < 2 {
            return none;
        }
        let mut sided: Vec<(u32, usize, usize)> = all
            .iter()
            .enumerate()
            .flat_map(|(side, language)| {
                let places = language.numbers.iter().zip(language.first..);
                places.map(move |(&number, place)| (number, side, place))
            })
            .collect();
        // As the profiles lie.
        let lookup = |reader: &mut ProfileReader<'_>, &(number, side, place): &_| {
            let profile = reader.get(place)?;
            let terms = profile.travelling(settings.terms.terms);
            let (seconds, side) = (profile.seconds, Some(side));
            Some((number, Lookup { terms, seconds, side, ..Lookup::default() }))
        };
        let mut lookups: Vec<(u32, Lookup)> = sided
            .par_iter()
            .map_init(|| profiles.reader(), lookup)
            .flatten_iter()
            .collect();
        sided.sort_unstable_by_key(|group| group.0);
        lookups.sort_unstable_by_key(|lookup| lookup.0);
        let lookups: Vec<Lookup> =
            lookups.into_iter().map(|(_, lookup)| lookup).collect();
        let groups: Vec<(u32, usize)> =
            sided.iter().map(|&(number, _, place)| (number, place)).collect();
        let pairs: Vec<(EventLink, Option<f32>)> = candidates(&lookups, &settings.terms)
            .par_iter()
            .map_init(
                || (profiles.reader(), profiles.reader()),
                |(of_a, of_b), &(a, b)| {
                    let (a, b) = (groups.get(a as usize)?, groups.get(b as usize)?);
                    let (of_a, of_b) = (of_a.get(a.1)?, of_b.get(b.1)?);
                    let score = score_across(of_a, of_b).score;
                    let link = EventLink { a: a.0, b: b.0, score };
                    Some((link, of_a.embedding_cosine(of_b)))
                },
            )
            .flatten_iter()
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
        Self { groups, links, scale, ..none }
    }

    /// The scored pairs that `wanted` takes, and what their scores are made of.
    pub(super) fn ties(
        &self,
        wanted: impl Fn(&EventLink) -> bool + Sync,
    ) -> impl Iterator<Item = EventTie> {
        let (mut of_a, mut of_b) = (self.profiles.reader(), self.profiles.reader());
        let place = |group: u32| {
            let at = self.groups.binary_search_by_key(&group, |group| group.0).ok()?;
            self.groups.get(at).map(|group| group.1)
        };
        let tie = move |link: &EventLink| {
            let (a, b) = (of_a.get(place(link.a)?)?, of_b.get(place(link.b)?)?);
            let (score, shared) = (scored(a, b, self.scale), shared_terms(a, b));
            Some(EventTie { a: link.a, b: link.b, score, shared })
        };
        self.links.iter().filter(move |link| wanted(link)).filter_map(tie)
    }
}

/// The score of a pair, by its words and its embeddings.
fn scored(a: &Profile, b: &Profile, scale: Scale) -> EventScore {
    let words = score_across(a, b);
    a.embedding_cosine(b).map_or(words, |cosine| words.with_embedding(cosine, scale))
}
