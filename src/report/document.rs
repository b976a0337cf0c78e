//! A contract file, read whole: what every renderer starts from.

use std::io::{self, BufRead, Write};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::contract::{Record, RejectLine, Run, SCHEMA, Story, Summary};
use super::language::{Language, Say};
use crate::error::{Error, Result};

const RUN_AGAIN: &str = "write it again with `samestory cluster`";
const ONE_AT_A_TIME: &str = "report on one run at a time";
const STORIES_ONLY: &str = "give the output of `samestory cluster`, without --members";
const NEWER: &str = "use the samestory that wrote it, or a newer one";

/// The stories of one run, with what was run and what came of it.
///
/// ```
/// use samestory::report::document::Document;
///
/// let file = br#"{"type":"run","schema":1,"data":{"tool":"samestory","version":"0.1.0","parameters":{},"inputs":[]}}
/// "#;
/// let document = Document::read(&file[..], "stories.jsonl")?;
/// assert!(document.summary.is_none());
/// assert!(document.warnings()[0].contains("cut short"));
/// # Ok::<(), samestory::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// What was run, on what; absent where somebody filtered the file.
    pub run: Option<Run>,
    /// The stories, in the order of the file.
    pub stories: Vec<Story>,
    /// The records that were refused.
    pub rejects: Vec<RejectLine>,
    /// What came of the run. `None`: the file was cut short.
    pub summary: Option<Summary>,
}

/// The envelope of a line, read before its data so that another schema is never guessed
/// at.
#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "type")]
    kind: String,
    schema: u32,
    #[serde(rename = "data")]
    _data: IgnoredAny,
}

/// The stories a report shows, and how many it leaves out.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection<'a> {
    /// Most articles first, then most outlets, then as in the file.
    pub stories: Vec<&'a Story>,
    /// Stories of the file that are not shown.
    pub left_out: usize,
}

impl Document {
    /// Reads a contract file. `place` names it in messages.
    ///
    /// A last line that breaks off in its middle counts as a file cut short, not as an
    /// error: everything before it can still be shown.
    ///
    /// # Errors
    /// When the file cannot be read, when it is not a contract file or not one of
    /// stories, and when its schema is newer than this program.
    pub fn read(mut input: impl BufRead, place: &str) -> Result<Self> {
        let mut document = Self::default();
        let mut line = Vec::new();
        let mut number = 0_u64;
        let mut found = false;
        loop {
            line.clear();
            let length = input
                .read_until(b'\n', &mut line)
                .map_err(|error| Error::read(place, error))?;
            if length == 0 {
                break;
            }
            number += 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let whole = line.ends_with(b"\n");
            match record(line.trim_ascii_end(), place, number) {
                Err(Broken::NoJson(_)) if !whole && found => break,
                Err(Broken::NoJson(error) | Broken::Wrong(error)) => return Err(*error),
                Ok(record) => document.take(record, place, number)?,
            }
            found = true;
        }
        if found {
            Ok(document)
        } else {
            Err(Error::format(place, "it is empty", RUN_AGAIN))
        }
    }

