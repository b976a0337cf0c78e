//! `pairs` against every pair compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use samestory::eval::oracle::all_pairs;
use samestory::pipeline::Tier;
use samestory::pipeline::prepare::{Corpus, prepare};
use samestory::read::{ReadSettings, read_inputs};
use serde_json::Value;

use crate::run::{Run, data, list, number, repository, string};

/// Words in a shingle.
const WIDTH: usize = 5;
/// A text this long is found inside another one.
const LONG: usize = 50;

type Ids = (String, String);

fn corpus(path: &Path) -> Corpus {
    let paths = [path.to_owned()];
    let read = read_inputs(&paths, &ReadSettings::default(), &()).unwrap();
    prepare(read.articles, WIDTH, Tier::Reprints, &()).unwrap()
}

fn printed(pair: &Value) -> (Ids, [f64; 3]) {
    let ids = (string(&pair["a"]).to_owned(), string(&pair["b"]).to_owned());
    let figure = |name: &str| number(&pair[name]);
    (ids, [figure("jaccard"), figure("containment_ab"), figure("containment_ba")])
}

/// Exact figures of every pair that shares a shingle, and those that must be found.
#[derive(Default)]
struct Truth {
    figures: BTreeMap<Ids, [f64; 3]>,
    /// Jaccard similarity .7 and more; .5 to .7; containment .5 and more of a text of
    /// fifty words.
    wanted: [BTreeSet<Ids>; 3],
}

impl Truth {
    fn of(corpus: &Corpus) -> Self {
        let id =
            |article: u32| corpus.articles.id(article as usize).unwrap().into_owned();
        let all: Vec<u32> = (0..).take(corpus.articles.len()).collect();
        let numbered: Vec<Vec<u32>> =
            corpus.numbered(&all).into_iter().map(|(words, _)| words).collect();
        let words = |article: u32| numbered[article as usize].len();
        let mut truth = Self::default();
        for pair in all_pairs(&numbered, WIDTH, 0.0, 0.0) {
            let swap = id(pair.a) > id(pair.b);
            let ids =
                if swap { (id(pair.b), id(pair.a)) } else { (id(pair.a), id(pair.b)) };
            let contained =
                |article: u32, share: f64| share >= 0.5 && words(article) >= LONG;
            let ranges = [
                pair.jaccard >= 0.7,
                pair.jaccard >= 0.5 && pair.jaccard < 0.7,
                contained(pair.a, pair.containment_ab)
                    || contained(pair.b, pair.containment_ba),
            ];
            for (wanted, holds) in truth.wanted.iter_mut().zip(ranges) {
                if holds {
                    wanted.insert(ids.clone());
                }
            }
            let [ab, ba] = if swap {
                [pair.containment_ba, pair.containment_ab]
            } else {
                [pair.containment_ab, pair.containment_ba]
            };
            truth.figures.insert(ids, [pair.jaccard, ab, ba]);
        }
        truth
    }

    /// Every link's figures are the exact ones, and bear out its kind.
    fn bears_out(&self, links: &[&Value]) {
        for link in links {
            let (ids, figures) = printed(link);
            let kind = string(&link["kind"]);
            let exact = self.figures.get(&ids);
            let exact =
                exact.unwrap_or_else(|| panic!("{ids:?} share no shingle: {link}"));
            for (figure, exact) in figures.iter().zip(exact) {
                assert!((figure - exact).abs() <= 0.000_051, "{link}, not {exact:?}");
            }
            let [jaccard, ab, ba] = *exact;
            let containment = ab.max(ba);
            let borne_out = match kind {
                "exact" => jaccard >= 1.0,
                "near" => jaccard >= 0.5,
                "contains" => containment >= 0.8 && jaccard < 0.5,
                "partial" => containment >= 0.1,
                _ => false,
            };
            assert!(borne_out, "{link}");
        }
    }

    fn is_found(&self, found: &BTreeSet<Ids>, least: usize) {
        for ((wanted, recall), what) in
            self.wanted.iter().zip([0.999_5, 0.99, 0.995]).zip([
                "Jaccard similarity .7 and more",
                "Jaccard similarity .5 to .7",
                "containment .5 and more",
            ])
        {
            assert!(wanted.len() >= least, "only {} pairs of {what}", wanted.len());
            let missed: Vec<&Ids> = wanted.difference(found).collect();
            let reached = 1.0 - missed.len() as f64 / wanted.len().max(1) as f64;
            assert!(reached >= recall, "{what}: recall {reached}, missed {missed:?}");
        }
    }
}

#[test]
fn pairs_finds_what_comparing_every_pair_finds_and_prints_exact_figures() {
    let run = Run::with_synth(3_000, 21);
    let truth = Truth::of(&corpus(&run.path("articles.jsonl")));
    let lines = run.ok("pairs articles.jsonl").lines();
    let pairs = data(&lines, "pair");
    let found: BTreeSet<Ids> = pairs.iter().map(|pair| printed(pair).0).collect();
    assert_eq!(found.len(), pairs.len(), "no pair twice");
    truth.bears_out(&pairs);
    truth.is_found(&found, 100);
}

/// Real news, where `SAMESTORY_CORPUS` names a file of it; else the sample.
#[test]
fn every_reuse_link_of_a_corpus_is_borne_out_by_the_texts() {
    let sample = repository().join("data/sample/articles.jsonl");
    let path = std::env::var_os("SAMESTORY_CORPUS").map_or(sample, PathBuf::from);
    let run = Run::new();
    let truth = Truth::of(&corpus(&path));
    let pairs = run.ok(&format!("pairs {}", path.display())).lines();
    let pairs = data(&pairs, "pair");
    truth.bears_out(&pairs);
    truth.is_found(&pairs.iter().map(|pair| printed(pair).0).collect(), 0);

    let stories = run.ok(&format!("cluster {}", path.display())).lines();
    let stories = data(&stories, "story");
    let links = stories.iter().flat_map(|story| {
        let touches = story.get("not_joined").map_or(&[][..], list);
        list(&story["links"]).iter().chain(touches)
    });
    let reuse: Vec<&Value> = links.filter(|link| link["kind"] != "event").collect();
    assert!(reuse.len() > 10, "only {} links", reuse.len());
    truth.bears_out(&reuse);
}

#[test]
fn a_filter_prints_exactly_the_pairs_at_or_above_it() {
    let run = Run::with_synth(600, 22);
    let pairs = |filter: &str| -> BTreeMap<Ids, [f64; 3]> {
        let lines = run.ok(&format!("pairs articles.jsonl {filter}")).lines();
        data(&lines, "pair").into_iter().map(printed).collect()
    };
    let all = pairs("");
    let kept = |wanted: &dyn Fn(&[f64; 3]) -> bool| -> BTreeMap<Ids, [f64; 3]> {
        all.clone().into_iter().filter(|(_, figures)| wanted(figures)).collect()
    };
    let jaccard = |[jaccard, ..]: &[f64; 3]| *jaccard >= 0.6;
    let containment = |[_, ab, ba]: &[f64; 3]| ab.max(*ba) >= 0.9;
    assert_eq!(pairs("--min-jaccard 0.6"), kept(&jaccard));
    assert_eq!(pairs("--min-containment 0.9"), kept(&containment));
    assert_eq!(
        pairs("--min-jaccard 0.6 --min-containment 0.9"),
        kept(&|figures| jaccard(figures) || containment(figures))
    );
    assert!(kept(&jaccard).len() < all.len() && !kept(&jaccard).is_empty());
}
