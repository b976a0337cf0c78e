//! `samestory inspect`.

use std::io::Write;

use super::args::Inputs;
use super::output::Output;
use super::progress::Bars;
use super::{Answer, Context};
use crate::error::{Error, Result};
use crate::pipeline::Tier;
use crate::pipeline::prepare::{Clean, Corpus, prepare};
use crate::report::printable::fit;
use crate::sketch::rarities::Rarities;
use crate::sketch::terms::TermReader;
use crate::text::credits::{self, Credit, CreditKind};
use crate::text::furniture::{Mask, Reason};

/// Terms shown.
const TERMS: usize = 20;

#[derive(clap::Args)]
#[command(
    after_help = "Furniture that an outlet repeats is only seen with more of its articles in INPUT.\n\n\
                  Example:\n  samestory inspect news.jsonl --id a17"
)]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// The article; without it every article is shown
    #[arg(long, value_name = "ID")]
    id: Option<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let mut out = Output::create(None)?;
    let bars = Bars::new(context);
    let collection = args.inputs.read(context, &bars)?;
    let corpus = prepare(collection.articles, 5, Tier::Stories, &bars)?;
    let all: Vec<u32> = (0u32..).take(corpus.articles.len()).collect();
    let rarities = Rarities::among(&corpus.terms, &all);
    let mut shown = 0;
    for index in 0..corpus.articles.len() {
        let wanted = corpus
            .articles
            .get(index)
            .is_some_and(|article| args.id.as_ref().is_none_or(|id| *id == article.id));
        if wanted {
            shown += 1;
            out.write(|out| show(out, &corpus, &rarities, index))?;
        }
    }
    if let (0, Some(id)) = (shown, &args.id) {
        return Err(Error::setting(
            format!("--id {id}"),
            "no article of the input has this id",
            "leave --id out to see all ids",
        ));
    }
    out.finish()?;
    Ok(Answer::Done)
}

/// Where the credit that `mask` covers stands: "dateline", "bracket at the end", …
fn credit_at(clean: &Clean, mask: &Mask) -> Option<&'static str> {
    let inside = |credit: &&Credit| mask.span.contains(credit.span);
    (mask.reason == Reason::Credit)
        .then(|| clean.credits.iter().find(inside).map(|credit| credit.why))?
}

fn show(
    out: &mut dyn Write,
    corpus: &Corpus,
    rarities: &Rarities,
    index: usize,
) -> std::io::Result<()> {
    let (Some(article), Some(clean)) =
        (corpus.articles.get(index), corpus.clean.get(index))
    else {
        return Ok(());
    };
    let plain = |text: &str| fit(text, 100);
    writeln!(out, "ARTICLE {}", plain(&article.id))?;
    writeln!(out, "  title     {}", plain(&article.title))?;
    let given = if article.lang.is_some() { "given" } else { "detected" };
    writeln!(out, "  language  {} ({given})", clean.lang.code().unwrap_or("unknown"))?;
    let date = match (&article.date, &clean.stamp) {
        (Some(date), _) => plain(&date.text),
        (None, Some(stamp)) => {
            let found = credits::stamp(&article.text);
            let what = found.map_or("text", |found| found.why);
            format!("{} (from the text: {what})", plain(stamp))
        }
        (None, None) => "undated".to_owned(),
    };
    writeln!(out, "  date      {date}")?;
    if let Some((author, _)) = credits::author(&article.text) {
        writeln!(out, "  author    {} (from the text)", plain(&author))?;
    }
    let words = corpus.word_counts.get(index).copied().unwrap_or(0);
    writeln!(out, "  words     {words} outside masks")?;
    for credit in &clean.credits {
        let what = match credit.kind {
            CreditKind::Text => "credit",
            CreditKind::Picture => "picture",
        };
        writeln!(
            out,
            "  {what:9} {} ({}, bytes {}..{})",
            credit.agency, credit.why, credit.span.start, credit.span.end
        )?;
    }
    if let Some(key) = &clean.item {
        writeln!(out, "  dpa key   {}", key.text)?;
    }
    for mask in &clean.masks {
        let text = mask.span.slice(&article.text).unwrap_or_default();
        let reason = match credit_at(clean, mask) {
            Some(why) => format!("{}, {why}", mask.reason),
            None => mask.reason.to_string(),
        };
        writeln!(
            out,
            "  masked    {}..{} {}: {}",
            mask.span.start,
            mask.span.end,
            reason,
            fit(text, 60)
        )?;
    }
    if let Some(terms) = corpus.terms.get(index) {
        let mut weighed: Vec<_> = terms
            .terms
            .iter()
            .map(|term| {
                (
                    rarities.weight(term)
                        * f32::from(term.all + 3 * u16::from(term.title)),
                    term,
                )
            })
            .collect();
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.hash.cmp(&b.1.hash)));
        weighed.truncate(TERMS);
        let hashes: Vec<u64> = weighed.iter().map(|(_, term)| term.hash).collect();
        let number = u32::try_from(index).unwrap_or(u32::MAX);
        let mut reader = TermReader::default();
        let written = corpus.written(number, &hashes, &mut reader, |stem| stem);
        let names: Vec<String> =
            written.into_iter().flatten().map(|name| plain(&name)).collect();
        writeln!(out, "  terms     {}", names.join(", "))?;
    }
    writeln!(out)
}
