//! How like the rest of its collection an article is.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Profile;
use super::model::{CROWD_ARTICLES, CROWD_MEAN, CROWDED, STRICTER};
use crate::sketch::sharded::{Dealt, Sharded};
use crate::text::stems::StemHash;

/// Tells every profile how like it the rest of the collection is: its mean cosine
/// similarity to the others, in linear time by way of the sum of all vectors, drawn
/// towards a usual value where there are few.
pub fn set_crowds(profiles: &mut [Profile]) {
    let articles: Vec<u32> = profiles.iter().map(|profile| profile.articles).collect();
    set_crowds_beside(profiles, &articles, [], 0.0);
}

/// What an article asks for beyond the usual, given its crowd.
pub(super) fn stricter(crowd: f32) -> f32 {
    (CROWDED - crowd).max(0.0) * STRICTER
}

/// What a part is counted in when parts are summed: in whole numbers a sum is the same in
/// whatever order, on however many machines.
const PARTS: f64 = (1u64 << 30) as f64;

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
fn counted(parts: f64) -> i64 {
    (parts * PARTS).round() as i64
}

/// The sum of all terms' parts in profiles, each as often as it speaks for articles.
///
/// ```
/// use samestory::sketch::rarities::Rarities;
/// use samestory::sketch::terms::TermReader;
/// use samestory::text::language::Lang;
/// use samestory::verify::event::{Profile, sum_of_parts};
///
/// let terms = TermReader::default().read("", "A ferry ran aground.", &[], Lang::UNKNOWN);
/// let profile = Profile::new(&terms, &Rarities::of(&[&terms]), Lang::UNKNOWN);
/// let (once, twice) = (sum_of_parts([(&profile, 1)]), sum_of_parts([(&profile, 2)]));
/// assert!(once.iter().all(|(hash, sum)| twice[hash] == 2 * sum));
/// ```
pub fn sum_of_parts<'p>(
    profiles: impl IntoIterator<Item = (&'p Profile, u32)>,
) -> HashMap<StemHash, i64> {
    let mut sum: HashMap<StemHash, i64> = HashMap::new();
    for (profile, articles) in profiles {
        for_each_part(profile, articles, |hash, parts| {
            let slot = sum.entry(hash).or_default();
            *slot = slot.saturating_add(parts);
        });
    }
    sum
}

/// Calls `sink` with every term's part in a profile, as often as that speaks for articles.
fn for_each_part(profile: &Profile, articles: u32, mut sink: impl FnMut(StemHash, i64)) {
    for (hash, part) in profile.parts() {
        sink(hash, counted(f64::from(part)).saturating_mul(i64::from(articles)));
    }
}

/// A sum of parts as [`set_crowds_beside`] takes it.
pub fn parts_of_sum(sum: i64) -> f64 {
    sum as f64 / PARTS
}

/// As [`set_crowds`], where articles that are not at hand have been summed up: `beside`
/// holds their terms' parts, `count` how many they are. Of each profile only so many
/// articles as `fresh` says are not among them.
pub fn set_crowds_beside(
    profiles: &mut [Profile],
    fresh: &[u32],
    beside: impl IntoIterator<Item = (StemHash, f64)>,
    count: f64,
) {
    let mut crowd = Crowd::beside(beside, count);
    crowd.add(profiles, fresh);
    profiles.par_iter_mut().for_each(|profile| profile.crowd = crowd.around(profile));
}

/// The articles of a collection, summed up.
#[derive(Default)]
pub(crate) struct Crowd {
    /// The sum of each term's parts.
    sums: Sharded<StemHash, i64>,
    articles: f64,
}

impl Crowd {
    /// Profiles that are dealt out to the parts of the table at a time, and by one thread.
    const BLOCK: usize = 1024;
    const FEW: usize = 64;

    /// Articles that are not at hand: their terms' parts, and how many they are.
    pub(crate) fn beside(
        parts: impl IntoIterator<Item = (StemHash, f64)>,
        articles: f64,
    ) -> Self {
        let mut sums: Sharded<StemHash, i64> = Sharded::default();
        for (hash, parts) in parts {
            sums.add(hash, |sum| *sum = sum.saturating_add(counted(parts)));
        }
        Self { sums, articles }
    }

    /// Adds as many articles of each profile as `fresh` says.
    pub(crate) fn add(&mut self, profiles: &[Profile], fresh: &[u32]) {
        let blocks = profiles.chunks(Self::BLOCK).zip(fresh.chunks(Self::BLOCK));
        for (profiles, fresh) in blocks {
            let some = profiles.par_chunks(Self::FEW).zip(fresh.par_chunks(Self::FEW));
            let dealt = some.map(|(profiles, fresh)| {
                let mut dealt = Dealt::default();
                for (profile, &articles) in profiles.iter().zip(fresh) {
                    for_each_part(profile, articles, |hash, parts| {
                        dealt.put(hash, parts);
                    });
                }
                dealt
            });
            let dealt: Vec<Dealt<StemHash, i64>> = dealt.collect();
            self.sums.add_all(&dealt, |sum, parts| *sum = sum.saturating_add(parts));
        }
        self.articles += fresh.iter().map(|&articles| f64::from(articles)).sum::<f64>();
    }

    /// The mean cosine similarity of a profile among them to the others.
    pub(crate) fn around(&self, profile: &Profile) -> f32 {
        let to_all: f64 = profile
            .parts()
            .map(|(hash, part)| {
                let sum = self.sums.get(hash).unwrap_or(0);
                f64::from(part) * parts_of_sum(sum)
            })
            .sum();
        let others = to_all - 1.0 + CROWD_ARTICLES * CROWD_MEAN;
        #[expect(clippy::cast_possible_truncation, reason = "a mean of cosines")]
        let crowd = (others / (self.articles - 1.0 + CROWD_ARTICLES)) as f32;
        crowd
    }
}
