//! The lines that `cluster` writes: types, order, fields, and what they promise.

use std::collections::{BTreeMap, BTreeSet};

use samestory::article::Date;
use samestory::text::tokens::tokenise;
use serde_json::{Value, json};

use crate::run::{Finished, Run, data, list, number, string, values};

/// Every field of the contract, by record.
const FIELDS: [(&str, &[&str]); 9] = [
    ("run", &["tool", "version", "parameters", "inputs"]),
    ("input", &["path", "bytes", "xxh3"]),
    (
        "story",
        &[
            "id", "title", "lang", "first", "last", "outlets", "articles", "groups",
            "links", "passages",
        ],
    ),
    (
        "article",
        &[
            "id", "title", "source", "date", "lang", "url", "group", "role", "credits",
            "shared", "agency", "own",
        ],
    ),
    ("group", &["id", "articles", "weakest"]),
    (
        "link",
        &[
            "a",
            "b",
            "kind",
            "jaccard",
            "containment_ab",
            "containment_ba",
            "event",
            "evidence",
        ],
    ),
    (
        "passage",
        &["id", "kind", "words", "text", "articles", "spans", "credits", "source"],
    ),
    ("span", &["article", "start", "end", "start_char", "end_char"]),
    (
        "summary",
        &["complete", "articles", "stories", "groups", "links", "passages", "rejects"],
    ),
];

#[track_caller]
fn assert_fields(what: &str, record: &Value) {
    let (_, fields) = FIELDS.iter().find(|(name, _)| *name == what).unwrap();
    let record = record.as_object().unwrap();
    for field in *fields {
        assert!(record.contains_key(*field), "a {what} without '{field}': {record:?}");
    }
}

/// Checks one run of `cluster` for everything that holds of any input.
fn assert_contract(finished: &Finished) -> Vec<Value> {
    for line in finished.stdout.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let head = format!("{{\"type\":{},\"schema\":1,\"data\":{{", record["type"]);
        assert!(line.starts_with(&head) && line.ends_with("}}"), "{line}");
        assert_eq!(record.as_object().unwrap().len(), 3);
    }
    assert!(finished.stdout.ends_with('\n'));
    let lines = finished.lines();
    let kinds: Vec<&str> = lines.iter().map(|line| string(&line["type"])).collect();
    assert_eq!((kinds[0], kinds[kinds.len() - 1]), ("run", "summary"));
    let stories = kinds.iter().filter(|kind| **kind == "story").count();
    assert!(kinds[1..=stories].iter().all(|kind| *kind == "story"), "{kinds:?}");

    assert_run(data(&lines, "run")[0]);
    for story in data(&lines, "story") {
        assert_story(story);
    }
    assert_order(&data(&lines, "story"));
    assert_summary(&lines);
    lines
}

fn assert_run(run: &Value) {
    assert_fields("run", run);
    assert_eq!(run["tool"], "samestory");
    assert_eq!(run["version"], env!("CARGO_PKG_VERSION"));
    for input in list(&run["inputs"]) {
        assert_fields("input", input);
    }
}

fn ids<'v>(records: &'v Value, field: &str) -> Vec<&'v str> {
    list(records).iter().map(|record| string(&record[field])).collect()
}

fn assert_story(story: &Value) {
    assert_fields("story", story);
    let articles = ids(&story["articles"], "id");
    let known: BTreeSet<&str> = articles.iter().copied().collect();
    assert_eq!(known.len(), articles.len(), "an article twice in {}", story["id"]);
    assert_eq!(story["id"], articles[0]);

    let groups = ids(&story["groups"], "id");
    let mut grouped = BTreeMap::new();
    for group in list(&story["groups"]) {
        assert_fields("group", group);
        assert!((0.0..=1.0).contains(&number(&group["weakest"])));
        let members = list(&group["articles"]);
        assert!(members.contains(&group["id"]), "{group}");
        for member in members {
            assert_eq!(grouped.insert(string(member), string(&group["id"])), None);
        }
    }
    assert_eq!(grouped.keys().copied().collect::<BTreeSet<_>>(), known);
    let sizes: Vec<usize> = list(&story["groups"])
        .iter()
        .map(|group| list(&group["articles"]).len())
        .collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b), "largest first: {sizes:?}");

    let mut roles = Vec::new();
    let mut outlets = BTreeSet::new();
    for article in list(&story["articles"]) {
        assert_fields("article", article);
        let share = |field: &str| number(&article[field]);
        assert!((0.0..=1.0).contains(&share("shared")), "{article}");
        assert!((0.0..=share("shared")).contains(&share("agency")), "{article}");
        assert!((share("own") + share("shared") - 1.0).abs() < 1e-6, "{article}");
        if let Some(source) = article["likely_source"].as_object() {
            assert!(known.contains(string(&source["article"])), "{source:?}");
            assert_ne!(source["article"], article["id"]);
            assert!(string(&source["why"]).contains("of the words stand in it"));
        }
        assert_eq!(grouped[string(&article["id"])], string(&article["group"]));
        assert!(list(&article["credits"]).iter().all(Value::is_string));
        roles.push(string(&article["role"]));
        outlets.extend(article["source"].as_str());
    }
    assert_eq!(story["outlets"], outlets.len());
    assert!(
        roles.iter().all(|r| ["representative", "copy", "partial", "own"].contains(r))
    );
    assert_eq!(roles.iter().filter(|role| **role == "representative").count(), 1);
    assert_dates(story);
    assert_links(story, &known, groups.len());
    assert_passages(story, &known);
}

