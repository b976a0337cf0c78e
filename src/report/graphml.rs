//! The links of stories as a graph in GraphML, for Gephi, networkx and the like.
//!
//! A node is an article, with what the CSV has of it; an edge is a link of a story, with
//! its kind and figures. `weight` is the strength of a link, 0 to 1. Edges have no
//! direction; where an article's text probably came from is its `likely_source`.
//!
//! Control characters are replaced as in every renderer; addresses that are not `http`
//! or `https` are left out.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Options;
use super::contract::{LinkKind, Story, StoryArticle, StoryLink};
use super::document::Document;
use super::language::Language;
use super::printable::{clean, shorten, web_address};
use super::words::{role, share, strength};

/// Longest text of an attribute, in characters.
const LONGEST: usize = 1_000;

/// What a node says of its article, with the type of each value.
const NODE: [(&str, &str); 16] = [
    ("label", "string"),
    ("article", "string"),
    ("outlet", "string"),
    ("date", "string"),
    ("lang", "string"),
    ("url", "string"),
    ("story", "string"),
    ("story_title", "string"),
    ("group", "string"),
    ("role", "string"),
    ("credits", "string"),
    ("likely_source", "string"),
    ("words", "long"),
    ("shared", "double"),
    ("agency", "double"),
    ("own", "double"),
];

/// What an edge says of its link.
const EDGE: [(&str, &str); 6] = [
    ("kind", "string"),
    ("weight", "double"),
    ("jaccard", "double"),
    ("containment_ab", "double"),
    ("containment_ba", "double"),
    ("event", "double"),
];

/// Writes the graph.
///
/// # Errors
/// Whatever `out` answers.
pub fn render(
    document: &Document,
    options: &Options,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    for (of, keys) in [("node", &NODE[..]), ("edge", &EDGE[..])] {
        for (name, kind) in keys {
            writeln!(
                out,
                "<key id=\"{of}-{name}\" for=\"{of}\" attr.name=\"{name}\" \
                 attr.type=\"{kind}\"/>"
            )?;
        }
    }
    writeln!(out, "<graph id=\"stories\" edgedefault=\"undirected\">")?;
    let top = options.top.unwrap_or(usize::MAX);
    let stories = document.select(options.story.as_deref(), top).stories;
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for story in &stories {
        for article in &story.articles {
            let next = numbers.len();
            if *numbers.entry(&article.id).or_insert(next) == next {
                node(next, article, story, out)?;
            }
        }
    }
    let mut edges = 0;
    for link in stories.iter().flat_map(|story| &story.links) {
        let ends = (numbers.get(link.a.as_str()), numbers.get(link.b.as_str()));
        if let (Some(a), Some(b)) = ends {
            edge(edges, (*a, *b), link, out)?;
            edges += 1;
        }
    }
    writeln!(out, "</graph>\n</graphml>")?;
    out.flush()
}

fn node(
    number: usize,
    article: &StoryArticle,
    story: &Story,
    out: &mut impl Write,
) -> io::Result<()> {
    let text = |value: &str| escape(&shorten(value, LONGEST));
    let maybe = |value: &Option<String>| value.as_deref().map(text).unwrap_or_default();
    let source = article.likely_source.as_ref().map(|source| text(&source.article));
    let values: [String; NODE.len()] = [
        text(&article.title),
        text(&article.id),
        maybe(&article.source),
        maybe(&article.date),
        maybe(&article.lang),
        escape(article.url.as_deref().and_then(web_address).unwrap_or_default()),
        text(&story.id),
        text(&story.title),
        text(&article.group),
        escape(Language::English.say(role(article.role))),
        text(&article.credits.join(";")),
        source.unwrap_or_default(),
        article.words.to_string(),
        figure(article.shared),
        figure(article.agency),
        figure(article.own),
    ];
    write!(out, "<node id=\"n{number}\">")?;
    for ((name, _), value) in NODE.iter().zip(&values) {
        if !value.is_empty() {
            write!(out, "<data key=\"node-{name}\">{value}</data>")?;
        }
    }
    writeln!(out, "</node>")
}

fn edge(
    number: usize,
    (a, b): (usize, usize),
    link: &StoryLink,
    out: &mut impl Write,
) -> io::Result<()> {
    let kind = match link.kind {
        LinkKind::Exact => "exact",
        LinkKind::Near => "near",
        LinkKind::Contains => "contains",
        LinkKind::Partial => "partial",
        LinkKind::Event => "event",
    };
    let values: [String; EDGE.len()] = [
        kind.to_owned(),
        figure(strength(link)),
        figure(link.jaccard),
        figure(link.containment_ab),
        figure(link.containment_ba),
        link.event.map(figure).unwrap_or_default(),
    ];
    write!(out, "<edge id=\"e{number}\" source=\"n{a}\" target=\"n{b}\">")?;
    for ((name, _), value) in EDGE.iter().zip(&values) {
        if !value.is_empty() {
            write!(out, "<data key=\"edge-{name}\">{value}</data>")?;
        }
    }
    writeln!(out, "</edge>")
}

fn figure(value: f64) -> String {
    format!("{:.4}", share(value))
}

/// Text as it may stand in XML.
fn escape(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            // XML has no way to write these.
            '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn rendered(options: &Options) -> String {
        let mut out = Vec::new();
        render(&sample::document(), options, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn articles_are_nodes_and_links_edges() {
        let graph = rendered(&Options::default());
        assert_eq!(graph.matches("<node ").count(), 5 + 2);
        assert_eq!(graph.matches("<edge ").count(), 4, "the stranger has no node");
        assert!(graph.contains("<data key=\"edge-kind\">event</data>"));
        assert!(graph.contains("<data key=\"edge-weight\">0.5200</data>"));
        assert!(graph.contains("<data key=\"node-likely_source\">ap-1</data>"));
        assert!(graph.contains("https://news.example/xh-1?a=1&amp;b=2"));
    }

    #[test]
    fn no_text_becomes_markup() {
        let graph = rendered(&Options::default());
        assert!(graph.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(!graph.contains("<script") && !graph.contains("javascript:alert(doc"));
        assert!(!graph.contains(|c: char| c.is_control() && c != '\n'));
        assert!(graph.len() < 60_000, "a headline of a megabyte is cut");
        assert_eq!(escape("a\u{ffff}\u{0}'"), "a��&#39;");
    }
}
