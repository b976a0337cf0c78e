//! Which keys were met twice: most are met once, and need not be sorted.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use super::postings::Posting;

/// Keys that are looked up at once: as many as a number of 128 bits can tell of.
pub(super) const TOGETHER: usize = 128;

/// Which keys were met twice. It answers at times yes for a key met once.
///
/// Two bits next to each other for the lowest bits of every key: one for those met, one
/// for those met again.
pub(super) struct Twice(Vec<AtomicU64>);

impl Twice {
    /// For about so many keys, at sixteen bits each.
    pub(super) fn new(keys: usize) -> Self {
        let words = (keys / 4).next_power_of_two();
        Self(std::iter::repeat_with(AtomicU64::default).take(words).collect())
    }

    /// The word of a key, and its bits there: met, and met again.
    fn bits(&self, key: u64) -> Option<(&AtomicU64, u64, u64)> {
        let slot = usize::try_from(key >> 5).unwrap_or(0) & self.0.len().wrapping_sub(1);
        let met = 1 << (2 * (key & 31));
        Some((self.0.get(slot)?, met, met << 1))
    }

    /// What is noted of each key. All words are read before any is looked at: most are
    /// in no cache, and so many are waited for at once.
    fn look_up(&self, postings: &[Posting], found: &mut Vec<u64>) {
        found.clear();
        found.extend(
            postings.iter().map(|&(key, _)| {
                self.bits(key).map_or(0, |(word, ..)| word.load(Relaxed))
            }),
        );
    }

    /// Notes keys.
    pub(super) fn note(&self, postings: &[Posting], found: &mut Vec<u64>) {
        self.look_up(postings, found);
        for (&(key, _), &seen) in postings.iter().zip(&*found) {
            let Some((word, met, again)) = self.bits(key) else { continue };
            if seen & again != 0 {
                continue;
            }
            if seen & met != 0 || word.fetch_or(met, Relaxed) & met != 0 {
                word.fetch_or(again, Relaxed);
            }
        }
    }

    /// Whether each key was perhaps met twice.
    pub(super) fn may(
        &self,
        postings: &[Posting],
        found: &mut Vec<u64>,
        mut sink: impl FnMut(&Posting, bool),
    ) {
        self.look_up(postings, found);
        for (posting, seen) in postings.iter().zip(&*found) {
            let again = self.bits(posting.0).map_or(0, |(.., again)| again);
            sink(posting, seen & again != 0);
        }
    }
}
