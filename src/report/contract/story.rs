//! A story and its parts, as the contract writes them.

use serde::{Deserialize, Serialize};

/// One or more reprint groups about the same happening.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Story {
    /// The id of its first article; in `nightly` an id of its own that stays: `s1`, `s2`, …
    pub id: String,
    /// Headline of the representative.
    pub title: String,
    /// Most frequent language.
    pub lang: Option<String>,
    /// Earliest date, as the input has it.
    pub first: Option<String>,
    /// Latest date, as the input has it.
    pub last: Option<String>,
    /// How many outlets.
    pub outlets: usize,
    /// Sorted by date, then id; undated ones last.
    pub articles: Vec<StoryArticle>,
    /// Reprint groups, largest first.
    pub groups: Vec<Group>,
    /// The links that hold it together, not every pair.
    pub links: Vec<StoryLink>,
    /// Shared passages, those in most articles first.
    pub passages: Vec<Passage>,
    /// Links to articles of other stories that hold a part of it, or were near to joining,
    /// the strongest first, fifty at most; the evidence says why they did not join.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_joined: Vec<StoryLink>,
    /// Roundups, briefings and live blogs that tell of it among other things, and belong
    /// to no story.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touched_by: Vec<Touch>,
    /// What became of it on the night that wrote it; only `nightly` and `store export`
    /// write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nightly: Option<Nightly>,
}

/// What became of a story on a night.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Nightly {
    /// Whether the night began it, added to it, or left it.
    pub status: NightStatus,
    /// Ids of the articles that the night added.
    pub added: Vec<String>,
}

/// Whether a night began a story, added to it, or left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum NightStatus {
    /// It began that night.
    New,
    /// It has new articles, or another story turned out to be it.
    Grown,
    /// It has no new ones.
    #[default]
    Standing,
}

/// A roundup that tells of a story.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Touch {
    /// The article.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Its outlet.
    pub source: Option<String>,
    /// Best event score between it and the story, 0 to 1.
    pub event: f64,
}

/// An article's part in a story.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct StoryArticle {
    /// The article.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Its outlet.
    pub source: Option<String>,
    /// Its date, as the input has it.
    pub date: Option<String>,
    /// Its language, given or detected.
    pub lang: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Its reprint group.
    pub group: String,
    /// What it is to the story.
    pub role: Role,
    /// Agencies credited for the text, by key of the agency table.
    pub credits: Vec<String>,
    /// Its words outside of furniture and credits; 0 in files of earlier versions.
    #[serde(default)]
    pub words: usize,
    /// Share of its tokens that other articles of the story have too, 0 to 1.
    pub shared: f64,
    /// Share of its tokens in passages that are agency copy: an article that has them
    /// credits an agency. At most `shared`.
    #[serde(default)]
    pub agency: f64,
    /// Share of its tokens that no other article of the story has: 1 less `shared`.
    #[serde(default)]
    pub own: f64,
    /// The article of this collection that most of its shared text probably came from;
    /// absent when that is itself, or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likely_source: Option<LikelySource>,
}

/// What an article is to its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// Stands for the story: the earliest of the fullest texts of the largest group.
    Representative,
    /// Carries (nearly) the text of another article of its group.
    Copy,
    /// The only article of its group, sharing at least a passage with the story.
    Partial,
    /// The only article of its group, in words of its own.
    #[default]
    Own,
}

impl Role {
    /// Its name in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Representative => "representative",
            Self::Copy => "copy",
            Self::Partial => "partial",
            Self::Own => "own",
        }
    }
}

/// Articles that carry the same text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Group {
    /// The id of its representative.
    pub id: String,
    /// Its articles, by date, then id.
    pub articles: Vec<String>,
    /// The lowest similarity (the larger of exact Jaccard and the smaller text's
    /// containment) over the links that hold it together; 1 for a single article.
    pub weakest: f64,
    /// The two articles of that link; left out when nothing but copies word for word, or
    /// nothing at all, holds it together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weakest_pair: Option<[String; 2]>,
}

