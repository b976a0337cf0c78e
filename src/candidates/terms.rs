//! Candidates by shared heavy terms: the same happening in other words.
//!
//! Every article is looked up by its heaviest terms among the articles of the time
//! window before and after it, and meets the ones with which it shares two or more. The
//! number of candidates of an article is bounded; the cost of a day follows the window,
//! not the collection.

use rayon::prelude::*;

use super::postings::{Pair, place};
use crate::text::stems::StemHash;

/// What an article is looked up by.
#[derive(Debug, Clone, Default)]
pub struct Lookup {
    /// Its heaviest terms, heaviest first.
    pub terms: Vec<StemHash>,
    /// Publication time in seconds since 1970; an undated article meets all times.
    pub seconds: Option<i64>,
    /// Articles of one side do not meet; those of no side meet all.
    pub side: Option<usize>,
}

/// Bounds of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermSettings {
    /// Terms an article is looked up by.
    pub terms: usize,
    /// Terms two articles must share.
    pub shared: u16,
    /// Most candidates that an article looks for: those that share most terms.
    pub candidates: usize,
    /// Most articles that one term brings: those nearest in time.
    pub met: usize,
    /// A term in more articles than this is no term to look up by,
    pub frequent: u32,
    /// unless that is less than this share of the collection, in parts of a thousand.
    pub frequent_per_mille: u32,
    /// Longest time between two articles that are compared, in seconds.
    pub window: i64,
}

impl Default for TermSettings {
    fn default() -> Self {
        Self {
            terms: 64,
            shared: 2,
            candidates: 100,
            met: 250,
            frequent: 250,
            frequent_per_mille: 10,
            window: 30 * 24 * 3600,
        }
    }
}

impl TermSettings {
    /// The most articles of a collection that a term to look up by may stand in.
    pub fn most(&self, articles: usize) -> u32 {
        let share = articles as u64 * u64::from(self.frequent_per_mille) / 1000;
        self.frequent.max(u32::try_from(share).unwrap_or(u32::MAX))
    }
}

/// Which articles are looked up by which term. Articles go by their ranks: those with a
/// time in the order of their times, then the others.
struct Postings {
    /// The article of each rank.
    articles: Vec<u32>,
    /// The times of those that have one.
    times: Vec<i64>,
    /// The ranks of each term, ascending; terms of one article are left out.
    ranks: Vec<u32>,
    /// Where the ranks of each term begin, and where they end.
    lists: Vec<(usize, usize)>,
    /// The terms of each rank, by their numbers, and where they end.
    terms: Vec<u32>,
    ends: Vec<usize>,
}

impl Postings {
    fn new(lookups: &[Lookup], most: usize) -> Self {
        let mut articles: Vec<u32> = (0..lookups.len()).map(place).collect();
        let seconds = |article: &u32| lookups.get(*article as usize)?.seconds;
        articles.par_sort_unstable_by_key(|article| {
            let seconds = seconds(article);
            (seconds.is_none(), seconds, *article)
        });
        let times: Vec<i64> = articles.iter().map_while(seconds).collect();
        let mut held: Vec<(StemHash, u32)> = articles
            .par_iter()
            .zip(0..place(articles.len()))
            .flat_map_iter(|(&article, rank)| {
                let terms = lookups.get(article as usize).map(|lookup| &lookup.terms);
                let terms = terms.into_iter().flatten().take(most);
                terms.map(move |&term| (term, rank))
            })
            .collect();
        held.par_sort_unstable();
        let (mut ranks, mut lists) = (Vec::new(), Vec::new());
        let mut counts = vec![0_usize; articles.len()];
        for list in held.chunk_by(|x, y| x.0 == y.0).filter(|list| list.len() > 1) {
            let begin = ranks.len();
            ranks.extend(list.iter().map(|posting| posting.1));
            lists.push((begin, ranks.len()));
            for &(_, rank) in list {
                if let Some(count) = counts.get_mut(rank as usize) {
                    *count += 1;
                }
            }
        }
        drop(held);
        // First where the terms of each begin; filling moves that to where they end.
        let (mut ends, mut all) = (counts, 0);
        for end in &mut ends {
            (*end, all) = (all, all + *end);
        }
        let mut terms = vec![0; all];
        for (number, &(begin, end)) in (0u32..).zip(&lists) {
            for &rank in ranks.get(begin..end).unwrap_or_default() {
                if let Some(at) = ends.get_mut(rank as usize) {
                    if let Some(slot) = terms.get_mut(*at) {
                        *slot = number;
                    }
                    *at += 1;
                }
            }
        }
        Self { articles, times, ranks, lists, terms, ends }
    }

