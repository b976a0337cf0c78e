//! Signatures of texts where they lie in Arrow's memory.

use std::sync::Arc;

use arrow_array::{ArrayRef, FixedSizeListArray, RecordBatch, UInt32Array};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Field};
use rayon::prelude::*;
use samestory::error::{Error, Result};
use samestory::sketch::shingles::shingle_hashes;
use samestory::sketch::signature::{SLOTS, Signature};
use samestory::text::tokens::tokenise;
use xxhash_rust::xxh3::xxh3_64;

use crate::rows::texts;
use crate::running::Watch;

/// Texts given to one thread at a time.
const SHARE: usize = 128;

/// One signature a row of the first column, as a list of [`SLOTS`] numbers; null for a
/// text without words. Texts are read where they lie.
pub(crate) fn signatures(
    batches: &[RecordBatch],
    width: usize,
    watch: &Watch,
) -> Result<ArrayRef> {
    let mut all: Vec<Option<&str>> = Vec::new();
    for column in batches.iter().filter_map(|batch| batch.columns().first()) {
        let Some(texts) = texts(column) else {
            return Err(Error::format(
                "texts",
                format!("the column is of type {}", column.data_type()),
                "give a column of strings",
            ));
        };
        all.extend(texts);
    }
    let mut slots = vec![0u32; all.len() * SLOTS];
    let valid: Vec<Vec<bool>> = all
        .par_chunks(SHARE)
        .zip(slots.par_chunks_mut(SHARE * SLOTS))
        .map(|(share, slots)| {
            if samestory::pipeline::Progress::interrupted(watch) {
                return Vec::new();
            }
            let (mut words, mut shingles) = (Vec::new(), Vec::new());
            let mut sketch = |text: &str| {
                words.clear();
                shingles.clear();
                tokenise(text, |word, _| words.push(xxh3_64(word.as_bytes())));
                shingle_hashes(&words, width, &mut shingles);
                Signature::of(&shingles)
            };
            let places = slots.chunks_exact_mut(SLOTS);
            share
                .iter()
                .zip(places)
                .map(|(text, place)| {
                    let found = text.and_then(&mut sketch);
                    if let Some(signature) = &found {
                        place.copy_from_slice(signature.slots());
                    }
                    found.is_some()
                })
                .collect()
        })
        .collect();
    if samestory::pipeline::Progress::interrupted(watch) {
        return Err(Error::Interrupted);
    }
    let valid: NullBuffer = valid.into_iter().flatten().collect::<Vec<bool>>().into();
    let size = i32::try_from(SLOTS).unwrap_or(i32::MAX);
    let item = Arc::new(Field::new("item", DataType::UInt32, false));
    let values = Arc::new(UInt32Array::from(slots));
    FixedSizeListArray::try_new(item, size, values, Some(valid))
        .map(|lists| Arc::new(lists) as ArrayRef)
        .map_err(|error| {
            Error::format("texts", error.to_string(), "give fewer at a time")
        })
}
