//! Groups joined into stories by their scores, roundups aside.

use hashbrown::HashSet;

use super::Settings;
use crate::candidates::Pair;
use crate::cluster::roundups::{Candidate, roundups};
use crate::cluster::stories::{EventLink, Member, StorySettings, stories};

/// A roundup that tells of a story, among others.
#[derive(Debug, Clone, Copy)]
pub struct RoundupTouch {
    /// The roundup's group.
    pub roundup: u32,
    /// The story, by its place among the stories.
    pub story: u32,
    /// The best score between the two.
    pub score: f32,
}

/// Groups joined into stories.
pub(super) struct Joined {
    /// The groups of each story.
    pub(super) stories: Vec<Vec<u32>>,
    /// The story of each group.
    pub(super) story_of: Vec<u32>,
    /// Roundups and the stories they tell of, sorted by both.
    pub(super) touches: Vec<RoundupTouch>,
}

/// Joins groups by their links, which are sorted; roundups stay alone.
pub(super) fn join(
    members: &[Member],
    forms: &[Candidate],
    links: Vec<EventLink>,
    apart: &[Pair],
    settings: &Settings,
) -> Joined {
    let lang = |group: u32| members.get(group as usize).map(|member| member.lang);
    let own = |link: &&EventLink| lang(link.a) == lang(link.b);
    // As in its language alone: see `stories`.
    let own: Vec<EventLink> = links.iter().filter(own).copied().collect();
    let alone = roundups(forms, &own, settings.threshold);
    drop(own);
    let (touching, links): (Vec<EventLink>, Vec<EventLink>) = links
        .into_iter()
        .partition(|link| alone.contains(&link.a) || alone.contains(&link.b));
    let story = StorySettings {
        threshold: f64::from(settings.threshold),
        window: settings.terms.window,
    };
    let stories = stories(members, &links, apart, &story);
    let mut story_of = vec![0; members.len()];
    for (story, groups) in (0u32..).zip(&stories) {
        for &group in groups {
            if let Some(slot) = story_of.get_mut(group as usize) {
                *slot = story;
            }
        }
    }
    let touches = touches(&touching, &alone, &story_of, settings.threshold);
    Joined { stories, story_of, touches }
}

/// The best score between each roundup and each story that it tells of.
fn touches(
    links: &[EventLink],
    roundups: &HashSet<u32>,
    story_of: &[u32],
    threshold: f32,
) -> Vec<RoundupTouch> {
    let mut touches: Vec<RoundupTouch> = links
        .iter()
        .filter(|link| link.score >= threshold)
        .flat_map(|link| [(link.a, link.b, link.score), (link.b, link.a, link.score)])
        .filter(|(roundup, other, _)| {
            roundups.contains(roundup) && !roundups.contains(other)
        })
        .filter_map(|(roundup, other, score)| {
            Some(RoundupTouch { roundup, story: *story_of.get(other as usize)?, score })
        })
        .collect();
    touches.sort_by(|x, y| {
        (x.roundup, x.story).cmp(&(y.roundup, y.story)).then(y.score.total_cmp(&x.score))
    });
    touches.dedup_by_key(|touch| (touch.roundup, touch.story));
    touches
}
