//! Stage `verify`: candidate pairs to links.
//!
//! Measured: `reuse` counts the shingles that the two texts of every reuse candidate
//! share, `shingle_sets` reads each text's, `reuse_reread` does both as the program does; `profiles` weighs the terms and grams of one article of each reprint group, and
//! `crowds` places them in their neighbourhood; `event` scores every event candidate. One
//! thread.
//!
//! Corpus: 1,000 synthetic articles and all candidate pairs among them.
//!
//! Notes: the rates of `reuse`, `reuse_reread`, `shingle_sets` and `event` count the bytes of both articles of every
//! pair, so an article counts as often as it is compared; those of `profiles` and
//! `crowds` count each article once.

#![allow(missing_docs, reason = "criterion's macros")]

mod corpus;

use std::hint::black_box;

use corpus::{CORPUS, Language, REUSE};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use samestory::candidates::Pair;
use samestory::verify::event::{Profile, Worth, score, set_crowds};
use samestory::verify::reuse::{link, verify};

fn text_reuse(c: &mut Criterion) {
    let settings = corpus::settings().reuse;
    let (sets, pairs) = (corpus::shingle_sets(), corpus::reuse_pairs());
    let articles =
        pairs.iter().map(|&(a, b)| (corpus::article_of(a), corpus::article_of(b)));
    let mut group = c.benchmark_group("verify");
    group.throughput(Throughput::Bytes(corpus::pair_bytes(articles)));
    group.bench_function("reuse", |b| {
        b.iter(|| {
            for &(a, b) in black_box(&pairs) {
                black_box(link((a, b), &sets[a as usize], &sets[b as usize], &settings));
            }
        });
    });
    group.bench_function("shingle_sets", |b| b.iter(corpus::shingle_sets));
    group.bench_function("reuse_reread", |b| {
        let set = |(): &mut (), text| CORPUS.shingle_set(corpus::article_of(text));
        let check = |pairs| verify(pairs, || (), set, &settings, |_, _| Ok::<(), ()>(()));
        b.iter_batched(|| pairs.clone(), check, BatchSize::LargeInput);
    });
    group.finish();
}

fn same_event(c: &mut Criterion) {
    let groups = REUSE.reprints(&CORPUS, &corpus::settings()).groups;
    let mut languages = Language::all(&groups);
    let heads = languages.iter().flat_map(|language| &language.heads);
    let once = heads
        .map(|&head| CORPUS.articles.get(head as usize).map_or(0, |a| corpus::bytes(&a)))
        .sum();
    let mut group = c.benchmark_group("verify");
    group.throughput(Throughput::Bytes(once));
    group.bench_function("profiles", |b| {
        b.iter(|| {
            for Language { lang, terms, rarities, .. } in &languages {
                for terms in terms {
                    black_box(Profile::new(terms, rarities, *lang));
                }
            }
        });
    });
    group.bench_function("crowds", |b| {
        b.iter(|| {
            for language in &mut languages {
                set_crowds(black_box(&mut language.profiles));
            }
        });
    });
    let pairs: Vec<Vec<Pair>> = languages.iter().map(Language::pairs).collect();
    let articles = languages.iter().zip(&pairs).flat_map(|(language, pairs)| {
        let head = |place: u32| language.heads[place as usize];
        pairs.iter().map(move |&(a, b)| (head(a), head(b)))
    });
    group.throughput(Throughput::Bytes(corpus::pair_bytes(articles)));
    group.bench_function("event", |b| {
        b.iter(|| {
            for (Language { profiles, .. }, pairs) in languages.iter().zip(&pairs) {
                for &(a, b) in pairs {
                    black_box(score(
                        &profiles[a as usize],
                        &profiles[b as usize],
                        Worth::Any,
                    ));
                }
            }
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = corpus::criterion();
    targets = text_reuse, same_event
}
criterion_main!(benches);
