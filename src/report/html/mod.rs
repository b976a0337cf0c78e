//! HTML pages with all they need inside: no network, no fonts to fetch.
//!
//! A page opens from mail and from a memory stick, in ten years too; it reads on a
//! phone, follows the reader's choice of light or dark, and prints. It shows everything
//! without its script; the script sorts, filters and sets any two articles side by side.
//! Every string of an article goes through minijinja's escaping; addresses become links
//! only when they are `http` or `https`, and a page forbids itself everything but its
//! own style and the one script whose hash it names.
//!
//! Up to [`ONE_PAGE`] bytes a report is one page; [`pages`] makes a longer one an index
//! and a page for each story.

mod arrows;
mod compare;
mod coverage;
mod frame;
mod index;
mod lanes;
mod links;
mod outlets;
mod passages;
mod pieces;
mod story;
mod variants;
mod words;

use std::io::{self, Write};

use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior};
use rayon::prelude::*;
use serde::Serialize;

use super::Options;
use super::contract::Story;
use super::document::{Document, Selection};
use super::facts::StoryFacts;
use frame::{Frame, Tail};
use index::{Index, Row};
use links::Known;
use story::Section;

/// Most bytes of a report that is one page.
pub const ONE_PAGE: usize = 2_000_000;

const STYLE: &str = concat!(
    include_str!("page.css"),
    include_str!("story.css"),
    include_str!("adapt.css")
);

const SCRIPT: &str = concat!(
    include_str!("index.js"),
    include_str!("compare.js"),
    include_str!("start.js")
);

/// The hash of the script, which a page names as the only one that may run.
const SCRIPT_HASH: &str = include_str!("script.sha256");

/// The templates; their names end in `.html`, which turns escaping on.
const TEMPLATES: [(&str, &str); 5] = [
    ("head.html", include_str!("head.html")),
    ("index.html", include_str!("index.html")),
    ("story.html", include_str!("story.html")),
    ("compare.html", include_str!("compare.html")),
    ("tail.html", include_str!("tail.html")),
];

/// What all pages of a report are made with.
struct Press<'a> {
    document: &'a Document,
    options: &'a Options,
    selection: Selection<'a>,
    known: Known<'a>,
    templates: Environment<'static>,
}

/// A story made ready: its row in the table of stories, and its part of a page.
struct Ready {
    row: Row,
    name: String,
    title: String,
    section: String,
}

impl<'a> Press<'a> {
    fn new(document: &'a Document, options: &'a Options) -> io::Result<Self> {
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.add_global("style", Value::from_safe_string(STYLE.to_owned()));
        templates.add_global("script", Value::from_safe_string(SCRIPT.to_owned()));
        templates.add_global("script_hash", SCRIPT_HASH.trim());
        templates.add_global("t", Value::from(Serde(options.language.texts())));
        templates.add_global("language", options.language.code());
        for (name, source) in TEMPLATES {
            templates.add_template(name, source).map_err(io::Error::other)?;
        }
        let top = options.top.unwrap_or(usize::MAX);
        let selection = document.select(options.story.as_deref(), top);
        let known = Known::of(&selection);
        Ok(Self { document, options, selection, known, templates })
    }

    fn print(&self, name: &str, view: &impl Serialize) -> io::Result<String> {
        let page = self.templates.get_template(name);
        let page = page.and_then(|page| page.render(Value::from(Serde(view))));
        page.map_err(io::Error::other)
    }

    fn story(&self, story: &Story) -> io::Result<Ready> {
        let facts = StoryFacts::of(story, self.options.language);
        let section = Section::of(&facts, self.document, &self.known, self.options);
        Ok(Ready {
            row: Row::of(&facts, section.flags()),
            name: links::name(&story.id),
            title: facts.headline(),
            section: self.print("story.html", &section)?,
        })
    }

    /// All stories; many at a time.
    fn stories(&self) -> io::Result<Vec<Ready>> {
        self.selection.stories.par_iter().map(|story| self.story(story)).collect()
    }

    /// The index: in one page with the stories, or alone with links to the `folder` of
    /// their pages.
    fn index(&self, ready: &[Ready], folder: Option<&str>) -> io::Result<Vec<String>> {
        let rows = ready.iter().map(|one| &one.row).collect();
        let index = Index::of(self.document, self.options, &self.selection, rows, folder);
        Ok(vec![
            self.print("head.html", &Frame::index(self.document, self.options))?,
            self.print("index.html", &index)?,
        ])
    }

    fn tail(&self, whole: bool) -> io::Result<String> {
        self.print("tail.html", &Tail::of(self.document, self.options, whole))
    }

    /// A page of one story, with the way back to the index.
    fn page(&self, ready: &Ready, index: &str, tail: &str) -> io::Result<String> {
        let frame = Frame::story(&ready.title, index);
        let head = self.print("head.html", &frame)?;
        let section = links::settled(&ready.section, true);
        Ok([&head, "<main>\n", &section, "\n", tail].concat())
    }
}

/// Writes everything as one page.
///
/// # Errors
/// Whatever `out` answers.
pub fn render(
    document: &Document,
    options: &Options,
    out: &mut impl Write,
) -> io::Result<()> {
    let press = Press::new(document, options)?;
    let ready = press.stories()?;
    for part in press.index(&ready, None)? {
        writeln!(out, "{part}")?;
    }
    for one in &ready {
        writeln!(out, "{}", links::settled(&one.section, false))?;
    }
    writeln!(out, "{}", press.tail(true)?)?;
    out.flush()
}

/// Makes a report of as many pages as it needs: one up to [`ONE_PAGE`] bytes, else an
/// index and one a story. `index` is the file name of the index, `folder` that of the
/// folder beside it for the pages of the stories; `take` is given the name of each page
/// (`None`: the index, the last one) and its text. Answers how many bytes there are.
///
/// ```
/// use samestory::report::document::Document;
/// use samestory::report::{Options, html};
///
/// let mut names = Vec::new();
/// let document = Document::default();
/// html::pages(&document, &Options::default(), "index.html", "stories", |name, page| {
///     assert!(page.ends_with("</html>\n"));
///     names.push(name.map(str::to_owned));
///     Ok(())
/// })?;
/// assert_eq!(names, [None]);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// Whatever `take` answers.
pub fn pages(
    document: &Document,
    options: &Options,
    index: &str,
    folder: &str,
    mut take: impl FnMut(Option<&str>, &str) -> io::Result<()>,
) -> io::Result<usize> {
    let press = Press::new(document, options)?;
    let ready = press.stories()?;
    let whole = press.tail(true)?;
    let mut parts = press.index(&ready, None)?;
    let sections = ready.iter().map(|one| one.section.len() + 1).sum::<usize>();
    let bytes = parts.iter().map(String::len).sum::<usize>() + sections + whole.len();
    if bytes <= ONE_PAGE || ready.len() < 2 {
        parts.extend(ready.iter().map(|one| links::settled(&one.section, false)));
        parts.push(whole);
        take(None, &(parts.join("\n") + "\n"))?;
        return Ok(bytes);
    }
    let tail = press.tail(false)? + "\n";
    let back = format!("../{}", links::escaped(index));
    for one in &ready {
        take(Some(&format!("{}.html", one.name)), &press.page(one, &back, &tail)?)?;
    }
    let mut parts = press.index(&ready, Some(&links::escaped(folder)))?;
    parts.push(whole);
    take(None, &(parts.join("\n") + "\n"))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
