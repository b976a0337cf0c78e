//! Reprint groups to stories: agglomeration over event scores.
//!
//! Two clusters are as close as the root mean square of all scores between their
//! articles, *relative to how tight each of the two is*: two tight sister events stay
//! apart at a closeness at which a loose chain of reports still joins. Pairs without a
//! score count as 0, so that no single weak link joins two stories; nor do many weak ones.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::text::language::Lang;

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

/// One reprint group, for this purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// How many articles it has.
    pub articles: u32,
    /// Their language.
    pub lang: Lang,
    /// Its first and last time in seconds since 1970, if any of them is dated.
    pub span: Option<(i64, i64)>,
}

/// When two clusters are one story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StorySettings {
    /// Least closeness of two clusters that join; for two single articles that is
    /// their score.
    pub threshold: f64,
    /// Longest time, in seconds, between the last article of one cluster and the first
    /// of the other. An undated article brings no two times together.
    pub window: i64,
}

/// The languages of a cluster, a bit each.
type Langs = u64;
const _: () = assert!(Lang::places() <= Langs::BITS as usize);

/// Scores up to this count as none.
const LEAST: f64 = 0.02;
/// Squared score that a cluster of one article is taken to have inside.
const PRIOR: f64 = 0.36;
/// Ordered pairs that this prior is worth.
const PRIOR_PAIRS: f64 = 10.0;
/// Least tightness of a cluster, so that a loose one does not swallow everything.
const LEAST_TIGHTNESS: f64 = 0.16;

/// What a larger cluster is allowed: many reports tell an event from all sides, and one
/// more is like fewer of them. Per natural logarithm of the larger one's articles,
const SIZE_BONUS: f64 = 0.1;
/// up to this many articles.
const MOST_SIZE: f64 = 32.0;

/// Joins groups into stories until no two are close enough: first those of each language,
/// and then what became of them across languages. Stories that have a language in common
/// don't join any more then, so that a language has the same stories whatever others are
/// there. Between any two that join lies a link that reaches the threshold: it says why.
/// So the groups that hang together by such links, with *all* links among them, are joined
/// as among all groups.
///
/// Answers the stories as sorted lists of groups, sorted by their first. Links must be
/// sorted and distinct; sums then run in one order, and the answer is the same on every
/// machine. Groups of a pair in `apart` never come into one story.
///
/// ```
/// use samestory::cluster::stories::{EventLink, Member, StorySettings, stories};
/// use samestory::text::language::Lang;
///
/// let link = |a, b| EventLink { a, b, score: 0.9 };
/// let settings = StorySettings { threshold: 0.3, window: 3600 };
/// let one = Member { articles: 1, lang: Lang::from_code("de"), span: None };
/// assert_eq!(stories(&[one; 3], &[link(0, 2)], &[], &settings), [vec![0, 2], vec![1]]);
/// assert_eq!(stories(&[one; 3], &[link(0, 2)], &[(0, 2)], &settings).len(), 3);
/// // An English report goes with one of two German ones, and does not join the two.
/// let english = Member { lang: Lang::from_code("en"), ..one };
/// let links = [link(0, 1), link(0, 2)];
/// assert_eq!(stories(&[english, one, one], &links, &[], &settings), [vec![0, 1], vec![2]]);
/// ```
pub fn stories(
    groups: &[Member],
    links: &[EventLink],
    apart: &[(u32, u32)],
    settings: &StorySettings,
) -> Vec<Vec<u32>> {
    let lang = |group: u32| groups.get(group as usize).map(|group| group.lang);
    let inside = |link: &&EventLink| lang(link.a) == lang(link.b);
    let mut clusters = Clusters::new(groups, apart, *settings);
    clusters.link(links.iter().filter(inside));
    clusters.join();
    clusters.across = true;
    clusters.link(links.iter().filter(|link| !inside(link)));
    clusters.join();
    let mut stories: Vec<Vec<u32>> = clusters
        .all
        .into_iter()
        .filter(|cluster| !cluster.groups.is_empty())
        .map(|mut cluster| {
            cluster.groups.sort_unstable();
            cluster.groups
        })
        .collect();
    stories.sort_unstable();
    stories
}

