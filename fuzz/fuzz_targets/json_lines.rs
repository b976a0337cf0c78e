//! Any bytes as JSON Lines or as an array of objects: no panic, no record lost.
#![no_main]

use libfuzzer_sys::fuzz_target;
use samestory::read::{FieldMap, Format, ReadSettings, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let fields =
        FieldMap { source: "a.b".into(), url: "id".into(), ..FieldMap::default() };
    let settings = ReadSettings { fields, format: Some(Format::JsonLines) };
    if let Ok(read) = read_bytes("fuzz.jsonl", bytes, &settings) {
        assert_eq!(read.records, read.articles.len() + read.rejects.len() + read.repeats);
    }
});
