//! A folder of its own, and the binary run in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The program under test.
pub(crate) const SAMESTORY: &str = env!("CARGO_BIN_EXE_samestory");

/// The repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A temporary folder in which the program is run.
pub(crate) struct Run {
    folder: TempDir,
}

impl Run {
    /// In an empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// In a folder with the sample corpus: `articles.jsonl` and `gold.jsonl`.
    pub(crate) fn with_sample() -> Self {
        let run = Self::new();
        for name in ["articles.jsonl", "gold.jsonl"] {
            let from = repository().join("data/sample").join(name);
            fs::copy(from, run.path(name)).expect("a file of the sample");
        }
        run
    }

    /// In a folder with a corpus of known truth: `articles.jsonl` and `gold.jsonl`.
    pub(crate) fn with_synth(articles: usize, seed: u64) -> Self {
        let run = Self::new();
        run.ok(&format!(
            "synth --articles {articles} --seed {seed} -o articles.jsonl --truth gold.jsonl"
        ));
        run
    }

    /// A place in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and the folders it lies in.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file to write");
    }

    /// Writes JSON Lines.
    pub(crate) fn write_lines(&self, name: &str, records: &[Value]) {
        self.write(name, json_lines(records));
    }

    /// Reads a text file.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Reads a file of JSON Lines.
    pub(crate) fn lines(&self, name: &str) -> Vec<Value> {
        values(&self.read(name))
    }

    /// The names of all files, hidden ones too, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("the folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into())
            .collect();
        names.sort();
        names
    }

    /// The program with arguments, which are split at white space, ready to start.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(SAMESTORY);
        command
            .args(arguments.split_whitespace())
            .current_dir(self.folder.path())
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &str) -> Finished {
        let output = self.command(arguments).output().expect("the program to start");
        Finished::new(arguments, output)
    }

    /// Runs the program to its end with bytes on its standard input.
    pub(crate) fn pipe(&self, arguments: &str, input: &[u8]) -> Finished {
        let mut child = self.start(self.command(arguments).stdin(Stdio::piped()));
        let mut stdin = child.stdin.take().expect("its standard input");
        std::thread::scope(|scope| {
            scope.spawn(move || stdin.write_all(input));
            let output = child.wait_with_output().expect("the program to end");
            Finished::new(arguments, output)
        })
    }

    /// Starts the program and goes on.
    #[expect(clippy::unused_self, reason = "reads as: the run starts it")]
    pub(crate) fn start(&self, command: &mut Command) -> Child {
        command.spawn().expect("the program to start")
    }

    /// Runs the program, which must exit 0.
    pub(crate) fn ok(&self, arguments: &str) -> Finished {
        self.run(arguments).exits(0)
    }

    /// Runs the program, which must exit 2 with an error and nothing on its standard
    /// output.
    pub(crate) fn fails(&self, arguments: &str) -> Finished {
        self.run(arguments).failed()
    }
}

/// A run that has ended.
pub(crate) struct Finished {
    arguments: String,
    /// Its exit status; `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it wrote to standard output.
    pub(crate) stdout: String,
    /// What it wrote to standard error.
    pub(crate) stderr: String,
}

impl Finished {
    pub(crate) fn new(arguments: &str, output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
        Self {
            arguments: arguments.to_owned(),
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Whether it exited 0.
    pub(crate) fn done(&self) -> bool {
        self.code == Some(0)
    }

    /// Its exit code must be `code`.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        let Self { arguments, stderr, .. } = &self;
        assert_eq!(self.code, Some(code), "samestory {arguments}\n{stderr}");
        self
    }

    /// It must have failed with an error, and given no data.
    #[track_caller]
    pub(crate) fn failed(self) -> Self {
        let run = self.exits(2);
        assert!(run.stdout.is_empty(), "samestory {}\n{}", run.arguments, run.stdout);
        assert!(run.stderr.contains("error: "), "{}", run.stderr);
        run
    }

    /// Every one of these must stand in what it said on standard error.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stderr.contains(word), "no '{word}' in:\n{}", self.stderr);
        }
        self
    }

    /// Every one of these must stand in what it wrote.
    #[track_caller]
    pub(crate) fn writes(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stdout.contains(word), "no '{word}' in:\n{}", self.stdout);
        }
        self
    }

    /// The JSON Lines it wrote.
    pub(crate) fn lines(&self) -> Vec<Value> {
        values(&self.stdout)
    }
}

/// Every line as JSON.
pub(crate) fn values(lines: &str) -> Vec<Value> {
    let parse =
        |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
    lines.lines().map(parse).collect()
}

/// The `data` of every envelope of one type.
pub(crate) fn data<'v>(records: &'v [Value], kind: &str) -> Vec<&'v Value> {
    records.iter().filter(|record| record["type"] == kind).map(|r| &r["data"]).collect()
}

/// Records as JSON Lines.
pub(crate) fn json_lines(records: &[Value]) -> String {
    let mut lines = String::new();
    for record in records {
        writeln!(lines, "{record}").expect("a string takes all");
    }
    lines
}

/// A string of a record.
#[track_caller]
pub(crate) fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a string, not {value}"))
}

/// A list of a record.
#[track_caller]
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("a list, not {value}"))
}

/// A number of a record.
#[track_caller]
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number, not {value}"))
}

/// `words` words that no text of another seed has.
pub(crate) fn prose(seed: usize, words: usize) -> String {
    let mut text = String::new();
    for word in 0..words {
        let end = if word % 14 == 13 { "." } else { "" };
        write!(text, "w{seed}x{word}{end} ").expect("a string takes all");
    }
    text.trim_end().to_owned()
}

/// Reprint groups of two articles or more, each sorted, by `cluster`.
pub(crate) fn groups(articles: &[Value]) -> Vec<Vec<String>> {
    let run = Run::new();
    run.write_lines("news.jsonl", articles);
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in run.ok("cluster --members --tier reprints news.jsonl").lines() {
        let of = |field: &str| string(&line[field]).to_owned();
        groups.entry(of("group")).or_default().push(of("id"));
    }
    let mut groups: Vec<Vec<String>> =
        groups.into_values().filter(|group| group.len() > 1).collect();
    for group in &mut groups {
        group.sort();
    }
    groups.sort();
    groups
}

/// The kinds of all pairs, by ids.
pub(crate) fn kinds(articles: &[Value]) -> BTreeMap<(String, String), String> {
    let run = Run::new();
    run.write_lines("news.jsonl", articles);
    let lines = run.ok("pairs news.jsonl").lines();
    let of = |pair: &Value, field: &str| string(&pair[field]).to_owned();
    data(&lines, "pair")
        .into_iter()
        .map(|pair| ((of(pair, "a"), of(pair, "b")), of(pair, "kind")))
        .collect()
}

/// An article with nothing but an id and a text.
pub(crate) fn article(id: &str, text: &str) -> Value {
    json!({ "id": id, "text": text })
}

/// A fixed order that has nothing to do with the one given.
pub(crate) fn shuffled<T>(mut items: Vec<T>) -> Vec<T> {
    let mut state = 0x9E37_79B9_u64;
    for last in (1..items.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = usize::try_from(state >> 33).expect("31 bits") % (last + 1);
        items.swap(last, at);
    }
    items
}
