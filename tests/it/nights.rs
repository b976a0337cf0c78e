//! A store over several nights: ids that stay, articles that change, go and are forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::run::{Finished, Run, data, json_lines, prose, repository, string};

/// Splits a corpus by its dates into `nights` files `night-1.jsonl`, ….
pub(crate) fn split(run: &Run, corpus: &str, nights: usize) {
    let mut lines = run.lines(corpus);
    lines.sort_by_key(|line| {
        (string(&line["date"]).to_owned(), string(&line["id"]).to_owned())
    });
    for night in 0..nights {
        let part =
            &lines[night * lines.len() / nights..(night + 1) * lines.len() / nights];
        run.write(&format!("night-{}.jsonl", night + 1), json_lines(part));
    }
}

/// The articles of a file of stories, by what `field` of theirs says.
fn partition(records: &[Value], field: &str) -> BTreeSet<Vec<String>> {
    let mut parts: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for story in data(records, "story") {
        for article in story["articles"].as_array().unwrap() {
            let key = match field {
                "story" => (string(&story["id"]).to_owned(), String::new()),
                _ => (String::new(), string(&article["group"]).to_owned()),
            };
            parts.entry(key).or_default().push(string(&article["id"]).to_owned());
        }
    }
    let sorted = |mut part: Vec<String>| {
        part.sort();
        part
    };
    parts.into_values().map(sorted).collect()
}

#[test]
fn nights_one_after_the_other_give_what_one_run_gives() {
    let run = Run::with_synth(600, 11);
    split(&run, "articles.jsonl", 4);
    for night in 1..=4 {
        run.ok(&format!("nightly -q --store store night-{night}.jsonl"));
    }
    let nights = run.ok("store export --singletons --store store").lines();
    let once = run.ok("cluster -q --singletons articles.jsonl").lines();
    assert_eq!(partition(&nights, "group"), partition(&once, "group"));
    let (nights, once) = (partition(&nights, "story"), partition(&once, "story"));
    let same = nights.intersection(&once).count();
    assert!(
        same * 100 >= once.len() * 97,
        "{same} of {} stories are the same",
        once.len()
    );
    run.ok("store verify --store store");
}

/// The stories of two languages and more, by the ids of their articles.
fn of_several_languages(records: &[Value]) -> BTreeSet<Vec<String>> {
    let told = |articles: &Value| {
        let mut ids = Vec::new();
        let mut languages = BTreeSet::new();
        for article in articles.as_array().unwrap() {
            languages.insert(string(&article["lang"]).to_owned());
            ids.push(string(&article["id"]).to_owned());
        }
        ids.sort();
        (languages.len() > 1).then_some(ids)
    };
    data(records, "story").iter().filter_map(|story| told(&story["articles"])).collect()
}

#[test]
fn reports_in_two_languages_meet_by_meaning_on_two_nights_as_in_one() {
    let folder = repository().join("data/languages");
    for (first, second, least) in [("he", "en", 4), ("uk", "cs", 7), ("en", "ko", 3)] {
        let run = Run::new();
        for lang in [first, second] {
            let articles =
                fs::read_to_string(folder.join(format!("{lang}.jsonl"))).unwrap();
            run.write(&format!("{lang}.jsonl"), articles);
            if lang == second {
                let asked = run.ok(&format!("query --store store {lang}.jsonl")).lines();
                let met = data(&asked, "match");
                let met = met.iter().filter(|answer| answer["story"].is_string()).count();
                assert!(met >= 3 * least, "{first} {second}: {met} of a store");
            }
            run.ok(&format!("nightly -q --store store {lang}.jsonl"));
        }
        let nights = run.ok("store export --store store").lines();
        let once = run.ok(&format!("cluster -q {first}.jsonl {second}.jsonl")).lines();
        let (nights, once) = (of_several_languages(&nights), of_several_languages(&once));
        assert_eq!(nights, once, "{first} {second}");
        assert!(once.len() >= least, "{first} {second}: {}", once.len());
    }
}

