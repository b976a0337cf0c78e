//! The `MinHash` vector of an article, by Fast Similarity Sketching.
//!
//! S. Dahlgaard, M. B. T. Knudsen, M. Thorup: "Fast Similarity Sketching", FOCS 2017,
//! arXiv 1704.04370. Every element is thrown into a random slot, round after round,
//! until all slots are filled; the slot keeps its smallest value. It estimates Jaccard
//! similarity at least as well as classic `MinHash` at every set size, in time
//! O(n + t log t), and needs no vector instructions.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::mix;

/// Slots of a signature.
pub const SLOTS: usize = 128;

/// How the slots of a signature are cut into bands: two texts are candidates when all
/// slots (rows) of at least one band agree. Bands × rows is always [`SLOTS`], so that the
/// two cannot be mixed up and no slot is left out.
///
/// More bands find pairs that are less alike, and bring more candidates.
///
/// ```
/// use samestory::sketch::signature::Banding;
///
/// let banding = Banding::new(32).unwrap();
/// assert_eq!((banding.bands(), banding.rows()), (32, 4));
/// assert!(banding.probability(0.75) > 0.999);
/// assert_eq!(Banding::default(), banding);
/// assert!(Banding::new(20).is_none(), "20 does not divide 128");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Banding {
    bands: usize,
}

impl Banding {
    /// All there are, from the fewest bands to the most.
    pub const ALL: [Self; 8] = [
        Self { bands: 1 },
        Self { bands: 2 },
        Self { bands: 4 },
        Self { bands: 8 },
        Self { bands: 16 },
        Self { bands: 32 },
        Self { bands: 64 },
        Self { bands: 128 },
    ];

    /// So many bands; `None` unless they divide [`SLOTS`].
    pub const fn new(bands: usize) -> Option<Self> {
        if bands > 0 && SLOTS.is_multiple_of(bands) { Some(Self { bands }) } else { None }
    }

    /// How many bands there are.
    pub const fn bands(self) -> usize {
        self.bands
    }

    /// How many slots of a band must agree.
    pub const fn rows(self) -> usize {
        SLOTS / self.bands
    }

    /// How likely two texts of Jaccard similarity `jaccard` become candidates:
    /// 1 − (1 − Jʳ)ᵇ with r rows and b bands.
    pub fn probability(self, jaccard: f64) -> f64 {
        let all_rows = (0..self.rows()).fold(1.0, |power, _| power * jaccard);
        1.0 - (0..self.bands).fold(1.0, |power, _| power * (1.0 - all_rows))
    }
}

impl Default for Banding {
    /// 32 bands of 4 rows.
    fn default() -> Self {
        Self { bands: 32 }
    }
}

const SLOT_BITS: u32 = SLOTS.trailing_zeros();
const EMPTY: u64 = u64::MAX;
/// Added to an element for each round, so that rounds are independent.
const ROUND: u64 = 0x9e37_79b9_7f4a_7c15;

/// The sketch of one shingle set.
///
/// ```
/// use samestory::sketch::signature::Signature;
///
/// let a: Vec<u64> = (0..300).collect();
/// let b: Vec<u64> = (100..400).collect();
/// let estimate = Signature::of(&a).unwrap().estimate(&Signature::of(&b).unwrap());
/// assert!((estimate - 0.5).abs() < 0.15);
/// assert!(Signature::of(&[]).is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature([u32; SLOTS]);

impl Signature {
    /// Sketches a set of shingle hashes (repeats do not matter); `None` for the empty
    /// set, which is similar to nothing.
    pub fn of(shingles: &[u64]) -> Option<Self> {
        if shingles.is_empty() {
            return None;
        }
        let mut slots = [EMPTY; SLOTS];
        // An earlier round's values are smaller than any later one's, so that a round
        // changes only the slots that were empty when it began.
        for round in 0..SLOTS as u64 {
            let floor = round << (64 - SLOT_BITS - 1);
            for shingle in shingles {
                let hash = mix(shingle.wrapping_add(round.wrapping_mul(ROUND)));
                // The top bits choose the slot, the rest are the value.
                let value = floor | (hash << SLOT_BITS) >> (SLOT_BITS + 1);
                let slot = usize::try_from(hash >> (64 - SLOT_BITS)).unwrap_or(0);
                if let Some(held) = slots.get_mut(slot) {
                    *held = value.min(*held);
                }
            }
            if !slots.contains(&EMPTY) {
                break;
            }
        }
        // What 128 random rounds left empty, every element visits in turn.
        for (slot, held) in
            slots.iter_mut().enumerate().filter(|(_, held)| **held == EMPTY)
        {
            let round = (SLOTS + slot) as u64;
            *held = shingles
                .iter()
                .map(|shingle| mix(shingle.wrapping_add(round.wrapping_mul(ROUND))) >> 1)
                .min()
                .unwrap_or(EMPTY);
        }
        let narrow = slots.map(|value| (mix(value) >> 32) as u32);
        Some(Self(narrow))
    }

