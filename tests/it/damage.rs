//! Stores whose bytes are not as they were written: always found out, never believed.

use std::fs;
use std::path::{Path, PathBuf};

use samestory::pipeline::nightly::{query::Asker, settings_of};
use samestory::store::Store;
use serde_json::Value;

use crate::nights::{snapshot, split};
use crate::run::{Run, repository};

/// A store of three small nights.
fn store() -> Run {
    let run = Run::with_synth(45, 21);
    split(&run, "articles.jsonl", 3);
    for night in 1..=3 {
        run.ok(&format!("nightly -q --store store night-{night}.jsonl"));
    }
    run
}

/// What a store answers to everything it can be asked, or that it refuses to.
fn answers(folder: &Path) -> Option<Vec<String>> {
    let store = Store::open(folder, None).ok()?;
    let numbers: Vec<u32> = store.state().live().map(|(number, _)| number).collect();
    let articles = store.articles(&numbers).ok()?;
    let mut out: Vec<String> =
        articles.iter().map(|article| format!("{article:?}")).collect();
    let stories: Vec<u32> = store.state().fates.keys().copied().collect();
    out.extend(store.documents(&stories).ok()?.iter().map(|story| format!("{story:?}")));
    for place in 0..3 {
        for chunk in store.output(place) {
            out.push(format!("{:?}", chunk.ok()?));
        }
    }
    let settings = settings_of(&store.manifest().parameters);
    let asker = Asker::new(&store, &settings);
    for article in articles.into_iter().step_by(11) {
        out.push(format!("{:?}", asker.ask(article).ok()?));
    }
    Some(out)
}

/// A store's problem must be told with the file's name, and no answer be another than the
/// sound store's.
fn found_out(folder: &Path, name: &str, sound: &[String], what: &str, ask: bool) {
    let problems = Store::verify(folder).unwrap();
    assert!(
        problems.iter().any(|problem| problem.file == name),
        "{name}, {what}: not told: {problems:?}"
    );
    if ask && let Some(answers) = answers(folder) {
        assert_eq!(answers, sound, "{name}, {what}: a wrong answer");
    }
}

#[test]
fn a_flipped_byte_is_found_out_wherever_it_is() {
    let run = store();
    let folder = run.path("store");
    let sound = answers(&folder).unwrap();
    assert_eq!(Store::verify(&folder).unwrap(), []);
    let mut flips = 0;
    for (name, bytes) in snapshot(&folder) {
        let path = folder.join(&name);
        let step = (bytes.len() / 150).max(1);
        let places = (0..bytes.len()).step_by(step).chain([bytes.len() - 1]);
        for (count, at) in places.enumerate() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (at % 8);
            fs::write(&path, &damaged).unwrap();
            found_out(&folder, &name, &sound, &format!("byte {at}"), count % 15 == 0);
            flips += 1;
        }
        fs::write(&path, &bytes).unwrap();
    }
    assert!(flips > 500, "{flips}");
    assert_eq!(answers(&folder).unwrap(), sound);
}

#[test]
fn a_file_that_is_cut_short_or_missing_or_longer_is_found_out() {
    let run = store();
    let folder = run.path("store");
    let sound = answers(&folder).unwrap();
    for (name, bytes) in snapshot(&folder) {
        let path = folder.join(&name);
        for length in [0, 1, 23, 24, 60, bytes.len() / 2, bytes.len() - 1] {
            fs::write(&path, &bytes[..length.min(bytes.len() - 1)]).unwrap();
            found_out(&folder, &name, &sound, &format!("cut to {length}"), true);
        }
        let longer: Vec<u8> = bytes.iter().copied().chain([0]).collect();
        fs::write(&path, longer).unwrap();
        found_out(&folder, &name, &sound, "a byte longer", true);
        if name != "MANIFEST" {
            fs::remove_file(&path).unwrap();
            found_out(&folder, &name, &sound, "missing", true);
        }
        fs::write(&path, &bytes).unwrap();
    }
}

#[test]
fn the_command_names_the_damaged_file_and_exits_2() {
    let run = store();
    let path = run.path("store/night-000002.seg");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(&path, &bytes).unwrap();
    run.run("store verify --store store")
        .exits(2)
        .writes(&["night-000002.seg: its checksum is wrong"])
        .says(&["night-000002.seg", "help:"]);
    let store = bytes.len();
    fs::write(&path, &bytes[..store / 3]).unwrap();
    run.fails("query --store store articles.jsonl").says(&["night-000002.seg"]);
    run.fails("nightly --store store articles.jsonl").says(&["night-000002.seg"]);
}

/// A copy of a store that is kept as it was written by an earlier version.
fn copy(from: &Path) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("store");
    fs::create_dir(&to).unwrap();
    for (name, bytes) in snapshot(from) {
        fs::write(to.join(name), bytes).unwrap();
    }
    (folder, to)
}

/// Whether a record says all that an earlier version said; new fields may have come.
fn holds(said: &Value, wanted: &Value) -> bool {
    match (said, wanted) {
        (Value::Object(said), Value::Object(wanted)) => wanted
            .iter()
            .all(|(name, wanted)| said.get(name).is_some_and(|said| holds(said, wanted))),
        (Value::Array(said), Value::Array(wanted)) => {
            said.len() == wanted.len()
                && said.iter().zip(wanted).all(|(said, wanted)| holds(said, wanted))
        }
        _ => said == wanted,
    }
}

#[test]
fn stores_of_every_format_open_say_the_same_and_take_another_night() {
    let mut formats = 0;
    for entry in fs::read_dir(repository().join("data/formats")).unwrap() {
        let golden = entry.unwrap().path();
        if !golden.is_dir() {
            continue;
        }
        let (folder, store) = copy(&golden.join("store"));
        assert_eq!(Store::verify(&store).unwrap(), []);
        let run = Run::new();
        let place = store.display();
        let stories =
            run.ok(&format!("store export --singletons --store {place}")).stdout;
        let expected = fs::read_to_string(golden.join("stories.jsonl")).unwrap();
        let lines = |text: &str| -> Vec<Value> {
            let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
            lines.filter(|line: &Value| line["type"] != "run").collect()
        };
        let (stories, expected) = (lines(&stories), lines(&expected));
        assert_eq!(stories.len(), expected.len(), "{}", golden.display());
        for (said, wanted) in stories.iter().zip(&expected) {
            assert!(holds(said, wanted), "{}: {said}", golden.display());
        }
        run.ok("synth --articles 10 --seed 9 -o more.jsonl --truth truth.jsonl");
        run.ok(&format!("nightly -q --store {place} --now 2024-01-10 more.jsonl"));
        run.ok(&format!("store verify --store {place}"));
        drop(folder);
        formats += 1;
    }
    assert!(formats > 0);
}
