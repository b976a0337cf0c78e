//! The truth by brute force: every pair of articles that share a shingle, exactly.
//!
//! An inverted index over shingles, with no sketch, no hash taken for the thing itself,
//! and no cap on long lists. Its cost is the sum of the squared list lengths: right for
//! some hundred thousand articles, and for measuring what the fast ways miss.

use std::cmp::Ordering;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3Default;

/// Two articles that share shingles, by their places in the input; `a < b`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OraclePair {
    /// One article.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Exact Jaccard similarity of the shingle sets.
    pub jaccard: f64,
    /// Exact share of `a`'s shingles found in `b`.
    pub containment_ab: f64,
    /// Exact share of `b`'s shingles found in `a`.
    pub containment_ba: f64,
}

/// Every pair that shares a shingle and reaches `min_jaccard`, or `min_containment` in
/// either direction, by `(a, b)`. A threshold above 1 switches its condition off.
///
/// `articles` are token numbers, one list an article; a shingle is `width` tokens in a
/// row, and a shorter article is one shingle of all it has. An empty article pairs with
/// none.
///
/// ```
/// use samestory::eval::oracle::all_pairs;
///
/// let articles = [vec![1, 2, 3, 4], vec![9, 1, 2, 3, 4], vec![7, 7, 7, 7]];
/// let pairs = all_pairs(&articles, 2, 0.5, 2.0);
/// assert_eq!(pairs.len(), 1);
/// assert_eq!((pairs[0].a, pairs[0].b), (0, 1));
/// assert_eq!((pairs[0].jaccard, pairs[0].containment_ab), (0.75, 1.0));
/// ```
pub fn all_pairs(
    articles: &[Vec<u32>],
    width: usize,
    min_jaccard: f64,
    min_containment: f64,
) -> Vec<OraclePair> {
    let index = Index::build(articles, width.max(1));
    let scan = |counts: &mut Vec<u32>, (a, shingles): (u32, &Vec<u32>)| {
        let mut met = Vec::new();
        counts.resize(articles.len(), 0);
        for &shingle in shingles {
            for &b in index.after(shingle, a) {
                if let Some(count) = counts.get_mut(b as usize) {
                    if *count == 0 {
                        met.push(b);
                    }
                    *count += 1;
                }
            }
        }
        met.sort_unstable();
        let pairs = met.into_iter().filter_map(|b| {
            let common = counts.get_mut(b as usize).map(std::mem::take)?;
            let pair = index.pair(a, b, common);
            let kept = pair.jaccard >= min_jaccard
                || pair.containment_ab.max(pair.containment_ba) >= min_containment;
            kept.then_some(pair)
        });
        pairs.collect::<Vec<_>>()
    };
    index
        .shared
        .par_iter()
        .enumerate()
        .map(|(a, shingles)| (number(a), shingles))
        .map_init(Vec::new, scan)
        .flatten_iter()
        .collect()
}

/// A shingle at its place. The hash only speeds up the order.
struct Window<'t> {
    hash: u64,
    tokens: &'t [u32],
    article: u32,
}

impl Window<'_> {
    fn order(&self, other: &Self) -> Ordering {
        self.content(other).then(self.article.cmp(&other.article))
    }

    fn content(&self, other: &Self) -> Ordering {
        self.hash.cmp(&other.hash).then_with(|| self.tokens.cmp(other.tokens))
    }
}

struct Index {
    /// For each shingle that two articles have: those articles, ascending.
    lists: Vec<Vec<u32>>,
    /// For each article: its shingles among those.
    shared: Vec<Vec<u32>>,
    /// For each article: how many distinct shingles it has.
    sizes: Vec<u32>,
}

impl Index {
    fn build(articles: &[Vec<u32>], width: usize) -> Self {
        let mut windows: Vec<Window<'_>> = articles
            .par_iter()
            .enumerate()
            .flat_map_iter(|(article, tokens)| {
                windows(tokens, width).map(move |tokens| Window {
                    hash: hash(tokens),
                    tokens,
                    article: number(article),
                })
            })
            .collect();
        windows.par_sort_unstable_by(Window::order);
        windows.dedup_by(|a, b| a.order(b) == Ordering::Equal);

        let mut index = Self {
            lists: Vec::new(),
            shared: vec![Vec::new(); articles.len()],
            sizes: vec![0; articles.len()],
        };
        for list in windows.chunk_by(|a, b| a.content(b) == Ordering::Equal) {
            for window in list {
                index.sizes[window.article as usize] += 1;
            }
            if list.len() > 1 {
                let shingle = number(index.lists.len());
                index.lists.push(list.iter().map(|window| window.article).collect());
                for window in list {
                    index.shared[window.article as usize].push(shingle);
                }
            }
        }
        index
    }

    /// The articles past `article` that have `shingle`.
    fn after(&self, shingle: u32, article: u32) -> &[u32] {
        let list = self.lists.get(shingle as usize).map_or(&[][..], Vec::as_slice);
        let start = list.partition_point(|&other| other <= article);
        list.get(start..).unwrap_or_default()
    }

    fn pair(&self, a: u32, b: u32, common: u32) -> OraclePair {
        let size = |article: u32| {
            f64::from(self.sizes.get(article as usize).copied().unwrap_or(1))
        };
        let common = f64::from(common);
        OraclePair {
            a,
            b,
            jaccard: common / (size(a) + size(b) - common),
            containment_ab: common / size(a),
            containment_ba: common / size(b),
        }
    }
}

/// The shingles of an article; all of it when it is shorter than one.
fn windows(tokens: &[u32], width: usize) -> impl Iterator<Item = &[u32]> {
    let whole = (!tokens.is_empty() && tokens.len() < width).then_some(tokens);
    tokens.windows(width).chain(whole)
}

fn hash(tokens: &[u32]) -> u64 {
    let mut state = Xxh3Default::new();
    for token in tokens {
        state.update(&token.to_le_bytes());
    }
    state.digest()
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn plain(
        articles: &[Vec<u32>],
        width: usize,
        jaccard: f64,
        containment: f64,
    ) -> Vec<OraclePair> {
        let sets: Vec<BTreeSet<&[u32]>> =
            articles.iter().map(|tokens| windows(tokens, width).collect()).collect();
        let mut pairs = Vec::new();
        for (a, left) in sets.iter().enumerate() {
            for (b, right) in sets.iter().enumerate().skip(a + 1) {
                let common = left.intersection(right).count() as f64;
                let (m, n) = (left.len() as f64, right.len() as f64);
                let pair = OraclePair {
                    a: number(a),
                    b: number(b),
                    jaccard: common / (m + n - common),
                    containment_ab: common / m,
                    containment_ba: common / n,
                };
                let largest = pair.containment_ab.max(pair.containment_ba);
                if common > 0.0 && (pair.jaccard >= jaccard || largest >= containment) {
                    pairs.push(pair);
                }
            }
        }
        pairs
    }

    #[test]
    fn an_article_shorter_than_a_shingle_is_one() {
        let pairs = all_pairs(&[vec![1, 2], vec![1, 2], vec![], vec![1]], 5, 0.0, 0.0);
        assert_eq!(pairs.len(), 1);
        assert!((pairs[0].jaccard - 1.0).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn agrees_with_every_set_against_every_set(
            articles in prop::collection::vec(prop::collection::vec(0_u32..5, 0..20), 0..14),
            width in 1_usize..5,
            jaccard in 0.0_f64..1.2,
            containment in 0.0_f64..1.2,
        ) {
            prop_assert_eq!(
                all_pairs(&articles, width, jaccard, containment),
                plain(&articles, width, jaccard, containment)
            );
        }
    }
}
