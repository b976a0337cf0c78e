//! Reprint groups to stories: candidates by terms, event scores, agglomeration.

use rayon::prelude::*;

use super::Settings;
use super::prepare::Corpus;
use super::progress::{Progress, go_on};
use crate::candidates::Pair;
use crate::candidates::terms::{Lookup, candidates};
use crate::cluster::groups::Group;
use crate::cluster::roundups::roundups;
use crate::cluster::stories::{EventLink, Member, StorySettings, stories};
use crate::error::Result;
use crate::sketch::rarities::Rarities;
use crate::sketch::terms::Terms;
use crate::text::language::Lang;
use crate::text::stems::StemHash;
use crate::verify::event::{EventScore, Profile, score, set_crowds, shared_terms};

/// A pair of groups that tells of the same happening, and why.
#[derive(Debug, Clone)]
pub(super) struct EventTie {
    /// One group.
    pub(super) a: u32,
    /// The other.
    pub(super) b: u32,
    /// The score and its parts.
    pub(super) score: EventScore,
    /// The strongest terms in both.
    pub(super) shared: Vec<StemHash>,
}

/// The groups of each story, and the pairs inside stories whose score reaches the
/// threshold.
///
/// Each language is handled apart: frequencies, crowds and candidates. A group is
/// scored by the article that stands for it, and counts for all its articles. Groups of
/// a pair in `apart` never come into one story.
pub(super) fn find_stories(
    corpus: &Corpus,
    groups: &[Group],
    heads: &[u32],
    apart: &[Pair],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(Vec<Vec<u32>>, Vec<EventTie>)> {
    let lang_of =
        |article: u32| corpus.clean.get(article as usize).map(|clean| clean.lang);
    let mut numbers: Vec<u32> = (0u32..).take(groups.len()).collect();
    numbers.sort_by_key(|&group| {
        let head = heads.get(group as usize).copied().unwrap_or_default();
        (lang_of(head), group)
    });
    let lang_of_group =
        |group: u32| heads.get(group as usize).and_then(|&head| lang_of(head));
    let languages: Vec<Language> = numbers
        .chunk_by(|&a, &b| lang_of_group(a) == lang_of_group(b))
        .map(|one| {
            let lang = one.first().and_then(|&group| lang_of_group(group));
            let lang = lang.unwrap_or(Lang::UNKNOWN);
            Language::score(corpus, groups, heads, lang, one, settings, progress)
        })
        .collect::<Result<_>>()?;
    let mut links: Vec<EventLink> =
        languages.iter().flat_map(|language| &language.links).copied().collect();
    links.par_sort_by_key(|link| (link.a, link.b));
    let members: Vec<Member> = groups.iter().map(|group| member(corpus, group)).collect();
    let times: Vec<Option<i64>> =
        members.iter().map(|member| member.span.map(|span| span.0)).collect();
    let alone = roundups(&times, &links, settings.threshold);
    links.retain(|link| !alone.contains(&link.a) && !alone.contains(&link.b));
    go_on(progress)?;
    let story = StorySettings {
        threshold: f64::from(settings.threshold),
        window: settings.terms.window,
    };
    let stories = stories(&members, &links, apart, &story);
    let mut story_of = vec![0usize; groups.len()];
    for (story, groups) in stories.iter().enumerate() {
        for &group in groups {
            if let Some(slot) = story_of.get_mut(group as usize) {
                *slot = story;
            }
        }
    }
    let together = |link: &EventLink| {
        story_of.get(link.a as usize) == story_of.get(link.b as usize)
            && link.score >= settings.threshold
    };
    let mut ties: Vec<EventTie> = languages
        .par_iter()
        .flat_map_iter(|language| {
            language
                .links
                .iter()
                .filter(|link| together(link))
                .filter_map(|l| language.tie(l))
        })
        .collect();
    ties.par_sort_by_key(|tie| (tie.a, tie.b));
    Ok((stories, ties))
}

fn member(corpus: &Corpus, group: &Group) -> Member {
    let times = group
        .articles
        .iter()
        .filter_map(|&article| corpus.clean.get(article as usize)?.published);
    Member {
        articles: u32::try_from(group.articles.len()).unwrap_or(u32::MAX),
        span: times.fold(None, |span: Option<(i64, i64)>, time| {
            Some(span.map_or((time, time), |s| (s.0.min(time), s.1.max(time))))
        }),
    }
}

/// The groups of one language.
struct Language<'n> {
    /// Their numbers among all groups, ascending.
    numbers: &'n [u32],
    /// What each is compared by.
    profiles: Vec<Profile>,
    /// Scored pairs, by their numbers among all groups.
    links: Vec<EventLink>,
}

impl<'n> Language<'n> {
    /// Scores the candidate pairs.
    fn score(
        corpus: &Corpus,
        groups: &[Group],
        heads: &[u32],
        lang: Lang,
        numbers: &'n [u32],
        settings: &Settings,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let articles: Vec<&Terms> = numbers
            .iter()
            .filter_map(|&group| groups.get(group as usize))
            .flat_map(|group| &group.articles)
            .filter_map(|&article| corpus.terms.get(article as usize))
            .collect();
        let rarities = Rarities::of(&articles);
        let profile = |&group: &u32| {
            let head = *heads.get(group as usize)? as usize;
            let mut profile = Profile::new(corpus.terms.get(head)?, &rarities, lang);
            profile.seconds = corpus.clean.get(head)?.published;
            profile.outlet = corpus.outlets.get(head).copied().flatten();
            profile.articles = u32::try_from(groups.get(group as usize)?.articles.len())
                .unwrap_or(u32::MAX);
            Some(profile)
        };
        let mut profiles: Vec<Profile> = numbers.par_iter().filter_map(profile).collect();
        go_on(progress)?;
        set_crowds(&mut profiles);
        let most = settings.terms.most(rarities.articles());
        let lookups: Vec<Lookup> = profiles
            .par_iter()
            .map(|profile| Lookup {
                terms: profile.lookup(&rarities, settings.terms.terms, most),
                seconds: profile.seconds,
            })
            .collect();
        let pairs = candidates(&lookups, &settings.terms);
        go_on(progress)?;
        let links = pairs
            .par_iter()
            .filter_map(|&(a, b)| {
                let event = score(profiles.get(a as usize)?, profiles.get(b as usize)?)?;
                let (a, b) = (*numbers.get(a as usize)?, *numbers.get(b as usize)?);
                Some(EventLink { a, b, score: event.score })
            })
            .collect();
        Ok(Self { numbers, profiles, links })
    }

    /// What a scored pair's score is made of.
    fn tie(&self, link: &EventLink) -> Option<EventTie> {
        let profile =
            |group: u32| self.profiles.get(self.numbers.binary_search(&group).ok()?);
        let (a, b) = (profile(link.a)?, profile(link.b)?);
        let shared = shared_terms(a, b);
        Some(EventTie { a: link.a, b: link.b, score: score(a, b)?, shared })
    }
}
