//! One article against many: its terms and grams laid out to be looked up.
//!
//! Walking two sorted lists costs the length of both for every pair. Laid out once, an
//! article costs a pair the length of the other's list alone: one bit tells of nearly
//! every hash whether the article has it, and the few that it may have are looked up.

use super::{EventScore, Profile, Worth, score_shared};
use crate::sketch::grams::GramHash;
use crate::text::stems::StemHash;

/// Words of 64 bits that tell which hashes there may be.
const BITS: usize = 256;
/// Slots for each hash.
const ROOM: usize = 4;

/// The places of some hashes in their list.
struct Places {
    bits: [u64; BITS],
    /// Place and one; 0 where there is none.
    slots: Vec<u32>,
    /// By how much a hash is shifted to give its slot.
    shift: u32,
}

impl Default for Places {
    fn default() -> Self {
        Self { bits: [0; BITS], slots: Vec::new(), shift: 0 }
    }
}

/// The word and the bit of a hash: its first byte, and the six bits behind.
const fn bit(hash: u64) -> (u8, u64) {
    ((hash >> 56) as u8, hash >> 50 & 63)
}

impl Places {
    fn lay_out(&mut self, hashes: impl ExactSizeIterator<Item = u64>) {
        let slots = (hashes.len() * ROOM).next_power_of_two().max(2);
        self.shift = 64 - slots.trailing_zeros();
        self.bits.fill(0);
        self.slots.clear();
        self.slots.resize(slots, 0);
        for (hash, place) in hashes.zip(1u32..) {
            let (word, at) = bit(hash);
            if let Some(word) = self.bits.get_mut(usize::from(word)) {
                *word |= 1 << at;
            }
            let free = self.walk(hash).find(|&slot| self.slots.get(slot) == Some(&0));
            if let Some(slot) = free.and_then(|slot| self.slots.get_mut(slot)) {
                *slot = place;
            }
        }
    }

    #[inline]
    fn may_hold(&self, hash: u64) -> bool {
        let (word, at) = bit(hash);
        self.bits.get(usize::from(word)).is_some_and(|word| word >> at & 1 == 1)
    }

    /// The slots that a hash may have, the likeliest first.
    #[inline]
    fn walk(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len().wrapping_sub(1);
        let first = usize::try_from(hash >> self.shift).unwrap_or(0);
        (0..=mask).map(move |step| (first + step) & mask)
    }

    /// The place of a hash in its list; `is` tells whether a place has it.
    #[inline]
    fn find(&self, hash: u64, is: impl Fn(usize) -> bool) -> Option<usize> {
        self.walk(hash)
            .map(|slot| self.slots.get(slot).copied().unwrap_or(0))
            .take_while(|&place| place != 0)
            .map(|place| place as usize - 1)
            .find(|&place| is(place))
    }
}

/// The places of those hashes that `places` may hold.
fn sift(places: &Places, hashes: impl Iterator<Item = u64>, hits: &mut [u32]) -> usize {
    let mut found = 0;
    for (hash, at) in hashes.zip(0u32..) {
        // Written in any case, and written over if it was none: no branch to mispredict.
        if let Some(slot) = hits.get_mut(found) {
            *slot = at;
        }
        found += usize::from(places.may_hold(hash));
    }
    found
}

const fn term(hash: StemHash) -> u64 {
    hash
}

const fn gram(hash: GramHash) -> u64 {
    (hash as u64) << 32
}

/// Scores many articles against one. Keeps its room.
///
/// ```
/// use samestory::sketch::rarities::Rarities;
/// use samestory::sketch::terms::TermReader;
/// use samestory::text::language::Lang;
/// use samestory::verify::event::{Against, Profile, Worth, score};
///
/// let english = Lang::from_code("en");
/// let mut reader = TermReader::default();
/// let mut read = |text| reader.read("", text, &[], english);
/// let terms = [read("The train reached Khasan."), read("A train with Kim stopped at Khasan.")];
/// let rarities = Rarities::of(&[&terms[0], &terms[1]]);
/// let [a, b] = terms.map(|terms| Profile::new(&terms, &rarities, english));
/// let mut against = Against::default();
/// against.lay_out(&a);
/// assert_eq!(against.score(&b, Worth::Any), score(&a, &b, Worth::Any));
/// ```
#[derive(Default)]
pub struct Against {
    one: Option<Profile>,
    terms: Places,
    grams: Places,
    hits: Vec<u32>,
    shared: Vec<(u32, u32)>,
}

impl Against {
    /// Takes the article that all others are scored against from now on.
    pub fn lay_out(&mut self, one: &Profile) {
        self.terms.lay_out(one.hashes.iter().map(|&hash| term(hash)));
        self.grams.lay_out(one.grams.iter().map(|&(hash, _)| gram(hash)));
        self.one = Some(one.clone());
    }

    /// As [`score`](super::score) of the article laid out and another; `None` when none is
    /// laid out, too.
    pub fn score(&mut self, other: &Profile, worth: Worth) -> Option<EventScore> {
        let one = self.one.as_ref()?;
        let longest = other.hashes.len().max(other.grams.len());
        if self.hits.len() < longest {
            self.hits.resize(longest, 0);
        }
        let hashes = other.hashes.iter().map(|&hash| term(hash));
        let found = sift(&self.terms, hashes, &mut self.hits);
        self.shared.clear();
        for &at in self.hits.get(..found).unwrap_or_default() {
            let Some(&hash) = other.hashes.get(at as usize) else { continue };
            let is = |place: usize| one.hashes.get(place) == Some(&hash);
            if let Some(place) = self.terms.find(term(hash), is) {
                self.shared.push((u32::try_from(place).unwrap_or(u32::MAX), at));
            }
        }
        let shared = self.shared.iter().filter_map(|&(x, y)| {
            one.terms.get(x as usize).zip(other.terms.get(y as usize))
        });
        let (places, hits) = (&self.grams, &mut self.hits);
        score_shared(one, other, worth, shared, || {
            let hashes = other.grams.iter().map(|&(hash, _)| gram(hash));
            let found = sift(places, hashes, hits);
            let mut sum = 0.0;
            for &at in hits.get(..found).unwrap_or_default() {
                let Some(&(hash, theirs)) = other.grams.get(at as usize) else {
                    continue;
                };
                let is = |place: usize| one.grams.get(place).is_some_and(|g| g.0 == hash);
                let mine = places.find(gram(hash), is).and_then(|at| one.grams.get(at));
                sum += mine.map_or(0.0, |mine| mine.1 * theirs);
            }
            sum
        })
    }
}
