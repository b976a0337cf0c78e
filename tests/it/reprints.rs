//! `pairs` and `dedup` on groups whose members are known.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::run::{Run, article, data, list, number, prose, string};

/// 300 articles of one text, 40 of another with a word changed in each, 5 alone.
fn groups() -> Vec<Value> {
    let same = (0..300).map(|n| article(&format!("same{n:03}"), &prose(1, 80)));
    let near = (0..40).map(|n| {
        let text = prose(2, 80).replace(&format!("w2x{} ", 20 + n), &format!("edit{n} "));
        article(&format!("near{n:03}"), &text)
    });
    let alone = (0..5).map(|n| article(&format!("alone{n}"), &prose(10 + n, 80)));
    same.chain(near).chain(alone).collect()
}

type Edges = BTreeSet<(String, String)>;

fn edges(run: &Run, arguments: &str) -> Edges {
    let lines = run.ok(arguments).lines();
    let pairs = data(&lines, "pair");
    let ids =
        |pair: &&Value| (string(&pair["a"]).to_owned(), string(&pair["b"]).to_owned());
    let edges: Edges = pairs.iter().map(ids).collect();
    assert_eq!(edges.len(), pairs.len(), "no pair twice");
    assert!(edges.iter().all(|(a, b)| a < b), "a < b");
    assert_eq!(data(&lines, "summary")[0]["links"], pairs.len());
    edges
}

fn find<'a>(root: &mut BTreeMap<&'a str, &'a str>, id: &'a str) -> &'a str {
    let above = *root.entry(id).or_insert(id);
    if above == id {
        return id;
    }
    let top = find(root, above);
    root.insert(id, top);
    top
}

/// The sets that the edges connect, sorted.
fn components(edges: &Edges) -> BTreeSet<BTreeSet<&str>> {
    let mut root: BTreeMap<&str, &str> = BTreeMap::new();
    for (a, b) in edges {
        let (a, b) = (find(&mut root, a), find(&mut root, b));
        root.insert(a, b);
    }
    let ids: Vec<&str> = root.keys().copied().collect();
    let mut sets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for id in ids {
        sets.entry(find(&mut root, id)).or_default().insert(id);
    }
    sets.into_values().collect()
}

#[test]
fn pairs_lists_every_pair_inside_a_group_of_hundreds() {
    let run = Run::new();
    run.write_lines("news.jsonl", &groups());
    let found = edges(&run, "pairs news.jsonl");
    let inside = |prefix: &str| {
        found
            .iter()
            .filter(|(a, b)| a.starts_with(prefix) && b.starts_with(prefix))
            .count()
    };
    assert_eq!(inside("same"), 300 * 299 / 2);
    assert_eq!(inside("near"), 40 * 39 / 2);
    assert_eq!(found.len(), inside("same") + inside("near"), "and no other");
}

#[test]
fn pairs_have_every_field_and_the_kind_their_figures_say() {
    let run = Run::new();
    let long = format!("{} {} {}", prose(4, 90), prose(1, 80), prose(5, 90));
    let part = format!("{} {}", prose(1, 30), prose(6, 120));
    let edited = prose(1, 80).replace("w1x40 ", "other ");
    run.write_lines(
        "news.jsonl",
        &[
            article("a", &prose(1, 80)),
            article("copy", &prose(1, 80).to_uppercase()),
            article("edited", &edited),
            article("long", &long),
            article("part", &part),
        ],
    );
    let lines = run.ok("pairs news.jsonl").lines();
    let pairs = data(&lines, "pair");
    for pair in &pairs {
        assert_eq!(pair.as_object().unwrap().len(), 6, "{pair}");
        for figure in ["jaccard", "containment_ab", "containment_ba"] {
            assert!((0.0..=1.0).contains(&number(&pair[figure])), "{pair}");
        }
    }
    let of = |a: &str, b: &str| {
        *pairs.iter().find(|pair| pair["a"] == a && pair["b"] == b).expect("the pair")
    };
    assert_eq!(of("a", "copy")["kind"], "exact");
    assert_eq!(of("a", "copy")["jaccard"], 1.0);
    // 76 shingles each; five of them hold the changed word: 71 of 81, and of 76.
    assert_eq!(of("a", "edited")["kind"], "near");
    assert_eq!(of("a", "edited")["jaccard"], json!(0.8765));
    assert_eq!(of("a", "edited")["containment_ab"], json!(0.9342));
    assert_eq!(of("a", "long")["kind"], "contains");
    assert_eq!(of("a", "long")["containment_ab"], 1.0);
    assert_eq!(of("a", "part")["kind"], "partial");
}

