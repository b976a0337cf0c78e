//! The lines of gold and prediction files.

use std::borrow::Cow;
use std::io::BufRead;

use serde::Deserialize;

use super::gold::Level;
use crate::error::{Error, Result};

/// A line and its place, for messages.
#[derive(Clone, Copy)]
pub(super) struct Line<'l> {
    text: &'l str,
    place: &'l str,
    number: usize,
    help: &'static str,
}

/// Calls `each` with every line that is not blank.
pub(super) fn for_each_line(
    input: impl BufRead,
    place: &str,
    help: &'static str,
    mut each: impl FnMut(Line<'_>) -> Result<()>,
) -> Result<()> {
    for (index, text) in input.lines().enumerate() {
        let text = text.map_err(|error| Error::read(place, error))?;
        if !text.trim().is_empty() {
            each(Line { text: &text, place, number: index + 1, help })?;
        }
    }
    Ok(())
}

impl<'l> Line<'l> {
    pub(super) fn parse<T: Deserialize<'l>>(self) -> Result<T> {
        serde_json::from_str(self.text).map_err(|error| self.refused(error.to_string()))
    }

    pub(super) fn refused(self, reason: impl Into<String>) -> Error {
        Error::format(format!("{}:{}", self.place, self.number), reason, self.help)
    }
}

/// A flat line; of an envelope, only its type.
#[derive(Deserialize)]
pub(super) struct Row<'l> {
    #[serde(rename = "type", borrow)]
    pub(super) tag: Option<Cow<'l, str>>,
    #[serde(borrow)]
    id: Option<Name<'l>>,
    #[serde(borrow)]
    story: Option<Name<'l>>,
    #[serde(borrow)]
    cluster: Option<Name<'l>>,
    #[serde(borrow)]
    group: Option<Name<'l>>,
    #[serde(borrow)]
    event: Option<Name<'l>>,
    #[serde(borrow)]
    pub(super) kind: Option<Cow<'l, str>>,
    pub(super) sure: Option<bool>,
}

impl Row<'_> {
    /// The article's id and label.
    pub(super) fn labelled(
        self,
        level: Level,
        line: Line<'_>,
    ) -> Result<(String, String)> {
        let (label, wanted) = match level {
            Level::Story => (self.story.or(self.cluster), "story"),
            Level::Group => (self.group, "group"),
            Level::Event => (self.event.or(self.story).or(self.cluster), "event"),
        };
        let missing = |field: &str| line.refused(format!("it has no '{field}'"));
        let id = self.id.ok_or_else(|| missing("id"))?;
        let label = label.ok_or_else(|| missing(wanted))?;
        Ok((id.into_string(), label.into_string()))
    }
}

/// A story of the contract, as far as it is scored.
#[derive(Deserialize)]
pub(super) struct Envelope<'l> {
    #[serde(borrow)]
    pub(super) data: Story<'l>,
}

#[derive(Deserialize)]
pub(super) struct Story<'l> {
    #[serde(borrow)]
    pub(super) id: Name<'l>,
    #[serde(borrow)]
    pub(super) articles: Vec<Member<'l>>,
}

#[derive(Deserialize)]
pub(super) struct Member<'l> {
    #[serde(borrow)]
    pub(super) id: Name<'l>,
    #[serde(borrow)]
    pub(super) group: Option<Name<'l>>,
}

/// An id or label: text, or a number taken as its digits.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Name<'l> {
    #[serde(borrow)]
    Text(Cow<'l, str>),
    Number(serde_json::Number),
}

impl Name<'_> {
    pub(super) fn into_string(self) -> String {
        match self {
            Self::Text(text) => text.into_owned(),
            Self::Number(number) => number.to_string(),
        }
    }
}
