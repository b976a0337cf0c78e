//! Every verified pair of articles that share text.

use super::prepare::{Corpus, prepare};
use super::progress::Progress;
use super::reuse::{Reuse, reuse};
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

/// The pairs that were wanted.
#[derive(Debug)]
pub struct Pairs {
    wanted: Wanted,
    reuse: Reuse,
    /// Those that connect the reprint groups, if no more are wanted.
    sparse: Option<Vec<ReuseLink>>,
}

impl Pairs {
    /// The pairs, sorted. They are made one after the other: copies of one text have as
    /// many as the square of their number.
    pub fn links(&self) -> Box<dyn Iterator<Item = ReuseLink> + '_> {
        if let Some(links) = &self.sparse {
            Box::new(links.iter().copied())
        } else {
            let links = self.reuse.article_links();
            Box::new(links.filter(|link| self.wanted.wants(link)))
        }
    }
}

/// Finds the pairs of a collection that share text; articles are named by their places
/// in the corpus, which is sorted by id.
///
/// ```
/// use samestory::article::Article;
/// use samestory::pipeline::Settings;
/// use samestory::pipeline::pairs::{Wanted, pairs};
///
/// let text = "A train with the guest on board has reached the border town at dawn.";
/// let articles = vec![Article::new("b", text), Article::new("a", text)];
/// let (_, found) =
///     pairs(articles, &Wanted::default(), &Settings::default(), &()).unwrap();
/// let link = found.links().next().unwrap();
/// assert_eq!((link.a, link.b, link.jaccard()), (0, 1, 1.0));
/// ```
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn pairs(
    articles: impl Into<Shelf>,
    wanted: &Wanted,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(Corpus, Pairs)> {
    let mut settings = settings.clone();
    if !wanted.sparse {
        settings.candidates.star_above = ALL_PAIRS_UP_TO;
    }
    let corpus = prepare(articles, settings.reuse.width, Tier::Reprints, progress)?;
    let mut reuse = reuse(&corpus, &settings, progress)?;
    reuse.forget_prints();
    let sparse = wanted.sparse.then(|| {
        let links = reuse.star_links().filter(|link| wanted.wants(link));
        connecting(corpus.articles.len(), links.collect())
    });
    Ok((corpus, Pairs { wanted: *wanted, reuse, sparse }))
}

/// A spanning forest of the links, of the strongest; sorted.
fn connecting(articles: usize, mut links: Vec<ReuseLink>) -> Vec<ReuseLink> {
    links.sort_by(|x, y| {
        y.containment().total_cmp(&x.containment()).then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    let mut components = Components::new(articles);
    links.retain(|link| components.join(link.a, link.b));
    links.sort_by_key(|link| (link.a, link.b));
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn pairs_come_in_order_from_texts_whose_copies_lie_among_one_another() {
        let lead = "The bridge over the river was closed at dawn on Thursday after the \
            water had risen by two metres within a single night and more.";
        let longer =
            format!("{lead} Engineers said that they would measure the pillars.");
        let article = |id: u32| {
            let text = if matches!(id, 1 | 2 | 5) { longer.as_str() } else { lead };
            Article::new(id.to_string(), text)
        };
        let articles: Vec<Article> = (0..7).rev().map(article).collect();
        let found = pairs(articles, &Wanted::default(), &Settings::default(), &());
        let links: Vec<ReuseLink> = found.unwrap().1.links().collect();
        let ends: Vec<(u32, u32)> = links.iter().map(|link| (link.a, link.b)).collect();
        let all: Vec<(u32, u32)> =
            (0..7).flat_map(|a| (a + 1..7).map(move |b| (a, b))).collect();
        assert_eq!(ends, all);
        for link in links {
            let [a, b] = [link.a, link.b].map(|id| matches!(id, 1 | 2 | 5));
            assert_eq!(link.in_a.cmp(&link.in_b), a.cmp(&b), "{link:?}");
        }
    }
}
