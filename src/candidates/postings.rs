//! Posting lists: who shares a key with whom.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use rayon::prelude::*;

/// Two articles by their places in the collection, the smaller first.
pub type Pair = (u32, u32);

/// The longest posting list that gives all its pairs, unless told otherwise. Above it
/// a list gives a star: every member with the first and with the previous one.
pub const DEFAULT_STAR_ABOVE: usize = 64;

/// One entry of an inverted index: a key, and an article that has it.
pub(super) type Posting = (u64, u32);

/// An inverted index over the keys that two articles or more have.
pub(super) struct Index {
    /// The keys of the lists, ascending.
    keys: Vec<u64>,
    /// The articles of all lists, one list after the other, ascending in each.
    members: Vec<u32>,
    /// Where each list begins in `members`, and the end of the last.
    starts: Vec<usize>,
    /// For each article, from `first_list` of it on: the numbers of its lists.
    lists: Vec<u32>,
    /// Where each article's lists begin in `lists`, and the end of the last.
    first_list: Vec<usize>,
}

/// Shares of the articles that are indexed side by side.
const SHARES: usize = 256;

/// Which keys were met twice. It answers at times yes for a key met once.
struct Twice {
    /// A bit for the lowest bits of every key met, and for those met again.
    once: Vec<AtomicU64>,
    again: Vec<AtomicU64>,
}

impl Twice {
    /// For about so many keys, at eight bits each.
    fn new(keys: usize) -> Self {
        let words = (keys / 8).next_power_of_two();
        let zeros = || std::iter::repeat_with(AtomicU64::default).take(words).collect();
        Self { once: zeros(), again: zeros() }
    }

    fn bit(bits: &[AtomicU64], key: u64) -> Option<(&AtomicU64, u64)> {
        let slot = usize::try_from(key >> 6).unwrap_or(0) & bits.len().wrapping_sub(1);
        Some((bits.get(slot)?, 1 << (key & 63)))
    }

    fn note(&self, key: u64) {
        if let Some((bits, bit)) = Self::bit(&self.once, key)
            && bits.fetch_or(bit, Relaxed) & bit != 0
            && let Some((bits, bit)) = Self::bit(&self.again, key)
        {
            bits.fetch_or(bit, Relaxed);
        }
    }

    fn may(&self, key: u64) -> bool {
        Self::bit(&self.again, key)
            .is_some_and(|(bits, bit)| bits.load(Relaxed) & bit != 0)
    }
}

impl Index {
    /// Indexes the keys of so many articles. Most keys are met once: those are left out
    /// before anything is sorted.
    pub(super) fn of<K: Iterator<Item = u64>>(
        articles: usize,
        keys: impl Fn(usize) -> K + Sync,
    ) -> Self {
        let all: usize =
            (0..articles).into_par_iter().map(|index| keys(index).count()).sum();
        let twice = Twice::new(all);
        (0..articles).into_par_iter().for_each(|index| {
            keys(index).for_each(|key| twice.note(key));
        });
        // Counted before they are written, so that they are there once and nowhere else.
        let share = articles.div_ceil(SHARES).max(1);
        let keys_of = |start: usize| {
            (start..articles.min(start + share))
                .flat_map(|index| keys(index).map(move |key| (key, place(index))))
        };
        let starts: Vec<usize> = (0..articles).step_by(share).collect();
        let marks: Vec<Vec<bool>> = starts
            .par_iter()
            .map(|&start| keys_of(start).map(|(key, _)| twice.may(key)).collect())
            .collect();
        drop(twice);
        let counts = marks.iter().map(|marks| marks.iter().filter(|mark| **mark).count());
        let counts: Vec<usize> = counts.collect();
        let mut postings: Vec<Posting> = vec![(0, 0); counts.iter().sum()];
        let mut rest = postings.as_mut_slice();
        let mut parts = Vec::with_capacity(starts.len());
        for ((start, count), marks) in starts.into_iter().zip(counts).zip(marks) {
            let (part, after) = rest.split_at_mut(count);
            parts.push((start, marks, part));
            rest = after;
        }
        parts.into_par_iter().for_each(|(start, marks, part)| {
            let marked = keys_of(start).zip(marks).filter(|(_, mark)| *mark);
            part.iter_mut().zip(marked).for_each(|(slot, (posting, _))| *slot = posting);
        });
        Self::new(postings, articles)
    }