    /// Estimated Jaccard similarity: the share of slots that agree. Its standard error
    /// is at most sqrt(J(1 − J)/128), 0.044. Never a reason to link two articles.
    pub fn estimate(&self, other: &Self) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        equal as f64 / SLOTS as f64
    }

    /// One key a band: two articles whose key of a band agrees are candidates.
    ///
    /// With 32 bands of 4 rows a pair of Jaccard similarity J becomes a candidate with
    /// probability 1 − (1 − J⁴)³²: .56 at .4, .87 at .5, .989 at .6, .99997 at .75.
    pub fn band_keys(&self, banding: Banding) -> impl Iterator<Item = u64> {
        let mut bytes = [0u8; Self::BYTES];
        for (place, slot) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(&self.0) {
            *place = slot.to_le_bytes();
        }
        let width = Self::BYTES / banding.bands();
        (0u64..).take(banding.bands()).scan(0, move |start, band| {
            let rows = bytes.get(*start..*start + width).unwrap_or_default();
            *start += width;
            Some(xxh3_64_with_seed(rows, band))
        })
    }

    /// Bytes of a signature in a file.
    pub(crate) const BYTES: usize = SLOTS * size_of::<u32>();

    /// A signature given its slots as bytes, the lowest first; missing ones are 0.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let mut slots = [0; SLOTS];
        for (slot, bytes) in slots.iter_mut().zip(bytes.as_chunks::<4>().0) {
            *slot = u32::from_le_bytes(*bytes);
        }
        Self(slots)
    }

    /// The slots, for stores and other engines.
    pub const fn slots(&self) -> &[u32; SLOTS] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn element(set: u64, index: u64) -> u64 {
        mix(set.wrapping_mul(0x1234_5677).wrapping_add(index))
    }

    /// Two sets of `n` elements with the given number in common.
    fn two_sets(trial: u64, n: u64, common: u64) -> (Vec<u64>, Vec<u64>) {
        let a = (0..n).map(|i| element(trial, i)).collect();
        let b = (n - common..2 * n - common).map(|i| element(trial, i)).collect();
        (a, b)
    }

    #[test]
    fn estimates_are_as_close_as_theory_says_at_every_length() {
        for n in [10u64, 20, 60, 300, 1000] {
            let common = n * 2 / 3;
            let jaccard = common as f64 / (2 * n - common) as f64;
            let trials = 400u64;
            let (mut sum, mut squares) = (0.0, 0.0);
            for trial in 0..trials {
                let (a, b) = two_sets(trial, n, common);
                let error =
                    Signature::of(&a).unwrap().estimate(&Signature::of(&b).unwrap())
                        - jaccard;
                sum += error;
                squares += error * error;
            }
            let theory = (jaccard * (1.0 - jaccard) / SLOTS as f64).sqrt();
            let rmse = (squares / trials as f64).sqrt();
            assert!((sum / trials as f64).abs() < 0.01, "bias at n = {n}");
            assert!(rmse < theory * 1.1, "rmse {rmse} against {theory} at n = {n}");
        }
    }

    #[test]
    fn bands_find_pairs_as_often_as_theory_says() {
        let (mut found, trials) = (0, 400);
        for trial in 0..trials {
            let (a, b) = two_sets(trial, 60, 40);
            let keys: Vec<u64> =
                Signature::of(&a).unwrap().band_keys(Banding::default()).collect();
            let other: Vec<u64> =
                Signature::of(&b).unwrap().band_keys(Banding::default()).collect();
            found += usize::from(keys.iter().zip(&other).any(|(a, b)| a == b));
        }
        // J = .5: 1 - (1 - .5^4)^32 = .873
        let share = found as f64 / trials as f64;
        assert!((share - 0.873).abs() < 0.06, "{share}");
    }

    proptest! {
        #[test]
        fn order_and_repeats_do_not_matter(mut set in prop::collection::vec(any::<u64>(), 1..50)) {
            let before = Signature::of(&set);
            set.extend_from_within(..);
            set.reverse();
            prop_assert_eq!(Signature::of(&set), before);
        }
    }
}
