//! Groups and links put together to stories.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Settings;
use super::cluster::{Apart, NotJoined, StoryParts, StoryTie};
use super::event_tier::Found;
use super::reuse::Reuse;
use super::ties::choose_ties;
use crate::candidates::Pair;
use crate::cluster::groups::Group;
use crate::verify::reuse::ReuseLink;

/// Least strength of a link that is listed as touching another story.
const LEAST_NOT_JOINED: f64 = 0.3;
/// Most such links listed for a story.
const LISTED_NOT_JOINED: usize = 50;

/// Stories of groups, with the links that hold them together if there is `reuse`.
pub(super) fn assemble(
    articles: usize,
    groups: Vec<Group>,
    heads: &[u32],
    Found { story_of, ties, touches, .. }: Found,
    reuse: Option<&Reuse>,
) -> Vec<StoryParts> {
    let count = story_of.iter().max().map_or(0, |&last| last as usize + 1);
    let mut stories: Vec<StoryParts> = vec![StoryParts::default(); count];
    let mut story_of_article = vec![u32::MAX; articles];
    for (group, &story) in groups.iter().zip(&story_of) {
        for &article in &group.articles {
            if let Some(slot) = story_of_article.get_mut(article as usize) {
                *slot = story;
            }
        }
    }
    let story_of_link = |link: &ReuseLink| {
        let [a, b] = [link.a, link.b].map(|end| story_of_article.get(end as usize));
        a.filter(|a| Some(*a) == b).copied()
    };
    let in_groups = groups
        .iter()
        .zip(&story_of)
        .flat_map(|(group, &story)| std::iter::repeat_n(story, group.articles.len()));
    reserve(&mut stories, in_groups, |parts| &mut parts.articles);
    reserve(&mut stories, story_of.iter().copied(), |parts| &mut parts.groups);
    for ((group, &head), &story) in groups.into_iter().zip(heads).zip(&story_of) {
        if let Some(parts) = stories.get_mut(story as usize) {
            parts.articles.extend(&group.articles);
            parts.groups.push((group, head));
        }
    }
    let star_links = || reuse.into_iter().flat_map(Reuse::star_links);
    let links = star_links().filter_map(|link| story_of_link(&link));
    reserve(&mut stories, links, |parts| &mut parts.links);
    for link in star_links() {
        let story = story_of_link(&link);
        if let Some(parts) = story.and_then(|story| stories.get_mut(story as usize)) {
            let (a, b) = (link.a, link.b);
            parts.links.push(StoryTie { a, b, reuse: Some(link), event: None });
        }
    }
    for tie in reuse.map(|_| ties).into_iter().flatten() {
        let (a, b) = (heads.get(tie.a as usize), heads.get(tie.b as usize));
        let story = story_of.get(tie.a as usize);
        if let (Some(&a), Some(&b), Some(&story)) = (a, b, story)
            && story_of.get(tie.b as usize) == Some(&story)
            && let Some(parts) = stories.get_mut(story as usize)
        {
            let (a, b) = (a.min(b), a.max(b));
            let reuse = None;
            parts.links.push(StoryTie {
                a,
                b,
                reuse,
                event: Some(Box::new((tie.score, tie.shared))),
            });
        }
    }
    for touch in touches {
        let head = heads.get(touch.roundup as usize);
        if let (Some(parts), Some(&head)) = (stories.get_mut(touch.story as usize), head)
        {
            parts.touched_by.push((head, touch.score));
        }
    }
    stories.par_iter_mut().for_each(|parts| {
        parts.articles.sort_unstable();
        parts.touched_by.sort_unstable_by_key(|touch| touch.0);
        choose_ties(parts);
    });
    stories.sort_by(|x, y| x.articles.cmp(&y.articles));
    stories
}

/// Makes room in a list of each story for as much as the story is named. No list grows
/// beyond what it holds then: most hold one or none.
fn reserve<T>(
    stories: &mut [StoryParts],
    named: impl Iterator<Item = u32>,
    list: impl Fn(&mut StoryParts) -> &mut Vec<T>,
) {
    let mut counts = vec![0; stories.len()];
    for story in named {
        if let Some(count) = counts.get_mut(story as usize) {
            *count += 1;
        }
    }
    for (parts, count) in stories.iter_mut().zip(counts) {
        list(parts).reserve_exact(count);
    }
}

/// Lists the links that lead out of each story.
pub(super) fn add_not_joined(
    stories: &mut [StoryParts],
    reuse: &Reuse,
    by_standing: &HashMap<Pair, f64>,
    settings: &Settings,
) {
    // Every article is in one story.
    let articles = stories.iter().map(|story| story.articles.len()).sum();
    let mut story_of = vec![0u32; articles];
    for (number, story) in (0u32..).zip(&*stories) {
        for &article in &story.articles {
            if let Some(slot) = story_of.get_mut(article as usize) {
                *slot = number;
            }
        }
    }
    let leading_out = || {
        let strong = |link: &ReuseLink| link.containment() >= LEAST_NOT_JOINED;
        reuse.star_links().filter(strong).filter_map(|link| {
            let story = |article: u32| story_of.get(article as usize).copied();
            let (a, b) = (story(link.a)?, story(link.b)?);
            (a != b).then_some((link, [a, b]))
        })
    };
    let ends = leading_out().flat_map(|(_, ends)| ends);
    reserve(stories, ends, |parts| &mut parts.not_joined);
    for (link, ends) in leading_out() {
        let pair = (link.a.min(link.b), link.a.max(link.b));
        let apart = if link.template.is_some() {
            Apart::Template
        } else if let Some(&own) = by_standing.get(&pair) {
            Apart::Standing(own)
        } else if settings.groups.joins(&link) {
            Apart::Groups
        } else if link.containment() >= settings.groups.smaller {
            Apart::Part(link.least_containment())
        } else {
            Apart::Little
        };
        for story in ends {
            if let Some(parts) = stories.get_mut(story as usize) {
                parts.not_joined.push(NotJoined { link, apart });
            }
        }
    }
    stories.par_iter_mut().for_each(|parts| {
        parts.not_joined.sort_by(|x, y| {
            let strength = |touch: &NotJoined| touch.link.containment();
            let ends = |touch: &NotJoined| (touch.link.a, touch.link.b);
            strength(y).total_cmp(&strength(x)).then(ends(x).cmp(&ends(y)))
        });
        parts.not_joined.truncate(LISTED_NOT_JOINED);
    });
}
