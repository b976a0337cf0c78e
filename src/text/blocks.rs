//! Which bytes of a text belong to words, 64 at a time.
//!
//! Sixteen bytes are compared in one register, on every machine that has such.

use wide::u8x16;

/// Bytes looked at together.
pub(super) const BLOCK: usize = 64;

/// The classes of 64 bytes, one bit a byte, the first byte lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Classes {
    /// ASCII letters and digits.
    pub(super) plain: u64,
    /// Bytes of characters beyond ASCII.
    pub(super) high: u64,
    /// Signs behind which a word may go on: a point or comma before a digit, of another
    /// script perhaps, a hyphen before something else than a letter; and each of them where
    /// the next byte lies in the next block.
    pub(super) joints: u64,
}

/// Classifies 64 bytes.
pub(super) fn classes(block: &[u8; BLOCK]) -> Classes {
    const LAST: u64 = 1 << (BLOCK - 1);
    let (mut plain, mut digits, mut high, mut points, mut hyphens) = (0, 0, 0, 0, 0);
    let (parts, _) = block.as_chunks::<16>();
    for (part, shift) in parts.iter().zip((0..).step_by(16)) {
        let bytes = u8x16::from(*part);
        let all = u8x16::splat;
        let within = |bytes: u8x16, first: u8, last: u8| {
            (bytes - all(first)).simd_le(all(last - first))
        };
        let bits = |found: u8x16| u64::from(found.to_bitmask()) << shift;
        let figures = within(bytes, b'0', b'9');
        plain |= bits(within(bytes | all(0x20), b'a', b'z') | figures);
        digits |= bits(figures);
        high |= bits(bytes);
        // A point and a comma differ in one bit.
        points |= bits((bytes | all(0x02)).simd_eq(all(b'.')));
        hyphens |= bits(bytes.simd_eq(all(b'-')));
    }
    let before_digit = (digits | high) >> 1 | LAST;
    let before_other = !((plain | high) >> 1) | LAST;
    Classes { plain, high, joints: points & before_digit | hyphens & before_other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The plain twin of [`classes`].
    fn classes_plain(block: &[u8; BLOCK]) -> Classes {
        let mut found = Classes::default();
        for (shift, byte) in block.iter().enumerate() {
            let next = block.get(shift + 1);
            let word = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
            let joint = match byte {
                b'.' | b',' => {
                    next.is_none_or(|next| next.is_ascii_digit() || !next.is_ascii())
                }
                b'-' => next.is_none_or(|next| !word(next)),
                _ => false,
            };
            found.plain |= u64::from(byte.is_ascii_alphanumeric()) << shift;
            found.high |= u64::from(!byte.is_ascii()) << shift;
            found.joints |= u64::from(joint) << shift;
        }
        found
    }

    proptest! {
        #[test]
        fn bytes_together_and_alone_have_the_same_classes(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"a0.,- "[..])], BLOCK)
        ) {
            let block: [u8; BLOCK] = bytes.try_into().unwrap();
            prop_assert_eq!(classes(&block), classes_plain(&block));
        }
    }

    #[test]
    fn every_byte_has_its_class() {
        for byte in 0..=u8::MAX {
            assert_eq!(classes(&[byte; BLOCK]), classes_plain(&[byte; BLOCK]), "{byte}");
        }
    }
}
