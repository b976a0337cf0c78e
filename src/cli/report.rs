//! `samestory report`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, IsTerminal};
use std::path::{Path, PathBuf};

use super::args::{Reading, told};
use super::output::Output;
use super::pages::{Pages, pages_of};
use super::progress::Bars;
use super::{Answer, Context};
use crate::error::{Error, Result};
use crate::report::document::Document;
use crate::report::{Format, Language, Options, render};

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  samestory report stories.jsonl\n  \
    samestory report stories.jsonl --format html -o stories.html\n  \
    samestory report stories.jsonl --format html --report-lang de -o folder/\n  \
    samestory report stories.jsonl --story a17")]
pub(super) struct Args {
    /// What `cluster` or `nightly` wrote; `-` is standard input
    #[arg(value_name = "STORIES")]
    stories: PathBuf,
    /// terminal, html, markdown, csv, passim or graphml
    #[arg(id = "report_format", long = "format", value_name = "FORMAT",
          default_value_t = Format::Terminal, value_parser = told::<Format>)]
    format: Format,
    /// Where to write; `-` is standard output. HTML beyond 2 MB becomes an index and a folder
    /// beside it with a page a story; OUT may be a folder, which then holds both
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
    /// Language of the words, dates and numbers of terminal, HTML and Markdown: en or de
    #[arg(long, value_name = "LANG", default_value_t = Language::English,
          value_parser = told::<Language>)]
    report_lang: Language,
    /// The articles that were clustered: HTML then shows their whole texts side by side.
    /// May be given several times
    #[arg(long, value_name = "INPUT", help_heading = "Input")]
    articles: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let target = Target::of(args)?;
    let document = read(&args.stories)?;
    if let Some(id) = &args.story {
        document.story(id)?;
    }
    let data = matches!(args.format, Format::Csv | Format::Passim | Format::GraphMl);
    if data {
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
        language: args.report_lang,
        texts: texts(args, &document, context)?,
    };
    match target {
        Target::One(mut out) => {
            out.write(|mut out| render(&document, args.format, &options, &mut out))?;
            out.finish()?;
        }
        Target::Pages(pages, mut out) => {
            pages.write(&document, &options, context, |page| {
                out.write(|out| out.write_all(page))?;
                out.finish()
            })?;
        }
    }
    Ok(Answer::Done)
}

fn read(path: &Path) -> Result<Document> {
    if path.as_os_str() == "-" {
        return Document::read(std::io::stdin().lock(), "standard input");
    }
    let file = File::open(path).map_err(|error| Error::read(path, error))?;
    Document::read(BufReader::new(file), &path.display().to_string())
}

/// The texts of the articles that the stories name.
fn texts(
    args: &Args,
    document: &Document,
    context: &Context,
) -> Result<BTreeMap<String, String>> {
    if args.articles.is_empty() {
        return Ok(BTreeMap::new());
    }
    let bars = Bars::new(context);
    let collection = args.reading.read(&args.articles, context, &bars)?;
    let articles = document.stories.iter().flat_map(|story| &story.articles);
    let wanted: BTreeSet<&str> = articles.map(|article| article.id.as_str()).collect();
    let known = collection.articles.into_iter();
    let texts: BTreeMap<String, String> = known
        .filter(|article| wanted.contains(article.id.as_str()))
        .map(|article| (article.id, article.text))
        .collect();
    if texts.len() < wanted.len() {
        let missing = wanted.len() - texts.len();
        context.talk.warn(&format!(
            "{missing} of {} articles of the stories are not in --articles: their texts are \
             left out",
            wanted.len()
        ));
    }
    Ok(texts)
}

/// Where a report goes.
enum Target {
    One(Output),
    /// Pages, and the output of their index.
    Pages(Pages, Output),
}

impl Target {
    fn of(args: &Args) -> Result<Self> {
        let to_stdout = args.output.as_os_str() == "-";
        let special = args.output.exists() && !args.output.is_file();
        let folder = args.output.is_dir() || ends_with_slash(&args.output);
        if args.format != Format::Html || to_stdout || (special && !folder) {
            return Ok(Self::One(Output::create(Some(&args.output))?));
        }
        let index = if folder {
            std::fs::create_dir_all(&args.output)
                .map_err(|error| Error::write(&args.output, error))?;
            args.output.join("index.html")
        } else {
            args.output.clone()
        };
        let name = if folder { "stories".to_owned() } else { pages_of(&index) };
        let out = Output::create(Some(&index))?;
        Ok(Self::Pages(Pages::of(index, &name), out))
    }
}

fn ends_with_slash(path: &Path) -> bool {
    path.as_os_str().to_string_lossy().ends_with(std::path::is_separator)
}
