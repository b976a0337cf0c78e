//! Numbers as bytes, and back, with every length checked.

use simdutf8::basic::from_utf8;

/// Appends a number in as few bytes as it takes, seven bits a byte, the lowest first.
pub(crate) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

/// Appends a byte string behind its length.
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends a string that may be missing.
pub(crate) fn put_text(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        None => put(out, 0),
        Some(text) => {
            put(out, text.len() as u64 + 1);
            out.extend_from_slice(text.as_bytes());
        }
    }
}

/// Appends values of one width, one after the other.
pub(crate) fn put_column<const WIDTH: usize>(
    out: &mut Vec<u8>,
    values: impl ExactSizeIterator<Item = [u8; WIDTH]>,
) {
    let begin = out.len();
    out.resize(begin + values.len() * WIDTH, 0);
    let room = out.get_mut(begin..).unwrap_or_default().as_chunks_mut().0;
    for (slot, value) in room.iter_mut().zip(values) {
        *slot = value;
    }
}

/// A signed number as one that is small where it is near zero.
pub(crate) fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

/// The number that [`zigzag`] was given.
pub(crate) fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// Puts a string into the room of another one.
pub(crate) fn refill(text: &mut String, with: &str) {
    text.clear();
    text.push_str(with);
}

/// Reads what was put; `None` where the bytes end or say what cannot be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bytes<'b>(pub(crate) &'b [u8]);

impl<'b> Bytes<'b> {
    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    pub(crate) fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        self.take(length)
    }

    /// A string that must be there.
    pub(crate) fn text(&mut self) -> Option<&'b str> {
        let length = self.number()?.checked_sub(1)?;
        from_utf8(self.take(usize::try_from(length).ok()?)?).ok()
    }

    /// A string that may be missing, into the room of another one.
    pub(crate) fn text_into(&mut self, text: &mut Option<String>) -> Option<()> {
        if let Some((0, rest)) = self.0.split_first() {
            self.0 = rest;
            *text = None;
        } else {
            refill(text.get_or_insert_default(), self.text()?);
        }
        Some(())
    }

    pub(crate) fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of eight bytes, the lowest first.
    pub(crate) fn fixed(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    /// So many values of one width, as [`put_column`] put them.
    pub(crate) fn column<const WIDTH: usize>(
        &mut self,
        count: usize,
    ) -> Option<&'b [[u8; WIDTH]]> {
        Some(self.take(count.checked_mul(WIDTH)?)?.as_chunks().0)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(numbers: Vec<u64>, signed: i64) {
            let mut out = Vec::new();
            for &number in &numbers {
                put(&mut out, number);
            }
            let mut bytes = Bytes(&out);
            for &number in &numbers {
                prop_assert_eq!(bytes.number(), Some(number));
            }
            prop_assert!(bytes.is_empty());
            prop_assert_eq!(unzigzag(zigzag(signed)), signed);
        }

        #[test]
        fn arbitrary_bytes_never_panic(input: Vec<u8>) {
            let mut bytes = Bytes(&input);
            while bytes.number().is_some() {}
            let mut bytes = Bytes(&input);
            while bytes.text().is_some() {}
        }
    }
}
