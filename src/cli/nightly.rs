//! `samestory nightly`.

use std::path::PathBuf;
use std::time::Instant;

use super::args::{Inputs, ReuseArgs};
use super::metrics::Metrics;
use super::nightly_outputs::{Facts, Figures, publish};
use super::nightly_told::{Changed, story_id};
use super::progress::Bars;
use super::{Answer, Context};
use crate::article::Date;
use crate::error::{Error, Result};
use crate::pipeline::nightly::{Tonight, day_of, night, parameters, tonight};
use crate::pipeline::{Progress, Stage};
use crate::read::Collection;
use crate::report::contract::Record;
use crate::report::run::{reject_line, run as run_record};
use crate::store::manifest::NightEntry;
use crate::store::state::Life;
use crate::store::{Ending, Store};

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    samestory nightly --store nightly/ --out tonight/ news-2023-09-12.jsonl.gz\n  \
    samestory nightly --store nightly/ --window 14 --report html --out tonight/ news/\n  \
    samestory nightly -q --store nightly/ --metrics night.prom tonight.jsonl | mail -s news desk\n\n\
    Writes stories.jsonl (new and grown stories), changes.jsonl and summary.txt into --out, \
    and the summary to standard output. The same input again changes nothing.")]
pub(super) struct Args {
    /// The folder that keeps articles and stories from night to night; made on first use
    #[arg(long, value_name = "DIR")]
    store: PathBuf,
    #[command(flatten)]
    inputs: Inputs,
    /// Where to write stories.jsonl, changes.jsonl, summary.txt and the report
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Days that an article stays and is compared with new ones
    #[arg(long, value_name = "DAYS", default_value_t = 30,
          value_parser = clap::value_parser!(u32).range(1..=36_500))]
    window: u32,
    /// The day of the night, as in 2023-09-12 [default: told from the articles' dates]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// Also write a report into --out: html
    #[arg(long, value_enum, value_name = "FORMAT", requires = "out")]
    report: Option<ReportKind>,
    /// Write figures of the night here, for the text file collector of Prometheus
    #[arg(long, value_name = "FILE")]
    metrics: Option<PathBuf>,
    /// End at once at a named point, as if the machine had died
    #[arg(long, value_name = "POINT", hide = true)]
    stop_at: Option<String>,
    #[command(flatten)]
    reuse: ReuseArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ReportKind {
    Html,
}

/// Who writes, and since when.
pub(super) fn holder() -> String {
    let now = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC");
    format!("process {} since {now}", std::process::id())
}

