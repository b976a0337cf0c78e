//! `pairs` against every pair compared.

use std::collections::{BTreeMap, BTreeSet};

use samestory::eval::oracle::all_pairs;
use samestory::pipeline::Tier;
use samestory::pipeline::prepare::{Corpus, prepare};
use samestory::read::{ReadSettings, read_bytes};
use serde_json::Value;

use crate::run::{Run, data, number, string};

/// Words in a shingle.
const WIDTH: usize = 5;
/// A text this long is found inside another one.
const LONG: usize = 50;

type Ids = (String, String);

fn corpus(run: &Run) -> Corpus {
    let bytes = run.read("articles.jsonl");
    let read = read_bytes("articles.jsonl", bytes.as_bytes(), &ReadSettings::default());
    prepare(read.unwrap().articles, WIDTH, Tier::Reprints, &()).unwrap()
}

fn printed(pair: &Value) -> (Ids, [f64; 3]) {
    let ids = (string(&pair["a"]).to_owned(), string(&pair["b"]).to_owned());
    let figure = |name: &str| number(&pair[name]);
    (ids, [figure("jaccard"), figure("containment_ab"), figure("containment_ba")])
}

#[test]
fn pairs_finds_what_comparing_every_pair_finds_and_prints_exact_figures() {
    let run = Run::with_synth(3_000, 21);
    let corpus = corpus(&run);
    let id = |article: u32| corpus.articles[article as usize].id.clone();
    let lines = run.ok("pairs articles.jsonl").lines();
    let found: BTreeMap<Ids, [f64; 3]> =
        data(&lines, "pair").into_iter().map(printed).collect();
    assert_eq!(found.len(), data(&lines, "pair").len(), "no pair twice");

    let truth = all_pairs(&corpus.words, WIDTH, 0.0, 0.0);
    let mut exact = BTreeMap::new();
    let (mut alike, mut inside) = (BTreeSet::new(), BTreeSet::new());
    for pair in &truth {
        let ids = (id(pair.a), id(pair.b));
        let words = |article: u32| corpus.words[article as usize].len();
        let long = words(pair.a).min(words(pair.b)) >= LONG;
        if pair.jaccard >= 0.7 {
            alike.insert(ids.clone());
        }
        if pair.containment_ab.max(pair.containment_ba) >= 0.8 && long {
            inside.insert(ids.clone());
        }
        exact.insert(ids, [pair.jaccard, pair.containment_ab, pair.containment_ba]);
    }

    for (ids, figures) in &found {
        let truth = exact.get(ids).unwrap_or_else(|| panic!("{ids:?} share no shingle"));
        for (figure, truth) in figures.iter().zip(truth) {
            assert!(
                (figure - truth).abs() <= 0.000_051,
                "{ids:?}: {figures:?}, not {truth}"
            );
        }
    }
    for (what, wanted) in [("Jaccard 0.7", alike), ("containment 0.8", inside)] {
        assert!(wanted.len() > 500, "only {} pairs of {what}", wanted.len());
        let missed: Vec<&Ids> =
            wanted.iter().filter(|ids| !found.contains_key(ids)).collect();
        let recall = 1.0 - missed.len() as f64 / wanted.len() as f64;
        assert!(recall >= 0.999, "{what}: recall {recall}, missed {missed:?}");
    }
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
