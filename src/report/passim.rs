//! Passages as passim writes them: one JSON line a passage and article.
//!
//! Compared field by field with passim 2 (`seriatim.py`, the functions `clusterExtents`
//! and `clusterJoin`, and its README):
//!
//! | field | passim | here |
//! |---|---|---|
//! | `id` | the document | the article |
//! | `uid` | Spark's `xxhash64` of `id` | the same number: XXH64, seed 42, signed |
//! | `cluster` | number of the cluster | number of the passage in this file, from 0 |
//! | `size` | documents in the cluster | articles that have the passage |
//! | `begin`, `end` | characters (code points), half-open | the same |
//! | `text` | the document's text from `begin` to `end` | the same |
//! | `src` | `[{uid, begin, end}]`: where it was copied from | the likely source, with its `id`; empty at the source itself |
//! | `boiler` | whether a source is of the document's own group (`gid`) | whether the source is of the same outlet |
//! | `pboiler` | share of `boiler`, the source left out | the same |
//! | `date`, `series`, other fields of the input | as they were read | `date`, `series` (the outlet), `title`, `lang`, `url`, where known |
//! | `gid`, `pages`, `regions`, `locs` | of inputs that have them | never: articles have none |
//!
//! Beyond passim: `story`, `passage` and `kind` say where samestory's own output has the
//! passage, `begin_byte` and `end_byte` where it stands in bytes of UTF-8. passim sorts by
//! size over all; here passages stand in the order of the stories. In a file of an
//! earlier version, which holds no code points, `begin` and `end` are bytes as well.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use xxhash_rust::xxh64::xxh64;

use super::Options;
use super::contract::{Passage, PassageKind, PassageSpan, Story, StoryArticle};
use super::document::Document;

#[derive(Serialize)]
struct Line<'a> {
    uid: i64,
    id: &'a str,
    cluster: u64,
    size: usize,
    pboiler: f64,
    begin: u32,
    end: u32,
    boiler: bool,
    src: Vec<Source<'a>>,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    story: &'a str,
    passage: &'a str,
    kind: PassageKind,
    begin_byte: u32,
    end_byte: u32,
}

#[derive(Serialize, Clone)]
struct Source<'a> {
    uid: i64,
    begin: u32,
    end: u32,
    id: &'a str,
}

/// Writes the lines. A number of a passage holds for one file and one choice of stories.
///
/// # Errors
/// Whatever `out` answers.
pub fn render(
    document: &Document,
    options: &Options,
    out: &mut impl Write,
) -> io::Result<()> {
    let top = options.top.unwrap_or(usize::MAX);
    let mut cluster = 0;
    for story in document.select(options.story.as_deref(), top).stories {
        let articles: BTreeMap<&str, &StoryArticle> =
            story.articles.iter().map(|article| (article.id.as_str(), article)).collect();
        for passage in &story.passages {
            for line in lines(story, passage, &articles, cluster) {
                serde_json::to_writer(&mut *out, &line)?;
                out.write_all(b"\n")?;
            }
            cluster += 1;
        }
    }
    Ok(())
}

/// Spark's `xxhash64` of a string.
fn uid(id: &str) -> i64 {
    xxh64(id.as_bytes(), 42).cast_signed()
}

fn characters(span: &PassageSpan) -> (u32, u32) {
    match (span.start_char, span.end_char) {
        (Some(start), Some(end)) => (start, end),
        _ => (span.start, span.end),
    }
}

