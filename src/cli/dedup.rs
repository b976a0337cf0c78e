//! `samestory dedup`.

use std::borrow::Cow;
use std::path::PathBuf;

use hashbrown::HashMap;

use super::args::{Inputs, ReuseArgs, share};
use super::memory::Memory;
use super::output::Output;
use super::progress::Bars;
use super::{Answer, Context};
use crate::article::Article;
use crate::error::Result;
use crate::pipeline::dedup::{Keep, Kept, dedup};
use crate::report::assemble;
use crate::report::contract::{Record, Summary};
use crate::report::run::run as run_record;

#[derive(clap::Args)]
#[command(
    after_help = "Exactly one article of each reprint group is kept: never none, never two, unless \
                  --min-containment says otherwise. Kept records are written with the fields id, title, text, date, lang, \
                  source, url.\n\n\
                  Example:\n  samestory dedup corpus.jsonl.zst -o kept.jsonl --dropped dropped.jsonl"
)]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Where to write the articles kept; `-` is standard output
    #[arg(short, long, value_name = "KEPT", required_unless_present = "check")]
    output: Option<PathBuf>,
    /// Write the evidence for every article left out
    #[arg(long, value_name = "FILE")]
    dropped: Option<PathBuf>,
    /// Which article of a group stays: the earliest (undated ones last), the longest, or the
    /// first by id. Ties go to the least id
    #[arg(long, value_enum, default_value_t = KeepArg::Earliest)]
    keep: KeepArg,
    /// Leave an article out only if the one kept holds at least this share of it, 0 to 1: a text
    /// that wraps an agency's item in many words of its own then stays too
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share::<f64>)]
    min_containment: f64,
    /// Write no articles; exit 1 when there are duplicates
    #[arg(long, conflicts_with = "output")]
    check: bool,
    #[command(flatten)]
    reuse: ReuseArgs,
    #[command(flatten)]
    memory: Memory,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum KeepArg {
    Earliest,
    Longest,
    First,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let settings = args.reuse.settings();
    let mut out =
        args.output.as_deref().map(|path| Output::create(Some(path))).transpose()?;
    let mut dropped =
        args.dropped.as_deref().map(|path| Output::create(Some(path))).transpose()?;
    let bars = Bars::new(context);
    let mut collection = args.inputs.read_onto(args.memory.shelf(), context, &bars)?;
    let run = run_record("dedup", &settings, &collection.inputs);
    let articles = &collection.articles;
    let ids = (0..articles.len()).filter_map(|at| articles.id(at));
    let ids: Vec<String> = ids.map(Cow::into_owned).collect();
    let keep = match args.keep {
        KeepArg::Earliest => Keep::Earliest,
        KeepArg::Longest => Keep::Longest,
        KeepArg::First => Keep::First,
    };
    let articles = std::mem::take(&mut collection.articles);
    let (corpus, kept) = dedup(articles, keep, args.min_containment, &settings, &bars)?;
    let known = (0..corpus.articles.len())
        .filter_map(|at| Some((corpus.articles.id(at)?.into_owned(), at)));
    let places: HashMap<String, usize> = known.collect();
    let mut count = 0;
    if let Some(out) = &mut out {
        // In the order of the input.
        for id in &ids {
            if let Some(&at) = places.get(id.as_str())
                && let (Some(Kept::Kept), Some(article)) =
                    (kept.get(at), corpus.articles.get(at))
            {
                out.write(|out| write_article(out, &article))?;
            }
        }
    }
    if let Some(dropped) = &mut dropped {
        dropped.record(&Record::Run(run))?;
    }
    for (article, verdict) in (0u32..).zip(&kept) {
        let Kept::Dropped { by, link } = verdict else { continue };
        count += 1;
        if let Some(dropped) = &mut dropped {
            let record = assemble::dropped(&corpus, article, *by, link);
            dropped.record(&Record::Dropped(record))?;
        }
    }
    corpus.articles.check()?;
    if let Some(mut dropped) = dropped {
        dropped.record(&Record::Summary(Summary {
            complete: true,
            articles: corpus.articles.len(),
            links: count,
            rejects: collection.rejects.len(),
            repeats: collection.repeats,
            ..Summary::default()
        }))?;
        dropped.finish()?;
    }
    if let Some(out) = out {
        out.finish()?;
    }
    context.talk.say(&format!("{} kept, {count} left out", kept.len() - count));
    Ok(if args.check && count > 0 { Answer::No } else { Answer::Done })
}

fn write_article(out: &mut dyn std::io::Write, article: &Article) -> std::io::Result<()> {
    #[derive(serde::Serialize)]
    struct Line<'a> {
        id: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        title: &'a str,
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        date: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        lang: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        source: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<&'a str>,
    }
    serde_json::to_writer(
        &mut *out,
        &Line {
            id: &article.id,
            title: &article.title,
            text: &article.text,
            date: article.date.as_ref().map(|date| date.text.as_str()),
            lang: article.lang.as_deref(),
            source: article.source.as_deref(),
            url: article.url.as_deref(),
        },
    )?;
    out.write_all(b"\n")
}
