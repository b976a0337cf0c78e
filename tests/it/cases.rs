//! Golden runs: each file of `tests/cases` is a command line and what it must print.
//!
//! A case is the command after `$ `, the exit status after `? `, and standard output and
//! standard error under their rulers. The run happens in a folder that holds the sample's
//! `articles.jsonl` and `gold.jsonl`, one case after the other in the order of their names.
//! With `SAMESTORY_CASES=write` the files are written
//! anew; read the difference line by line before you keep it.

use std::fs;

use crate::run::{Run, repository};

const OUT: &str = "\n--- standard output\n";
const ERR: &str = "\n--- standard error\n";

#[test]
fn every_case_prints_what_its_file_says() {
    let anew = std::env::var_os("SAMESTORY_CASES").is_some_and(|value| value == "write");
    let mut cases: Vec<_> = fs::read_dir(repository().join("tests/cases"))
        .expect("the folder of cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 8, "{cases:?}");
    let run = Run::with_sample();
    let mut wrong = Vec::new();
    for path in cases {
        let case = fs::read_to_string(&path).expect("a case");
        let command = case
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("$ samestory "))
            .unwrap_or_else(|| panic!("{}: no command", path.display()));
        let done = run.run(command);
        let now = format!(
            "$ samestory {command}\n? {}{OUT}{}{ERR}{}",
            done.code.unwrap_or(-1),
            done.stdout,
            done.stderr
        );
        if anew {
            fs::write(&path, &now).expect("a case to write");
        } else if now != case {
            wrong.push(format!("{}\n{now}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
