//! Short words in registers: folded, hashed and compared without a loop. Long ones are folded
//! sixteen bytes at once.

use std::num::NonZeroU64;

use wide::u8x16;

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
        Self::of(folded.as_bytes())
    }

    /// [`Packed::new`] of the bytes of a folded word.
    #[inline]
    pub(super) fn of(folded: &[u8]) -> Option<Self> {
        let mut bytes = [0; PACKED];
        bytes.get_mut(..folded.len())?.copy_from_slice(folded);
        Self::halves(u128::from_le_bytes(bytes))
    }

    /// Folds and packs a run of letters and digits of at most 16 bytes of a text. `None` for a
    /// longer run, and for one that [`western`] does not fold.
    #[inline]
    pub(super) fn run(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let kept = KEPT.get(end.wrapping_sub(start))?;
        let folded = western(text.get(start..)?, kept, &mut 0)?;
        Self::halves(u128::from_le_bytes(folded))
    }

    #[expect(clippy::cast_possible_truncation, reason = "cut into halves")]
    #[inline]
    fn halves(bytes: u128) -> Option<Self> {
        Some(Self { low: NonZeroU64::new(bytes as u64)?, high: (bytes >> 64) as u64 })
    }

    /// The bytes.
    pub(super) fn bytes(self) -> ([u8; PACKED], usize) {
        let bytes = u128::from(self.high) << 64 | u128::from(self.low.get());
        let length = PACKED - bytes.leading_zeros() as usize / 8;
        (bytes.to_le_bytes(), length)
    }

    /// Whether a digit is among the letters.
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

/// All bits of so many bytes.
const KEPT: [[u8; PACKED]; PACKED + 1] = {
    let mut kept = [[0; PACKED]; PACKED + 1];
    let mut length = 1;
    while length <= PACKED {
        kept[length] = kept[length - 1];
        kept[length][length - 1] = u8::MAX;
        length += 1;
    }
    kept
};

/// Folds the first sixteen bytes of `rest` as far as they are `kept`, all of a run of letters
/// and digits, if those beyond ASCII are the letters from `À` to `þ`, which are two bytes with
/// 0xC3 first; not `ß`, which folds to two letters, nor `ÿ`. As in ASCII one bit makes a
/// capital small. `open` tells, in one bit, whether the byte before is the first of two, and
/// then whether the last of the sixteen is.
#[inline]
fn western(rest: &[u8], kept: &[u8; PACKED], open: &mut u32) -> Option<[u8; PACKED]> {
    let all = u8x16::splat;
    let kept = u8x16::from(*kept);
    let bytes = rest.first_chunk().copied().unwrap_or_else(|| padded(rest));
    let bytes = u8x16::from(bytes) & kept;
    let first = bytes.simd_eq(all(0xc3));
    let folded = bytes | kept & !first & all(0x20);
    // × and ÷ are no letters; with `ß` and `ÿ` they are what ends in 0xB7 or 0xBF, folded.
    let others = (folded | all(0x08)).simd_eq(all(0xbf)).to_bitmask();
    let (high, first) = (bytes.to_bitmask(), first.to_bitmask());
    let foreign = high & !(first | first << 1 | *open) | others;
    *open = first >> (PACKED - 1);
    (foreign == 0).then(|| folded.to_array())
}

/// The bytes of the longest word that [`long`] folds.
pub(super) const LONG: usize = 4 * PACKED;

/// Folds a run of letters and digits of at most [`LONG`] bytes of a text, sixteen by sixteen,
/// into `room`. `None` for a longer run, and for one that [`western`] does not fold.
pub(super) fn long<'r>(
    text: &[u8],
    start: usize,
    end: usize,
    room: &'r mut [u8; LONG],
) -> Option<&'r [u8]> {
    let length = end.checked_sub(start).filter(|length| *length <= LONG)?;
    let mut open = 0;
    for (slots, at) in room.as_chunks_mut().0.iter_mut().zip((0..length).step_by(PACKED))
    {
        let kept = KEPT.get(PACKED.min(length - at))?;
        *slots = western(text.get(start + at..)?, kept, &mut open)?;
    }
    room.get(..length)
}

/// The first sixteen bytes of fewer, and zeros.
#[cold]
fn padded(bytes: &[u8]) -> [u8; PACKED] {
    let mut padded = [0; PACKED];
    for (slot, byte) in padded.iter_mut().zip(bytes) {
        *slot = *byte;
    }
    padded
}

/// The top bit of every ASCII digit.
const fn digits(half: u64) -> u64 {
    const fn every(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    let apart = half ^ every(b'0');
    // No carry from byte to byte: the sum looks at seven bits of each.
    !(((apart & every(0x7f)) + every(0x7f - 9)) | apart) & every(0x80)
}
