//! Every input format through the binary, and inputs that are hardly any.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};

use crate::run::{Finished, Run, article, data, json_lines, list, prose, string};

/// Two articles with one text and one that stands alone: id, source, text.
fn three() -> Vec<[String; 3]> {
    let row = |id: &str, source: &str, seed| {
        [id.to_owned(), source.to_owned(), prose(seed, 60)]
    };
    vec![row("a", "one.example", 1), row("b", "two.example", 1), row("c", "x.example", 2)]
}

fn three_as_json() -> String {
    let of = |[id, source, text]: [String; 3]| json!({"id": id, "source": source, "text": text});
    json_lines(&three().into_iter().map(of).collect::<Vec<_>>())
}

fn three_as_table(delimiter: &str) -> String {
    let rows = three().into_iter().map(|row| row.join(delimiter) + "\n");
    format!("id{delimiter}source{delimiter}text\n{}", rows.collect::<String>())
}

fn write_parquet(run: &Run, name: &str, columns: [&str; 3]) {
    let [id, source, text] = columns;
    let schema = format!(
        "message article {{ required binary {id} (UTF8); required binary {source} (UTF8);
         required binary {text} (UTF8); }}"
    );
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let file = File::create(run.path(name)).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut place = 0;
    while let Some(mut column) = group.next_column().unwrap() {
        let values: Vec<ByteArray> =
            three().iter().map(|row| ByteArray::from(row[place].as_str())).collect();
        column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
        column.close().unwrap();
        place += 1;
    }
    group.close().unwrap();
    writer.close().unwrap();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder =
        flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

/// What `cluster --members` must say of the three articles.
const MEMBERS: &str = "{\"id\":\"a\",\"story\":\"a\",\"group\":\"a\"}\n\
                       {\"id\":\"b\",\"story\":\"a\",\"group\":\"a\"}\n\
                       {\"id\":\"c\",\"story\":\"c\",\"group\":\"c\"}\n";

#[test]
fn every_format_gives_the_same_articles() {
    let run = Run::new();
    run.write("lines.jsonl", three_as_json());
    run.write(
        "array.json",
        serde_json::to_string_pretty(&{
            three_as_json()
                .lines()
                .map(|l| serde_json::from_str(l).unwrap())
                .collect::<Vec<Value>>()
        })
        .unwrap(),
    );
    run.write("comma.csv", three_as_table(","));
    run.write("semicolon.csv", three_as_table(";"));
    run.write("tab.tsv", three_as_table("\t"));
    write_parquet(&run, "columns.parquet", ["id", "source", "text"]);
    for name in [
        "lines.jsonl",
        "array.json",
        "comma.csv",
        "semicolon.csv",
        "tab.tsv",
        "columns.parquet",
    ] {
        let members = run.ok(&format!("cluster --members {name}")).stdout;
        assert_eq!(members, MEMBERS, "{name}");
    }
}

#[test]
fn formats_and_compression_are_told_by_content_when_the_name_is_silent_or_wrong() {
    let run = Run::new();
    let lines = three_as_json();
    run.write("lines", &lines);
    run.write("table", three_as_table("\t"));
    write_parquet(&run, "columns", ["id", "source", "text"]);
    run.write("gzip.jsonl", gzip(lines.as_bytes()));
    run.write("gzip", gzip(lines.as_bytes()));
    run.write("zstd.jsonl.gz", zstd(lines.as_bytes()));
    run.write("gzip.csv.zst", gzip(three_as_table(",").as_bytes()));
    run.write("plain.jsonl.gz", &lines);
    for name in [
        "lines",
        "table",
        "columns",
        "gzip.jsonl",
        "gzip",
        "zstd.jsonl.gz",
        "gzip.csv.zst",
        "plain.jsonl.gz",
    ] {
        let members = run.ok(&format!("cluster --members {name}")).stdout;
        assert_eq!(members, MEMBERS, "{name}");
    }
    run.write("lines.csv", &lines);
    assert_eq!(run.ok("cluster --members --format jsonl lines.csv").stdout, MEMBERS);
}

#[test]
fn standard_input_is_read_plain_and_compressed() {
    let run = Run::new();
    let lines = three_as_json();
    for bytes in
        [lines.clone().into_bytes(), gzip(lines.as_bytes()), zstd(lines.as_bytes())]
    {
        assert_eq!(run.pipe("cluster --members -", &bytes).exits(0).stdout, MEMBERS);
    }
    let table = three_as_table(",");
    assert_eq!(
        run.pipe("cluster --members -", table.as_bytes()).exits(0).stdout,
        MEMBERS
    );
    run.pipe("cluster - -", lines.as_bytes())
        .failed()
        .says(&["cause: ", "help:  give '-' once"]);
}

