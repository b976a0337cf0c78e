//! One HTML page with all it needs inside: no script, no network, no fonts to fetch.
//!
//! The page opens from mail and from a memory stick, in ten years too; it reads on a
//! phone, follows the reader's choice of light or dark, and prints. Every string of an
//! article goes through minijinja's escaping; addresses become links only when they are
//! `http` or `https`, and the page forbids itself everything but its own style.
//!
//! Stories are rendered one at a time, so that a long report needs little memory.

mod tail;
mod variants;
mod view;

use std::io::{self, Write};

use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::Options;
use super::document::Document;
use super::facts::StoryFacts;

const STYLE: &str = include_str!("style.css");

/// The templates; their names end in `.html`, which turns escaping on.
const TEMPLATES: [(&str, &str); 3] = [
    ("head.html", include_str!("head.html")),
    ("story.html", include_str!("story.html")),
    ("tail.html", include_str!("tail.html")),
];

/// Writes the page.
///
/// # Errors
/// Whatever `out` answers.
pub fn render(
    document: &Document,
    options: &Options,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut pages = Environment::new();
    pages.set_undefined_behavior(UndefinedBehavior::Strict);
    pages.add_global("style", Value::from_safe_string(STYLE.to_owned()));
    for (name, source) in TEMPLATES {
        pages.add_template(name, source).map_err(io::Error::other)?;
    }
    let mut write = |name: &str, view: &dyn Page| -> io::Result<()> {
        let page = pages.get_template(name).and_then(|page| page.render(view.value()));
        writeln!(out, "{}", page.map_err(io::Error::other)?)
    };
    let top = options.top.unwrap_or(usize::MAX);
    let selection = document.select(options.story.as_deref(), top);
    write("head.html", &view::Head::of(document, &selection))?;
    for (number, story) in (1..).zip(&selection.stories) {
        write("story.html", &view::Section::of(number, &StoryFacts::of(story)))?;
    }
    write("tail.html", &tail::Tail::of(document))?;
    out.flush()
}

/// Something a template can show.
trait Page {
    fn value(&self) -> Value;
}

impl<T: Serialize> Page for T {
    fn value(&self) -> Value {
        Value::from(Serde(self))
    }
}

#[cfg(test)]
mod tests;
