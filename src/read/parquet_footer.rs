//! A look at a Parquet footer before the `parquet` crate sees it.
//!
//! The crate follows the schema's nesting with its own stack, so that a small hostile
//! file can overflow it, which no caller can catch. This walks the same bytes (Thrift,
//! compact protocol) without following anything, and measures the nesting.

use parquet::errors::Result as ParquetResult;
use parquet::file::reader::ChunkReader;

use super::parquet::MAGIC;

/// The deepest nesting of a schema that is read.
const DEEPEST: usize = 64;

/// How deep values inside the footer may nest: a file's own need four levels.
const DEEPEST_VALUE: usize = 16;

/// The schema's field in the footer, and the count of children in its elements.
const SCHEMA: i64 = 2;
const CHILDREN: i64 = 5;

const STOP: u8 = 0;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Looks at the footer where the file's last eight bytes say it is. What they say wrong
/// is for the crate to refuse.
pub(super) fn is_harmless_in(bytes: &impl ChunkReader) -> ParquetResult<bool> {
    const TAIL: u64 = 8;
    let Some(end) = bytes.len().checked_sub(TAIL) else { return Ok(true) };
    let tail = bytes.get_bytes(end, 8)?;
    let Some((length, MAGIC)) = tail.split_first_chunk::<4>() else { return Ok(true) };
    let length = u32::from_le_bytes(*length);
    let Some(start) = end.checked_sub(length.into()) else { return Ok(true) };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    Ok(is_harmless(&bytes.get_bytes(start, length)?))
}

/// Whether the footer is well formed and its schema no deeper than [`DEEPEST`].
fn is_harmless(footer: &[u8]) -> bool {
    Walk { left: footer }.footer().is_some()
}

struct Walk<'a> {
    left: &'a [u8],
}

/// Every step gives `None` where the bytes end early or make no sense.
impl Walk<'_> {
    fn footer(&mut self) -> Option<()> {
        let mut id = 0;
        loop {
            match self.field(&mut id)? {
                STOP => return Some(()),
                LIST if id == SCHEMA => self.schema()?,
                kind => self.skip(kind, 0, false)?,
            }
        }
    }

    /// The elements stand in pre-order, each with the count of its children.
    fn schema(&mut self) -> Option<()> {
        let (count, kind) = self.list()?;
        if kind != STRUCT {
            return None;
        }
        let mut open: Vec<u64> = Vec::new();
        for _ in 0..count {
            let children = self.element()?;
            while open.last() == Some(&0) {
                open.pop();
            }
            if let Some(siblings) = open.last_mut() {
                *siblings -= 1;
            }
            if children > 0 {
                open.push(children);
            }
            if open.len() > DEEPEST {
                return None;
            }
        }
        Some(())
    }

    fn element(&mut self) -> Option<u64> {
        let mut children = 0;
        let mut id = 0;
        loop {
            match self.field(&mut id)? {
                STOP => return Some(children),
                5 if id == CHILDREN => children = u64::try_from(self.signed()?).ok()?,
                kind => self.skip(kind, 0, false)?,
            }
        }
    }

    /// Reads a field's header and gives its type.
    fn field(&mut self, id: &mut i64) -> Option<u8> {
        let header = self.byte()?;
        let kind = header & 0xF;
        if kind != STOP {
            *id = match header >> 4 {
                0 => self.signed()?,
                step => id.checked_add(step.into())?,
            };
        }
        Some(kind)
    }

    fn skip(&mut self, kind: u8, depth: usize, in_list: bool) -> Option<()> {
        if depth > DEEPEST_VALUE {
            return None;
        }
        match kind {
            // A field's boolean is in its header.
            1 | 2 if !in_list => {}
            1..=3 => drop(self.byte()?),
            4..=6 => drop(self.varint()?),
            7 => self.advance(8)?,
            8 => {
                let length = self.varint()?;
                self.advance(length)?;
            }
            LIST | 10 => {
                let (count, kind) = self.list()?;
                for _ in 0..count {
                    self.skip(kind, depth + 1, true)?;
                }
            }
            11 => {
                let count = self.varint()?;
                let kinds = if count == 0 { 0 } else { self.byte()? };
                for _ in 0..count {
                    self.skip(kinds >> 4, depth + 1, true)?;
                    self.skip(kinds & 0xF, depth + 1, true)?;
                }
            }
            STRUCT => {
                let mut id = 0;
                loop {
                    match self.field(&mut id)? {
                        STOP => break,
                        kind => self.skip(kind, depth + 1, false)?,
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn list(&mut self) -> Option<(u64, u8)> {
        let header = self.byte()?;
        let count = match header >> 4 {
            0xF => self.varint()?,
            short => short.into(),
        };
        Some((count, header & 0xF))
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.left.split_first()?;
        self.left = rest;
        Some(*first)
    }

    fn advance(&mut self, count: u64) -> Option<()> {
        self.left = self.left.get(usize::try_from(count).ok()?..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A footer whose schema nests so deep, with a number at the bottom.
    pub(in crate::read) fn nested(depth: usize) -> Vec<u8> {
        let group = [0x35, 0, 0x18, 1, b'a', 0x15, 2, 0];
        let leaf = [0x15, 2, 0x25, 0, 0x18, 1, b'a', 0];
        let mut footer = vec![0x15, 2, 0x19, 0xFC];
        let mut count = depth + 1;
        while count > 0x7F {
            footer.push(u8::try_from(count & 0x7F).unwrap() | 0x80);
            count >>= 7;
        }
        footer.push(u8::try_from(count).unwrap());
        footer.extend(group.repeat(depth));
        footer.extend(leaf);
        footer.extend([0x16, 0, 0x19, 0x0C, 0]);
        footer
    }

    #[test]
    fn nesting_is_measured() {
        assert!(is_harmless(&nested(1)));
        assert!(is_harmless(&nested(DEEPEST)));
        assert!(!is_harmless(&nested(DEEPEST + 1)));
        assert!(!is_harmless(&nested(1_000_000)));
    }

    #[test]
    fn broken_footers_are_told() {
        let footer = nested(3);
        for cut in 0..footer.len() {
            assert!(!is_harmless(&footer[..cut]));
        }
        assert!(!is_harmless(&[0x1C; 4_000])); // structs within structs
        assert!(!is_harmless(&[0x19, 0xF9, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]));
    }
}
