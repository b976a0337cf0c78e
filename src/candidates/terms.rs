//! Candidates by shared heavy terms: the same happening in other words.
//!
//! Every article is looked up by its heaviest terms among the articles of the time
//! window before and after it, and meets the ones with which it shares two or more, and
//! enough of their weight. The number of candidates of an article is bounded; the cost of
//! a day follows the window, not the collection.

use std::ops::Range;

use rayon::prelude::*;

use super::meeting::{Meeting, SUMMED};
use super::postings::{Pair, place};
use super::term_postings::Postings;
use crate::text::stems::StemHash;

/// Bits of a [`HeavyTerm`] that hold its part.
pub(super) const PART_BITS: u32 = 12;

/// A term that an article is looked up by, and its part in the article, in one number:
/// the hash without its last twelve bits, and the part in as many.
///
/// ```
/// use samestory::candidates::terms::HeavyTerm;
///
/// let term = HeavyTerm::new(0xABCD_EF01_2345_6789, 0.25);
/// assert_eq!(term.hash(), 0xABCD_EF01_2345_6);
/// assert_eq!(term.part(), 1024);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeavyTerm(pub u64);

impl HeavyTerm {
    /// The [`part`](Self::part) of a term that is all of an article.
    pub const WHOLE: u16 = 1 << PART_BITS;

    /// Of a term and its part, 0 to 1.
    pub fn new(hash: StemHash, part: f32) -> Self {
        const MOST: u64 = (1 << PART_BITS) - 1;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // `as` saturates: a part below 0 is 0.
        let part = (part * f32::from(Self::WHOLE)) as u64;
        Self(hash >> PART_BITS << PART_BITS | part.min(MOST))
    }

    /// What is left of the term's hash.
    pub const fn hash(self) -> u64 {
        self.0 >> PART_BITS
    }

    /// Its part, in 1/4096.
    pub const fn part(self) -> u16 {
        (self.0 & ((1 << PART_BITS) - 1)) as u16
    }
}

/// What an article is looked up by.
#[derive(Debug, Clone, Default)]
pub struct Lookup {
    /// Its heaviest terms, heaviest first. Their parts' squares sum up to some 4 at most; a
    /// larger sum counts as that.
    pub terms: Vec<HeavyTerm>,
    /// Publication time in seconds since 1970; an undated article meets all times.
    pub seconds: Option<i64>,
    /// Articles of one side do not meet; those of no side meet all.
    pub side: Option<usize>,
    /// How much more than [`TermSettings::alike_per_mille`] it asks for, as a share of that;
    /// what two articles ask for is added up.
    pub stricter: f32,
}

/// Bounds of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermSettings {
    /// Terms an article is looked up by.
    pub terms: usize,
    /// Terms two articles must share,
    pub shared: u8,
    /// and the sum of what their parts in both make, multiplied, in parts of a thousand;
    /// more for articles that are stricter.
    pub alike_per_mille: u32,
    /// Most candidates that an article looks for: those of the largest such sum.
    pub candidates: usize,
    /// Most dated articles that one term brings: those nearest in time.
    pub met: usize,
    /// Most undated ones that it brings: those nearest by their places in the collection.
    pub undated: usize,
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
            alike_per_mille: 35,
            candidates: 60,
            met: 120,
            undated: 250,
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