#[test]
fn sparse_pairs_connect_what_all_pairs_connect() {
    let run = Run::new();
    run.write_lines("news.jsonl", &groups());
    let (all, sparse) =
        (edges(&run, "pairs news.jsonl"), edges(&run, "pairs news.jsonl --sparse"));
    assert_eq!(components(&sparse), components(&all));
    assert!(sparse.is_subset(&all));
    assert!(sparse.len() < 2_000, "{} pairs are not sparse", sparse.len());

    let run = Run::with_synth(500, 31);
    let all = edges(&run, "pairs articles.jsonl");
    let sparse = edges(&run, "pairs articles.jsonl --sparse");
    assert_eq!(components(&sparse), components(&all));
    assert!(sparse.len() < all.len());
}

/// Reprint groups by article, as `cluster` finds them.
fn grouped(run: &Run) -> BTreeMap<String, String> {
    let of =
        |line: Value| (string(&line["id"]).to_owned(), string(&line["group"]).to_owned());
    run.ok("cluster --members --tier reprints news.jsonl")
        .lines()
        .into_iter()
        .map(of)
        .collect()
}

fn ids(lines: &[Value]) -> BTreeSet<String> {
    let ids: BTreeSet<String> =
        lines.iter().map(|l| string(&l["id"]).to_owned()).collect();
    assert_eq!(ids.len(), lines.len(), "no article twice");
    ids
}

#[test]
fn dedup_keeps_exactly_one_article_of_each_group_with_evidence_for_the_rest() {
    let run = Run::with_synth(800, 32);
    std::fs::rename(run.path("articles.jsonl"), run.path("news.jsonl")).unwrap();
    let group = grouped(&run);
    run.ok("dedup news.jsonl -o kept.jsonl --dropped dropped.jsonl");
    let kept = ids(&run.lines("kept.jsonl"));
    let kept_groups: Vec<&String> = kept.iter().map(|id| &group[id]).collect();
    let all_groups: BTreeSet<&String> = group.values().collect();
    assert_eq!(kept_groups.len(), all_groups.len(), "one of each");
    assert_eq!(
        kept_groups.into_iter().collect::<BTreeSet<_>>(),
        all_groups,
        "none left out"
    );

    let lines = run.lines("dropped.jsonl");
    assert_eq!(
        (&lines[0]["type"], &lines[lines.len() - 1]["type"]),
        (&json!("run"), &json!("summary"))
    );
    let dropped = data(&lines, "dropped");
    assert_eq!(kept.len() + dropped.len(), 800);
    for line in dropped {
        let (id, stands) = (string(&line["id"]), string(&line["kept"]));
        assert!(kept.contains(stands) && !kept.contains(id), "{line}");
        assert_eq!(group[id], group[stands], "{line}");
        assert!((0.0..=1.0).contains(&number(&line["jaccard"])), "{line}");
        assert!((0.0..=1.0).contains(&number(&line["containment"])), "{line}");
        assert!(
            ["exact", "near", "contains", "partial"].contains(&string(&line["kind"]))
        );
    }
}

#[test]
fn dedup_keeps_the_record_as_it_was_and_the_order_of_the_input() {
    let run = Run::with_sample();
    run.ok("dedup articles.jsonl -o kept.jsonl");
    let kept = ids(&run.lines("kept.jsonl"));
    let before: Vec<Value> = run
        .lines("articles.jsonl")
        .into_iter()
        .filter(|article| kept.contains(string(&article["id"])))
        .map(|mut article| {
            article.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            article
        })
        .collect();
    assert_eq!(run.lines("kept.jsonl"), before);
    let piped = run.ok("dedup articles.jsonl -o -");
    assert_eq!(piped.stdout, run.read("kept.jsonl"));
}

#[test]
fn dedup_keeps_the_earliest_the_longest_or_the_first_as_told() {
    let run = Run::new();
    let of =
        |id: &str, date: Value, text: &str| json!({"id": id, "date": date, "text": text});
    let text = prose(1, 80);
    run.write_lines(
        "news.jsonl",
        &[
            of("c", json!("2023-09-12"), &text),
            of("a", Value::Null, &text),
            of("d", json!("2023-09-14"), &format!("{text} {}", prose(2, 9))),
            of("b", json!("2023-09-13"), &text),
            of("e", json!("2023-09-12"), &text),
        ],
    );
    for (keep, id) in [
        ("", "c"),
        ("--keep earliest", "c"),
        ("--keep longest", "d"),
        ("--keep first", "a"),
    ] {
        let kept = run.ok(&format!("dedup news.jsonl -o - {keep}")).lines();
        assert_eq!(kept.iter().map(|a| &a["id"]).collect::<Vec<_>>(), [id], "{keep}");
    }
}

