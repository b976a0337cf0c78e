//! The commands that have no module of their own, and the help of all.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::{Value, json};

use crate::run::{Run, article, data, json_lines, number, prose, string};

/// Every command with what its help must mention.
const COMMANDS: [(&str, &[&str]); 11] = [
    (
        "cluster",
        &[
            "INPUT",
            "--output",
            "--tier",
            "--no-passages",
            "--members",
            "--singletons",
            "--field",
            "--rejects",
        ],
    ),
    ("pairs", &["INPUT", "--output", "--min-jaccard", "--min-containment", "--sparse"]),
    ("dedup", &["INPUT", "--output", "--dropped", "--check", "--keep"]),
    ("align", &["--articles", "--pairs", "--output", "--verbatim-only"]),
    ("compare", &["<A>", "<B>", "--json"]),
    ("inspect", &["INPUT", "--id"]),
    ("report", &["STORIES", "--format", "--output", "--story", "--top", "--width"]),
    ("eval", &["--gold", "STORIES", "--groups", "--errors", "--json"]),
    ("synth", &["--articles", "--seed", "--output", "--truth"]),
    ("completions", &["SHELL"]),
    ("man", &["--help"]),
];

#[test]
fn the_help_of_every_command_mentions_its_arguments() {
    let run = Run::new();
    for (command, arguments) in COMMANDS {
        let help = run.ok(&format!("{command} --help"));
        assert!(help.stderr.is_empty());
        let usage = format!("Usage: samestory {command}");
        help.writes(&[&usage, "--quiet", "--threads"]).writes(arguments);
        run.ok(&format!("{command} -h")).writes(&[&usage]);
        run.ok(&format!("help {command}")).writes(&[&usage]);
    }
    let names = COMMANDS.map(|(command, _)| command);
    run.ok("--help").writes(&names).writes(&["Exit status", "130 interrupted"]);
    assert_eq!(
        run.ok("--version").stdout,
        format!("samestory {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn no_line_of_help_is_wider_than_a_page() {
    let run = Run::new();
    for (command, _) in COMMANDS {
        for line in run.ok(&format!("{command} --help")).stdout.lines() {
            assert!(line.chars().count() <= 100, "{command}: {line}");
        }
    }
}

#[test]
fn completions_and_the_manual_page_know_every_command() {
    let run = Run::new();
    let names = COMMANDS.map(|(command, _)| command);
    for shell in ["bash", "zsh", "fish"] {
        let script = run.ok(&format!("completions {shell}")).writes(&names);
        run.write(shell, &script.stdout);
    }
    if let Ok(status) = Command::new("bash").arg("-n").arg(run.path("bash")).status() {
        assert!(status.success(), "bash cannot read its completions");
    }
    let page = run.ok("man").writes(&[".TH samestory 1", ".SH NAME"]);
    page.writes(&names.map(|name| name.trim_end_matches('s')));
}

/// Texts of the sample by id.
fn texts(run: &Run) -> BTreeMap<String, String> {
    let of = |a: &Value| (string(&a["id"]).to_owned(), string(&a["text"]).to_owned());
    run.lines("articles.jsonl").iter().map(of).collect()
}

fn slice<'t>(
    texts: &'t BTreeMap<String, String>,
    passage: &Value,
    side: &str,
) -> &'t str {
    let place = |end: &str| {
        usize::try_from(passage[format!("{side}_{end}")].as_u64().unwrap()).unwrap()
    };
    let text = &texts[string(&passage[side])];
    text.get(place("start")..place("end")).unwrap_or_else(|| panic!("{passage}"))
}

