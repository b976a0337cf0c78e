//! Reprint groups to stories: candidates by terms, event scores, agglomeration.

use rayon::prelude::*;

use super::Settings;
use super::across::Across;
use super::joined::{Joined, RoundupTouch, join};
use super::prepare::Corpus;
use super::progress::{Progress, go_on};
use crate::article::Embedding;
use crate::candidates::Pair;
use crate::candidates::terms::{Lookup, candidates};
use crate::cluster::groups::Group;
use crate::cluster::roundups::{Candidate, Form};
use crate::cluster::stories::{EventLink, Member};
use crate::error::Result;
use crate::sketch::terms::Terms;
use crate::text::language::Lang;
use crate::text::roundup_titles::names_a_roundup;
use crate::text::stems::StemHash;
use crate::verify::event::{
    Against, EventScore, Profile, Scale, Worth, score, set_crowds_beside, shared_terms,
};

/// A pair of groups that tells of the same happening, and why.
#[derive(Debug, Clone)]
pub struct EventTie {
    /// One group.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// The score and its parts.
    pub score: EventScore,
    /// The strongest terms in both.
    pub shared: Vec<StemHash>,
}

/// What the event tier found.
#[derive(Debug, Default)]
pub struct Found {
    /// The groups of each story.
    pub stories: Vec<Vec<u32>>,
    /// The pairs inside stories whose score reaches the threshold.
    pub ties: Vec<EventTie>,
    /// Roundups and the stories they tell of, sorted by both.
    pub touches: Vec<RoundupTouch>,
}

/// Joins groups into stories.
///
/// Each language is handled apart: frequencies, crowds and candidates; then pairs in two
/// languages are looked for. A group is scored by the article that stands for it, and
/// counts for all its articles. Groups of a pair in `apart` never come into one story.
/// The corpus has no terms any more when this is done.
pub(super) fn find_stories(
    corpus: &mut Corpus,
    groups: &[Group],
    heads: &[u32],
    apart: &[Pair],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Found> {
    let numbers = by_language(corpus, heads, groups.len());
    let mut languages =
        weigh_languages(corpus, groups, heads, &numbers, settings, progress)?;
    let members: Vec<Member> = groups.iter().map(|group| member(corpus, group)).collect();
    let forms: Vec<Candidate> = members
        .iter()
        .zip(heads)
        .map(|(member, &head)| Candidate {
            form: form(corpus, head),
            seconds: member.span.map(|span| span.0),
        })
        .collect();
    // They are weighed now, and would be as large beside.
    corpus.terms = Vec::new();
    link_languages(&mut languages, Worth::Counting, settings, progress)?;
    let across = Across::score(&languages, settings);
    go_on(progress)?;
    let inside = languages.iter().flat_map(|language| &language.links);
    let mut links: Vec<EventLink> = inside.chain(&across.links).copied().collect();
    links.par_sort_by_key(|link| (link.a, link.b));
    let joined = join(&members, &forms, links, apart, settings);
    let Joined { stories, story_of, touches } = joined;
    go_on(progress)?;
    let strong = |link: &&EventLink| link.score >= settings.threshold;
    let together = |link: &&EventLink| {
        story_of.get(link.a as usize) == story_of.get(link.b as usize) && strong(link)
    };
    let mut ties: Vec<EventTie> = languages
        .par_iter()
        .flat_map_iter(|language| {
            language.links.iter().filter(together).filter_map(|link| language.tie(link))
        })
        .collect();
    ties.extend(across.links.iter().filter(together).filter_map(|link| across.tie(link)));
    ties.par_sort_by_key(|tie| (tie.a, tie.b));
    Ok(Found { stories, ties, touches })
}

/// What the text of an article says of its form.
pub(super) fn form(corpus: &Corpus, article: u32) -> Form {
    let record = corpus.articles.get(article as usize);
    if record.is_some_and(|record| names_a_roundup(&record.title)) {
        Form::Named
    } else if corpus.terms.get(article as usize).is_some_and(|terms| terms.scattered) {
        Form::Scattered
    } else {
        Form::Plain
    }
}

/// The language of a group: that of the article which stands for it.
fn lang_of_group(corpus: &Corpus, heads: &[u32], group: u32) -> Option<Lang> {
    let head = *heads.get(group as usize)?;
    corpus.clean.get(head as usize).map(|clean| clean.lang)
}

/// The numbers of all groups, those of one language side by side.
pub(super) fn by_language(corpus: &Corpus, heads: &[u32], groups: usize) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0u32..).take(groups).collect();
    numbers.sort_by_key(|&group| (lang_of_group(corpus, heads, group), group));
    numbers
}

