//! The output contract: JSON Lines, one envelope a line.
//!
//! Every line is `{"type": T, "schema": 1, "data": {…}}`. A file begins with `run` and
//! ends with `summary`; a file without `summary` was cut short. New fields may be
//! added; no field changes its meaning. Every other output renders from these types.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

/// The schema number written into every envelope.
pub const SCHEMA: u32 = 1;

/// One line of output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Record {
    /// What was run, on what; always the first line.
    Run(Run),
    /// A story with its articles, groups, links and passages.
    Story(Box<Story>),
    /// A verified text-reuse pair.
    Pair(Pair),
    /// A shared passage of one pair.
    Passage(PairPassage),
    /// An article that another one stands for (`dedup`).
    Dropped(Dropped),
    /// A record that was refused.
    Reject(RejectLine),
    /// What came of it; always the last line.
    Summary(Summary),
}

/// The tool, its settings and its inputs. Holds no clock, so that runs compare.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Run {
    /// Always `samestory`.
    pub tool: String,
    /// The tool's version.
    pub version: String,
    /// The settings that shape the result.
    pub parameters: serde_json::Map<String, serde_json::Value>,
    /// What was read.
    pub inputs: Vec<Input>,
}

/// One input of a run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Input {
    /// As given on the command line.
    pub path: String,
    /// Size in bytes, as stored.
    pub bytes: u64,
    /// XXH3-64 of those bytes, 16 hexadecimal digits.
    pub xxh3: String,
}

/// One or more reprint groups about the same happening.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Story {
    /// The id of its first article.
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
    /// Roundups, briefings and live blogs that tell of it among other things, and belong
    /// to no story.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touched_by: Vec<Touch>,
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
    /// Share of its tokens that other articles of the story have too, 0 to 1.
    pub shared: f64,
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
    /// The text as its likely source has it.
    pub text: String,
    /// How many articles have it.
    pub articles: usize,
    /// Where: bytes of each original text, half-open.
    pub spans: Vec<PassageSpan>,
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

/// A passage in one article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassageSpan {
    /// The article.
    pub article: String,
    /// First byte of its original text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Where a passage probably came from, and why one may think so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LikelySource {
    /// The article of this collection.
    pub article: String,
    /// The evidence, in words.
    pub why: String,
}

/// A verified text-reuse pair, as `pairs` writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// One article.
    pub a: String,
    /// The other; `a < b`.
    pub b: String,
    /// What ties them.
    pub kind: LinkKind,
    /// Exact Jaccard similarity of the shingle sets.
    pub jaccard: f64,
    /// Exact share of `a`'s shingles found in `b`.
    pub containment_ab: f64,
    /// Exact share of `b`'s shingles found in `a`.
    pub containment_ba: f64,
}

/// A shared passage of one pair, as `align` writes it: bytes, half-open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairPassage {
    /// One article.
    pub a: String,
    /// The other.
    pub b: String,
    /// Verbatim or rewritten.
    pub kind: PassageKind,
    /// First byte in `a`.
    pub a_start: u32,
    /// One past the last byte in `a`.
    pub a_end: u32,
    /// First byte in `b`.
    pub b_start: u32,
    /// One past the last byte in `b`.
    pub b_end: u32,
}

/// An article that `dedup` left out, and the one that stands for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dropped {
    /// The article left out.
    pub id: String,
    /// The article kept in its place.
    pub kept: String,
    /// What ties the two.
    pub kind: LinkKind,
    /// Exact Jaccard similarity of the two.
    pub jaccard: f64,
    /// Exact share of the dropped article's shingles found in the kept one.
    pub containment: f64,
}

/// A record that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectLine {
    /// The input.
    pub path: String,
    /// Line, or record number where the format has no lines; from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// What came of a run. Its presence says that the file is whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Always true.
    pub complete: bool,
    /// Articles read and kept.
    pub articles: usize,
    /// Stories of two articles or more.
    pub stories: usize,
    /// Reprint groups of two articles or more.
    pub groups: usize,
    /// Links found, also those not listed.
    pub links: usize,
    /// Passages written.
    pub passages: usize,
    /// Articles that stand in no story with another.
    pub singletons: usize,
    /// Records refused.
    pub rejects: usize,
    /// Records that repeated an id with the same text.
    pub repeats: usize,
}

impl Record {
    const fn name(&self) -> &'static str {
        match self {
            Self::Run(_) => "run",
            Self::Story(_) => "story",
            Self::Pair(_) => "pair",
            Self::Passage(_) => "passage",
            Self::Dropped(_) => "dropped",
            Self::Reject(_) => "reject",
            Self::Summary(_) => "summary",
        }
    }

    /// Writes one envelope and its newline.
    ///
    /// # Errors
    /// Whatever `out` answers.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "{{\"type\":\"{}\",\"schema\":{SCHEMA},\"data\":", self.name())?;
        match self {
            Self::Run(data) => serde_json::to_writer(&mut *out, data),
            Self::Story(data) => serde_json::to_writer(&mut *out, data),
            Self::Pair(data) => serde_json::to_writer(&mut *out, data),
            Self::Passage(data) => serde_json::to_writer(&mut *out, data),
            Self::Dropped(data) => serde_json::to_writer(&mut *out, data),
            Self::Reject(data) => serde_json::to_writer(&mut *out, data),
            Self::Summary(data) => serde_json::to_writer(&mut *out, data),
        }?;
        out.write_all(b"}\n")
    }
}

/// Reads a contract file line by line, with the line's number for messages.
///
/// ```
/// use samestory::report::contract::{Record, records};
///
/// let file = br#"{"type":"reject","schema":1,"data":{"path":"a","line":3,"reason":"no text"}}"#;
/// let (line, record) = records(&file[..]).next().unwrap();
/// assert_eq!(line, 1);
/// assert!(matches!(record, Ok(Record::Reject(_))));
/// ```
pub fn records(input: impl BufRead) -> impl Iterator<Item = (usize, io::Result<Record>)> {
    input.lines().enumerate().filter_map(|(index, line)| {
        let record = match line {
            Ok(line) if line.trim().is_empty() => return None,
            Ok(line) => serde_json::from_str(&line).map_err(io::Error::from),
            Err(error) => Err(error),
        };
        Some((index + 1, record))
    })
}
