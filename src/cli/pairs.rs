//! `samestory pairs`.

use std::path::PathBuf;

use super::args::{Inputs, ReuseArgs, share};
use super::memory::Memory;
use super::output::Output;
use super::progress::Bars;
use super::{Answer, Context};
use crate::error::Result;
use crate::pipeline::pairs::{Wanted, pairs};
use crate::report::assemble;
use crate::report::contract::{Record, Summary};
use crate::report::run::{reject_line, run as run_record};

#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  samestory pairs --min-containment 0.5 news.jsonl -o pairs.jsonl"
)]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Where to write; `-` is standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: PathBuf,
    /// Only pairs of at least this Jaccard similarity, or of --min-containment
    #[arg(long, value_name = "SHARE", value_parser = share::<f64>)]
    min_jaccard: Option<f64>,
    /// Only pairs of which one holds at least this share of the other, or of --min-jaccard
    #[arg(long, value_name = "SHARE", value_parser = share::<f64>)]
    min_containment: Option<f64>,
    /// Just enough pairs to connect every reprint group, not all pairs inside
    #[arg(long)]
    sparse: bool,
    #[command(flatten)]
    reuse: ReuseArgs,
    #[command(flatten)]
    memory: Memory,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let wanted = Wanted {
        min_jaccard: args.min_jaccard,
        min_containment: args.min_containment,
        sparse: args.sparse,
    };
    let settings = args.reuse.settings();
    let mut out = Output::create(Some(&args.output))?;
    let bars = Bars::new(context);
    let mut collection = args.inputs.read_onto(args.memory.shelf(), context, &bars)?;
    let run = run_record("pairs", &settings, &collection.inputs);
    let articles = std::mem::take(&mut collection.articles);
    let (corpus, found) = pairs(articles, &wanted, &settings, &bars)?;
    out.record(&Record::Run(run))?;
    let mut links = 0;
    for link in found.links() {
        out.record(&Record::Pair(assemble::pair(&corpus, &link)))?;
        links += 1;
    }
    for reject in &collection.rejects {
        out.record(&Record::Reject(reject_line(reject)))?;
    }
    out.record(&Record::Summary(Summary {
        complete: true,
        articles: corpus.articles.len(),
        links,
        rejects: collection.rejects.len(),
        repeats: collection.repeats,
        ..Summary::default()
    }))?;
    corpus.articles.check()?;
    out.finish()?;
    Ok(Answer::Done)
}
