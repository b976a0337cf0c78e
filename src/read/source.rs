//! One input as a stream of bytes: counted, check-summed, decompressed by content.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::read::MultiGzDecoder;
use xxhash_rust::xxh3::Xxh3;

use super::{InputFile, ReadProgress};
use crate::error::{Error, Result};

/// How much is looked at to tell the format.
const HEAD: usize = 1 << 16;

/// How much is read from disk at once.
const CHUNK: usize = 1 << 18;

/// The largest zstd window taken, as a power of two (`zstd --long=31` writes it).
const WINDOW_LOG: u32 = 31;

const GZIP: &[u8] = &[0x1F, 0x8B, 0x08];
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];
const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    fn of_content(start: &[u8]) -> Self {
        // A zstd stream may begin with a skippable frame, 184D2A50 to 184D2A5F.
        let skippable = matches!(start, [0x50..=0x5F, 0x2A, 0x4D, 0x18]);
        if start.starts_with(GZIP) {
            Self::Gzip
        } else if start.starts_with(ZSTD) || skippable {
            Self::Zstd
        } else {
            Self::None
        }
    }
}

/// One input, decompressed as it is read.
pub(super) struct Source<'a> {
    path: String,
    file: Option<PathBuf>,
    packing: Packing,
    head: Vec<u8>,
    body: Box<dyn Read + Send + 'a>,
    tally: Arc<Mutex<Tally>>,
    progress: &'a dyn ReadProgress,
}

/// What has been read of an input as it is stored.
#[derive(Default)]
struct Tally {
    bytes: u64,
    checksum: Xxh3,
}

/// Passes bytes through and keeps the tally.
struct Counted<'a, R> {
    inner: R,
    before: u64,
    tally: Arc<Mutex<Tally>>,
    progress: &'a dyn ReadProgress,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.progress.interrupted() {
            return Err(io::Error::other("interrupted"));
        }
        let count = self.inner.read(buffer)?;
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = buffer.get(..count).unwrap_or_default();
        tally.checksum.update(fresh);
        tally.bytes += fresh.len() as u64;
        self.progress.bytes(self.before + tally.bytes);
        Ok(count)
    }
}

impl<'a> Source<'a> {
    /// Opens a file; `before` bytes of other inputs were read already.
    pub(super) fn open(
        path: &Path,
        before: u64,
        progress: &'a dyn ReadProgress,
    ) -> Result<Self> {
        let file = File::open(path).map_err(|error| Error::read(path, error))?;
        let name = path.display().to_string();
        let mut source = Self::new(name, file, before, progress)?;
        // Only a regular file can be opened again; a pipe gives its bytes once.
        source.file = path.is_file().then(|| path.to_path_buf());
        Ok(source)
    }

    /// A stream, or bytes already in memory, under the name given.
    pub(super) fn new(
        path: String,
        reader: impl Read + Send + 'a,
        before: u64,
        progress: &'a dyn ReadProgress,
    ) -> Result<Self> {
        let tally = Arc::new(Mutex::new(Tally::default()));
        let inner =
            Counted { inner: reader, before, tally: Arc::clone(&tally), progress };
        let mut source = Self {
            path,
            file: None,
            packing: Packing::None,
            head: Vec::new(),
            body: Box::new(io::empty()),
            tally,
            progress,
        };
        let mut raw = BufReader::with_capacity(CHUNK, inner);
        let mut start = Vec::with_capacity(ZSTD.len());
        let read = (&mut raw).take(ZSTD.len() as u64).read_to_end(&mut start);
        read.map_err(|error| source.failed(error))?;
        source.packing = Packing::of_content(&start);
        let raw = Cursor::new(start).chain(raw);
        source.body = match source.packing {
            Packing::None => Box::new(raw),
            Packing::Gzip => Box::new(MultiGzDecoder::new(raw)),
            Packing::Zstd => {
                let decoder = zstd::Decoder::new(raw).and_then(|mut decoder| {
                    decoder.window_log_max(WINDOW_LOG)?;
                    Ok(decoder)
                });
                Box::new(decoder.map_err(|error| source.failed(error))?)
            }
        };
        let mut head = Vec::new();
        source.fill(&mut head, HEAD)?;
        if head.starts_with(BYTE_ORDER_MARK) {
            head.drain(..BYTE_ORDER_MARK.len());
        }
        source.head = head;
        Ok(source)
    }

    /// The name it was given.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Whether its bytes are compressed.
    pub(super) fn is_packed(&self) -> bool {
        self.packing != Packing::None
    }

    /// The file itself, where its bytes are plain and can be read at any place.
    pub(super) fn plain_file(&self) -> Option<&Path> {
        self.file.as_deref().filter(|_| !self.is_packed())
    }

    /// The first decompressed bytes, without a byte-order mark. They are also the
    /// first that [`Source::fill`] gives, as long as nothing was read.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Fails on text in UTF-16, which some spreadsheets write.
    pub(super) fn refuse_utf16(&self) -> Result<()> {
        if !(self.head.starts_with(&[0xFF, 0xFE]) || self.head.starts_with(&[0xFE, 0xFF]))
        {
            return Ok(());
        }
        Err(Error::format(
            &self.path,
            "its text is in UTF-16",
            "convert it to UTF-8 first, as with: iconv -f UTF-16 -t UTF-8",
        ))
    }

