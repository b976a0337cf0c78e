//! Stage `text`: what is done to the letters of every article.
//!
//! Measured: each kernel by itself over all texts, on one thread. `tokenise_plain` is the
//! slow twin that `tokenise` must agree with; the ratio of the two is what the table of
//! folded characters earns.
//!
//! Corpus: 1,000 synthetic articles in four languages, with outlet furniture and credits.
//!
//! Notes: rates count bytes of text. `outlet_lines` learns from lines already cut,
//! `sentences` starts from tokens already cut, `stems` from words already numbered;
//! `furniture` has both the lines and what was learnt. `vocabulary` is tokenising and
//! numbering together. `language` reads no more than the beginning of a long text; its
//! rate counts all of it.

#![allow(missing_docs, reason = "criterion's macros")]

mod corpus;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samestory::span::Span;
use samestory::text::credits;
use samestory::text::furniture::{self, OutletLines};
use samestory::text::language::Lang;
use samestory::text::lines::{Line, lines};
use samestory::text::sentences::sentences;
use samestory::text::stems::StemCache;
use samestory::text::tokens::{tokenise, tokenise_plain};
use samestory::text::vocabulary::Vocabulary;

fn words(c: &mut Criterion) {
    let texts: Vec<&str> = corpus::NEWS.iter().map(|a| a.text.as_str()).collect();
    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Bytes(corpus::all_bytes()));
    group.bench_function("tokenise", |b| {
        b.iter(|| {
            for text in &texts {
                tokenise(black_box(text), |word, span| {
                    black_box((word, span));
                });
            }
        });
    });
    group.bench_function("tokenise_plain", |b| {
        b.iter(|| {
            for text in &texts {
                tokenise_plain(black_box(text), |word, span| {
                    black_box((word, span));
                });
            }
        });
    });
    group.bench_function("vocabulary", |b| {
        b.iter(|| {
            let mut vocabulary = Vocabulary::default();
            for text in &texts {
                tokenise(text, |word, _| {
                    black_box(vocabulary.insert(word));
                });
            }
            vocabulary
        });
    });
    group.bench_function("stems", |b| {
        let corpus = &*corpus::CORPUS;
        b.iter(|| {
            let mut cache = StemCache::default();
            for (words, clean) in corpus.words.iter().zip(&corpus.clean) {
                for &word in words {
                    let letters = corpus.vocabulary.word(word);
                    let hash = corpus.vocabulary.hash(word);
                    black_box(cache.get(letters, hash, clean.lang));
                }
            }
        });
    });
    let cut: Vec<(&str, Vec<Span>)> = texts
        .iter()
        .map(|&text| {
            let mut spans = Vec::new();
            tokenise(text, |_, span| spans.push(span));
            (text, spans)
        })
        .collect();
    group.bench_function("sentences", |b| {
        b.iter(|| {
            for (text, spans) in &cut {
                black_box(sentences(text, spans));
            }
        });
    });
    group.bench_function("language", |b| {
        b.iter(|| {
            for text in &texts {
                black_box(Lang::detect(text));
            }
        });
    });
    group.finish();
}

fn parts(c: &mut Criterion) {
    let corpus = &*corpus::CORPUS;
    let texts: Vec<&str> = corpus.articles.iter().map(|a| a.text.as_str()).collect();
    let cut: Vec<Vec<Line>> = texts.iter().map(|text| lines(text)).collect();
    let learn = || {
        let articles = corpus.outlets.iter().zip(&cut);
        OutletLines::learn(articles.map(|(outlet, lines)| (*outlet, lines.as_slice())))
    };
    let learnt = learn();
    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Bytes(corpus::all_bytes()));
    group.bench_function("lines", |b| {
        b.iter(|| {
            for text in &texts {
                black_box(lines(text));
            }
        });
    });
    group.bench_function("outlet_lines", |b| b.iter(learn));
    group.bench_function("furniture", |b| {
        b.iter(|| {
            for ((text, lines), &outlet) in texts.iter().zip(&cut).zip(&corpus.outlets) {
                black_box(furniture::find(text, lines, outlet, &learnt));
            }
        });
    });
    group.bench_function("credits", |b| {
        b.iter(|| {
            for text in &texts {
                black_box(credits::find(text));
            }
        });
    });
    group.finish();
}

criterion_group! { name = benches; config = corpus::criterion(); targets = words, parts }
criterion_main!(benches);