/// Dies where it is told to: how a power cut is tried out.
pub(super) fn dying_at(point: Option<&str>) -> impl Fn(&'static str) + Sync + '_ {
    move |here| {
        if point == Some(here) {
            std::process::abort();
        }
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let began = Instant::now();
    let settings = args.reuse.settings();
    let at = dying_at(args.stop_at.as_deref());
    let asked = args.now.as_deref().map(day).transpose()?;
    if let Some(out) = &args.out {
        std::fs::create_dir_all(out).map_err(|error| Error::write(out, error))?;
    }
    let mut store = Store::open_to_write(&args.store, &parameters(&settings), &holder())?;
    at("opened");
    let bars = Bars::new(context);
    let mut collection = args.inputs.read(context, &bars)?;
    at("read");
    if let Some(done) = done(&store, &collection) {
        context
            .talk
            .say(&format!("already done, as number {done}: these inputs change nothing"));
        if done == store.manifest().sequence && store.has_outputs() {
            give_out(args, &store, &at)?;
        } else {
            context.talk.say("what it wrote is no longer kept; stories are in `samestory store export`");
        }
        return Ok(Answer::Done);
    }
    let warnings = warnings(&store, &collection);
    for warning in &warnings {
        context.talk.warn(warning);
    }
    let run = Record::Run(run_record("nightly", &settings, &collection.inputs));
    let articles = std::mem::take(&mut collection.articles);
    let outlets = outlets(&articles);
    let day = asked.or_else(|| day_of(&articles, store.manifest().day));
    let day = day.max(store.manifest().day);
    let read = articles.len();
    let tonight = tonight(&store, articles, day, args.window)?;
    at("sorted");
    let rejects: Vec<_> = collection.rejects.iter().map(reject_line).collect();
    let mut facts = Facts {
        run,
        rejects,
        changed: Changed::default(),
        updated: tonight.updated.clone(),
        expired: expired(&store, &tonight)?,
        warnings,
        figures: Figures {
            read,
            articles: tonight.fresh.len(),
            repeats: tonight.repeats + collection.repeats,
            ..Figures::default()
        },
        day,
    };
    let (first, first_story) =
        (store.manifest().next_article, store.manifest().next_story);
    for sitting in tonight.sittings() {
        let mut placed = night(&store, sitting, &settings, &bars)?;
        at("clustered");
        let mut change = std::mem::take(&mut placed.change);
        change.documents = facts.changed.take(&placed, first_story)?;
        drop(placed);
        store.stage(change, &at)?;
    }
    bars.begin(Stage::Report, 0);
    facts.count(&store, first);
    let ending = Ending {
        day,
        window: args.window,
        inputs: collection.inputs.iter().map(|i| (i.xxh3, i.bytes)).collect(),
        night: Some(NightEntry {
            sequence: 0,
            day,
            articles: read as u64,
            rejects: facts.rejects.len() as u64,
            outlets,
        }),
        forgets: false,
    };
    at("placed");
    store.finish(ending, Some(&facts), &at)?;
    bars.end(
        Stage::Report,
        &format!("committed as number {}", store.manifest().sequence),
    );
    give_out(args, &store, &at)?;
    if let Some(path) = &args.metrics {
        let (seconds, figures) = (bars.seconds(), facts.figures);
        Metrics { store: &store, figures, seconds, total: began.elapsed() }
            .write(path)?;
        at("metrics-written");
    }
    Ok(Answer::Done)
}

/// Articles that leave the store tonight, each with its story.
fn expired(store: &Store, tonight: &Tonight) -> Result<Vec<(String, Option<String>)>> {
    let gone = tonight.removed.iter().filter(|(_, life)| *life == Life::Expired);
    let numbers: Vec<u32> = gone.map(|(number, _)| *number).collect();
    let story = |number: u32| {
        let story = store.state().place(number).story;
        (story > 0).then(|| story_id(story))
    };
    let mut out = Vec::with_capacity(numbers.len());
    for slice in numbers.chunks(4_096) {
        let articles = store.articles(slice)?;
        out.extend(articles.into_iter().zip(slice).map(|(one, n)| (one.id, story(*n))));
    }
    Ok(out)
}

/// Writes what the last night made to its places.
fn give_out(
    args: &Args,
    store: &Store,
    at: &(dyn Fn(&'static str) + Sync),
) -> Result<()> {
    let report = args.report == Some(ReportKind::Html);
    publish(store, args.out.as_deref(), report, at).map_err(|error| match error {
        Error::Write { path, source } if !path.starts_with(&args.store) => {
            let late = std::io::Error::new(
                source.kind(),
                format!("{source} (the night is done; run it again to have its outputs written)"),
            );
            Error::write(path, late)
        }
        error => error,
    })
}

/// The commit that took in all inputs, if all are done.
fn done(store: &Store, collection: &Collection) -> Option<u32> {
    let done = collection.inputs.iter().map(|input| store.done(input.xxh3, input.bytes));
    done.collect::<Option<Vec<u32>>>()?.into_iter().max()
}

/// A day as the user wrote it, in days since 1970.
pub(super) fn day(text: &str) -> Result<i32> {
    const DAY: i64 = 24 * 3600;
    let seconds = Date::parse(text).map(|date| date.seconds.div_euclid(DAY));
    seconds.and_then(|day| i32::try_from(day).ok()).ok_or_else(|| {
        Error::setting(
            format!("the date '{text}'"),
            "it cannot be read",
            "write it as 2023-09-12",
        )
    })
}

/// Articles of each outlet, of the largest ones.
fn outlets(
    articles: &[crate::article::Article],
) -> std::collections::BTreeMap<String, u64> {
    const MOST: usize = 500;
    let mut counts = std::collections::BTreeMap::new();
    for source in articles.iter().filter_map(|article| article.source.clone()) {
        *counts.entry(source).or_default() += 1;
    }
    let mut largest: Vec<(String, u64)> = counts.into_iter().collect();
    largest.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    largest.truncate(MOST);
    largest.into_iter().collect()
}

/// What looks wrong with a night, beside the nights before it.
fn warnings(store: &Store, collection: &Collection) -> Vec<String> {
    const NIGHTS: usize = 3;
    const TIMES: u64 = 10;
    const USUAL: u64 = 5;
    let nights = &store.manifest().nights;
    let articles = collection.articles.len() as u64;
    let mut out = Vec::new();
    if articles == 0 {
        out.push("there are no articles tonight".to_owned());
    }
    if nights.len() < NIGHTS {
        return out;
    }
    let median = |mut figures: Vec<u64>| {
        figures.sort_unstable();
        figures.get(figures.len() / 2).copied().unwrap_or(0)
    };
    let usual = median(nights.iter().map(|night| night.articles).collect());
    if usual > 0 && articles > TIMES * usual {
        out.push(format!("{articles} articles tonight, {usual} are usual"));
    } else if articles > 0 && articles * TIMES < usual {
        out.push(format!("only {articles} articles tonight, {usual} are usual"));
    }
    let rejects = collection.rejects.len() as u64;
    let usual = median(nights.iter().map(|night| night.rejects).collect());
    if rejects > USUAL && rejects > 3 * usual {
        out.push(format!("{rejects} records refused tonight, {usual} are usual"));
    }
    let tonight = outlets(&collection.articles);
    let recent = nights.get(nights.len() - NIGHTS..).unwrap_or_default();
    let Some(last) = recent.last() else { return out };
    let silent = last.outlets.keys().filter(|outlet| {
        let usual =
            |night: &NightEntry| night.outlets.get(*outlet).copied() >= Some(USUAL);
        recent.iter().all(usual) && !tonight.contains_key(*outlet)
    });
    let silent: Vec<&str> = silent.map(String::as_str).collect();
    if articles > 0 && !silent.is_empty() {
        let named = silent.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        out.push(format!("{} outlets are silent tonight: {named}", silent.len()));
    }
    out
}
