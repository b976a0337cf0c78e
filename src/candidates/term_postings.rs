//! Which articles are looked up by which heavy term, in the order of their times.

use std::ops::Range;

use rayon::prelude::*;

use super::postings::place;
use super::terms::{HeavyTerm, Lookup};

/// Which articles are looked up by which term. Articles go by their ranks: those with a
/// time in the order of their times, then the others.
pub(super) struct Postings {
    /// The article of each rank.
    pub(super) articles: Vec<u32>,
    /// The times of those that have one.
    pub(super) times: Vec<i64>,
    /// The side of each rank; empty where none has one.
    sides: Vec<Option<usize>>,
    /// How strict each rank is.
    pub(super) stricter: Vec<f32>,
    /// The ranks of each term, ascending; terms of one article, or of one side, are left out.
    pub(super) ranks: Vec<u32>,
    /// The part of the term in each of these.
    pub(super) parts: Vec<u16>,
    /// Where the ranks of each term begin, and where they end.
    lists: Vec<(usize, usize)>,
    /// The terms of each rank by their numbers, with their parts, and where they end.
    terms: Vec<(u32, u16)>,
    ends: Vec<usize>,
}

/// Terms are listed in so many shares, by their first bits, since those that one article
/// has are held as well until they are told from the others.
const SHARES: u64 = 1 << SHARE_BITS;
const SHARE_BITS: u32 = 3;

/// The terms of a share, each behind the rank of an article that has it, sorted.
fn in_share(
    lookups: &[Lookup],
    articles: &[u32],
    most: usize,
    share: u64,
) -> Vec<(HeavyTerm, u32)> {
    let mut held: Vec<(HeavyTerm, u32)> = articles
        .par_iter()
        .zip(0..place(articles.len()))
        .flat_map_iter(|(&article, rank)| {
            let terms = lookups.get(article as usize).map(|lookup| &lookup.terms);
            let terms = terms.into_iter().flatten().take(most);
            let of_share = move |term: &&HeavyTerm| term.0 >> (64 - SHARE_BITS) == share;
            terms.filter(of_share).map(move |&term| (term, rank))
        })
        .collect();
    held.par_sort_unstable_by_key(|(term, rank)| (term.hash(), *rank));
    held
}

fn side(sides: &[Option<usize>], rank: u32) -> Option<usize> {
    sides.get(rank as usize).copied().flatten()
}

impl Postings {
    pub(super) fn new(lookups: &[Lookup], most: usize) -> Self {
        let mut articles: Vec<u32> = (0..lookups.len()).map(place).collect();
        let seconds = |article: &u32| lookups.get(*article as usize)?.seconds;
        articles.par_sort_unstable_by_key(|article| {
            let seconds = seconds(article);
            (seconds.is_none(), seconds, *article)
        });
        let times: Vec<i64> = articles.iter().map_while(seconds).collect();
        let mut sides = Vec::new();
        if lookups.iter().any(|lookup| lookup.side.is_some()) {
            let side = |article: &u32| lookups.get(*article as usize)?.side;
            sides = articles.iter().map(side).collect();
        }
        let stricter = |article: &u32| Some(lookups.get(*article as usize)?.stricter);
        let stricter = articles.iter().filter_map(stricter).collect();
        let (mut ranks, mut parts, mut lists) = (Vec::new(), Vec::new(), Vec::new());
        let mut counts = vec![0_usize; articles.len()];
        for share in 0..SHARES {
            let held = in_share(lookups, &articles, most, share);
            // A term that one side has alone brings nobody together.
            let brings = |list: &&[(HeavyTerm, u32)]| match list {
                [(_, first), rest @ ..] => {
                    let first = side(&sides, *first);
                    let other =
                        |rank: u32| first.is_none() || side(&sides, rank) != first;
                    rest.iter().any(|(_, rank)| other(*rank))
                }
                [] => false,
            };
            let lists_of_all = held.chunk_by(|x, y| x.0.hash() == y.0.hash());
            for list in lists_of_all.filter(brings) {
                let begin = ranks.len();
                ranks.extend(list.iter().map(|posting| posting.1));
                parts.extend(list.iter().map(|posting| posting.0.part()));
                lists.push((begin, ranks.len()));
                for &(_, rank) in list {
                    if let Some(count) = counts.get_mut(rank as usize) {
                        *count += 1;
                    }
                }
            }
        }
        // First where the terms of each begin; filling moves that to where they end.
        let (mut ends, mut all) = (counts, 0);
        for end in &mut ends {
            (*end, all) = (all, all + *end);
        }
        let mut terms = vec![(0, 0); all];
        for (number, &(begin, end)) in (0u32..).zip(&lists) {
            let ranks = ranks.get(begin..end).unwrap_or_default();
            for (&rank, &part) in
                ranks.iter().zip(parts.get(begin..end).unwrap_or_default())
            {
                if let Some(at) = ends.get_mut(rank as usize) {
                    if let Some(slot) = terms.get_mut(*at) {
                        *slot = (number, part);
                    }
                    *at += 1;
                }
            }
        }
        Self { articles, times, sides, stricter, ranks, parts, lists, terms, ends }
    }

    /// The side of a rank, if it has one.
    pub(super) fn side(&self, rank: u32) -> Option<usize> {
        side(&self.sides, rank)
    }

    /// The terms of an article, by their numbers, and their parts in it.
    pub(super) fn of(&self, rank: usize) -> &[(u32, u16)] {
        let begin = rank.checked_sub(1).and_then(|before| self.ends.get(before).copied());
        let end = self.ends.get(rank).copied().unwrap_or(0);
        self.terms.get(begin.unwrap_or(0)..end).unwrap_or_default()
    }

    /// Where the list of a term lies: ranks with a time, and ranks without.
    pub(super) fn list(&self, term: u32) -> [Range<usize>; 2] {
        let (begin, end) = self.lists.get(term as usize).copied().unwrap_or_default();
        let timeless = self.first_from(begin..end, place(self.times.len()));
        [begin..timeless, timeless..end]
    }

    /// The first place of a list of undated ranks whose article is `article` or comes after it.
    pub(super) fn first_after(&self, list: Range<usize>, article: u32) -> usize {
        let ranks = self.ranks.get(list.clone()).unwrap_or_default();
        let before = |&rank: &u32| self.articles.get(rank as usize) < Some(&article);
        list.start + ranks.partition_point(before)
    }

    /// The first place of a list with a rank of `from` or more.
    pub(super) fn first_from(&self, list: Range<usize>, from: u32) -> usize {
        let ranks = self.ranks.get(list.clone()).unwrap_or_default();
        // Mostly the whole list lies on one side.
        match (ranks.first(), ranks.last()) {
            (Some(first), Some(last)) if *first < from && from <= *last => {
                list.start + ranks.partition_point(|&rank| rank < from)
            }
            (_, Some(last)) if *last < from => list.end,
            _ => list.start,
        }
    }
}
