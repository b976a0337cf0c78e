//! `samestory synth`.

use std::path::PathBuf;

use super::output::Output;
use super::{Answer, Context};
use crate::error::{Error, Result};
use crate::synth::{Settings, generate};

#[derive(clap::Args)]
#[command(after_help = "Example:\n  \
    samestory synth --articles 20000 --seed 7 -o synth.jsonl --truth truth.jsonl\n  \
    samestory cluster synth.jsonl -o stories.jsonl\n  \
    samestory eval --gold truth.jsonl stories.jsonl")]
pub(super) struct Args {
    /// How many articles
    #[arg(long, value_name = "N")]
    articles: usize,
    /// How many of them appear in a day, at most; a corpus covers three days at least
    #[arg(long, value_name = "N", default_value_t = Settings::default().articles_per_day,
          value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    per_day: usize,
    /// Another seed gives another corpus
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Where to write the articles; `-` is standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: PathBuf,
    /// Where to write the truth, which `eval --gold` reads
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let mut out = Output::create(Some(&args.output))?;
    let mut truth =
        args.truth.as_deref().map(|path| Output::create(Some(path))).transpose()?;
    let settings = Settings {
        articles: args.articles,
        articles_per_day: args.per_day,
        seed: args.seed,
        ..Settings::default()
    };
    let mut counts = None;
    let mut nowhere = std::io::sink();
    out.write(|out| {
        let mut body = |truth: &mut dyn std::io::Write| {
            let mut stoppable = Stoppable { out, context };
            counts = Some(generate(&settings, &mut stoppable, truth)?);
            Ok(())
        };
        match &mut truth {
            Some(truth) => {
                truth.write(|truth| body(truth)).map_err(std::io::Error::other)
            }
            None => body(&mut nowhere),
        }
    })
    .map_err(|error| if context.stopped() { Error::Interrupted } else { error })?;
    out.finish()?;
    if let Some(truth) = truth {
        truth.finish()?;
    }
    if let Some(counts) = counts {
        context.talk.say(&format!(
            "{} articles, {} stories (the largest of {}), {} reprint groups, {} roundups, {}",
            counts.articles,
            counts.stories,
            counts.largest,
            counts.groups,
            counts.roundups,
            indicatif::HumanBytes(counts.bytes)
        ));
    }
    Ok(Answer::Done)
}

/// A writer that Ctrl-C ends.
struct Stoppable<'w> {
    out: &'w mut dyn std::io::Write,
    context: &'w Context,
}

impl std::io::Write for Stoppable<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.context.stopped() {
            return Err(std::io::Error::other("interrupted"));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}
