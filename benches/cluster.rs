//! Stage `cluster`: links to reprint groups, groups to stories.
//!
//! Measured: `groups` joins texts by links whose strengths are known; `groups_verified`
//! is what the pipeline does, which checks pairs of representatives on the way;
//! `roundups` finds the groups that touch many events; `stories` joins groups, roundups
//! too, by event scores. One thread: the joining itself has no other.
//!
//! Corpus: 1,000 synthetic articles, all reuse links and all event scores among them.
//!
//! Notes: rates count bytes of text of all articles. The work is that of links, not of
//! letters: compare times on the same corpus.

#![allow(missing_docs, reason = "criterion's macros")]

mod corpus;

use std::hint::black_box;

use corpus::{CORPUS, Language, REUSE};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hashbrown::HashMap;
use samestory::candidates::Pair;
use samestory::cluster::groups::{Alike, Group, group};
use samestory::cluster::roundups::{Candidate, Form, roundups};
use samestory::cluster::stories::{EventLink, Member, StorySettings, stories};
use samestory::text::language::Lang;

fn member(group: &Group) -> Member {
    let times = || {
        let time = |&article: &u32| CORPUS.clean[article as usize].published;
        group.articles.iter().filter_map(time)
    };
    Member {
        articles: u32::try_from(group.articles.len()).unwrap_or(u32::MAX),
        lang: Lang::UNKNOWN,
        span: times().min().zip(times().max()),
    }
}

fn joining(c: &mut Criterion) {
    let settings = corpus::settings();
    let (texts, links) = (REUSE.texts.len(), &REUSE.links);
    let known: HashMap<Pair, Alike> =
        links.iter().map(|link| ((link.a, link.b), link.into())).collect();
    let length = |text: u32| CORPUS.word_count(corpus::article_of(text));
    let alike = |a: u32, b: u32| known.get(&(a, b)).copied().unwrap_or_default();

    let groups = REUSE.reprints(&CORPUS, &settings).groups;
    let members: Vec<Member> = groups.iter().map(member).collect();
    let mut events: Vec<EventLink> =
        Language::all(&groups).iter().flat_map(Language::links).collect();
    events.sort_by_key(|link| (link.a, link.b));
    let story = StorySettings {
        threshold: f64::from(settings.threshold),
        window: settings.terms.window,
    };

    let mut measured = c.benchmark_group("cluster");
    measured.throughput(Throughput::Bytes(corpus::all_bytes()));
    measured.bench_function("groups", |b| {
        b.iter(|| group(texts, black_box(links), &settings.groups, length, alike));
    });
    measured.bench_function("groups_verified", |b| {
        b.iter(|| black_box(&*REUSE).reprints(&CORPUS, &settings));
    });
    let candidate = |g: &Group| Candidate {
        form: Form::Plain,
        seconds: CORPUS.clean[g.articles[0] as usize].published,
    };
    let candidates: Vec<Candidate> = groups.iter().map(candidate).collect();
    measured.bench_function("roundups", |b| {
        b.iter(|| roundups(&candidates, black_box(&events), settings.threshold));
    });
    measured.bench_function("stories", |b| {
        b.iter(|| stories(&members, black_box(&events), &[], &story));
    });
    measured.finish();
}

criterion_group! { name = benches; config = corpus::criterion(); targets = joining }
criterion_main!(benches);