/// A closeness as an integer that sorts like it: positive floats keep their order in
/// their bits.
type Closeness = u64;

/// Two clusters on the heap; the closest first, ties to the least numbers.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Near {
    closeness: Closeness,
    a: Reverse<u32>,
    b: Reverse<u32>,
    version_a: u32,
    version_b: u32,
}

struct Cluster {
    groups: Vec<u32>,
    articles: f64,
    langs: Langs,
    span: Option<(i64, i64)>,
    version: u32,
    /// Sum of squared scores over ordered pairs inside.
    inside: f64,
    /// What lies between this cluster and each neighbour.
    between: BTreeMap<u32, Between>,
    /// Clusters it must not join.
    apart: BTreeSet<u32>,
}

impl Cluster {
    /// Mean squared score inside, drawn towards the prior while the cluster is small.
    fn tightness(&self) -> f64 {
        let pairs = self.articles * (self.articles - 1.0);
        ((self.inside + PRIOR_PAIRS * PRIOR) / (pairs + PRIOR_PAIRS)).max(LEAST_TIGHTNESS)
    }
}

/// What lies between two clusters.
#[derive(Debug, Clone, Copy, Default)]
struct Between {
    /// Sum of squared scores between their articles.
    sum: f64,
    /// The best score.
    best: f32,
}

impl Between {
    fn add(&mut self, other: Self) {
        self.sum += other.sum;
        self.best = self.best.max(other.best);
    }
}

struct Clusters {
    all: Vec<Cluster>,
    /// The articles of each group.
    own: Vec<f64>,
    /// Whether links across languages count.
    across: bool,
    nearest: BinaryHeap<Near>,
    settings: StorySettings,
}

impl Clusters {
    fn new(groups: &[Member], apart: &[(u32, u32)], settings: StorySettings) -> Self {
        let own = groups.iter().map(|group| f64::from(group.articles)).collect();
        let all = (0u32..)
            .zip(groups)
            .map(|(number, group)| {
                let articles = f64::from(group.articles);
                Cluster {
                    groups: vec![number],
                    articles,
                    langs: 1 << group.lang.index(),
                    span: group.span,
                    version: 0,
                    // Copies say nothing of how alike reports in words of their own are.
                    inside: articles * (articles - 1.0) * PRIOR,
                    between: BTreeMap::new(),
                    apart: BTreeSet::new(),
                }
            })
            .collect();
        let mut clusters =
            Self { all, own, across: false, nearest: BinaryHeap::new(), settings };
        for &(a, b) in apart {
            for (from, to) in [(a, b), (b, a)] {
                if let Some(cluster) = clusters.all.get_mut(from as usize) {
                    cluster.apart.insert(to);
                }
            }
        }
        clusters
    }

