//! Results as Arrow tables.
//!
//! Text columns are of the large kind, whose offsets do not run over at 2 GiB.

use std::sync::Arc;

use arrow_array::builder::{LargeListBuilder, LargeStringBuilder};
use arrow_array::{
    ArrayRef, Float64Array, LargeStringArray, RecordBatch, UInt32Array, UInt64Array,
};
use arrow_schema::ArrowError;
use samestory::article::Article;
use samestory::report::contract::{Dropped, LikelySource, Pair, PairPassage, Story};

type Made = Result<RecordBatch, ArrowError>;

fn text<'a, T: Into<Option<&'a str>>>(values: impl Iterator<Item = T>) -> ArrayRef {
    Arc::new(values.map(Into::into).collect::<LargeStringArray>())
}

fn share<T: Into<Option<f64>>>(values: impl Iterator<Item = T>) -> ArrayRef {
    Arc::new(values.map(Into::into).collect::<Float64Array>())
}

fn place<T: Into<Option<u32>>>(values: impl Iterator<Item = T>) -> ArrayRef {
    Arc::new(values.map(Into::into).collect::<UInt32Array>())
}

fn count(values: impl Iterator<Item = usize>) -> ArrayRef {
    Arc::new(values.map(|count| count as u64).collect::<UInt64Array>())
}

fn texts<'a>(values: impl Iterator<Item = &'a Vec<String>>) -> ArrayRef {
    let mut lists = LargeListBuilder::new(LargeStringBuilder::new());
    for value in values {
        for text in value {
            lists.values().append_value(text);
        }
        lists.append(true);
    }
    Arc::new(lists.finish())
}

fn table<const N: usize>(columns: [(&str, ArrayRef); N]) -> Made {
    // Nullable everywhere, so that the schema does not depend on what was found.
    RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    )
}

/// The table of that name; `None` when there is none.
pub(crate) fn of_stories(name: &str, stories: &[Story]) -> Option<Made> {
    Some(match name {
        "articles" => articles(stories),
        "stories" => heads(stories),
        "groups" => groups(stories),
        "links" => links(stories),
        "passages" => passages(stories),
        "spans" => spans(stories),
        _ => return None,
    })
}

fn source_article(source: Option<&LikelySource>) -> Option<&str> {
    source.map(|source| source.article.as_str())
}

fn source_why(source: Option<&LikelySource>) -> Option<&str> {
    source.map(|source| source.why.as_str())
}

fn articles(stories: &[Story]) -> Made {
    let rows = || stories.iter().flat_map(|s| s.articles.iter().map(move |a| (s, a)));
    table([
        ("id", text(rows().map(|(_, a)| a.id.as_str()))),
        ("story", text(rows().map(|(s, _)| s.id.as_str()))),
        ("group", text(rows().map(|(_, a)| a.group.as_str()))),
        ("role", text(rows().map(|(_, a)| a.role.name()))),
        ("title", text(rows().map(|(_, a)| a.title.as_str()))),
        ("source", text(rows().map(|(_, a)| a.source.as_deref()))),
        ("date", text(rows().map(|(_, a)| a.date.as_deref()))),
        ("lang", text(rows().map(|(_, a)| a.lang.as_deref()))),
        ("url", text(rows().map(|(_, a)| a.url.as_deref()))),
        ("credits", texts(rows().map(|(_, a)| &a.credits))),
        ("shared", share(rows().map(|(_, a)| a.shared))),
        ("agency", share(rows().map(|(_, a)| a.agency))),
        ("own", share(rows().map(|(_, a)| a.own))),
        (
            "likely_source",
            text(rows().map(|(_, a)| source_article(a.likely_source.as_ref()))),
        ),
        (
            "likely_source_why",
            text(rows().map(|(_, a)| source_why(a.likely_source.as_ref()))),
        ),
    ])
}

fn heads(stories: &[Story]) -> Made {
    let rows = || stories.iter();
    table([
        ("id", text(rows().map(|s| s.id.as_str()))),
        ("title", text(rows().map(|s| s.title.as_str()))),
        ("lang", text(rows().map(|s| s.lang.as_deref()))),
        ("first", text(rows().map(|s| s.first.as_deref()))),
        ("last", text(rows().map(|s| s.last.as_deref()))),
        ("outlets", count(rows().map(|s| s.outlets))),
        ("articles", count(rows().map(|s| s.articles.len()))),
        ("groups", count(rows().map(|s| s.groups.len()))),
        ("passages", count(rows().map(|s| s.passages.len()))),
    ])
}

fn groups(stories: &[Story]) -> Made {
    let rows = || stories.iter().flat_map(|s| s.groups.iter().map(move |g| (s, g)));
    table([
        ("story", text(rows().map(|(s, _)| s.id.as_str()))),
        ("id", text(rows().map(|(_, g)| g.id.as_str()))),
        ("articles", texts(rows().map(|(_, g)| &g.articles))),
        ("weakest", share(rows().map(|(_, g)| g.weakest))),
    ])
}

