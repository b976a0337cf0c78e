//! `samestory pairs`.

use std::path::PathBuf;

use hashbrown::HashMap;

use super::args::{Inputs, ReuseArgs, reject_line, run_record};
use super::output::Output;
use super::progress::Bars;
use super::{Answer, Context};
use crate::error::Result;
use crate::pipeline::Tier;
use crate::pipeline::prepare::prepare;
use crate::pipeline::reuse::reuse;
use crate::report::assemble;
use crate::report::contract::{Record, Summary};
use crate::verify::reuse::ReuseLink;

/// Longest posting list that gives all its pairs, when every pair is wanted.
const ALL_PAIRS_UP_TO: usize = 1_000;

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
    #[arg(long, value_name = "SHARE")]
    min_jaccard: Option<f64>,
    /// Only pairs of which one holds at least this share of the other, or of --min-jaccard
    #[arg(long, value_name = "SHARE")]
    min_containment: Option<f64>,
    /// Just enough pairs to connect every reprint group, not all pairs inside
    #[arg(long)]
    sparse: bool,
    #[command(flatten)]
    reuse: ReuseArgs,
}

impl Args {
    fn wants(&self, link: &ReuseLink) -> bool {
        match (self.min_jaccard, self.min_containment) {
            (None, None) => true,
            (jaccard, containment) => {
                jaccard.is_some_and(|least| link.jaccard >= least)
                    || containment.is_some_and(|least| link.containment() >= least)
            }
        }
    }
}

/// A spanning forest of the links, the strongest first.
fn connecting(mut links: Vec<ReuseLink>) -> Vec<ReuseLink> {
    links.sort_by(|x, y| {
        y.strength().total_cmp(&x.strength()).then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    let mut above: HashMap<u32, u32> = HashMap::new();
    let mut root = move |a: u32, b: u32| {
        let mut find = |mut x: u32| {
            while let Some(&up) = above.get(&x) {
                // Halves the way for the next search.
                let further = above.get(&up).copied().unwrap_or(up);
                above.insert(x, further);
                x = up;
            }
            x
        };
        let (a, b) = (find(a), find(b));
        if a != b {
            above.insert(a.max(b), a.min(b));
        }
        a != b
    };
    links.retain(|link| root(link.a, link.b));
    links
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let mut settings = args.reuse.settings();
    if !args.sparse {
        settings.candidates.star_above = ALL_PAIRS_UP_TO;
    }
    let mut out = Output::create(Some(&args.output))?;
    let bars = Bars::new(context);
    let mut collection = args.inputs.read(context, &bars)?;
    let record = run_record("pairs", &settings, &collection);
    let articles = std::mem::take(&mut collection.articles);
    let corpus = prepare(articles, settings.reuse.width, Tier::Reprints, &bars)?;
    let found = reuse(&corpus, &settings, &bars)?;
    let mut links: Vec<ReuseLink> = if args.sparse {
        connecting(found.star_links().filter(|link| args.wants(link)).collect())
    } else {
        found.article_links().filter(|link| args.wants(link)).collect()
    };
    links.sort_by_key(|link| (link.a, link.b));
    out.record(&record)?;
    for link in &links {
        out.record(&Record::Pair(assemble::pair(&corpus, link)))?;
    }
    for reject in &collection.rejects {
        out.record(&Record::Reject(reject_line(reject)))?;
    }
    out.record(&Record::Summary(Summary {
        complete: true,
        articles: corpus.articles.len(),
        links: links.len(),
        rejects: collection.rejects.len(),
        repeats: collection.repeats,
        ..Summary::default()
    }))?;
    out.finish()?;
    Ok(Answer::Done)
}
