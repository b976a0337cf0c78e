//! Posting lists: who shares a key with whom.

use hashbrown::{HashMap, HashTable};
use rayon::prelude::*;

use super::key_table::KeyTable;
use super::part_lists::{Keys, PartLists, part_lists};
use crate::sketch::parts::PARTS;

/// Two articles by their places in the collection, the smaller first.
pub type Pair = (u32, u32);

/// The longest posting list that gives all its pairs, unless told otherwise. Above it
/// a list gives a star: every member with the first and with the previous one.
pub const DEFAULT_STAR_ABOVE: usize = 64;

/// One entry of an inverted index: a key, and an article that has it.
pub(super) type Posting = (u64, u32);

/// An inverted index over the keys that two articles or more have.
///
/// Reprints share many keys, and most of those are had by the same articles: such keys
/// have one list, which weighs as many as they are.
#[derive(Default)]
pub(super) struct Index {
    /// The keys, part by part, ascending in each.
    keys: Vec<u64>,
    /// For each key the number of its list; no two lists are the same.
    list_of: Vec<u32>,
    /// How many keys each list has.
    weights: Vec<u32>,
    /// The articles of all lists, one list after the other, ascending in each.
    members: Vec<u32>,
    /// Where each list begins in `members`, and the end of the last.
    starts: Vec<usize>,
    /// For each article, from `first_list` of it on: the numbers of its lists, without
    /// those that end with it. A list brings an article together with those that follow in it.
    lists: Vec<u32>,
    /// Where each article's lists begin in `lists`, and the end of the last.
    first_list: Vec<usize>,
}

/// How far long lists were gone through, of which every member is met in turn: searching
/// thousands of them for each of thousands waits for memory at every step.
#[derive(Default)]
struct Reached(HashMap<u32, usize>);

impl Reached {
    /// The place of the first member of a list that comes after `me`.
    fn after(&mut self, number: u32, list: &[u32], me: u32) -> usize {
        let reached = self.0.entry(number).or_default();
        *reached = if list.get(*reached) == Some(&me) {
            *reached + 1
        } else {
            list.partition_point(|&member| member <= me)
        };
        *reached
    }
}

impl Index {
    /// Indexes the keys of so many articles. Most keys are met once: those are left out
    /// before anything is sorted.
    pub(super) fn of(articles: usize, keys: &impl Keys) -> Self {
        let mut index = Self { starts: vec![0], ..Self::default() };
        let mut known = HashTable::new();
        let parts = PARTS.div_ceil(keys.rounds().max(1));
        for first in (0..PARTS).step_by(parts) {
            let parts = first..PARTS.min(first + parts);
            for part in part_lists(keys, &parts) {
                index.take_in(&part, &mut known);
            }
        }
        index.list_by_article(articles);
        index
    }

    /// Appends the lists of the next part.
    fn take_in(&mut self, part: &PartLists, known: &mut HashTable<(u64, u32)>) {
        for (key, hash, list) in part.lists() {
            let same = |known: &(u64, u32)| known.0 == hash && self.list(known.1) == list;
            let known_as = known.find(hash, same).map(|known| known.1);
            let number = known_as.unwrap_or_else(|| {
                let number = self.push(list);
                known.insert_unique(hash, (hash, number), |known| known.0);
                number
            });
            if let Some(weight) = self.weights.get_mut(number as usize) {
                *weight += 1;
            }
            self.keys.push(key);
            self.list_of.push(number);
        }
    }

    /// Appends a list, and says its number.
    fn push(&mut self, list: &[u32]) -> u32 {
        let number = place(self.weights.len());
        self.members.extend_from_slice(list);
        self.starts.push(self.members.len());
        self.weights.push(0);
        number
    }

    /// A counting sort of the lists by article.
    fn list_by_article(&mut self, articles: usize) {
        let followed = |bounds: &[usize]| {
            let list = bounds.first().zip(bounds.get(1));
            let list = list.and_then(|(&start, &end)| self.members.get(start..end));
            list.and_then(|list| list.split_last()).map_or(&[][..], |(_, list)| list)
        };
        let mut counts = vec![0usize; articles];
        for &article in self.starts.windows(2).flat_map(followed) {
            if let Some(count) = counts.get_mut(article as usize) {
                *count += 1;
            }
        }
        self.first_list = std::iter::once(0)
            .chain(counts.iter().scan(0, |end, count| {
                *end += count;
                Some(*end)
            }))
            .collect();
        self.lists = vec![0; counts.iter().sum()];
        let mut next = self.first_list.clone();
        for (number, bounds) in (0u32..).zip(self.starts.windows(2)) {
            for &article in followed(bounds) {
                if let Some(at) = next.get_mut(article as usize) {
                    if let Some(slot) = self.lists.get_mut(*at) {
                        *slot = number;
                    }
                    *at += 1;
                }
            }
        }
    }

