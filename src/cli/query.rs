//! `samestory query`.

use std::path::PathBuf;
use std::time::Instant;

use super::args::Inputs;
use super::nightly_outputs::documents;
use super::nightly_told::story_id;
use super::output::Output;
use super::progress::Bars;
use super::{Answer, Context};
use crate::error::Result;
use crate::pipeline::nightly::{query, settings_of};
use crate::report::assemble::{kind, rounded};
use crate::report::contract::{Match, Record, Reprint};
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
        let id = article.id.clone();
        let found = asker.ask(article)?;
        let story = (found.story > 0).then_some(found.story);
        let title = match story {
            None => None,
            Some(story) => documents(&store, &[story])?.pop().map(|story| story.title),
        };
        any |= found.known || story.is_some() || !found.reprints.is_empty();
        let reprints = found.reprints.into_iter().map(|reprint| Reprint {
            id: reprint.id,
            kind: kind(reprint.link.kind),
            jaccard: rounded(reprint.link.jaccard),
            containment_ab: rounded(reprint.link.containment_ab),
            containment_ba: rounded(reprint.link.containment_ba),
        });
        let answer = Match {
            id,
            known: found.known,
            reprints: reprints.collect(),
            story: story.map(story_id),
            title,
        };
        out.record(&Record::Match(answer))?;
        slowest = slowest.max(began.elapsed().as_secs_f64() * 1000.0);
    }
    out.finish()?;
    context.talk.say(&format!("the slowest answer took {slowest:.1} ms"));
    Ok(if any { Answer::Done } else { Answer::No })
}
