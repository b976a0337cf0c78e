//! Reprint groups: articles that carry the same text.
//!
//! Links are taken strongest first. Two groups join when the link between them is
//! strong enough *and* the texts that stand for them, and those of their texts that are
//! least like these, carry the same text as well: so that a chain A≈B≈C…≈Z whose ends
//! share little is cut where it is weakest, and a text made of two others, or a roundup
//! that holds ten reports, joins them not.

use hashbrown::HashMap;

use crate::verify::reuse::{ReuseKind, ReuseLink};

/// What it takes to join two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupSettings {
    /// Least share of the smaller text found in the larger.
    pub smaller: f64,
    /// Least share of the larger text found in the smaller, unless the texts are near.
    pub larger: f64,
    /// Least strength between the representatives of two groups that join.
    pub representatives: f64,
}

impl Default for GroupSettings {
    fn default() -> Self {
        Self { smaller: 0.6, larger: 0.3, representatives: 0.3 }
    }
}

impl GroupSettings {
    /// Whether a link alone says that two articles carry the same text.
    pub fn joins(&self, link: &ReuseLink) -> bool {
        let smaller = link.containment();
        let larger = link.least_containment();
        match link.kind {
            ReuseKind::Exact | ReuseKind::Near => true,
            ReuseKind::Contains => larger >= self.larger,
            ReuseKind::Partial => {
                link.template.is_none()
                    && smaller >= self.smaller
                    && larger >= self.larger
            }
        }
    }
}

/// One reprint group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its articles by their places in the collection, ascending.
    pub articles: Vec<u32>,
    /// The lowest strength over the links that hold it together; 1 for one article.
    pub weakest: f64,
    /// The two articles of that link; `None` for copies word for word and for one article.
    pub weakest_pair: Option<(u32, u32)>,
}

/// How alike two texts are, for the purpose of grouping.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Alike {
    /// Jaccard similarity.
    pub jaccard: f64,
    /// The larger of both containments.
    pub strength: f64,
}

impl From<&ReuseLink> for Alike {
    fn from(link: &ReuseLink) -> Self {
        Self { jaccard: link.jaccard(), strength: link.containment() }
    }
}

/// A member is loosely tied to the text that stands for its group below this Jaccard
/// similarity. Loosely tied members are asked too before groups join,
const LOOSE: f64 = 0.8;
/// but no more of a group than this, the loosest: the cost of a join is bounded.
const ASKED: usize = 15;

/// Groups `articles` texts by their links; `alike` answers how alike any two texts
/// are (it is asked about pairs that have no link, too), `length` how long a text is: of
/// two groups of one size the fuller text stands for both. Every text is in exactly one
/// group; groups are sorted by their first article.
///
/// ```
/// use samestory::cluster::groups::{Alike, GroupSettings, group};
///
/// let groups =
///     group(3, &[], &GroupSettings::default(), |_| 0, |_, _| Alike::default());
/// assert_eq!(groups.len(), 3);
/// ```
pub fn group(
    articles: usize,
    links: &[ReuseLink],
    settings: &GroupSettings,
    length: impl Fn(u32) -> usize,
    mut alike: impl FnMut(u32, u32) -> Alike,
) -> Vec<Group> {
    let strong = links.iter().filter(|link| settings.joins(link));
    let mut strong: Vec<(f64, f64, &ReuseLink)> =
        strong.map(|link| (link.jaccard(), link.containment(), link)).collect();
    strong.sort_by(|x, y| {
        y.0.total_cmp(&x.0)
            .then_with(|| y.1.total_cmp(&x.1))
            .then_with(|| (x.2.a, x.2.b).cmp(&(y.2.a, y.2.b)))
    });
    let mut alike = |a: u32, b: u32| alike(a.min(b), a.max(b));
    let mut forest = Forest::new(articles);
    for (.., link) in strong {
        let (a, b) = (forest.root(link.a), forest.root(link.b));
        if a == b {
            continue;
        }
        let mut same = |a: u32, b: u32| alike(a, b).strength >= settings.representatives;
        let all_same = same(link.a, link.b)
            && forest.asked(a).all(|x| forest.asked(b).all(|y| same(x, y)));
        if all_same {
            forest.join(a, b, link, &length, &mut alike);
        }
    }
    forest.groups()
}

/// Union-find that remembers each set's size, weakest link and loosest members.
struct Forest {
    parent: Vec<u32>,
    size: Vec<u32>,
    weakest: HashMap<u32, (f64, (u32, u32))>,
    /// For each root with such members: those loosely tied to it, loosest first.
    loose: HashMap<u32, Vec<(f64, u32)>>,
}

impl Forest {
    fn new(articles: usize) -> Self {
        let count = u32::try_from(articles).unwrap_or(u32::MAX);
        Self {
            parent: (0..count).collect(),
            size: vec![1; articles],
            weakest: HashMap::new(),
            loose: HashMap::new(),
        }
    }

    fn root(&mut self, mut article: u32) -> u32 {
        while let Some(&parent) = self.parent.get(article as usize) {
            if parent == article {
                break;
            }
            let above = self.parent.get(parent as usize).copied().unwrap_or(parent);
            if let Some(slot) = self.parent.get_mut(article as usize) {
                *slot = above;
            }
            article = above;
        }
        article
    }