    /// Reads `most` bytes more onto the end of `buffer`; `false` when the input ended
    /// before.
    pub(super) fn fill(&mut self, buffer: &mut Vec<u8>, most: usize) -> Result<bool> {
        let mut left = most as u64;
        if !self.head.is_empty() {
            left = left.saturating_sub(self.head.len() as u64);
            buffer.append(&mut self.head);
        }
        match (&mut self.body).take(left).read_to_end(buffer) {
            Ok(count) => Ok(count as u64 == left),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// All that is left, in memory.
    pub(super) fn rest(&mut self) -> Result<Vec<u8>> {
        let mut buffer = Vec::new();
        while self.fill(&mut buffer, CHUNK)? {}
        Ok(buffer)
    }

    /// Reads to the end and says what was stored there.
    pub(super) fn finish(mut self) -> Result<InputFile> {
        io::copy(&mut self.body, &mut io::sink()).map_err(|error| self.failed(error))?;
        let tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(InputFile {
            path: self.path.clone(),
            bytes: tally.bytes,
            xxh3: tally.checksum.digest(),
        })
    }

    fn failed(&self, error: io::Error) -> Error {
        if self.progress.interrupted() {
            return Error::Interrupted;
        }
        let name = match self.packing {
            // The system's own errors have a number; a decoder's have none.
            _ if error.raw_os_error().is_some() => return Error::read(&self.path, error),
            Packing::None => return Error::read(&self.path, error),
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        };
        Error::format(
            &self.path,
            format!("its {name} stream is cut short or damaged ({error})"),
            "fetch or compress it again; nothing of it was used",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::round_trips::gzip;
    use super::*;
    use std::error::Error as _;
    use std::sync::atomic::AtomicU64;
    use std::sync::atomic::Ordering::Relaxed;
    use xxhash_rust::xxh3::xxh3_64;

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 1).unwrap()
    }

    fn unpacked(stored: &[u8]) -> Result<(Vec<u8>, InputFile)> {
        let mut source = Source::new("a.bin".into(), stored, 0, &())?;
        let bytes = source.rest()?;
        Ok((bytes, source.finish()?))
    }

    #[test]
    fn content_is_unpacked_whatever_the_name() {
        let text = b"A train has reached Khasan. ".repeat(9_000);
        for stored in [
            text.clone(),
            gzip(&text),
            zstd(&text),
            [gzip(&text[..5_000]), gzip(&text[5_000..])].concat(),
            [zstd(&text[..5_000]), zstd(&text[5_000..])].concat(),
        ] {
            let (bytes, input) = unpacked(&stored).unwrap();
            assert!(bytes == text);
            assert_eq!(input.bytes, stored.len() as u64);
            assert_eq!(input.xxh3, xxh3_64(&stored));
        }
    }

    #[test]
    fn a_skippable_zstd_frame_comes_first() {
        let frame = [vec![0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 1, 1], zstd(b"abc")];
        assert_eq!(unpacked(&frame.concat()).unwrap().0, b"abc");
    }

    #[test]
    fn a_byte_order_mark_is_dropped() {
        assert_eq!(unpacked(b"\xEF\xBB\xBFabc").unwrap().0, b"abc");
        assert_eq!(unpacked(b"\xEF\xBB\xBF").unwrap().0, b"");
        assert_eq!(unpacked(b"").unwrap().0, b"");
    }

    #[test]
    fn cut_streams_name_the_file() {
        let text: Vec<u8> = (0..40_000_u32).flat_map(u32::to_le_bytes).collect();
        for (stored, kind) in [(gzip(&text), "gzip"), (zstd(&text), "zstd")] {
            for cut in [stored.len() - 1, stored.len() / 2, 6] {
                let error = unpacked(&stored[..cut]).unwrap_err();
                assert_eq!(error.to_string(), "cannot use 'a.bin'");
                assert!(error.source().unwrap().to_string().contains(kind), "{cut}");
            }
        }
    }

    #[test]
    fn damaged_streams_are_refused() {
        let mut stored = gzip(&b"A train has reached Khasan. ".repeat(99));
        let end = stored.len() - 6; // inside the checksum
        stored[end] ^= 0xFF;
        assert!(matches!(unpacked(&stored), Err(Error::Format { .. })));
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Source::open(Path::new("no/such.jsonl"), 0, &()).err().unwrap();
        assert_eq!(error.to_string(), "cannot read 'no/such.jsonl'");
    }

    struct Watched {
        seen: AtomicU64,
        most: u64,
    }

    impl ReadProgress for Watched {
        fn bytes(&self, total: u64) {
            self.seen.store(total, Relaxed);
        }

        fn interrupted(&self) -> bool {
            self.seen.load(Relaxed) > self.most
        }
    }

    #[test]
    fn progress_counts_stored_bytes_on_top_of_those_before() {
        let watched = Watched { seen: AtomicU64::new(0), most: u64::MAX };
        let source = Source::new("a".into(), &b"abcdef"[..], 100, &watched).unwrap();
        source.finish().unwrap();
        assert_eq!(watched.seen.load(Relaxed), 106);
    }

    #[test]
    fn an_interruption_stops_the_reading() {
        let watched = Watched { seen: AtomicU64::new(0), most: 300_000 };
        let text = vec![b'a'; 1 << 21];
        let mut source = Source::new("a".into(), &text[..], 0, &watched).unwrap();
        assert!(matches!(source.rest(), Err(Error::Interrupted)));
    }
}
