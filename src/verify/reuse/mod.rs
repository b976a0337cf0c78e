//! Text reuse, exactly: how many shingles two texts share.

mod in_both;
mod link;
mod together;

pub(super) use in_both::in_both;
pub use link::{ReuseKind, ReuseLink};
use rayon::prelude::*;
use together::together;

use crate::candidates::Pair;
use crate::sketch::order::by_hash;
use crate::sketch::shingles::shingle_hashes;
use crate::text::words::{Word, chain};

/// Where one kind of link ends and the next begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReuseSettings {
    /// Words in a shingle.
    pub width: usize,
    /// Least Jaccard similarity of a `near` link.
    pub near: f64,
    /// Least containment of a `contains` link.
    pub contains: f64,
    /// Least containment of a `partial` link.
    pub partial: f64,
    /// Least containment of a `partial` link when what the two share is quotation: two
    /// reports of one statement have its words, and neither has them from the other.
    pub quoted: f64,
    /// Least number of shared shingles of a `partial` link; 8 are a run of 12 words.
    pub partial_shingles: u32,
    /// Containment from which half as many shingles are enough: a short text that stands
    /// in another by half.
    pub half: f64,
    /// Two texts with at least this many different numbers each
    pub template_numbers: usize,
    /// that have less than this share of them in common are a template filled in twice
    /// (two days' case numbers, two closings): `partial`, however much else they share.
    /// With fewer numbers, but two at least, none may be in common.
    pub template_share: f64,
    /// Least Jaccard similarity of a template filled in twice.
    pub template_jaccard: f64,
}

impl Default for ReuseSettings {
    fn default() -> Self {
        Self {
            width: 5,
            near: 0.5,
            contains: 0.8,
            partial: 0.1,
            quoted: 0.2,
            partial_shingles: 8,
            half: 0.5,
            template_numbers: 4,
            template_share: 0.5,
            template_jaccard: 0.25,
        }
    }
}

impl ReuseSettings {
    /// The kind of a link's exact figures, by these thresholds; `None` when they are too
    /// small for any.
    pub fn kind_of(&self, link: &ReuseLink) -> Option<ReuseKind> {
        match link.kind {
            ReuseKind::Exact => Some(ReuseKind::Exact),
            _ => self.kind(link.jaccard(), link.containment(), link.shared).map(|kind| {
                if link.template.is_some() { ReuseKind::Partial } else { kind }
            }),
        }
    }

    /// The same settings, but any common shingle makes a link: to ask for the figures of
    /// a pair.
    #[must_use]
    pub const fn any_share(self) -> Self {
        Self { partial: 0.0, partial_shingles: 0, ..self }
    }

    fn kind(&self, jaccard: f64, containment: f64, shared: u32) -> Option<ReuseKind> {
        if jaccard >= self.near {
            Some(ReuseKind::Near)
        } else if containment >= self.contains {
            Some(ReuseKind::Contains)
        } else {
            let enough = if containment >= self.half { 2 } else { 1 };
            let partial =
                containment >= self.partial && shared * enough >= self.partial_shingles;
            partial.then_some(ReuseKind::Partial)
        }
    }
}

/// What a text is verified by: its distinct shingles, and its distinct numbers.
///
/// Both are told apart by hashes of 64 bits. Two different shingles have one hash once in
/// 1.8 × 10¹⁹, and then one shingle of hundreds counts as common: no figure moves by more
/// than that.
#[derive(Debug, Clone, Default)]
pub struct ShingleSet {
    /// Sorted.
    shingles: Vec<u64>,
    /// Sorted.
    numbers: Vec<u64>,
    /// Of all words, in their order.
    text: u64,
}

