//! `report`: every format, and nothing in it that a title could smuggle in.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::run::{Run, data, list, prose, string};

#[test]
fn reports_come_in_every_format() {
    let run = Run::with_sample();
    run.ok("cluster articles.jsonl -o stories.jsonl");
    let lines = run.lines("stories.jsonl");
    let stories = data(&lines, "story");
    let articles: usize =
        stories.iter().map(|story| list(&story["articles"]).len()).sum();

    let terminal = run.ok("report stories.jsonl").stdout;
    assert!(!terminal.contains('\u{1b}'), "no colours where there is no terminal");
    let head = format!("{} stories · 88 articles read", stories.len());
    assert!(terminal.lines().next().unwrap().contains(&head), "{terminal}");
    for width in [40, 72, 120] {
        let lines = run.ok(&format!("report stories.jsonl --width {width}")).stdout;
        assert!(!lines.is_empty());
    }

    let markdown = run.ok("report stories.jsonl --format markdown").stdout;
    assert!(markdown.starts_with(&format!("# {} stories\n", stories.len())));
    assert_eq!(run.ok("report stories.jsonl --format md").stdout, markdown);

    let table = run.ok("report stories.jsonl --format csv").stdout;
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    assert_eq!(rows.headers().unwrap().get(0), Some("story"));
    assert_eq!(rows.records().map(Result::unwrap).count(), articles);

    let passim = run.ok("report stories.jsonl --format passim").lines();
    let spans: usize = stories
        .iter()
        .flat_map(|story| list(&story["passages"]))
        .map(|passage| list(&passage["spans"]).len())
        .sum();
    assert_eq!(passim.len(), spans);
    for field in ["uid", "id", "cluster", "size", "begin", "end", "text", "src"] {
        assert!(passim.iter().all(|row| row.get(field).is_some()), "{field}");
    }
    let texts: BTreeMap<String, Vec<char>> = run
        .lines("articles.jsonl")
        .iter()
        .map(|a| (string(&a["id"]).to_owned(), string(&a["text"]).chars().collect()))
        .collect();
    let mut uids: BTreeMap<&str, i64> = BTreeMap::new();
    let mut sizes: BTreeMap<u64, u64> = BTreeMap::new();
    for row in &passim {
        let (id, uid) = (string(&row["id"]), row["uid"].as_i64().unwrap());
        assert_eq!(*uids.entry(id).or_insert(uid), uid, "one number an article");
        let place = |end: &str| usize::try_from(row[end].as_u64().unwrap()).unwrap();
        let slice: String = texts[id][place("begin")..place("end")].iter().collect();
        assert_eq!(slice, string(&row["text"]));
        *sizes.entry(row["cluster"].as_u64().unwrap()).or_default() += 1;
    }
    let distinct: BTreeSet<i64> = uids.values().copied().collect();
    assert_eq!(distinct.len(), uids.len());
    for row in &passim {
        assert_eq!(
            row["size"].as_u64(),
            sizes.get(&row["cluster"].as_u64().unwrap()).copied()
        );
        for source in list(&row["src"]) {
            assert_ne!(source["uid"], row["uid"]);
            assert_eq!(source["uid"].as_i64(), uids.get(string(&source["id"])).copied());
        }
    }
}

#[test]
fn the_html_report_is_one_page_that_loads_nothing() {
    let run = Run::with_sample();
    run.ok("cluster articles.jsonl -o stories.jsonl");
    run.ok("report stories.jsonl --format html -o page.html");
    let page = run.read("page.html");
    assert!(page.starts_with("<!doctype html>") || page.starts_with("<!DOCTYPE html>"));
    assert!(page.trim_end().ends_with("</html>"));
    for loads in
        ["<link", "<script src", "<img", "<iframe", "@import", "url(", " src=", "srcset="]
    {
        assert!(!page.contains(loads), "the page has {loads}");
    }
    for id in ["s026", "s080"] {
        assert!(page.contains(id), "{id}");
    }
    assert!(page.len() < 2_000_000);
}

#[test]
fn a_report_may_be_of_one_story_or_the_largest_ones() {
    let run = Run::with_sample();
    let clustered = run.ok("cluster articles.jsonl -o -").stdout;
    run.write("stories.jsonl", &clustered);
    let whole = run.ok("report stories.jsonl --format csv").stdout;
    assert_eq!(
        run.pipe("report - --format csv", clustered.as_bytes()).exits(0).stdout,
        whole
    );
    let one = run.ok("report stories.jsonl --format csv --story s027").stdout;
    assert!(one.contains("s027") && !one.contains("s080"), "{one}");
    assert!(one.lines().skip(1).all(|row| whole.contains(row)));
    let largest = run.ok("report stories.jsonl --format csv --top 1").stdout;
    let stories: BTreeSet<&str> =
        largest.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
    assert_eq!(stories.len(), 1);
    run.fails("report stories.jsonl --story nobody").says(&["nobody", "cause: "]);
}

#[test]
fn a_report_treats_titles_as_hostile() {
    let run = Run::new();
    let of = |id: &str| {
        json!({
            "id": id, "text": prose(1, 40), "source": "\"><script>alert(1)</script>",
            "title": "</title><script>alert(2)</script>\u{1b}[2J|*x*\u{202e}",
            "url": "javascript:alert(3)", "date": "2023-09-12",
        })
    };
    run.write_lines("news.jsonl", &[of("a"), of("<b>")]);
    run.ok("cluster news.jsonl -o stories.jsonl");
    let page = run.ok("report stories.jsonl --format html").stdout;
    assert!(
        !page.contains("<script>alert") && !page.contains("href=\"javascript:"),
        "{page}"
    );
    assert!(!page.contains("<b>\"") && !page.contains("id=\"<b>"));
    for format in ["terminal", "markdown", "html"] {
        let shown = run.ok(&format!("report stories.jsonl --format {format}")).stdout;
        assert!(!shown.contains('\u{1b}'), "{format}");
    }
    assert!(!run.ok("inspect news.jsonl").stdout.contains('\u{1b}'));
}

#[test]
fn a_report_says_when_its_file_was_cut_short_or_is_none() {
    let run = Run::with_sample();
    let stories = run.ok("cluster articles.jsonl").stdout;
    run.write("cut.jsonl", &stories[..stories.len() - 200]);
    run.ok("report cut.jsonl").writes(&["cut short"]);
    run.ok("report cut.jsonl --format csv").says(&["warning: ", "cut short"]);
    run.ok("pairs articles.jsonl -o pairs.jsonl");
    for name in ["pairs.jsonl", "articles.jsonl"] {
        run.fails(&format!("report {name}")).says(&[name, "\n  cause: ", "\n  help:  "]);
    }
}