fn seconds(date: &Value) -> Option<i64> {
    date.as_str().map(|date| Date::parse(date).expect("a readable date").seconds)
}

fn assert_dates(story: &Value) {
    let articles = list(&story["articles"]);
    let key = |article: &Value| {
        let seconds = seconds(&article["date"]);
        (seconds.is_none(), seconds, string(&article["id"]).to_owned())
    };
    assert!(articles.is_sorted_by_key(key), "by date, then id: {}", story["id"]);
    let dated: Vec<i64> = articles.iter().filter_map(|a| seconds(&a["date"])).collect();
    assert_eq!(seconds(&story["first"]), dated.iter().min().copied());
    assert_eq!(seconds(&story["last"]), dated.iter().max().copied());
}

/// Links tie articles of the story, and hold it together.
fn assert_links(story: &Value, known: &BTreeSet<&str>, groups: usize) {
    let mut joined: BTreeMap<&str, &str> = known.iter().map(|id| (*id, *id)).collect();
    for link in list(&story["links"]) {
        assert_fields("link", link);
        let (a, b) = (string(&link["a"]), string(&link["b"]));
        assert!(known.contains(a) && known.contains(b) && a != b, "{link}");
        for figure in ["jaccard", "containment_ab", "containment_ba"] {
            assert!((0.0..=1.0).contains(&number(&link[figure])), "{link}");
        }
        let kind = string(&link["kind"]);
        assert!(
            ["exact", "near", "contains", "partial", "event"].contains(&kind),
            "{link}"
        );
        match link["event"].as_f64() {
            Some(score) => assert!((0.0..=1.0).contains(&score), "{link}"),
            None => assert!(link["event"].is_null() && kind != "event", "{link}"),
        }
        assert!(!list(&link["evidence"]).is_empty(), "{link}");
        assert!(list(&link["evidence"]).iter().all(|words| !string(words).is_empty()));
        let (from, into) = (joined[a], joined[b]);
        for root in joined.values_mut().filter(|root| **root == from) {
            *root = into;
        }
    }
    let roots: BTreeSet<&str> = joined.into_values().collect();
    assert_eq!(roots.len(), 1, "links leave {} of {groups} groups apart", story["id"]);
}

fn assert_passages(story: &Value, known: &BTreeSet<&str>) {
    let names = ids(&story["passages"], "id");
    let numbered: Vec<String> = (1..=names.len()).map(|n| format!("p{n}")).collect();
    assert_eq!(names, numbered);
    for passage in list(&story["passages"]) {
        assert_fields("passage", passage);
        assert!(["verbatim", "rewritten"].contains(&string(&passage["kind"])));
        assert!(!string(&passage["text"]).is_empty());
        let spans = list(&passage["spans"]);
        for span in spans {
            assert_fields("span", span);
            assert!(known.contains(string(&span["article"])), "{span}");
            assert!(number(&span["start"]) < number(&span["end"]), "{span}");
        }
        let of: BTreeSet<&str> = ids(&passage["spans"], "article").into_iter().collect();
        assert!(of.len() >= 2, "{passage}");
        assert_eq!(passage["articles"], of.len());
        if let Some(source) = passage["source"].as_object() {
            assert_eq!(source["article"], spans[0]["article"], "the source comes first");
            assert!(of.contains(string(&source["article"])), "{source:?}");
            assert!(!string(&source["why"]).is_empty());
        }
    }
}

