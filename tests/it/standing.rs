//! What outlets print under, over and around many different texts, and what it may keep apart.

use serde_json::{Value, json};

use crate::run::{Run, data, groups, list, prose, string};

#[test]
fn standing_text_under_different_articles_joins_nothing() {
    let footer = prose(0, 200);
    let dated = |number: usize| {
        json!({
            "id": format!("d{number}"),
            "text": format!("{} {footer}", prose(number, 120)),
            "source": "one.example",
            "date": format!("2024-03-{:02}", 1 + number),
        })
    };
    let plain = |number: usize| json!({"id": format!("p{number}"), "text": format!("{} {footer}", prose(100 + number, 120))});
    assert!(groups(&(1..9).map(dated).collect::<Vec<_>>()).is_empty());
    assert!(groups(&(1..40).map(plain).collect::<Vec<_>>()).is_empty());

    // A reprint is found all the same, footer and all.
    let mut news: Vec<Value> = (1..9).map(dated).collect();
    let mut again = dated(3);
    again["id"] = json!("again");
    again["text"] = json!(string(&again["text"]).replace("w3x50", "other"));
    news.push(again);
    assert_eq!(groups(&news), [["again", "d3"]]);
}

#[test]
fn pairs_kept_apart_by_standing_text_say_so() {
    let footer = prose(0, 200);
    let news: Vec<Value> = (1..9)
        .map(|number| {
            json!({
                "id": format!("d{number}"),
                "text": format!("{} {footer}", prose(number, 100)),
                "source": "one.example",
                "date": format!("2024-03-{:02}", 1 + number),
            })
        })
        .collect();
    let run = Run::new();
    run.write_lines("news.jsonl", &news);
    let lines = run.ok("cluster --tier reprints --singletons news.jsonl").lines();
    let touches =
        data(&lines, "story").into_iter().flat_map(|story| list(&story["not_joined"]));
    let mut count = 0;
    for touch in touches {
        assert_ne!(touch["kind"], "event", "{touch}");
        let evidence = list(&touch["evidence"]);
        assert!(
            evidence.iter().any(|why| string(why).contains("prints every day")),
            "{touch}"
        );
        count += 1;
    }
    assert!(count > 10, "{count}");
}

#[test]
fn wire_copy_that_many_outlets_print_is_one_group_footers_or_not() {
    let item = prose(7, 150);
    let news: Vec<Value> = (0..300)
        .map(|outlet| {
            let own = prose(1_000 + outlet % 20, 60);
            json!({
                "id": format!("a{outlet:03}"),
                "text": format!("{item}\n{own}"),
                "source": format!("outlet{}.example", outlet % 20),
                "date": format!("2024-03-{:02}", 1 + outlet % 3),
            })
        })
        .collect();
    let found = groups(&news);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].len(), 300);
}

#[test]
fn what_everybody_prints_for_weeks_parts_texts_that_are_alike_by_it_and_no_others() {
    let formula = prose(3, 16);
    let dated = |id: &str, day: usize, text: &str| {
        json!({
            "id": id, "text": format!("{text}\n{formula}"),
            "source": format!("outlet{}.example", day % 6),
            "date": format!("2024-03-{day:02}"),
        })
    };
    let printed = |number: usize| {
        dated(&format!("n{number:02}"), 1 + number % 24, &prose(100 + number, 60))
    };
    // Of a report of so many words so many are kept, and others take the place of the rest.
    let version = |seed: usize, words: usize, kept: usize| {
        let report = prose(seed, words);
        let kept: Vec<&str> = report.split_whitespace().take(kept).collect();
        format!("{} {}", kept.join(" "), prose(seed + 1, words - kept.len()))
    };
    let mut news: Vec<Value> = (0..72).map(printed).collect();
    // Of 112 shingles 68 are in both, a share of .61; without the formula 56 of 100.
    news.push(dated("report", 9, &prose(10, 100)));
    news.push(dated("version", 10, &version(10, 100, 60)));
    // Of 42 shingles 28 are in both, a share of .67; without the formula 16 of 30.
    news.push(dated("short", 9, &prose(20, 30)));
    news.push(dated("another", 10, &version(20, 30, 20)));
    assert_eq!(groups(&news), [["report", "version"]]);
    // Where nobody else prints it, it is part of the texts.
    assert_eq!(groups(&news[72..]), [["another", "short"], ["report", "version"]]);
}
