//! `samestory compare`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::align::Finding;
use super::output::Output;
use super::{Answer, Context};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::passages::edits::Versions;
use crate::passages::passage::Kind;
use crate::pipeline::Settings;
use crate::pipeline::align::AlignedPassage;
use crate::pipeline::compare::{Comparison, compare};
use crate::pipeline::prepare::Corpus;
use crate::read::{ReadSettings, read_inputs};
use crate::report::Language;
use crate::report::assemble::{self, pair_passage};
use crate::report::contract::Record;
use crate::report::language::Say;
use crate::report::printable::{fit, wrap};
use crate::report::side_by_side::{Marks, side_by_side};
use crate::verify::reuse::{ReuseKind, ReuseLink};

/// The language of what `compare` says.
const EN: Language = Language::English;

#[derive(clap::Args)]
#[command(
    after_help = "A and B are files with one article each: .txt, or one record of any format that \
                  `cluster` reads.\nTildes stand under words that differ, carets under numbers that \
                  are not the same. In a\nrewritten passage, tildes stand under words that the \
                  other text does not have.\nExit status: 0 when the two share text or tell of the \
                  same happening, 1 when they do not.\n\n\
                  Example:\n  samestory compare first.txt second.txt"
)]
pub(super) struct Args {
    /// One text
    #[arg(value_name = "A")]
    a: PathBuf,
    /// The other
    #[arg(value_name = "B")]
    b: PathBuf,
    /// Write pair and passages as JSON Lines instead
    #[arg(long)]
    json: bool,
    /// Show all words, also long stretches without a difference
    #[arg(long)]
    whole: bool,
    #[command(flatten)]
    finding: Finding,
}

/// Numbers named above a passage.
const NAMED: usize = 8;

pub(super) fn run(args: &Args, context: &Context) -> Result<Answer> {
    let mut a = read_one(&args.a)?;
    let mut b = read_one(&args.b)?;
    if let (Some(one), Some(other)) = (&a.embedding, &b.embedding)
        && one.cosine(other).is_none()
    {
        let (one, other) = (one.dimension(), other.dimension());
        context.talk.warn(&format!(
            "embeddings of {one} and of {other} numbers are not of one model: they are left aside"
        ));
    }
    let settings = Settings::default();
    let finding = args.finding.settings();
    let comparison = compare(&mut a, &mut b, finding, &settings, &())?;
    let evidence = assemble::comparison(&comparison, &settings);
    let Comparison { found, link, passages, .. } = &comparison;

    let mut out = Output::create(None)?;
    if args.json {
        if let Some(link) = link {
            out.record(&Record::Pair(assemble::pair(&found.corpus, link)))?;
        }
        for passage in passages {
            out.record(&Record::Passage(pair_passage(&a, &b, passage)))?;
        }
    } else {
        let width =
            terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
        let width = width.clamp(40, 160);
        out.write(|out| {
            writeln!(out, "A  {}", fit(&title(&a), width - 3))?;
            writeln!(out, "B  {}", fit(&title(&b), width - 3))?;
            writeln!(out)?;
            let text = reuse_sentence(link.as_ref(), &found.corpus, &a.id);
            fact(out, "Text:", &text, width)?;
            let alike =
                comparison.near.is_some_and(|near| near.score >= settings.threshold);
            let event = match (comparison.one_story(), alike) {
                (true, _) => "one story",
                (false, true) => "not one story, though the words are alike",
                (false, false) => "not the same happening, as far as words tell",
            };
            fact(out, "Event:", event, width)?;
            for line in &evidence {
                fact(out, "", line, width)?;
            }
            for (number, passage) in (1..).zip(passages) {
                show(out, number, passage, (&a, &b), width, args.whole)?;
            }
            if passages.is_empty() {
                let finding = args.finding.settings();
                let least = finding.verbatim.min_words;
                writeln!(
                    out,
                    "\nNo shared passage: no {least} words in a row, small edits aside{}.",
                    if finding.verbatim_only {
                        ""
                    } else {
                        ",\nand no stretch that says the same in other words"
                    }
                )?;
            }
            Ok(())
        })?;
    }
    out.finish()?;
    Ok(if comparison.anything() { Answer::Done } else { Answer::No })
}

