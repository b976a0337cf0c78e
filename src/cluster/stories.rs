//! Reprint groups to stories: agglomeration over event scores.
//!
//! Two clusters are as close as the better half of all pairs between them: between
//! single link, which chains, and average link, which breaks long stories apart. Pairs
//! without a score count as 0, so that no single weak link joins two stories.
//! Scores are held as integers, which makes every sum, and so every story, the same in
//! whatever order the pairs come.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// A scored pair of groups, `a < b`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventLink {
    /// One group.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// How likely they tell of the same happening, 0 to 1.
    pub score: f32,
}

/// Parts that scores are counted in.
const SCALE: f32 = 60_000.0;
/// Scores below this count as none.
const LEAST: f32 = 0.05;

/// When two groups may be one story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StorySettings {
    /// Least closeness of two clusters that join.
    pub threshold: f32,
    /// Longest time, in seconds, between the last article of one cluster and the first
    /// of the other. An undated article brings no two times together.
    pub window: i64,
}

/// Joins groups into stories until no two are close enough; `times` are their seconds
/// since 1970, where known. Answers the stories as sorted lists of groups, sorted by
/// their first.
///
/// ```
/// use samestory::cluster::stories::{EventLink, StorySettings, stories};
///
/// let links = [EventLink { a: 0, b: 2, score: 0.9 }];
/// let settings = StorySettings { threshold: 0.5, window: 3600 };
/// assert_eq!(stories(&[None, None, None], &links, &settings), [vec![0, 2], vec![1]]);
/// ```
pub fn stories(
    times: &[Option<i64>],
    links: &[EventLink],
    settings: &StorySettings,
) -> Vec<Vec<u32>> {
    let threshold = settings.threshold;
    let mut clusters = Clusters::new(times, links);
    while let Some(near) = clusters.nearest.pop() {
        if f64::from(near.closeness) < f64::from(threshold * SCALE) {
            break;
        }
        let (Reverse(a), Reverse(b)) = (near.a, near.b);
        if clusters.is_current(a, near.version_a)
            && clusters.is_current(b, near.version_b)
            && clusters.in_time(a, b, settings.window)
        {
            clusters.merge(a, b);
        }
    }
    let mut stories: Vec<Vec<u32>> = clusters
        .members
        .into_iter()
        .filter(|members| !members.is_empty())
        .map(|mut members| {
            members.sort_unstable();
            members
        })
        .collect();
    stories.sort_unstable();
    stories
}

/// Two clusters on the heap; the closest first, ties to the least numbers.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Near {
    closeness: u32,
    a: Reverse<u32>,
    b: Reverse<u32>,
    version_a: u32,
    version_b: u32,
}

struct Clusters {
    members: Vec<Vec<u32>>,
    /// First and last time of each cluster.
    spans: Vec<Option<(i64, i64)>>,
    versions: Vec<u32>,
    /// For each cluster its neighbours, with all scores between the two, best first.
    scores: Vec<BTreeMap<u32, Vec<u16>>>,
    nearest: BinaryHeap<Near>,
}