/// An article told from facts, so that articles of one `seed` tell of one event.
fn report(id: &str, seed: usize, day: usize, outlet: &str) -> Value {
    json!({
        "id": id,
        "title": format!("{} {}", prose(seed, 4), id),
        "text": prose(seed, 120),
        "date": format!("2024-03-{day:02}T08:00:00Z"),
        "source": outlet,
    })
}

fn changes(run: &Run) -> Vec<Value> {
    data(&run.lines("out/changes.jsonl"), "change").into_iter().cloned().collect()
}

fn night(run: &Run, name: &str, articles: &[Value], more: &str) -> Finished {
    run.write_lines(name, articles);
    run.ok(&format!("nightly --store store --out out {more} {name}"))
}

#[test]
fn a_story_keeps_its_id_and_grows() {
    let run = Run::new();
    let first = [
        report("a", 1, 1, "North"),
        report("b", 1, 1, "South"),
        report("c", 2, 1, "East"),
    ];
    night(&run, "1.jsonl", &first, "").writes(&["Stories: 1 new, 0 grown"]);
    let began = changes(&run);
    assert_eq!(began[0]["change"], "new_story");
    let story = string(&began[0]["story"]).to_owned();
    night(&run, "2.jsonl", &[report("d", 1, 2, "West")], "").writes(&["0 new, 1 grown"]);
    let grown = changes(&run);
    assert_eq!(
        (&grown[0]["change"], &grown[0]["story"]),
        (&json!("grown"), &json!(story))
    );
    assert_eq!(grown[0]["added"], json!(["d"]));
    let lines = run.lines("out/stories.jsonl");
    let stories = data(&lines, "story");
    assert_eq!(stories[0]["nightly"], json!({"status": "grown", "added": ["d"]}));
    run.write_lines("q.jsonl", &[report("q", 1, 2, "Other")]);
    let lines = run.ok("query --store store q.jsonl").lines();
    let answer = &data(&lines, "match")[0];
    assert_eq!(answer["story"], json!(story));
    assert_eq!(answer["reprints"].as_array().unwrap().len(), 3);
    run.write_lines("q.jsonl", &[report("q", 77, 2, "Other")]);
    run.run("query --store store q.jsonl").exits(1);
}

#[test]
fn a_short_text_of_the_store_is_found_in_a_long_one() {
    let run = Run::new();
    let article = |id: &str, text: &str| json!({"id": id, "text": text, "source": id});
    let short: Vec<String> = (0..20).map(|n| prose(100 + n, 13)).collect();
    let parts = (0..20).map(|n| format!("{} {}", prose(200 + n, 200), short[n]));
    let long = article("long", &parts.collect::<Vec<_>>().join(" "));
    let mut all: Vec<Value> =
        (0..20).map(|n| article(&format!("s{n}"), &short[n])).collect();
    night(&run, "1.jsonl", &all, "");
    run.write_lines("q.jsonl", std::slice::from_ref(&long));
    let lines = run.ok("query --store store q.jsonl").lines();
    let found = &data(&lines, "match")[0]["reprints"];
    let found: BTreeSet<&str> =
        found.as_array().unwrap().iter().map(|one| string(&one["id"])).collect();
    all.push(long);
    run.write_lines("all.jsonl", &all);
    let lines = run.ok("pairs -q all.jsonl").lines();
    let pairs = data(&lines, "pair");
    let pairs: BTreeSet<&str> =
        pairs.iter().flat_map(|pair| [string(&pair["a"]), string(&pair["b"])]).collect();
    assert_eq!(found.len(), 20);
    assert_eq!(found, &pairs - &BTreeSet::from(["long"]));
}