fn lines<'a>(
    story: &'a Story,
    passage: &'a Passage,
    articles: &BTreeMap<&str, &'a StoryArticle>,
    cluster: u64,
) -> Vec<Line<'a>> {
    let outlet =
        |id: &str| articles.get(id).and_then(|article| article.source.as_deref());
    let source = passage.source.as_ref().and_then(|source| {
        passage.spans.iter().find(|span| span.article == source.article)
    });
    let copied = |span: &PassageSpan| source.filter(|s| s.article != span.article);
    let boiler = |span: &PassageSpan| {
        copied(span).is_some_and(|source| {
            outlet(&source.article).is_some()
                && outlet(&source.article) == outlet(&span.article)
        })
    };
    let boilers = passage.spans.iter().filter(|span| boiler(span)).count();
    let others = passage.spans.len().saturating_sub(1).max(1);
    passage
        .spans
        .iter()
        .map(|span| {
            let article = articles.get(span.article.as_str()).copied();
            let (begin, end) = characters(span);
            let src = copied(span).map(|source| {
                let (begin, end) = characters(source);
                Source { uid: uid(&source.article), begin, end, id: &source.article }
            });
            Line {
                uid: uid(&span.article),
                id: &span.article,
                cluster,
                size: passage.articles,
                pboiler: boilers as f64 / others as f64,
                begin,
                end,
                boiler: boiler(span),
                src: src.into_iter().collect(),
                text: span.text.as_deref().unwrap_or(&passage.text),
                date: article.and_then(|article| article.date.as_deref()),
                series: article.and_then(|article| article.source.as_deref()),
                title: article.map(|article| article.title.as_str()),
                lang: article.and_then(|article| article.lang.as_deref()),
                url: article.and_then(|article| article.url.as_deref()),
                story: &story.id,
                passage: &passage.id,
                kind: passage.kind,
                begin_byte: span.start,
                end_byte: span.end,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::report::sample;

    fn rendered(document: &Document) -> Vec<Value> {
        let mut out = Vec::new();
        render(document, &Options::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.contains(|c: char| c.is_ascii_control() && c != '\n'));
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn every_span_is_a_line_that_points_to_its_likely_source() {
        let lines = rendered(&sample::document());
        assert_eq!(lines.len(), 3 + 2 + 2);
        assert_eq!(lines[0]["src"], json!([]));
        let uid = &lines[0]["uid"];
        assert_eq!(
            lines[2]["src"],
            json!([{"uid": uid, "begin": 0, "end": 148, "id": "ap-1"}])
        );
        let line = &lines[2];
        assert_eq!((&line["begin"], &line["end"]), (&json!(1204), &json!(1352)));
        assert_eq!((&line["cluster"], &line["size"]), (&json!(0), &json!(3)));
        assert_eq!(
            (&line["series"], &line["kind"]),
            (&json!("Kurier"), &json!("verbatim"))
        );
        assert_eq!(lines[3]["cluster"], json!(1));
        assert_eq!(lines[3]["src"], json!([]));
    }

    #[test]
    fn places_are_characters_and_the_text_is_the_article_s_own() {
        let mut document = sample::document();
        let span = &mut document.stories[0].passages[0].spans[1];
        (span.start_char, span.end_char) = (Some(9), Some(140));
        span.text = Some("as the Kurier has it".to_owned());
        let line = &rendered(&document)[1];
        assert_eq!((&line["begin"], &line["end"]), (&json!(9), &json!(140)));
        assert_eq!((&line["begin_byte"], &line["end_byte"]), (&json!(12), &json!(160)));
        assert_eq!(line["text"], json!("as the Kurier has it"));
    }

    #[test]
    fn a_copy_inside_one_outlet_is_boilerplate() {
        let mut document = sample::document();
        let outlet = document.stories[0].articles[0].source.clone();
        assert_eq!(document.stories[0].articles[0].id, "ap-1");
        for article in &mut document.stories[0].articles {
            if article.id == "kurier-1" {
                article.source.clone_from(&outlet);
            }
        }
        let lines = rendered(&document);
        let boiler: Vec<&Value> = lines[..3].iter().map(|line| &line["boiler"]).collect();
        assert_eq!(boiler, [&json!(false), &json!(true), &json!(false)]);
        assert_eq!(lines[0]["pboiler"], json!(0.5));
    }

    #[test]
    fn numbers_of_documents_are_spark_s() {
        // XXH64's own test value for seed 0, and what Spark's xxhash64('') answers.
        assert_eq!(xxh64(b"", 0), 0xef46_db37_51d8_e999);
        assert_eq!(uid(""), -7_444_071_767_201_028_348);
        assert_ne!(uid("a"), uid("b"));
    }
}