/// A line of the head, with a hanging indent.
fn fact(out: &mut dyn Write, label: &str, text: &str, width: usize) -> io::Result<()> {
    for (index, line) in wrap(text, width - 8).into_iter().enumerate() {
        writeln!(out, "{:8}{line}", if index == 0 { label } else { "" })?;
    }
    Ok(())
}

fn show(
    out: &mut dyn Write,
    number: usize,
    passage: &AlignedPassage,
    (a, b): (&Article, &Article),
    width: usize,
    whole: bool,
) -> io::Result<()> {
    let left = passage.a.slice(&a.text).unwrap_or_default();
    let right = passage.b.slice(&b.text).unwrap_or_default();
    let versions = Versions::of(left, right);
    let mut head = match passage.words {
        (one, other) if one == other => vec![EN.count(one, Say::Word)],
        (one, other) => {
            vec![format!("{} in A, {} in B", EN.count(one, Say::Word), EN.number(other))]
        }
    };
    let marks = match (passage.kind, whole) {
        // Too little stands in the same order to be read side by side.
        (Kind::Rewritten, _) if 2 * versions.equal() < versions.a.len() => Marks::Missing,
        (_, true) => Marks::EditsWhole,
        (_, false) => Marks::Edits,
    };
    let kind = match passage.kind {
        Kind::Verbatim => "word for word",
        Kind::Rewritten => "rewritten",
    };
    if passage.kind == Kind::Rewritten {
        head.push(format!("evidence {:.0}", passage.score));
    } else if versions.edits.is_empty() {
        head.push("no difference".to_owned());
    } else {
        head.push(EN.count(versions.edits.len(), Say::Difference));
    }
    writeln!(out, "\nPASSAGE {number}  {kind} · {}", head.join(" · "))?;
    if marks != Marks::Missing {
        let numbers = versions.numbers(left, right);
        let mut named: Vec<String> = numbers
            .iter()
            .take(NAMED)
            .map(|(one, other)| format!("{one} → {other}"))
            .collect();
        if numbers.len() > NAMED {
            named.push(format!("{} more", numbers.len() - NAMED));
        }
        if !named.is_empty() {
            for line in wrap(&format!("other numbers: {}", named.join(", ")), width - 2) {
                writeln!(out, "  {line}")?;
            }
        }
    }
    side_by_side(out, left, right, width, marks)
}

fn reuse_sentence(link: Option<&ReuseLink>, corpus: &Corpus, first: &str) -> String {
    let Some(link) = link else {
        return "no text in common".to_owned();
    };
    let a_is_first = corpus.articles.id(0).is_some_and(|id| id == first);
    let (of_a, of_b) = if a_is_first {
        (link.containment_ab(), link.containment_ba())
    } else {
        (link.containment_ba(), link.containment_ab())
    };
    let kind = match link.kind {
        ReuseKind::Exact => "the same words in the same order",
        ReuseKind::Near => "nearly the same text",
        ReuseKind::Contains => "one holds the other",
        ReuseKind::Partial => "a part in common",
    };
    format!(
        "{kind}: {:.0} % of A and {:.0} % of B stand in the other; Jaccard similarity {:.2}",
        of_a * 100.0,
        of_b * 100.0,
        link.jaccard()
    )
}

fn title(article: &Article) -> String {
    if article.title.is_empty() { article.id.clone() } else { article.title.clone() }
}

fn read_one(path: &Path) -> Result<Article> {
    let collection = read_inputs(&[path.to_path_buf()], &ReadSettings::default(), &())?;
    let count = collection.articles.len();
    match collection.articles.into_iter().next() {
        Some(article) if count == 1 => Ok(article),
        _ => Err(Error::format(
            path.display().to_string(),
            match collection.rejects.first() {
                Some(reject) => reject.to_string(),
                None => format!("it holds {count} articles, not one"),
            },
            "compare takes two files with one article each; for more use 'samestory pairs'",
        )),
    }
}