/// The kind of a link.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum LinkKind {
    /// The same tokens in the same order.
    Exact,
    /// Nearly the same text.
    Near,
    /// One text holds (nearly) all of the other.
    Contains,
    /// The texts share a part.
    Partial,
    /// The same happening, told in other words.
    Event,
}

impl LinkKind {
    /// Its name in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::Contains => "contains",
            Self::Partial => "partial",
            Self::Event => "event",
        }
    }
}

/// A checked pair inside a story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoryLink {
    /// One article.
    pub a: String,
    /// The other.
    pub b: String,
    /// What ties them.
    pub kind: LinkKind,
    /// Exact Jaccard similarity of the shingle sets.
    pub jaccard: f64,
    /// Exact share of `a`'s shingles found in `b`.
    pub containment_ab: f64,
    /// Exact share of `b`'s shingles found in `a`.
    pub containment_ba: f64,
    /// Event score, 0 to 1; absent where text reuse alone decided.
    pub event: Option<f64>,
    /// Cosine similarity of the two articles' embeddings, where it took part in the event
    /// score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedding: Option<f64>,
    /// In words: what ties them, strongest first.
    pub evidence: Vec<String>,
}

/// A maximal shared stretch of text, with one span in each article that has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// Unique in the story: `p1`, `p2`, …
    pub id: String,
    /// Verbatim or rewritten; never mixed.
    pub kind: PassageKind,
    /// Length in words, in the article it is quoted from.
    pub words: usize,
    /// Of a rewritten passage: the evidence that it was said again, in nats, on the side
    /// that has less of it. Absent for verbatim ones, which need none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The text as its likely source has it.
    pub text: String,
    /// How many articles have it.
    pub articles: usize,
    /// Where: bytes of each original text, half-open; the likely source first.
    pub spans: Vec<PassageSpan>,
    /// Agencies that articles with the passage credit, by key of the agency table, the
    /// most frequent first. Not empty: agency copy.
    #[serde(default)]
    pub credits: Vec<String>,
    /// Where it probably came from.
    pub source: Option<LikelySource>,
}

/// How a passage is shared.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum PassageKind {
    /// Word for word, small edits aside.
    Verbatim,
    /// The same said in other words or another order.
    Rewritten,
}

impl PassageKind {
    /// Its name in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Rewritten => "rewritten",
        }
    }
}

/// A passage in one article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageSpan {
    /// The article.
    pub article: String,
    /// First byte of its original text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// First character, counted in code points as Python does; absent in files of
    /// earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_char: Option<u32>,
    /// One past the last character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_char: Option<u32>,
    /// The text as this article has it, where that differs from the passage's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Where a passage probably came from, and why one may think so.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LikelySource {
    /// The article of this collection.
    pub article: String,
    /// The evidence, in words.
    pub why: String,
    /// Of an article's source: the share of the article's words that stand in it, 0 to
    /// 1. Absent for passages, which stand in it whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// Whether anything but dates speaks for it: an agency published it, another one says
    /// that it was updated, it holds more of the story.
    #[serde(default)]
    pub beyond_dates: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_are_written() {
        let written = |value: serde_json::Value| value.as_str().unwrap().to_owned();
        for role in [Role::Representative, Role::Copy, Role::Partial, Role::Own] {
            assert_eq!(written(serde_json::to_value(role).unwrap()), role.name());
        }
        let kinds = [LinkKind::Exact, LinkKind::Near, LinkKind::Contains];
        for kind in kinds.into_iter().chain([LinkKind::Partial, LinkKind::Event]) {
            assert_eq!(written(serde_json::to_value(kind).unwrap()), kind.name());
        }
        for kind in [PassageKind::Verbatim, PassageKind::Rewritten] {
            assert_eq!(written(serde_json::to_value(kind).unwrap()), kind.name());
        }
    }
}