    /// Takes links into account, and puts the clusters that they bring close on the heap.
    fn link<'l>(&mut self, links: impl Iterator<Item = &'l EventLink> + Clone) {
        let mut cluster_of: Vec<u32> = (0u32..).take(self.all.len()).collect();
        for (number, cluster) in (0u32..).zip(&self.all) {
            for &group in &cluster.groups {
                if let Some(slot) = cluster_of.get_mut(group as usize) {
                    *slot = number;
                }
            }
        }
        let of = |group: u32| cluster_of.get(group as usize).copied();
        let between = |link: &EventLink| {
            let (a, b) = (of(link.a)?, of(link.b)?);
            let counts = f64::from(link.score) > LEAST && a != b;
            counts.then_some((a.min(b), a.max(b)))
        };
        for link in links.clone() {
            let Some((a, b)) = between(link) else { continue };
            let score = f64::from(link.score);
            let sum = score * score * self.articles(link.a) * self.articles(link.b);
            let between = Between { sum, best: link.score };
            for (from, to) in [(a, b), (b, a)] {
                if let Some(cluster) = self.all.get_mut(from as usize) {
                    cluster.between.entry(to).or_default().add(between);
                }
            }
        }
        // Some twice, of which the second is out of date when it comes up.
        for (a, b) in links.filter_map(between) {
            self.offer(a, b);
        }
    }

    /// Joins the closest two, until no two are close enough.
    fn join(&mut self) {
        while let Some(near) = self.nearest.pop() {
            let (Reverse(a), Reverse(b)) = (near.a, near.b);
            if self.is_current(a, near.version_a) && self.is_current(b, near.version_b) {
                self.merge(a, b);
            }
        }
    }

    /// The articles of a group.
    fn articles(&self, group: u32) -> f64 {
        self.own.get(group as usize).copied().unwrap_or_default()
    }

    fn get(&self, cluster: u32) -> Option<&Cluster> {
        self.all.get(cluster as usize)
    }

    fn is_current(&self, cluster: u32, version: u32) -> bool {
        self.get(cluster).is_some_and(|c| c.version == version && !c.groups.is_empty())
    }

    fn closeness(&self, a: u32, b: u32) -> Option<f64> {
        let (x, y) = (self.get(a)?, self.get(b)?);
        if let (Some(x), Some(y)) = (x.span, y.span)
            && x.0.max(y.0).saturating_sub(x.1.min(y.1)) > self.settings.window
        {
            return None;
        }
        if x.apart.contains(&b) {
            return None;
        }
        // Once links across count, what the first round left apart stays apart.
        if self.across && x.langs & y.langs != 0 {
            return None;
        }
        let between = x.between.get(&b)?;
        // What is put together by many weak links has none to tell of.
        if f64::from(between.best) < self.settings.threshold {
            return None;
        }
        let mean = between.sum / (x.articles * y.articles);
        let size = x.articles.max(y.articles).min(MOST_SIZE);
        let known = 1.0 + SIZE_BONUS * size.ln();
        Some(known * PRIOR * (mean / (x.tightness() * y.tightness())).sqrt())
    }

    /// Puts two clusters on the heap if they are close enough.
    fn offer(&mut self, a: u32, b: u32) {
        if let (Some(closeness), Some(x), Some(y)) =
            (self.closeness(a, b), self.get(a), self.get(b))
            && closeness >= self.settings.threshold
        {
            self.nearest.push(Near {
                closeness: closeness.to_bits(),
                a: Reverse(a),
                b: Reverse(b),
                version_a: x.version,
                version_b: y.version,
            });
        }
    }

    /// Puts `b` into `a`; `a < b`.
    fn merge(&mut self, a: u32, b: u32) {
        let Some(gone) = self.all.get_mut(b as usize) else { return };
        let groups = std::mem::take(&mut gone.groups);
        let between = std::mem::take(&mut gone.between);
        let apart = std::mem::take(&mut gone.apart);
        let (articles, inside, span) = (gone.articles, gone.inside, gone.span);
        let langs = gone.langs;
        for (&neighbour, &sum) in between.iter().filter(|(neighbour, _)| **neighbour != a)
        {
            if let Some(back) = self.all.get_mut(neighbour as usize) {
                back.between.remove(&b);
                back.between.entry(a).or_default().add(sum);
            }
        }
        for &other in &apart {
            if let Some(back) = self.all.get_mut(other as usize) {
                back.apart.remove(&b);
                back.apart.insert(a);
            }
        }
        let Some(cluster) = self.all.get_mut(a as usize) else { return };
        cluster.apart.extend(apart);
        let joint = cluster.between.remove(&b).unwrap_or_default();
        for (neighbour, sum) in
            between.into_iter().filter(|(neighbour, _)| *neighbour != a)
        {
            cluster.between.entry(neighbour).or_default().add(sum);
        }
        cluster.groups.extend(groups);
        cluster.articles += articles;
        cluster.langs |= langs;
        cluster.inside += inside + 2.0 * joint.sum;
        cluster.version += 1;
        cluster.span = match (cluster.span, span) {
            (Some(x), Some(y)) => Some((x.0.min(y.0), x.1.max(y.1))),
            (x, y) => x.or(y),
        };
        let neighbours: Vec<u32> = cluster.between.keys().copied().collect();
        for neighbour in neighbours {
            self.offer(a.min(neighbour), a.max(neighbour));
        }
    }
}

#[cfg(test)]
mod tests;
