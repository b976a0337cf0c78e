//! `samestory tune`.

use std::io::Write;
use std::path::PathBuf;

use super::args::{Inputs, ReuseArgs, share};
use super::output::Output;
use super::progress::Bars;
use super::{Answer, Context};
use crate::error::{Error, Result};
use crate::eval::recall::{BandingFigures, CONTAINED_WORDS, Range, Recall, recall};
use crate::eval::thresholds::{Labels, best, confusion, reuse_figures};
use crate::pipeline::Tier;
use crate::pipeline::prepare::prepare;

#[derive(clap::Args)]
#[command(
    after_help = "Without --labels every pair of texts is compared exactly, and the table says what \
                  share of the true pairs each generator of candidates finds, and which bands reach the \
                  target with the fewest candidates.\n\nLabels are JSON Lines: {\"a\", \"b\", \"reuse\"}, \
                  with copy, partial or none.\n\nExamples:\n  \
                  samestory tune data/sample/articles.jsonl --explain\n  \
                  samestory tune data/sample/articles.jsonl --target 0.8 --recall 0.999"
)]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Least Jaccard similarity of the pairs that must be found
    #[arg(long, value_name = "SHARE", default_value_t = 0.7, value_parser = share::<f64>)]
    target: f64,
    /// Share of those pairs that bands alone should find
    #[arg(long, value_name = "SHARE", default_value_t = 0.99, value_parser = share::<f64>)]
    recall: f64,
    /// Also show every generator in every range of similarity, and every banding
    #[arg(long)]
    explain: bool,
    /// Judge the thresholds of the kinds of link by these labelled pairs
    #[arg(long, value_name = "PAIRS")]
    labels: Option<PathBuf>,
    #[command(flatten)]
    reuse: ReuseArgs,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let settings = args.reuse.settings();
    let labels = args.labels.as_deref().map(Labels::read).transpose()?;
    let mut out = Output::create(None)?;
    let bars = Bars::new(context);
    let collection = args.inputs.read(context, &bars)?;
    let width = settings.reuse.width;
    let tier = if labels.is_some() { Tier::Reprints } else { Tier::Stories };
    let corpus = prepare(collection.articles, width, tier, &bars)?;
    if let Some(labels) = labels {
        let pairs = reuse_figures(&corpus, &labels, &settings.reuse);
        if pairs.is_empty() {
            return Err(Error::setting(
                "these labels",
                "no labelled pair has both articles in the input",
                "give the collection that the labels were made for",
            ));
        }
        let now = confusion(&pairs, &settings.reuse);
        let better = best(&pairs, &settings.reuse);
        out.write(|out| {
            writeln!(out, "{} labelled pairs\n", pairs.len())?;
            writeln!(out, "                near  contains  partial  F1     told apart")?;
            for (name, figures) in [("defaults", now), ("best on these", better)] {
                writeln!(
                    out,
                    "{name:15} {:.2}  {:.2}      {:.2}     {:.3}  {:.3}",
                    figures.near,
                    figures.contains,
                    figures.partial,
                    figures.f1,
                    figures.apart
                )?;
            }
            writeln!(
                out,
                "\nF1: reuse against none. Told apart: copies called exact or near, parts called \
                 contains or partial."
            )
        })?;
    } else {
        let found = recall(&corpus, &settings, args.target, &bars)?;
        out.write(|out| show(out, args, &found))?;
    }
    out.finish()?;
    Ok(Answer::Done)
}

fn show(out: &mut dyn Write, args: &Args, found: &Recall) -> std::io::Result<()> {
    writeln!(
        out,
        "{} different texts, {} true pairs by exact search",
        found.texts, found.candidates.pairs
    )?;
    writeln!(
        out,
        "{} candidate pairs for reprints: {} by bands, {} by fingerprints; {} for stories, by \
         terms\n",
        found.candidates.either,
        found.candidates.bands,
        found.candidates.fingerprints,
        found.candidates.terms
    )?;
    if args.explain {
        writeln!(
            out,
            "range                     pairs    bands  fingerprints  either    terms"
        )?;
        for (range, figures) in &found.ranges {
            let name = match range {
                Range::Jaccard(from, _) if *from >= 0.9 => "J .9 and more".to_owned(),
                Range::Jaccard(from, below) => format!("J {from:.1} to {below:.1}"),
                Range::Containment(from, _) if *from >= 0.8 => {
                    "C .8 and more, J < .5".to_owned()
                }
                Range::Containment(from, below) => {
                    format!("C {from:.1} to {below:.1}, J < .5")
                }
            };
            if figures.pairs == 0 {
                writeln!(
                    out,
                    "{name:22} {:>8}        -             -       -        -",
                    0
                )?;
                continue;
            }
            writeln!(
                out,
                "{name:22} {:>8}    {:.3}         {:.3}   {:.3}    {:.3}",
                figures.pairs,
                figures.share(figures.bands),
                figures.share(figures.fingerprints),
                figures.share(figures.either),
                figures.share(figures.terms)
            )?;
        }
        writeln!(
            out,
            "\nJ: exact Jaccard similarity. C: exact containment of a text of {CONTAINED_WORDS} words or \
             more.\n"
        )?;
        writeln!(
            out,
            "bands  rows  candidates  found of J >= {:.2}  by theory",
            args.target
        )?;
        for figures in &found.bandings {
            writeln!(
                out,
                "{:>5} {:>5} {:>11}  {:>18.3}  {:>9.3}",
                figures.banding.bands(),
                figures.banding.rows(),
                figures.candidates,
                figures.recall,
                figures.banding.probability(args.target)
            )?;
        }
        writeln!(
            out,
            "\nBy theory: of pairs at exactly that similarity. Lists longer than {} bring a star.\n",
            crate::candidates::DEFAULT_STAR_ABOVE
        )?;
    }
    let reaches = |figures: &&BandingFigures| {
        figures.recall >= args.recall
            && figures.banding.probability(args.target) >= args.recall
    };
    match found.bandings.iter().find(reaches) {
        Some(figures) => writeln!(
            out,
            "--bands {} is enough: {} candidates, {:.3} of the pairs of Jaccard similarity {:.2} or \
             more",
            figures.banding.bands(),
            figures.candidates,
            figures.recall,
            args.target
        ),
        None => writeln!(
            out,
            "no banding finds {:.3} of the pairs of Jaccard similarity {:.2} or more; fingerprints \
             find them without bands",
            args.recall, args.target
        ),
    }
}