#[test]
fn align_gives_the_passages_of_what_pairs_wrote() {
    let run = Run::with_sample();
    run.ok("pairs articles.jsonl -o pairs.jsonl");
    let align = "align --articles articles.jsonl --pairs";
    let lines = run.ok(&format!("{align} pairs.jsonl")).lines();
    let (first, last) = (&lines[0]["type"], &lines[lines.len() - 1]["type"]);
    assert_eq!((first, last), (&json!("run"), &json!("summary")));
    let (passages, texts) = (data(&lines, "passage"), texts(&run));
    assert_eq!(data(&lines, "summary")[0]["passages"], passages.len());
    let pairs: BTreeSet<(String, String)> = data(&run.lines("pairs.jsonl"), "pair")
        .iter()
        .map(|pair| (string(&pair["a"]).to_owned(), string(&pair["b"]).to_owned()))
        .collect();
    let mut aligned = BTreeSet::new();
    for passage in passages {
        let rewritten = string(&passage["kind"]) == "rewritten";
        assert!(rewritten || passage["kind"] == "verbatim", "{passage}");
        // Rewritten passages have a score of their own, verbatim ones none.
        assert_eq!(passage["score"].as_f64().is_some_and(|s| s >= 30.0), rewritten);
        assert_eq!(passage.as_object().unwrap().len(), 7 + usize::from(rewritten));
        for side in ["a", "b"] {
            let text = slice(&texts, passage, side);
            assert_eq!(text, text.trim(), "a passage begins and ends with a word");
        }
        let ids = (string(&passage["a"]).to_owned(), string(&passage["b"]).to_owned());
        assert!(pairs.contains(&ids), "{passage}");
        aligned.insert(ids);
    }
    assert!(
        aligned.len() * 10 >= pairs.len() * 8,
        "{} of {}",
        aligned.len(),
        pairs.len()
    );

    // The same pairs in their plain form.
    let plain: Vec<Value> = data(&run.lines("pairs.jsonl"), "pair")
        .iter()
        .map(|pair| json!({"a": pair["a"], "b": pair["b"]}))
        .collect();
    run.write_lines("plain.jsonl", &plain);
    assert_eq!(run.ok(&format!("{align} plain.jsonl")).lines(), lines);

    let verbatim = run.ok(&format!("{align} plain.jsonl --verbatim-only")).lines();
    assert!(data(&verbatim, "passage").iter().all(|p| p["kind"] == "verbatim"));
}

#[test]
fn align_refuses_pairs_it_cannot_read() {
    let run = Run::with_sample();
    for (pairs, place) in [
        ("{\"a\":\"s001\",\"b\":\"s002\"}\n\n{\"a\":\"s001\"}\n", "pairs.jsonl:3"),
        ("nonsense\n", "pairs.jsonl:1"),
    ] {
        run.write("pairs.jsonl", pairs);
        run.fails("align --articles articles.jsonl --pairs pairs.jsonl -o out.jsonl")
            .says(&[place, "\n  cause: ", "\n  help:  "]);
        assert!(!run.path("out.jsonl").exists());
    }
}

#[test]
fn compare_exits_0_for_shared_text_and_1_for_none() {
    let run = Run::new();
    run.write("a.txt", prose(1, 80));
    run.write("b.txt", format!("{} {}", prose(2, 200), prose(1, 80)));
    run.write("c.txt", prose(3, 80));
    run.run("compare a.txt b.txt").exits(0).writes(&["PASSAGE 1", "word for word"]);
    run.run("compare a.txt a.txt").exits(0).writes(&["the same words"]);
    run.run("compare a.txt c.txt").exits(1).writes(&["No shared passage"]);
    let answer = run.run("compare a.txt b.txt --json").exits(0);
    let lines = answer.lines();
    let (pair, passage) = (data(&lines, "pair")[0], data(&lines, "passage")[0]);
    assert_eq!((&pair["a"], &pair["b"]), (&json!("a.txt"), &json!("b.txt")));
    assert_eq!(
        (pair["containment_ab"].as_f64(), &pair["kind"]),
        (Some(1.0), &json!("contains"))
    );
    assert_eq!((&passage["a_start"], &passage["kind"]), (&json!(0), &json!("verbatim")));
    let nothing = run.run("compare a.txt c.txt --json").exits(1);
    assert!(nothing.stdout.is_empty());
}

#[test]
fn compare_marks_edits_and_names_the_numbers_that_changed() {
    let run = Run::new();
    let text = "The river rose by two metres on Monday and 5 people died in the valley, the \
                mayor of the town said before the council met at the old mill on the hill.";
    let filler = prose(1, 80);
    run.write("a.txt", format!("{text} {filler}"));
    run.write("b.txt", format!("{} {filler}", text.replace("5 people", "7 people have")));
    let shown = run.run("compare a.txt b.txt").exits(0).writes(&[
        "word for word",
        "2 differences",
        "other numbers: 5 → 7",
        "^",
        "~~~~",
    ]);
    shown.writes(&["equal words …"]);
    let whole = run.run("compare a.txt b.txt --whole").exits(0).stdout.clone();
    assert!(!whole.contains("equal words"));
    for line in whole.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    let long = run.run("compare a.txt b.txt --json --min-passage 500").exits(0);
    assert!(data(&long.lines(), "passage").is_empty());
    let only = run.run("compare a.txt b.txt --json --verbatim-only").exits(0);
    let kinds: Vec<Value> =
        data(&only.lines(), "passage").iter().map(|p| p["kind"].clone()).collect();
    assert_eq!(kinds, ["verbatim"]);
}

