//! Stories of a part of a collection.

use hashbrown::HashMap;

use super::super::cluster::{Clustering, Grouped, add_passages, stories_of};
use super::super::event_tier::Found;
use super::super::joined::{Joined, RoundupTouch, join};
use super::super::progress::Progress;
use super::super::reuse::Reuse;
use super::super::{Settings, Tier};
use super::{Facts, prepared};
use crate::article::Article;
use crate::candidates::Pair;
use crate::cluster::groups::Group;
use crate::cluster::roundups::Candidate;
use crate::cluster::stories::{EventLink, Member};
use crate::error::Result;
use crate::sketch::sketches::Sketches;
use crate::verify::reuse::ReuseLink;

/// A group, as stories are joined by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartMember {
    /// Its articles and times.
    pub member: Member,
    /// What its text says of its form.
    pub candidate: Candidate,
}

/// Stories of groups, by their places.
#[derive(Debug)]
pub struct JoinedPart {
    /// The groups of each story.
    pub stories: Vec<Vec<u32>>,
    /// Roundups and the stories that they tell of.
    pub touches: Vec<RoundupTouch>,
}

/// Joins groups into stories, as in the whole: where all that hang together by links that
/// reach the threshold are there, and all links among them, weak ones too. `apart` are
/// pairs that never come into one story.
///
/// ```
/// use samestory::cluster::{roundups::Candidate, stories::{EventLink, Member}};
/// use samestory::pipeline::Settings;
/// use samestory::pipeline::part::{PartMember, join_part};
/// use samestory::text::language::Lang;
///
/// let member = Member { articles: 1, lang: Lang::UNKNOWN, span: None };
/// let group = PartMember { member, candidate: Candidate::default() };
/// let links = vec![EventLink { a: 0, b: 1, score: 0.9 }];
/// let found = join_part(&[group; 3], links, &[], &Settings::default());
/// assert_eq!(found.stories, [vec![0, 1], vec![2]]);
/// ```
pub fn join_part(
    groups: &[PartMember],
    mut links: Vec<EventLink>,
    apart: &[Pair],
    settings: &Settings,
) -> JoinedPart {
    links.sort_by_key(|link| (link.a, link.b));
    let members: Vec<Member> = groups.iter().map(|group| group.member).collect();
    let forms: Vec<Candidate> = groups.iter().map(|group| group.candidate).collect();
    let Joined { stories, touches, .. } = join(&members, &forms, links, apart, settings);
    JoinedPart { stories, touches }
}

/// Stories whose groups are known. Articles are named by their places, groups by theirs in
/// `groups`.
#[derive(Debug, Default)]
pub struct PartStory {
    /// Reprint groups, each with the article that stands for it, by their first articles.
    pub groups: Vec<(Group, u32)>,
    /// Pairs that were not joined because they are alike by standing text.
    pub by_standing: Vec<(Pair, f64)>,
    /// Stories and their ties.
    pub found: Found,
    /// Roundups, by the articles that stand for them, the place of a story that each tells
    /// of, and the best score between the two.
    pub touches: Vec<(u32, u32, f32)>,
}

/// Tells stories with their links and passages, as in the whole: where all articles of a
/// story and all links of them are there, and the articles at their other ends. Links
/// run between places in `articles`, which are sorted by id, and between the first articles
/// of equal texts. An article of no group here is told as a story of its own.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn tell_part(
    articles: Vec<Article>,
    facts: &Facts,
    links: &[ReuseLink],
    known: PartStory,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Clustering> {
    let quick = Settings { tier: Tier::Reprints, ..settings.clone() };
    let mut corpus = prepared(articles, facts, &quick, progress)?;
    let reuse = Reuse::of_part(&corpus, links, facts.standing(&corpus));
    corpus.sketches = Sketches::default();
    let PartStory { groups, by_standing, mut found, touches } = known;
    let mut here = vec![false; corpus.articles.len()];
    for &article in groups.iter().flat_map(|(group, _)| &group.articles) {
        if let Some(slot) = here.get_mut(article as usize) {
            *slot = true;
        }
    }
    let stories = found.story_of.iter().max().map_or(0, |last| last + 1);
    let (mut groups, mut heads): (Vec<Group>, Vec<u32>) = groups.into_iter().unzip();
    let alone = (0u32..).zip(here).filter(|(_, here)| !here);
    for (story, (article, _)) in (stories..).zip(alone) {
        found.story_of.push(story);
        groups.push(Group::alone(article));
        heads.push(article);
    }
    let group_of: HashMap<u32, u32> = heads.iter().copied().zip(0u32..).collect();
    found.touches.extend(touches.into_iter().filter_map(|(head, story, score)| {
        Some(RoundupTouch { roundup: *group_of.get(&head)?, story, score })
    }));
    found.event_links = found.ties.len();
    let by_standing: HashMap<Pair, f64> = by_standing.into_iter().collect();
    let groups = Grouped { groups, heads, by_standing };
    let mut told = stories_of(corpus, groups, found, &reuse, settings);
    if settings.finds_passages() {
        add_passages(&mut told, settings, |_| true, progress)?;
    }
    Ok(told)
}
