//! Pairs of groups in two languages.

use rayon::prelude::*;

use super::Settings;
use super::event_tier::EventTie;
use super::languages::Languages;
use crate::candidates::Pair;
use crate::candidates::terms::{Lookup, candidates};
use crate::cluster::stories::EventLink;
use crate::verify::event::{
    AgainstAbroad, EventScore, ProfileReader, Profiles, STRICTER_ABROAD, Scale,
    score_across, shared_terms,
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
    /// Looks for candidates among the terms that are written alike in many languages or mean
    /// the same, and scores them.
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
            let stricter = STRICTER_ABROAD;
            Some((number, Lookup { terms, seconds, side, stricter }))
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
        let candidates = candidates(&lookups, &settings.terms);
        let pairs: Vec<(EventLink, Option<f32>)> = candidates
            .par_chunk_by(|x, y| x.0 == y.0)
            .map_init(
                || (AgainstAbroad::default(), profiles.reader()),
                |(against, reader), pairs| {
                    let place = |at: u32| groups.get(at as usize).copied();
                    let one = pairs.first().and_then(|pair| place(pair.0));
                    let embedding = one.and_then(|(_, place)| profiles.embedding(place));
                    let Some(one) = one.and_then(|(_, place)| reader.get(place)) else {
                        return Vec::new();
                    };
                    against.lay_out(one);
                    let link = |&(a, b): &Pair| {
                        let (a, (b, place)) = (place(a)?.0, place(b)?);
                        let other = reader.get(place)?;
                        let score = against.score(other).score;
                        let cosine = embedding
                            .zip(other.embedding.as_ref())
                            .and_then(|(one, other)| one.cosine(other));
                        Some((EventLink { a, b, score }, cosine))
                    };
                    pairs.iter().filter_map(link).collect::<Vec<_>>()
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
            let (words, shared) = (score_across(a, b), shared_terms(a, b));
            let cosine = a.embedding_cosine(b);
            let score =
                cosine.map_or(words, |cosine| words.with_embedding(cosine, self.scale));
            Some(EventTie { a: link.a, b: link.b, score, shared })
        };
        self.links.iter().filter(move |link| wanted(link)).filter_map(tie)
    }
}
