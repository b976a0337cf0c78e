//! The whole of `cluster`: bytes of JSON Lines to the contract's lines.
//!
//! Measured: reading, clustering and writing, on one thread (`cluster_1`) and on as many
//! as rayon takes, one a core unless `RAYON_NUM_THREADS` says otherwise (`cluster_all`).
//!
//! Corpus: 2,000 synthetic articles.
//!
//! Notes: rates count bytes of the JSON Lines. Files are neither opened nor written. The
//! background tables of the languages are loaded while criterion warms up: a run of the
//! program pays for them once more. The time to free what was made counts.

#![allow(missing_docs, reason = "criterion's macros")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot run is to fail")]

mod corpus;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rayon::{ThreadPool, ThreadPoolBuilder};
use samestory::pipeline::Settings;
use samestory::pipeline::cluster::cluster;
use samestory::report::assemble;
use samestory::report::contract::Record;

const ARTICLES: usize = 2_000;

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

/// What the command does: everything but opening files.
fn run(lines: &[u8], settings: &Settings) -> Vec<u8> {
    let found = cluster(corpus::articles(lines), settings, &()).unwrap();
    let mut out = Vec::new();
    for story in assemble::stories(&found, 2) {
        Record::Story(Box::new(story)).write(&mut out).unwrap();
    }
    out
}

fn whole(c: &mut Criterion) {
    let lines = corpus::json_lines(ARTICLES);
    let settings = corpus::settings();
    let mut group = c.benchmark_group("pipeline");
    group.throughput(Throughput::Bytes(lines.len() as u64));
    for (name, threads) in [("cluster_1", 1), ("cluster_all", 0)] {
        let pool = pool(threads);
        group.bench_function(name, |b| {
            b.iter(|| pool.install(|| run(&lines, &settings)));
        });
    }
    group.finish();
}

criterion_group! { name = benches; config = corpus::criterion(); targets = whole }
criterion_main!(benches);
