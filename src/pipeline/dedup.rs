//! One article of each reprint group, and the reason for every other.

use rayon::prelude::*;

use super::prepare::{Corpus, prepare};
use super::progress::{Progress, Stage};
use super::reread::Lately;
use super::reuse::reuse;
use super::{Settings, Tier};
use crate::cluster::groups::Group;
use crate::error::Result;
use crate::shelf::Shelf;
use crate::verify::reuse::{ReuseKind, ReuseLink};

/// Most articles of a group that others are held against.
pub const MOST_KEPT: usize = 100;

/// Which article of a group stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// The earliest; undated ones last, ties by id.
    #[default]
    Earliest,
    /// The one with most words; ties by id.
    Longest,
    /// The first by id.
    First,
}

/// What becomes of an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kept {
    /// It stays.
    Kept,
    /// Another stands for it.
    Dropped {
        /// The article that stays.
        by: u32,
        /// Exact figures of the two.
        link: ReuseLink,
    },
}

/// Keeps one article of each reprint group; of those of which it holds a smaller share than
/// `least`, 0 to 1, again one, and so on: with 0 exactly one of a group. When
/// [`MOST_KEPT`] of a group are kept, so are all that are left. Verdicts run in the order of
/// the corpus's articles, which are sorted by id.
///
/// ```
/// use samestory::article::Article;
/// use samestory::pipeline::Settings;
/// use samestory::pipeline::dedup::{Keep, Kept, dedup};
///
/// let text = "A train with the guest on board has reached the border town at dawn.";
/// let articles = vec![Article::new("b", text), Article::new("a", text)];
/// let (_, kept) = dedup(articles, Keep::First, 0.0, &Settings::default(), &()).unwrap();
/// assert_eq!(kept[0], Kept::Kept);
/// assert!(matches!(kept[1], Kept::Dropped { by: 0, .. }));
/// ```
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn dedup(
    articles: impl Into<Shelf>,
    keep: Keep,
    least: f64,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(Corpus, Vec<Kept>)> {
    let corpus = prepare(articles, settings.reuse.width, Tier::Reprints, progress)?;
    let found = reuse(&corpus, settings, progress)?;
    progress.begin(Stage::Cluster, 0);
    let groups = found.reprints(&corpus, settings).groups;
    // The figures of a pair that no link joined directly are wanted too.
    let loose = settings.reuse.any_share();
    let words = |article: u32| corpus.word_count(article);
    let verdicts = |lately: &mut Lately, group: &Group| -> Vec<(u32, Kept)> {
        let key = |article: u32| match keep {
            Keep::Earliest => super::cluster::order_key(&corpus, article),
            Keep::Longest => {
                (false, -i64::try_from(words(article)).unwrap_or(i64::MAX), article)
            }
            Keep::First => (false, 0, article),
        };
        let (mut left, mut dropped) = (group.articles.clone(), Vec::new());
        for _ in 0..MOST_KEPT {
            let Some(stays) = left.iter().copied().min_by_key(|&article| key(article))
            else {
                break;
            };
            left.retain(|&article| {
                if article == stays {
                    return false;
                }
                let (a, b) = (article.min(stays), article.max(stays));
                let link = lately.link(a, b, &loose).unwrap_or(ReuseLink {
                    kind: ReuseKind::Partial,
                    ..ReuseLink::exact(a, b)
                });
                let of_a = article == a;
                let held =
                    if of_a { link.containment_ab() } else { link.containment_ba() };
                if held >= least {
                    dropped.push((article, Kept::Dropped { by: stays, link }));
                }
                held < least
            });
        }
        dropped
    };
    let dropped: Vec<(u32, Kept)> = groups
        .par_iter()
        .filter(|group| group.articles.len() > 1)
        .map_init(|| Lately::new(&corpus), verdicts)
        .flatten_iter()
        .collect();
    corpus.articles.check()?;
    let mut kept = vec![Kept::Kept; corpus.articles.len()];
    let outcome = format!("{} articles have their text elsewhere", dropped.len());
    for (article, verdict) in dropped {
        if let Some(slot) = kept.get_mut(article as usize) {
            *slot = verdict;
        }
    }
    progress.end(Stage::Cluster, &outcome);
    Ok((corpus, kept))
}
