//! `samestory nightly`.

use std::fs::File;
use std::io::Write as _;
use std::iter::once;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::{Inputs, ReuseArgs};
use super::metrics::{Cost, Metrics};
use super::output::{Output, take};
use super::pages::{Pages, pages_of};
use super::progress::Bars;
use super::{Answer, Context};
use crate::error::{Error, Result};
use crate::nights::{self, CHANGES, STORIES, SUMMARY};
use crate::pipeline::nightly::parameters;
use crate::report::Options;
use crate::store::Store;

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

/// What is written into `--out`, and with `--report`.
const OUTPUTS: [&str; 3] = ["stories.jsonl", "changes.jsonl", "summary.txt"];
const REPORT: &str = "report.html";

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
    let asked = args.now.as_deref().map(nights::day).transpose()?;
    if let Some(out) = &args.out {
        std::fs::create_dir_all(out).map_err(|error| Error::write(out, error))?;
        let report = args.report.map(|ReportKind::Html| REPORT);
        for name in OUTPUTS.into_iter().chain(report) {
            take(out, &out.join(name))?;
        }
    }
    let metrics =
        args.metrics.as_deref().map(|path| Output::create(Some(path))).transpose()?;
    let mut store = Store::open_to_write(&args.store, &parameters(&settings), &holder())?;
    at("opened");
    let bars = Bars::new(context);
    let collection = args.inputs.read(context, &bars)?;
    at("read");
    if let Some(done) = nights::done(&store, &collection) {
        context
            .talk
            .say(&format!("already done, as number {done}: these inputs change nothing"));
        let kept = done == store.manifest().sequence && store.has_outputs();
        let told = if kept {
            "What that night told:"
        } else {
            "What that night told is no longer kept; stories are in `samestory store export`."
        };
        let mut stdout = Output::create(None)?;
        stdout.write(|out| {
            writeln!(out, "Already done, as number {done}: nothing changed. {told}")
        })?;
        stdout.finish()?;
        let mut figures = None;
        if kept {
            give_out(args, &store, context, &at)?;
            figures = nights::told_figures(&store)?;
        }
        if let Some(out) = metrics {
            Metrics { store: &store, figures, cost: None }.write(out)?;
        }
        return Ok(Answer::Done);
    }
    let night = nights::Asked { settings: &settings, window: args.window, day: asked };
    let warnings = nights::warnings(&store, &collection, &night);
    for warning in &warnings {
        context.talk.warn(warning);
    }
    let figures = nights::take_in(&mut store, collection, &night, warnings, &bars, &at)?;
    give_out(args, &store, context, &at)?;
    if let Some(out) = metrics {
        let cost = Some(Cost { seconds: bars.seconds(), total: began.elapsed() });
        Metrics { store: &store, figures: Some(figures), cost }.write(out)?;
        at("metrics-written");
    }
    Ok(Answer::Done)
}

/// Writes what the last night made to its places.
fn give_out(
    args: &Args,
    store: &Store,
    context: &Context,
    at: &(dyn Fn(&'static str) + Sync),
) -> Result<()> {
    let report = args.report == Some(ReportKind::Html);
    publish(store, args.out.as_deref(), report, context, at).map_err(|error| match error {
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

/// Writes what the last night made: into a folder, and the summary to standard output.
fn publish(
    store: &Store,
    out: Option<&Path>,
    report: bool,
    context: &Context,
    at: &(dyn Fn(&'static str) + Sync),
) -> Result<()> {
    if let Some(folder) = out {
        put(folder, "stories.jsonl", store.output(STORIES))?;
        at("stories-published");
        put(folder, "changes.jsonl", store.output(CHANGES))?;
        at("changes-published");
        put(folder, "summary.txt", store.output(SUMMARY))?;
        at("summary-published");
        if report {
            let index = folder.join(REPORT);
            let options = Options { top: Some(nights::SHOWN), ..Options::default() };
            let (document, name) = (nights::last_night(store)?, pages_of(&index));
            let put = |page: &[u8]| put(folder, REPORT, once(Ok(page.to_vec())));
            Pages::of(index, &name).write(&document, &options, context, put)?;
            at("report-published");
        }
    }
    let mut stdout = Output::create(None)?;
    for chunk in store.output(SUMMARY) {
        let chunk = chunk?;
        stdout.write(|stdout| stdout.write_all(&chunk))?;
    }
    stdout.finish()
}

/// Writes a file under another name, and moves it into place.
fn put(
    folder: &Path,
    name: &str,
    chunks: impl Iterator<Item = Result<Vec<u8>>>,
) -> Result<()> {
    let (place, path) = (folder.join(name), folder.join(format!(".{name}.tmp")));
    let wrong = |error| Error::write(&place, error);
    let written = || {
        let mut file = File::create(&path).map_err(wrong)?;
        for chunk in chunks {
            file.write_all(&chunk?).map_err(wrong)?;
        }
        file.sync_all().map_err(wrong)?;
        std::fs::rename(&path, &place).map_err(wrong)
    };
    let outcome = written();
    if outcome.is_err() {
        let _ = std::fs::remove_file(&path);
    }
    outcome
}
