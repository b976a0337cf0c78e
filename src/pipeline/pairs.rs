//! Every verified pair of articles that share text.

use super::prepare::{Corpus, prepare};
use super::progress::Progress;
use super::reuse::reuse;
use super::{Settings, Tier};
use crate::error::Result;
use crate::shelf::Shelf;
use crate::verify::components::Components;
use crate::verify::reuse::ReuseLink;

/// Longest posting list that gives all its pairs, when every pair is wanted.
const ALL_PAIRS_UP_TO: usize = 1_000;

/// Which pairs are wanted. By default all.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Wanted {
    /// Least Jaccard similarity, 0 to 1; or `min_containment`, where both are given.
    pub min_jaccard: Option<f64>,
    /// Least share of one that the other holds, 0 to 1.
    pub min_containment: Option<f64>,
    /// Just enough pairs to connect every reprint group, the strongest.
    pub sparse: bool,
}

impl Wanted {
    fn wants(&self, link: &ReuseLink) -> bool {
        match (self.min_jaccard, self.min_containment) {
            (None, None) => true,
            (jaccard, containment) => {
                jaccard.is_some_and(|least| link.jaccard() >= least)
                    || containment.is_some_and(|least| link.containment() >= least)
            }
        }
    }
}

/// The pairs of a collection that share text, sorted; articles are named by their places
/// in the corpus, which is sorted by id.
///
/// ```
/// use samestory::article::Article;
/// use samestory::pipeline::Settings;
/// use samestory::pipeline::pairs::{Wanted, pairs};
///
/// let text = "A train with the guest on board has reached the border town at dawn.";
/// let articles = vec![Article::new("b", text), Article::new("a", text)];
/// let (_, links) =
///     pairs(articles, &Wanted::default(), &Settings::default(), &()).unwrap();
/// assert_eq!((links[0].a, links[0].b, links[0].jaccard()), (0, 1, 1.0));
/// ```
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn pairs(
    articles: impl Into<Shelf>,
    wanted: &Wanted,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(Corpus, Vec<ReuseLink>)> {
    let mut settings = settings.clone();
    if !wanted.sparse {
        settings.candidates.star_above = ALL_PAIRS_UP_TO;
    }
    let corpus = prepare(articles, settings.reuse.width, Tier::Reprints, progress)?;
    let found = reuse(&corpus, &settings, progress)?;
    let mut links: Vec<ReuseLink> = if wanted.sparse {
        let links = found.star_links().filter(|link| wanted.wants(link));
        connecting(corpus.articles.len(), links.collect())
    } else {
        found.article_links().filter(|link| wanted.wants(link)).collect()
    };
    links.sort_by_key(|link| (link.a, link.b));
    Ok((corpus, links))
}

/// A spanning forest of the links, the strongest first.
fn connecting(articles: usize, mut links: Vec<ReuseLink>) -> Vec<ReuseLink> {
    links.sort_by(|x, y| {
        y.containment().total_cmp(&x.containment()).then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    let mut components = Components::new(articles);
    links.retain(|link| components.join(link.a, link.b));
    links
}
