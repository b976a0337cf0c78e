//! Gold labels, and the clustering that is held against them.
//!
//! Both are read line by line. Gold is one object a line: `id`, `story` (or `cluster`),
//! and if need be `kind` and `sure`: an article of kind `roundup`, or with `sure` false,
//! is left out of every figure. A prediction is what `samestory cluster` writes, with or
//! without `--members`, or any file of `{"id", "story"}` lines.

use std::collections::BTreeMap;
use std::io::BufRead;

use hashbrown::HashMap;

use super::lines::{Envelope, Line, Row, for_each_line};
use crate::error::Result;

const GOLD_HELP: &str = "write one object a line: {\"id\": …, \"story\": …}, optionally \"kind\" and \"sure\"";
const PREDICTION_HELP: &str =
    "give the output of `samestory cluster`, or one {\"id\": …, \"story\": …} a line";

/// Which of the clusterings is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// Same happening: the field `story`.
    #[default]
    Story,
    /// Same text: the field `group`, of a story's reprint groups.
    Group,
    /// Same happening in any language: the field `event`, else `story`.
    Event,
}

/// Which article carries which label. The names of labels are kept once.
#[derive(Debug, Clone, Default)]
struct Labels {
    /// Article to label number, by id.
    label_of: BTreeMap<String, u32>,
    names: Vec<String>,
    number_of: HashMap<String, u32>,
    repeated: usize,
}

impl Labels {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.number_of.get(name) {
            return number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.number_of.insert(name.to_owned(), number);
        number
    }

    /// The last label of an id counts.
    fn put(&mut self, id: String, name: &str) {
        let number = self.number(name);
        if self.label_of.insert(id, number).is_some() {
            self.repeated += 1;
        }
    }

    fn name_of(&self, id: &str) -> Option<&str> {
        self.name(*self.label_of.get(id)?)
    }

    fn name(&self, number: u32) -> Option<&str> {
        self.names.get(number as usize).map(String::as_str)
    }
}

/// The right clustering, as people (or a generator) labelled it.
///
/// ```
/// use samestory::eval::gold::{Gold, Level};
///
/// let file = br#"{"id":"a","story":"train"}
/// {"id":"b","story":"week in review","kind":"roundup"}"#;
/// let gold = Gold::read(&file[..], "gold.jsonl", Level::Story).unwrap();
/// assert_eq!(gold.story_of("a"), Some("train"));
/// assert_eq!((gold.len(), gold.left_out()), (1, 1));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Gold {
    labels: Labels,
    left_out: usize,
}

impl Gold {
    /// Reads gold labels; `place` names the input in messages.
    ///
    /// # Errors
    /// [`crate::error::Error::Read`] when reading fails; [`crate::error::Error::Format`] with `place:line` when a
    /// line is no object with an id and a label.
    pub fn read(input: impl BufRead, place: &str, level: Level) -> Result<Self> {
        let mut gold = Self::default();
        for_each_line(input, place, GOLD_HELP, |line| {
            let row: Row<'_> = line.parse()?;
            if row.kind.as_deref() == Some("roundup") || row.sure == Some(false) {
                gold.left_out += 1;
                return Ok(());
            }
            let (id, label) = row.labelled(level, line)?;
            gold.labels.put(id, &label);
            Ok(())
        })?;
        Ok(gold)
    }

    /// Gold from pairs of article and story.
    ///
    /// ```
    /// use samestory::eval::gold::Gold;
    ///
    /// assert_eq!(Gold::from_pairs([("a", "x"), ("b", "x")]).len(), 2);
    /// ```
    pub fn from_pairs<I: Into<String>>(pairs: impl IntoIterator<Item = (I, I)>) -> Self {
        Self { labels: from_pairs(pairs), left_out: 0 }
    }

    /// How many articles are scored.
    pub fn len(&self) -> usize {
        self.labels.label_of.len()
    }

    /// Whether no article is scored.
    pub fn is_empty(&self) -> bool {
        self.labels.label_of.is_empty()
    }

    /// Lines left out of every figure: roundups, and those nobody is sure of.
    pub const fn left_out(&self) -> usize {
        self.left_out
    }

