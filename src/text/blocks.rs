//! Which bytes of a text belong to words, 64 at a time.
//!
//! Eight bytes are compared in one register (Lamport 1975: "Multiple Byte Processing with
//! Full-Word Instructions"), which needs no vector instructions and no `unsafe`, and is
//! not what the scan waits for.

/// Bytes looked at together.
pub(super) const BLOCK: usize = 64;

/// The classes of 64 bytes, one bit a byte, the first byte lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Classes {
    /// ASCII letters and digits.
    pub(super) plain: u64,
    /// Bytes of characters beyond ASCII.
    pub(super) high: u64,
}

/// The top bit of every byte.
const TOP: u64 = every(0x80);

/// A byte eight times.
const fn every(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// For each byte, none of which has its top bit set: the top bit, if the byte lies
/// between `first` and `last`, both included.
const fn within(bytes: u64, first: u8, last: u8) -> u64 {
    (bytes + every(0x80 - first)) & !(bytes + every(0x7f - last)) & TOP
}

/// The top bits of eight bytes, side by side.
const fn gather(tops: u64) -> u64 {
    ((tops >> 7).wrapping_mul(0x0102_0408_1020_4080)) >> 56
}

/// Classifies 64 bytes.
pub(super) fn classes(block: &[u8; BLOCK]) -> Classes {
    let mut found = Classes::default();
    let (words, _) = block.as_chunks::<8>();
    for (word, shift) in words.iter().zip((0..).step_by(8)) {
        let bytes = u64::from_le_bytes(*word);
        let high = bytes & TOP;
        let low = bytes & !TOP;
        let letters = within(low | every(0x20), b'a', b'z');
        let digits = within(low, b'0', b'9');
        found.plain |= gather((letters | digits) & !high) << shift;
        found.high |= gather(high) << shift;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The plain twin of [`classes`].
    fn classes_plain(block: &[u8; BLOCK]) -> Classes {
        let mut found = Classes::default();
        for (shift, byte) in block.iter().enumerate() {
            found.plain |= u64::from(byte.is_ascii_alphanumeric()) << shift;
            found.high |= u64::from(!byte.is_ascii()) << shift;
        }
        found
    }

    proptest! {
        #[test]
        fn bytes_together_and_alone_have_the_same_classes(
            bytes in prop::collection::vec(any::<u8>(), BLOCK)
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
