//! Records that are refused: named, counted, and never too many.

use serde_json::{Value, json};

use crate::run::{Run, article, data, json_lines, prose, string};

/// Good records around one of every kind that is refused, as lines.
fn with_bad_records() -> Vec<Vec<u8>> {
    let good = |id: &str, seed| article(id, &prose(seed, 40)).to_string().into_bytes();
    let mut broken = good("e", 5);
    broken[12] = 0xFF;
    vec![
        good("a", 1),
        b"once upon a time".to_vec(),
        json!({"id": "b", "body": "x"}).to_string().into_bytes(),
        json!({"id": "c", "text": 7}).to_string().into_bytes(),
        json!({"id": "d", "text": ["x"]}).to_string().into_bytes(),
        broken,
        good("a", 2),
        json!({"id": "f", "text": " "}).to_string().into_bytes(),
        b"[1, 2]".to_vec(),
        good("g", 3),
    ]
}

/// The line of every record refused above, and what the reason must name.
const REFUSED: [(u64, &str); 8] = [
    (2, "not JSON"),
    (3, "no field 'text'"),
    (4, "'text' is a number"),
    (5, "'text' is an array"),
    (6, "not UTF-8"),
    (7, "id 'a' again, with another text"),
    (8, "text is empty"),
    (9, "not a JSON object"),
];

fn assert_refused(rejects: &[&Value]) {
    assert_eq!(rejects.len(), REFUSED.len());
    for (reject, (line, reason)) in rejects.iter().zip(REFUSED) {
        assert_eq!(reject["path"], "news.jsonl");
        assert_eq!(reject["line"], line, "{reject}");
        assert!(string(&reject["reason"]).contains(reason), "{reject} is not: {reason}");
    }
}

#[test]
fn a_bad_record_is_refused_with_its_place_and_reason() {
    let run = Run::new();
    run.write("news.jsonl", with_bad_records().join(&b'\n'));
    let finished = run
        .ok("cluster news.jsonl --rejects rejects.jsonl")
        .says(&["warning: 8 records refused, the first: news.jsonl:2: not JSON"]);
    let lines = finished.lines();
    assert_refused(&data(&lines, "reject"));
    assert_refused(&data(&run.lines("rejects.jsonl"), "reject"));
    let summary = data(&lines, "summary")[0];
    assert_eq!((&summary["articles"], &summary["rejects"]), (&json!(2), &json!(8)));

    let features = "eval --features features.jsonl";
    for command in ["pairs", "cluster --members", "dedup -o kept.jsonl", features] {
        run.ok(&format!("{command} news.jsonl --rejects again.jsonl"))
            .says(&["warning: 8 records refused, the first: news.jsonl:2: not JSON"]);
        assert_eq!(run.read("again.jsonl"), run.read("rejects.jsonl"), "{command}");
    }
}

#[test]
fn how_articles_are_read_says_nothing_of_labels() {
    Run::with_sample()
        .fails("eval --gold gold.jsonl gold.jsonl --field text=body")
        .exits(2)
        .says(&["cannot be used with '--field"]);
}

#[test]
fn the_line_of_a_refused_record_is_the_one_it_begins_on() {
    let run = Run::new();
    let text = prose(1, 40);
    run.write("news.csv", format!("id,text\n\na,\"{text}\n\nmore\"\nb,\nc,{text}\n"));
    let lines = run.ok("cluster news.csv").lines();
    let reject = data(&lines, "reject")[0];
    assert_eq!(
        (&reject["line"], &reject["reason"]),
        (&json!(6), &json!("text is empty"))
    );
    run.write("blank.jsonl", format!("\n\n{}\n\n{{\"id\": 1}}\n", article("a", &text)));
    let lines = run.ok("cluster blank.jsonl").lines();
    assert_eq!(data(&lines, "reject")[0]["line"], 5);
}

#[test]
fn past_max_rejects_the_run_fails_and_writes_nothing_but_the_rejects() {
    let run = Run::new();
    run.write("news.jsonl", with_bad_records().join(&b'\n'));
    for limit in ["7", "0", "79%"] {
        run.fails(&format!("cluster news.jsonl -o out.jsonl --max-rejects {limit}"))
            .says(&["too many rejects: 8 of 10", "cause: news.jsonl:2: ", "help:  "]);
        assert_eq!(run.files(), ["news.jsonl"]);
    }
    run.fails("eval --features out.jsonl news.jsonl --max-rejects 7");
    run.fails("cluster news.jsonl -o out.jsonl --max-rejects 7 --rejects rejects.jsonl");
    assert_eq!(run.files(), ["news.jsonl", "rejects.jsonl"]);
    assert_refused(&data(&run.lines("rejects.jsonl"), "reject"));
    for limit in ["8", "80%"] {
        run.ok(&format!("cluster news.jsonl -o out.jsonl --max-rejects {limit}"));
    }
}

#[test]
fn by_default_ten_records_may_be_refused_but_never_all() {
    let run = Run::new();
    let good: Vec<Value> =
        (0..9).map(|n| article(&n.to_string(), &prose(n, 20))).collect();
    run.write("ten.jsonl", format!("{}{}", json_lines(&good), "bad\n".repeat(10)));
    run.ok("cluster ten.jsonl");
    run.write("eleven.jsonl", format!("{}{}", json_lines(&good), "bad\n".repeat(11)));
    run.fails("cluster eleven.jsonl").says(&["too many rejects: 11 of 20"]);
    run.write("all.jsonl", "bad\nworse\n");
    run.fails("cluster all.jsonl").says(&["too many rejects: 2 of 2"]);
}
