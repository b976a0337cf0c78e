//! `samestory eval`.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use hashbrown::HashMap;

use super::output::Output;
use super::{Answer, Context};
use crate::error::{Error, Result};
use crate::eval::clusters::score;
use crate::eval::errors::worst;
use crate::eval::gold::{Gold, Level, Prediction};
use crate::report::document::Document;

#[derive(clap::Args)]
#[command(
    after_help = "Gold is JSON Lines: {\"id\", \"story\", optional \"group\", \"kind\", \"sure\"}; articles of \
                  kind roundup or sure false are not scored. An article that STORIES does not name \
                  counts as a story of its own.\n\nExample:\n  \
                  samestory eval --gold data/sample/gold.jsonl stories.jsonl --errors 5"
)]
pub(super) struct Args {
    /// The labels
    #[arg(long, value_name = "GOLD")]
    gold: PathBuf,
    /// What `cluster` wrote, with or without --members
    #[arg(value_name = "STORIES")]
    stories: PathBuf,
    /// Score reprint groups instead of stories
    #[arg(long)]
    groups: bool,
    /// Also list the N worst splits and merges, with titles
    #[arg(long, value_name = "N", conflicts_with = "json")]
    errors: Option<usize>,
    /// One JSON object instead of lines
    #[arg(long)]
    json: bool,
}

fn open(path: &Path) -> Result<BufReader<File>> {
    File::open(path).map(BufReader::new).map_err(|error| Error::read(path, error))
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let level = if args.groups { Level::Group } else { Level::Story };
    let gold = Gold::read(open(&args.gold)?, &args.gold.display().to_string(), level)?;
    let place = args.stories.display().to_string();
    let output = Prediction::read(open(&args.stories)?, &place, level)?;
    if output.cut_short() {
        context.talk.warn(&format!("{place} has no summary line: it was cut short"));
    }
    let scores = score(&gold, &output);
    let mut out = Output::create(None)?;
    out.write(|out| {
        if args.json {
            serde_json::to_writer(&mut *out, &scores)?;
            writeln!(out)?;
        } else {
            for (name, figure) in scores.figures() {
                writeln!(out, "{name:15} {figure}")?;
            }
        }
        Ok(())
    })?;
    if let Some(errors) = args.errors {
        let titles: HashMap<String, String> =
            match Document::read(open(&args.stories)?, &place) {
                Ok(document) => document
                    .stories
                    .into_iter()
                    .flat_map(|story| story.articles)
                    .map(|article| (article.id, article.title))
                    .collect(),
                // Members have no titles.
                Err(_) => HashMap::new(),
            };
        let worst = worst(&gold, &output, |id| titles.get(id).cloned(), errors);
        out.write(|out| write!(out, "\n{worst}"))?;
    }
    out.finish()?;
    Ok(Answer::Done)
}