/// By first date, then id; undated ones last.
fn assert_order(stories: &[&Value]) {
    let key = |story: &&Value| {
        let first = seconds(&story["first"]);
        (first.is_none(), first, string(&story["id"]).to_owned())
    };
    assert!(stories.is_sorted_by_key(key));
}

fn assert_summary(lines: &[Value]) {
    let summary = data(lines, "summary")[0];
    assert_fields("summary", summary);
    assert_eq!(summary["complete"], true);
    let stories: Vec<&Value> = data(lines, "story")
        .into_iter()
        .filter(|story| list(&story["articles"]).len() > 1)
        .collect();
    assert_eq!(summary["stories"], stories.len());
    let groups = stories.iter().flat_map(|story| list(&story["groups"]));
    assert_eq!(
        summary["groups"],
        groups.filter(|g| list(&g["articles"]).len() > 1).count()
    );
    let passages: usize =
        stories.iter().map(|story| list(&story["passages"]).len()).sum();
    assert_eq!(summary["passages"], passages);
    assert_eq!(summary["rejects"], data(lines, "reject").len());
    let inside: usize = stories.iter().map(|story| list(&story["articles"]).len()).sum();
    let count = |field: &str| summary[field].as_u64();
    assert_eq!(
        count("articles"),
        count("singletons").map(|alone| alone + inside as u64),
        "{summary}"
    );
}

#[test]
fn cluster_keeps_the_contract_on_the_sample() {
    let run = Run::with_sample();
    let lines = assert_contract(&run.ok("cluster articles.jsonl"));
    assert!(data(&lines, "story").iter().all(|story| list(&story["articles"]).len() > 1));
    assert_eq!(data(&lines, "summary")[0]["articles"], 88);
}

#[test]
fn cluster_keeps_the_contract_on_a_synthetic_corpus() {
    assert_contract(&Run::with_synth(500, 3).ok("cluster articles.jsonl --singletons"));
}

fn folded(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    tokenise(text, |word, _| words.push(word.to_owned()));
    words
}

#[test]
fn spans_cut_the_original_texts_between_characters_and_hold_what_the_passage_says() {
    let run = Run::with_sample();
    let texts: BTreeMap<String, String> = run
        .lines("articles.jsonl")
        .iter()
        .map(|a| (string(&a["id"]).to_owned(), string(&a["text"]).to_owned()))
        .collect();
    let lines = run.ok("cluster articles.jsonl").lines();
    let (mut checked, mut same_ends) = (0, 0);
    for passage in data(&lines, "story").iter().flat_map(|story| list(&story["passages"]))
    {
        let quoted = folded(string(&passage["text"]));
        let mut sliced = Vec::new();
        for span in list(&passage["spans"]) {
            let place =
                |field: &str| usize::try_from(span[field].as_u64().unwrap()).unwrap();
            let text = &texts[string(&span["article"])];
            let slice = text.get(place("start")..place("end"));
            let slice = slice.unwrap_or_else(|| panic!("{span} cuts a character"));
            let (from, to) = (place("start_char"), place("end_char"));
            let by_characters: String = text.chars().skip(from).take(to - from).collect();
            assert_eq!(by_characters, slice);
            let own = span["text"].as_str();
            assert_eq!(own.unwrap_or(string(&passage["text"])), slice);
            assert_ne!(own, passage["text"].as_str(), "said twice");
            let (mut begins, mut ends) = (false, false);
            tokenise(text, |_, word| {
                begins |= word.start as usize == place("start");
                ends |= word.end as usize == place("end");
            });
            assert!(begins && ends, "{slice} cuts a word");
            sliced.push(slice);
        }
        if passage["kind"] == "verbatim" {
            for slice in &sliced {
                let words = folded(slice);
                let ends =
                    words.first() == quoted.first() && words.last() == quoted.last();
                same_ends += usize::from(ends);
                // Copies whose ends lie close are one passage: one may begin later or end
                // earlier, but with words of the passage, and it has half of them.
                let ends = [words.first().unwrap(), words.last().unwrap()];
                assert!(ends.iter().all(|word| quoted.contains(word)), "{slice}");
                let common = words.iter().filter(|word| quoted.contains(word)).count();
                assert!(common * 2 >= quoted.len(), "{slice} is not: {quoted:?}");
                checked += 1;
            }
        }
        let from = string(&passage["text"]);
        assert!(sliced.contains(&from), "no article has it so: {from}");
    }
    assert!(checked > 50, "only {checked} spans");
    assert!(
        same_ends * 20 >= checked * 19,
        "only {same_ends} of {checked} span the whole"
    );
}

