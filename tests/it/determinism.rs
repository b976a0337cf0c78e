//! The same bytes from any number of threads, any order of the input, any split of it.

use serde_json::{Value, json};

use crate::run::{Run, shuffled, values};

/// What a run wrote: the first record without its inputs, and all other lines as they are.
fn comparable(output: &str) -> (Value, &str) {
    let (first, rest) = output.split_once('\n').expect("a line");
    let mut first = values(first).remove(0);
    if first["type"] == "run" {
        first["data"]["inputs"] = json!(null);
    }
    (first, rest)
}

#[track_caller]
fn assert_same(what: &str, expected: &str, found: &str) {
    let ((run, lines), (other_run, others)) = (comparable(expected), comparable(found));
    assert_eq!(run, other_run, "{what}");
    for (number, (line, other)) in (2..).zip(lines.lines().zip(others.lines())) {
        assert_eq!(line, other, "line {number}, {what}");
    }
    assert!(lines == others, "one is longer: {what}");
}

fn assert_deterministic(run: &Run) {
    let lines: Vec<String> =
        run.read("articles.jsonl").lines().map(|line| format!("{line}\n")).collect();
    let middle = lines.len() / 2;
    run.write("first.jsonl", lines[..middle].concat());
    run.write("second.jsonl", lines[middle..].concat());
    run.write("shuffled.jsonl", shuffled(lines).concat());
    let expected = run.ok("cluster articles.jsonl --threads 2").stdout;
    for variant in [
        "articles.jsonl --threads 2",
        "articles.jsonl --threads 1",
        "shuffled.jsonl",
        "second.jsonl first.jsonl",
    ] {
        assert_same(variant, &expected, &run.ok(&format!("cluster {variant}")).stdout);
    }
    let pairs = run.ok("pairs articles.jsonl --threads 1").stdout;
    assert_same("pairs", &pairs, &run.ok("pairs shuffled.jsonl --threads 2").stdout);
}

#[test]
fn the_sample_gives_the_same_bytes_every_way_it_is_read() {
    assert_deterministic(&Run::with_sample());
}

#[test]
fn two_thousand_articles_give_the_same_bytes_every_way_they_are_read() {
    assert_deterministic(&Run::with_synth(2_000, 11));
}

#[test]
fn what_dedup_keeps_does_not_depend_on_the_order_of_the_input() {
    let run = Run::with_synth(1_000, 12);
    let lines = run.read("articles.jsonl").lines().map(|l| format!("{l}\n")).collect();
    run.write("shuffled.jsonl", shuffled::<String>(lines).concat());
    run.ok("dedup articles.jsonl -o kept.jsonl --dropped dropped.jsonl --threads 1");
    run.ok(
        "dedup shuffled.jsonl -o again.jsonl --dropped dropped-again.jsonl --threads 2",
    );
    let sorted = |name: &str| {
        let mut lines: Vec<String> = run.read(name).lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert!(sorted("kept.jsonl") == sorted("again.jsonl"));
    assert_same("dropped", &run.read("dropped.jsonl"), &run.read("dropped-again.jsonl"));
}
