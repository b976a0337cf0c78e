//! Keyword arguments to settings.

use std::fmt::Display;
use std::path::PathBuf;

use pyo3::prelude::*;
use samestory::error::{Error, Result};
use samestory::passages::combine;
use samestory::pipeline::pairs::Wanted;
use samestory::pipeline::{Settings, Tier};
use samestory::read::{
    Collection, FieldMap, Format, ReadSettings, RejectLimit, check_count, check_rejects,
    read_inputs, read_rows,
};
use samestory::sketch::signature::Banding;
use std::collections::HashMap;

use crate::rows::{Table, batches, records};
use crate::running::Watch;

/// Where articles come from.
#[derive(FromPyObject)]
pub(crate) enum Source {
    /// Files and folders.
    #[pyo3(transparent)]
    Paths(Vec<PathBuf>),
    /// Arrow data, its columns named as the parts of an article.
    #[pyo3(transparent)]
    Table(Table),
}

/// How articles are read.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Reading {
    fields: HashMap<String, String>,
    format: Option<String>,
    max_rejects: Option<String>,
}

/// What was read; of a table also the row of each article, from 1.
pub(crate) struct Input {
    pub(crate) collection: Collection,
    pub(crate) rows: Option<Vec<u64>>,
}

impl Reading {
    pub(crate) fn read(&self, source: Source, watch: &Watch) -> Result<Input> {
        let mut fields = FieldMap::default();
        let mut named: Vec<_> = self.fields.iter().collect();
        named.sort_unstable();
        for (part, field) in named {
            fields.assign(&format!("{part}={field}"))?;
        }
        let format = self.format.as_deref().map(str::parse::<Format>).transpose()?;
        let limit = self.max_rejects.as_deref().unwrap_or("default");
        let limit: RejectLimit = limit.parse()?;
        let input = match source {
            Source::Paths(paths) => {
                let settings = ReadSettings { fields, format };
                let collection = read_inputs(&paths, &settings, watch)?;
                Input { collection, rows: None }
            }
            Source::Table(table) => {
                let batches = batches(table)?;
                let (collection, rows) =
                    read_rows("table", records(&batches), &fields, watch)?;
                Input { collection, rows: Some(rows) }
            }
        };
        check_rejects(&input.collection, limit)?;
        check_count(input.collection.articles.len())?;
        Ok(input)
    }
}

/// What shapes text reuse.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Reuse {
    shingle_width: i64,
    bands: i64,
}

impl Reuse {
    pub(crate) fn settings(&self) -> Result<Settings> {
        let mut settings = Settings::default();
        settings.reuse.width = width(self.shingle_width)?;
        settings.candidates.banding =
            usize::try_from(self.bands).ok().and_then(Banding::new).ok_or_else(|| {
                Error::setting(
                    format!("bands={}", self.bands),
                    "bands × rows must be 128",
                    "give 1, 2, 4, 8, 16, 32, 64 or 128",
                )
            })?;
        Ok(settings)
    }
}

/// Words in a shingle.
pub(crate) fn width(words: i64) -> Result<usize> {
    within("shingle_width", words, 1, 32)
}

/// What shapes stories and their passages.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Stories {
    tier: String,
    passages: bool,
    pub(crate) singletons: bool,
    window_hours: i64,
    threshold: Option<f32>,
    min_passage: i64,
    verbatim_only: bool,
}

impl Stories {
    pub(crate) fn settings(&self, reuse: &Reuse) -> Result<Settings> {
        let mut settings = reuse.settings()?;
        settings.tier = match self.tier.as_str() {
            "reprints" => Tier::Reprints,
            "stories" => Tier::Stories,
            other => {
                return Err(Error::setting(
                    format!("tier='{other}'"),
                    "there is no such tier",
                    "give 'reprints' or 'stories'",
                ));
            }
        };
        settings.passages = self.passages;
        let hours: i64 = within("window_hours", self.window_hours, 1, 87_600)?;
        settings.terms.window = hours * 3600;
        settings.threshold = self.threshold.unwrap_or(settings.threshold);
        if !(0.0..=1.0).contains(&settings.threshold) {
            return Err(outside("threshold", settings.threshold, 0, 1));
        }
        settings.passage.min_words = passage_words(self.min_passage)?;
        settings.verbatim_only = self.verbatim_only;
        Ok(settings)
    }
}

/// What shapes the passages of a pair.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Finding {
    min_passage: i64,
    verbatim_only: bool,
}

impl Finding {
    pub(crate) fn settings(&self) -> Result<combine::Settings> {
        let mut settings = combine::Settings::default();
        let least = passage_words(self.min_passage)?;
        settings.verbatim.min_words = least;
        settings.rewritten.min_words = settings.rewritten.min_words.max(least);
        settings.verbatim_only = self.verbatim_only;
        Ok(settings)
    }
}

/// Which pairs are wanted.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Pairs {
    min_jaccard: Option<f64>,
    min_containment: Option<f64>,
    sparse: bool,
}

impl TryFrom<Pairs> for Wanted {
    type Error = Error;

    fn try_from(pairs: Pairs) -> Result<Self> {
        let Pairs { min_jaccard, min_containment, sparse } = pairs;
        let shares = [("min_jaccard", min_jaccard), ("min_containment", min_containment)];
        for (name, share) in shares {
            share.map_or(Ok(0.0), |given| of_one(name, given))?;
        }
        Ok(Self { min_jaccard, min_containment, sparse })
    }
}

/// A share of 0 to 1.
pub(crate) fn of_one(name: &str, share: f64) -> Result<f64> {
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err(outside(name, share, 0, 1)) }
}

fn passage_words<T: TryFrom<i64>>(words: i64) -> Result<T> {
    within("min_passage", words, 5, 65_535)
}

/// A number inside its bounds.
pub(crate) fn within<T: TryFrom<i64>>(
    name: &str,
    number: i64,
    least: i64,
    most: i64,
) -> Result<T> {
    let inside = (least..=most).contains(&number);
    let whole = T::try_from(number).ok().filter(|_| inside);
    whole.ok_or_else(|| outside(name, number, least, most))
}

fn outside(name: &str, number: impl Display, least: i64, most: i64) -> Error {
    Error::setting(
        format!("{name}={number}"),
        format!("it is not in {least} to {most}"),
        "give a number inside these bounds",
    )
}
