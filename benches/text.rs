//! Stage `text`: what is done to the letters of every article.
//!
//! Measured: each kernel by itself over all texts, on one thread. `plain` is the slow
//! twin that `tokenise` must agree with: the ratio of the two is what the table of
//! folded characters earns, and that of `tokenise` to `words` what not writing words out
//! does.
//!
//! Corpus: 1,000 synthetic articles in four languages, with outlet furniture and credits.
//!
//! Notes: rates count bytes of text. `sentences` starts from tokens already cut, `lines`,
//! `credits` and `stems` from words already read; `furniture` has the words, the lines
//! and what was learnt. `vocabulary` is reading and numbering together. `language` reads
//! no more than the beginning of a long text; its rate counts all of it.

#![allow(missing_docs, reason = "criterion's macros")]

mod corpus;

use std::borrow::Cow;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samestory::article::Article;
use samestory::span::Span;
use samestory::text::credits;
use samestory::text::furniture;
use samestory::text::language::Lang;
use samestory::text::lines::{Line, lines};
use samestory::text::outlet_lines::{OutletLines, SeenLines};
use samestory::text::sentences::sentences;
use samestory::text::stems::StemCache;
use samestory::text::tokens::{plain, tokenise};
use samestory::text::vocabulary::Vocabulary;
use samestory::text::words::{self, Word};

fn kernels(c: &mut Criterion) {
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
    group.bench_function("words", |b| {
        let mut words = Vec::new();
        b.iter(|| {
            for text in &texts {
                words.clear();
                words::read(black_box(text), &mut words);
                black_box(&words);
            }
        });
    });
    let read: Vec<Vec<Word>> = texts.iter().map(|text| words::words(text)).collect();
    group.bench_function("plain", |b| {
        b.iter(|| {
            for text in &texts {
                plain::tokenise(black_box(text), |word, span| {
                    black_box((word, span));
                });
            }
        });
    });
    group.bench_function("vocabulary", |b| {
        b.iter(|| {
            let mut vocabulary = Vocabulary::default();
            for text in &texts {
                for word in words::words(text) {
                    black_box(vocabulary.insert_word(&word, text));
                }
            }
            vocabulary
        });
    });
    group.bench_function("stems", |b| {
        let corpus = &*corpus::CORPUS;
        b.iter(|| {
            let mut cache = StemCache::default();
            for ((words, text), clean) in read.iter().zip(&texts).zip(&corpus.clean) {
                for word in words {
                    let get = |folded: &str| cache.get(folded, word.hash, clean.lang);
                    black_box(word.fold_with(text, get));
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
    let articles: Vec<Cow<'_, Article>> = corpus.articles.iter().collect();
    let texts: Vec<&str> = articles.iter().map(|a| a.text.as_str()).collect();
    let read: Vec<Vec<Word>> = texts.iter().map(|text| words::words(text)).collect();
    let cut: Vec<Vec<Line>> =
        texts.iter().zip(&read).map(|(text, words)| lines(text, words)).collect();
    let learn = || {
        let mut seen = SeenLines::default();
        for (outlet, text) in corpus.outlets.iter().zip(&texts) {
            if let Some(outlet) = *outlet {
                seen.read(outlet, text);
            }
        }
        OutletLines::learn([seen])
    };
    let learnt = learn();
    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Bytes(corpus::all_bytes()));
    group.bench_function("lines", |b| {
        b.iter(|| {
            for (text, words) in texts.iter().zip(&read) {
                black_box(lines(text, words));
            }
        });
    });
    group.bench_function("outlet_lines", |b| b.iter(learn));
    group.bench_function("furniture", |b| {
        b.iter(|| {
            let articles = texts.iter().zip(&read).zip(cut.iter().zip(&corpus.outlets));
            for ((text, words), (lines, &outlet)) in articles {
                black_box(furniture::find(text, words, lines, outlet, &learnt));
            }
        });
    });
    group.bench_function("credits", |b| {
        b.iter(|| {
            for (text, words) in texts.iter().zip(&read) {
                black_box(credits::find_among(text, words));
            }
        });
    });
    group.finish();
}

criterion_group! { name = benches; config = corpus::criterion(); targets = kernels, parts }
criterion_main!(benches);
