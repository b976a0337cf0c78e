//! Reprint groups: articles that carry the same text.
//!
//! Links are taken strongest first. Two groups join when the link between them is
//! strong enough *and* their representatives carry the same text as well, so that a
//! chain A≈B≈C…≈Z whose ends share little is cut where it is weakest, and a roundup
//! that holds ten reports joins none of them.

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
        let larger = link.containment_ab.min(link.containment_ba);
        match link.kind {
            ReuseKind::Exact | ReuseKind::Near => true,
            ReuseKind::Contains => larger >= self.larger,
            ReuseKind::Partial => {
                !link.template && smaller >= self.smaller && larger >= self.larger
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
}

/// Groups `articles` texts by their links; `strength` answers how alike any two texts
/// are (it is asked about pairs that have no link yet), `length` how long a text is: of two
/// groups of one size the fuller text stands for both. Every text is in exactly one
/// group; groups are sorted by their first article.
///
/// ```
/// use samestory::cluster::groups::{GroupSettings, group};
///
/// let groups = group(3, &[], &GroupSettings::default(), |_| 0, |_, _| 0.0);
/// assert_eq!(groups.len(), 3);
/// ```
pub fn group(
    articles: usize,
    links: &[ReuseLink],
    settings: &GroupSettings,
    length: impl Fn(u32) -> usize,
    mut strength: impl FnMut(u32, u32) -> f64,
) -> Vec<Group> {
    let mut strong: Vec<&ReuseLink> =
        links.iter().filter(|link| settings.joins(link)).collect();
    strong.sort_by(|x, y| {
        y.jaccard
            .total_cmp(&x.jaccard)
            .then_with(|| y.strength().total_cmp(&x.strength()))
            .then_with(|| (x.a, x.b).cmp(&(y.a, y.b)))
    });
    let mut forest = Forest::new(articles);
    for link in strong {
        let (a, b) = (forest.root(link.a), forest.root(link.b));
        if a == b {
            continue;
        }
        // A root is the member with which the group began: of its strongest pair.
        let same = (a, b) == (link.a, link.b)
            || (b, a) == (link.a, link.b)
            || strength(a.min(b), a.max(b)) >= settings.representatives;
        if same {
            forest.join(a, b, link.strength(), &length);
        }
    }
    forest.groups()
}

/// Union-find that remembers each set's size and weakest link.
struct Forest {
    parent: Vec<u32>,
    size: Vec<u32>,
    weakest: Vec<f64>,
}

impl Forest {
    fn new(articles: usize) -> Self {
        let count = u32::try_from(articles).unwrap_or(u32::MAX);
        Self {
            parent: (0..count).collect(),
            size: vec![1; articles],
            weakest: vec![1.0; articles],
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

    fn join(&mut self, a: u32, b: u32, strength: f64, length: impl Fn(u32) -> usize) {
        let size =
            |forest: &Self, x: u32| forest.size.get(x as usize).copied().unwrap_or(1);
        let weakest = |forest: &Self, x: u32| {
            forest.weakest.get(x as usize).copied().unwrap_or(1.0)
        };
        let (sizes, low) = (
            (size(self, a), size(self, b)),
            weakest(self, a).min(weakest(self, b)).min(strength),
        );
        let rank = |size: u32, x: u32| (size, length(x), std::cmp::Reverse(x));
        let (into, from) =
            if rank(sizes.0, a) > rank(sizes.1, b) { (a, b) } else { (b, a) };
        if let Some(slot) = self.parent.get_mut(from as usize) {
            *slot = into;
        }
        if let Some(slot) = self.size.get_mut(into as usize) {
            *slot = sizes.0 + sizes.1;
        }
        if let Some(slot) = self.weakest.get_mut(into as usize) {
            *slot = low;
        }
    }

    fn groups(mut self) -> Vec<Group> {
        let count = u32::try_from(self.parent.len()).unwrap_or(u32::MAX);
        let mut rooted: Vec<(u32, u32)> =
            (0..count).map(|article| (self.root(article), article)).collect();
        rooted.sort_unstable();
        let mut groups: Vec<Group> = rooted
            .chunk_by(|x, y| x.0 == y.0)
            .map(|members| Group {
                articles: members.iter().map(|&(_, article)| article).collect(),
                weakest: members
                    .first()
                    .and_then(|&(root, _)| self.weakest.get(root as usize).copied())
                    .unwrap_or(1.0),
            })
            .collect();
        groups.sort_by(|x, y| x.articles.cmp(&y.articles));
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(a: u32, b: u32, jaccard: f64) -> ReuseLink {
        ReuseLink {
            a,
            b,
            kind: ReuseKind::Near,
            template: false,
            shared: 100,
            jaccard,
            containment_ab: jaccard,
            containment_ba: jaccard,
        }
    }

    #[test]
    fn a_chain_whose_ends_share_nothing_is_cut() {
        let links: Vec<ReuseLink> = (0..25).map(|i| link(i, i + 1, 0.6)).collect();
        let groups = group(
            26,
            &links,
            &GroupSettings::default(),
            |_| 0,
            |a, b| (1.0 - 0.3 * f64::from(b - a)).max(0.0),
        );
        assert!(groups.len() > 5, "{groups:?}");
        assert_eq!(groups.iter().map(|group| group.articles.len()).sum::<usize>(), 26);
    }

    #[test]
    fn a_roundup_that_holds_ten_reports_joins_none() {
        let links: Vec<ReuseLink> = (1..11)
            .map(|report| ReuseLink {
                kind: ReuseKind::Contains,
                jaccard: 0.09,
                containment_ab: 0.1,
                containment_ba: 0.95,
                ..link(0, report, 0.0)
            })
            .collect();
        let groups = group(11, &links, &GroupSettings::default(), |_| 0, |_, _| 0.0);
        assert!(groups.iter().all(|group| group.articles.len() == 1));
    }

    #[test]
    fn the_weakest_link_of_a_group_is_told() {
        let links = [link(0, 1, 0.9), link(1, 2, 0.7), link(0, 2, 0.6)];
        let groups = group(3, &links, &GroupSettings::default(), |_| 0, |_, _| 0.6);
        assert_eq!(groups.len(), 1);
        assert!((groups[0].weakest - 0.7).abs() < 1e-9);
    }
}
