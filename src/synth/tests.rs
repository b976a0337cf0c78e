use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::*;
use crate::eval::oracle::all_pairs;

struct Corpus {
    articles: Vec<Value>,
    truth: Vec<Value>,
    counts: Counts,
}

fn bytes(articles: usize, seed: u64) -> (Vec<u8>, Vec<u8>, Counts) {
    let (mut lines, mut truth) = (Vec::new(), Vec::new());
    let settings = Settings { articles, seed, ..Settings::default() };
    let counts = generate(&settings, &mut lines, &mut truth).unwrap();
    (lines, truth, counts)
}

fn corpus(articles: usize, seed: u64) -> Corpus {
    let (lines, truth, counts) = bytes(articles, seed);
    let parse = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    Corpus { articles: parse(lines), truth: parse(truth), counts }
}

fn field<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// Folded words, near enough to the tokeniser's.
fn words(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !c.is_alphanumeric());
    split.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Token numbers; no shingle that two articles share reaches over a paragraph's end,
/// where a line of furniture may stand.
fn tokens(articles: &[&Value]) -> Vec<Vec<u32>> {
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut ends = u32::MAX;
    let mut all = Vec::new();
    for article in articles {
        let mut tokens = Vec::new();
        for paragraph in field(article, "text").split("\n\n") {
            for word in words(paragraph) {
                let next = u32::try_from(numbers.len()).unwrap();
                tokens.push(*numbers.entry(word).or_insert(next));
            }
            tokens.push(ends);
            ends -= 1;
        }
        all.push(tokens);
    }
    all
}

/// The shingles two articles have in common.
fn shared(a: &Value, b: &Value) -> Vec<String> {
    let shingles = |row: &Value| -> BTreeSet<String> {
        words(field(row, "text")).windows(5).map(|words| words.join(" ")).collect()
    };
    shingles(a).intersection(&shingles(b)).cloned().collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (lines, truth, counts) = bytes(500, 3);
    assert_eq!((lines.clone(), truth, counts), bytes(500, 3));
    assert_ne!(lines, bytes(500, 4).0);
}

const HASHES: (u64, u64) = (16_346_278_373_290_656_669, 16_492_796_853_663_897_042);

#[test]
fn the_bytes_never_change() {
    let (lines, truth, _) = bytes(300, 1);
    let hash = xxhash_rust::xxh3::xxh3_64;
    assert_eq!((hash(&lines), hash(&truth)), HASHES, "a new corpus needs a new version");
}

#[test]
fn every_article_is_whole_and_has_its_truth() {
    let corpus = corpus(3000, 5);
    assert_eq!(corpus.articles.len(), 3000);
    assert_eq!(corpus.counts.articles, 3000);
    let ids: BTreeSet<&str> =
        corpus.articles.iter().map(|row| field(row, "id")).collect();
    let known: BTreeSet<&str> = corpus.truth.iter().map(|row| field(row, "id")).collect();
    assert_eq!(ids.len(), 3000);
    assert_eq!(ids, known);
    for row in &corpus.articles {
        for name in ["title", "text", "date", "lang", "source", "url"] {
            let value = field(row, name);
            assert!(!value.is_empty() && !value.contains('$'), "{name} in {row}");
            assert!(!value.contains("  ") && !value.contains(".."), "{name} in {row}");
        }
    }
    let versions: BTreeSet<&str> =
        corpus.truth.iter().map(|row| field(row, "version")).collect();
    assert_eq!(versions.len(), 6);
    let stories: BTreeSet<&str> = corpus
        .truth
        .iter()
        .filter(|row| field(row, "kind") == "article")
        .map(|row| field(row, "story"))
        .collect();
    assert_eq!(stories.len(), corpus.counts.stories);
    assert!(corpus.counts.roundups > 3);
    let days: BTreeSet<&str> =
        corpus.articles.iter().map(|row| &field(row, "date")[..10]).collect();
    assert!((3..=6).contains(&days.len()), "{days:?}");
}

