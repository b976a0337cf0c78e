//! Any bytes as a table, with and without a header that fits: no panic, no row lost.
#![no_main]

use libfuzzer_sys::fuzz_target;
use samestory::read::{Format, ReadSettings, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let with_header = [b"id,text,date\n", bytes].concat();
    for (format, bytes) in [
        (Format::Csv, bytes),
        (Format::Csv, with_header.as_slice()),
        (Format::Tsv, bytes),
    ] {
        let settings = ReadSettings { format: Some(format), ..ReadSettings::default() };
        if let Ok(read) = read_bytes("fuzz.csv", bytes, &settings) {
            assert_eq!(
                read.records,
                read.articles.len() + read.rejects.len() + read.repeats
            );
        }
    }
});
