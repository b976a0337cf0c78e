//! Stage `sketch`: words to what an article is compared by.
//!
//! Measured: shingles, signature, fingerprints and all three together (`sketch`); the
//! band keys of finished signatures; terms and grams; their rarities. One thread.
//!
//! Corpus: 1,000 synthetic articles, furniture and credits masked.
//!
//! Notes: rates count bytes of text, also where a kernel starts from word hashes.
//! `terms` tokenises and stems as well. `rarities` counts all languages as one.

#![allow(missing_docs, reason = "criterion's macros")]

mod corpus;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samestory::pipeline::prepare::Clean;
use samestory::sketch::Sketch;
use samestory::sketch::fingerprints::fingerprints;
use samestory::sketch::rarities::Rarities;
use samestory::sketch::shingles::{DEFAULT_WIDTH, shingle_hashes};
use samestory::sketch::signature::{Banding, Signature};
use samestory::sketch::terms::TermReader;
use samestory::span::Span;

fn shingles_of(words: &[u64]) -> Vec<u64> {
    let mut shingles = Vec::with_capacity(words.len());
    shingle_hashes(words, DEFAULT_WIDTH, &mut shingles);
    shingles
}

fn hashes(c: &mut Criterion) {
    let corpus = &*corpus::CORPUS;
    let hashes = |article| corpus.words(article).iter().map(|word| word.hash).collect();
    let texts: Vec<Vec<u64>> = (0..).take(corpus.articles.len()).map(hashes).collect();
    let shingles: Vec<Vec<u64>> = texts.iter().map(|words| shingles_of(words)).collect();
    let mut group = c.benchmark_group("sketch");
    group.throughput(Throughput::Bytes(corpus::all_bytes()));
    group.bench_function("shingles", |b| {
        b.iter(|| {
            for words in &texts {
                black_box(shingles_of(words));
            }
        });
    });
    group.bench_function("signature", |b| {
        b.iter(|| {
            for shingles in &shingles {
                black_box(Signature::of(shingles));
            }
        });
    });
    group.bench_function("fingerprints", |b| {
        b.iter(|| {
            for shingles in &shingles {
                black_box(fingerprints(shingles));
            }
        });
    });
    group.bench_function("sketch", |b| {
        b.iter(|| {
            for words in &texts {
                black_box(Sketch::of(words, DEFAULT_WIDTH));
            }
        });
    });
    let signatures: Vec<Signature> =
        corpus.sketches.iter().filter_map(|s| s.into_owned().signature).collect();
    group.bench_function("band_keys", |b| {
        b.iter(|| {
            for signature in &signatures {
                black_box(
                    signature.band_keys(Banding::default()).fold(0, |sum, key| sum ^ key),
                );
            }
        });
    });
    group.finish();
}

fn terms(c: &mut Criterion) {
    let corpus = &*corpus::CORPUS;
    let masks: Vec<Vec<Span>> = corpus.clean.iter().map(Clean::mask_spans).collect();
    let mut group = c.benchmark_group("sketch");
    group.throughput(Throughput::Bytes(corpus::all_bytes()));
    group.bench_function("terms", |b| {
        b.iter(|| {
            let mut reader = TermReader::default();
            for ((article, clean), masks) in
                corpus.articles.iter().zip(&corpus.clean).zip(&masks)
            {
                black_box(reader.read(&article.title, &article.text, masks, clean.lang));
            }
        });
    });
    let all: Vec<u32> = (0u32..).take(corpus.articles.len()).collect();
    group.bench_function("rarities", |b| {
        b.iter(|| Rarities::among(black_box(&corpus.terms), black_box(&all)));
    });
    group.finish();
}

criterion_group! { name = benches; config = corpus::criterion(); targets = hashes, terms }
criterion_main!(benches);
