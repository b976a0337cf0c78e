//! Articles that come with embeddings.

use serde_json::{Value, json};

use crate::run::{Run, data, list, shuffled, string};

/// Two reports of one landslip that share a valley and a railway and little else, and two
/// of one council that are alike in words and are about two evenings.
fn articles() -> Vec<Value> {
    let article = |id: &str, title: &str, text: &str| json!({"id": id, "title": title, "text": text, "date": "2024-03-05", "source": id});
    vec![
        article(
            "slip-1",
            "Slope gives way after a week of rain",
            "Mud and boulders came down above Varnedal on Tuesday. Nobody was hurt. The railway \
             will stay closed for days, the operator said, and the road beneath it as well.",
        ),
        article(
            "slip-2",
            "Commuters stranded",
            "Buses replace trains to Varnedal until further notice. A hillside had collapsed; \
             geologists are looking at what is left of it, and ask for patience. Days of \
             waiting lie ahead for those who travel to work by train.",
        ),
        article(
            "council-1",
            "Council of Ostermoor debates parking fees",
            "The council of Ostermoor has debated parking fees in the old town. Shopkeepers \
             are against them, residents want them. A vote was put off.",
        ),
        article(
            "council-2",
            "Council of Ostermoor debates the swimming bath",
            "The council of Ostermoor has debated its swimming bath near the old town. \
             Swimmers want longer hours, residents fear the cost. A vote was put off.",
        ),
    ]
}

fn with(embeddings: &[(&str, &[f32])]) -> Vec<Value> {
    let mut articles = articles();
    for article in &mut articles {
        let id = string(&article["id"]).to_owned();
        if let Some((_, embedding)) = embeddings.iter().find(|(of, _)| *of == id) {
            article["embedding"] = json!(embedding);
        }
    }
    articles
}

/// The stories of two articles or more, as ids.
fn stories(articles: &[Value]) -> Vec<Vec<String>> {
    let run = Run::new();
    run.write_lines("articles.jsonl", articles);
    let lines = run.ok("cluster -q articles.jsonl").lines();
    let ids = |story: &&Value| {
        let articles = list(&story["articles"]).iter();
        articles.map(|article| string(&article["id"]).to_owned()).collect()
    };
    data(&lines, "story").iter().map(ids).collect()
}

const SLIP: [f32; 3] = [0.9, 0.1, 0.0];
const PARKING: [f32; 3] = [0.0, 1.0, 0.0];
const BATH: [f32; 3] = [0.0, 0.0, 1.0];

#[test]
fn embeddings_join_what_words_do_not_and_part_what_they_join() {
    assert_eq!(stories(&articles()), [["council-1", "council-2"]], "by words alone");
    let known = with(&[
        ("slip-1", &SLIP),
        ("slip-2", &[0.8, 0.1, 0.05]),
        ("council-1", &PARKING),
        ("council-2", &BATH),
    ]);
    assert_eq!(stories(&known), [["slip-1", "slip-2"]]);
}

#[test]
fn a_link_keeps_the_cosine_and_says_what_it_came_to() {
    let run = Run::new();
    run.write_lines("articles.jsonl", &with(&[("slip-1", &SLIP), ("slip-2", &SLIP)]));
    let lines = run.ok("cluster -q articles.jsonl").lines();
    let links: Vec<&Value> = data(&lines, "story")
        .into_iter()
        .flat_map(|story| list(&story["links"]))
        .collect();
    let slip = links.iter().find(|link| link["a"] == "slip-1").expect("a link");
    assert_eq!(slip["embedding"], json!(1.0));
    let evidence: Vec<&str> = list(&slip["evidence"]).iter().map(string).collect();
    assert!(evidence.contains(&"embeddings alike 1.00"), "{evidence:?}");
    assert!(
        evidence.iter().any(|line| line.starts_with("for it: ") && line.contains("embeddings alike")),
        "{evidence:?}"
    );
    let council = links.iter().find(|link| link["a"] == "council-1").expect("a link");
    assert!(council.get("embedding").is_none(), "{council}");
}

