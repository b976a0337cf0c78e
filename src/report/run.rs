//! What frames a run's output: the `run` record before it, rejects and `summary` after.

use serde_json::{Map, Value, json};

use super::assemble::rounded;
use super::contract::{Input, RejectLine, Run, Summary};
use crate::pipeline::Settings;
use crate::pipeline::cluster::Clustering;
use crate::read::{Collection, InputFile, Reject};

/// The `run` record: what shapes the result, and what was read.
pub fn run(command: &str, settings: &Settings, inputs: &[InputFile]) -> Run {
    let mut parameters = Map::new();
    let mut set = |name: &str, value: Value| parameters.insert(name.to_owned(), value);
    set("command", json!(command));
    set("shingle_width", json!(settings.reuse.width));
    set("bands", json!(settings.candidates.banding.bands()));
    set("rows", json!(settings.candidates.banding.rows()));
    set("near", json!(settings.reuse.near));
    set("contains", json!(settings.reuse.contains));
    set("partial", json!(settings.reuse.partial));
    set("threshold", json!(rounded(f64::from(settings.threshold))));
    set("window_hours", json!(settings.terms.window / 3600));
    set("passage_words", json!(settings.passage.min_words));
    let inputs = inputs.iter().map(|input| Input {
        path: input.path.clone(),
        bytes: input.bytes,
        xxh3: format!("{:016x}", input.xxh3),
    });
    Run {
        tool: "samestory".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        parameters,
        inputs: inputs.collect(),
    }
}

/// A refused record, for the contract.
pub fn reject_line(reject: &Reject) -> RejectLine {
    RejectLine {
        path: reject.path.clone(),
        line: reject.line,
        reason: reject.reason.clone(),
    }
}

/// What came of `cluster`; of the collection only the rejects and repeats are counted.
pub fn summary<A>(found: &Clustering, collection: &Collection<A>) -> Summary {
    let mut summary = Summary {
        complete: true,
        articles: found.corpus.articles.len(),
        links: found.reuse_links + found.event_links,
        rejects: collection.rejects.len(),
        repeats: collection.repeats,
        ..Summary::default()
    };
    for parts in &found.stories {
        match parts.articles.len() {
            1 => summary.singletons += 1,
            _ => summary.stories += 1,
        }
        summary.groups +=
            parts.groups.iter().filter(|(g, _)| g.articles.len() > 1).count();
        summary.passages += parts.passages.len();
    }
    summary
}
