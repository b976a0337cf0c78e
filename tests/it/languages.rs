//! One news week in sixteen languages: stories at default settings, language by language.

use crate::run::{Run, json_lines, repository, string, values};
use crate::sample::{figures, members};

/// What `nt_f` and its precision may be at least. A floor is raised when a better result is there
/// to stay, and never lowered to let a change pass.
const FLOORS: [(&str, f64, f64); 16] = [
    ("ar", 0.80, 0.95),
    ("bg", 0.85, 0.95),
    ("cs", 0.90, 0.95),
    ("en", 0.95, 0.95),
    ("fa", 0.85, 0.95),
    ("he", 0.90, 0.95),
    ("hi", 0.90, 0.95),
    ("id", 0.95, 0.95),
    ("ja", 0.90, 0.90),
    ("ko", 0.93, 0.95),
    ("pl", 0.90, 0.95),
    ("ru", 0.90, 0.95),
    ("sk", 0.90, 0.95),
    ("tr", 0.90, 0.95),
    ("uk", 0.60, 0.95),
    ("zh", 0.95, 0.95),
];

#[test]
fn stories_are_found_in_every_language_and_happenings_alike_kept_apart() {
    let folder = repository().join("data/languages");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let gold = values(&read("gold.jsonl"));
    for (lang, least, least_precision) in FLOORS {
        let run = Run::new();
        run.write("articles.jsonl", read(&format!("{lang}.jsonl")));
        let mut gold = gold.clone();
        gold.retain(|label| string(&label["id"]).starts_with(&format!("{lang}-")));
        assert_eq!(gold.len(), 42);
        run.write("gold.jsonl", json_lines(&gold));
        let found = figures(&run, "");
        assert!(found["nt_f"] >= least, "{lang}: {found:?}");
        assert!(found["nt_p"] >= least_precision, "{lang}: {found:?}");
    }
}

#[test]
fn one_happening_in_many_languages_is_one_story_and_each_language_keeps_its_own() {
    let folder = repository().join("data/languages");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let run = Run::new();
    let of = |lang: &str| read(&format!("{lang}.jsonl"));
    run.write("articles.jsonl", FLOORS.map(|(lang, ..)| of(lang)).concat());
    run.write("gold.jsonl", read("gold.jsonl"));
    let found = figures(&run, "--events");
    assert!(found["nt_p"] >= 0.98, "{found:?}");
    assert!(found["nt_f"] >= 0.71, "{found:?}");
    // What others tell parts and joins nothing that one language tells.
    let all = members(&run);
    for (lang, ..) in FLOORS {
        run.write("articles.jsonl", of(lang));
        let alone = members(&run);
        assert_eq!(alone.len(), 42);
        for (x, (story, _)) in &alone {
            for (y, (other, _)) in &alone {
                assert_eq!(story == other, all[x].0 == all[y].0, "{x} {y}");
            }
        }
    }
}
