//! Standing text: what one outlet prints under, over and around many different texts of
//! its own, day after day.
//!
//! A podcast's notice, a newsletter's frame, a footer of three hundred words make two
//! texts alike that have nothing else in common. Lines of this kind are masked when
//! they stand alone on their line; here they are known wherever they stand, by their
//! fingerprints. Nothing is masked: standing text is told apart only when two texts are
//! asked whether they are the same.
//!
//! A fingerprint is standing text of an outlet when many of its texts have it, on
//! several days, and most of those texts have stretches that no other text has. The
//! last condition tells it from a text that the outlet prints again and again. What
//! three outlets print is wire copy, unless they go on printing it for weeks.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

use hashbrown::HashSet;
use rayon::prelude::*;

use super::fingerprints::FingerprintLists;
use super::postings::place;
use crate::sketch::fingerprints::winnow;

/// Fewest texts of an outlet that have it; of texts without outlet or dates.
pub const TEXTS: usize = 5;
const UNKNOWN_TEXTS: usize = 20;
/// Fewest days on which it was printed, where days are known.
const DAYS: usize = 3;
/// Outlets that make it wire copy,
const WIRE_OUTLETS: usize = 3;
/// unless as many texts have it, on as many days: no report is news for that long.
const WIRE_TEXTS: usize = 50;
const WIRE_DAYS: usize = 14;
/// Least share of its text, in fingerprints, that a carrier has alone.
const OWN: f64 = 0.08;
/// Fewest fingerprints in a row that count as text of its own: a changed word makes two.
const OWN_RUN: usize = 3;
/// Most texts of one list that are looked at for it.
const LOOKED_AT: usize = 16;

/// One print of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Print {
    /// The outlet's number, if it is known.
    pub outlet: Option<u32>,
    /// The day, counted from any fixed one, if it is known.
    pub day: Option<i32>,
}

/// Whose standing text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// That of an outlet, by its number.
    Outlet(u32),
    /// That of texts without an outlet, taken for those of one.
    Unknown,
    /// That of many outlets.
    Everybody,
}

impl From<Option<u32>> for Owner {
    fn from(outlet: Option<u32>) -> Self {
        outlet.map_or(Self::Unknown, Self::Outlet)
    }
}

/// The standing text of every outlet, as fingerprints.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    fingerprints: HashSet<(Owner, u64)>,
    /// For each text it was learnt from, whether that has any of it.
    carriers: Option<Vec<bool>>,
}

impl Standing {
    /// Learns it from all texts: `prints` says where and when a text was printed,
    /// `shingles` gives its shingle hashes in order, with a `desk` of its thread.
    pub fn learn<'p, D>(
        lists: &FingerprintLists,
        prints: impl Fn(u32) -> &'p [Print] + Sync,
        desk: impl Fn() -> D + Sync,
        shingles: impl Fn(&mut D, u32) -> Vec<u64> + Sync,
    ) -> Self {
        let mut carried: Vec<Vec<(Owner, Vec<u32>)>> = lists
            .lists()
            .map(|texts| {
                let printed = texts.iter().flat_map(|&text| {
                    prints(text).iter().map(move |&print| (print, text))
                });
                carried_by(texts.len(), printed)
            })
            .collect();
        let mut is_asked = vec![false; lists.texts()];
        for &text in carried.iter().flatten().flat_map(|(_, texts)| texts) {
            if let Some(asked) = is_asked.get_mut(text as usize) {
                *asked = true;
            }
        }
        let are_shared = lists.are_shared();
        let has_own = |desk: &mut D, (text, asked): (u32, bool)| {
            asked && {
                let mut fingerprints = Vec::new();
                winnow(&shingles(desk, text), |_, chosen| fingerprints.push(chosen));
                own_share(are_shared(&fingerprints)) >= OWN
            }
        };
        let numbered = (0u32..place(lists.texts())).into_par_iter().zip(is_asked);
        let has_own: Vec<bool> = numbered.map_init(&desk, has_own).collect();
        let differs = |text: &&u32| has_own.get(**text as usize) == Some(&true);
        for owners in &mut carried {
            owners.retain(|(_, texts)| {
                2 * texts.iter().filter(differs).count() > texts.len()
            });
        }
        let owned = lists.fingerprints().flat_map(|(fingerprint, list)| {
            let owners = carried.get(list as usize).into_iter().flatten();
            owners.map(move |&(owner, _)| (owner, fingerprint))
        });
        let fingerprints = owned.collect();
        let carriers: Vec<AtomicBool> =
            std::iter::repeat_with(AtomicBool::default).take(lists.texts()).collect();
        lists.lists().zip(&carried).for_each(|(texts, owners)| {
            for &text in texts.iter().filter(|_| !owners.is_empty()) {
                if let Some(carrier) = carriers.get(text as usize) {
                    carrier.store(true, Relaxed);
                }
            }
        });
        let carriers = carriers.into_iter().map(AtomicBool::into_inner).collect();
        Self { fingerprints, carriers: Some(carriers) }
    }

    /// Standing text that was learnt before, from texts of which no more is known.
    pub fn known(fingerprints: impl IntoIterator<Item = (Owner, u64)>) -> Self {
        Self { fingerprints: fingerprints.into_iter().collect(), carriers: None }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.fingerprints.is_empty()
    }

    /// Whether a text may have some, by its number among those it was learnt from; told
    /// without its shingles. Where it was learnt before, any may.
    pub fn may_be_in(&self, text: u32) -> bool {
        let carriers = self.carriers.as_ref();
        carriers.is_none_or(|carriers| carriers.get(text as usize) == Some(&true))
    }

    /// For each shingle of a text, in order: whether it lies in standing text of `owner`,
    /// or of everybody; it does when the fingerprints to its left and right both do.
    pub fn mark(&self, owner: Owner, shingles: &[u64]) -> Vec<bool> {
        let mut marks = vec![false; shingles.len()];
        let mut from = 0;
        let mut before = true;
        let mut fill = |from: usize, to: usize, standing: bool| {
            if let Some(between) = marks.get_mut(from..to) {
                between.fill(standing);
            }
        };
        let mut any = false;
        winnow(shingles, |place, shingle| {
            let here = [owner, Owner::Everybody]
                .into_iter()
                .any(|owner| self.fingerprints.contains(&(owner, shingle)));
            fill(from, place, before && here);
            fill(place, place + 1, here);
            (from, before) = (place + 1, here);
            any |= here;
        });
        fill(from, shingles.len(), before && any);
        marks
    }
}