#[test]
fn a_folder_gives_its_text_files_under_their_names() {
    let run = Run::new();
    run.write("wire/afp.txt", prose(1, 60));
    run.write("wire/copies/kurier.txt", prose(1, 60));
    run.write("wire/own.txt", prose(2, 60));
    run.write("wire/.hidden.txt", prose(3, 60));
    run.write("wire/cover.png", [0x89, b'P', b'N', b'G']);
    let members = run.ok("cluster --members wire").stdout;
    assert_eq!(
        members,
        "{\"id\":\"afp.txt\",\"story\":\"afp.txt\",\"group\":\"afp.txt\"}\n\
         {\"id\":\"copies/kurier.txt\",\"story\":\"afp.txt\",\"group\":\"afp.txt\"}\n\
         {\"id\":\"own.txt\",\"story\":\"own.txt\",\"group\":\"own.txt\"}\n"
    );
}

#[test]
fn several_inputs_of_several_formats_are_one_collection() {
    let run = Run::new();
    run.write_lines("a.jsonl", &[article("a", &prose(1, 60))]);
    run.write("b.csv", format!("id,text\nb,{}\n", prose(1, 60)));
    run.write("c.txt", prose(1, 60));
    let lines = run.ok("cluster a.jsonl b.csv c.txt").lines();
    let story = data(&lines, "story")[0];
    assert_eq!(list(&story["groups"])[0]["articles"], json!(["a", "b", "c.txt"]));
    let inputs = list(&data(&lines, "run")[0]["inputs"]);
    assert_eq!(inputs.len(), 3);
    for (input, name) in inputs.iter().zip(["a.jsonl", "b.csv", "c.txt"]) {
        assert_eq!(input["path"], name);
        assert_eq!(input["bytes"], run.read(name).len());
        assert_eq!(string(&input["xxh3"]).len(), 16);
    }
}

#[test]
fn fields_are_mapped_by_name_and_into_nested_objects() {
    let run = Run::new();
    let nested = |id: &str, day: u32| {
        json!({
            "meta": {"key": id, "site": format!("{id}.example")},
            "article": {"body": prose(1, 60)},
            "pubDate": format!("2023-09-{day}"),
        })
    };
    run.write_lines("nested.jsonl", &[nested("a", 12), nested("b", 13)]);
    let lines = run
        .ok("cluster nested.jsonl --field text=article.body,date=pubDate \
             --field id=meta.key,source=meta.site")
        .lines();
    let story = data(&lines, "story")[0];
    assert_eq!(
        (&story["first"], &story["last"]),
        (&json!("2023-09-12"), &json!("2023-09-13"))
    );
    assert_eq!(story["articles"][1]["id"], "b");
    assert_eq!(story["articles"][1]["source"], "b.example");

    run.write("export.csv", format!("key,body\na,{0}\nb,{0}\n", prose(1, 60)));
    let members = run.ok("cluster --members export.csv --field id=key,text=body").stdout;
    assert_eq!(members.lines().count(), 2);
    assert!(
        members.contains("{\"id\":\"b\",\"story\":\"a\",\"group\":\"a\"}"),
        "{members}"
    );
    write_parquet(&run, "export.parquet", ["key", "site", "body"]);
    let fields = "--field id=key,source=site,text=body";
    assert_eq!(
        run.ok(&format!("cluster --members export.parquet {fields}")).stdout,
        MEMBERS
    );

    run.fails("cluster export.csv").says(&[
        "export.csv",
        "column 'text'",
        "--field text=COLUMN",
    ]);
    run.fails("cluster export.csv --field txet=body").says(&["cause: ", "help:  "]);
}

fn summary_of(finished: &Finished) -> Value {
    data(&finished.lines(), "summary")[0].clone()
}

#[test]
fn an_empty_input_is_an_empty_answer_and_a_warning() {
    let run = Run::new();
    run.write("empty.jsonl", "");
    run.write("blank.jsonl", "\n\n");
    run.write("header.csv", "id,text\n");
    for name in ["empty.jsonl", "blank.jsonl", "header.csv"] {
        let finished = run.ok(&format!("cluster {name}")).says(&["warning: ", name]);
        assert_eq!(finished.lines().len(), 2, "{name}");
        let summary = summary_of(&finished);
        assert_eq!(
            (&summary["complete"], &summary["articles"]),
            (&json!(true), &json!(0))
        );
    }
    assert_eq!(summary_of(&run.pipe("cluster -", b"").exits(0))["articles"], 0);
    for command in ["pairs empty.jsonl", "dedup empty.jsonl -o kept.jsonl"] {
        run.ok(command);
    }
    assert_eq!(run.read("kept.jsonl"), "");
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    let run = Run::new();
    let lines = three_as_json();
    let table = three_as_table(",");
    for (name, content) in [
        ("no-final-newline.jsonl", lines.trim_end().to_owned()),
        ("crlf.jsonl", lines.replace('\n', "\r\n")),
        ("mark.jsonl", format!("\u{feff}{lines}")),
        ("no-final-newline.csv", table.trim_end().to_owned()),
        ("crlf.csv", table.replace('\n', "\r\n")),
        ("mark.csv", format!("\u{feff}{table}")),
        ("blank-lines.jsonl", lines.replace('\n', "\n\n")),
    ] {
        run.write(name, content);
        let members = run.ok(&format!("cluster --members --max-rejects 0 {name}")).stdout;
        assert_eq!(members, MEMBERS, "{name}");
    }
    let utf16: Vec<u8> = lines.encode_utf16().flat_map(u16::to_le_bytes).collect();
    run.write("utf16.jsonl", [vec![0xFF, 0xFE], utf16].concat());
    run.fails("cluster utf16.jsonl").says(&["UTF-16", "iconv"]);
}