/// Scores the candidate pairs of every language, all that have a score.
pub(super) fn score_languages<'n>(
    corpus: &Corpus,
    groups: &[Group],
    heads: &[u32],
    numbers: &'n [u32],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Vec<Language<'n>>> {
    let mut languages =
        weigh_languages(corpus, groups, heads, numbers, settings, progress)?;
    link_languages(&mut languages, Worth::Any, settings, progress)?;
    Ok(languages)
}

/// Weighs the groups of every language: what they are compared by.
fn weigh_languages<'n>(
    corpus: &Corpus,
    groups: &[Group],
    heads: &[u32],
    numbers: &'n [u32],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Vec<Language<'n>>> {
    let lang_of = |group: u32| lang_of_group(corpus, heads, group);
    numbers
        .chunk_by(|&a, &b| lang_of(a) == lang_of(b))
        .map(|one| {
            let lang = one.first().and_then(|&group| lang_of(group));
            let lang = lang.unwrap_or(Lang::UNKNOWN);
            go_on(progress)?;
            Ok(Language::weigh(corpus, groups, heads, lang, one, settings))
        })
        .collect()
}

/// Finds the candidate pairs of every language, and scores them.
fn link_languages(
    languages: &mut [Language],
    worth: Worth,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<()> {
    for language in languages.iter_mut() {
        go_on(progress)?;
        language.link(worth, settings);
    }
    let mut profiles = languages.iter().flat_map(|language| &language.profiles);
    if profiles.any(|profile| profile.embedding.is_some()) {
        let cosines: Vec<Vec<Option<f32>>> =
            languages.iter().map(Language::cosines).collect();
        let both = languages.iter().zip(&cosines).flat_map(|(language, cosines)| {
            let pairs = language.links.iter().zip(cosines);
            pairs.filter_map(|(link, cosine)| Some((link.score, (*cosine)?)))
        });
        let scale = Scale::of(both);
        for (language, cosines) in languages.iter_mut().zip(cosines) {
            language.weigh_embeddings(scale, &cosines);
        }
    }
    go_on(progress)
}

/// A group, as stories are joined by it.
pub(super) fn member(corpus: &Corpus, group: &Group) -> Member {
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

/// The embedding of a group: that of the article which stands for it, or else of the first
/// that has one.
fn embedding(corpus: &Corpus, group: &Group, head: usize) -> Option<Embedding> {
    let of = |article: usize| corpus.articles.embedding(article).cloned();
    of(head).or_else(|| group.articles.iter().find_map(|&article| of(article as usize)))
}

/// The groups of one language.
pub(super) struct Language<'n> {
    /// Their numbers among all groups, ascending.
    pub(super) numbers: &'n [u32],
    /// What each is compared by.
    pub(super) profiles: Vec<Profile>,
    /// What their candidates are found by.
    lookups: Vec<Lookup>,
    /// Scored pairs, by their numbers among all groups.
    links: Vec<EventLink>,
    /// Where the cosines of the run's embeddings lie.
    pub(super) scale: Scale,
}

impl<'n> Language<'n> {
    /// Weighs the terms of each.
    fn weigh(
        corpus: &Corpus,
        groups: &[Group],
        heads: &[u32],
        lang: Lang,
        numbers: &'n [u32],
        settings: &Settings,
    ) -> Self {
        let beside = corpus.beside.language(lang);
        let fresh = |group: &u32| {
            let articles = groups.get(*group as usize).map(|group| &group.articles);
            let articles = articles.into_iter().flatten();
            articles.filter(|&&article| !corpus.beside.counts(article))
        };
        let articles: Vec<&Terms> = numbers
            .iter()
            .flat_map(fresh)
            .filter_map(|&article| corpus.terms.get(article as usize))
            .collect();
        let rarities = beside.rarities(&articles).weighing_grams(lang);
        let most = settings.terms.most(rarities.articles());
        let profile = |&group: &u32| {
            let head = *heads.get(group as usize)? as usize;
            let mut profile = Profile::new(corpus.terms.get(head)?, &rarities, lang);
            profile.seconds = corpus.clean.get(head)?.published;
            profile.outlet = corpus.outlets.get(head).copied().flatten();
            profile.embedding = embedding(corpus, groups.get(group as usize)?, head);
            profile.articles = u32::try_from(groups.get(group as usize)?.articles.len())
                .unwrap_or(u32::MAX);
            Some(profile)
        };
        let mut profiles: Vec<Profile> = numbers.par_iter().filter_map(profile).collect();
        // Not made beside the profiles: they are let go sooner, and would leave holes.
        let lookups = profiles
            .par_iter()
            .map(|profile| Lookup {
                terms: profile.lookup(&rarities, settings.terms.terms, most),
                seconds: profile.seconds,
                side: None,
            })
            .collect();
        let fresh: Vec<u32> = numbers
            .iter()
            .map(|group| u32::try_from(fresh(group).count()).unwrap_or(u32::MAX))
            .collect();
        set_crowds_beside(&mut profiles, &fresh, beside.parts(), beside.articles as f64);
        Self { numbers, profiles, lookups, links: Vec::new(), scale: Scale::default() }
    }

    /// Scores the candidate pairs.
    fn link(&mut self, worth: Worth, settings: &Settings) {
        let Self { numbers, profiles, .. } = self;
        let pairs = candidates(&std::mem::take(&mut self.lookups), &settings.terms);
        let profile = |place: u32| profiles.get(place as usize);
        let scored = pairs.par_chunk_by(|x, y| x.0 == y.0).map_init(
            Against::default,
            |against, pairs| {
                if let Some(first) = pairs.first().and_then(|pair| profile(pair.0)) {
                    against.lay_out(first);
                }
                let link = |&(a, b): &Pair| {
                    let event = against.score(profile(b)?, worth)?;
                    let (a, b) = (*numbers.get(a as usize)?, *numbers.get(b as usize)?);
                    Some(EventLink { a, b, score: event.score })
                };
                pairs.iter().filter_map(link).collect::<Vec<_>>()
            },
        );
        self.links = scored.flatten_iter().collect();
    }

    /// Every scored pair.
    pub(super) fn links(&self) -> &[EventLink] {
        &self.links
    }

    /// Every scored pair, and what its score is made of.
    pub(super) fn ties(&self) -> impl ParallelIterator<Item = EventTie> {
        self.links.par_iter().filter_map(|link| self.tie(link))
    }

    fn ends(&self, link: &EventLink) -> Option<(&Profile, &Profile)> {
        let profile =
            |group: u32| self.profiles.get(self.numbers.binary_search(&group).ok()?);
        Some((profile(link.a)?, profile(link.b)?))
    }

    /// The cosine of the embeddings of each scored pair.
    fn cosines(&self) -> Vec<Option<f32>> {
        let cosine = |link| self.ends(link).and_then(|(a, b)| a.embedding_cosine(b));
        self.links.par_iter().map(cosine).collect()
    }

    /// Lets embeddings take part in the scores.
    fn weigh_embeddings(&mut self, scale: Scale, cosines: &[Option<f32>]) {
        self.scale = scale;
        for (link, cosine) in self.links.iter_mut().zip(cosines) {
            if let Some(cosine) = *cosine {
                let words = EventScore { score: link.score, ..EventScore::default() };
                link.score = words.with_embedding(cosine, scale).score;
            }
        }
    }

    /// What a scored pair's score is made of.
    fn tie(&self, link: &EventLink) -> Option<EventTie> {
        let (a, b) = self.ends(link)?;
        let shared = shared_terms(a, b);
        let mut score = score(a, b, Worth::Any)?;
        if let Some(cosine) = a.embedding_cosine(b) {
            score = score.with_embedding(cosine, self.scale);
        }
        Some(EventTie { a: link.a, b: link.b, score, shared })
    }
}
