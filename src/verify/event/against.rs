//! One article against many: its terms and grams laid out to be looked up.
//!
//! Walking two sorted lists costs the length of both for every pair. Laid out once, an
//! article costs a pair the length of the other's list alone: one bit tells of nearly
//! every hash whether the article has it, and the few that it may have are looked up.

use super::features::{Shared, Sums, may_count};
use super::profile::Weighted;
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
    /// Takes hashes, each with its place.
    fn lay_out(&mut self, hashes: impl Iterator<Item = (u64, u32)>, count: usize) {
        let slots = (count * ROOM).next_power_of_two().max(2);
        self.shift = 64 - slots.trailing_zeros();
        self.bits.fill(0);
        self.slots.clear();
        self.slots.resize(slots, 0);
        for (hash, place) in hashes {
            let (word, at) = bit(hash);
            if let Some(word) = self.bits.get_mut(usize::from(word)) {
                *word |= 1 << at;
            }
            let free = self.walk(hash).find(|&slot| self.slots.get(slot) == Some(&0));
            if let Some(slot) = free.and_then(|slot| self.slots.get_mut(slot)) {
                *slot = place + 1;
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

/// Hashes that are looked at before those that may be held are.
const LOOKED_AT: usize = 64;

/// Calls `found` with the places of those hashes that `places` may hold.
#[inline]
fn sift(
    places: &Places,
    hashes: impl ExactSizeIterator<Item = u64>,
    mut found: impl FnMut(usize),
) {
    let mut hashes = hashes;
    let mut first = 0;
    while hashes.len() > 0 {
        let mut held = 0_u64;
        // No branch to mispredict.
        for (at, hash) in (0..LOOKED_AT).zip(hashes.by_ref()) {
            held |= u64::from(places.may_hold(hash)) << at;
        }
        while held != 0 {
            found(first + held.trailing_zeros() as usize);
            held &= held - 1;
        }
        first += LOOKED_AT;
    }
}

const fn gram(hash: GramHash) -> u64 {
    (hash as u64) << 32
}

/// The place of a term, as it was laid out.
fn find(places: &Places, hashes: &[StemHash], hash: StemHash) -> Option<usize> {
    places.find(hash, |place| hashes.get(place) == Some(&hash))
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
    /// Its terms, first the keys and then the others.
    hashes: Vec<StemHash>,
    terms: Vec<Weighted>,
    places: Places,
    titles: Places,
    grams: Places,
    /// Terms of its own, each with a key of the other that is the same.
    met: Vec<(usize, usize)>,
    shared: Shared,
}

impl Against {
    /// Takes the article that all others are scored against from now on.
    pub fn lay_out(&mut self, one: &Profile) {
        self.hashes.clear();
        self.terms.clear();
        for list in [&one.keys, &one.others] {
            self.hashes.extend_from_slice(&list.hashes);
            self.terms.extend_from_slice(&list.terms);
        }
        let hashes = self.hashes.iter().copied();
        self.places.lay_out(hashes.zip(0..), self.hashes.len());
        let titles = self.terms.iter().filter(|term| term.in_title()).count();
        let all = self.hashes.iter().copied().zip(0..).zip(&self.terms);
        let in_title = all.filter(|(_, term)| term.in_title());
        self.titles.lay_out(in_title.map(|(place, _)| place), titles);
        let grams = one.grams.iter().map(|&(hash, _)| gram(hash));
        self.grams.lay_out(grams.zip(0..), one.grams.len());
        self.one = Some(one.clone());
    }

    /// Whether a pair may count for stories, by what is quickly looked at: as
    /// [`Worth::Counting`] says. The other's front is enough.
    pub(crate) fn may_count(&mut self, other: &Profile) -> bool {
        self.meet(other);
        let Self { one: Some(one), shared, .. } = self else { return false };
        may_count(one, other, &shared.features(one, other))
    }

    /// Looks for what the article laid out and another share.
    fn meet(&mut self, other: &Profile) {
        let Self { hashes, terms, places, titles, met, shared, .. } = self;
        met.clear();
        sift(places, other.keys.hashes.iter().copied(), |at| {
            let hash = other.keys.hashes.get(at);
            if let Some(place) = hash.and_then(|&hash| find(places, hashes, hash)) {
                met.push((place, at));
            }
        });
        let (terms, keys) = (terms.as_slice(), other.keys.terms.as_slice());
        let pair = |&(place, at): &(usize, usize)| terms.get(place).zip(keys.get(at));
        shared.sums = Sums::of(met.iter().filter_map(pair));
        let in_title = |terms: &[Weighted], place: usize| {
            terms.get(place).is_some_and(Weighted::in_title)
        };
        shared.of_a.clear();
        shared.of_b.clear();
        for &(place, at) in &*met {
            if in_title(terms, place) {
                shared.of_a.push(place);
            }
            if in_title(keys, at) {
                shared.of_b.push(at);
            }
        }
        sift(titles, other.others.hashes.iter().copied(), |at| {
            let hash = other.others.hashes.get(at);
            shared.of_a.extend(hash.and_then(|&hash| find(titles, hashes, hash)));
        });
    }

    /// As [`score`](super::score) of the article laid out and another; `None` when none is
    /// laid out, too.
    pub fn score(&mut self, other: &Profile, worth: Worth) -> Option<EventScore> {
        self.meet(other);
        self.score_met(other, worth)
    }

    /// [`Against::score`] of the article that [`Against::may_count`] was asked about last.
    pub(crate) fn score_met(
        &mut self,
        other: &Profile,
        worth: Worth,
    ) -> Option<EventScore> {
        let Self { one, hashes, terms, places, grams, met, shared, .. } = self;
        let one = one.as_ref()?;
        let keys = one.keys.hashes.len();
        // As `Profile::term_similarity` sums it up.
        let similarity = || {
            let (mut of_keys, mut of_others) = ([0.0; 2], [0.0; 2]);
            let product = |place: usize, term: Option<&Weighted>| {
                terms.get(place).zip(term).map_or(0.0, |(x, y)| x.all * y.all)
            };
            let add = |sums: &mut [f32; 2], place: usize, product: f32| {
                let [of_key, of_other] = sums;
                *(if place < keys { of_key } else { of_other }) += product;
            };
            for &(place, at) in &*met {
                add(&mut of_keys, place, product(place, other.keys.terms.get(at)));
            }
            sift(places, other.others.hashes.iter().copied(), |at| {
                let hash = other.others.hashes.get(at);
                if let Some(place) = hash.and_then(|&hash| find(places, hashes, hash)) {
                    let product = product(place, other.others.terms.get(at));
                    add(&mut of_others, place, product);
                }
            });
            of_keys[0] + (of_others[0] + of_keys[1]) + of_others[1]
        };
        score_shared(one, other, worth, shared, similarity, || {
            let mut sum = 0.0;
            let hashes = other.grams.iter().map(|&(hash, _)| gram(hash));
            sift(grams, hashes, |at| {
                let Some(&(hash, theirs)) = other.grams.get(at) else { return };
                let is = |place: usize| one.grams.get(place).is_some_and(|g| g.0 == hash);
                let mine = grams.find(gram(hash), is).and_then(|at| one.grams.get(at));
                sum += mine.map_or(0.0, |mine| mine.1 * theirs);
            });
            sum
        })
    }
}