    /// The lists of an article's terms: ranks with a time, and ranks without.
    fn of(&self, rank: usize) -> impl Iterator<Item = (&[u32], &[u32])> {
        let begin = rank.checked_sub(1).and_then(|before| self.ends.get(before).copied());
        let end = self.ends.get(rank).copied().unwrap_or(0);
        let terms = self.terms.get(begin.unwrap_or(0)..end).unwrap_or_default();
        let dated = place(self.times.len());
        terms.iter().filter_map(move |&term| {
            let &(begin, end) = self.lists.get(term as usize)?;
            let list = self.ranks.get(begin..end)?;
            Some(list.split_at(list.partition_point(|&rank| rank < dated)))
        })
    }
}

/// Distinct pairs `(a, b)`, `a < b`, sorted.
///
/// ```
/// use samestory::candidates::terms::{Lookup, TermSettings, candidates};
///
/// let kim = Lookup { terms: vec![1, 2, 3], seconds: Some(0), side: None };
/// let putin = Lookup { terms: vec![3, 4, 2], seconds: Some(3600), side: None };
/// assert_eq!(candidates(&[kim, putin], &TermSettings::default()), [(0, 1)]);
/// ```
pub fn candidates(lookups: &[Lookup], settings: &TermSettings) -> Vec<Pair> {
    candidates_of(lookups, |_| true, settings)
}