#[test]
fn a_text_that_changes_is_a_new_version_under_its_id() {
    let run = Run::new();
    night(&run, "1.jsonl", &[report("a", 1, 1, "North"), report("b", 1, 1, "South")], "");
    night(&run, "2.jsonl", &[report("a", 5, 2, "North"), report("b", 1, 1, "South")], "")
        .writes(&["2 articles read, 1 new, 1 there before", "1 are new versions"]);
    assert!(
        changes(&run).iter().any(|c| c["change"] == "updated" && c["article"] == "a")
    );
    run.ok("store verify --store store");
    run.ok("store export --store store -o stories.jsonl --articles all.jsonl");
    let all = run.lines("all.jsonl");
    assert_eq!(all.len(), 2);
    let a = all.iter().find(|article| article["id"] == "a").unwrap();
    assert_eq!(a["text"], report("a", 5, 2, "North")["text"]);
}

#[test]
fn a_story_of_which_all_texts_change_keeps_its_id() {
    let run = Run::new();
    let of = |more: &str| {
        ["a", "b"].map(|id| {
            let mut article = report(id, 1, 1, id);
            article["text"] = json!(format!("{} {more}", prose(1, 120)));
            article
        })
    };
    night(&run, "1.jsonl", &of(""), "").writes(&["Stories: 1 new"]);
    night(&run, "2.jsonl", &of("Tugs came at noon."), "")
        .writes(&["2 are new versions", "Stories: 0 new, 1 grown"]);
    let changes = changes(&run);
    assert_eq!(
        (&changes[0]["change"], &changes[0]["story"]),
        (&json!("grown"), &json!("s1"))
    );
    // New versions that come in a later sitting than that which takes the old ones out.
    let mut many: Vec<Value> = (0..10_001)
        .map(|n| json!({"id": format!("n{n}"), "text": format!("Short item {n}."), "date": "2024-03-02"}))
        .collect();
    many.extend(of("The harbour is open again.").map(|mut article| {
        article["date"] = json!("2024-03-03");
        article
    }));
    night(&run, "3.jsonl", &many, "").writes(&["2 are new versions", "0 new, 1 grown"]);
    let lines = run.ok("store export --store store").lines();
    assert_eq!(
        data(&lines, "story").iter().map(|s| &s["id"]).collect::<Vec<_>>(),
        ["s1"]
    );
    run.ok("store verify --store store");
}

