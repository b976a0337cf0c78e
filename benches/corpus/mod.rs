//! What the benches share: criterion's settings, the corpora, and what the stages before
//! the one measured make of them.
//!
//! A corpus is made in memory by [`samestory::synth`] with a fixed seed: the same bytes
//! on every machine. Its rates carry over to real news; the shares of reprints and of
//! furniture are the generator's, so a bench of pairs says nothing of how many there are.

#![allow(dead_code, reason = "each bench takes what it needs")]
#![allow(clippy::unwrap_used, reason = "a bench without its corpus is to fail")]

use std::io;
use std::sync::LazyLock;
use std::time::Duration;

use criterion::Criterion;
use samestory::article::Article;
use samestory::candidates::terms::{Lookup, TermSettings, candidates};
use samestory::candidates::texts::Texts;
use samestory::candidates::{Pair, reuse_candidates};
use samestory::cluster::groups::Group;
use samestory::cluster::stories::EventLink;
use samestory::pipeline::prepare::{Corpus, prepare};
use samestory::pipeline::reuse::{Reuse, reuse};
use samestory::pipeline::{Settings, cluster};
use samestory::read::{self, ReadSettings};
use samestory::sketch::rarities::Rarities;
use samestory::sketch::terms::Terms;
use samestory::synth;
use samestory::text::language::Lang;
use samestory::verify::event::{Profile, Worth, score, set_crowds};
use samestory::verify::reuse::ShingleSet;

/// Articles of the corpus that the stages are measured on.
const ARTICLES: usize = 1_000;

/// The stages' corpus, as articles.
pub(crate) static NEWS: LazyLock<Vec<Article>> =
    LazyLock::new(|| articles(&json_lines(ARTICLES)));
/// The same, cleaned, tokenised and sketched.
pub(crate) static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    prepare(NEWS.clone(), settings().reuse.width, settings().tier, &()).unwrap()
});
/// Its text reuse.
pub(crate) static REUSE: LazyLock<Reuse> =
    LazyLock::new(|| reuse(&CORPUS, &settings(), &()).unwrap());
/// Its stories.
pub(crate) static STORIES: LazyLock<cluster::Clustering> =
    LazyLock::new(|| cluster::cluster(NEWS.clone(), &settings(), &()).unwrap());

/// Criterion, set so that all benches together take less than two minutes; and one
/// thread, so that a figure is a figure of the code and not of the machine's cores.
pub(crate) fn criterion() -> Criterion {
    // Only the first of a process's calls can set the threads; the rest ask for the same.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_secs(1))
        .nresamples(10_000)
        .without_plots()
}

/// The settings of every run: the defaults.
pub(crate) fn settings() -> Settings {
    Settings::default()
}

/// A corpus of `articles` articles as JSON Lines.
pub(crate) fn json_lines(articles: usize) -> Vec<u8> {
    let settings = synth::Settings { articles, seed: 7, ..synth::Settings::default() };
    let mut lines = Vec::new();
    synth::generate(&settings, &mut lines, &mut io::sink()).unwrap();
    lines
}

/// The articles of a corpus.
pub(crate) fn articles(json_lines: &[u8]) -> Vec<Article> {
    let settings = ReadSettings::default();
    read::read_bytes("synth.jsonl", json_lines, &settings).unwrap().articles
}

/// Bytes of an article: those of its text.
pub(crate) fn bytes(article: &Article) -> u64 {
    article.text.len() as u64
}

/// Bytes of all texts of the stages' corpus.
pub(crate) fn all_bytes() -> u64 {
    NEWS.iter().map(bytes).sum()
}

/// Bytes of both articles of every pair of articles of [`CORPUS`].
pub(crate) fn pair_bytes(pairs: impl IntoIterator<Item = Pair>) -> u64 {
    let of =
        |article: u32| CORPUS.articles.get(article as usize).map_or(0, |a| bytes(&a));
    pairs.into_iter().map(|(a, b)| of(a) + of(b)).sum()
}