    /// The candidate pairs: distinct, `a < b`, sorted. A pair is kept when `keep` says
    /// so, told the two articles and the number of keys that brought them together, 255 of
    /// more than that.
    ///
    /// A list of up to `star_above` members brings all its pairs; a longer one brings
    /// each member together with the first and with the previous one.
    pub(super) fn pairs(
        &self,
        star_above: usize,
        keep: impl Fn(u32, u32, u32) -> bool + Sync,
    ) -> Vec<Pair> {
        let articles = self.first_list.len().saturating_sub(1);
        // Bytes, which are enough to tell few from many: the table is asked at random, and
        // the smaller it is the longer it stays in the caches.
        let gather = |(counts, reached): &mut (Vec<u8>, Reached), a: usize| {
            counts.resize(articles, 0);
            let me = place(a);
            let mut met: Vec<u32> = Vec::new();
            // All are found before any is read: most are in no cache, and so many are waited
            // for at once.
            let lists: Vec<(u32, &[u32], u32)> = self.lists_of(a).collect();
            for (number, list, weight) in lists {
                let weight = u8::try_from(weight).unwrap_or(u8::MAX);
                let after = if list.len() <= star_above {
                    list.partition_point(|&member| member <= me)
                } else {
                    reached.after(number, list, me)
                };
                let rest = list.get(after..).unwrap_or_default();
                let whole = list.len() <= star_above || after == 1;
                for &b in if whole { rest } else { rest.get(..1).unwrap_or_default() } {
                    if let Some(count) = counts.get_mut(b as usize) {
                        if *count == 0 {
                            met.push(b);
                        }
                        *count = count.saturating_add(weight);
                    }
                }
            }
            met.sort_unstable();
            met.retain(|&b| {
                let count = counts.get_mut(b as usize).map_or(0, std::mem::take);
                keep(me, b, u32::from(count))
            });
            met.into_iter().map(move |b| (me, b))
        };
        (0..articles)
            .into_par_iter()
            .with_min_len(1 + articles / 64)
            .map_init(Default::default, gather)
            .flatten_iter()
            .collect()
    }

    /// The different lists, by their numbers.
    pub(super) fn lists(&self) -> impl IndexedParallelIterator<Item = &[u32]> {
        (0..place(self.weights.len())).into_par_iter().map(|number| self.list(number))
    }

    /// Every key that two articles or more have, with the number of its list.
    pub(super) fn keys(&self) -> impl Iterator<Item = (u64, u32)> {
        self.keys.iter().copied().zip(self.list_of.iter().copied())
    }

    /// A table by which many are asked whether they are among the [`keys`](Self::keys).
    pub(super) fn table(&self) -> KeyTable<'_> {
        KeyTable::new(&self.keys)
    }

    fn list(&self, number: u32) -> &[u32] {
        let number = number as usize;
        let bounds = self.starts.get(number).zip(self.starts.get(number + 1));
        bounds.and_then(|(&start, &end)| self.members.get(start..end)).unwrap_or_default()
    }

    /// The lists in which others follow an article, by their numbers, each with its weight.
    fn lists_of(&self, article: usize) -> impl Iterator<Item = (u32, &[u32], u32)> {
        let bounds = self.first_list.get(article).zip(self.first_list.get(article + 1));
        let numbers = bounds.and_then(|(&start, &end)| self.lists.get(start..end));
        numbers.unwrap_or_default().iter().filter_map(|&number| {
            Some((number, self.list(number), *self.weights.get(number as usize)?))
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
    use std::ops::Range;

    /// Postings in shares of an article each.
    struct Listed<'p>(&'p [Posting], usize);

    impl Keys for Listed<'_> {
        fn shares(&self) -> usize {
            300
        }
        fn count(&self) -> usize {
            self.0.len()
        }
        fn rounds(&self) -> usize {
            self.1
        }
        fn each(&self, share: usize, _: &Range<usize>, sink: impl FnMut(Posting)) {
            let own = self.0.iter().filter(|posting| posting.1 as usize == share);
            own.copied().for_each(sink);
        }
    }

    fn all(postings: &[Posting], star_above: usize) -> Vec<Pair> {
        Index::of(300, &Listed(postings, 1)).pairs(star_above, |_, _, _| true)
    }

    #[test]
    fn a_long_list_gives_a_star_that_reaches_everyone() {
        let all = all(&(0..300).map(|article| (7, article)).collect::<Vec<_>>(), 64);
        assert_eq!(all.len(), 299 + 298);
        assert!((1..300).all(|article| all.contains(&(0, article))));
    }

    #[test]
    fn a_short_list_gives_all_pairs_once() {
        let postings = vec![(1, 2), (1, 0), (1, 1), (1, 2), (9, 5)];
        assert_eq!(all(&postings, 64), [(0, 1), (0, 2), (1, 2)]);
    }

    proptest! {
        #[test]
        fn pairs_and_counts_equal_those_made_list_by_list(
            postings in prop::collection::vec((0u64..12, 0u32..20), 0..120),
            star_above in 2usize..8,
            rounds in 1usize..5,
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
            let index = Index::of(20, &Listed(&postings, rounds));
            prop_assert_eq!(index.pairs(star_above, |_, _, n| n >= least), plain);
            let listed: BTreeMap<u64, Vec<u32>> =
                index.keys().map(|(key, list)| (key, index.list(list).to_vec())).collect();
            lists.retain(|_, list| list.len() > 1);
            let keys: Vec<u64> = (0..12).collect();
            let has: Vec<bool> = keys.iter().map(|key| lists.contains_key(key)).collect();
            prop_assert_eq!(index.table().have(&keys), has);
            prop_assert_eq!(listed, lists.clone());
            let listed = lists.values().flat_map(|list| pairs_of_list(list, star_above));
            let mut apart: BTreeMap<Pair, u32> = BTreeMap::new();
            for pair in listed {
                *apart.entry(pair).or_default() += 1;
            }
            prop_assert_eq!(apart, counts);
        }
    }
}