fn links(stories: &[Story]) -> Made {
    let rows = || stories.iter().flat_map(|s| s.links.iter().map(move |l| (s, l)));
    table([
        ("story", text(rows().map(|(s, _)| s.id.as_str()))),
        ("a", text(rows().map(|(_, l)| l.a.as_str()))),
        ("b", text(rows().map(|(_, l)| l.b.as_str()))),
        ("kind", text(rows().map(|(_, l)| l.kind.name()))),
        ("jaccard", share(rows().map(|(_, l)| l.jaccard))),
        ("containment_ab", share(rows().map(|(_, l)| l.containment_ab))),
        ("containment_ba", share(rows().map(|(_, l)| l.containment_ba))),
        ("event", share(rows().map(|(_, l)| l.event))),
        ("embedding", share(rows().map(|(_, l)| l.embedding))),
        ("evidence", texts(rows().map(|(_, l)| &l.evidence))),
    ])
}

fn passages(stories: &[Story]) -> Made {
    let rows = || stories.iter().flat_map(|s| s.passages.iter().map(move |p| (s, p)));
    table([
        ("story", text(rows().map(|(s, _)| s.id.as_str()))),
        ("id", text(rows().map(|(_, p)| p.id.as_str()))),
        ("kind", text(rows().map(|(_, p)| p.kind.name()))),
        ("words", count(rows().map(|(_, p)| p.words))),
        ("score", share(rows().map(|(_, p)| p.score))),
        ("text", text(rows().map(|(_, p)| p.text.as_str()))),
        ("articles", count(rows().map(|(_, p)| p.articles))),
        ("credits", texts(rows().map(|(_, p)| &p.credits))),
        ("source", text(rows().map(|(_, p)| source_article(p.source.as_ref())))),
        ("source_why", text(rows().map(|(_, p)| source_why(p.source.as_ref())))),
    ])
}

fn spans(stories: &[Story]) -> Made {
    let rows = || {
        stories.iter().flat_map(|story| {
            story.passages.iter().flat_map(move |passage| {
                passage.spans.iter().map(move |span| (story, passage, span))
            })
        })
    };
    table([
        ("story", text(rows().map(|(s, _, _)| s.id.as_str()))),
        ("passage", text(rows().map(|(_, p, _)| p.id.as_str()))),
        ("article", text(rows().map(|(_, _, span)| span.article.as_str()))),
        ("start", place(rows().map(|(_, _, span)| span.start))),
        ("end", place(rows().map(|(_, _, span)| span.end))),
        ("start_char", place(rows().map(|(_, _, span)| span.start_char))),
        ("end_char", place(rows().map(|(_, _, span)| span.end_char))),
        ("text", text(rows().map(|(_, _, span)| span.text.as_deref()))),
    ])
}

/// `pairs` as a table.
pub(crate) fn of_pairs(pairs: &[Pair]) -> Made {
    let rows = || pairs.iter();
    table([
        ("a", text(rows().map(|p| p.a.as_str()))),
        ("b", text(rows().map(|p| p.b.as_str()))),
        ("kind", text(rows().map(|p| p.kind.name()))),
        ("jaccard", share(rows().map(|p| p.jaccard))),
        ("containment_ab", share(rows().map(|p| p.containment_ab))),
        ("containment_ba", share(rows().map(|p| p.containment_ba))),
    ])
}

/// `align` as a table.
pub(crate) fn of_passages(passages: &[PairPassage]) -> Made {
    let rows = || passages.iter();
    table([
        ("a", text(rows().map(|p| p.a.as_str()))),
        ("b", text(rows().map(|p| p.b.as_str()))),
        ("kind", text(rows().map(|p| p.kind.name()))),
        ("a_start", place(rows().map(|p| p.a_start))),
        ("a_end", place(rows().map(|p| p.a_end))),
        ("b_start", place(rows().map(|p| p.b_start))),
        ("b_end", place(rows().map(|p| p.b_end))),
        ("score", share(rows().map(|p| p.score))),
    ])
}

/// What `dedup` left out, as a table.
pub(crate) fn of_dropped(dropped: &[Dropped]) -> Made {
    let rows = || dropped.iter();
    table([
        ("id", text(rows().map(|d| d.id.as_str()))),
        ("kept", text(rows().map(|d| d.kept.as_str()))),
        ("kind", text(rows().map(|d| d.kind.name()))),
        ("jaccard", share(rows().map(|d| d.jaccard))),
        ("containment", share(rows().map(|d| d.containment))),
    ])
}

/// Articles as they were read.
pub(crate) fn of_articles(articles: &[&Article]) -> Made {
    let rows = || articles.iter();
    table([
        ("id", text(rows().map(|a| a.id.as_str()))),
        ("title", text(rows().map(|a| a.title.as_str()))),
        ("text", text(rows().map(|a| a.text.as_str()))),
        ("date", text(rows().map(|a| a.date.as_ref().map(|date| date.text.as_str())))),
        ("lang", text(rows().map(|a| a.lang.as_deref()))),
        ("source", text(rows().map(|a| a.source.as_deref()))),
        ("url", text(rows().map(|a| a.url.as_deref()))),
    ])
}