#[test]
fn no_articles_give_nothing() {
    assert_eq!(bytes(0, 1), (Vec::new(), Vec::new(), Counts::default()));
    assert_eq!(bytes(1, 1).2.articles, 1);
}

#[test]
fn story_sizes_are_heavy_tailed() {
    let corpus = corpus(6000, 11);
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for row in corpus.truth.iter().filter(|row| field(row, "kind") == "article") {
        *sizes.entry(field(row, "story")).or_default() += 1;
    }
    let alone = sizes.values().filter(|&&size| size == 1).count();
    let largest = sizes.values().copied().max().unwrap();
    assert!(alone * 2 > sizes.len(), "{alone} of {}", sizes.len());
    assert_eq!(largest, corpus.counts.largest);
    assert!(largest > 50, "{largest}");
}

/// Pairs of articles by what the truth says of them.
#[test]
fn reprints_share_their_shingles_and_independent_reports_none() {
    let corpus = corpus(2500, 21);
    let rows: Vec<(&Value, &Value)> = corpus
        .articles
        .iter()
        .zip(&corpus.truth)
        .filter(|(_, truth)| {
            field(truth, "kind") == "article" && truth["series"].is_null()
        })
        .collect();
    let articles: Vec<&Value> = rows.iter().map(|row| row.0).collect();
    let pairs = all_pairs(&tokens(&articles), 5, 0.0, 0.0);
    let (mut verbatim, mut cut, mut close_strangers) = (0, 0, 0);
    for pair in &pairs {
        let (a, b) = (rows[pair.a as usize], rows[pair.b as usize]);
        let same = |name| field(a.1, name) == field(b.1, name);
        let versions = (field(a.1, "version"), field(b.1, "version"));
        let retold = |row: &Value| {
            let from = field(row, "from");
            if from.is_empty() { field(row, "group").to_owned() } else { from.to_owned() }
        };
        if same("group") && versions == ("verbatim", "verbatim") {
            verbatim += 1;
            assert!(pair.jaccard > 0.6, "{pair:?} {a:?} {b:?}");
        } else if same("group") && versions.1 == "cut" && versions.0 == "verbatim" {
            cut += 1;
            assert!(pair.containment_ba > 0.5 && pair.containment_ab < 0.8, "{pair:?}");
        } else if same("story") && retold(a.1) != retold(b.1) {
            // Two prints in one outlet have its furniture in common.
            let own = field(a.0, "source") == field(b.0, "source");
            let shared = || shared(a.0, b.0);
            assert!(own || pair.jaccard == 0.0, "{versions:?} {:?}", shared());
        } else if versions == ("rewritten", "rewritten") && retold(a.1) == retold(b.1) {
            assert!(pair.jaccard < 0.4, "{pair:?} {:?}", shared(a.0, b.0));
        } else if !same("story") {
            close_strangers += usize::from(pair.jaccard > 0.05);
        }
    }
    assert!(verbatim > 100 && cut > 50, "{verbatim} {cut}");
    let all = rows.len() * (rows.len() - 1) / 2;
    assert!(close_strangers * 1000 < all, "{close_strangers} of {all}");
}

#[test]
fn the_issues_of_a_series_are_near_and_are_stories_apart() {
    let corpus = corpus(4000, 8);
    let issues: Vec<(&Value, &Value)> = corpus
        .articles
        .iter()
        .zip(&corpus.truth)
        .filter(|(_, truth)| field(truth, "series") == "0")
        .collect();
    let stories: BTreeSet<&str> =
        issues.iter().map(|row| field(row.1, "story")).collect();
    assert!(stories.len() >= 2, "{issues:?}");
    let articles: Vec<&Value> = issues.iter().map(|row| row.0).collect();
    let near = all_pairs(&tokens(&articles), 5, 0.2, 2.0);
    let apart = |a: u32, b: u32| {
        field(issues[a as usize].1, "story") != field(issues[b as usize].1, "story")
    };
    assert!(near.iter().any(|pair| apart(pair.a, pair.b)), "{near:?}");
}
