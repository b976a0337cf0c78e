//! The order in which stories are told.

use rayon::prelude::*;

use crate::pipeline::cluster::{Clustering, STORIES_AT_A_TIME, StoryParts};
use crate::pipeline::desks::Desks;
use crate::pipeline::prepare::Corpus;

/// Stories that are made ready at a time.
const BLOCK: usize = 4096;

/// What articles of a story are sorted by: dated ones by time, then the others.
pub(super) fn key(corpus: &Corpus, article: u32) -> (bool, Option<i64>, u32) {
    let seconds = corpus.clean.get(article as usize).and_then(|clean| clean.seconds);
    (seconds.is_none(), seconds, article)
}

/// The stories of at least `least` articles by their first dates, then by their ids, each
/// behind its first article, which it has its id from.
fn in_order(found: &Clustering, least: usize) -> Vec<(u32, &StoryParts)> {
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

/// What `make` makes of every story of at least `least` articles, told in order; it is given
/// a `desk` of its thread and the story's first article. Some are made at a time, side by
/// side: those of a large collection would take as much memory as its texts.
pub(super) fn each_in_order<'f, D: Default + Send + 'f, T: Send>(
    found: &'f Clustering,
    least: usize,
    make: impl Fn(&mut D, u32, &'f StoryParts) -> T + Sync + 'f,
) -> impl Iterator<Item = T> + 'f {
    let mut order = in_order(found, least).into_iter();
    let desks = Desks::<D>::new();
    let block = move || {
        let some: Vec<_> = order.by_ref().take(BLOCK).collect();
        let made = some
            .par_iter()
            .with_max_len(STORIES_AT_A_TIME)
            .map(|&(first, parts)| desks.at(|desk| make(desk, first, parts)));
        (!some.is_empty()).then(|| made.collect::<Vec<T>>())
    };
    std::iter::from_fn(block).flatten()
}
