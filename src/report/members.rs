//! Which story and which reprint group each article is in, and nothing else.

use hashbrown::HashMap;
use serde::Serialize;

use super::assemble::id;
use super::order::{each_in_order, key};
use crate::pipeline::cluster::{Clustering, StoryParts};
use crate::pipeline::prepare::Corpus;

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
    let corpus = &found.corpus;
    each_in_order(found, 1, |(): &mut (), first, story| of_story(corpus, first, story))
        .flatten()
}

fn of_story(corpus: &Corpus, first: u32, story: &StoryParts) -> Vec<Member> {
    let mut articles = story.articles.clone();
    articles.sort_unstable_by_key(|&article| key(corpus, article));
    let story_id = id(corpus, first);
    let named =
        |article| if article == first { story_id.clone() } else { id(corpus, article) };
    let names: Vec<String> = story.groups.iter().map(|(_, head)| named(*head)).collect();
    let groups = story.groups.iter().zip(names);
    let group_of: HashMap<u32, String> = groups
        .flat_map(|((group, _), name)| {
            group.articles.iter().map(move |&a| (a, name.clone()))
        })
        .collect();
    let member = |article: u32| Member {
        id: named(article),
        story: story_id.clone(),
        group: group_of.get(&article).cloned().unwrap_or_default(),
    };
    articles.into_iter().map(member).collect()
}
