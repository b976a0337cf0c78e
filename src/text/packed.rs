//! Short words in two registers: folded, hashed and compared without a loop.

use std::num::NonZeroU64;

use super::blocks::every;
use super::fold::{Class, Entry, TABLE};

/// Bytes of a word that are held in registers.
const PACKED: usize = 16;

/// A folded word of at most 16 bytes: the bytes, then zeros, which no word holds. Two
/// words that pack alike are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed {
    low: NonZeroU64,
    high: u64,
}

impl Packed {
    /// Packs a folded word; `None` for nothing, and beyond 16 bytes.
    pub fn new(folded: &str) -> Option<Self> {
        let mut bytes = [0; PACKED];
        bytes.get_mut(..folded.len())?.copy_from_slice(folded.as_bytes());
        Self::of(u128::from_le_bytes(bytes))
    }

    /// Folds and packs a run of letters and digits of at most 16 bytes; `high` says whether
    /// some are beyond ASCII. `None` for a longer run, and for one that the letters of
    /// western European languages do not suffice for.
    #[inline]
    pub(super) fn run(
        bytes: &[u8],
        start: usize,
        end: usize,
        high: bool,
    ) -> Option<Self> {
        let length = end.checked_sub(start).filter(|length| *length <= PACKED)?;
        let rest = bytes.get(start..)?;
        let chunk = rest.first_chunk().copied().unwrap_or_else(|| {
            let mut chunk = [0; PACKED];
            for (slot, byte) in chunk.iter_mut().zip(rest) {
                *slot = *byte;
            }
            chunk
        });
        let [low, behind] = KEPT.get(length)?;
        let (halves, _) = chunk.as_chunks::<8>();
        let [first, second] = halves else { return None };
        let (first, second) = (u64::from_le_bytes(*first), u64::from_le_bytes(*second));
        let (first, second) = if high {
            let (first, second) = (first & low, second & behind);
            (western(first)?, western(second)?)
        } else {
            (first | every(0x20), second | every(0x20))
        };
        Some(Self { low: NonZeroU64::new(first & low)?, high: second & behind })
    }

    /// Folds and packs a run of letters and digits of Latin scripts; `None` beyond
    /// 16 bytes, and for a run in which anything else stands.
    pub(super) fn latin(run: &[u8]) -> Option<Self> {
        let table: &[Entry] = &TABLE;
        let mut bytes = [0; PACKED];
        let mut length = 0;
        let mut run = run.iter().copied();
        while let Some(byte) = run.next() {
            let code = match byte {
                0..0x80 => usize::from(byte),
                0xc2..0xca => {
                    usize::from(byte & 0x1f) << 6 | usize::from(run.next()? & 0x3f)
                }
                _ => return None,
            };
            let entry = table.get(code).filter(|entry| entry.class == Class::Word)?;
            for &folded in entry.folded() {
                *bytes.get_mut(length)? = folded;
                length += 1;
            }
        }
        Self::of(u128::from_le_bytes(bytes))
    }

    #[expect(clippy::cast_possible_truncation, reason = "cut into halves")]
    #[inline]
    fn of(bytes: u128) -> Option<Self> {
        Some(Self { low: NonZeroU64::new(bytes as u64)?, high: (bytes >> 64) as u64 })
    }

    /// The bytes.
    pub(super) fn bytes(self) -> ([u8; PACKED], usize) {
        let bytes = u128::from(self.high) << 64 | u128::from(self.low.get());
        let length = PACKED - bytes.leading_zeros() as usize / 8;
        (bytes.to_le_bytes(), length)
    }

    /// Whether a digit is among the letters, none of which is a full stop.
    #[inline]
    pub(super) const fn has_digit(self) -> bool {
        digits(self.low.get()) | digits(self.high) != 0
    }

    /// Whether the first letter is a digit.
    #[inline]
    pub(super) const fn begins_with_digit(self) -> bool {
        digits(self.low.get()) & 0xff != 0
    }

    /// One wide multiplication, its halves folded together (as in wyhash).
    #[expect(clippy::cast_possible_truncation, reason = "cut into halves")]
    #[inline]
    pub(super) const fn hash(self) -> u64 {
        let product = (self.low.get() ^ 0xa076_1d64_78bd_642f) as u128
            * (self.high ^ 0xe703_7ed1_a0b4_28db) as u128;
        product as u64 ^ (product >> 64) as u64
    }
}

/// The bits of so many bytes, lowest first, in two halves.
const KEPT: [[u64; 2]; PACKED + 1] = {
    const HALF: usize = PACKED / 2;
    let mut kept = [[0, 0]; PACKED + 1];
    let mut length = 1;
    while length <= PACKED {
        kept[length] = if length <= HALF {
            [u64::MAX >> (64 - 8 * length), 0]
        } else {
            [u64::MAX, u64::MAX >> (64 - 8 * (length - HALF))]
        };
        length += 1;
    }
    kept
};

/// Folds eight bytes of letters and digits, if those beyond ASCII are the letters from `À`
/// to `þ`, which are two bytes with 0xC3 first; not `ß`, which folds to two letters, nor
/// `ÿ`. As in ASCII one bit makes a capital small.
#[inline]
fn western(bytes: u64) -> Option<u64> {
    const TOP: u64 = every(0x80);
    let first_of_two = bytes & bytes << 1 & TOP;
    let folded = bytes | (every(0x20) & !(first_of_two >> 2));
    // × and ÷ are no letters; with `ß` and `ÿ` they are what ends in 0xB7 or 0xBF, folded.
    let others = folded | every(0x08);
    let foreign = first_of_two & !equal(bytes, 0xc3) | equal(others, 0xbf);
    (foreign == 0).then_some(folded)
}

/// The top bit of every byte that is `wanted`, which is beyond ASCII.
const fn equal(bytes: u64, wanted: u8) -> u64 {
    let apart = bytes ^ every(wanted);
    // No carry from byte to byte: the sum looks at seven bits of each.
    !(((apart & every(0x7f)) + every(0x7f)) | apart) & every(0x80)
}

/// Bit 5 of every digit, and of a full stop, whose upper bits are those of digits or
/// nearly so: letters have bit 6 too, and other characters bit 7.
const fn digits(half: u64) -> u64 {
    half & 0x2020_2020_2020_2020 & !(half >> 1) & !(half >> 2)
}
