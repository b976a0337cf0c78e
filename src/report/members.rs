//! Which story and which reprint group each article is in, and nothing else.

use hashbrown::HashMap;
use serde::Serialize;

use super::order::{in_order, key};
use crate::pipeline::cluster::Clustering;

/// One line of `cluster --members`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The article's id.
    pub id: String,
    /// Id of its story: that of its earliest article.
    pub story: String,
    /// Id of its reprint group: that of the article that stands for it.
    pub group: String,
}

/// Every article, story after story in the order of
/// [`assemble::stories`](super::assemble::stories).
///
/// ```
/// use samestory::article::Article;
/// use samestory::pipeline::{Settings, cluster::cluster};
/// use samestory::report::members::members;
///
/// let text = "A train with the guest on board has reached the border town at dawn.";
/// let articles = vec![Article::new("b", text), Article::new("a", text)];
/// let found = cluster(articles, &Settings::default(), &()).unwrap();
/// let members: Vec<_> = members(&found).collect();
/// assert_eq!((&*members[1].id, &*members[1].story, &*members[1].group), ("b", "a", "a"));
/// ```
pub fn members(found: &Clustering) -> impl Iterator<Item = Member> + '_ {
    let id = |article: u32| found.corpus.articles.id(article as usize);
    in_order(found, 1).into_iter().flat_map(move |(first, story)| {
        let mut articles = story.articles.clone();
        articles.sort_unstable_by_key(|&article| key(&found.corpus, article));
        let known = move |article: u32| id(article).unwrap_or_default().into_owned();
        let story_id = known(first);
        let named = {
            let story_id = story_id.clone();
            move |article| {
                if article == first { story_id.clone() } else { known(article) }
            }
        };
        let names: Vec<String> =
            story.groups.iter().map(|(_, head)| named(*head)).collect();
        let group_of: HashMap<u32, usize> = story
            .groups
            .iter()
            .enumerate()
            .flat_map(|(number, (group, _))| {
                group.articles.iter().map(move |&a| (a, number))
            })
            .collect();
        articles.into_iter().map(move |article| Member {
            id: named(article),
            story: story_id.clone(),
            group: group_of
                .get(&article)
                .and_then(|&number| names.get(number).cloned())
                .unwrap_or_default(),
        })
    })
}
