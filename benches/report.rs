//! Stage `report`: stories to records, records to lines, lines to what people read.
//!
//! Measured: `assemble` makes the records of a clustering, `write` their JSON Lines,
//! `read` a document of those; then each renderer, with all stories; and `side_by_side`
//! on the first two articles of each story. One thread.
//!
//! Corpus: the stories, of two articles or more, of 1,000 synthetic articles.
//!
//! Notes: rates count bytes of the contract file, for `side_by_side` those of the two
//! texts. Everything is written to memory.

#![allow(missing_docs, reason = "criterion's macros")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot write is to fail")]

mod corpus;

use std::borrow::Cow;
use std::hint::black_box;

use corpus::STORIES;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use samestory::report::assemble;
use samestory::report::contract::{Record, Run, Summary};
use samestory::report::document::Document;
use samestory::report::side_by_side::{Marks, side_by_side};
use samestory::report::{Format, Options, render};

fn records() -> Vec<Record> {
    let run = Run { tool: "samestory".to_owned(), ..Run::default() };
    let stories: Vec<_> = assemble::stories(&STORIES, 2).collect();
    let summary = Summary {
        complete: true,
        articles: STORIES.corpus.articles.len(),
        stories: stories.len(),
        ..Summary::default()
    };
    let stories = stories.into_iter().map(|story| Record::Story(Box::new(story)));
    [Record::Run(run)]
        .into_iter()
        .chain(stories)
        .chain([Record::Summary(summary)])
        .collect()
}

fn write(records: &[Record]) -> Vec<u8> {
    let mut out = Vec::new();
    for record in records {
        record.write(&mut out).unwrap();
    }
    out
}

fn contract(c: &mut Criterion) {
    let records = records();
    let lines = write(&records);
    let document = Document::read(&lines[..], "stories.jsonl").unwrap();
    let mut group = c.benchmark_group("report");
    group.throughput(Throughput::Bytes(lines.len() as u64));
    group.bench_function("assemble", |b| {
        b.iter(|| assemble::stories(black_box(&STORIES), 2).for_each(drop));
    });
    group.bench_function("write", |b| b.iter(|| write(black_box(&records))));
    group.bench_function("read", |b| {
        b.iter(|| Document::read(black_box(&lines[..]), "stories.jsonl").unwrap());
    });
    let options = Options { top: Some(usize::MAX), ..Options::default() };
    for format in Format::ALL {
        group.bench_function(format.name(), |b| {
            b.iter(|| {
                let mut out = Vec::new();
                render(black_box(&document), format, &options, &mut out).unwrap();
                out
            });
        });
    }
    group.finish();
}

fn beside(c: &mut Criterion) {
    let text =
        |article: u32| STORIES.corpus.articles.text(article as usize).unwrap_or_default();
    let pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = STORIES
        .stories
        .iter()
        .filter_map(|story| match story.articles[..] {
            [a, b, ..] => Some((text(a), text(b))),
            _ => None,
        })
        .collect();
    let bytes = pairs.iter().map(|(a, b)| (a.len() + b.len()) as u64).sum();
    let mut group = c.benchmark_group("report");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("side_by_side", |b| {
        b.iter(|| {
            let mut out = Vec::new();
            for (left, right) in &pairs {
                side_by_side(&mut out, left, right, 120, Marks::EditsWhole).unwrap();
            }
            out
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = corpus::criterion();
    targets = contract, beside
}
criterion_main!(benches);