impl Clusters {
    fn new(times: &[Option<i64>], links: &[EventLink]) -> Self {
        let groups = times.len();
        let count = u32::try_from(groups).unwrap_or(u32::MAX);
        let mut clusters = Self {
            members: (0..count).map(|group| vec![group]).collect(),
            spans: times.iter().map(|time| time.map(|time| (time, time))).collect(),
            versions: vec![0; groups],
            scores: vec![BTreeMap::new(); groups],
            nearest: BinaryHeap::new(),
        };
        for link in links.iter().filter(|link| link.score >= LEAST && link.a != link.b) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a score of 0 to 1, scaled"
            )]
            let score = (link.score.clamp(0.0, 1.0) * SCALE) as u16;
            for (from, to) in [(link.a, link.b), (link.b, link.a)] {
                if let Some(neighbours) = clusters.scores.get_mut(from as usize) {
                    neighbours.insert(to, vec![score]);
                }
            }
        }
        for link in links {
            clusters.offer(link.a.min(link.b), link.a.max(link.b));
        }
        clusters
    }

    fn is_current(&self, cluster: u32, version: u32) -> bool {
        self.versions.get(cluster as usize) == Some(&version)
            && self
                .members
                .get(cluster as usize)
                .is_some_and(|members| !members.is_empty())
    }

    fn in_time(&self, a: u32, b: u32, window: i64) -> bool {
        let span = |cluster: u32| self.spans.get(cluster as usize).copied().flatten();
        match (span(a), span(b)) {
            (Some(a), Some(b)) => a.0.max(b.0) - a.1.min(b.1) <= window,
            _ => true,
        }
    }

    fn size(&self, cluster: u32) -> usize {
        self.members.get(cluster as usize).map_or(0, Vec::len)
    }

    /// Mean of the better half of all pairs between two clusters.
    fn closeness(&self, a: u32, b: u32) -> u32 {
        let Some(scores) = self.scores.get(a as usize).and_then(|scores| scores.get(&b))
        else {
            return 0;
        };
        let half = (self.size(a) * self.size(b)).div_ceil(2).max(1);
        let sum: u64 = scores.iter().take(half).map(|&score| u64::from(score)).sum();
        u32::try_from(sum / half as u64).unwrap_or(0)
    }

    fn offer(&mut self, a: u32, b: u32) {
        let closeness = self.closeness(a, b);
        let version = |cluster: u32| self.versions.get(cluster as usize).copied();
        if let (Some(version_a), Some(version_b)) = (version(a), version(b))
            && closeness > 0
        {
            self.nearest.push(Near {
                closeness,
                a: Reverse(a),
                b: Reverse(b),
                version_a,
                version_b,
            });
        }
    }

    /// Puts `b` into `a`; `a < b`.
    fn merge(&mut self, a: u32, b: u32) {
        let moved =
            self.members.get_mut(b as usize).map(std::mem::take).unwrap_or_default();
        let old = self.scores.get_mut(b as usize).map(std::mem::take).unwrap_or_default();
        if let Some(members) = self.members.get_mut(a as usize) {
            members.extend(moved);
        }
        let span = self.spans.get(b as usize).copied().flatten();
        if let (Some(slot), Some((first, last))) = (self.spans.get_mut(a as usize), span)
        {
            *slot = Some(
                slot.map_or((first, last), |own| (own.0.min(first), own.1.max(last))),
            );
        }
        for (neighbour, scores) in old {
            if let Some(back) = self.scores.get_mut(neighbour as usize) {
                back.remove(&b);
                if neighbour != a {
                    let joint = back.entry(a).or_default();
                    joint.extend_from_slice(&scores);
                    joint.sort_unstable_by_key(|&score| Reverse(score));
                }
            }
            if neighbour != a
                && let Some(forth) = self.scores.get_mut(a as usize)
            {
                let joint = forth.entry(neighbour).or_default();
                joint.extend_from_slice(&scores);
                joint.sort_unstable_by_key(|&score| Reverse(score));
            }
        }
        if let Some(version) = self.versions.get_mut(a as usize) {
            *version += 1;
        }
        let neighbours: Vec<u32> = self
            .scores
            .get(a as usize)
            .map(|s| s.keys().copied().collect())
            .unwrap_or_default();
        for neighbour in neighbours {
            self.offer(a.min(neighbour), a.max(neighbour));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn link(a: u32, b: u32, score: f32) -> EventLink {
        EventLink { a, b, score }
    }

    fn joined(groups: usize, links: &[EventLink]) -> Vec<Vec<u32>> {
        stories(&vec![None; groups], links, &StorySettings { threshold: 0.4, window: 0 })
    }

    #[test]
    fn one_weak_link_does_not_chain_two_stories() {
        let links = [
            link(0, 1, 0.9),
            link(1, 2, 0.9),
            link(0, 2, 0.9),
            link(3, 4, 0.9),
            link(4, 5, 0.9),
            link(3, 5, 0.9),
            link(2, 3, 0.8),
        ];
        assert_eq!(joined(6, &links), [vec![0, 1, 2], vec![3, 4, 5]]);
    }

    #[test]
    fn an_undated_article_does_not_bridge_two_years() {
        let links = [link(0, 1, 0.9), link(1, 2, 0.9), link(0, 2, 0.9)];
        let settings = StorySettings { threshold: 0.5, window: 3600 };
        let times = [Some(0), None, Some(365 * 24 * 3600)];
        assert_eq!(stories(&times, &links, &settings), [vec![0, 1], vec![2]]);
    }

    proptest! {
        #[test]
        fn the_order_of_the_links_does_not_matter(
            pairs in prop::collection::btree_map((0u32..12, 0u32..12), 0.0f32..1.0, 0..40),
            turn in 0usize..40,
        ) {
            let mut links: Vec<EventLink> = pairs
                .into_iter()
                .filter(|((a, b), _)| a < b)
                .map(|((a, b), score)| link(a, b, score))
                .collect();
            let before = joined(12, &links);
            let turn = turn.min(links.len());
            links.rotate_left(turn);
            links.reverse();
            prop_assert_eq!(joined(12, &links), before);
        }
    }
}
