//! The output contract: JSON Lines, one envelope a line.
//!
//! Every line is `{"type": T, "schema": 1, "data": {…}}`. A file begins with `run` and
//! ends with `summary`; a file without `summary` was cut short. New fields may be
//! added; no field changes its meaning. Every other output renders from these types.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

mod change;
mod matched;
mod story;

pub use change::Change;
pub use matched::{Match, Reprint};
pub use story::{
    Group, LikelySource, LinkKind, NightStatus, Nightly, Passage, PassageKind,
    PassageSpan, Role, Story, StoryArticle, StoryLink, Touch,
};

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
    /// What a night changed.
    Change(Change),
    /// What a store has of an article.
    Match(Match),
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Of a rewritten passage: the evidence that it was taken over, in nats, on the side
    /// that has less of it. Absent for verbatim ones, which need none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
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
            Self::Change(_) => "change",
            Self::Match(_) => "match",
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
            Self::Change(data) => serde_json::to_writer(&mut *out, data),
            Self::Match(data) => serde_json::to_writer(&mut *out, data),
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
