//! Pairs of groups in two languages.

use rayon::prelude::*;

use super::Settings;
use super::event_tier::{EventTie, Language};
use crate::candidates::terms::{Lookup, candidates};
use crate::cluster::stories::EventLink;
use crate::verify::event::{Profile, score_across, shared_terms};

/// The groups of all languages, and the scored pairs between two of them.
pub(super) struct Across<'l> {
    /// Number and profile of each group, sorted by number.
    groups: Vec<(u32, &'l Profile)>,
    /// Scored pairs, by their numbers among all groups.
    pub(super) links: Vec<EventLink>,
}

impl<'l> Across<'l> {
    /// Looks for candidates among the terms that are written alike in many languages,
    /// and scores them.
    pub(super) fn score(languages: &'l [Language<'_>], settings: &Settings) -> Self {
        if languages.len() < 2 {
            return Self { groups: Vec::new(), links: Vec::new() };
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
        let links = candidates(&lookups, &settings.terms)
            .par_iter()
            .filter_map(|&(a, b)| {
                let (a, b) = (groups.get(a as usize)?, groups.get(b as usize)?);
                let score = score_across(a.1, b.1).score;
                Some(EventLink { a: a.0, b: b.0, score })
            })
            .collect();
        Self { groups, links }
    }

    /// What a scored pair's score is made of.
    pub(super) fn tie(&self, link: &EventLink) -> Option<EventTie> {
        let profile = |group: u32| {
            let at = self.groups.binary_search_by_key(&group, |group| group.0).ok()?;
            self.groups.get(at).map(|group| group.1)
        };
        let (a, b) = (profile(link.a)?, profile(link.b)?);
        let (score, shared) = (score_across(a, b), shared_terms(a, b));
        Some(EventTie { a: link.a, b: link.b, score, shared })
    }
}
