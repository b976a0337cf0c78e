//! The output contract and its renderers.
//!
//! Every run writes the JSON Lines of [`contract`]. A [`document::Document`] is such a
//! file read again, and [`render`] shows it: on a terminal, as one HTML page, as
//! Markdown to paste, as CSV for a spreadsheet, in the fields of passim, or as a graph. A
//! renderer reads nothing but the contract (HTML also the articles' texts, where they are
//! at hand), and treats every string of it as hostile.

mod agencies;
pub mod assemble;
pub mod contract;
pub mod csv;
pub mod document;
mod event_words;
mod facts;
pub mod graphml;
pub mod html;
pub(crate) mod language;
pub mod markdown;
pub mod members;
mod order;
mod passages;
pub mod passim;
pub(crate) mod printable;
pub mod run;
#[cfg(test)]
mod sample;
pub mod side_by_side;
pub mod terminal;
mod times;
pub(crate) mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use crate::error::Error;
use document::Document;
pub use language::Language;

/// A form in which stories are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Format {
    /// Lines for a terminal.
    #[default]
    Terminal,
    /// One page, with all it needs inside.
    Html,
    /// Text with Markdown marks, to paste into mail or an issue.
    Markdown,
    /// One row an article.
    Csv,
    /// One JSON line a passage and article, in the fields of passim.
    Passim,
    /// The links as a graph.
    GraphMl,
}

impl Format {
    /// All of them, in the order of the help text.
    pub const ALL: [Self; 6] = [
        Self::Terminal,
        Self::Html,
        Self::Markdown,
        Self::Csv,
        Self::Passim,
        Self::GraphMl,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Passim => "passim",
            Self::GraphMl => "graphml",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "md" => Ok(Self::Markdown),
            _ => Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(
                || {
                    Error::setting(
                        format!("--format '{}'", printable::fit(name, 40)),
                        "no such format",
                        "choose terminal, html, markdown, csv, passim or graphml",
                    )
                },
            ),
        }
    }
}

/// What of a document is shown, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Columns of the terminal; other formats ignore it.
    pub width: usize,
    /// Whether the terminal gets colours; other formats ignore it.
    pub colour: bool,
    /// Only the story with this id, or the one that holds the article with this id.
    /// [`Document::story`] says beforehand whether there is one.
    pub story: Option<String>,
    /// At most so many stories, the largest ones. By default a terminal and Markdown
    /// get [`Options::TOP`], the other formats all.
    pub top: Option<usize>,
    /// The language of terminal, HTML and Markdown.
    pub language: Language,
    /// The texts of articles by id, where they are at hand: HTML shows them whole beside
    /// each other, and not only what is shared.
    pub texts: BTreeMap<String, String>,
}

impl Options {
    /// Stories shown on a terminal and in Markdown unless told otherwise.
    pub const TOP: usize = 20;
}

impl Default for Options {
    fn default() -> Self {
        Self {
            width: 80,
            colour: false,
            story: None,
            top: None,
            language: Language::English,
            texts: BTreeMap::new(),
        }
    }
}

/// Writes `document` to `out` in the given form.
///
/// ```
/// use samestory::report::document::Document;
/// use samestory::report::{Format, Options, render};
///
/// let mut out = Vec::new();
/// render(&Document::default(), "markdown".parse()?, &Options::default(), &mut out)?;
/// assert!(String::from_utf8(out)?.contains("cut short"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Whatever `out` answers.
pub fn render(
    document: &Document,
    format: Format,
    options: &Options,
    out: &mut impl Write,
) -> io::Result<()> {
    match format {
        Format::Terminal => terminal::render(document, options, out),
        Format::Html => html::render(document, options, out),
        Format::Markdown => markdown::render(document, options, out),
        Format::Csv => csv::render(document, options, out),
        Format::Passim => passim::render(document, options, out),
        Format::GraphMl => graphml::render(document, options, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_their_names() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse::<Format>().unwrap(), format);
        }
        assert_eq!("md".parse::<Format>().unwrap(), Format::Markdown);
        assert!("pdf".parse::<Format>().unwrap_err().help().unwrap().contains("html"));
    }

    #[test]
    fn every_format_says_or_survives_an_empty_document() {
        for format in Format::ALL {
            let mut out = Vec::new();
            render(&Document::default(), format, &Options::default(), &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            let data = matches!(format, Format::Csv | Format::Passim | Format::GraphMl);
            assert!(data || text.contains("cut short"), "{format}");
        }
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let document = sample::document();
        for format in Format::ALL {
            let (mut one, mut two) = (Vec::new(), Vec::new());
            render(&document, format, &Options::default(), &mut one).unwrap();
            render(&document, format, &Options::default(), &mut two).unwrap();
            assert_eq!(one, two, "{format}");
        }
    }
}