    /// Indexes the postings of `articles` articles.
    fn new(mut postings: Vec<Posting>, articles: usize) -> Self {
        postings.par_sort_unstable();
        postings.dedup();
        let mut index = Self {
            keys: Vec::new(),
            members: Vec::new(),
            starts: vec![0],
            lists: Vec::new(),
            first_list: Vec::new(),
        };
        let mut counts = vec![0usize; articles];
        for list in postings.chunk_by(|a, b| a.0 == b.0).filter(|list| list.len() > 1) {
            for &(_, article) in list {
                index.members.push(article);
                if let Some(count) = counts.get_mut(article as usize) {
                    *count += 1;
                }
            }
            index.keys.extend(list.first().map(|posting| posting.0));
            index.starts.push(index.members.len());
        }
        drop(postings);
        // A counting sort of the lists by article.
        index.first_list = std::iter::once(0)
            .chain(counts.iter().scan(0, |end, count| {
                *end += count;
                Some(*end)
            }))
            .collect();
        index.lists = vec![0; index.members.len()];
        let mut next = index.first_list.clone();
        for (number, bounds) in (0u32..).zip(index.starts.windows(2)) {
            let &[start, end] = bounds else { continue };
            for &article in index.members.get(start..end).unwrap_or_default() {
                if let Some(at) = next.get_mut(article as usize) {
                    if let Some(slot) = index.lists.get_mut(*at) {
                        *slot = number;
                    }
                    *at += 1;
                }
            }
        }
        index
    }

    /// The candidate pairs: distinct, `a < b`, sorted. A pair is kept when `keep` says
    /// so, told the two articles and the number of keys that brought them together.
    ///
    /// A list of up to `star_above` members brings all its pairs; a longer one brings
    /// each member together with the first and with the previous one.
    pub(super) fn pairs(
        &self,
        star_above: usize,
        keep: impl Fn(u32, u32, u32) -> bool + Sync,
    ) -> Vec<Pair> {
        let articles = self.first_list.len().saturating_sub(1);
        let gather = |counts: &mut Vec<u32>, a: usize| {
            counts.resize(articles, 0);
            let me = place(a);
            let mut met: Vec<u32> = Vec::new();
            for list in self.lists_of(a) {
                let after = list.partition_point(|&member| member <= me);
                let rest = list.get(after..).unwrap_or_default();
                let whole = list.len() <= star_above || after == 1;
                for &b in if whole { rest } else { rest.get(..1).unwrap_or_default() } {
                    if let Some(count) = counts.get_mut(b as usize) {
                        if *count == 0 {
                            met.push(b);
                        }
                        *count += 1;
                    }
                }
            }
            met.sort_unstable();
            met.retain(|&b| {
                let count = counts.get_mut(b as usize).map_or(0, std::mem::take);
                keep(me, b, count)
            });
            met.into_iter().map(move |b| (me, b))
        };
        (0..articles)
            .into_par_iter()
            .with_min_len(1 + articles / 64)
            .map_init(Vec::new, gather)
            .flatten_iter()
            .collect()
    }

    /// Every key that two articles or more have, ascending, with those articles.
    pub(super) fn lists(&self) -> impl Iterator<Item = (u64, &[u32])> {
        self.keys.iter().zip(self.starts.windows(2)).map(|(&key, bounds)| {
            let &[start, end] = bounds else { return (key, &[][..]) };
            (key, self.members.get(start..end).unwrap_or_default())
        })
    }

    /// Whether two articles or more have this key.
    pub(super) fn has(&self, key: u64) -> bool {
        self.keys.binary_search(&key).is_ok()
    }