    /// Lines that repeat an id; the last line of an id counts.
    pub const fn repeated(&self) -> usize {
        self.labels.repeated
    }

    /// An article's story, if it is scored.
    pub fn story_of(&self, id: &str) -> Option<&str> {
        self.labels.name_of(id)
    }

    /// The name of a label number that [`scored`] gives.
    pub(super) fn name(&self, number: u32) -> &str {
        self.labels.name(number).unwrap_or_default()
    }
}

/// A clustering to be judged.
///
/// ```
/// use samestory::eval::gold::{Level, Prediction};
///
/// let file = br#"{"type":"story","schema":1,"data":{"id":"s","articles":[{"id":"a"}]}}"#;
/// let output = Prediction::read(&file[..], "out.jsonl", Level::Story).unwrap();
/// assert_eq!(output.story_of("a"), Some("s"));
/// assert!(output.cut_short()); // there is no summary
/// ```
#[derive(Debug, Clone, Default)]
pub struct Prediction {
    labels: Labels,
    envelopes: bool,
    summary: bool,
}

impl Prediction {
    /// Reads an output; `place` names the input in messages.
    ///
    /// # Errors
    /// [`crate::error::Error::Read`] when reading fails; [`crate::error::Error::Format`] with `place:line` when a
    /// line is neither an envelope nor an object with an id and a story.
    pub fn read(input: impl BufRead, place: &str, level: Level) -> Result<Self> {
        let mut output = Self::default();
        for_each_line(input, place, PREDICTION_HELP, |line| {
            let row: Row<'_> = line.parse()?;
            match row.tag.as_deref() {
                None => {
                    let (id, label) = row.labelled(level, line)?;
                    output.labels.put(id, &label);
                }
                Some("story") => {
                    output.envelopes = true;
                    add(line.parse()?, &mut output.labels, level, line)?;
                }
                Some(tag) => {
                    output.envelopes = true;
                    output.summary |= tag == "summary";
                }
            }
            Ok(())
        })?;
        Ok(output)
    }

    /// An output from pairs of article and story.
    ///
    /// ```
    /// use samestory::eval::gold::Prediction;
    ///
    /// assert_eq!(Prediction::from_pairs([("a", "x")]).story_of("a"), Some("x"));
    /// ```
    pub fn from_pairs<I: Into<String>>(pairs: impl IntoIterator<Item = (I, I)>) -> Self {
        Self { labels: from_pairs(pairs), ..Self::default() }
    }

    /// How many articles the output names.
    pub fn len(&self) -> usize {
        self.labels.label_of.len()
    }

    /// Whether the output names no article.
    pub fn is_empty(&self) -> bool {
        self.labels.label_of.is_empty()
    }

    /// An article's story; `None` when the output does not name it, and it is alone.
    pub fn story_of(&self, id: &str) -> Option<&str> {
        self.labels.name_of(id)
    }

    /// How often an article was named again; its last story counts.
    pub const fn repeated(&self) -> usize {
        self.labels.repeated
    }

    /// Whether this is an envelope file without its `summary`.
    pub const fn cut_short(&self) -> bool {
        self.envelopes && !self.summary
    }

    /// The name of a label number that [`scored`] gives; articles alone have none.
    pub(super) fn name(&self, number: u32) -> Option<&str> {
        self.labels.name(number)
    }
}

/// One scored article: its id, and the numbers of its gold and output story.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scored<'g> {
    pub(super) id: &'g str,
    pub(super) gold: u32,
    pub(super) output: u32,
}

/// Every scored article by id. An article that the output does not name gets a number
/// of its own, past the named ones.
pub(super) fn scored<'g>(gold: &'g Gold, output: &Prediction) -> Vec<Scored<'g>> {
    let mut alone = u32::try_from(output.labels.names.len()).unwrap_or(u32::MAX);
    let of = |(id, &label): (&'g String, &u32)| {
        let output = output.labels.label_of.get(id).copied().unwrap_or_else(|| {
            alone = alone.saturating_add(1);
            alone - 1
        });
        Scored { id, gold: label, output }
    };
    gold.labels.label_of.iter().map(of).collect()
}

