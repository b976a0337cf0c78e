//! Any bytes as a Parquet file: an error or articles, never a crash.
//!
//! The `parquet` crate may panic on a file that contradicts itself; the reader turns
//! that into an error. The fuzzer's own panic hook would abort first, so it is taken
//! out: a panic that leaves the reader still ends the run.
#![no_main]

use libfuzzer_sys::fuzz_target;
use samestory::read::{Format, ReadSettings, read_bytes};

fuzz_target!(
    init: std::panic::set_hook(Box::new(|_| {})),
    |bytes: &[u8]| {
        let settings =
            ReadSettings { format: Some(Format::Parquet), ..ReadSettings::default() };
        if let Ok(read) = read_bytes("fuzz.parquet", bytes, &settings) {
            assert_eq!(read.records, read.articles.len() + read.rejects.len() + read.repeats);
        }
    }
);
