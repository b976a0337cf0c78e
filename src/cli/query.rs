//! `samestory query`.

use std::path::PathBuf;
use std::time::Instant;

use super::args::Inputs;
use super::output::Output;
use super::progress::Bars;
use super::{Answer, Context};
use crate::error::Result;
use crate::nights::answer;
use crate::pipeline::nightly::{query, settings_of};
use crate::report::contract::Record;
use crate::store::Store;

#[derive(clap::Args)]
#[command(after_help = "Example:\n  samestory query --store nightly/ article.jsonl\n\n\
    Exit status: 0 when any article is a copy of one in the store or belongs to a story there, \
    1 when all are new.")]
pub(super) struct Args {
    /// The store's folder
    #[arg(long, value_name = "DIR")]
    store: PathBuf,
    #[command(flatten)]
    inputs: Inputs,
    /// Where to write; `-` is standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: PathBuf,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let mut out = Output::create(Some(&args.output))?;
    let store = Store::open(&args.store, None)?;
    let settings = settings_of(&store.manifest().parameters);
    let bars = Bars::new(context);
    let collection = args.inputs.read(context, &bars)?;
    let asker = query::Asker::new(&store, &settings);
    let mut any = false;
    let mut slowest = 0.0_f64;
    for article in collection.articles {
        let began = Instant::now();
        let answer = answer(&store, &asker, article)?;
        any |= answer.known || answer.story.is_some() || !answer.reprints.is_empty();
        out.record(&Record::Match(answer))?;
        slowest = slowest.max(began.elapsed().as_secs_f64() * 1000.0);
    }
    out.finish()?;
    context.talk.say(&format!("the slowest answer took {slowest:.1} ms"));
    Ok(if any { Answer::Done } else { Answer::No })
}