/// Distinct pairs `(a, b)`, `a < b`, sorted.
///
/// ```
/// use samestory::candidates::terms::{HeavyTerm, Lookup, TermSettings, candidates};
///
/// let terms = |hashes: [u64; 3]| hashes.map(|hash| HeavyTerm::new(hash << 12, 0.5)).to_vec();
/// let kim = Lookup { terms: terms([1, 2, 3]), seconds: Some(0), ..Lookup::default() };
/// let putin = Lookup { terms: terms([3, 4, 2]), seconds: Some(3600), ..Lookup::default() };
/// let (settings, pair) = (TermSettings::default(), [kim, putin]);
/// assert_eq!(candidates(&pair, &settings), [(0, 1)]);
/// // Theirs is .5 in all, and .035 what is asked for.
/// let asking = |stricter| pair.clone().map(|lookup| Lookup { stricter, ..lookup });
/// assert_eq!(candidates(&asking(6.0), &settings).len(), 1);
/// assert_eq!(candidates(&asking(7.0), &settings).len(), 0);
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
            || Meeting::new(lookups.len()),
            |room, rank| {
                let me = article(rank);
                let best = meets(rank, &postings, room, settings).into_iter();
                let other = move |(_, rank)| article(rank as usize);
                best.map(other).map(move |other| (me.min(other), me.max(other)))
            },
        )
        .flatten_iter()
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// The ranks that share most with one, behind the sums that they share.
fn meets(
    rank: usize,
    postings: &Postings,
    room: &mut Meeting,
    settings: &TermSettings,
) -> Vec<(u32, u32)> {
    // The first ranks within the window, from now on, and behind the window.
    let window = postings.times.get(rank).map(|&now| {
        let first = |time: i64| place(postings.times.partition_point(|t| *t < time));
        let to = now.saturating_add(settings.window);
        let behind = postings.times.partition_point(|time| *time <= to);
        (first(now.saturating_sub(settings.window)), first(now), place(behind))
    });
    let me = place(rank);
    let article = postings.articles.get(rank).copied().unwrap_or(0);
    room.begin(me);
    for &(term, part) in postings.of(rank) {
        let [dated, timeless] = postings.list(term);
        let near = match window {
            Some((from, now, to)) => {
                let from = postings.first_from(dated.clone(), from);
                let near = from..postings.first_from(from..dated.end, to);
                around(near, |near| postings.first_from(near, now), settings.met)
            }
            None => {
                around(dated, |all| usize::midpoint(all.start, all.end), settings.met)
            }
        };
        let timeless =
            around(timeless, |all| postings.first_after(all, article), settings.undated);
        room.count(postings, near, part, settings.shared);
        room.count(postings, timeless, part, settings.shared);
    }
    let least = SUMMED as f32 * settings.alike_per_mille as f32 / 1000.0;
    let stricter = |rank: u32| postings.stricter.get(rank as usize).copied();
    let mine = stricter(me).unwrap_or(0.0);
    let alike = |&(sum, other): &(u32, u32)| {
        let theirs = stricter(other).unwrap_or(0.0);
        sum as f32 >= least * (1.0 + (mine + theirs))
    };
    let others = |&(_, other): &(u32, u32)| {
        let side = postings.side(me);
        other != me && (side.is_none() || postings.side(other) != side)
    };
    let mut met: Vec<(u32, u32)> = room.enough().filter(alike).filter(others).collect();
    if met.len() > settings.candidates {
        let more = |x: &(u32, u32), y: &(u32, u32)| y.0.cmp(&x.0).then(x.1.cmp(&y.1));
        met.select_nth_unstable_by(settings.candidates, more);
        met.truncate(settings.candidates);
    }
    met
}

