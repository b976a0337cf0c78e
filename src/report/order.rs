//! The order in which stories are told.

use rayon::prelude::*;

use crate::pipeline::cluster::{Clustering, StoryParts};
use crate::pipeline::prepare::Corpus;

/// What articles of a story are sorted by: dated ones by time, then the others.
pub(super) fn key(corpus: &Corpus, article: u32) -> (bool, Option<i64>, u32) {
    let seconds = corpus.clean.get(article as usize).and_then(|clean| clean.seconds);
    (seconds.is_none(), seconds, article)
}

/// The stories of at least `least` articles by their first dates, then by their ids, each
/// behind its first article, which it has its id from.
pub(super) fn in_order(found: &Clustering, least: usize) -> Vec<(u32, &StoryParts)> {
    let corpus = &found.corpus;
    let first = |story: &StoryParts| story.articles.iter().map(|&a| key(corpus, a)).min();
    let id = |article: u32| corpus.articles.id(article as usize);
    let chosen = found.stories.par_iter().filter(|story| story.articles.len() >= least);
    let mut stories: Vec<_> =
        chosen.filter_map(|story| Some((first(story)?, story))).collect();
    stories.par_sort_unstable_by(|(a, _), (b, _)| {
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| id(a.2).cmp(&id(b.2)))
    });
    stories.into_iter().map(|((_, _, first), story)| (first, story)).collect()
}
