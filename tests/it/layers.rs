//! The house rules that the compiler does not hold: who may use whom, who may print, how
//! long a file may be.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::run::repository;

/// The layers of the library. A module may use only what stands above it; the first five
/// are nouns and stand side by side.
const LAYERS: [&str; 18] = [
    "article",
    "span",
    "error",
    "shelf",
    "read",
    "text",
    "sketch",
    "candidates",
    "verify",
    "cluster",
    "passages",
    "store",
    "pipeline",
    "report",
    "nights",
    "eval",
    "synth",
    "cli",
];

/// What only `cli` (and `main.rs`) may do.
const FOR_CLI_ALONE: [&str; 11] = [
    "println!",
    "print!(",
    "eprintln!",
    "eprint!(",
    "dbg!",
    "process::exit",
    "SystemTime",
    "Instant",
    "std::env",
    "std::io::stdout",
    "std::io::stderr",
];

/// Longest file, in lines before its tests.
const LINES: usize = 400;

/// Uses that break the order of the layers, with the reason.
const USES: [(&str, &str, &str); 0] = [];

/// Files that are longer, with the reason.
const LONG: [(&str, &str); 0] = [];

/// A source file without its tests and its comments.
struct Source {
    /// Path inside `src`, with slashes.
    path: String,
    /// Lines before the tests, comments and all.
    length: usize,
    /// The code of those lines.
    code: Vec<(usize, String)>,
}

impl Source {
    fn read(root: &Path, path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let tests = lines.iter().rposition(|line| *line == "#[cfg(test)]");
        let is_block =
            |at: usize| lines[at..].iter().any(|line| line.starts_with("mod tests {"));
        let length = tests.filter(|at| is_block(*at)).unwrap_or(lines.len());
        let code = (1..)
            .zip(&lines[..length])
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(number, line)| (number, (*line).to_owned()))
            .collect();
        let inside =
            path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        Self { path: inside, length, code }
    }

    fn module(&self) -> &str {
        let end = self.path.find(['/', '.']).unwrap_or(self.path.len());
        &self.path[..end]
    }

    /// Whether it is anything but the library's or the program's root.
    fn is_layer(&self) -> bool {
        LAYERS.contains(&self.module())
    }

    /// Whether it is compiled for tests only.
    fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        ["tests.rs", "round_trips.rs", "sample.rs"].contains(&name)
    }

    /// The modules of the library named in its code, each with its line.
    fn uses(&self) -> impl Iterator<Item = (usize, String)> {
        self.code.iter().flat_map(|(number, line)| {
            let mut found = Vec::new();
            for after in line.split("crate::").skip(1) {
                let names = match after.strip_prefix('{') {
                    Some(list) => list.split('}').next().unwrap_or_default().to_owned(),
                    None => after.to_owned(),
                };
                let parts: Vec<&str> = if after.starts_with('{') {
                    names.split(',').collect()
                } else {
                    vec![&names]
                };
                for part in parts {
                    let part = part.trim();
                    let end = part.find(|c: char| !(c.is_alphanumeric() || c == '_'));
                    found.push((*number, part[..end.unwrap_or(part.len())].to_owned()));
                }
            }
            found
        })
    }
}

fn sources() -> Vec<Source> {
    fn collect(root: &Path, folder: &Path, into: &mut Vec<Source>) {
        let mut entries: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                collect(root, &path, into);
            } else if path.extension().is_some_and(|end| end == "rs") {
                into.push(Source::read(root, &path));
            }
        }
    }
    let root = repository().join("src");
    let mut sources = Vec::new();
    collect(&root, &root, &mut sources);
    assert!(sources.len() > 50, "only {} files in src", sources.len());
    sources
}

fn rank(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| *layer == module)
}

#[test]
fn every_module_has_its_place_in_the_order() {
    let known: BTreeSet<&str> = LAYERS.into_iter().chain(["lib", "main"]).collect();
    let strangers: BTreeSet<String> = sources()
        .iter()
        .map(|source| source.module().to_owned())
        .filter(|module| !known.contains(module.as_str()))
        .collect();
    assert!(strangers.is_empty(), "no place in the order: {strangers:?}");
    let names = ["utils", "util", "helpers", "common", "manager", "data", "misc"];
    let vague: Vec<String> = sources()
        .into_iter()
        .map(|source| source.path)
        .filter(|path| path.split(['/', '.']).any(|part| names.contains(&part)))
        .collect();
    assert!(vague.is_empty(), "names that say nothing: {vague:?}");
}

#[test]
fn a_module_uses_only_what_stands_above_it() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.is_layer() && !source.is_test())
    {
        let module = source.module();
        for (line, used) in source.uses() {
            let allowed = used == module
                || USES
                    .iter()
                    .any(|(from, to, _)| (*from, *to) == (module, used.as_str()));
            let above = rank(&used).is_some_and(|used| Some(used) < rank(module));
            if !(allowed || above) {
                wrong.push(format!("src/{}:{line} uses {used}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_prints_exits_or_asks_for_time_or_environment() {
    let mut wrong = Vec::new();
    let beneath = |source: &&Source| {
        source.module() != "cli" && source.path != "main.rs" && !source.is_test()
    };
    for source in sources().iter().filter(beneath) {
        for (line, code) in &source.code {
            for forbidden in FOR_CLI_ALONE {
                // `println!` also holds `print`, so whole words only.
                let before =
                    code.find(forbidden).and_then(|at| code[..at].chars().next_back());
                let whole = before.is_none_or(|c| !(c.is_alphanumeric() || c == '_'));
                if code.contains(forbidden) && whole {
                    wrong.push(format!("src/{}:{line} has {forbidden}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_long() {
    let mut wrong = Vec::new();
    for source in sources() {
        let excused = LONG.iter().any(|(path, _)| *path == source.path);
        if source.length > LINES && !excused {
            wrong.push(format!("src/{}: {} lines", source.path, source.length));
        }
        if source.path == "main.rs" && source.length >= 60 {
            wrong.push(format!("src/main.rs: {} lines", source.length));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn exceptions_are_still_needed_and_have_a_reason() {
    let sources = sources();
    for (from, to, reason) in USES {
        let used =
            |s: &Source| s.module() == from && s.uses().any(|(_, used)| used == to);
        assert!(sources.iter().any(used) && !reason.is_empty(), "{from} → {to}");
    }
    for (path, reason) in LONG {
        let long = |s: &Source| s.path == path && s.length > LINES;
        assert!(sources.iter().any(long) && !reason.is_empty(), "{path}");
    }
}
