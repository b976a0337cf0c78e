//! Candidates by shared strong terms: the same happening in other words.
//!
//! Every article is looked up by its strongest terms among the articles of the time
//! window before and after it, and meets the ones with which it shares most. The number
//! of candidates of an article is bounded; the cost of a day follows the window, not
//! the collection.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::postings::{Pair, place};
use crate::text::stems::StemHash;

/// What an article is looked up by.
#[derive(Debug, Clone, Default)]
pub struct Lookup {
    /// Its strongest terms with their part in the article's direction, 0 to 1.
    pub terms: Vec<(StemHash, f32)>,
    /// Publication time in seconds since 1970; an undated article meets all times.
    pub seconds: Option<i64>,
}

/// Bounds of the search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TermSettings {
    /// Terms an article is looked up by.
    pub terms: usize,
    /// Most candidates of an article.
    pub candidates: usize,
    /// Least shared part, as an approximate cosine similarity.
    pub least: f32,
    /// Longest time between two articles of one story, in seconds.
    pub window: i64,
}

impl Default for TermSettings {
    fn default() -> Self {
        Self { terms: 40, candidates: 60, least: 0.02, window: 7 * 24 * 3600 }
    }
}

/// Distinct pairs `(a, b)`, `a < b`, sorted.
pub fn candidates(lookups: &[Lookup], settings: &TermSettings) -> Vec<Pair> {
    let mut postings: HashMap<StemHash, Vec<(i64, u32, f32)>> = HashMap::new();
    let mut undated: HashMap<StemHash, Vec<(i64, u32, f32)>> = HashMap::new();
    for (index, lookup) in lookups.iter().enumerate() {
        let into = if lookup.seconds.is_some() { &mut postings } else { &mut undated };
        for &(term, part) in lookup.terms.iter().take(settings.terms) {
            let posting = (lookup.seconds.unwrap_or(0), place(index), part);
            into.entry(term).or_default().push(posting);
        }
    }
    for list in postings.values_mut() {
        list.sort_unstable_by_key(|posting| (posting.0, posting.1));
    }
    let mut pairs: Vec<Pair> = lookups
        .par_iter()
        .enumerate()
        .flat_map_iter(|(index, lookup)| {
            let me = place(index);
            let mut parts: HashMap<u32, f32> = HashMap::new();
            for &(term, part) in lookup.terms.iter().take(settings.terms) {
                let dated = postings.get(&term).map_or(&[][..], Vec::as_slice);
                let near = match lookup.seconds {
                    Some(now) => {
                        let from = dated.partition_point(|p| p.0 < now - settings.window);
                        let to = dated.partition_point(|p| p.0 <= now + settings.window);
                        dated.get(from..to).unwrap_or_default()
                    }
                    None => dated,
                };
                let timeless = undated.get(&term).map_or(&[][..], Vec::as_slice);
                for &(_, other, theirs) in near.iter().chain(timeless) {
                    if other != me {
                        *parts.entry(other).or_default() += part * theirs;
                    }
                }
            }
            let mut best: Vec<(u32, f32)> =
                parts.into_iter().filter(|&(_, sum)| sum >= settings.least).collect();
            best.sort_unstable_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
            best.truncate(settings.candidates);
            best.into_iter().map(move |(other, _)| (me.min(other), me.max(other)))
        })
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_meet_within_the_window_only() {
        let day = 24 * 3600;
        let at = |seconds| Lookup { terms: vec![(1, 0.5), (2, 0.5)], seconds };
        let lookups = [at(Some(0)), at(Some(3 * day)), at(Some(12 * day)), at(None)];
        let pairs = candidates(&lookups, &TermSettings::default());
        assert_eq!(pairs, [(0, 1), (0, 3), (1, 3), (2, 3)]);
    }

    #[test]
    fn the_number_of_candidates_is_bounded() {
        let one = Lookup { terms: vec![(1, 0.9)], seconds: Some(0) };
        let settings = TermSettings { candidates: 3, ..TermSettings::default() };
        assert!(candidates(&vec![one; 200], &settings).len() <= 600);
    }
}
