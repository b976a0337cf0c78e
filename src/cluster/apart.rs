//! Links in shares that do not touch, so that their texts can be grouped side by side.

use rayon::prelude::*;

use super::groups::{Alike, Group, GroupSettings, group};
use crate::verify::components::Components;
use crate::verify::reuse::ReuseLink;

/// Least links of a share, unless there are no more.
const LINKS: usize = 2048;

/// Texts that can be grouped by themselves: no link that joins leads out.
#[derive(Debug, Default)]
pub struct Share {
    /// Ascending.
    texts: Vec<u32>,
    /// All links between them, weak ones too, by the places of their ends in `texts`.
    links: Vec<ReuseLink>,
}

/// All texts: those that could be grouped in shares, and those that could not.
#[derive(Debug, Default)]
pub struct Apart {
    /// Texts that hang together are in one share.
    pub shares: Vec<Share>,
    /// Texts that are each a group of their own, ascending.
    pub alone: Vec<u32>,
}

/// Takes `texts` texts apart by their links, so that [`Share::group`] gives of all shares
/// the groups that [`group`] gives of all links.
///
/// ```
/// use samestory::cluster::apart::apart;
/// use samestory::cluster::groups::GroupSettings;
///
/// let apart = apart(3, &[], &GroupSettings::default());
/// assert_eq!(apart.alone, [0, 1, 2]);
/// ```
pub fn apart(texts: usize, links: &[ReuseLink], settings: &GroupSettings) -> Apart {
    let mut components = Components::new(texts);
    for link in links.iter().filter(|link| settings.joins(link)) {
        components.join(link.a, link.b);
    }
    let mut inside: Vec<(u32, u32)> = (0u32..)
        .zip(links)
        .filter_map(|(number, link)| {
            let [a, b] = [link.a, link.b].map(|text| components.first(text));
            (a == b).then_some((a, number))
        })
        .collect();
    inside.par_sort_unstable();
    let mut shares = Vec::new();
    let mut rest = inside.as_slice();
    while let Some(&(component, _)) = rest.get(LINKS.min(rest.len()).wrapping_sub(1)) {
        let end = rest.partition_point(|&(first, _)| first <= component);
        shares.extend(rest.split_off(..end));
    }
    let links = |share: &[(u32, u32)]| {
        let links = share.iter().filter_map(|&(_, link)| links.get(link as usize));
        Share::of(links.copied().collect())
    };
    let shares: Vec<Share> = shares.into_par_iter().map(links).collect();
    let mut is_alone = vec![true; texts];
    for &text in shares.iter().flat_map(|share| &share.texts) {
        if let Some(alone) = is_alone.get_mut(text as usize) {
            *alone = false;
        }
    }
    let alone = (0u32..).zip(is_alone).filter(|(_, alone)| *alone);
    Apart { shares, alone: alone.map(|(text, _)| text).collect() }
}

impl Share {
    fn of(mut links: Vec<ReuseLink>) -> Self {
        let mut texts: Vec<u32> =
            links.iter().flat_map(|link| [link.a, link.b]).collect();
        texts.sort_unstable();
        texts.dedup();
        // Places ascend as the texts do, so that whoever comes first still does.
        let place = |text: u32| {
            let place = texts.binary_search(&text).unwrap_or(usize::MAX);
            u32::try_from(place).unwrap_or(u32::MAX)
        };
        for link in &mut links {
            (link.a, link.b) = (place(link.a), place(link.b));
        }
        Self { texts, links }
    }

    fn text(&self, place: u32) -> u32 {
        self.texts.get(place as usize).copied().unwrap_or(u32::MAX)
    }

    /// The links between its texts, also those that join none.
    pub fn links(&self) -> impl Iterator<Item = ReuseLink> {
        let text = |place| self.text(place);
        self.links.iter().map(move |link| ReuseLink {
            a: text(link.a),
            b: text(link.b),
            ..*link
        })
    }

    /// Groups its texts, as [`group`] does.
    pub fn group(
        &self,
        settings: &GroupSettings,
        length: impl Fn(u32) -> usize,
        mut alike: impl FnMut(u32, u32) -> Alike,
    ) -> Vec<Group> {
        let text = |place: u32| self.text(place);
        let mut groups = group(
            self.texts.len(),
            &self.links,
            settings,
            |place| length(text(place)),
            |a, b| alike(text(a), text(b)),
        );
        for group in &mut groups {
            for article in &mut group.articles {
                *article = text(*article);
            }
            group.weakest_pair = group.weakest_pair.map(|(a, b)| (text(a), text(b)));
        }
        groups
    }
}

impl Group {
    /// The group of one that is in no other.
    pub fn alone(article: u32) -> Self {
        Self { articles: vec![article], weakest: 1.0, weakest_pair: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::reuse::ReuseKind;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn groups_of_shares_are_those_of_all_links(
            pairs in prop::collection::btree_map((0u32..900, 1u32..6), 1u32..100, 0..4_000),
        ) {
            let links: Vec<ReuseLink> = pairs
                .into_iter()
                .map(|((a, further), percent)| {
                    ReuseLink {
                        a,
                        b: a + further,
                        kind: if percent >= 50 { ReuseKind::Near } else { ReuseKind::Partial },
                        template: None,
                        shared: percent,
                        in_a: 100,
                        in_b: 100,
                    }
                })
                .collect();
            let settings = GroupSettings::default();
            let length = |text: u32| (text * 7 % 50) as usize;
            let alike = |a: u32, b: u32| {
                let strength = f64::from((a * 31 + b * 17) % 100) / 100.0;
                Alike { jaccard: strength * 0.9, strength }
            };
            let whole = group(906, &links, &settings, length, alike);
            let Apart { shares, alone } = apart(906, &links, &settings);
            let mut groups: Vec<Group> = alone.into_iter().map(Group::alone).collect();
            groups.extend(shares.iter().flat_map(|share| share.group(&settings, length, alike)));
            groups.sort_by(|x, y| x.articles.cmp(&y.articles));
            prop_assert_eq!(groups, whole);
            for link in shares.iter().flat_map(Share::links) {
                prop_assert!(links.contains(&link));
            }
        }
    }
}
