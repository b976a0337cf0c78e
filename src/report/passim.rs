//! Passages in the fields of passim: one JSON line a passage and article.
//!
//! | field | meaning |
//! |---|---|
//! | `cluster` | number of the passage in this file, from 0 |
//! | `size` | articles that have the passage |
//! | `uid` | number of the line, from 0 |
//! | `id` | the article |
//! | `begin`, `end` | the place in the article's original text |
//! | `text` | the passage as `text_of` has it |
//! | `text_of` | the article that `text` is quoted from; absent where it is not known |
//! | `src` | the likely source: `[{"id", "uid", "begin", "end"}]`, empty at the source itself |
//! | `date`, `series` | the article's date, and its outlet |
//! | `story`, `passage`, `kind` | where samestory's own output has the passage |
//!
//! Two differences from passim: **`begin` and `end` count bytes of UTF-8**, passim's count
//! code points (in Python, `text.encode()[begin:end].decode()` is the slice); and `text`
//! is the same on all lines of a cluster, since a story file holds no article's full
//! text. JSON escapes every control character; strings are otherwise as they are.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Options;
use super::contract::{Passage, PassageKind, Story, StoryArticle};
use super::document::Document;

#[derive(Serialize)]
struct Line<'a> {
    uid: u64,
    id: &'a str,
    cluster: u64,
    size: usize,
    begin: u32,
    end: u32,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_of: Option<&'a str>,
    src: Vec<Source<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<&'a str>,
    story: &'a str,
    passage: &'a str,
    kind: PassageKind,
}

#[derive(Serialize, Clone)]
struct Source<'a> {
    id: &'a str,
    uid: u64,
    begin: u32,
    end: u32,
}

/// Writes the lines. A number of a passage or line holds for one file and one choice of
/// stories.
///
/// # Errors
/// Whatever `out` answers.
pub fn render(
    document: &Document,
    options: &Options,
    out: &mut impl Write,
) -> io::Result<()> {
    let top = options.top.unwrap_or(usize::MAX);
    let (mut cluster, mut uid) = (0, 0);
    for story in document.select(options.story.as_deref(), top).stories {
        let articles: BTreeMap<&str, &StoryArticle> =
            story.articles.iter().map(|article| (article.id.as_str(), article)).collect();
        for passage in &story.passages {
            for line in lines(story, passage, &articles, cluster, uid) {
                uid = line.uid + 1;
                serde_json::to_writer(&mut *out, &line)?;
                out.write_all(b"\n")?;
            }
            cluster += 1;
        }
    }
    Ok(())
}

fn lines<'a>(
    story: &'a Story,
    passage: &'a Passage,
    articles: &BTreeMap<&str, &'a StoryArticle>,
    cluster: u64,
    first: u64,
) -> Vec<Line<'a>> {
    let text_of = passage.source.as_ref().map(|source| source.article.as_str());
    let numbered = || (first..).zip(&passage.spans);
    let source = numbered().find(|(_, span)| Some(span.article.as_str()) == text_of);
    let source = source.map(|(uid, span)| {
        let (id, begin, end) = (span.article.as_str(), span.start, span.end);
        Source { id, uid, begin, end }
    });
    numbered()
        .map(|(uid, span)| {
            let article = articles.get(span.article.as_str()).copied();
            let origin = source.iter().filter(|source| source.id != span.article);
            Line {
                uid,
                id: &span.article,
                cluster,
                size: passage.articles,
                begin: span.start,
                end: span.end,
                text: &passage.text,
                text_of,
                src: origin.cloned().collect(),
                date: article.and_then(|article| article.date.as_deref()),
                series: article.and_then(|article| article.source.as_deref()),
                story: &story.id,
                passage: &passage.id,
                kind: passage.kind,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::report::sample;

    fn rendered() -> String {
        let mut out = Vec::new();
        render(&sample::document(), &Options::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_span_is_a_line_that_points_to_its_likely_source() {
        let lines: Vec<Value> =
            rendered().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 3 + 2 + 2);
        assert_eq!(lines[0]["src"], json!([]));
        assert_eq!(
            lines[2]["src"],
            json!([{"id": "ap-1", "uid": 0, "begin": 0, "end": 148}])
        );
        let line = &lines[2];
        assert_eq!((&line["begin"], &line["end"]), (&json!(1204), &json!(1352)));
        assert_eq!((&line["cluster"], &line["size"]), (&json!(0), &json!(3)));
        assert_eq!(
            (&line["series"], &line["text_of"]),
            (&json!("Kurier"), &json!("ap-1"))
        );
        assert_eq!(lines[3]["cluster"], json!(1));
        assert!(lines[3].get("text_of").is_none());
        let uids: Vec<u64> =
            lines.iter().filter_map(|line| line["uid"].as_u64()).collect();
        assert_eq!(uids, [0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn no_control_character_leaves_raw() {
        let text = rendered();
        assert!(!text.contains(|c: char| c.is_ascii_control() && c != '\n'));
        assert!(text.contains("\\u001b"));
    }
}