#[test]
fn dedup_keeps_texts_of_which_too_little_stands_in_the_one_kept() {
    let (item, own) = (prose(1, 150), prose(2, 250));
    let news = [
        article("a", &item),
        article("again", &item),
        article("wraps", &format!("{item} {own}")),
        article("wraps-too", &format!("{item} {own}")),
    ];
    let run = Run::new();
    run.write_lines("news.jsonl", &news);
    let kept = |arguments: &str| {
        let lines = run.ok(&format!("dedup -q news.jsonl -o - {arguments}")).lines();
        lines.iter().map(|line| string(&line["id"]).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kept(""), ["a"]);
    assert_eq!(kept("--min-containment 0.3"), ["a"]);
    assert_eq!(kept("--min-containment 0.8"), ["a", "wraps"]);
    assert_eq!(kept("--min-containment 0.8 --keep longest"), ["wraps"]);
    run.fails("dedup news.jsonl -o - --min-containment 2").says(&["--min-containment"]);
}

#[test]
fn dedup_leaves_articles_without_words_alone() {
    let run = Run::new();
    run.write_lines(
        "news.jsonl",
        &[article("a", "…"), article("b", "…"), article("c", "!")],
    );
    assert_eq!(run.ok("dedup news.jsonl -o -").lines().len(), 3);
}

#[test]
fn dedup_check_answers_with_its_exit_code_and_writes_nothing() {
    let run = Run::new();
    run.write_lines(
        "twice.jsonl",
        &[article("a", &prose(1, 40)), article("b", &prose(1, 40))],
    );
    run.write_lines(
        "once.jsonl",
        &[article("a", &prose(1, 40)), article("b", &prose(2, 40))],
    );
    let yes = run.run("dedup --check twice.jsonl").exits(1);
    let no = run.run("dedup --check once.jsonl").exits(0);
    assert!(yes.stdout.is_empty() && no.stdout.is_empty());
    assert_eq!(run.files(), ["once.jsonl", "twice.jsonl"]);
    run.fails("dedup once.jsonl");
    run.fails("dedup --check once.jsonl -o kept.jsonl");
    run.run("dedup --check twice.jsonl --dropped dropped.jsonl").exits(1);
    assert_eq!(data(&run.lines("dropped.jsonl"), "dropped").len(), 1);
}

#[test]
fn the_item_that_hundreds_print_is_one_group_and_one_story() {
    let run = Run::new();
    run.write_lines("news.jsonl", &groups());
    let lines = run.ok("cluster news.jsonl").lines();
    let sizes: Vec<usize> = data(&lines, "story")
        .iter()
        .flat_map(|story| list(&story["groups"]))
        .map(|group| list(&group["articles"]).len())
        .collect();
    assert_eq!(sizes.iter().copied().collect::<BTreeSet<_>>(), BTreeSet::from([300, 40]));
    run.ok("dedup news.jsonl -o kept.jsonl");
    assert_eq!(run.lines("kept.jsonl").len(), 7);
}

#[test]
fn dedup_claims_no_text_in_common_where_there_is_none() {
    // The halves have nothing in common but the whole that holds both.
    let words: Vec<String> = prose(1, 200).split(' ').map(str::to_owned).collect();
    let of = |id: &str, date: &str, text: &[String]| json!({"id": id, "date": date, "text": text.join(" ")});
    let run = Run::new();
    run.write_lines(
        "news.jsonl",
        &[
            of("a whole", "2023-09-12", &words),
            of("b half", "2023-09-10", &words[..98]),
            of("c half", "2023-09-11", &words[102..]),
        ],
    );
    run.ok("dedup news.jsonl -o kept.jsonl --dropped dropped.jsonl");
    let lines = run.lines("dropped.jsonl");
    for line in data(&lines, "dropped") {
        if line["jaccard"] == 0.0 {
            assert_eq!(line["containment"], 0.0, "{line}");
        }
        assert_eq!(line["kind"] == "exact", line["jaccard"] == 1.0, "{line}");
    }
}

#[test]
fn groups_do_not_depend_on_the_names_of_articles() {
    let words: Vec<String> = prose(1, 200).split(' ').map(str::to_owned).collect();
    let sizes = |[whole, first, second]: [&str; 3]| {
        let run = Run::new();
        let of = |id: &str, text: &[String]| article(id, &text.join(" "));
        run.write_lines(
            "news.jsonl",
            &[of(whole, &words), of(first, &words[..98]), of(second, &words[102..])],
        );
        let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
        for group in grouped(&run).into_values() {
            *sizes.entry(group).or_default() += 1;
        }
        let mut sizes: Vec<usize> = sizes.into_values().collect();
        sizes.sort_unstable();
        sizes
    };
    let expected = sizes(["a", "b", "c"]);
    for names in [["b", "a", "c"], ["c", "a", "b"], ["b", "c", "a"]] {
        assert_eq!(sizes(names), expected, "{names:?}");
    }
}
