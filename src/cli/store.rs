//! `samestory store`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use indicatif::HumanBytes;
use serde_json::json;

use super::nightly::{dying_at, holder};
use super::output::Output;
use super::progress::Bars;
use super::store_export::export;
use super::{Answer, Context};
use crate::error::Result;
use crate::nights::{Forgotten, Info, Which, day, forget as forgotten, sound};
use crate::store::Store;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// What it holds: articles, stories, span, size by part, parameters
    Info {
        #[command(flatten)]
        place: Place,
        /// One JSON object instead
        #[arg(long)]
        json: bool,
    },
    /// Read every byte and follow every reference; exit 2 when something is wrong
    Verify {
        #[command(flatten)]
        place: Place,
    },
    /// Write all stories, as `cluster` does
    Export {
        #[command(flatten)]
        place: Place,
        /// Where to write; `-` is standard output
        #[arg(short, long, value_name = "OUT", default_value = "-")]
        output: PathBuf,
        /// Write articles that are alone as stories of one, too
        #[arg(long)]
        singletons: bool,
        /// Also write all articles here, as they were read, in JSON Lines
        #[arg(long, value_name = "FILE")]
        articles: Option<PathBuf>,
    },
    /// Take articles out; their bytes are gone after `compact`
    #[command(group = clap::ArgGroup::new("which").required(true).multiple(true))]
    Forget {
        #[command(flatten)]
        place: Place,
        /// The article with this id; may be given again
        #[arg(long, value_name = "ID", group = "which")]
        article: Vec<String>,
        /// All articles of this outlet
        #[arg(long, value_name = "OUTLET", group = "which")]
        source: Vec<String>,
        /// All articles of days before this one
        #[arg(long, value_name = "DATE", group = "which")]
        before: Option<String>,
        /// End at once at a named point, as if the machine had died
        #[arg(long, value_name = "POINT", hide = true)]
        stop_at: Option<String>,
    },
    /// Write everything that counts anew, and take the rest off the disk
    Compact {
        #[command(flatten)]
        place: Place,
        /// End at once at a named point, as if the machine had died
        #[arg(long, value_name = "POINT", hide = true)]
        stop_at: Option<String>,
    },
}

#[derive(clap::Args)]
struct Place {
    /// The store's folder
    #[arg(long, value_name = "DIR")]
    store: PathBuf,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    match &args.command {
        Command::Info { place, json } => info(&place.store, *json),
        Command::Verify { place } => verify(&place.store, context),
        Command::Export { place, output, singletons, articles } => {
            export(&place.store, output, *singletons, articles.as_deref())
        }
        Command::Forget { place, article, source, before, stop_at } => {
            let which = Which {
                articles: article.clone(),
                sources: source.clone(),
                before: before.as_deref().map(day).transpose()?,
            };
            forget(&place.store, &which, stop_at.as_deref(), context)
        }
        Command::Compact { place, stop_at } => {
            let mut store = Store::open_to_change(&place.store, &holder())?;
            let (before, after) = store.compact(&dying_at(stop_at.as_deref()))?;
            context.talk.say(&format!(
                "{} before, {} now",
                HumanBytes(before),
                HumanBytes(after)
            ));
            Ok(Answer::Done)
        }
    }
}

fn info(folder: &Path, as_json: bool) -> Result<Answer> {
    let store = Store::open(folder, None)?;
    let info = Info::of(&store);
    let mut out = String::new();
    if as_json {
        let _ = writeln!(out, "{}", json!(info));
    } else {
        let mut line = |name: &str, value: String| {
            let _ = writeln!(out, "{name:<12} {value}");
        };
        let dead: u64 = info.no_longer_counted.values().sum();
        line(
            "articles",
            format!("{}, and {dead} on the disk that no longer count", info.articles),
        );
        line(
            "stories",
            format!(
                "{}, and {} that were merged into older ones",
                info.stories, info.merged
            ),
        );
        line("outlets", info.outlets.to_string());
        let span = info.first.zip(info.last).map(|(from, to)| format!("{from} to {to}"));
        line(
            "days",
            format!(
                "{}, window {} days",
                span.unwrap_or_else(|| "none".into()),
                info.window
            ),
        );
        line("last", format!("number {}, {} inputs done", info.number, info.inputs));
        line("size", format!("{} in {} files", HumanBytes(info.bytes), info.files + 1));
        for (part, (bytes, entries)) in store.sizes().1 {
            line(
                &format!("  {}", part.name()),
                format!("{}, {entries} entries", HumanBytes(bytes)),
            );
        }
        for (name, value) in &info.parameters {
            line("parameter", format!("{} {value}", name.replace('_', " ")));
        }
        if info.forgotten {
            line("note", "articles were forgotten: `samestory store compact` takes their bytes away".into());
        }
    }
    print(&out)
}

fn print(text: &str) -> Result<Answer> {
    let mut out = Output::create(None)?;
    out.write(|out| out.write_all(text.as_bytes()))?;
    out.finish()?;
    Ok(Answer::Done)
}

fn verify(folder: &Path, context: &Context) -> Result<Answer> {
    let problems = Store::verify(folder)?;
    if problems.is_empty() {
        context.talk.say("sound: every checksum and every reference holds");
    } else {
        let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
        print(&(all.join("\n") + "\n"))?;
    }
    sound(folder, &problems)?;
    Ok(Answer::Done)
}

fn forget(
    folder: &Path,
    which: &Which,
    stop_at: Option<&str>,
    context: &Context,
) -> Result<Answer> {
    let mut store = Store::open_to_change(folder, &holder())?;
    let (bars, at) = (Bars::new(context), dying_at(stop_at));
    let Forgotten { articles, unknown } = forgotten(&mut store, which, &bars, &at)?;
    for id in unknown {
        context.talk.warn(&format!("no article has the id '{id}'"));
    }
    let compact = "; `samestory store compact` takes their bytes away";
    let compact = if articles > 0 { compact } else { "" };
    context.talk.say(&format!("{articles} articles forgotten{compact}"));
    Ok(Answer::Done)
}
