//! Reprint groups of a part of a collection.

use hashbrown::HashMap;

use super::super::cluster::head;
use super::super::event_tier::member;
use super::super::progress::Progress;
use super::super::reprints::Reprints;
use super::super::reuse::Reuse;
use super::super::{Settings, Tier};
use super::{Facts, prepared};
use crate::article::Article;
use crate::candidates::Pair;
use crate::cluster::groups::Group;
use crate::error::Result;
use crate::text::language::Lang;
use crate::verify::reuse::ReuseLink;

/// A reprint group, with what others ask of it. Articles are named by their places.
#[derive(Debug, Clone, PartialEq)]
pub struct PartGroup {
    /// The group.
    pub group: Group,
    /// The article that stands for it.
    pub head: u32,
    /// The language of that article.
    pub lang: Lang,
    /// The first and last time of its articles in seconds since 1970, if any is dated.
    pub span: Option<(i64, i64)>,
    /// Pairs that were not joined because they are alike by standing text, with the
    /// containment of what is their own; one of them is in this group, at least.
    pub by_standing: Vec<(Pair, f64)>,
}

/// Joins a part of a collection into reprint groups, as in the whole: where every link
/// that may join one of its articles to others is there, and its other end. Links run
/// between places in `articles`, which are sorted by id, and between the first articles
/// of equal texts.
///
/// ```
/// use samestory::article::Article;
/// use samestory::pipeline::Settings;
/// use samestory::pipeline::part::{Facts, group_part};
///
/// let text = "A train with the guest on board has reached the border town at dawn.";
/// let articles = vec![Article::new("a", text), Article::new("b", text)];
/// let (facts, settings) = (Facts::default(), Settings::default());
/// let groups = group_part(articles, &facts, &[], &settings, &()).unwrap();
/// assert_eq!(groups.len(), 1);
/// assert_eq!(groups[0].group.articles, [0, 1]);
/// ```
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn group_part(
    articles: Vec<Article>,
    facts: &Facts,
    links: &[ReuseLink],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Vec<PartGroup>> {
    let settings = Settings { tier: Tier::Reprints, ..settings.clone() };
    let corpus = prepared(articles, facts, &settings, progress)?;
    let reuse = Reuse::of_part(&corpus, links, facts.standing(&corpus));
    let Reprints { groups, by_standing } = reuse.reprints(&corpus, &settings);
    let by_standing = dealt(&groups, by_standing.into_iter().collect());
    let found = groups.into_iter().zip(by_standing).map(|(group, by_standing)| {
        let head = head(&corpus, &group);
        let clean = corpus.clean.get(head as usize);
        PartGroup {
            head,
            lang: clean.map_or(Lang::UNKNOWN, |clean| clean.lang),
            span: member(&corpus, &group, head).span,
            by_standing,
            group,
        }
    });
    Ok(found.collect())
}

/// For each group the pairs that touch it, sorted.
fn dealt(groups: &[Group], mut pairs: Vec<(Pair, f64)>) -> Vec<Vec<(Pair, f64)>> {
    pairs.sort_unstable_by_key(|(pair, _)| *pair);
    let mut group_of: HashMap<u32, usize> = HashMap::new();
    for (number, group) in groups.iter().enumerate() {
        group_of.extend(group.articles.iter().map(|&article| (article, number)));
    }
    let mut dealt = vec![Vec::new(); groups.len()];
    for (pair, own) in pairs {
        let [a, b] = [pair.0, pair.1].map(|article| group_of.get(&article).copied());
        for group in a.into_iter().chain(b.filter(|_| a != b)) {
            if let Some(of_group) = dealt.get_mut(group) {
                of_group.push((pair, own));
            }
        }
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_told_once_by_each_group_that_it_touches() {
        let group = |articles: &[u32]| Group {
            articles: articles.to_vec(),
            weakest: 1.0,
            weakest_pair: None,
        };
        let groups = [group(&[0, 3]), group(&[1]), group(&[2, 4])];
        let pairs = vec![((1, 3), 0.2), ((2, 4), 0.3), ((0, 1), 0.1)];
        let told = [
            vec![((0, 1), 0.1), ((1, 3), 0.2)],
            vec![((0, 1), 0.1), ((1, 3), 0.2)],
            vec![((2, 4), 0.3)],
        ];
        assert_eq!(dealt(&groups, pairs), told);
    }
}
