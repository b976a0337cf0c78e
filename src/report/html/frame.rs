//! The top and the foot of a page: what it is, and how it came about.

use serde::Serialize;

use super::words;
use crate::report::Options;
use crate::report::document::Document;
use crate::report::language::Say;
use crate::report::printable::{clean, shorten};

/// Longest text of an id, a path, a reason or a piece of evidence, in characters.
pub(super) const SHORT: usize = 200;

/// Refused records listed.
const REJECTS: usize = 200;

/// The top of a page.
#[derive(Serialize)]
pub(super) struct Frame {
    title: String,
    /// The address of the index, on the page of a story.
    back: Option<String>,
}

impl Frame {
    pub(super) fn index(document: &Document, options: &Options) -> Self {
        let title = options.language.count(document.stories.len(), Say::Story);
        Self { title, back: None }
    }

    pub(super) fn story(title: &str, back: &str) -> Self {
        Self { title: shorten(title, SHORT), back: Some(back.to_owned()) }
    }
}

/// The foot of a page: how it came about.
#[derive(Serialize)]
pub(super) struct Tail {
    /// Whether the rejects and the words are explained too, as on the index.
    whole: bool,
    tool: Option<String>,
    parameters: Vec<(String, String)>,
    inputs: Vec<(String, String, String)>,
    counts: Vec<(Count, String)>,
    rejects: Vec<(String, String)>,
    all_rejects: String,
    more_rejects: Option<String>,
    /// The words of the script, as JSON that no markup can end.
    words: String,
}

/// A figure of the summary.
#[derive(Serialize)]
enum Count {
    Articles,
    Stories,
    Groups,
    Links,
    Passages,
    Singletons,
    Rejects,
    Repeats,
}

impl Tail {
    pub(super) fn of(document: &Document, options: &Options, whole: bool) -> Self {
        let language = options.language;
        let run = document.run.as_ref();
        let parameters = run.iter().flat_map(|run| &run.parameters);
        let inputs = run.iter().flat_map(|run| &run.inputs);
        let rejects = document.rejects.iter().take(if whole { REJECTS } else { 0 });
        let more = document.rejects.len().saturating_sub(REJECTS);
        let counts = document.summary.iter().flat_map(|summary| {
            [
                (Count::Articles, summary.articles),
                (Count::Stories, summary.stories),
                (Count::Groups, summary.groups),
                (Count::Links, summary.links),
                (Count::Passages, summary.passages),
                (Count::Singletons, summary.singletons),
                (Count::Rejects, summary.rejects),
                (Count::Repeats, summary.repeats),
            ]
        });
        Self {
            whole,
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
                        .map_or_else(|_| input.bytes.to_string(), |n| language.number(n));
                    (shorten(&input.path, SHORT), bytes, shorten(&input.xxh3, 40))
                })
                .collect(),
            counts: counts.map(|(name, n)| (name, language.number(n))).collect(),
            rejects: rejects
                .map(|one| {
                    let place = format!("{}:{}", shorten(&one.path, SHORT), one.line);
                    (place, shorten(&one.reason, SHORT * 2))
                })
                .collect(),
            all_rejects: language.count(document.rejects.len(), Say::Refused),
            more_rejects: (whole && more > 0).then(|| language.number(more)),
            words: json(&words::of(language)),
        }
    }
}

/// A value as JSON inside a `script` element: nothing in it can end the element.
pub(super) fn json(value: &impl Serialize) -> String {
    let plain = serde_json::to_string(value).unwrap_or_default();
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            '<' => out += "\\u003c",
            '>' => out += "\\u003e",
            '&' => out += "\\u0026",
            '\u{2028}' => out += "\\u2028",
            '\u{2029}' => out += "\\u2029",
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_a_page_cannot_end_its_element() {
        let text = json(&["</script><!--", "a&b\u{2028}"]);
        assert!(!text.contains(['<', '>', '&', '\u{2028}']));
        let read: Vec<String> = serde_json::from_str(&text).unwrap();
        assert_eq!(read, ["</script><!--", "a&b\u{2028}"]);
    }
}
