//! The command line: the only place that prints, exits, or reads the clock or the
//! environment.

mod align;
mod args;
mod cluster;
mod compare;
mod dedup;
mod eval;
mod inspect;
mod memory;
mod metrics;
mod nightly;
mod output;
mod pages;
mod pairs;
mod progress;
mod query;
mod report;
mod store;
mod store_export;
mod synth;
mod talk;
mod timings;
mod tune;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{CommandFactory, Parser, Subcommand};

use crate::error::{Error, Result};
use args::Common;
use output::Output;
use talk::Talk;
use timings::Timings;

/// Finds reprints, same-event stories and shared passages in news articles.
///
/// Reads articles (JSON Lines, CSV, TSV, Parquet, folders of .txt, gzip or zstd, or
/// standard input) and says which carry the same text, which tell of the same happening,
/// and which passages they share.
#[derive(Parser)]
#[command(
    name = "samestory",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Exit status: 0 done; 1 a question answered no (compare, query); \
                  2 error, and nothing is half-written; 130 interrupted.\n\n\
                  A first run:\n  samestory cluster data/sample/articles.jsonl -o stories.jsonl\n  \
                  samestory report stories.jsonl"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(Subcommand)]
enum Command {
    /// Articles to stories, with reprint groups, links and shared passages
    Cluster(cluster::Args),
    /// Every verified pair of articles that share text
    Pairs(pairs::Args),
    /// Keep one article of each reprint group, with evidence for the rest
    Dedup(dedup::Args),
    /// The shared passages of given pairs
    Align(align::Args),
    /// Two texts side by side: what they share; exit 1 when nothing
    Compare(compare::Args),
    /// One article as the tool sees it: masks, credits, language, terms
    Inspect(inspect::Args),
    /// Render stories for people: terminal, HTML, Markdown, CSV, passim, GraphML
    Report(report::Args),
    /// Tonight's articles placed among those of a store; stories keep their ids
    Nightly(nightly::Args),
    /// Look after a store: info, verify, export, forget, compact
    Store(store::Args),
    /// What in a store is this a copy of, and the same story as? exit 1 when nothing
    Query(query::Args),
    /// Score stories against gold labels: BCubed, pairs, ARI, and the worst errors
    Eval(eval::Args),
    /// Recall of the candidates by exact search, and which bands or thresholds to take
    Tune(tune::Args),
    /// Write a corpus with known truth
    Synth(synth::Args),
    /// Shell completions
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
    /// The manual page, in roff
    Man,
}

/// What a command answers: 0 or 1.
enum Answer {
    Done,
    No,
}

/// What every command is given.
struct Context {
    talk: Talk,
    stop: Arc<AtomicBool>,
    timings: Timings,
}

impl Context {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// How long an interrupted run may take to end by itself.
const GRACE: std::time::Duration = std::time::Duration::from_secs(2);

/// Parses the command line, runs the command, answers the exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // Without a handler Ctrl-C ends the process at once, which is safe as well: output
    // is written under a temporary name.
    let talk = Talk::new(cli.common.quiet, cli.common.log);
    let _ = ctrlc::set_handler(move || {
        flag.store(true, Ordering::Relaxed);
        // A read from a silent pipe hears nothing: then the process is ended here.
        std::thread::sleep(GRACE);
        output::remove_temporaries();
        talk.say("interrupted; nothing was written");
        std::process::exit(130);
    });
    // A reader that catches a library's panic reports it itself.
    let default_hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let caught = panic.location().is_some_and(|at| at.file().contains("parquet"));
        if !caught {
            default_hook(panic);
        }
    }));
    let context = Context { talk, stop, timings: Timings::new() };
    let outcome = timings::output(cli.common.timings.as_deref()).and_then(|cost| {
        let answer = with_threads(cli.common.threads, || run(cli.command, &context))?;
        context.timings.finish(talk, cost)?;
        Ok(answer)
    });
    match outcome {
        Ok(Answer::Done) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(Error::Interrupted) => {
            context.talk.say("interrupted; nothing was written");
            ExitCode::from(130)
        }
        Err(error) if talk::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            context.talk.error(&error);
            ExitCode::from(2)
        }
    }
}

fn with_threads(
    threads: Option<u16>,
    work: impl FnOnce() -> Result<Answer> + Send,
) -> Result<Answer> {
    let Some(threads) = threads else { return work() };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.into())
        .build()
        .map_err(|error| {
            Error::setting(
                format!("--threads {threads}"),
                error.to_string(),
                "give a smaller number, or none to use every core",
            )
        })?;
    pool.install(work)
}

fn run(command: Command, context: &Context) -> Result<Answer> {
    match command {
        Command::Cluster(args) => cluster::run(&args, context),
        Command::Pairs(args) => pairs::run(&args, context),
        Command::Dedup(args) => dedup::run(&args, context),
        Command::Align(args) => align::run(&args, context),
        Command::Compare(args) => compare::run(&args, context),
        Command::Inspect(args) => inspect::run(&args, context),
        Command::Report(args) => report::run(&args, context),
        Command::Nightly(args) => nightly::run(&args, context),
        Command::Store(args) => store::run(&args, context),
        Command::Query(args) => query::run(&args, context),
        Command::Eval(args) => eval::run(&args, context),
        Command::Tune(args) => tune::run(&args, context),
        Command::Synth(args) => synth::run(&args, context),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "samestory", &mut out);
            print(&out)
        }
        Command::Man => {
            let mut out = Vec::new();
            let man = clap_mangen::Man::new(Cli::command());
            man.render(&mut out)
                .map_err(|error| Error::write("standard output", error))?;
            print(&out)
        }
    }
}

fn print(bytes: &[u8]) -> Result<Answer> {
    let mut out = Output::create(None)?;
    out.write(|out| std::io::Write::write_all(out, bytes))?;
    out.finish()?;
    Ok(Answer::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
