//! `samestory align`.

use std::io::BufRead;
use std::path::PathBuf;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::args::Reading;
use super::output::Output;
use super::progress::Bars;
use super::{Answer, Context};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::passages::combine;
use crate::pipeline::align::{Aligner, lang_of};
use crate::pipeline::{Progress, Settings, Stage};
use crate::read::read_whole;
use crate::report::assemble::pair_passage;
use crate::report::contract::{PairPassage, Record, Summary};
use crate::report::run::{reject_line, run as run_record};
use crate::text::language::Lang;

#[derive(clap::Args)]
#[command(after_help = "Example:\n  \
    samestory align --articles news.jsonl --pairs pairs.jsonl -o passages.jsonl\n\n\
    A pair is a line {\"a\": ID, \"b\": ID}, or a line of what `samestory pairs` wrote.")]
pub(super) struct Args {
    /// The articles
    #[arg(long, required = true, value_name = "FILE")]
    articles: Vec<PathBuf>,
    /// The pairs, as JSON Lines; gzip and zstd told by content
    #[arg(long, value_name = "FILE")]
    pairs: PathBuf,
    /// Where to write; `-` is standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: PathBuf,
    #[command(flatten)]
    finding: Finding,
    #[command(flatten)]
    reading: Reading,
}

/// Which passages of a pair are looked for.
#[derive(clap::Args)]
pub(super) struct Finding {
    /// Least length of a passage that is shared word for word (a rewritten one has 30
    /// words at least)
    #[arg(long, value_name = "WORDS", default_value_t = 12,
          value_parser = clap::value_parser!(u16).range(5..))]
    min_passage: u16,
    /// Only passages that are shared word for word
    #[arg(long)]
    verbatim_only: bool,
}

impl Finding {
    pub(super) fn settings(&self) -> combine::Settings {
        let mut settings = combine::Settings::default();
        let least = u32::from(self.min_passage);
        settings.verbatim.min_words = least;
        settings.rewritten.min_words = settings.rewritten.min_words.max(least);
        settings.verbatim_only = self.verbatim_only;
        settings
    }
}

/// Pairs given to one thread at a time.
const SHARE: usize = 16;

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let mut out = Output::create(Some(&args.output))?;
    let bars = Bars::new(context);
    let pairs = read_pairs(&args.pairs)?;
    let collection = args.reading.read(&args.articles, context, &bars)?;
    let articles: HashMap<&str, (&Article, Lang)> = collection
        .articles
        .par_iter()
        .map(|article| (article.id.as_str(), (article, lang_of(article))))
        .collect::<Vec<_>>()
        .into_iter()
        .collect();
    let known = |id: &str, line: usize| {
        articles.get(id).copied().ok_or_else(|| {
            Error::format(
                format!("{}:{line}", args.pairs.display()),
                format!("there is no article '{id}' in what --articles gave"),
                "give every file that the pairs speak of",
            )
        })
    };
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(line, a, b)| Ok((known(a, *line)?, known(b, *line)?)))
        .collect::<Result<_>>()?;

    bars.begin(Stage::Passages, pairs.len() as u64);
    let found: Vec<Vec<PairPassage>> = pairs
        .par_chunks(SHARE)
        .flat_map_iter(|share| {
            let mut aligner = Aligner::new(args.finding.settings());
            let done: Vec<_> = share
                .iter()
                .take_while(|_| !context.stopped())
                .map(|(a, b)| align(&mut aligner, *a, *b))
                .collect();
            bars.advance(done.len() as u64);
            done
        })
        .collect();
    if context.stopped() {
        return Err(Error::Interrupted);
    }
    let passages: usize = found.iter().map(Vec::len).sum();
    bars.end(Stage::Passages, &format!("{passages} passages of {} pairs", pairs.len()));

    let mut settings = Settings::default();
    settings.passage.min_words = usize::from(args.finding.min_passage);
    let mut run = run_record("align", &settings, &collection.inputs);
    let only = args.finding.verbatim_only;
    run.parameters.insert("verbatim_only".to_owned(), only.into());
    out.record(&Record::Run(run))?;
    for passage in found.into_iter().flatten() {
        out.record(&Record::Passage(passage))?;
    }
    for reject in &collection.rejects {
        out.record(&Record::Reject(reject_line(reject)))?;
    }
    out.record(&Record::Summary(Summary {
        complete: true,
        articles: collection.articles.len(),
        passages,
        rejects: collection.rejects.len(),
        repeats: collection.repeats,
        ..Summary::default()
    }))?;
    out.finish()?;
    Ok(Answer::Done)
}

fn align(
    aligner: &mut Aligner,
    (a, lang_a): (&Article, Lang),
    (b, lang_b): (&Article, Lang),
) -> Vec<PairPassage> {
    aligner
        .align((&a.text, lang_a), (&b.text, lang_b))
        .iter()
        .map(|passage| pair_passage(a, b, passage))
        .collect()
}

/// Line, `a` and `b` of every pair.
fn read_pairs(path: &std::path::Path) -> Result<Vec<(usize, String, String)>> {
    #[derive(serde::Deserialize)]
    struct Ids {
        a: String,
        b: String,
    }
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Line {
        Plain(Ids),
        Envelope { r#type: String, data: serde_json::Value },
    }
    let input = read_whole(path)?;
    let mut pairs = Vec::new();
    for (index, line) in input.lines().enumerate() {
        let line = line.map_err(|error| Error::read(path, error))?;
        let place = index + 1;
        let wrong = |reason: String| {
            Error::format(
                format!("{}:{place}", path.display()),
                reason,
                "a pair is a line {\"a\": ID, \"b\": ID}, or what 'samestory pairs' wrote",
            )
        };
        if line.trim().is_empty() {
            continue;
        }
        let ids = match serde_json::from_str(&line)
            .map_err(|error| wrong(error.to_string()))?
        {
            Line::Plain(ids) => ids,
            Line::Envelope { r#type, data } if r#type == "pair" => {
                serde_json::from_value(data).map_err(|error| wrong(error.to_string()))?
            }
            Line::Envelope { .. } => continue,
        };
        pairs.push((place, ids.a, ids.b));
    }
    Ok(pairs)
}
