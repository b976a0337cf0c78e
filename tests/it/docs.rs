//! Commands in README.md and docs/ work as printed.
//!
//! A command is a line of a `sh` block that begins with `samestory ` or
//! `cargo run … -- `. The commands of a page are run in order, in a folder that holds a
//! copy of `data`; each must exit 0. `# not run` at the end of a line passes it over.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Run, SAMESTORY, repository};

/// A command of a page, with its line.
#[derive(Debug, PartialEq)]
struct Example {
    line: usize,
    command: String,
}

/// The commands of all `sh` blocks of a page.
fn examples(page: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let (mut inside, mut begun): (bool, Option<Example>) = (false, None);
    for (line, text) in (1..).zip(page.lines()) {
        let text = text.trim();
        if text.starts_with("```") {
            inside = text == "```sh" && !inside;
            continue;
        }
        if !inside {
            continue;
        }
        let example = match begun.take() {
            Some(example) => {
                Example { command: format!("{} {text}", example.command), ..example }
            }
            None => match command(text) {
                Some(command) => Example { line, command },
                None => continue,
            },
        };
        match example.command.strip_suffix('\\') {
            Some(part) => {
                let command = part.trim_end().to_owned();
                begun = Some(Example { command, ..example });
            }
            None if example.command.contains("# not run") => {}
            None => found.push(example),
        }
    }
    found
}

/// The line as a call of `samestory`, if it is one.
fn command(line: &str) -> Option<String> {
    let line = line.strip_prefix("$ ").unwrap_or(line);
    if line.starts_with("samestory ") {
        return Some(line.to_owned());
    }
    let (_, arguments) = line.strip_prefix("cargo run ")?.split_once("-- ")?;
    Some(format!("samestory {arguments}"))
}

/// README.md and every page of docs/, as far as they are there.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![repository().join("README.md")];
    if let Ok(docs) = fs::read_dir(repository().join("docs")) {
        let mut inside: Vec<PathBuf> = docs.map(|page| page.unwrap().path()).collect();
        inside.retain(|page| page.extension().is_some_and(|end| end == "md"));
        inside.sort();
        pages.extend(inside);
    }
    pages.retain(|page| page.is_file());
    pages
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &place);
        } else {
            fs::copy(&path, &place).unwrap();
        }
    }
}

/// The folder of the program, then where the shell looks anyway.
fn search_path() -> OsString {
    let folder = Path::new(SAMESTORY).parent().unwrap().to_path_buf();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(folder).chain(std::env::split_paths(&others));
    std::env::join_paths(all).unwrap()
}

#[test]
#[cfg(unix)]
fn every_command_of_the_pages_exits_0() {
    let mut failed = Vec::new();
    for page in pages() {
        let examples = examples(&fs::read_to_string(&page).unwrap());
        if examples.is_empty() {
            continue;
        }
        let run = Run::new();
        copy_folder(&repository().join("data"), &run.path("data"));
        for Example { line, command } in examples {
            let output = Command::new("sh")
                .args(["-c", &command])
                .env("PATH", search_path())
                .current_dir(run.path(""))
                .output()
                .unwrap();
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                let place = page.strip_prefix(repository()).unwrap().display();
                failed.push(format!(
                    "{place}:{line}: {command}\n{}: {said}",
                    output.status
                ));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn commands_are_found_in_sh_blocks_and_nowhere_else() {
    let page = "samestory cluster no\n```sh\n# a comment\nsamestory cluster a -o b\n\
                cargo run --release -- report b \\\n    --format html\n\
                cargo test\nsamestory synth --articles 9000000 # not run\n$ samestory man\n```\n\
                ```text\nsamestory cluster no\n```\n```\nsamestory cluster no\n```\n\
                ```sh\nsamestory eval c\n```\n";
    let found: Vec<(usize, String)> = examples(page)
        .into_iter()
        .map(|example| (example.line, example.command))
        .collect();
    let expected = [
        (4, "samestory cluster a -o b"),
        (5, "samestory report b --format html"),
        (9, "samestory man"),
        (18, "samestory eval c"),
    ];
    assert_eq!(found, expected.map(|(line, command)| (line, command.to_owned())));
}
