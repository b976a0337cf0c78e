//! `samestory report`.

use std::fs::File;
use std::io::{BufReader, IsTerminal};
use std::path::PathBuf;

use super::args::told;
use super::output::Output;
use super::{Answer, Context};
use crate::error::{Error, Result};
use crate::report::document::Document;
use crate::report::{Format, Options, render};

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  samestory report stories.jsonl\n  \
    samestory report stories.jsonl --format html -o stories.html\n  \
    samestory report stories.jsonl --story a17")]
pub(super) struct Args {
    /// What `cluster` wrote; `-` is standard input
    #[arg(value_name = "STORIES")]
    stories: PathBuf,
    /// terminal, html, markdown, csv or passim
    #[arg(long, value_name = "FORMAT", default_value_t = Format::Terminal,
          value_parser = told::<Format>)]
    format: Format,
    /// Where to write; `-` is standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: PathBuf,
    /// Only this story: its id, or the id of an article in it
    #[arg(long, value_name = "ID")]
    story: Option<String>,
    /// Only the N largest stories
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Columns of the terminal report [default: the terminal's, else 100]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..))]
    width: Option<u16>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let mut out = Output::create(Some(&args.output))?;
    let place = args.stories.display().to_string();
    let document = if args.stories.as_os_str() == "-" {
        Document::read(std::io::stdin().lock(), "standard input")?
    } else {
        let file = File::open(&args.stories)
            .map_err(|error| Error::read(&args.stories, error))?;
        Document::read(BufReader::new(file), &place)?
    };
    if let Some(id) = &args.story {
        document.story(id)?;
    }
    if matches!(args.format, Format::Csv | Format::Passim) {
        for warning in document.warnings() {
            context.talk.warn(&warning);
        }
    }
    let to_terminal = args.output.as_os_str() == "-" && std::io::stdout().is_terminal();
    let colour = to_terminal
        && anstream::AutoStream::choice(&std::io::stdout())
            != anstream::ColorChoice::Never;
    let columns =
        || terminal_size::terminal_size().map_or(100, |(width, _)| width.0.max(40));
    let options = Options {
        width: usize::from(args.width.unwrap_or_else(columns)),
        colour,
        story: args.story.clone(),
        top: args.top,
    };
    out.write(|mut out| render(&document, args.format, &options, &mut out))?;
    out.finish()?;
    Ok(Answer::Done)
}