#[test]
fn compare_says_how_alike_the_embeddings_are_and_what_that_came_to() {
    let run = Run::new();
    let said = |slip: &[f32]| {
        let articles = with(&[("slip-1", &SLIP), ("slip-2", slip)]);
        run.write_lines("a.jsonl", &articles[..1]);
        run.write_lines("b.jsonl", &articles[1..2]);
        run.run("compare a.jsonl b.jsonl")
    };
    let alike = said(&SLIP).stdout;
    assert!(alike.contains("one story"), "{alike}");
    assert!(alike.contains("for it: embeddings alike"), "{alike}");
    assert!(alike.contains("embeddings alike 1.00"), "{alike}");
    let apart = said(&BATH).stdout;
    assert!(apart.contains("not the same happening"), "{apart}");
    assert!(apart.contains("against it: embeddings apart"), "{apart}");
    assert!(apart.contains("embeddings alike 0.00"), "{apart}");
    let two_models = said(&[1.0, 0.0]);
    assert!(!two_models.stdout.contains("embeddings"), "{}", two_models.stdout);
    let warning = "embeddings of 3 and of 2 numbers are not of one model";
    assert!(two_models.stderr.contains(warning), "{}", two_models.stderr);
}

#[test]
fn one_embedding_of_a_pair_changes_nothing() {
    let run = Run::new();
    run.write_lines("plain.jsonl", &articles());
    run.write_lines("one.jsonl", &with(&[("slip-1", &SLIP), ("council-2", &BATH)]));
    let rest = |name: &str| {
        let written = run.ok(&format!("cluster -q --singletons {name}")).stdout;
        written.split_once('\n').expect("a run line").1.to_owned()
    };
    // slip-1 and council-2 share no two terms, so no pair has two embeddings.
    assert_eq!(rest("plain.jsonl"), rest("one.jsonl"));
}

#[test]
fn embeddings_of_two_dimensions_are_not_mixed() {
    let run = Run::new();
    let mixed = with(&[("slip-1", &SLIP), ("slip-2", &[1.0, 0.0]), ("council-1", &BATH)]);
    run.write_lines("articles.jsonl", &mixed);
    let told = run.ok("cluster articles.jsonl -o stories.jsonl").stderr;
    let warning = "1 embedding is of another model and left aside: the one at \
                   articles.jsonl:2 has 2 numbers, most have 3";
    assert!(told.contains(warning), "{told}");
}

#[test]
fn embeddings_give_the_same_bytes_in_any_order_and_on_any_number_of_threads() {
    let run = Run::with_synth(1_500, 21);
    let mut articles = run.lines("articles.jsonl");
    for (number, article) in (0u32..).zip(&mut articles) {
        // Directions that look random, of articles of which every fifth has none.
        if number % 5 > 0 {
            let part = |at: u32| {
                f64::from((number / 3 * 7_919 + at * 104_729) % 1_009) / 504.5 - 1.0
            };
            article["embedding"] = (0..24).map(part).collect();
        }
    }
    run.write_lines("articles.jsonl", &articles);
    run.write_lines("shuffled.jsonl", &shuffled(articles));
    let rest = |arguments: &str| {
        let written = run.ok(&format!("cluster -q --no-passages {arguments}")).stdout;
        written.split_once('\n').expect("a run line").1.to_owned()
    };
    let once = rest("articles.jsonl --threads 1");
    assert!(once.contains("\"embedding\":"), "they took part");
    assert!(once == rest("articles.jsonl --threads 2"));
    assert!(once == rest("shuffled.jsonl --threads 2"));
}

#[test]
fn a_store_keeps_no_embeddings_and_a_night_is_decided_without() {
    let run = Run::new();
    let known = with(&[
        ("slip-1", &SLIP),
        ("slip-2", &SLIP),
        ("council-1", &PARKING),
        ("council-2", &BATH),
    ]);
    for (name, articles) in [("plain", articles()), ("known", known)] {
        run.write_lines(&format!("{name}-1.jsonl"), &articles[..2]);
        run.write_lines(&format!("{name}-2.jsonl"), &articles[2..]);
        for night in 1..=2 {
            run.ok(&format!("nightly -q --store {name} {name}-{night}.jsonl"));
        }
    }
    let kept = |store: &str| {
        run.ok(&format!("store export --singletons --store {store}")).stdout
    };
    let of = |written: &str| written.split_once('\n').expect("a run line").1.to_owned();
    assert_eq!(of(&kept("plain")), of(&kept("known")));
}
