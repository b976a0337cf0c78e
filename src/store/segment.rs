//! One immutable file: sorted parts in checksummed blocks, and a directory at the end.
//!
//! ```text
//! magic, format version, fingerprint of the parameters        24 bytes
//! block block block …                                         of all parts
//! directory: for each part its blocks: first key, place, length, entries, XXH3-64
//! place and length of the directory, its XXH3-64, magic       32 bytes
//! ```
//!
//! A part holds entries sorted by key: either *pairs* (a number for each key, any number
//! of times) or *records* (bytes for each key, compressed). Every block that is read is
//! held against its checksum first.

use std::fs::File;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

pub use super::part::Part;
use super::{FORMAT, damaged};
use crate::error::{Error, Result};
use crate::shelf::bytes::Bytes;

pub(super) const MAGIC: &[u8; 8] = b"SameStor";
pub(super) const HEADER: u64 = 24;
const TRAILER: u64 = 32;
/// Most bytes that a block may say it unpacks to.
pub(super) const MOST: usize = 1 << 30;

#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) first: u64,
    pub(super) place: u64,
    pub(super) length: u32,
    pub(super) entries: u32,
    pub(super) xxh3: u64,
}

/// One key with its number.
pub type Pair = (u64, u64);

/// One key with its bytes.
pub type Record = (u64, Vec<u8>);

/// A file that is open for reading.
#[derive(Debug)]
pub struct Segment {
    path: PathBuf,
    file: File,
    parts: Vec<(Part, Vec<Block>)>,
}

impl Segment {
    /// Opens a file of so many bytes, written under these parameters.
    pub(super) fn open(path: &Path, bytes: u64, fingerprint: u64) -> Result<Self> {
        let file = File::open(path).map_err(|error| Error::read(path, error))?;
        let length = file.metadata().map_err(|error| Error::read(path, error))?.len();
        let wrong = |what: &str| damaged(path, None, what);
        if length != bytes {
            return Err(wrong(&format!(
                "it has {length} bytes, and should have {bytes}"
            )));
        }
        if length < HEADER + TRAILER {
            return Err(wrong("it is cut short"));
        }
        let head = read_at(&file, path, 0, HEADER)?;
        let (magic, rest) = head.split_at_checked(8).unwrap_or_default();
        let mut numbers = Bytes(rest);
        if magic != MAGIC {
            return Err(wrong("it does not begin like a file of a store"));
        }
        let version = numbers.fixed().unwrap_or_default();
        if version != u64::from(FORMAT) {
            return Err(wrong(&format!(
                "its format is {version}, and should be {FORMAT}"
            )));
        }
        if numbers.fixed() != Some(fingerprint) {
            return Err(wrong("it was written with other parameters"));
        }
        let tail = read_at(&file, path, length - TRAILER, TRAILER)?;
        let mut numbers = Bytes(&tail);
        let trailer = (numbers.fixed(), numbers.fixed(), numbers.fixed());
        let (Some(place), Some(size), Some(xxh3)) = trailer else {
            return Err(wrong("it is cut short"));
        };
        if numbers.0 != MAGIC || place.checked_add(size) != Some(length - TRAILER) {
            return Err(wrong("its end is damaged"));
        }
        let directory = read_at(&file, path, place, size)?;
        if xxh3_64(&directory) != xxh3 {
            return Err(wrong("the checksum of its directory is wrong"));
        }
        let parts = parts(&directory, place)
            .ok_or_else(|| wrong("its directory makes no sense"))?;
        Ok(Self { path: path.to_path_buf(), file, parts })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Every part with its bytes and its entries.
    pub fn sizes(&self) -> impl Iterator<Item = (Part, u64, u64)> + '_ {
        self.parts.iter().map(|(part, blocks)| {
            let bytes = blocks.iter().map(|block| u64::from(block.length)).sum();
            let entries = blocks.iter().map(|block| u64::from(block.entries)).sum();
            (*part, bytes, entries)
        })
    }

    pub(super) fn blocks(&self, part: Part) -> &[Block] {
        let at = self.parts.iter().find(|(one, _)| *one == part);
        at.map_or(&[][..], |(_, blocks)| blocks.as_slice())
    }

    /// Whether the file has anything of a part.
    pub(super) fn has(&self, part: Part) -> bool {
        !self.blocks(part).is_empty()
    }

    fn wrong(&self, part: Part, what: &str) -> Error {
        damaged(&self.path, Some(part), what)
    }