    fn lists_of(&self, article: usize) -> impl Iterator<Item = &[u32]> {
        let bounds = self.first_list.get(article).zip(self.first_list.get(article + 1));
        let numbers = bounds.and_then(|(&start, &end)| self.lists.get(start..end));
        numbers.unwrap_or_default().iter().filter_map(|&number| {
            let start = *self.starts.get(number as usize)?;
            self.members.get(start..*self.starts.get(number as usize + 1)?)
        })
    }
}

/// The pairs that one posting list brings, its members ascending: what an index of all
/// lists brings together, a list at a time.
///
/// ```
/// use samestory::candidates::pairs_of_list;
///
/// assert_eq!(pairs_of_list(&[3, 5, 9], 64), [(3, 5), (3, 9), (5, 9)]);
/// assert_eq!(pairs_of_list(&[3, 5, 9, 10], 3), [(3, 5), (3, 9), (3, 10), (5, 9), (9, 10)]);
/// ```
pub fn pairs_of_list<T: Copy>(list: &[T], star_above: usize) -> Vec<(T, T)> {
    let mut pairs = Vec::new();
    for (at, &a) in list.iter().enumerate() {
        let rest = list.get(at + 1..).unwrap_or_default();
        let whole = list.len() <= star_above || at == 0;
        let met = if whole { rest } else { rest.get(..1).unwrap_or_default() };
        pairs.extend(met.iter().map(|&b| (a, b)));
    }
    pairs
}

/// The number of the article at `index`; collections beyond 2^32 articles are refused
/// when they are read.
pub(super) fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn all(postings: Vec<Posting>, star_above: usize) -> Vec<Pair> {
        Index::new(postings, 300).pairs(star_above, |_, _, _| true)
    }

    #[test]
    fn a_long_list_gives_a_star_that_reaches_everyone() {
        let all = all((0..300).map(|article| (7, article)).collect(), 64);
        assert_eq!(all.len(), 299 + 298);
        assert!((1..300).all(|article| all.contains(&(0, article))));
    }

    #[test]
    fn a_short_list_gives_all_pairs_once() {
        let postings = vec![(1, 2), (1, 0), (1, 1), (1, 2), (9, 5)];
        assert_eq!(all(postings, 64), [(0, 1), (0, 2), (1, 2)]);
    }

    proptest! {
        #[test]
        fn pairs_and_counts_equal_those_made_list_by_list(
            postings in prop::collection::vec((0u64..12, 0u32..20), 0..120),
            star_above in 2usize..8,
            least in 1u32..3,
        ) {
            let mut lists: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
            for &(key, article) in &postings {
                lists.entry(key).or_default().push(article);
            }
            let mut counts: BTreeMap<Pair, u32> = BTreeMap::new();
            for list in lists.values_mut() {
                list.sort_unstable();
                list.dedup();
                for (i, &a) in list.iter().enumerate() {
                    for (j, &b) in list.iter().enumerate().skip(i + 1) {
                        if list.len() <= star_above || i == 0 || j == i + 1 {
                            *counts.entry((a, b)).or_default() += 1;
                        }
                    }
                }
            }
            let plain: Vec<Pair> =
                counts.iter().filter(|(_, n)| **n >= least).map(|(pair, _)| *pair).collect();
            let keys = |article: usize| {
                let own = postings.iter().filter(move |posting| posting.1 as usize == article);
                own.map(|posting| posting.0)
            };
            let indexed = Index::of(20, keys).pairs(star_above, |_, _, n| n >= least);
            prop_assert_eq!(&indexed, &plain);
            let found = Index::new(postings.clone(), 20).pairs(star_above, |_, _, n| n >= least);
            prop_assert_eq!(found, plain);
            let listed = lists.values().flat_map(|list| pairs_of_list(list, star_above));
            let mut apart: BTreeMap<Pair, u32> = BTreeMap::new();
            for pair in listed {
                *apart.entry(pair).or_default() += 1;
            }
            prop_assert_eq!(apart, counts);
        }
    }
}