    /// The root and its loosely tied members.
    fn asked(&self, root: u32) -> impl Iterator<Item = u32> {
        let loose = self.loose.get(&root).map_or(&[][..], Vec::as_slice);
        std::iter::once(root).chain(loose.iter().map(|&(_, member)| member))
    }

    fn join(
        &mut self,
        a: u32,
        b: u32,
        link: &ReuseLink,
        length: impl Fn(u32) -> usize,
        mut alike: impl FnMut(u32, u32) -> Alike,
    ) {
        let size =
            |forest: &Self, x: u32| forest.size.get(x as usize).copied().unwrap_or(1);
        let rank = |size: u32, x: u32| (size, length(x), std::cmp::Reverse(x));
        let sizes = (size(self, a), size(self, b));
        let (into, from) =
            if rank(sizes.0, a) > rank(sizes.1, b) { (a, b) } else { (b, a) };
        if let Some(slot) = self.parent.get_mut(from as usize) {
            *slot = into;
        }
        if let Some(slot) = self.size.get_mut(into as usize) {
            *slot = sizes.0 + sizes.1;
        }
        let weakest = [into, from].map(|root| self.weakest.remove(&root));
        let weakest = weakest.into_iter().flatten().fold(
            (link.containment(), (link.a, link.b)),
            |low, other| {
                if other.0 < low.0 { other } else { low }
            },
        );
        self.weakest.insert(into, weakest);

        let mut loose = self.loose.remove(&into).unwrap_or_default();
        let joined: Vec<u32> = self.asked(from).collect();
        self.loose.remove(&from);
        loose.extend(
            joined
                .into_iter()
                .map(|member| (alike(into, member).jaccard, member))
                .filter(|&(jaccard, _)| jaccard < LOOSE),
        );
        if !loose.is_empty() {
            loose.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
            loose.truncate(ASKED);
            self.loose.insert(into, loose);
        }
    }

    fn groups(mut self) -> Vec<Group> {
        let count = u32::try_from(self.parent.len()).unwrap_or(u32::MAX);
        let mut rooted: Vec<(u32, u32)> =
            (0..count).map(|article| (self.root(article), article)).collect();
        rooted.sort_unstable();
        let mut groups: Vec<Group> = rooted
            .chunk_by(|x, y| x.0 == y.0)
            .map(|members| {
                let root = members.first().map(|&(root, _)| root);
                let weakest = root.and_then(|root| self.weakest.get(&root));
                Group {
                    articles: members.iter().map(|&(_, article)| article).collect(),
                    weakest: weakest.map_or(1.0, |weakest| weakest.0),
                    weakest_pair: weakest.map(|weakest| weakest.1),
                }
            })
            .collect();
        groups.sort_by(|x, y| x.articles.cmp(&y.articles));
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link of two texts of a thousand shingles that share so many.
    fn link(a: u32, b: u32, shared: u32) -> ReuseLink {
        ReuseLink {
            a,
            b,
            kind: ReuseKind::Near,
            template: None,
            shared,
            in_a: 1_000,
            in_b: 1_000,
        }
    }

    fn strength(strength: f64) -> Alike {
        Alike { jaccard: strength, strength }
    }

    #[test]
    fn a_chain_whose_ends_share_nothing_is_cut() {
        let links: Vec<ReuseLink> = (0..25).map(|i| link(i, i + 1, 750)).collect();
        let alike = |a: u32, b: u32| strength((1.0 - 0.3 * f64::from(b - a)).max(0.0));
        let groups = group(26, &links, &GroupSettings::default(), |_| 0, alike);
        assert_eq!(groups.iter().map(|group| group.articles.len()).sum::<usize>(), 26);
        for group in groups {
            let ends = group.articles.first().zip(group.articles.last());
            assert!(ends.is_some_and(|(a, b)| b - a <= 2), "{group:?}");
        }
    }

    #[test]
    fn a_text_made_of_two_others_brings_them_not_together() {
        // 1 and 2 share nothing; 0 holds both, and little else.
        let links = [link(0, 1, 666), link(0, 2, 648)];
        let alike = |a: u32, _| {
            if a == 0 { Alike { jaccard: 0.5, strength: 0.95 } } else { Alike::default() }
        };
        let longest = |text: u32| if text == 0 { 200 } else { 100 };
        let groups = group(3, &links, &GroupSettings::default(), longest, alike);
        assert_eq!(groups.len(), 2, "{groups:?}");
    }

    #[test]
    fn a_roundup_that_holds_ten_reports_joins_none() {
        let links: Vec<ReuseLink> = (1..11)
            .map(|report| ReuseLink {
                kind: ReuseKind::Contains,
                in_b: 100,
                ..link(0, report, 95)
            })
            .collect();
        let alike = |_, _| Alike::default();
        let groups = group(11, &links, &GroupSettings::default(), |_| 0, alike);
        assert!(groups.iter().all(|group| group.articles.len() == 1));
    }

    #[test]
    fn the_weakest_link_of_a_group_is_told() {
        let links = [link(0, 1, 900), link(1, 2, 700), link(0, 2, 600)];
        let groups =
            group(3, &links, &GroupSettings::default(), |_| 0, |_, _| strength(0.6));
        assert_eq!(groups.len(), 1);
        assert!((groups[0].weakest - 0.7).abs() < 1e-9);
        assert_eq!(groups[0].weakest_pair, Some((1, 2)));
    }
}