/// As [`candidates`], of the articles that `asks` takes, by their places: the pairs that
/// they look for. Of the others, those have to be there that lie within a window of an
/// article that asks, and all that are undated; where an undated article asks, all.
pub fn candidates_of(
    lookups: &[Lookup],
    asks: impl Fn(usize) -> bool + Sync,
    settings: &TermSettings,
) -> Vec<Pair> {
    let postings = Postings::new(lookups, settings.terms);
    let article = |rank: usize| postings.articles.get(rank).copied().unwrap_or(0);
    let mut pairs: Vec<Pair> = (0..lookups.len())
        .into_par_iter()
        .filter(|rank| asks(article(*rank) as usize))
        .map_init(
            || (vec![0u16; lookups.len()], Vec::new()),
            |(shared, met), rank| {
                let me = article(rank);
                let best = meets(lookups, rank, &postings, (shared, met), settings);
                best.into_iter().map(move |(other, _)| (me.min(other), me.max(other)))
            },
        )
        .flatten_iter()
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// At most `most` entries of a list, those around the place `middle`.
fn around(list: &[u32], middle: usize, most: usize) -> &[u32] {
    let from = middle.saturating_sub(most / 2).min(list.len().saturating_sub(most));
    list.get(from..(from + most).min(list.len())).unwrap_or_default()
}

/// The ranks of a list from one on, up to another.
fn between(list: &[u32], from: u32, to: u32) -> &[u32] {
    let at = |bound: u32| list.partition_point(|&rank| rank < bound);
    list.get(at(from)..at(to)).unwrap_or_default()
}

/// The articles that share most terms with the one of a rank, and how many. `shared` counts
/// for each rank, and is all 0 before and after; `met` is room.
fn meets(
    lookups: &[Lookup],
    rank: usize,
    postings: &Postings,
    (shared, met): (&mut [u16], &mut Vec<u32>),
    settings: &TermSettings,
) -> Vec<(u32, u16)> {
    met.clear();
    // The first ranks within the window, from now on, and behind the window.
    let window = postings.times.get(rank).map(|&now| {
        let first = |time: i64| place(postings.times.partition_point(|t| *t < time));
        let to = now.saturating_add(settings.window);
        let behind = postings.times.partition_point(|time| *time <= to);
        (first(now.saturating_sub(settings.window)), first(now), place(behind))
    });
    for (list, timeless) in postings.of(rank) {
        let near = match window {
            Some((from, now, to)) => {
                let list = between(list, from, to);
                let here = list.partition_point(|&rank| rank < now);
                around(list, here, settings.met)
            }
            None => around(list, list.len() / 2, settings.met),
        };
        for &other in near.iter().chain(timeless) {
            if let Some(count) = shared.get_mut(other as usize) {
                if *count == 0 {
                    met.push(other);
                }
                *count = count.saturating_add(1);
            }
        }
    }
    let of = |rank: u32| {
        let article = *postings.articles.get(rank as usize)?;
        Some((article, lookups.get(article as usize)?.side))
    };
    let my_side = of(place(rank)).and_then(|me| me.1);
    let mut best: Vec<(u32, u16)> = met
        .drain(..)
        .filter_map(|other| {
            Some((other, std::mem::take(shared.get_mut(other as usize)?)))
        })
        .filter(|&(other, shared)| other != place(rank) && shared >= settings.shared)
        .filter_map(|(other, shared)| {
            let (article, side) = of(other)?;
            (side.is_none() || side != my_side).then_some((article, shared))
        })
        .collect();
    if best.len() > settings.candidates {
        best.sort_unstable_by(|x, y| y.1.cmp(&x.1).then(x.0.cmp(&y.0)));
        best.truncate(settings.candidates);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_meet_within_the_window_only() {
        let day = 24 * 3600;
        let at = |seconds| Lookup { terms: vec![1, 2], seconds, side: None };
        let lookups = [at(Some(0)), at(Some(3 * day)), at(Some(40 * day)), at(None)];
        let pairs = candidates(&lookups, &TermSettings::default());
        assert_eq!(pairs, [(0, 1), (0, 3), (1, 3), (2, 3)]);
    }

    #[test]
    fn stretches_of_time_bring_the_pairs_of_the_whole() {
        let day = 24 * 3600;
        let settings = TermSettings { met: 4, candidates: 3, ..TermSettings::default() };
        let at = |n: u64| Lookup {
            terms: vec![n % 3, 3 + n % 2, 7 + n % 5],
            seconds: (!n.is_multiple_of(11))
                .then(|| i64::try_from(n * n % 200).unwrap_or(0) * day),
            side: None,
        };
        let all: Vec<Lookup> = (0..120).map(at).collect();
        let stretch = |seconds: i64| seconds.div_euclid(settings.window);
        let mut pairs = Vec::new();
        for here in (0..=7).map(Some).chain([None]) {
            let asks = |at: &Lookup| at.seconds.map(stretch) == here;
            let near = |at: &Lookup| match (at.seconds, here) {
                (Some(seconds), Some(here)) => (stretch(seconds) - here).abs() <= 1,
                _ => true,
            };
            let there: Vec<u32> = (0..120).filter(|&n| near(&all[n as usize])).collect();
            let lookups: Vec<Lookup> =
                there.iter().map(|&n| all[n as usize].clone()).collect();
            let found = candidates_of(&lookups, |n| asks(&lookups[n]), &settings);
            pairs.extend(
                found.iter().map(|&(a, b)| (there[a as usize], there[b as usize])),
            );
        }
        pairs.sort_unstable();
        pairs.dedup();
        assert!(pairs.len() > 50);
        assert_eq!(pairs, candidates(&all, &settings));
    }

    #[test]
    fn articles_of_one_side_do_not_meet() {
        let of = |side| Lookup { terms: vec![1, 2], seconds: None, side: Some(side) };
        let pairs = candidates(&[of(0), of(0), of(1)], &TermSettings::default());
        assert_eq!(pairs, [(0, 2), (1, 2)]);
    }

    #[test]
    fn the_number_of_candidates_is_bounded() {
        let one = Lookup { terms: vec![1, 2], seconds: Some(0), side: None };
        let settings = TermSettings { candidates: 3, ..TermSettings::default() };
        assert!(candidates(&vec![one; 200], &settings).len() <= 600);
    }
}