#[test]
fn an_article_may_be_a_title_or_one_word() {
    let run = Run::new();
    run.write_lines(
        "short.jsonl",
        &[
            json!({"id": "title", "title": "A train has reached Khasan", "text": ""}),
            json!({"id": "null", "title": "A train has reached Khasan", "text": null}),
            json!({"id": "word", "text": "Khasan"}),
            json!({"id": "same", "text": "KHASAN!"}),
            json!({"id": "none", "text": "…"}),
            json!({"id": "dash", "text": "–"}),
            json!({"id": "long", "text": prose(1, 40)}),
        ],
    );
    let finished = run.ok("cluster --singletons --max-rejects 0 short.jsonl");
    let lines = finished.lines();
    let ids: usize =
        data(&lines, "story").iter().map(|s| list(&s["articles"]).len()).sum();
    assert_eq!(ids, 7);
    let groups: Vec<&Value> = data(&lines, "story")
        .into_iter()
        .flat_map(|story| list(&story["groups"]))
        .map(|group| &group["articles"])
        .filter(|articles| list(articles).len() > 1)
        .collect();
    assert_eq!(
        groups,
        [&json!(["same", "word"])],
        "articles without words are no reprints"
    );
}

#[test]
fn the_same_article_twice_is_one() {
    let run = Run::new();
    let (one, other) = (article("a", &prose(1, 40)), article("b", &prose(1, 40)));
    run.write_lines("a.jsonl", &[one.clone(), other, one.clone()]);
    run.write_lines("b.jsonl", &[one]);
    let finished = run.ok("cluster a.jsonl b.jsonl --max-rejects 0");
    let summary = summary_of(&finished);
    assert_eq!((&summary["articles"], &summary["repeats"]), (&json!(2), &json!(2)));
    assert_eq!(list(&data(&finished.lines(), "story")[0]["articles"]).len(), 2);
}

#[test]
fn a_missing_id_is_the_place_of_the_record() {
    let run = Run::new();
    run.write_lines(
        "a.jsonl",
        &[json!({"text": prose(1, 40)}), json!({"text": prose(1, 40)})],
    );
    let members = run.ok("cluster --members a.jsonl").stdout;
    assert!(members.starts_with("{\"id\":\"a.jsonl:1\""), "{members}");
    assert!(
        members.contains("{\"id\":\"a.jsonl:2\",\"story\":\"a.jsonl:1\""),
        "{members}"
    );
}

#[test]
fn an_input_broken_as_a_whole_fails_the_run() {
    let run = Run::new();
    let packed = gzip(three_as_json().as_bytes());
    run.write("cut.jsonl.gz", &packed[..packed.len() - 9]);
    run.fails("cluster cut.jsonl.gz -o out.jsonl").says(&["cause: ", "gzip", "help:  "]);
    write_parquet(&run, "whole.parquet", ["id", "source", "text"]);
    let bytes = std::fs::read(run.path("whole.parquet")).unwrap();
    run.write("cut.parquet", &bytes[..bytes.len() / 2]);
    run.fails("cluster cut.parquet -o out.jsonl")
        .says(&["cause: ", "Parquet", "help:  "]);
    assert!(!run.path("out.jsonl").exists());
}

#[test]
fn unreadable_dates_are_told_and_the_articles_kept() {
    let run = Run::new();
    let of = |id: &str, date: &str| json!({"id": id, "text": prose(1, 40), "date": date});
    run.write_lines("a.jsonl", &[of("a", "2023-09-12"), of("b", "soon")]);
    let finished = run.ok("cluster a.jsonl").says(&["warning: ", "'soon'", "line 2"]);
    let lines = finished.lines();
    let articles = list(&data(&lines, "story")[0]["articles"]);
    assert_eq!(
        (articles[1]["id"].as_str(), &articles[1]["date"]),
        (Some("b"), &Value::Null)
    );
}
