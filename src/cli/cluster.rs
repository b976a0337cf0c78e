//! `samestory cluster`.

use std::path::PathBuf;

use super::args::{Inputs, ReuseArgs, share};
use super::memory::Memory;
use super::output::Output;
use super::progress::Bars;
use super::{Answer, Context};
use crate::error::Result;
use crate::pipeline::cluster::cluster;
use crate::pipeline::{Progress, Settings, Stage, Tier};
use crate::report::assemble;
use crate::report::contract::Record;
use crate::report::members::members;
use crate::report::run::{reject_line, run as run_record, summary};

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    samestory cluster news.jsonl.gz -o stories.jsonl\n  \
    samestory cluster --field text=body,source=site export.csv -o - | samestory report -\n  \
    samestory cluster --members archive/ -o members.jsonl")]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Where to write; `-` is standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: PathBuf,
    /// How far to go: `reprints` stops at reprint groups
    #[arg(long, value_enum, default_value_t = TierArg::Stories)]
    tier: TierArg,
    /// Leave out shared passages
    #[arg(long)]
    no_passages: bool,
    /// Write one {"id", "story", "group"} a line instead, for joins
    #[arg(long)]
    members: bool,
    /// Write stories of one article too
    #[arg(long)]
    singletons: bool,
    /// Longest time in hours between two articles that are compared for the same event
    #[arg(long, value_name = "HOURS", default_value_t = 720, help_heading = "Stories",
          value_parser = clap::value_parser!(u32).range(1..=87_600))]
    window: u32,
    /// Least closeness, 0 to 1, at which two groups of articles are one story
    #[arg(long, value_name = "SCORE", help_heading = "Stories", value_parser = share::<f32>)]
    threshold: Option<f32>,
    /// Least length of a shared passage
    #[arg(long, value_name = "WORDS", default_value_t = 12, help_heading = "Passages",
          value_parser = clap::value_parser!(u16).range(5..))]
    min_passage: u16,
    /// Only passages that are shared word for word
    #[arg(long, help_heading = "Passages")]
    verbatim_only: bool,
    #[command(flatten)]
    reuse: ReuseArgs,
    #[command(flatten)]
    memory: Memory,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum TierArg {
    Reprints,
    Stories,
}

impl Args {
    fn settings(&self) -> Settings {
        let mut settings = self.reuse.settings();
        settings.tier = match self.tier {
            TierArg::Reprints => Tier::Reprints,
            TierArg::Stories => Tier::Stories,
        };
        settings.links = !self.members;
        settings.passages = !self.no_passages;
        settings.terms.window = i64::from(self.window) * 3600;
        settings.threshold = self.threshold.unwrap_or(settings.threshold);
        settings.passage.min_words = usize::from(self.min_passage);
        settings.verbatim_only = self.verbatim_only;
        settings
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let settings = args.settings();
    let mut out = Output::create(Some(&args.output))?;
    let bars = Bars::new(context);
    let mut collection = args.inputs.read_onto(args.memory.shelf(), context, &bars)?;
    let run = run_record("cluster", &settings, &collection.inputs);
    let found = cluster(std::mem::take(&mut collection.articles), &settings, &bars)?;

    bars.begin(Stage::Report, 0);
    let summary = summary(&found, &collection);
    let outcome = format!(
        "{} stories of {} articles, {} alone",
        summary.stories,
        summary.articles - summary.singletons,
        summary.singletons
    );
    if args.members {
        for member in members(&found) {
            out.write(|out| {
                serde_json::to_writer(&mut *out, &member)?;
                out.write_all(b"\n")
            })?;
        }
    } else {
        let least = if args.singletons { 1 } else { 2 };
        let stories = assemble::stories(&found, least);
        out.record(&Record::Run(run))?;
        for story in stories {
            out.record(&Record::Story(Box::new(story)))?;
        }
        for reject in &collection.rejects {
            out.record(&Record::Reject(reject_line(reject)))?;
        }
        out.record(&Record::Summary(summary))?;
    }
    found.corpus.articles.check()?;
    out.finish()?;
    bars.end(Stage::Report, &outcome);
    // The process ends here, which frees all of it faster.
    std::mem::forget(found);
    Ok(Answer::Done)
}
