//! Articles that are too many for memory: a temporary file instead, and the same bytes out.

use std::fs;
use std::process::Command;

use serde_json::json;

use crate::run::{Run, SAMESTORY};

/// A corpus of articles that share texts, from three outlets, some of them without an id.
fn corpus(run: &Run) {
    let words = |from: u32, count: u32| -> Vec<String> {
        (from..from + count).map(|word| format!("w{}", word * 7919 % 1009)).collect()
    };
    let article = |n: u32| {
        let mut text = words(n / 4 * 40, 60);
        text.extend(words(n * 3, n % 5));
        json!({
            "id": (!n.is_multiple_of(3)).then(|| format!("a{n}")),
            "title": format!("Title {n}"),
            "text": text.join(" "),
            "source": format!("o{}", n % 3),
            "date": format!("2026-01-{:02}", 1 + n % 27),
        })
    };
    run.write_lines("in.jsonl", &(0..300).map(article).collect::<Vec<_>>());
}

#[test]
fn any_limit_of_memory_gives_the_same_bytes() {
    let run = Run::new();
    corpus(&run);
    for command in [
        "cluster",
        "cluster --tier reprints --members",
        "cluster --singletons",
        "pairs",
        "dedup",
    ] {
        let with = |limit: &str| {
            run.ok(&format!("{command} -q in.jsonl -o out.jsonl --memory {limit}"));
            run.read("out.jsonl")
        };
        let roomy = with("1G");
        assert!(roomy.lines().count() > 2, "{command}");
        for limit in ["0", "100K"] {
            assert_eq!(with(limit), roomy, "{command} {limit}");
        }
    }
}

#[test]
fn nothing_is_left_in_the_folder_of_the_temporary_file() {
    let run = Run::new();
    corpus(&run);
    fs::create_dir(run.path("temp")).unwrap();
    run.ok("cluster -q in.jsonl -o out.jsonl --memory 0 --temp temp");
    assert_eq!(fs::read_dir(run.path("temp")).unwrap().count(), 0);
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let run = Run::new();
    corpus(&run);
    let failed = run.fails("cluster in.jsonl -o out.jsonl --memory 0 --temp no/such");
    assert!(failed.stderr.contains("temporary file in 'no/such'"), "{}", failed.stderr);
    assert!(failed.stderr.contains("--temp"), "{}", failed.stderr);
    assert_eq!(run.files(), ["in.jsonl"]);
}

/// The largest file that the shell allows stands in for a full disk: what writes beyond it
/// is refused.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_nothing_is_written() {
    let run = Run::new();
    corpus(&run);
    for limit in ["0", "60K"] {
        let command = format!(
            "trap '' XFSZ; ulimit -f 32; \
             exec '{SAMESTORY}' cluster --members in.jsonl -o out.jsonl --memory {limit} --temp ."
        );
        let output = Command::new("sh")
            .args(["-c", &command])
            .current_dir(run.path("."))
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(
            told.contains("cannot keep articles in a temporary file in '.'"),
            "{told}"
        );
        assert!(told.contains("File too large") && told.contains("--temp"), "{told}");
        assert_eq!(run.files(), ["in.jsonl"]);
    }
}