impl ShingleSet {
    /// The set of a text's words, with shingles of `width` words.
    pub fn new(words: &[Word], width: usize) -> Self {
        let hashes: Vec<u64> = words.iter().map(|word| word.hash).collect();
        let mut in_order = Vec::with_capacity(hashes.len());
        shingle_hashes(&hashes, width, &mut in_order);
        let mut shingles = Vec::new();
        by_hash(&in_order, |shingle| *shingle, &mut Vec::new(), &mut shingles);
        shingles.dedup();
        let numbers = words.iter().filter(|word| word.begins_with_digit());
        let mut numbers: Vec<u64> = numbers.map(|word| word.hash).collect();
        numbers.sort_unstable();
        numbers.dedup();
        Self { shingles, numbers, text: hashes.into_iter().fold(0, chain) }
    }

    /// Whether the two are one template filled in with different numbers, and if so: how
    /// many numbers are in both, of how many of the text that has fewer.
    fn template(&self, other: &Self, settings: &ReuseSettings) -> Option<(u16, u16)> {
        let fewest = count(self.numbers.len().min(other.numbers.len()));
        let common = in_both(&self.numbers, &other.numbers);
        let differ = if fewest as usize >= settings.template_numbers {
            f64::from(common) < settings.template_share * f64::from(fewest)
        } else {
            fewest >= 2 && common == 0
        };
        let few = |count: u32| u16::try_from(count).unwrap_or(u16::MAX);
        differ.then_some((few(common), few(fewest)))
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// What two texts have in common, exactly; `None` when it is less than makes a link.
///
/// ```
/// use samestory::text::words::words;
/// use samestory::verify::reuse::{ReuseKind, ReuseSettings, ShingleSet, link};
///
/// let set = |text: &str| ShingleSet::new(&words(text), 5);
/// let a = set("the train of the guest has reached the border town at dawn");
/// let b = set("the train of the guest has reached the border town at night");
/// let link = link((0, 1), &a, &b, &ReuseSettings::default()).unwrap();
/// assert_eq!(link.kind, ReuseKind::Near);
/// assert_eq!(link.shared, 7);
/// ```
pub fn link(
    (a, b): Pair,
    of_a: &ShingleSet,
    of_b: &ShingleSet,
    settings: &ReuseSettings,
) -> Option<ReuseLink> {
    let (in_a, in_b) = (count(of_a.shingles.len()), count(of_b.shingles.len()));
    let shared = in_both(&of_a.shingles, &of_b.shingles);
    if shared == 0 {
        return None;
    }
    let link =
        ReuseLink { kind: ReuseKind::Partial, template: None, a, b, shared, in_a, in_b };
    if in_a == in_b && shared == in_a && of_a.text == of_b.text {
        return Some(ReuseLink { kind: ReuseKind::Exact, ..link });
    }
    let kind = settings.kind(link.jaccard(), link.containment(), shared)?;
    let template = (link.jaccard() >= settings.template_jaccard)
        .then(|| of_a.template(of_b, settings))
        .flatten();
    let kind = if template.is_some() { ReuseKind::Partial } else { kind };
    Some(ReuseLink { kind, template, ..link })
}

/// Checks candidate pairs (`a < b`); answers the links by their texts. `set` reads a text,
/// with a `desk` of its thread; `after` is told of every share of the pairs that is done, with its links, and may drop
/// some or stop.
///
/// Pairs that hang together are checked together, so that most texts are read once. Time
/// is linear in the words of both texts of every pair.
///
/// # Errors
/// Those of `after`.
pub fn verify<D, E>(
    mut pairs: Vec<Pair>,
    desk: impl Fn() -> D + Sync,
    set: impl Fn(&mut D, u32) -> ShingleSet + Sync,
    settings: &ReuseSettings,
    mut after: impl FnMut(usize, &mut Vec<ReuseLink>) -> Result<(), E>,
) -> Result<Vec<ReuseLink>, E> {
    let mut links = Vec::new();
    let mut start = 0;
    for end in together(&mut pairs) {
        let share = pairs.get(start..end).unwrap_or_default();
        start = end;
        let mut texts: Vec<u32> = share.iter().flat_map(|&(a, b)| [a, b]).collect();
        texts.sort_unstable();
        texts.dedup();
        let read = texts.par_iter().map_init(&desk, |desk, &text| set(desk, text));
        let sets: Vec<ShingleSet> = read.collect();
        let of = |text: u32| sets.get(texts.binary_search(&text).ok()?);
        let check = |&(a, b): &Pair| link((a, b), of(a)?, of(b)?, settings);
        let mut found: Vec<ReuseLink> =
            share.par_iter().with_min_len(64).filter_map(check).collect();
        after(share.len(), &mut found)?;
        links.append(&mut found);
    }
    links.shrink_to_fit();
    links.par_sort_unstable_by_key(|link| (link.a, link.b));
    Ok(links)
}

#[cfg(test)]
mod tests {
    use super::together::HELD;
    use super::*;
    use crate::text::words::words;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn set(text: &str) -> ShingleSet {
        ShingleSet::new(&words(text), 5)
    }

    #[test]
    fn a_template_with_other_numbers_is_no_copy() {
        let text = |[a, b, c, d]: [&str; 4]| {
            set(&format!(
                "the health office of the district reports {a} new cases of the fever on this \
                 day and {b} people are in hospital while {c} people have recovered since the \
                 first case was found in the spring and {d} people have died of it so far"
            ))
        };
        let monday = text(["112", "40", "1.300", "7"]);
        let tuesday = text(["98", "43", "1.377", "9"]);
        let corrected = text(["112", "40", "1.300", "8"]);
        let loose = ReuseSettings { near: 0.3, ..ReuseSettings::default() };
        let kind = |other| link((0, 1), &monday, other, &loose).map(|link| link.kind);
        assert_eq!(kind(&tuesday), Some(ReuseKind::Partial));
        assert_eq!(kind(&corrected), Some(ReuseKind::Near));
        assert_eq!(kind(&monday), Some(ReuseKind::Exact));
    }

    #[test]
    fn more_pairs_than_are_held_at_once_are_all_checked() {
        let texts = 3 * count(HELD);
        let text = |number: u32| set(&format!("one two three four five six{number}"));
        let pairs: Vec<Pair> = (0..texts)
            .flat_map(|a| [(a, a + 1), (a, a + 2)])
            .filter(|p| p.1 < texts)
            .collect();
        let loose = ReuseSettings::default().any_share();
        let mut done = 0;
        let set = |(): &mut (), number| text(number);
        let links = verify(
            pairs.clone(),
            || (),
            set,
            &loose,
            |share, _| {
                done += share;
                Ok::<(), ()>(())
            },
        );
        let found: Vec<Pair> =
            links.unwrap().iter().map(|link| (link.a, link.b)).collect();
        assert_eq!(found, pairs);
        assert_eq!(done, pairs.len());
    }

    proptest! {
        #[test]
        fn figures_equal_those_of_sets_of_words(
            a in prop::collection::vec(0usize..6, 0..60), b in prop::collection::vec(0usize..6, 0..60)
        ) {
            let spelled = |text: &[usize]| -> String {
                text.iter().map(|&word| ["a ", "b ", "c ", "d ", "e ", "f "][word]).collect()
            };
            let sets = |text: &[usize]| -> BTreeSet<Vec<usize>> {
                let width = 5.min(text.len().max(1));
                text.windows(width).map(<[usize]>::to_vec).collect()
            };
            let (of_a, of_b) = (sets(&a), sets(&b));
            let shared = of_a.intersection(&of_b).count();
            let loose = ReuseSettings::default().any_share();
            match link((0, 1), &set(&spelled(&a)), &set(&spelled(&b)), &loose) {
                None => prop_assert_eq!(shared, 0),
                Some(link) => {
                    prop_assert_eq!(link.shared as usize, shared);
                    prop_assert!((link.jaccard() - shared as f64 / of_a.union(&of_b).count() as f64).abs() < 1e-12);
                    prop_assert!((link.containment_ab() - shared as f64 / of_a.len() as f64).abs() < 1e-12);
                    prop_assert!((link.containment_ba() - shared as f64 / of_b.len() as f64).abs() < 1e-12);
                }
            }
        }
    }
}
