//! Stage `passages`: which words two texts, or all of a story, share.
//!
//! Measured: `consolidate` over every story of two articles or more, and
//! `consolidate_1000` over one story of 1,000 versions of one text of 400 words, each with
//! edits, cuts and paragraphs of its own. Of pairs: `verbatim`
//! from words already numbered; `align_verbatim` and `align` from the letters, without
//! and with rewritten passages, over pairs of reprints; `align_retold` the latter over
//! articles of one story that are no reprints. One thread.
//!
//! Corpus: the stories of 1,000 synthetic articles; of both kinds of pairs 200, taken at
//! even distances from all.
//!
//! Notes: rates count bytes of text: of the stories' articles, or of both articles of
//! every pair. Stories are read in the order of their articles' times.

#![allow(missing_docs, reason = "criterion's macros")]

mod corpus;

use std::borrow::Cow;
use std::hint::black_box;

use corpus::{CORPUS, REUSE, STORIES};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samestory::article::Article;
use samestory::candidates::Pair;
use samestory::passages::consolidate::consolidate;
use samestory::passages::{combine, verbatim};
use samestory::pipeline::align::Aligner;
use samestory::text::language::Lang;
use samestory::text::vocabulary::TokenId;

/// Pairs of each kind.
const PAIRS: usize = 200;

/// Some of `pairs`, from the first to the last.
fn sample(pairs: &[Pair]) -> Vec<Pair> {
    pairs.iter().step_by(pairs.len().div_ceil(PAIRS).max(1)).copied().collect()
}

fn whole_stories(c: &mut Criterion) {
    let corpus = &STORIES.corpus;
    let stories: Vec<Vec<u32>> = STORIES
        .stories
        .iter()
        .filter(|story| story.articles.len() > 1)
        .map(|story| {
            let mut articles = story.articles.clone();
            articles.sort_by_key(|&article| corpus.clean[article as usize].seconds);
            articles
        })
        .collect();
    let bytes = |&article: &u32| {
        corpus.articles.get(article as usize).map_or(0, |a| corpus::bytes(&a))
    };
    let numbered = |story: &Vec<u32>| -> Vec<Vec<TokenId>> {
        corpus.numbered(story).into_iter().map(|(words, _)| words).collect()
    };
    let owned: Vec<Vec<Vec<TokenId>>> = stories.iter().map(numbered).collect();
    let words: Vec<Vec<&[TokenId]>> =
        owned.iter().map(|story| story.iter().map(Vec::as_slice).collect()).collect();
    let settings = corpus::settings().passage;
    let mut group = c.benchmark_group("passages");
    group.throughput(Throughput::Bytes(stories.iter().flatten().map(bytes).sum()));
    group.bench_function("consolidate", |b| {
        b.iter(|| {
            for story in &words {
                black_box(consolidate(story, &settings));
            }
        });
    });
    let versions = thousand_versions();
    let versions: Vec<&[TokenId]> = versions.iter().map(Vec::as_slice).collect();
    let words: usize = versions.iter().map(|words| words.len()).sum();
    group.throughput(Throughput::Elements(words as u64));
    group.bench_function("consolidate_1000", |b| {
        b.iter(|| black_box(consolidate(black_box(&versions), &settings)));
    });
    group.finish();
}

/// A text of 400 words as 1,000 outlets might print it.
fn thousand_versions() -> Vec<Vec<TokenId>> {
    let mut state = 1u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % n
    };
    let number = |n: u64| TokenId::try_from(n).unwrap_or_default();
    (0..1_000u64)
        .map(|version| {
            let (from, to) = (below(4) * 50, 400 - below(4) * 50);
            let mut words: Vec<TokenId> = Vec::new();
            for at in from..to {
                match below(60) {
                    0 => words.push(number(100_000 + below(1_000))),
                    1 => {}
                    _ => words.push(number(at)),
                }
            }
            words.extend(
                (0..below(200)).map(|own| number(1_000_000 + version * 200 + own)),
            );
            words
        })
        .collect()
}

fn pairs(c: &mut Criterion) {
    let reprints: Vec<Pair> = REUSE
        .links
        .iter()
        .map(|link| (corpus::article_of(link.a), corpus::article_of(link.b)))
        .collect();
    let retold: Vec<Pair> = STORIES
        .stories
        .iter()
        .flat_map(|story| story.groups.windows(2).map(|two| (two[0].1, two[1].1)))
        .collect();
    let (reprints, retold) = (sample(&reprints), sample(&retold));
    let all: Vec<u32> = (0..).take(CORPUS.articles.len()).collect();
    let numbered: Vec<Vec<TokenId>> =
        CORPUS.numbered(&all).into_iter().map(|(words, _)| words).collect();
    let words = |article: u32| numbered[article as usize].as_slice();
    let texts: Vec<Cow<'_, Article>> = CORPUS.articles.iter().collect();
    let side = |article: u32| -> (&str, Lang) {
        let article = article as usize;
        (&texts[article].text, CORPUS.clean[article].lang)
    };
    let align = |aligner: &mut Aligner, pairs: &[Pair]| {
        for &(a, b) in pairs {
            black_box(aligner.align(side(a), side(b)));
        }
    };

    let mut group = c.benchmark_group("passages");
    group.throughput(Throughput::Bytes(corpus::pair_bytes(reprints.iter().copied())));
    group.bench_function("verbatim", |b| {
        let settings = verbatim::Settings::default();
        b.iter(|| {
            for &(a, b) in &reprints {
                black_box(verbatim::align(words(a), words(b), &settings));
            }
        });
    });
    group.bench_function("align_verbatim", |b| {
        let settings =
            combine::Settings { verbatim_only: true, ..combine::Settings::default() };
        let mut aligner = Aligner::new(settings);
        b.iter(|| align(&mut aligner, &reprints));
    });
    group.bench_function("align", |b| {
        let mut aligner = Aligner::default();
        b.iter(|| align(&mut aligner, &reprints));
    });
    group.throughput(Throughput::Bytes(corpus::pair_bytes(retold.iter().copied())));
    group.bench_function("align_retold", |b| {
        let mut aligner = Aligner::default();
        b.iter(|| align(&mut aligner, &retold));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = corpus::criterion();
    targets = whole_stories, pairs
}
criterion_main!(benches);
