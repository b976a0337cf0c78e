//! Options that several commands share.

use std::error::Error as _;
use std::path::PathBuf;
use std::str::FromStr;

use super::Context;
use super::output::Output;
use super::progress::Bars;
use super::talk::LogFormat;
use crate::error::{Error, Result};
use crate::pipeline::{Progress, Settings, Stage};
use crate::read::{
    Collection, FieldMap, Format, ReadSettings, RejectLimit, check_count, check_rejects,
    read_into,
};
use crate::report::contract::Record;
use crate::report::run::reject_line;
use crate::shelf::Shelf;
use crate::sketch::signature::{Banding, SLOTS};

/// Options of every command.
#[derive(clap::Args)]
pub(super) struct Common {
    /// Say nothing but errors
    #[arg(short, long, global = true, help_heading = "Running")]
    pub(super) quiet: bool,
    /// Threads to use, 1024 at most; every core without it. The result does not depend on it
    #[arg(long, global = true, value_name = "N", help_heading = "Running",
          value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// Write seconds, processor time and memory of every stage to FILE, as JSON
    #[arg(long, global = true, value_name = "FILE", help_heading = "Running")]
    pub(super) timings: Option<PathBuf>,
    /// How to say what happens: `text`, or `json` for one object a line
    #[arg(long, global = true, value_enum, value_name = "FORMAT",
          default_value_t = LogFormat::Text, help_heading = "Running")]
    pub(super) log: LogFormat,
}

/// Where articles come from.
#[derive(clap::Args)]
pub(super) struct Inputs {
    /// Files or folders; `-` is standard input. JSON Lines, CSV, TSV, Parquet or .txt, told
    /// by name and content; gzip and zstd told by content
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: Reading,
}

/// How articles are read.
#[derive(clap::Args)]
pub(super) struct Reading {
    /// Which input field holds what, as in `text=body,date=pubDate`. Parts: id, title,
    /// text, date, lang, source, url
    #[arg(long, value_name = "PART=FIELD", help_heading = "Input")]
    field: Vec<String>,
    /// The format of every input: jsonl, csv, tsv, parquet, text
    #[arg(long, value_name = "FORMAT", help_heading = "Input", value_parser = told::<Format>)]
    format: Option<Format>,
    /// Write refused records here, one a line, with place and reason
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    rejects: Option<PathBuf>,
    /// Refused records allowed before the run fails: a number, or a share as in 1% [default: 0.1%,
    /// at least 10]
    #[arg(long, value_name = "LIMIT", help_heading = "Input", value_parser = told::<RejectLimit>)]
    max_rejects: Option<RejectLimit>,
}

impl Inputs {
    /// Reads everything; warns, writes the rejects, fails on too many.
    pub(super) fn read(&self, context: &Context, bars: &Bars<'_>) -> Result<Collection> {
        self.reading.read(&self.inputs, context, bars)
    }

    /// As [`Inputs::read`], with the articles put on a shelf.
    pub(super) fn read_onto(
        &self,
        shelf: Shelf,
        context: &Context,
        bars: &Bars<'_>,
    ) -> Result<Collection<Shelf>> {
        self.reading.read_onto(shelf, &self.inputs, context, bars)
    }
}

impl Reading {
    pub(super) fn read(
        &self,
        inputs: &[PathBuf],
        context: &Context,
        bars: &Bars<'_>,
    ) -> Result<Collection> {
        let collection = self.read_onto(Shelf::default(), inputs, context, bars)?;
        Ok(collection.with(Shelf::into_vec))
    }

    fn read_onto(
        &self,
        shelf: Shelf,
        inputs: &[PathBuf],
        context: &Context,
        bars: &Bars<'_>,
    ) -> Result<Collection<Shelf>> {
        let mut fields = FieldMap::default();
        for spec in &self.field {
            fields.assign(spec)?;
        }
        let rejects =
            self.rejects.as_deref().map(|path| Output::create(Some(path))).transpose()?;
        let settings = ReadSettings { fields, format: self.format };
        bars.begin(Stage::Read, 0);
        let collection = read_into(shelf, inputs, &settings, bars)?;
        bars.end(Stage::Read, &outcome(&collection));
        for warning in &collection.warnings {
            context.talk.warn(warning);
        }
        if let Some(mut out) = rejects {
            for reject in &collection.rejects {
                out.record(&Record::Reject(reject_line(reject)))?;
            }
            out.finish()?;
        }
        check_rejects(&collection, self.max_rejects.unwrap_or_default())?;
        if let Some(first) = collection.rejects.first() {
            context.talk.warn(&format!(
                "{} records refused, the first: {first}",
                collection.rejects.len()
            ));
        }
        check_count(collection.articles.len())?;
        Ok(collection)
    }
}

fn outcome(collection: &Collection<Shelf>) -> String {
    let bytes: u64 = collection.inputs.iter().map(|input| input.bytes).sum();
    let files = collection.inputs.len();
    format!(
        "{} articles from {files} {} ({})",
        collection.articles.len(),
        if files == 1 { "input" } else { "inputs" },
        indicatif::HumanBytes(bytes)
    )
}

/// Reads an option's value; the message says why not, and what to do.
pub(super) fn told<T: FromStr<Err = Error>>(
    text: &str,
) -> std::result::Result<T, String> {
    text.parse().map_err(|error: Error| {
        let reason = error.source().map(ToString::to_string).unwrap_or_default();
        let help = error.help().unwrap_or_default();
        format!("{reason}\n  help:  {help}")
    })
}

/// The settings of text reuse.
#[derive(clap::Args)]
pub(super) struct ReuseArgs {
    /// Words in a shingle
    #[arg(long, value_name = "WORDS", default_value_t = 5, help_heading = "Text reuse",
          value_parser = clap::value_parser!(u8).range(1..=32))]
    shingle_width: u8,
    /// Bands that signatures of 128 slots are cut into, to look for candidates by: 1, 2, 4, 8,
    /// 16, 32, 64 or 128. More bands find pairs that are less alike; `tune` says which to take
    #[arg(long, value_name = "BANDS", default_value = "32", help_heading = "Text reuse",
          value_parser = banding)]
    bands: Banding,
}

/// Reads a number from 0 to 1.
pub(super) fn share<T: FromStr + PartialOrd + From<u8>>(
    text: &str,
) -> std::result::Result<T, String> {
    match text.parse() {
        Ok(share) if (T::from(0)..=T::from(1)).contains(&share) => Ok(share),
        _ => Err("it must be a number from 0 to 1".to_owned()),
    }
}

fn banding(text: &str) -> std::result::Result<Banding, String> {
    let bands = text.parse().ok().and_then(Banding::new);
    bands.ok_or_else(|| format!("bands × rows must be {SLOTS}: a power of two up to it"))
}

impl ReuseArgs {
    pub(super) fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        settings.reuse.width = usize::from(self.shingle_width);
        settings.candidates.banding = self.bands;
        settings
    }
}