#[test]
fn members_writes_one_line_an_article_and_agrees_with_the_stories() {
    let run = Run::with_sample();
    let members = run.ok("cluster --members articles.jsonl");
    let first = members.stdout.lines().next().unwrap();
    assert!(
        first.starts_with("{\"id\":\"s001\",\"story\":\"s001\",\"group\":"),
        "{first}"
    );
    let mut found = BTreeMap::new();
    for line in members.lines() {
        assert_eq!(line.as_object().unwrap().len(), 3);
        let names =
            (string(&line["story"]).to_owned(), string(&line["group"]).to_owned());
        assert_eq!(found.insert(string(&line["id"]).to_owned(), names), None);
    }
    let mut told = BTreeMap::new();
    for story in data(&run.ok("cluster --singletons articles.jsonl").lines(), "story") {
        for article in list(&story["articles"]) {
            let names =
                (string(&story["id"]).to_owned(), string(&article["group"]).to_owned());
            told.insert(string(&article["id"]).to_owned(), names);
        }
    }
    assert_eq!(found.len(), 88);
    assert_eq!(found, told);
}

#[test]
fn singletons_adds_stories_of_one_article_and_changes_no_other() {
    let run = Run::with_sample();
    let all = assert_contract(&run.ok("cluster --singletons articles.jsonl"));
    let several = run.ok("cluster articles.jsonl").lines();
    let without: Vec<&Value> = data(&all, "story")
        .into_iter()
        .filter(|story| list(&story["articles"]).len() > 1)
        .collect();
    assert_eq!(without, data(&several, "story"));
    let summary = data(&several, "summary")[0];
    let alone = data(&all, "story").len() - without.len();
    assert_eq!(summary["singletons"], alone);
    assert_eq!(summary, data(&all, "summary")[0]);
}

#[test]
fn tier_reprints_gives_one_group_a_story_and_no_event_link() {
    let run = Run::with_sample();
    let lines = assert_contract(&run.ok("cluster --tier reprints articles.jsonl"));
    let stories = data(&lines, "story");
    for story in &stories {
        assert_eq!(list(&story["groups"]).len(), 1);
        let event = |link: &Value| link["kind"] == "event" || !link["event"].is_null();
        assert!(!list(&story["links"]).iter().any(event));
    }
    let all = run.ok("cluster articles.jsonl --singletons").lines();
    let groups = |stories: Vec<&Value>| -> BTreeSet<String> {
        let groups = stories.into_iter().flat_map(|story| list(&story["groups"]));
        groups.map(Value::to_string).filter(|group| group.contains("\",\"")).collect()
    };
    let larger = |stories: Vec<&Value>| -> BTreeSet<String> {
        groups(stories)
            .into_iter()
            .filter(|g| values(g)[0]["articles"][1].is_string())
            .collect()
    };
    assert_eq!(
        larger(stories),
        larger(data(&all, "story")),
        "the same groups in both tiers"
    );
}

#[test]
fn no_passages_leaves_out_passages_and_nothing_else() {
    let run = Run::with_sample();
    let without = assert_contract(&run.ok("cluster --no-passages articles.jsonl"));
    let with = run.ok("cluster articles.jsonl").lines();
    assert_eq!(data(&without, "summary")[0]["passages"], 0);
    for (a, b) in data(&without, "story").iter().zip(data(&with, "story")) {
        assert_eq!(a["passages"], json!([]));
        assert_eq!(
            (&a["id"], &a["groups"], &a["links"]),
            (&b["id"], &b["groups"], &b["links"])
        );
    }
    assert_eq!(data(&without, "story").len(), data(&with, "story").len());
}

#[test]
fn the_run_record_names_the_settings_that_were_given() {
    let run = Run::with_sample();
    let lines = assert_contract(
        &run.ok("cluster articles.jsonl --shingle-width 7 --window 48 --min-passage 20"),
    );
    let parameters = &data(&lines, "run")[0]["parameters"];
    assert_eq!(parameters["shingle_width"], 7);
    assert_eq!(parameters["window_hours"], 48);
    assert_eq!(parameters["passage_words"], 20);
    let passages = data(&lines, "story").into_iter().flat_map(|s| list(&s["passages"]));
    assert!(passages.into_iter().all(|passage| number(&passage["words"]) >= 20.0));
}
