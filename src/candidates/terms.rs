//! Candidates by shared heavy terms: the same happening in other words.
//!
//! Every article is looked up by its heaviest terms among the articles of the time
//! window before and after it, and meets the ones with which it shares two or more. The
//! number of candidates of an article is bounded; the cost of a day follows the window,
//! not the collection.

use hashbrown::HashMap;
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

/// Articles that are looked up by one term, with their times.
type Postings = HashMap<StemHash, Vec<(i64, u32)>>;

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
    let (mut dated, mut undated) = (Postings::new(), Postings::new());
    for (index, lookup) in lookups.iter().enumerate() {
        let into = if lookup.seconds.is_some() { &mut dated } else { &mut undated };
        for &term in lookup.terms.iter().take(settings.terms) {
            into.entry(term)
                .or_default()
                .push((lookup.seconds.unwrap_or(0), place(index)));
        }
    }
    for (_, list) in &mut dated {
        list.sort_unstable();
    }
    let mut pairs: Vec<Pair> = lookups
        .par_iter()
        .enumerate()
        .filter(|(index, _)| asks(*index))
        .map_init(
            || vec![0u16; lookups.len()],
            |shared, (index, lookup)| {
                let me = place(index);
                let best = meets(lookups, lookup, me, &dated, &undated, shared, settings);
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
fn around(list: &[(i64, u32)], middle: usize, most: usize) -> &[(i64, u32)] {
    let from = middle.saturating_sub(most / 2).min(list.len().saturating_sub(most));
    list.get(from..(from + most).min(list.len())).unwrap_or_default()
}

/// The articles that share most terms with one, and how many. `shared` counts for each
/// article, and is all 0 before and after.
fn meets(
    lookups: &[Lookup],
    lookup: &Lookup,
    me: u32,
    dated: &Postings,
    undated: &Postings,
    shared: &mut [u16],
    settings: &TermSettings,
) -> Vec<(u32, u16)> {
    let mut met: Vec<u32> = Vec::new();
    for term in lookup.terms.iter().take(settings.terms) {
        let list = dated.get(term).map_or(&[][..], Vec::as_slice);
        let near = match lookup.seconds {
            Some(now) => {
                let from =
                    list.partition_point(|p| p.0 < now.saturating_sub(settings.window));
                let to =
                    list.partition_point(|p| p.0 <= now.saturating_add(settings.window));
                let here = list.partition_point(|p| p.0 < now);
                around(list.get(from..to).unwrap_or_default(), here - from, settings.met)
            }
            None => around(list, list.len() / 2, settings.met),
        };
        let timeless = undated.get(term).map_or(&[][..], Vec::as_slice);
        for &(_, other) in near.iter().chain(timeless) {
            if let Some(count) = shared.get_mut(other as usize) {
                if *count == 0 {
                    met.push(other);
                }
                *count = count.saturating_add(1);
            }
        }
    }
    let mut best: Vec<(u32, u16)> = met
        .into_iter()
        .filter_map(|other| {
            Some((other, std::mem::take(shared.get_mut(other as usize)?)))
        })
        .filter(|&(other, shared)| other != me && shared >= settings.shared)
        .filter(|&(other, _)| {
            let side = lookups.get(other as usize).and_then(|other| other.side);
            side.is_none() || side != lookup.side
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
