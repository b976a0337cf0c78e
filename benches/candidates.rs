//! Stage `candidates`: sketches and terms to the pairs that are worth checking.
//!
//! Measured: each generator over the whole corpus, with its sorting; `reuse` is the
//! union of bands and fingerprints. One thread.
//!
//! Corpus: 1,000 synthetic articles; texts that are the same word for word count once,
//! as in the pipeline. `terms` gets one article of each reprint group, language by
//! language.
//!
//! Notes: rates count bytes of text of all articles. The work grows with the pairs found,
//! so a rate says less here than a time: compare times on the same corpus.

#![allow(missing_docs, reason = "criterion's macros")]

mod corpus;

use std::hint::black_box;

use corpus::Language;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samestory::candidates::fingerprints::FingerprintLists;
use samestory::candidates::{bands, reuse_candidates, terms};

fn generators(c: &mut Criterion) {
    let settings = corpus::settings();
    let lookup = settings.candidates;
    let texts = corpus::texts();
    let groups = corpus::REUSE.reprints(&corpus::CORPUS, &settings).groups;
    let languages = Language::all(&groups);
    let mut group = c.benchmark_group("candidates");
    group.throughput(Throughput::Bytes(corpus::all_bytes()));
    group.bench_function("bands", |b| {
        b.iter(|| {
            bands::candidates(black_box(&texts), lookup.banding, lookup.star_above)
        });
    });
    group.bench_function("fingerprints", |b| {
        b.iter(|| FingerprintLists::new(black_box(&texts)).candidates(lookup.star_above));
    });
    group.bench_function("reuse", |b| {
        b.iter(|| reuse_candidates(black_box(&texts), lookup));
    });
    group.bench_function("terms", |b| {
        b.iter(|| {
            for language in &languages {
                black_box(terms::candidates(&language.lookups, &settings.terms));
            }
        });
    });
    group.finish();
}

criterion_group! { name = benches; config = corpus::criterion(); targets = generators }
criterion_main!(benches);