#[test]
fn the_same_input_again_changes_nothing_and_gives_the_same_outputs() {
    let run = Run::with_synth(60, 3);
    let first = run.ok(
        "nightly --store store --out out --report html --metrics 1.prom articles.jsonl",
    );
    let before = snapshot(&run.path("store"));
    let again = run.ok(
        "nightly --store store --out again --report html --metrics 2.prom articles.jsonl",
    );
    let again = again.says(&["already done, as number 1"]);
    let (head, told) = again.stdout.split_once('\n').unwrap();
    assert_eq!(head, "Already done, as number 1: nothing changed. What that night told:");
    assert_eq!(first.stdout, told);
    let metrics = |name: &str| {
        let text = run.read(name);
        let lines = text.lines().filter(|line| !line.contains("_seconds"));
        let kept = lines.chain(text.lines().filter(|line| line.contains("_success_")));
        kept.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(metrics("1.prom"), metrics("2.prom"));
    assert_eq!(snapshot(&run.path("out")), snapshot(&run.path("again")));
    assert_eq!(before, snapshot(&run.path("store")));
    assert_eq!(first.stdout.lines().count(), 6);
    run.ok("store compact --store store");
    run.ok("nightly -q --store store --metrics 3.prom articles.jsonl")
        .writes(&["Already done, as number 1", "is no longer kept"]);
    assert!(run.read("3.prom").contains("samestory_store_articles 60\n"));
    assert!(!run.read("3.prom").contains("samestory_night_"));
}

#[test]
fn a_report_of_a_great_night_counts_all_and_says_what_it_leaves_out() {
    let run = Run::new();
    let pair = |number: usize| {
        let text = prose(number, 60);
        ["a", "b"].map(|outlet| {
            json!({
                "id": format!("{number}{outlet}"),
                "text": text,
                "source": outlet,
                "date": "2024-03-01",
            })
        })
    };
    let news: Vec<Value> = (0..520).flat_map(pair).collect();
    run.write_lines("great.jsonl", &news);
    run.ok("nightly -q --store store --out out --report html great.jsonl")
        .writes(&["Stories: 520 new"]);
    let page = run.read("out/report.html");
    assert!(
        page.contains("<strong>520</strong> new, <strong>0</strong> grown"),
        "{page}"
    );
    assert!(page.contains("20 stories, smaller ones, not shown here"));
    let pages = fs::read_dir(run.path("out/report-stories")).unwrap().count();
    assert_eq!(pages, 500, "too much for one page");

    // The next night is shown before those of the week, as many as there are room for.
    run.write_lines("next.jsonl", &pair(900));
    run.ok("nightly -q --store store --out next --report html next.jsonl");
    let page = run.read("next/report.html");
    assert!(page.contains(
        "<strong>1</strong> new, <strong>0</strong> grown, <strong>100</strong>"
    ));
}

#[test]
fn articles_older_than_the_window_expire_and_their_files_go() {
    let run = Run::new();
    night(
        &run,
        "1.jsonl",
        &[report("a", 1, 1, "N"), report("b", 1, 1, "S")],
        "--window 5",
    );
    night(&run, "2.jsonl", &[report("c", 2, 3, "N")], "--window 5");
    assert!(run.path("store/night-000001.seg").exists());
    night(&run, "3.jsonl", &[report("d", 1, 6, "N")], "--window 5")
        .writes(&["2 expired tonight", "Stories: 0 new"]);
    let gone: Vec<Value> =
        changes(&run).into_iter().filter(|c| c["change"] == "expired").collect();
    assert_eq!((gone.len(), &gone[0]["story"]), (2, &json!("s1")));
    assert!(!run.path("store/night-000001.seg").exists());
    run.ok("store verify --store store");
}

#[test]
fn dates_that_lie_far_ahead_are_refused_and_a_wrong_day_is_set_back() {
    let run = Run::new();
    let dated = |id: &str, seed: usize, date: &str| {
        let mut article = report(id, seed, 1, id);
        article["date"] = json!(date);
        article
    };
    night(&run, "1.jsonl", &[report("a", 1, 1, "N"), report("b", 1, 1, "S")], "");
    let before = snapshot(&run.path("store"));
    run.write_lines("2.jsonl", &[dated("far", 7, "2099-01-01")]);
    run.fails("nightly --store store 2.jsonl").says(&[
        "cannot use 2099-01-01 as the day of the night",
        "article 'far' is of that day, but the last night was of 2024-03-01",
        "--now",
    ]);
    assert_eq!(before, snapshot(&run.path("store")));
    run.ok("nightly --store store --now 2024-03-02 2.jsonl")
        .writes(&["Night 2 of 2024-03-02", "Store: 3 articles, 0 expired"]);
    // A store that came to be of a wrong day: the next night warns, and --now sets it back.
    night(&run, "3.jsonl", &[report("c", 1, 3, "W")], "--now 2024-03-20");
    night(&run, "4.jsonl", &[report("d", 2, 4, "W")], "")
        .writes(&["of 2024-03-20", "Warnings: none"]);
    night(&run, "5.jsonl", &[report("e", 2, 5, "W")], "--window 9")
        .writes(&["of 2024-03-20", "articles of 2024-03-05 after a night of 2024-03-20"]);
    night(&run, "6.jsonl", &[report("f", 2, 6, "W")], "--window 9 --now 2024-03-06")
        .writes(&["of 2024-03-06", "expired", "Warnings: none"]);
    night(&run, "7.jsonl", &[report("g", 2, 7, "W")], "--window 9").writes(&[
        "of 2024-03-07",
        "0 expired",
        "Warnings: none",
    ]);
    run.ok("store verify --store store");
}

#[test]
fn articles_without_a_date_count_for_the_first_night_that_has_a_day() {
    let run = Run::new();
    let undated = |id: &str, seed: usize| {
        let mut article = report(id, seed, 1, id);
        article.as_object_mut().unwrap().remove("date");
        article
    };
    night(&run, "1.jsonl", &[undated("a", 1), undated("b", 1)], "")
        .writes(&["of no known day"]);
    run.ok("store forget --store store --before 2024-01-01")
        .says(&["0 articles forgotten"]);
    let info: Value =
        serde_json::from_str(&run.ok("store info --json --store store").stdout).unwrap();
    assert_eq!((&info["articles"], &info["last"]), (&json!(2), &json!(null)));
    night(&run, "2.jsonl", &[report("c", 2, 4, "N")], "--window 5")
        .writes(&["of 2024-03-04", "Store: 3 articles, 0 expired tonight"]);
    night(&run, "3.jsonl", &[report("d", 1, 8, "N")], "--window 5")
        .writes(&["0 new, 1 grown", "0 expired tonight"]);
    night(&run, "4.jsonl", &[report("e", 3, 9, "N")], "--window 5")
        .writes(&["3 expired tonight"]);
    run.ok("store verify --store store");
}

#[test]
fn a_younger_story_that_is_an_older_one_points_to_it() {
    let run = Run::new();
    let (one, two) = (prose(1, 200), prose(2, 200));
    let article = |id: &str, text: String, day: usize| {
        json!({"id": id, "title": prose(9, 6), "text": text,
               "date": format!("2024-03-{day:02}"), "source": id})
    };
    let both = || format!("{one} {two}");
    night(
        &run,
        "1.jsonl",
        &[article("a", one.clone(), 1), article("b", one.clone(), 1)],
        "",
    );
    night(
        &run,
        "2.jsonl",
        &[article("c", two.clone(), 2), article("d", two.clone(), 2)],
        "",
    );
    let many: Vec<Value> = (0..6).map(|n| article(&format!("e{n}"), both(), 3)).collect();
    night(&run, "3.jsonl", &many, "");
    let merged: Vec<Value> =
        changes(&run).into_iter().filter(|c| c["change"] == "merged").collect();
    run.ok("store verify --store store");
    // Whether the texts are one story is the pipeline's to say; then the older id lives.
    for change in &merged {
        assert_eq!((&change["story"], &change["into"]), (&json!("s2"), &json!("s1")));
    }
}

/// Every file of a folder with its bytes, the lock aside.
pub(crate) fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("the folder");
    entries
        .map(|entry| entry.unwrap())
        .map(|e| {
            (e.file_name().to_string_lossy().into_owned(), fs::read(e.path()).unwrap())
        })
        .filter(|(name, _)| name != "LOCK")
        .collect()
}