#[test]
fn compare_says_what_keeps_texts_apart_that_are_alike() {
    let run = Run::with_sample();
    for article in run.lines("articles.jsonl") {
        run.write_lines(&format!("{}.jsonl", string(&article["id"])), &[article]);
    }
    let template = run.run("compare s043.jsonl s068.jsonl").exits(0);
    template.writes(&[
        "not one story, though the words are alike",
        "one template filled in with other numbers",
        "one story takes 0.30",
    ]);
    let roundup = run.run("compare s026.jsonl s052.jsonl").exits(1);
    roundup.writes(&["s052 is a roundup, which belongs to no story"]);
    let strange = run.run("compare s026.jsonl s043.jsonl").exits(1);
    strange.writes(&["as far as words tell", "too little in common to be scored"]);
}

#[test]
fn compare_takes_one_article_a_file() {
    let run = Run::new();
    run.write("a.txt", prose(1, 80));
    run.write_lines(
        "two.jsonl",
        &[article("a", &prose(1, 80)), article("b", &prose(2, 80))],
    );
    run.write_lines("one.jsonl", &[article("a", &prose(1, 80))]);
    run.write("none.jsonl", "");
    run.run("compare a.txt one.jsonl").exits(0);
    run.fails("compare a.txt two.jsonl").says(&["two.jsonl", "2 articles", "help:  "]);
    run.fails("compare none.jsonl a.txt").says(&["none.jsonl", "help:  "]);
}

#[test]
fn inspect_shows_masks_credits_and_language_of_an_article() {
    let run = Run::with_sample();
    let one = run.ok("inspect articles.jsonl --id s026");
    let one = one.writes(&[
        "ARTICLE s026",
        "language  de",
        "credit    dpa",
        "masked ",
        "terms ",
    ]);
    assert_eq!(one.stdout.matches("ARTICLE ").count(), 1);
    let all = run.ok("inspect articles.jsonl");
    assert_eq!(all.stdout.matches("ARTICLE ").count(), 88);
    assert!(all.stdout.contains(one.stdout.trim_end()));
    run.fails("inspect articles.jsonl --id nobody")
        .says(&["nobody", "cause: ", "help:  "]);
}

/// Gold {a, b}, {c, d}; output {a, b, c} and d alone.
fn judged() -> Run {
    let run = Run::new();
    let gold = [("a", "x"), ("b", "x"), ("c", "y"), ("d", "y")];
    let rows = gold.map(|(id, story)| json!({"id": id, "story": story, "group": id}));
    let left_out = [
        json!({"id": "r", "story": "x", "group": "r", "kind": "roundup"}),
        json!({"id": "u", "story": "y", "group": "u", "sure": false}),
    ];
    run.write("gold.jsonl", json_lines(&rows) + &json_lines(&left_out));
    let member = |id| json!({"id": id, "story": "1", "group": id});
    run.write_lines("members.jsonl", &["a", "b", "c", "r", "u"].map(member));
    run
}

#[test]
fn eval_gives_the_figures_that_a_hand_gives() {
    let run = judged();
    let printed = run.ok("eval --gold gold.jsonl members.jsonl").stdout;
    let scores = &run.ok("eval --gold gold.jsonl members.jsonl --json").lines()[0];
    let expected = [
        ("b3_p", 2.0 / 3.0),
        ("b3_r", 3.0 / 4.0),
        ("b3_f", 12.0 / 17.0),
        ("nt_p", 1.0 / 3.0),
        ("nt_r", 1.0 / 2.0),
        ("nt_f", 2.0 / 5.0),
        ("pair_p", 1.0 / 3.0),
        ("pair_r", 1.0 / 2.0),
        ("pair_f", 2.0 / 5.0),
        ("ari", 0.0),
    ];
    for ((name, figure), line) in expected.into_iter().zip(printed.lines()) {
        assert!((number(&scores[name]) - figure).abs() < 1e-9, "{name}: {scores}");
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(cells[0], name);
        assert!((cells[1].parse::<f64>().unwrap() - figure).abs() < 0.000_1, "{line}");
    }
    assert_eq!(printed.lines().count(), expected.len());
    for (name, count) in [
        ("articles", 4),
        ("gold_stories", 2),
        ("output_stories", 2),
        ("largest_output", 3),
    ] {
        assert_eq!(scores[name], count, "{name}");
    }
    let groups =
        &run.ok("eval --gold gold.jsonl members.jsonl --json --groups").lines()[0];
    assert_eq!((&groups["b3_f"], &groups["gold_stories"]), (&json!(1.0), &json!(4)));
}

