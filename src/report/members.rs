//! Which story and which reprint group each article is in, and nothing else.

use hashbrown::HashMap;
use serde::Serialize;

use crate::pipeline::cluster::Clustering;

/// One line of `cluster --members`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member<'c> {
    /// The article's id.
    pub id: &'c str,
    /// Id of its story: that of its earliest article.
    pub story: &'c str,
    /// Id of its reprint group: that of the article that stands for it.
    pub group: &'c str,
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
/// let members = members(&found);
/// assert_eq!((members[1].id, members[1].story, members[1].group), ("b", "a", "a"));
/// ```
pub fn members(found: &Clustering) -> Vec<Member<'_>> {
    let id = |article: u32| {
        found.corpus.articles.get(article as usize).map_or("", |article| &article.id)
    };
    let key = |article: u32| {
        let clean = found.corpus.clean.get(article as usize);
        let seconds = clean.and_then(|clean| clean.seconds);
        (seconds.is_none(), seconds, article)
    };
    let mut stories: Vec<_> = found
        .stories
        .iter()
        .filter_map(|story| {
            let mut articles = story.articles.clone();
            articles.sort_unstable_by_key(|&article| key(article));
            let first = *articles.first()?;
            let (undated, seconds, _) = key(first);
            let heads: HashMap<u32, u32> = story
                .groups
                .iter()
                .flat_map(|(group, head)| group.articles.iter().map(|&a| (a, *head)))
                .collect();
            Some(((undated, seconds, id(first)), articles, heads))
        })
        .collect();
    stories.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let of_story =
        |((_, _, story), articles, heads): (_, Vec<u32>, HashMap<u32, u32>)| {
            articles.into_iter().map(move |article| Member {
                id: id(article),
                story,
                group: heads.get(&article).map_or("", |&head| id(head)),
            })
        };
    stories.into_iter().flat_map(of_story).collect()
}