/// Whether any of the words stands in a folder's files, in compressed blocks too.
fn holds(folder: &Path, words: &[&str]) -> Vec<String> {
    const ZSTD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];
    let mut found = Vec::new();
    for (name, bytes) in snapshot(folder) {
        let mut texts = vec![bytes.clone()];
        for at in (0..bytes.len()).filter(|&at| bytes[at..].starts_with(&ZSTD)) {
            let mut frame = Vec::new();
            let decoder = zstd::stream::Decoder::new(&bytes[at..]);
            if let Ok(mut decoder) = decoder.map(zstd::stream::Decoder::single_frame) {
                let _ = decoder.read_to_end(&mut frame);
            }
            texts.push(frame);
        }
        for word in words {
            let has =
                |text: &Vec<u8>| text.windows(word.len()).any(|w| w == word.as_bytes());
            if texts.iter().any(has) {
                found.push(format!("{word} in {name}"));
            }
        }
    }
    found
}

#[test]
fn what_is_forgotten_is_in_no_byte_after_compact() {
    let run = Run::new();
    let secret = json!({
        "id": "secretid", "title": "Quillhaven secrettitle",
        "text": format!("{} secretword {}", prose(1, 60), prose(1, 120)),
        "date": "2024-03-01", "source": "Secretoutlet", "url": "https://secret.example/x",
    });
    let others = [
        report("b", 1, 1, "South"),
        report("c", 1, 1, "East"),
        report("d", 2, 1, "East"),
    ];
    let all: Vec<Value> = [secret].into_iter().chain(others).collect();
    night(&run, "1.jsonl", &all, "");
    night(&run, "2.jsonl", &[report("e", 1, 2, "West")], "");
    let words =
        ["secretid", "secrettitle", "secretword", "Secretoutlet", "secret.example"];
    assert_eq!(
        holds(&run.path("store"), &words)
            .iter()
            .filter(|f| f.contains("night-000001"))
            .count(),
        words.len()
    );
    run.ok("store forget --store store --article secretid")
        .says(&["1 articles forgotten"]);
    run.ok("store verify --store store");
    let lines = run.ok("store export --store store").lines();
    assert!(!lines.iter().any(|line| line.to_string().contains("secret")));
    run.ok("store compact --store store");
    run.ok("store verify --store store");
    assert_eq!(holds(&run.path("store"), &words), Vec::<String>::new());
    let lines = run.ok("store export --store store").lines();
    assert_eq!(data(&lines, "story")[0]["id"], "s1");
    run.ok("store forget --store store --source East --before 2024-03-02");
    run.ok("store compact --store store");
    run.ok("store verify --store store");
    assert_eq!(holds(&run.path("store"), &["East", "South"]), Vec::<String>::new());
    run.ok("nightly -q --store store 2.jsonl");
    night(&run, "3.jsonl", &[report("f", 1, 3, "South")], "").writes(&["1 new"]);
}

