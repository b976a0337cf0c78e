//! What the foot of the page shows: how the page came about.

use serde::Serialize;

use super::view::SHORT;
use crate::report::document::Document;
use crate::report::printable::{clean, shorten};
use crate::report::words::{count, grouped};

/// Refused records listed.
const REJECTS: usize = 200;

/// The foot of the page: how it came about.
#[derive(Serialize)]
pub(super) struct Tail {
    tool: Option<String>,
    parameters: Vec<(String, String)>,
    inputs: Vec<(String, String, String)>,
    counts: Vec<(&'static str, String)>,
    rejects: Vec<(String, String)>,
    all_rejects: String,
    more_rejects: Option<String>,
}

impl Tail {
    pub(super) fn of(document: &Document) -> Self {
        let run = document.run.as_ref();
        let parameters = run.iter().flat_map(|run| &run.parameters);
        let inputs = run.iter().flat_map(|run| &run.inputs);
        let rejects = document.rejects.iter().take(REJECTS);
        let more = document.rejects.len().saturating_sub(REJECTS);
        let counts = document.summary.iter().flat_map(|summary| {
            [
                ("articles read", summary.articles),
                ("stories", summary.stories),
                ("reprint groups", summary.groups),
                ("links found", summary.links),
                ("passages", summary.passages),
                ("articles in no story with another", summary.singletons),
                ("records refused", summary.rejects),
                ("repeated records", summary.repeats),
            ]
        });
        Self {
            tool: run.map(|run| shorten(&format!("{} {}", run.tool, run.version), SHORT)),
            parameters: parameters
                .map(|(name, value)| {
                    let value = value.as_str().map_or_else(|| value.to_string(), clean);
                    (shorten(name, SHORT), shorten(&value, SHORT * 2))
                })
                .collect(),
            inputs: inputs
                .map(|input| {
                    let bytes = usize::try_from(input.bytes)
                        .map_or_else(|_| input.bytes.to_string(), grouped);
                    (shorten(&input.path, SHORT), bytes, shorten(&input.xxh3, 40))
                })
                .collect(),
            counts: counts.map(|(name, number)| (name, grouped(number))).collect(),
            rejects: rejects
                .map(|one| {
                    let place = format!("{}:{}", shorten(&one.path, SHORT), one.line);
                    (place, shorten(&one.reason, SHORT * 2))
                })
                .collect(),
            all_rejects: count(document.rejects.len(), "refused record"),
            more_rejects: (more > 0).then(|| grouped(more)),
        }
    }
}