/// The article that has the distinct text `text` of [`REUSE`], or the first of those.
pub(crate) fn article_of(text: u32) -> u32 {
    REUSE.texts.first(text)
}

/// The sketches of the distinct texts.
pub(crate) fn texts() -> Texts<'static> {
    Texts::new(&CORPUS.sketches, REUSE.texts.firsts())
}

/// What the distinct texts are verified by.
pub(crate) fn shingle_sets() -> Vec<ShingleSet> {
    REUSE.texts.firsts().map(|article| CORPUS.shingle_set(article)).collect()
}

/// The pairs of distinct texts that are worth checking for reuse.
pub(crate) fn reuse_pairs() -> Vec<Pair> {
    reuse_candidates(&texts(), settings().candidates).unwrap().0
}

/// The articles of one language as they are compared for the same event: one of each
/// reprint group.
pub(crate) struct Language {
    /// The language.
    pub(crate) lang: Lang,
    /// The reprint groups, by their numbers among all.
    pub(crate) groups: Vec<u32>,
    /// For each the article that stands for it.
    pub(crate) heads: Vec<u32>,
    /// Its terms.
    pub(crate) terms: Vec<Terms>,
    /// How rare they are.
    pub(crate) rarities: Rarities,
    /// The terms, weighted.
    pub(crate) profiles: Vec<Profile>,
    /// The terms that candidates are looked up by.
    pub(crate) lookups: Vec<Lookup>,
}

impl Language {
    /// The languages of the corpus, whose reprint groups are `groups`.
    pub(crate) fn all(groups: &[Group]) -> Vec<Self> {
        let mut heads: Vec<(Lang, u32, u32)> = (0u32..)
            .zip(groups)
            .map(|(number, group)| {
                let head = group.articles[0];
                (CORPUS.clean[head as usize].lang, number, head)
            })
            .collect();
        heads.sort_unstable();
        heads.chunk_by(|a, b| a.0 == b.0).map(|one| Self::of(one, &terms_of())).collect()
    }

    fn of(heads: &[(Lang, u32, u32)], settings: &TermSettings) -> Self {
        let lang = heads[0].0;
        let groups = heads.iter().map(|head| head.1).collect();
        let heads: Vec<u32> = heads.iter().map(|head| head.2).collect();
        let terms: Vec<Terms> =
            heads.iter().filter_map(|&head| CORPUS.terms.get(head as usize)).collect();
        let rarities = Rarities::among(&CORPUS.terms, &heads);
        let mut profiles: Vec<Profile> = heads
            .iter()
            .zip(&terms)
            .map(|(&head, terms)| {
                let mut profile = Profile::new(terms, &rarities, lang);
                profile.seconds = CORPUS.clean[head as usize].published;
                profile.outlet = CORPUS.outlets[head as usize];
                profile
            })
            .collect();
        set_crowds(&mut profiles);
        let most = settings.most(rarities.articles());
        let lookups = profiles
            .iter()
            .map(|profile| Lookup {
                terms: profile.lookup(&rarities, settings.terms, most),
                seconds: profile.seconds,
                side: None,
                stricter: profile.stricter(),
            })
            .collect();
        Self { lang, groups, heads, terms, rarities, profiles, lookups }
    }

    /// The pairs that are worth scoring, by their places in the lists here.
    pub(crate) fn pairs(&self) -> Vec<Pair> {
        candidates(&self.lookups, &terms_of())
    }

    /// The scored pairs, by the numbers of the groups.
    pub(crate) fn links(&self) -> Vec<EventLink> {
        let link = |(a, b): Pair| {
            let (a, b) = (a as usize, b as usize);
            let event = score(&self.profiles[a], &self.profiles[b], Worth::Any)?;
            let (a, b) = (self.groups[a], self.groups[b]);
            Some(EventLink { a, b, score: event.score })
        };
        self.pairs().into_iter().filter_map(link).collect()
    }
}

/// Where event candidates are looked for.
pub(crate) fn terms_of() -> TermSettings {
    settings().terms
}
