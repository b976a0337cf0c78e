//! Properties over all readers: what is written comes back, and nothing panics.

use std::io::Write;

use proptest::prelude::*;
use proptest::sample::select;

use super::{Collection, FieldMap, Format, ReadSettings, check_rejects, read_bytes};
use super::{RejectLimit, read_inputs};
use crate::article::{Article, Date};

const NAMES: [&str; 7] = ["id", "title", "text", "date", "lang", "source", "url"];

fn article() -> impl Strategy<Value = Article> {
    let date = prop::option::of(select(vec![
        "2023-09-12",
        "2023-09-12T05:15:00+02:00",
        "Tue, 12 Sep 2023 03:15:00 +0000",
        "1694495700",
    ]));
    let lang = prop::option::of(select(vec!["de", "en", "gsw"]));
    let word = || prop::option::of("[a-zé,;\"'.]{1,8}");
    ("\\PC{0,20}", "(?s).{0,60}x", date, lang, word(), word()).prop_map(
        |(title, text, date, lang, source, url)| Article {
            id: String::new(),
            id_is_place: false,
            title,
            text,
            date: date.and_then(Date::parse),
            lang: lang.map(str::to_owned),
            source,
            url,
            embedding: None,
        },
    )
}

fn articles() -> impl Strategy<Value = Vec<Article>> {
    prop::collection::vec(article(), 1..12).prop_map(|mut articles| {
        for (number, article) in articles.iter_mut().enumerate() {
            article.id = format!("a{number}");
        }
        articles
    })
}

fn values(article: &Article) -> [Option<&str>; 7] {
    [
        Some(&article.id),
        Some(&article.title),
        Some(&article.text),
        article.date.as_ref().map(|date| date.text.as_str()),
        article.lang.as_deref(),
        article.source.as_deref(),
        article.url.as_deref(),
    ]
}

fn json_lines(articles: &[Article]) -> Vec<u8> {
    let mut out = Vec::new();
    for article in articles {
        let object: serde_json::Map<_, _> = NAMES
            .iter()
            .zip(values(article))
            .map(|(name, value)| ((*name).into(), value.into()))
            .collect();
        serde_json::to_writer(&mut out, &object).unwrap();
        out.push(b'\n');
    }
    out
}

fn json_array(articles: &[Article]) -> Vec<u8> {
    let lines = String::from_utf8(json_lines(articles)).unwrap();
    format!("[{}]", lines.trim_end().replace('\n', ",\n")).into_bytes()
}

fn table(articles: &[Article], delimiter: u8) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(NAMES).unwrap();
    for article in articles {
        writer.write_record(values(article).map(Option::unwrap_or_default)).unwrap();
    }
    writer.into_inner().unwrap()
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder =
        flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read(name: &str, bytes: &[u8]) -> Collection {
    read_bytes(name, bytes, &ReadSettings::default()).unwrap()
}

/// What every collection promises, whatever the input was.
fn hold_promises(read: &Collection) {
    assert_eq!(read.records, read.articles.len() + read.rejects.len() + read.repeats);
    assert_eq!(read.inputs.len(), 1);
    let ids: std::collections::BTreeSet<&str> =
        read.articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids.len(), read.articles.len());
    for article in &read.articles {
        assert!(!(article.text.trim().is_empty() && article.title.trim().is_empty()));
    }
    let _ = check_rejects(read, RejectLimit::Default);
}

fn survive(name: &str, bytes: &[u8]) {
    for format in [None, Some(Format::JsonLines), Some(Format::Csv), Some(Format::Tsv)] {
        let fields = FieldMap::parse("source=a.b,url=id").unwrap();
        let settings = ReadSettings { fields, format };
        if let Ok(read) = read_bytes(name, bytes, &settings) {
            hold_promises(&read);
        }
    }
}

proptest! {
    #[test]
    fn articles_come_back_from_every_format(articles in articles()) {
        let lines = json_lines(&articles);
        let csv = table(&articles, b',');
        for (name, bytes) in [
            ("a.jsonl", lines.clone()),
            ("a.json", json_array(&articles)),
            ("a.csv", csv.clone()),
            ("b.csv", table(&articles, b';')),
            ("a.tsv", table(&articles, b'\t')),
            ("a.jsonl.gz", gzip(&lines)),
            ("a.csv.zst", zstd::encode_all(&csv[..], 1).unwrap()),
            ("stdin", lines),
            ("stdin", csv),
        ] {
            let found = read(name, &bytes);
            prop_assert_eq!(&found.articles, &articles, "{}", name);
            prop_assert!(found.rejects.is_empty() && found.warnings.is_empty());
        }
    }

    #[test]
    fn line_ends_do_not_matter(articles in articles()) {
        let lines = String::from_utf8(json_lines(&articles)).unwrap();
        let found = read("a.jsonl", lines.trim_end().replace('\n', "\r\n\r\n").as_bytes());
        prop_assert_eq!(found.articles, articles);
    }

    #[test]
    fn a_bad_line_takes_no_other_with_it(articles in articles(), bad in "[^\n\r\\[{ ]{1,20}") {
        let mut bytes = json_lines(&articles);
        bytes.extend(format!("{bad}\n").as_bytes());
        bytes.extend(json_lines(&[Article { id: "z".into(), ..articles[0].clone() }]));
        let found = read("a.jsonl", &bytes);
        prop_assert_eq!(found.articles.len(), articles.len() + 1);
        hold_promises(&found);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survive("a", &bytes);
    }

    #[test]
    fn near_json_never_panics(text in "([\\[\\]{}:,\"\\\\ \n]|\"text\"|\"id\"|\"a\"|\"b\"|1|null){0,40}") {
        survive("a", text.as_bytes());
    }

    #[test]
    fn near_tables_never_panic(text in "(id|text)[,;\t](text|id)\r?\n([a,;\t\"\r\n é]){0,40}") {
        survive("a", text.as_bytes());
    }

    #[test]
    fn cut_or_flipped_streams_never_panic(cut in 0..400_usize, at in 0..400_usize, flip: u8) {
        let articles: Vec<Article> =
            (0..40).map(|id| Article::new(format!("a{id}"), "A train.")).collect();
        let lines = json_lines(&articles);
        for mut bytes in [gzip(&lines), zstd::encode_all(&lines[..], 1).unwrap()] {
            bytes.truncate(cut.max(1));
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= flip;
            }
            survive("a.jsonl", &bytes);
        }
    }
}

#[test]
fn several_inputs_make_one_collection() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("1.jsonl"), folder.path().join("2.csv"));
    std::fs::write(&one, "{\"id\":1,\"text\":\"A\"}\nx\n").unwrap();
    std::fs::write(&two, "id,text\n1,A\n1,B\n2,C\n").unwrap();
    let settings = ReadSettings::default();
    let found = read_inputs(&[one.clone(), two.clone()], &settings, &()).unwrap();
    assert_eq!((found.articles.len(), found.repeats, found.records), (2, 1, 5));
    let rejects: Vec<String> = found.rejects.iter().map(ToString::to_string).collect();
    let (one, two) = (one.display(), two.display());
    assert_eq!(
        rejects,
        [
            format!("{one}:2: not JSON: expected value at column 1"),
            format!("{two}:3: id '1' again, with another text: it stands at {one}:1"),
        ]
    );
    assert_eq!(found.inputs.len(), 2);
}
