//! Reprint groups to stories: candidates by terms, event scores, agglomeration.

use rayon::prelude::*;

use super::Settings;
use super::across::Across;
use super::joined::{Joined, RoundupTouch, join};
use super::languages::Languages;
use super::prepare::Corpus;
use super::progress::{Progress, go_on};
use crate::candidates::Pair;
use crate::cluster::groups::Group;
use crate::cluster::roundups::{Candidate, Form};
use crate::cluster::stories::{EventLink, Member};
use crate::error::Result;
use crate::shelf::drawer::Drawer;
use crate::text::language::Lang;
use crate::text::roundup_titles::names_a_roundup;
use crate::text::stems::StemHash;
use crate::verify::event::{EventScore, Worth};

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
    /// The story of each group; stories are numbered from 0 on.
    pub story_of: Vec<u32>,
    /// How many pairs inside stories have a score that reaches the threshold.
    pub event_links: usize,
    /// Those pairs, where links are to be told.
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
        Languages::weigh(corpus, groups, heads, &numbers, settings, progress)?;
    // They are weighed now, and would be as large beside.
    corpus.terms = Drawer::default();
    languages.link(Worth::Counting, settings, progress)?;
    let members: Vec<Member> = groups
        .iter()
        .zip(heads)
        .map(|(group, &head)| member(corpus, group, head))
        .collect();
    let forms: Vec<Candidate> = members
        .iter()
        .zip(heads)
        .map(|(member, &head)| Candidate {
            form: form(corpus, head),
            seconds: member.span.map(|span| span.0),
        })
        .collect();
    let across = Across::score(&languages, settings);
    go_on(progress)?;
    let mut links: Vec<EventLink> =
        languages.links().chain(&across.links).copied().collect();
    links.par_sort_by_key(|link| (link.a, link.b));
    let joined = join(&members, &forms, links, apart, settings);
    let Joined { story_of, touches, .. } = joined;
    go_on(progress)?;
    let together = |link: &EventLink| {
        story_of.get(link.a as usize) == story_of.get(link.b as usize)
            && link.score >= settings.threshold
    };
    let all = languages.links().chain(&across.links);
    let event_links = all.filter(|link| together(link)).count();
    let mut ties = Vec::new();
    if settings.links {
        ties = languages.ties(together);
        ties.extend(across.ties(together));
        ties.par_sort_by_key(|tie| (tie.a, tie.b));
    }
    languages.check()?;
    Ok(Found { story_of, event_links, ties, touches })
}

/// What the text of an article says of its form.
pub(super) fn form(corpus: &Corpus, article: u32) -> Form {
    let record = corpus.articles.get(article as usize);
    if record.is_some_and(|record| names_a_roundup(&record.title)) {
        Form::Named
    } else if corpus.clean.get(article as usize).is_some_and(|clean| clean.scattered) {
        Form::Scattered
    } else {
        Form::Plain
    }
}

/// The language of a group: that of the article which stands for it.
pub(super) fn lang_of_group(corpus: &Corpus, heads: &[u32], group: u32) -> Option<Lang> {
    let head = *heads.get(group as usize)?;
    corpus.clean.get(head as usize).map(|clean| clean.lang)
}

/// The numbers of all groups, those of one language side by side.
pub(super) fn by_language(corpus: &Corpus, heads: &[u32], groups: usize) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0u32..).take(groups).collect();
    numbers.sort_by_key(|&group| (lang_of_group(corpus, heads, group), group));
    numbers
}

/// A group, as stories are joined by it, given the article that stands for it.
pub(super) fn member(corpus: &Corpus, group: &Group, head: u32) -> Member {
    let times = group
        .articles
        .iter()
        .filter_map(|&article| corpus.clean.get(article as usize)?.published);
    let lang = corpus.clean.get(head as usize).map(|clean| clean.lang);
    Member {
        articles: u32::try_from(group.articles.len()).unwrap_or(u32::MAX),
        lang: lang.unwrap_or_default(),
        span: times.fold(None, |span: Option<(i64, i64)>, time| {
            Some(span.map_or((time, time), |s| (s.0.min(time), s.1.max(time))))
        }),
    }
}