    fn read(&self, part: Part, block: &Block) -> Result<Vec<u8>> {
        let bytes =
            read_at(&self.file, &self.path, block.place, u64::from(block.length))?;
        if xxh3_64(&bytes) != block.xxh3 {
            return Err(self.wrong(part, "the checksum of a block is wrong"));
        }
        Ok(bytes)
    }

    pub(super) fn pairs_of(&self, part: Part, block: &Block) -> Result<Vec<Pair>> {
        let bytes = self.read(part, block)?;
        let mut bytes = Bytes(&bytes);
        let mut out = Vec::with_capacity(block.entries.min(1 << 20) as usize);
        let mut key = 0u64;
        while !bytes.is_empty() {
            let (step, value) = (bytes.number(), bytes.number());
            let next = step.and_then(|step| key.checked_add(step));
            let (Some(next), Some(value)) = (next, value) else {
                return Err(self.wrong(part, "a block makes no sense"));
            };
            key = next;
            out.push((key, value));
        }
        Ok(out)
    }

    pub(super) fn records_of(&self, part: Part, block: &Block) -> Result<Vec<Record>> {
        let packed = self.read(part, block)?;
        let wrong = || self.wrong(part, "a block makes no sense");
        let mut head = Bytes(&packed);
        let size = head.number().and_then(|size| usize::try_from(size).ok());
        let size = size.filter(|size| *size <= MOST).ok_or_else(wrong)?;
        let bytes = zstd::bulk::decompress(head.0, size).map_err(|_| wrong())?;
        let mut bytes = Bytes(&bytes);
        let mut out = Vec::with_capacity(block.entries.min(1 << 20) as usize);
        let mut key = 0u64;
        while !bytes.is_empty() {
            let (step, value) = (bytes.number(), bytes.bytes());
            let next = step.and_then(|step| key.checked_add(step));
            let (Some(next), Some(value)) = (next, value) else { return Err(wrong()) };
            key = next;
            out.push((key, value.to_vec()));
        }
        Ok(out)
    }

    /// All pairs of a part, in order, a block at a time.
    pub(super) fn all_pairs(
        &self,
        part: Part,
    ) -> impl Iterator<Item = Result<Vec<Pair>>> + '_ {
        self.blocks(part).iter().map(move |block| self.pairs_of(part, block))
    }

    /// All records of a part, in order, a block at a time.
    pub(super) fn all_records(
        &self,
        part: Part,
    ) -> impl Iterator<Item = Result<Vec<Record>>> + '_ {
        self.blocks(part).iter().map(move |block| self.records_of(part, block))
    }
}

fn parts(directory: &[u8], end: u64) -> Option<Vec<(Part, Vec<Block>)>> {
    let mut bytes = Bytes(directory);
    let mut parts = Vec::new();
    while !bytes.is_empty() {
        let kind = bytes.fixed()?;
        let part = Part::ALL.into_iter().find(|part| *part as u64 == kind)?;
        let count = usize::try_from(bytes.fixed()?).ok()?;
        if count > bytes.0.len() / 40 {
            return None;
        }
        let mut blocks = Vec::with_capacity(count);
        for _ in 0..count {
            let block = Block {
                first: bytes.fixed()?,
                place: bytes.fixed()?,
                length: u32::try_from(bytes.fixed()?).ok()?,
                entries: u32::try_from(bytes.fixed()?).ok()?,
                xxh3: bytes.fixed()?,
            };
            if block.place < HEADER
                || block.place.checked_add(u64::from(block.length))? > end
            {
                return None;
            }
            blocks.push(block);
        }
        parts.push((part, blocks));
    }
    Some(parts)
}

/// Reads at a place, without moving any other reader of the file.
fn read_at(file: &File, path: &Path, place: u64, length: u64) -> Result<Vec<u8>> {
    let wrong = |error| Error::read(path, error);
    let length = usize::try_from(length)
        .map_err(|_| damaged(path, None, "a block is larger than the memory"))?;
    let mut bytes = vec![0; length];
    #[cfg(unix)]
    std::os::unix::fs::FileExt::read_exact_at(file, &mut bytes, place).map_err(wrong)?;
    #[cfg(windows)]
    {
        let mut done = 0;
        while let Some(rest) = bytes.get_mut(done..).filter(|rest| !rest.is_empty()) {
            let at = place + done as u64;
            let read = std::os::windows::fs::FileExt::seek_read(file, rest, at);
            match read.map_err(wrong)? {
                0 => return Err(wrong(std::io::ErrorKind::UnexpectedEof.into())),
                read => done += read,
            }
        }
    }
    Ok(bytes)
}