#[test]
fn timings_say_what_every_stage_cost() {
    let run = Run::with_sample();
    run.ok("cluster articles.jsonl -o stories.jsonl --timings cost.json");
    let cost: Value = serde_json::from_str(&run.read("cost.json")).unwrap();
    let input = std::fs::metadata(run.path("articles.jsonl")).unwrap().len();
    assert_eq!(cost["input_bytes"], input);
    let stages = cost["stages"].as_array().unwrap();
    let names: Vec<&str> =
        stages.iter().map(|stage| stage["stage"].as_str().unwrap()).collect();
    assert_eq!(names.first(), Some(&"read"));
    for wanted in
        ["clean", "sketch", "candidates", "verify", "cluster", "passages", "report"]
    {
        assert!(names.contains(&wanted), "{names:?}");
    }
    let sum: f64 = stages.iter().map(|stage| stage["seconds"].as_f64().unwrap()).sum();
    assert!(sum > 0.0 && sum <= cost["seconds"].as_f64().unwrap(), "{cost}");
    assert!(cost["processor_seconds"].as_f64().unwrap() > 0.0, "{cost}");
    run.fails("cluster articles.jsonl -o stories.jsonl --timings no/such/cost.json")
        .says(&["error: cannot write", "no/such/cost.json"]);
}

#[test]
fn eval_scores_members_and_stories_alike_and_lists_the_worst_errors() {
    let run = Run::with_sample();
    run.ok("cluster articles.jsonl -o stories.jsonl");
    run.ok("cluster articles.jsonl -o members.jsonl --members");
    let score = |name: &str| run.ok(&format!("eval --gold gold.jsonl {name}")).stdout;
    assert_eq!(score("stories.jsonl"), score("members.jsonl"));
    let errors = judged().ok("eval --gold gold.jsonl members.jsonl --errors 3").stdout;
    assert!(errors.contains("split 'y'") && errors.contains("merge '1'"), "{errors}");
    let perfect = run.ok("eval --gold gold.jsonl gold.jsonl").stdout;
    for line in perfect.lines() {
        let figure: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        assert!((figure - 1.0).abs() < 1e-9, "{line}");
    }
}

#[test]
fn eval_with_json_never_mixes_json_with_other_lines() {
    let finished = judged().run("eval --gold gold.jsonl members.jsonl --json --errors 3");
    if finished.done() {
        assert!(!finished.lines().is_empty());
    } else {
        finished.failed().says(&["--errors", "--json"]);
    }
}

#[test]
fn eval_warns_of_a_cut_file_and_refuses_what_is_no_gold() {
    let run = Run::with_sample();
    let stories = run.ok("cluster articles.jsonl").stdout;
    let whole_lines = stories.rsplit_once("{\"type\":\"summary\"").unwrap().0;
    run.write("cut.jsonl", whole_lines);
    run.ok("eval --gold gold.jsonl cut.jsonl")
        .says(&["warning: cut.jsonl has no summary"]);
    run.fails("eval --gold articles.jsonl cut.jsonl")
        .says(&["articles.jsonl:1", "help:  "]);
}

#[test]
fn synth_writes_the_same_bytes_for_the_same_seed() {
    let run = Run::new();
    run.ok("synth --articles 300 --seed 5 -o a.jsonl --truth a-truth.jsonl");
    run.ok("synth --articles 300 --seed 5 -o b.jsonl --truth b-truth.jsonl --threads 1");
    run.ok("synth --articles 300 --seed 6 -o c.jsonl");
    assert!(run.read("a.jsonl") == run.read("b.jsonl"));
    assert!(run.read("a-truth.jsonl") == run.read("b-truth.jsonl"));
    assert!(run.read("a.jsonl") != run.read("c.jsonl"));
    assert!(run.ok("synth --articles 300 --seed 5").stdout == run.read("a.jsonl"));
    let ids = |name: &str| -> BTreeSet<String> {
        run.lines(name).iter().map(|line| string(&line["id"]).to_owned()).collect()
    };
    assert_eq!(ids("a.jsonl").len(), 300);
    assert_eq!(ids("a.jsonl"), ids("a-truth.jsonl"));
    for line in run.lines("a.jsonl") {
        for field in ["id", "title", "text", "date", "lang", "source", "url"] {
            assert!(line.get(field).is_some(), "{field} in {line}");
        }
    }
    assert_eq!(run.ok("synth --articles 0").stdout, "");
}

#[test]
fn groups_of_a_synthetic_corpus_are_found_again() {
    let run = Run::with_synth(600, 51);
    run.ok("cluster articles.jsonl -o stories.jsonl");
    let scores =
        &run.ok("eval --gold gold.jsonl stories.jsonl --groups --json").lines()[0];
    assert!(number(&scores["b3_f"]) > 0.9, "{scores}");
}
