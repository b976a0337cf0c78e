//! Any bytes as a gzip or zstd stream; and what was packed comes back whole.
#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;
use samestory::read::{Format, ReadSettings, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let settings = ReadSettings { format: Some(Format::Text), ..ReadSettings::default() };
    for magic in [&[][..], &[0x1F, 0x8B, 0x08], &[0x28, 0xB5, 0x2F, 0xFD]] {
        let stream = [magic, bytes].concat();
        let _ = read_bytes("fuzz.txt", &stream, &settings);
    }

    let text = [b"x".as_slice(), bytes].concat(); // so that it is not packed already
    let plain = read_bytes("fuzz.txt", &text, &settings).expect("plain text can be read");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&text).expect("memory takes it");
    let gzip = gzip.finish().expect("memory takes it");
    let zstd = zstd::encode_all(text.as_slice(), 1).expect("memory takes it");
    for packed in [gzip, zstd] {
        let read = read_bytes("fuzz.txt", &packed, &settings).expect("a whole stream");
        assert_eq!(read.articles, plain.articles);
    }
});
