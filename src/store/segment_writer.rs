//! Writing a [`super::segment`].

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::segment::{Block, MAGIC, MOST, Pair, Part, Record};
use super::{FORMAT, damaged};
use crate::error::{Error, Result};
use crate::shelf::bytes::{put, put_bytes};

/// Bytes of a block from which on the next one begins, before compression. A query reads a
/// block for a key: it has hundreds of keys, and thousands for frequencies.
const fn block_bytes(part: Part) -> usize {
    match part {
        Part::Counts => 1 << 10,
        _ if part.is_records() => 16 << 10,
        _ => 4 << 10,
    }
}

/// Compression of records: fast, and a third of the size.
const LEVEL: i32 = 3;

/// A file that is being written.
pub(super) struct SegmentWriter {
    path: PathBuf,
    out: BufWriter<File>,
    hash: Box<Xxh3>,
    place: u64,
    directory: Vec<u8>,
}

/// What a written file is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) bytes: u64,
    pub(super) xxh3: u64,
}

impl SegmentWriter {
    pub(super) fn create(path: &Path, fingerprint: u64) -> Result<Self> {
        let file = File::create(path).map_err(|error| Error::write(path, error))?;
        let mut writer = Self {
            path: path.to_path_buf(),
            out: BufWriter::with_capacity(1 << 20, file),
            hash: Box::new(Xxh3::new()),
            place: 0,
            directory: Vec::new(),
        };
        writer.write(MAGIC)?;
        writer.write(&u64::from(FORMAT).to_le_bytes())?;
        writer.write(&fingerprint.to_le_bytes())?;
        Ok(writer)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        self.place += bytes.len() as u64;
        self.out.write_all(bytes).map_err(|error| Error::write(&self.path, error))
    }

    fn block(
        &mut self,
        blocks: &mut Vec<Block>,
        first: u64,
        entries: u32,
        raw: &[u8],
    ) -> Result<()> {
        let length = u32::try_from(raw.len())
            .map_err(|_| damaged(&self.path, None, "a record is larger than 4 GB"))?;
        blocks.push(Block {
            first,
            place: self.place,
            length,
            entries,
            xxh3: xxh3_64(raw),
        });
        self.write(raw)
    }

    /// Writes a part of pairs, which come sorted.
    pub(super) fn pairs(
        &mut self,
        part: Part,
        pairs: impl IntoIterator<Item = Result<Pair>>,
    ) -> Result<()> {
        let mut blocks = Vec::new();
        let full = block_bytes(part);
        let mut raw = Vec::with_capacity(full + 32);
        let (mut first, mut last, mut entries) = (0, 0, 0);
        for pair in pairs {
            let (key, value) = pair?;
            if entries == 0 {
                (first, last) = (key, 0);
            }
            put(&mut raw, key.saturating_sub(last));
            put(&mut raw, value);
            (last, entries) = (key, entries + 1);
            if raw.len() >= full {
                self.block(&mut blocks, first, entries, &raw)?;
                raw.clear();
                entries = 0;
            }
        }
        if entries > 0 {
            self.block(&mut blocks, first, entries, &raw)?;
        }
        self.list(part, &blocks);
        Ok(())
    }

    /// Writes a part of records, which come sorted.
    pub(super) fn records(
        &mut self,
        part: Part,
        records: impl IntoIterator<Item = Result<Record>>,
    ) -> Result<()> {
        let mut blocks = Vec::new();
        let full = block_bytes(part);
        let mut raw = Vec::with_capacity(full * 2);
        let (mut first, mut last, mut entries) = (0, 0, 0);
        for record in records {
            let (key, value) = record?;
            if entries == 0 {
                (first, last) = (key, 0);
            }
            put(&mut raw, key.saturating_sub(last));
            put_bytes(&mut raw, &value);
            (last, entries) = (key, entries + 1);
            if raw.len() >= full {
                self.packed(&mut blocks, first, entries, &raw)?;
                raw.clear();
                entries = 0;
            }
        }
        if entries > 0 {
            self.packed(&mut blocks, first, entries, &raw)?;
        }
        self.list(part, &blocks);
        Ok(())
    }

    fn packed(
        &mut self,
        blocks: &mut Vec<Block>,
        first: u64,
        entries: u32,
        raw: &[u8],
    ) -> Result<()> {
        if raw.len() > MOST {
            return Err(damaged(&self.path, None, "a record is larger than 1 GB"));
        }
        let mut packed = Vec::new();
        put(&mut packed, raw.len() as u64);
        let body = zstd::bulk::compress(raw, LEVEL)
            .map_err(|error| Error::write(&self.path, error))?;
        packed.extend(body);
        self.block(blocks, first, entries, &packed)
    }

    fn list(&mut self, part: Part, blocks: &[Block]) {
        let mut put = |number: u64| self.directory.extend(number.to_le_bytes());
        put(part as u64);
        put(blocks.len() as u64);
        for block in blocks {
            put(block.first);
            put(block.place);
            put(u64::from(block.length));
            put(u64::from(block.entries));
            put(block.xxh3);
        }
    }

    /// Writes the directory, and sees everything to the disk.
    pub(super) fn finish(mut self) -> Result<Written> {
        let directory = std::mem::take(&mut self.directory);
        let place = self.place;
        self.write(&directory)?;
        self.write(&place.to_le_bytes())?;
        self.write(&(directory.len() as u64).to_le_bytes())?;
        self.write(&xxh3_64(&directory).to_le_bytes())?;
        self.write(MAGIC)?;
        let wrong = |error| Error::write(&self.path, error);
        self.out.flush().map_err(wrong)?;
        self.out.get_ref().sync_all().map_err(wrong)?;
        Ok(Written { bytes: self.place, xxh3: self.hash.digest() })
    }
}