fn add(
    story: Envelope<'_>,
    labels: &mut Labels,
    level: Level,
    line: Line<'_>,
) -> Result<()> {
    let name = story.data.id.into_string();
    for member in story.data.articles {
        match (level, member.group) {
            (Level::Story | Level::Event, _) => {
                labels.put(member.id.into_string(), &name);
            }
            (Level::Group, Some(group)) => {
                labels.put(member.id.into_string(), &group.into_string());
            }
            (Level::Group, None) => {
                return Err(line.refused("an article of it has no 'group'"));
            }
        }
    }
    Ok(())
}

fn from_pairs<I: Into<String>>(pairs: impl IntoIterator<Item = (I, I)>) -> Labels {
    let mut labels = Labels::default();
    for (id, name) in pairs {
        labels.put(id.into(), &name.into());
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal<T: std::fmt::Debug>(result: Result<T>) -> String {
        let error = result.expect_err("it must be refused");
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        format!("{error}: {}", cause.unwrap_or_default())
    }

    #[test]
    fn gold_leaves_out_roundups_and_doubtful_articles() {
        let file = "{\"id\":1,\"cluster\":7}\n\n{\"id\":\"b\",\"story\":\"x\",\"sure\":false}\n\
                    {\"id\":\"c\",\"story\":\"x\",\"kind\":\"roundup\"}\n\
                    {\"id\":\"d\",\"story\":\"x\",\"kind\":\"article\",\"sure\":true}\n";
        let gold = Gold::read(file.as_bytes(), "g", Level::Story).unwrap();
        assert_eq!((gold.len(), gold.left_out()), (2, 2));
        assert_eq!(gold.story_of("1"), Some("7"));
        assert_eq!(gold.story_of("d"), Some("x"));
    }

    #[test]
    fn a_bad_line_is_named() {
        let read = |text: &str| Gold::read(text.as_bytes(), "g.jsonl", Level::Story);
        let good = "{\"id\":\"a\",\"story\":\"x\"}\n";
        let refused = refusal(read(&format!("{good}{{\"id\":\"b\"}}\n")));
        assert_eq!(refused, "cannot use 'g.jsonl:2': it has no 'story'");
        assert!(
            refusal(read(&format!("{good}\nnonsense")))
                .starts_with("cannot use 'g.jsonl:3'")
        );
        let read = |text: &str| Prediction::read(text.as_bytes(), "o", Level::Story);
        let refused = refusal(read("{\"type\":\"story\",\"data\":{\"articles\":[]}}"));
        assert!(refused.contains("o:1") && refused.contains("id"), "{refused}");
    }

    #[test]
    fn a_whole_output_is_read_at_both_levels() {
        let file = "{\"type\":\"run\",\"schema\":1,\"data\":{\"tool\":\"samestory\"}}\n\
                    {\"type\":\"story\",\"schema\":1,\"data\":{\"id\":\"s\",\"passages\":[],\
                    \"articles\":[{\"id\":\"a\",\"group\":\"a\"},{\"id\":\"b\",\"group\":\"b\"}]}}\n\
                    {\"type\":\"summary\",\"schema\":1,\"data\":{\"complete\":true,\"articles\":2}}\n";
        let stories = Prediction::read(file.as_bytes(), "o", Level::Story).unwrap();
        assert_eq!(stories.story_of("b"), Some("s"));
        assert!(!stories.cut_short());
        let groups = Prediction::read(file.as_bytes(), "o", Level::Group).unwrap();
        assert_eq!(groups.story_of("b"), Some("b"));
    }

    #[test]
    fn members_lines_are_read_at_both_levels() {
        let file = "{\"id\":\"a\",\"story\":\"s\",\"group\":\"g\"}\n";
        let read = |level| Prediction::read(file.as_bytes(), "o", level).unwrap();
        assert_eq!(read(Level::Story).story_of("a"), Some("s"));
        assert_eq!(read(Level::Group).story_of("a"), Some("g"));
        assert_eq!(read(Level::Event).story_of("a"), Some("s"));
        assert!(!read(Level::Story).cut_short());
    }
}