    /// Writes the contract file.
    ///
    /// # Errors
    /// Whatever `out` answers.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        if let Some(run) = &self.run {
            Record::Run(run.clone()).write(out)?;
        }
        for story in &self.stories {
            Record::Story(Box::new(story.clone())).write(out)?;
        }
        for reject in &self.rejects {
            Record::Reject(reject.clone()).write(out)?;
        }
        if let Some(summary) = &self.summary {
            Record::Summary(summary.clone()).write(out)?;
        }
        Ok(())
    }

    fn take(&mut self, record: Record, place: &str, number: u64) -> Result<()> {
        let refuse =
            |reason: &str, help| Err(Error::format(at(place, number), reason, help));
        if self.summary.is_some() {
            return refuse(
                "a line follows the summary, which ends a file",
                ONE_AT_A_TIME,
            );
        }
        match record {
            Record::Run(_) if self.run.is_some() => {
                refuse("a second run begins here", ONE_AT_A_TIME)
            }
            Record::Run(run) => {
                self.run = Some(run);
                Ok(())
            }
            Record::Story(story) => {
                self.stories.push(*story);
                Ok(())
            }
            Record::Reject(reject) => {
                self.rejects.push(reject);
                Ok(())
            }
            Record::Summary(summary) => {
                self.summary = Some(summary);
                Ok(())
            }
            Record::Pair(_)
            | Record::Passage(_)
            | Record::Dropped(_)
            | Record::Change(_)
            | Record::Match(_) => {
                refuse("it holds pairs of articles or changes, not stories", STORIES_ONLY)
            }
        }
    }

    /// The story with this id, or the one that holds an article with this id.
    ///
    /// # Errors
    /// When there is none.
    pub fn story(&self, id: &str) -> Result<&Story> {
        self.find(id).ok_or_else(|| {
            let shown: String = super::printable::fit(id, 80);
            Error::setting(
                format!("--story '{shown}'"),
                "no story and no article has this id",
                "leave --story out to see the ids of the stories",
            )
        })
    }

    fn find(&self, id: &str) -> Option<&Story> {
        self.stories.iter().find(|story| story.id == id).or_else(|| {
            let holds = |story: &&Story| story.articles.iter().any(|one| one.id == id);
            self.stories.iter().find(holds)
        })
    }

    /// The stories to show: one by id, or the `top` largest.
    pub fn select(&self, story: Option<&str>, top: usize) -> Selection<'_> {
        let stories: Vec<&Story> = if let Some(id) = story {
            self.find(id).into_iter().collect()
        } else {
            let mut all: Vec<&Story> = self.stories.iter().collect();
            all.sort_by_key(|story| {
                std::cmp::Reverse((story.articles.len(), story.outlets))
            });
            all.truncate(top);
            all
        };
        Selection { left_out: self.stories.len() - stories.len(), stories }
    }

    /// What a reader must know before trusting a count: a file cut short, or lines that
    /// are missing. Empty for a whole file.
    pub fn warnings(&self) -> Vec<String> {
        self.warnings_in(Language::English)
    }

    /// [`Document::warnings`] in the language of the reader.
    pub fn warnings_in(&self, language: Language) -> Vec<String> {
        let Some(summary) = &self.summary else {
            return vec![language.say(Say::CutShort).to_owned()];
        };
        let several =
            self.stories.iter().filter(|story| story.articles.len() > 1).count();
        let mut out = Vec::new();
        for (name, has, of) in [
            (Say::Story, several, summary.stories),
            (Say::Refused, self.rejects.len(), summary.rejects),
        ] {
            if has < of {
                let (of_all, has) = (language.number(of), language.number(has));
                let values =
                    [("of", &*of_all), ("name", language.noun(2, name)), ("has", &has)];
                out.push(language.fill(Say::LinesMissing, &values));
            }
        }
        out
    }
}

fn at(place: &str, number: u64) -> String {
    format!("{place}:{number}")
}

/// Why a line is no record.
enum Broken {
    /// It is no JSON, as the last line of a file cut short.
    NoJson(Box<Error>),
    /// It is JSON, of some other kind.
    Wrong(Box<Error>),
}

fn record(line: &[u8], place: &str, number: u64) -> std::result::Result<Record, Broken> {
    let boxed =
        |reason: String, help| Box::new(Error::format(at(place, number), reason, help));
    let wrong = |reason: String, help| Broken::Wrong(boxed(reason, help));
    let broken = |error: &serde_json::Error| {
        if error.is_data() {
            wrong(format!("it is no record of samestory: {error}"), STORIES_ONLY)
        } else if error.is_eof() {
            let reason = "the line breaks off in its middle".to_owned();
            Broken::NoJson(boxed(reason, RUN_AGAIN))
        } else {
            Broken::NoJson(boxed(format!("it is no JSON: {error}"), STORIES_ONLY))
        }
    };
    let envelope: Envelope = serde_json::from_slice(line).map_err(|e| broken(&e))?;
    if envelope.schema > SCHEMA {
        let schema = envelope.schema;
        let reason = format!("its schema is {schema}, this program knows up to {SCHEMA}");
        return Err(wrong(reason, NEWER));
    }
    if !KINDS.contains(&envelope.kind.as_str()) {
        let kind = super::printable::fit(&envelope.kind, 40);
        return Err(wrong(format!("it holds a record of unknown type '{kind}'"), NEWER));
    }
    serde_json::from_slice(line).map_err(|e| broken(&e))
}