/// At most `most` places of a list, those around its `middle`.
fn around(
    list: Range<usize>,
    middle: impl FnOnce(Range<usize>) -> usize,
    most: usize,
) -> Range<usize> {
    if list.len() <= most {
        return list;
    }
    let from = middle(list.clone()).saturating_sub(most / 2);
    let from = from.clamp(list.start, list.end - most);
    from..from + most
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms<const N: usize>(hashes: [u64; N]) -> Vec<HeavyTerm> {
        hashes.map(|hash| HeavyTerm::new(hash << PART_BITS, 0.5)).to_vec()
    }

    #[test]
    fn articles_meet_within_the_window_only() {
        let day = 24 * 3600;
        let at = |seconds| Lookup { terms: terms([1, 2]), seconds, ..Lookup::default() };
        let lookups = [at(Some(0)), at(Some(3 * day)), at(Some(40 * day)), at(None)];
        let pairs = candidates(&lookups, &TermSettings::default());
        assert_eq!(pairs, [(0, 1), (0, 3), (1, 3), (2, 3)]);
    }

    /// An article of a few of twelve terms.
    fn some_article() -> impl Strategy<Value = Lookup> {
        let terms = prop::collection::btree_map(1u64..12, 0.05f32..0.6, 0..6);
        let day = 24 * 3600;
        let seconds = prop::option::of((0i64..90).prop_map(move |days| days * day));
        let side = prop::option::of(0usize..3);
        (terms, seconds, side, 0.0f32..2.0).prop_map(
            |(terms, seconds, side, stricter)| {
                let terms = terms.into_iter();
                let terms = terms
                    .map(|(hash, part)| HeavyTerm::new(hash << PART_BITS, part))
                    .collect();
                Lookup { terms, seconds, side, stricter }
            },
        )
    }

    /// The plain twin of [`candidates`] without bounds: every pair by itself.
    fn candidates_plain(lookups: &[Lookup], settings: &TermSettings) -> Vec<Pair> {
        let least = SUMMED as f32 * settings.alike_per_mille as f32 / 1000.0;
        let meet = |x: &Lookup, y: &Lookup| {
            let same = |(a, b): &(&HeavyTerm, &HeavyTerm)| a.hash() == b.hash();
            let products: Vec<u32> = x
                .terms
                .iter()
                .flat_map(|a| y.terms.iter().map(move |b| (a, b)))
                .filter(same)
                .map(|(a, b)| (u32::from(a.part()) * u32::from(b.part())) >> 2)
                .collect();
            let far = x
                .seconds
                .zip(y.seconds)
                .is_some_and(|(x, y)| (x - y).abs() > settings.window);
            let one_side = x.side.is_some() && x.side == y.side;
            let sum = products.iter().sum::<u32>() as f32;
            !far && !one_side
                && products.len() >= usize::from(settings.shared)
                && sum >= least * (1.0 + (x.stricter + y.stricter))
        };
        let numbers = 0..place(lookups.len());
        let pairs = numbers.flat_map(|b| (0..b).map(move |a| (a, b)));
        let mut pairs: Vec<Pair> = pairs
            .filter(|&(a, b)| meet(&lookups[a as usize], &lookups[b as usize]))
            .collect();
        pairs.sort_unstable();
        pairs
    }

    proptest! {
        #[test]
        fn candidates_are_those_of_every_pair_by_itself(
            mut lookups in prop::collection::vec(some_article(), 0..40), sides in any::<bool>()
        ) {
            if !sides {
                for lookup in &mut lookups {
                    lookup.side = None;
                }
            }
            let settings = TermSettings::default();
            prop_assert_eq!(
                candidates(&lookups, &settings),
                candidates_plain(&lookups, &settings)
            );
        }
    }

    #[test]
    fn stretches_of_time_bring_the_pairs_of_the_whole() {
        let day = 24 * 3600;
        let settings =
            TermSettings { met: 4, undated: 2, candidates: 3, ..TermSettings::default() };
        let at = |n: u64| Lookup {
            terms: terms([n % 3, 3 + n % 2, 7 + n % 5]),
            seconds: (!n.is_multiple_of(11))
                .then(|| i64::try_from(n * n % 200).unwrap_or(0) * day),
            side: None,
            stricter: (n % 4 * 3) as f32,
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
        let of =
            |side| Lookup { terms: terms([1, 2]), side: Some(side), ..Lookup::default() };
        let pairs = candidates(&[of(0), of(0), of(1)], &TermSettings::default());
        assert_eq!(pairs, [(0, 2), (1, 2)]);
    }

    /// Three articles: the first shares three terms with the second, and two with the third
    /// that are a larger part of both.
    fn light_and_heavy() -> [Lookup; 3] {
        let of = |terms: &[(u64, f32)]| Lookup {
            terms: terms
                .iter()
                .map(|&(hash, part)| HeavyTerm::new(hash << 12, part))
                .collect(),
            ..Lookup::default()
        };
        let light = [(1, 0.125), (2, 0.125), (3, 0.125)];
        let heavy = [(4, 0.5), (5, 0.5)];
        [of(&[light.as_slice(), &heavy].concat()), of(&light), of(&heavy)]
    }

    #[test]
    fn those_are_taken_whose_shared_terms_weigh_most() {
        let settings =
            TermSettings { candidates: 1, alike_per_mille: 0, ..TermSettings::default() };
        // The second looks for the first as well.
        let asks = |article| article == 0;
        assert_eq!(candidates_of(&light_and_heavy(), asks, &settings), [(0, 2)]);
        let settings = TermSettings { candidates: 2, ..settings };
        assert_eq!(candidates_of(&light_and_heavy(), asks, &settings), [(0, 1), (0, 2)]);
    }

    #[test]
    fn little_of_either_is_too_little_to_meet() {
        // The light ones come to 3/64.
        let pairs = |alike_per_mille| {
            let settings = TermSettings { alike_per_mille, ..TermSettings::default() };
            candidates(&light_and_heavy(), &settings)
        };
        assert_eq!(pairs(46), [(0, 1), (0, 2)]);
        assert_eq!(pairs(47), [(0, 2)]);
    }

    #[test]
    fn the_number_of_candidates_is_bounded() {
        let one = Lookup { terms: terms([1, 2]), seconds: Some(0), ..Lookup::default() };
        let settings = TermSettings { candidates: 3, ..TermSettings::default() };
        assert!(candidates(&vec![one; 200], &settings).len() <= 600);
    }
}
