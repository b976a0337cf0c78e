//! How far the way from JSON to signatures is from what the machine can do.
//!
//! Measured: over the same bytes of JSON Lines, each by itself, on one thread: finding the
//! ends of lines (`newlines`, by memchr) and checking that they are text (`utf8`), which
//! is what reading costs at least; taking title and text out of the lines, borrowed
//! (`parse`); cutting all texts into folded words (`words`); hashing those to shingles,
//! signature and fingerprints (`sketch`); then all of it, `json_to_signature`. `read` is
//! what the program does for `parse`, all fields owned and checked; `prepare` what it does
//! for the rest, furniture and credits found, one outlet's articles beside another's.
//!
//! Corpus: 1,000 synthetic articles in four languages, 2 MB.
//!
//! Notes: every rate counts the bytes of the JSON Lines. A share of the roofline is one
//! rate of this bench over another of the same run.

#![allow(missing_docs, reason = "criterion's macros")]
#![allow(clippy::unwrap_used, reason = "a bench without its input is to fail")]

mod corpus;

use std::borrow::Cow;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samestory::pipeline::Tier;
use samestory::pipeline::prepare::prepare;
use samestory::sketch::Sketch;
use samestory::sketch::shingles::DEFAULT_WIDTH;
use samestory::text::words::{Word, read};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line<'l> {
    #[serde(borrow)]
    title: Cow<'l, str>,
    #[serde(borrow)]
    text: Cow<'l, str>,
}

fn lines(json: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    let lines = memchr::memchr_iter(b'\n', json).filter_map(move |end| {
        let line = json.get(start..end);
        start = end + 1;
        line
    });
    // As the program reads: whole lines are checked to be text, then parsed.
    lines.map(|line| {
        serde_json::from_str(simdutf8::basic::from_utf8(line).unwrap()).unwrap()
    })
}

/// What one thread of the program keeps from text to text.
#[derive(Default)]
struct Desk {
    words: Vec<Word>,
    hashes: Vec<u64>,
}

impl Desk {
    fn hashes(&mut self, text: &str) -> &[u64] {
        self.words.clear();
        read(text, &mut self.words);
        self.hashes.clear();
        self.hashes.extend(self.words.iter().map(|word| word.hash));
        &self.hashes
    }
}

fn roofline(c: &mut Criterion) {
    let json = corpus::json_lines(corpus::NEWS.len());
    let texts: Vec<String> = lines(&json).map(|line| line.text.into_owned()).collect();
    let mut desk = Desk::default();
    let hashed: Vec<Vec<u64>> =
        texts.iter().map(|text| desk.hashes(text).to_vec()).collect();
    let mut group = c.benchmark_group("roofline");
    group.throughput(Throughput::Bytes(json.len() as u64));
    group.bench_function("newlines", |b| {
        b.iter(|| memchr::memchr_iter(b'\n', black_box(&json)).count());
    });
    group.bench_function("utf8", |b| {
        b.iter(|| simdutf8::basic::from_utf8(black_box(&json)).is_ok());
    });
    group.bench_function("parse", |b| {
        b.iter(|| -> usize {
            lines(&json).map(|line| line.title.len() + line.text.len()).sum()
        });
    });
    group.bench_function("words", |b| {
        b.iter(|| {
            texts.iter().map(|text| black_box(desk.hashes(text)).len()).sum::<usize>()
        });
    });
    group.bench_function("sketch", |b| {
        let sketch = |words: &Vec<u64>| drop(black_box(Sketch::of(words, DEFAULT_WIDTH)));
        b.iter(|| hashed.iter().for_each(sketch));
    });
    group.bench_function("json_to_signature", |b| {
        b.iter(|| {
            for line in lines(&json) {
                black_box(Sketch::of(desk.hashes(&line.text), DEFAULT_WIDTH));
            }
        });
    });
    group.bench_function("read", |b| b.iter(|| corpus::articles(black_box(&json))));
    group.bench_function("prepare", |b| {
        b.iter(|| {
            let articles = corpus::NEWS.clone();
            prepare(articles, DEFAULT_WIDTH, Tier::Reprints, &()).unwrap()
        });
    });
    group.finish();
}

criterion_group! { name = benches; config = corpus::criterion(); targets = roofline }
criterion_main!(benches);