/// How many different days there are; 0 when none is known.
fn days<T>(prints: &[(Print, T)]) -> usize {
    let mut days: Vec<i32> = prints.iter().filter_map(|(print, _)| print.day).collect();
    days.sort_unstable();
    days.dedup();
    days.len()
}

/// How many texts there are, and those to look at: all, or so many evenly spaced.
fn looked_at<T: Copy + Ord>(prints: &[(Print, T)]) -> (usize, Vec<T>) {
    let mut texts: Vec<T> = prints.iter().map(|&(_, text)| text).collect();
    texts.sort_unstable();
    texts.dedup();
    let step = texts.len().div_ceil(LOOKED_AT).max(1);
    (texts.len(), texts.into_iter().step_by(step).collect())
}

/// Whose standing text a fingerprint may be that so many texts have, printed there and
/// then: each owner with the carriers that are asked whether they have a text of their
/// own. It is standing text when most of them [have](has_own_text).
pub fn carried_by<T: Copy + Ord>(
    texts: usize,
    printed: impl Iterator<Item = (Print, T)> + Clone,
) -> Vec<(Owner, Vec<T>)> {
    let mut carried = Vec::new();
    if texts < TEXTS {
        return carried;
    }
    // Most are wire copy, and three of their prints are enough to tell.
    if texts < WIRE_TEXTS && is_wire(printed.clone()) {
        return carried;
    }
    let mut printed: Vec<(Print, T)> = printed.collect();
    printed.sort_unstable();
    if is_wire(printed.iter().copied()) {
        // Of fifty texts or more.
        if days(&printed) >= WIRE_DAYS {
            carried.push((Owner::Everybody, looked_at(&printed).1));
        }
        return carried;
    }
    let outlets = printed.chunk_by(|a, b| a.0.outlet == b.0.outlet);
    for of in outlets {
        let Some(&(Print { outlet, .. }, _)) = of.first() else { continue };
        let days = days(of);
        let enough = if outlet.is_some() && days > 0 { TEXTS } else { UNKNOWN_TEXTS };
        let (count, texts) = looked_at(of);
        if count >= enough && (days == 0 || days >= DAYS) {
            carried.push((outlet.into(), texts));
        }
    }
    carried
}

/// Whether so many known outlets printed it as make it wire copy.
fn is_wire<T>(printed: impl Iterator<Item = (Print, T)>) -> bool {
    let mut known: Vec<u32> = Vec::with_capacity(WIRE_OUTLETS);
    for outlet in printed.filter_map(|(print, _)| print.outlet) {
        if !known.contains(&outlet) {
            known.push(outlet);
        }
        if known.len() >= WIRE_OUTLETS {
            return true;
        }
    }
    false
}

/// Whether a text has a part of its own, given its fingerprints in order and which of
/// them other texts have.
pub fn has_own_text(
    fingerprints: impl IntoIterator<Item = u64>,
    is_shared: impl Fn(u64) -> bool,
) -> bool {
    own_share(fingerprints.into_iter().map(is_shared)) >= OWN
}

