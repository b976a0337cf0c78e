//! Reprint groups of a part of a collection.

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
    let mut by_standing: Vec<(Pair, f64)> = by_standing.into_iter().collect();
    by_standing.sort_unstable_by_key(|(pair, _)| *pair);
    let found = groups.into_iter().map(|group| {
        let head = head(&corpus, &group);
        let clean = corpus.clean.get(head as usize);
        let own = by_standing.iter();
        let own = own.filter(|(pair, _)| {
            [pair.0, pair.1].iter().any(|a| group.articles.binary_search(a).is_ok())
        });
        PartGroup {
            head,
            lang: clean.map_or(Lang::UNKNOWN, |clean| clean.lang),
            span: member(&corpus, &group, head).span,
            by_standing: own.copied().collect(),
            group,
        }
    });
    Ok(found.collect())
}
