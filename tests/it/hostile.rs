//! Two hundred hostile articles: every field carries what could take over a terminal, a
//! page, a table or a graph, and none of it does.

use serde_json::{Value, json};

use crate::run::{Run, prose};

const PAYLOADS: [&str; 14] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(2)>",
    "</script></style></title><body onload=alert(3)>",
    "=HYPERLINK(\"https://evil.example\")",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\tx=1",
    "\u{1b}]0;owned\u{7}\u{1b}[2J\u{1b}[31m",
    "\u{9b}2J\u{90}payload\u{9c}",
    "in\u{202e}evil\u{2066} \u{2067}x",
    "{{ 7 * 7 }} {% raw %}",
    "| [x](javascript:alert(4)) ![i](https://evil.example/i.png) `a` **b** # c",
    "\u{0}\u{8}\u{7f}\u{fffe}\u{ffff}]]> <!DOCTYPE x [<!ENTITY a \"b\">]> &a;",
];

const URLS: [&str; 4] = [
    "javascript:alert(5)",
    "data:text/html,<script>alert(6)</script>",
    "https://news.example/\"onmouseover=\"alert(7)",
    "\u{1}javascript:alert(8)",
];

fn articles() -> Vec<Value> {
    let of = |number: usize| PAYLOADS[number % PAYLOADS.len()];
    let article = |number: usize| {
        let story = number / 5;
        let huge =
            if number.is_multiple_of(67) { "x".repeat(1 << 20) } else { String::new() };
        let own = prose(1_000 + number, 20);
        json!({
            "id": format!("{}-{number}", of(number)),
            "title": format!("{} {} {huge}", of(number), of(number + 5)),
            "text": format!(
                "{} {} {}. {own} {}",
                of(number + 1), prose(story, 60), of(number + 2), prose(story + 500, 40)
            ),
            "source": format!("{} {}", of(number + 3), number % 9),
            "date": if number.is_multiple_of(7) { of(number) } else { "2024-03-04T05:06:00Z" },
            "lang": if number.is_multiple_of(5) { of(number) } else { "en" },
            "url": URLS[number % URLS.len()],
        })
    };
    (0..200).map(article).collect()
}

fn reports() -> Run {
    let run = Run::new();
    run.write_lines("news.jsonl", &articles());
    run.ok("cluster news.jsonl --max-rejects 200 -o stories.jsonl");
    assert!(run.read("stories.jsonl").matches("\"type\":\"story\"").count() > 10);
    run
}

fn is_control(c: char) -> bool {
    (c.is_control() && c != '\n')
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

#[test]
fn hostile_articles_move_no_cursor_in_any_format() {
    let run = reports();
    for format in ["terminal", "markdown", "html", "graphml"] {
        for language in ["en", "de"] {
            let command = format!(
                "report stories.jsonl --format {format} --report-lang {language}"
            );
            let shown = run.ok(&command).stdout;
            assert!(!shown.contains(is_control), "{format} {language}");
            assert!(shown.len() < 4_000_000, "{format}: a title of a megabyte is cut");
        }
    }
    let first = run.ok("report stories.jsonl --format csv --top 1").stdout;
    let id = first.lines().nth(1).unwrap().split(',').next().unwrap();
    assert!(!id.contains(is_control));
    let whole = run.ok("report stories.jsonl --top 3 --width 60").stdout;
    assert!(!whole.contains(is_control));
}

#[test]
fn hostile_articles_make_no_formula_in_a_table() {
    let run = reports();
    let table = run.ok("report stories.jsonl --format csv").stdout;
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let mut cells = 0;
    for row in rows.records().map(Result::unwrap) {
        for cell in &row {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "a formula: {cell:.60}"
            );
            assert!(!cell.contains(is_control), "{cell:.60}");
            cells += 1;
        }
    }
    assert!(cells > 1_000);
}

#[test]
fn hostile_articles_make_no_mark_or_link_in_markdown() {
    let run = reports();
    let text = run.ok("report stories.jsonl --format markdown").stdout;
    assert!(text.contains("\\]"), "brackets of articles are escaped");
    let text = text.replace("\\]", "").replace("\\!", "");
    assert!(
        !text.contains("<script") && !text.contains("<img") && !text.contains("<body")
    );
    assert!(!text.contains("](javascript:") && !text.contains("](<javascript:"));
    assert!(!text.contains("![i]"), "no picture");
    assert!(!text.contains("](data:") && !text.contains("](<data:"));
}

#[test]
fn hostile_articles_stay_text_in_a_page_and_in_a_graph() {
    let run = reports();
    let page = run.ok("report stories.jsonl --format html --articles news.jsonl").stdout;
    assert_eq!(page.matches("<script>").count(), 1, "the page's own");
    assert_eq!(page.matches("<style>").count(), 1);
    assert!(!page.contains("<img") && !page.contains("<body onload"));
    assert!(!page.contains("=\"javascript:") && !page.contains("=\"data:"));
    let graph = run.ok("report stories.jsonl --format graphml").stdout;
    assert!(!graph.contains("<script") && !graph.contains("<!DOCTYPE"));
    assert!(!graph.contains("]]>") && !graph.contains(['\u{fffe}', '\u{ffff}']));
    let entities = ["&lt;", "&gt;", "&amp;", "&quot;", "&#39;"];
    for part in graph.split('&').skip(1) {
        let entity = format!("&{}", part.split_inclusive(';').next().unwrap());
        assert!(entities.contains(&entity.as_str()), "{entity}");
    }
}