#[test]
fn a_store_of_many_nights_has_few_files_and_finds_everything_that_counts() {
    let run = Run::new();
    let mut first = report("n1", 50, 1, "North");
    first["text"] = json!(format!("{} replacedword", prose(50, 120)));
    night(&run, "1.jsonl", &[first, report("other", 60, 1, "East")], "");
    for day in 1..=16 {
        let articles = [report(&format!("n{day}"), day, day, "North")];
        night(&run, &format!("{}.jsonl", day + 1), &articles, "");
    }
    let files = snapshot(&run.path("store"));
    let nights: Vec<_> = files.iter().filter(|(n, _)| n.starts_with("night-")).collect();
    assert_eq!(nights.len(), 3, "two of eight nights, and the last");
    assert_eq!(holds(&run.path("store"), &["replacedword"]), Vec::<String>::new());
    run.ok("store verify --store store");
    let asked: Vec<Value> =
        (1..=16).map(|day| report(&format!("q{day}"), day, day, "South")).collect();
    run.write_lines("q.jsonl", &asked);
    let lines = run.ok("query --store store q.jsonl").lines();
    for (day, answer) in (1..).zip(data(&lines, "match")) {
        assert_eq!(answer["reprints"][0]["id"], json!(format!("n{day}")));
    }
}

#[test]
fn a_store_of_other_parameters_is_refused_naming_both() {
    let run = Run::with_synth(20, 1);
    run.ok("nightly -q --store store articles.jsonl");
    run.fails("nightly --store store --shingle-width 4 articles.jsonl")
        .says(&["written with shingle width 5, this run asks for 4", "help:"]);
    run.write("full/other.txt", "mine");
    run.fails("nightly --store full articles.jsonl").says(&["it holds 'other.txt'"]);
    run.fails("store info --store nowhere").says(&["there is none"]);
}

#[test]
fn metrics_that_cannot_be_written_stop_a_night_before_it_begins() {
    let run = Run::with_synth(20, 1);
    run.fails("nightly --store store --metrics nowhere/night.prom articles.jsonl")
        .says(&["nowhere/night.prom", "help:"]);
    run.fails("nightly --store store --out out --metrics out/summary.txt articles.jsonl")
        .says(&["goes there already"]);
    assert!(!run.path("store").exists());
    // The time of success is that of the night, not of what was done to the store since.
    let success = || run.read("m.prom").contains("\nsamestory_last_success_timestamp");
    run.ok("nightly -q --store store --metrics m.prom articles.jsonl");
    assert!(success());
    run.ok("store compact --store store");
    run.ok("nightly -q --store store --metrics m.prom articles.jsonl");
    assert!(!success());
}

