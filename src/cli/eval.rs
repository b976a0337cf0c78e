//! `samestory eval`.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::Arg;
use hashbrown::HashMap;
use serde::Serialize;

use super::args::Reading;
use super::output::Output;
use super::progress::Bars;
use super::{Answer, Context};
use crate::error::{Error, Result};
use crate::eval::clusters::score;
use crate::eval::errors::worst;
use crate::eval::gold::{Gold, Level, Prediction};
use crate::pipeline::Settings;
use crate::pipeline::event_pairs::event_pairs;
use crate::report::document::Document;
use crate::verify::event::{EventScore, FEATURES, INTERCEPT};

#[derive(clap::Args)]
#[command(
    after_help = "Gold is JSON Lines: {\"id\", \"story\", optional \"group\", \"event\", \"kind\", \"sure\"}; articles of \
                  kind roundup or sure false are not scored. An article that STORIES does not name \
                  counts as a story of its own.\n\nExample:\n  \
                  samestory eval --gold data/sample/gold.jsonl stories.jsonl --errors 5",
    mut_args(reads_articles)
)]
pub(super) struct Args {
    /// The labels
    #[arg(long, value_name = "GOLD", required_unless_present = "features")]
    gold: Option<PathBuf>,
    /// What `cluster` wrote, with or without --members; with --features, articles
    #[arg(value_name = "STORIES")]
    stories: PathBuf,
    /// Score reprint groups instead of stories
    #[arg(long)]
    groups: bool,
    /// Score stories of all languages: gold's field `event`, where it has one
    #[arg(long, conflicts_with = "groups")]
    events: bool,
    /// Also list the N worst splits and merges, with titles
    #[arg(long, value_name = "N", conflicts_with = "json")]
    errors: Option<usize>,
    /// One JSON object instead of lines
    #[arg(long)]
    json: bool,
    /// Score nothing; take STORIES for articles, and write here every pair that may be one
    /// story, with the features of its event score: what the model is fitted on. Pairs in two
    /// languages are marked `across`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["gold", "groups", "events", "errors", "json"])]
    features: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

/// What says how articles are read says nothing of stories and labels.
fn reads_articles(arg: Arg) -> Arg {
    match arg.get_id().as_str() {
        "field" | "format" | "rejects" | "max_rejects" => {
            arg.conflicts_with("gold").help_heading("Input, with --features")
        }
        _ => arg,
    }
}

fn open(path: &Path) -> Result<BufReader<File>> {
    File::open(path).map(BufReader::new).map_err(|error| Error::read(path, error))
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let gold = match (&args.features, &args.gold) {
        (None, Some(gold)) => gold,
        (Some(features), _) => return write_features(args, features, context),
        (None, None) => return Ok(Answer::Done),
    };
    let level = match (args.groups, args.events) {
        (true, _) => Level::Group,
        (_, true) => Level::Event,
        _ => Level::Story,
    };
    let gold = Gold::read(open(gold)?, &gold.display().to_string(), level)?;
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

/// One line: the features' names; then one for each reprint group, in order; then one
/// for each pair, which names groups by their places.
fn write_features(args: &Args, into: &Path, context: &Context) -> Result<Answer> {
    #[derive(Serialize)]
    struct Names {
        features: Vec<&'static str>,
        weights: Vec<f32>,
        intercept: f32,
    }
    #[derive(Serialize)]
    struct Group<'a> {
        articles: &'a [String],
        lang: Option<&'static str>,
        span: Option<(i64, i64)>,
    }
    #[derive(Serialize)]
    struct Pair<'a> {
        a: u32,
        b: u32,
        score: f32,
        across: bool,
        x: &'a [f32],
        all: f32,
        lead: f32,
        #[serde(skip_serializing_if = "Option::is_none")]
        embedding: Option<f32>,
    }
    let mut out = Output::create(Some(into))?;
    let bars = Bars::new(context);
    let inputs = std::slice::from_ref(&args.stories);
    let collection = args.reading.read(inputs, context, &bars)?;
    // Weights are fitted on all that meet, or the easy pairs would be missing.
    let mut settings = Settings::default();
    settings.terms.alike_per_mille = 0;
    let (groups, pairs) = event_pairs(collection.articles, &settings, &bars)?;
    out.write(|out| {
        let names = Names {
            features: FEATURES.iter().map(|feature| feature.name).collect(),
            weights: FEATURES.iter().map(|feature| feature.weight).collect(),
            intercept: INTERCEPT,
        };
        serde_json::to_writer(&mut *out, &names)?;
        writeln!(out)?;
        for group in &groups {
            let (lang, span) = (group.lang, group.span);
            let group = Group { articles: &group.articles, lang, span };
            serde_json::to_writer(&mut *out, &group)?;
            writeln!(out)?;
        }
        for pair in &pairs {
            let (a, b, score) = (pair.a, pair.b, pair.score.score);
            let embedding = pair.score.embedding.map(|one| one.cosine);
            let EventScore { all, lead, across, .. } = pair.score;
            let x = &pair.score.features;
            let pair = Pair { a, b, score, across, x, all, lead, embedding };
            serde_json::to_writer(&mut *out, &pair)?;
            writeln!(out)?;
        }
        Ok(())
    })?;
    out.finish()?;
    Ok(Answer::Done)
}
