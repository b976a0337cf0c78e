//! The library in one go: articles are read, put into stories, and told on the terminal.
//!
//! Run it from the repository root with `cargo run --release --example cluster`. It reads
//! the sample corpus, or the files you name.
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use std::error::Error;
use std::path::PathBuf;

use samestory::pipeline::cluster::cluster;
use samestory::pipeline::{Progress, Settings, Stage};
use samestory::read::{FieldMap, ReadSettings, RejectLimit, check_rejects, read_inputs};
use samestory::report::assemble;
use samestory::report::contract::{LinkKind, Story};

/// The library never prints. Whoever wants to know how far a run is hands in a watcher;
/// `()` is the watcher that looks away. One that answers `true` in `interrupted` ends
/// the run with an error.
struct Stages;

impl Progress for Stages {
    fn end(&self, stage: Stage, outcome: &str) {
        println!("{:>10}: {outcome}", stage.name());
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // Inputs are files, folders, or `-` for standard input. Format and compression are
    // told by name and content.
    let mut inputs: Vec<PathBuf> =
        std::env::args_os().skip(1).map(PathBuf::from).collect();
    if inputs.is_empty() {
        inputs.push("data/sample/articles.jsonl".into());
    }

    // The sample has the fields under their usual names. An export that calls its text
    // `body` is read with `FieldMap::parse("text=body")?`.
    let reading = ReadSettings { fields: FieldMap::default(), format: None };
    let collection = read_inputs(&inputs, &reading, &())?;

    // A record that makes no article is a reject with its place and reason. Nothing stops
    // until we ask; the default allows one in a thousand, and ten in any case.
    for reject in &collection.rejects {
        println!("refused {reject}");
    }
    check_rejects(&collection, RejectLimit::Default)?;

    // One set of defaults serves all languages and corpora. Work is spread over the
    // current rayon pool; the result does not depend on its size.
    let settings = Settings::default();
    let found = cluster(collection.articles, &settings, &Stages)?;

    // What was found names articles by number. `assemble` turns it into the records of
    // the output contract, here for stories of two articles or more, sorted by date.
    let stories = assemble::stories(&found, 2);
    for story in stories {
        println!();
        tell(&story);
    }
    Ok(())
}

/// A story in a few lines: who has it, what ties it together, what is shared.
fn tell(story: &Story) {
    println!(
        "{} ({} articles, {} outlets)",
        story.title,
        story.articles.len(),
        story.outlets
    );

    // A reprint group holds the articles that carry the same text. A story may have
    // several: one for each agency's report, say.
    for group in &story.groups {
        println!("  text {}: {}", group.id, group.articles.join(" "));
    }

    // Where two groups tell of one happening in other words, an event link says why.
    for link in story.links.iter().filter(|link| link.kind == LinkKind::Event) {
        println!("  {} and {}: {}", link.a, link.b, link.evidence.join("; "));
    }

    // A passage has one span in each article that holds it: bytes of the original text.
    if let Some(passage) = story.passages.first() {
        println!("  {} words in {} articles", passage.words, passage.articles);
        for span in &passage.spans {
            println!("    {} {}..{}", span.article, span.start, span.end);
        }
    }
}