#[test]
fn a_store_that_has_lost_its_manifest_is_left_as_it_is() {
    let run = Run::with_synth(20, 1);
    run.ok("nightly -q --store store articles.jsonl");
    fs::remove_file(run.path("store/MANIFEST")).unwrap();
    let before = snapshot(&run.path("store"));
    run.write_lines("next.jsonl", &[report("a", 1, 1, "N")]);
    run.fails("nightly --store store next.jsonl").says(&[
        "night-000001.seg",
        "no MANIFEST",
        "from a copy",
    ]);
    assert_eq!(before, snapshot(&run.path("store")));
}

#[test]
fn a_second_writer_fails_and_says_who_writes() {
    let run = Run::with_synth(20, 1);
    let mut first =
        run.start(run.command("nightly --store store -").stdin(Stdio::piped()));
    let lock = run.path("store/LOCK");
    while fs::read_to_string(&lock).unwrap_or_default().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    run.fails("nightly --store store articles.jsonl")
        .says(&["it is being written by process", "since 20"]);
    let mut stdin = first.stdin.take().unwrap();
    stdin.write_all(&fs::read(run.path("articles.jsonl")).unwrap()).unwrap();
    drop(stdin);
    assert!(first.wait().unwrap().success());
    run.ok("store verify --store store");
}

#[test]
fn readers_never_see_half_a_night() {
    let nights: usize =
        std::env::var("SAMESTORY_NIGHTS").ok().and_then(|n| n.parse().ok()).unwrap_or(8);
    let run = Run::with_synth(nights * 10, 5);
    split(&run, "articles.jsonl", nights);
    run.ok("nightly -q --store store night-1.jsonl");
    let done = std::sync::atomic::AtomicBool::new(false);
    let reads = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut reads, mut last) = (0, 0);
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                let lines = run.ok("store export --singletons --store store").lines();
                let articles: u64 = data(&lines, "story")
                    .iter()
                    .map(|story| story["articles"].as_array().unwrap().len() as u64)
                    .sum();
                let summary = &data(&lines, "summary")[0]["articles"];
                assert_eq!(summary, &json!(articles));
                assert_eq!(articles % 10, 0, "half a night of {articles}");
                assert!(articles >= last, "back from {last} to {articles}");
                (reads, last) = (reads + 1, articles);
            }
            reads
        });
        for night in 2..=nights {
            run.ok(&format!("nightly -q --store store night-{night}.jsonl"));
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(reads > 0);
}

#[test]
fn nights_that_look_wrong_are_warned_of() {
    let run = Run::new();
    for day in 1..=3 {
        let articles: Vec<Value> = (0..12)
            .map(|n| {
                let outlet = if n % 2 == 0 { "North" } else { "South" };
                report(&format!("{day}-{n}"), 100 + day * 20 + n, day, outlet)
            })
            .collect();
        night(&run, &format!("{day}.jsonl"), &articles, "");
    }
    let articles: Vec<Value> =
        (0..150).map(|n| report(&format!("x{n}"), 900 + n, 4, "North")).collect();
    night(&run, "4.jsonl", &articles, "--log json --metrics night.prom").says(&[
        "150 articles tonight, 12 are usual",
        "1 outlets are silent tonight: South",
        "\"level\":\"warning\"",
        "\"stage\":\"read\"",
    ]);
    assert!(run.read("night.prom").contains("samestory_night_articles 150\n"));
    assert!(run.read("night.prom").contains("samestory_last_success_timestamp_seconds "));
    run.write("5.jsonl", "\n");
    run.ok("nightly --store store 5.jsonl").says(&["there are no articles tonight"]);
}
