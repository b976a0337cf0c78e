//! Every scored pair: with its features, what the event model is fitted on, and without.

use rayon::prelude::*;

use super::across::Across;
use super::cluster::head;
use super::event_tier::{EventTie, by_language, member};
use super::languages::Languages;
use super::prepare::{Corpus, prepare};
use super::progress::Progress;
use super::reuse::reuse;
use super::{Settings, Tier};
use crate::article::Article;
use crate::candidates::Pair;
use crate::cluster::groups::Group;
use crate::error::Result;
use crate::verify::event::{EventScore, Worth};

/// One reprint group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoredGroup {
    /// The ids of its articles, that which stands for it first.
    pub articles: Vec<String>,
    /// Its language, as an ISO 639 code.
    pub lang: Option<&'static str>,
    /// Its first and last time in seconds since 1970.
    pub span: Option<(i64, i64)>,
}

/// Two groups and their score, `a < b`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredPair {
    /// The place of one among the groups.
    pub a: u32,
    /// The place of the other.
    pub b: u32,
    /// The score and its features.
    pub score: EventScore,
}

/// The reprint groups of a collection, and all pairs of them that are candidates for
/// one story, sorted.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
///
/// ```
/// use samestory::article::Article;
/// use samestory::pipeline::{Settings, event_pairs::event_pairs};
///
/// let articles = vec![
///     Article::new("a", "The ferry Solvenna ran aground off Torsholm on Monday."),
///     Article::new("b", "Torsholm: divers looked at the hull of the ferry Solvenna."),
/// ];
/// let (groups, pairs) = event_pairs(articles, &Settings::default(), &()).unwrap();
/// assert_eq!((groups.len(), pairs.len()), (2, 1));
/// assert!(pairs[0].score.score > 0.0);
/// ```
pub fn event_pairs(
    articles: Vec<Article>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(Vec<ScoredGroup>, Vec<ScoredPair>)> {
    let corpus = prepare(articles, settings.reuse.width, Tier::Stories, progress)?;
    let groups = reuse(&corpus, settings, progress)?.reprints(&corpus, settings).groups;
    let heads: Vec<u32> = groups.iter().map(|group| head(&corpus, group)).collect();
    let numbers = by_language(&corpus, &heads, groups.len());
    let mut languages =
        Languages::weigh(&corpus, &groups, &heads, &numbers, settings, progress)?;
    languages.link(Worth::Any, settings, progress)?;
    let across = Across::score(&languages, settings);
    let ties = languages.ties(|_| true).into_iter().chain(across.ties(|_| true));
    let pair = |tie: EventTie| ScoredPair { a: tie.a, b: tie.b, score: tie.score };
    let mut pairs: Vec<ScoredPair> = ties.map(pair).collect();
    languages.check()?;
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    let id = |article: u32| Some(corpus.articles.get(article as usize)?.id.clone());
    let groups = groups
        .iter()
        .zip(&heads)
        .map(|(group, &head)| {
            let others =
                group.articles.iter().copied().filter(|&article| article != head);
            ScoredGroup {
                articles: std::iter::once(head).chain(others).filter_map(id).collect(),
                lang: corpus.clean.get(head as usize).and_then(|c| c.lang.code()),
                span: member(&corpus, group, head).span,
            }
        })
        .collect();
    Ok((groups, pairs))
}

/// The pairs of texts that their terms bring together, `a < b`, sorted; `heads` has the
/// first article of each. The corpus must have been prepared for stories.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn term_pairs(
    corpus: &Corpus,
    heads: &[u32],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Vec<Pair>> {
    let groups: Vec<Group> = heads.iter().map(|&head| Group::alone(head)).collect();
    let numbers = by_language(corpus, heads, groups.len());
    let mut languages =
        Languages::weigh(corpus, &groups, heads, &numbers, settings, progress)?;
    languages.link(Worth::Any, settings, progress)?;
    let mut pairs: Vec<Pair> =
        languages.links().map(|link| (link.a.min(link.b), link.a.max(link.b))).collect();
    pairs.par_sort_unstable();
    Ok(pairs)
}