/// The share of a text's fingerprints that lie in runs that no other text has, given of each
/// in order whether another has it.
fn own_share(shared: impl IntoIterator<Item = bool>) -> f64 {
    let (mut all, mut own, mut run) = (0usize, 0usize, 0usize);
    let mut close = |run: &mut usize| {
        let length = std::mem::take(run);
        if length >= OWN_RUN {
            own += length;
        }
    };
    for shared in shared {
        all += 1;
        if shared {
            close(&mut run);
        } else {
            run += 1;
        }
    }
    close(&mut run);
    own as f64 / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::candidates::texts::Texts;
    use crate::sketch::{Sketch, mix};

    /// Words' hashes: `own` of its own, then a footer.
    fn text(number: u64, own: u64, footer: u64) -> Vec<u64> {
        (0..own)
            .map(|word| mix(number * 1_000 + word))
            .chain((0..footer).map(|word| mix(1 << 40 | word)))
            .collect()
    }

    fn learn(
        texts: &[Vec<u64>],
        print: impl Fn(u32) -> Print,
    ) -> (Standing, Vec<Vec<u64>>) {
        let sketches: Vec<Sketch> =
            texts.iter().map(|text| Sketch::of(text, 5)).collect();
        let shingles: Vec<Vec<u64>> = texts
            .iter()
            .map(|text| {
                let mut out = Vec::new();
                crate::sketch::shingles::shingle_hashes(text, 5, &mut out);
                out
            })
            .collect();
        let prints: Vec<[Print; 1]> =
            (0u32..).take(texts.len()).map(|text| [print(text)]).collect();
        let standing = Standing::learn(
            &FingerprintLists::new(&Texts::new(
                &sketches.into(),
                (0u32..).take(texts.len()),
            )),
            |text| &prints[text as usize],
            || (),
            |(), text| shingles[text as usize].clone(),
        );
        (standing, shingles)
    }

    fn daily(text: u32) -> Print {
        Print { outlet: Some(1), day: i32::try_from(text).ok() }
    }

    #[test]
    fn a_footer_under_an_outlet_s_different_texts_is_standing_and_the_texts_are_not() {
        let texts: Vec<_> = (0..6).map(|number| text(number, 80, 200)).collect();
        let (standing, shingles) = learn(&texts, daily);
        let marks = standing.mark(Owner::Outlet(1), &shingles[3]);
        assert!(marks[..70].iter().all(|standing| !standing), "{marks:?}");
        assert!(marks[90..].iter().all(|standing| *standing), "{marks:?}");
        assert!(
            standing
                .mark(Owner::Outlet(2), &shingles[3])
                .iter()
                .all(|standing| !standing)
        );
    }

    #[test]
    fn what_may_have_standing_text_is_what_has_some() {
        let texts: Vec<_> =
            (0..12).map(|number| text(number, 80, 200 * (number % 2))).collect();
        let (standing, shingles) = learn(&texts, daily);
        for (number, shingles) in (0u32..).zip(&shingles) {
            let has = standing.mark(Owner::Outlet(1), shingles).contains(&true);
            assert_eq!(standing.may_be_in(number), has, "{number}");
            assert_eq!(has, number % 2 == 1, "{number}");
        }
        assert!(Standing::known([(Owner::Unknown, 7)]).may_be_in(3));
        assert!(!standing.may_be_in(12));
    }

    #[test]
    fn a_text_that_an_outlet_prints_again_and_again_is_not_standing() {
        let texts: Vec<_> = (0..9).map(|number| text(number, 10, 200)).collect();
        assert!(learn(&texts, daily).0.is_empty());
    }

    #[test]
    fn versions_of_one_day_are_not_standing() {
        let texts: Vec<_> = (0..9).map(|number| text(number, 80, 200)).collect();
        let one_day = |_| Print { outlet: Some(1), day: Some(7) };
        assert!(learn(&texts, one_day).0.is_empty());
    }

    #[test]
    fn what_three_outlets_print_is_wire_copy_unless_they_do_so_for_weeks() {
        let texts: Vec<_> = (0..90).map(|number| text(number, 80, 200)).collect();
        let printed_over = |days: u32| {
            let day = move |text: u32| i32::try_from(text % days).ok();
            learn(&texts, move |text| Print { outlet: Some(text % 3), day: day(text) })
        };
        assert!(printed_over(9).0.is_empty());
        let few =
            |text: u32| Print { outlet: Some(text % 3), day: i32::try_from(text).ok() };
        assert!(learn(&texts[..40], few).0.is_empty(), "forty texts are too few");
        let (standing, shingles) = printed_over(30);
        assert!(
            standing.mark(Owner::Everybody, &shingles[3])[90..]
                .iter()
                .all(|standing| *standing)
        );
    }

    #[test]
    fn a_footer_is_known_without_outlets_and_dates_too_when_there_is_enough_of_it() {
        let none = |_| Print { outlet: None, day: None };
        let texts: Vec<_> = (0..25).map(|number| text(number, 80, 200)).collect();
        assert!(!learn(&texts, none).0.is_empty());
        assert!(learn(&texts[..9], none).0.is_empty());
    }
}