/// The record types of schema 1.
const KINDS: [&str; 9] = [
    "run", "story", "pair", "passage", "dropped", "reject", "change", "match", "summary",
];

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;
    use crate::report::sample;

    fn read(text: &str) -> Result<Document> {
        Document::read(text.as_bytes(), "s.jsonl")
    }

    fn said(text: &str) -> String {
        let error = read(text).unwrap_err();
        assert!(error.help().is_some());
        format!("{error}: {}", error.source().unwrap())
    }

    const REJECT: &str =
        r#"{"type":"reject","schema":1,"data":{"path":"a","line":3,"reason":"no text"}}"#;

    #[test]
    fn what_was_written_is_read_again() {
        let document = sample::document();
        let file = sample::file(document.clone());
        assert_eq!(Document::read(&file[..], "s").unwrap(), document);
        assert!(document.warnings().is_empty());
    }

    #[test]
    fn a_file_cut_anywhere_still_shows_what_it_has() {
        let mut document = sample::document();
        document.stories.truncate(1);
        let file = sample::file(document);
        let line = file.iter().position(|&byte| byte == b'\n').unwrap() + 1;
        for end in (line..file.len() - 1).step_by(7) {
            let document = Document::read(&file[..end], "s").unwrap();
            assert!(document.summary.is_none(), "cut at {end}");
            assert_eq!(document.warnings().len(), 1);
        }
    }

    #[test]
    fn errors_name_the_line_and_the_reason() {
        assert_eq!(said(""), "cannot use 's.jsonl': it is empty");
        assert_eq!(
            said(&format!("{REJECT}\n\n{}\n", REJECT.replace(":1,", ":2,"))),
            "cannot use 's.jsonl:3': its schema is 2, this program knows up to 1"
        );
        assert!(
            said("plain text\n").starts_with("cannot use 's.jsonl:1': it is no JSON")
        );
        assert!(said(r#"{"id":"a","story":"b"}"#).contains("no record of samestory"));
        assert!(said(&REJECT.replace("reject", "epilogue")).contains("'epilogue'"));
        assert!(said(&REJECT.replace('3', "\"x\"")).contains("no record of samestory"));
        assert!(said(&format!("{}\n{REJECT}\n", &REJECT[..40])).contains("breaks off"));
        let change =
            r#"{"type":"change","schema":1,"data":{"change":"updated","article":"a"}}"#;
        assert!(said(change).contains("pairs of articles or changes"));
        let pair = r#"{"type":"pair","schema":1,"data":{"a":"x","b":"y","kind":"near","jaccard":1,"containment_ab":1,"containment_ba":1}}"#;
        assert!(said(pair).contains("pairs of articles"));
        let file = String::from_utf8(sample::file(sample::document())).unwrap();
        assert!(said(&file.repeat(2)).contains("follows the summary"));
    }

    #[test]
    fn missing_lines_are_noticed() {
        let mut document = sample::document();
        document.stories.pop();
        assert!(document.warnings()[0].contains("found 2 stories, the file holds 1"));
    }

    #[test]
    fn stories_are_found_by_their_id_or_an_article_of_theirs() {
        let document = sample::document();
        assert_eq!(document.story("ap-1").unwrap().id, "ap-1");
        assert_eq!(document.story("kurier-1").unwrap().id, "ap-1");
        let error = document.story("\u{1b}[2J").unwrap_err();
        assert_eq!(error.to_string(), "cannot use --story '�[2J'");
        let top = document.select(None, 1);
        assert_eq!((top.stories.len(), top.left_out), (1, 1));
    }
}
