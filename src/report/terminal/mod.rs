//! Lines for a terminal: an overview, then story by story.
//!
//! No line exceeds the width (40 columns at least), wide characters counted as two.
//! Nothing of an article reaches the terminal unchanged: control characters, escapes
//! and bidirectional controls are replaced. Without colour the output is plain text.

mod coverage;
mod story;
mod versions;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::Options;
use super::document::{Document, Selection};
use super::facts::StoryFacts;
use super::language::{Language, Say};
use super::printable::{columns, fit, pad, wrap};
use super::words::{headline, percent};
use story::Limits;

/// Fewest stories that get an overview first.
const OVERVIEW: usize = 4;

/// Columns for a span of time.
const SPAN: usize = 14;

/// The narrowest layout.
const NARROWEST: usize = 40;

/// The look of the output; every style is plain where no colour is asked for.
struct Look {
    width: usize,
    language: Language,
    strong: Style,
    faint: Style,
    bars: Style,
    alarm: Style,
}

impl Look {
    fn new(options: &Options) -> Self {
        let style = |style: Style| if options.colour { style } else { Style::new() };
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        Self {
            width: options.width.max(NARROWEST),
            language: options.language,
            strong: style(Style::new().bold()),
            faint: style(Style::new().dimmed()),
            bars: style(colour(AnsiColor::Cyan)),
            alarm: style(colour(AnsiColor::Yellow).bold()),
        }
    }

    /// `parts` joined by ` · `, broken between parts where the width ends.
    fn flow(&self, parts: &[String], out: &mut impl Write) -> io::Result<()> {
        let mut used = 0;
        for (place, part) in parts.iter().enumerate() {
            let part = fit(part, self.width - 2);
            let width = columns(&part, self.width);
            if place > 0 && used + 3 + width > self.width {
                write!(out, "\n  ")?;
                used = 2;
            } else if place > 0 {
                write!(out, " · ")?;
                used += 3;
            }
            let style = if place == 0 { self.strong } else { Style::new() };
            write!(out, "{style}{part}{style:#}")?;
            used += width;
        }
        writeln!(out)
    }

    /// Whole text, in lines behind `indent` blanks.
    fn block(&self, text: &str, indent: usize, out: &mut impl Write) -> io::Result<()> {
        for line in wrap(text, self.width - indent) {
            writeln!(out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    fn faint_line(&self, text: &str, out: &mut impl Write) -> io::Result<()> {
        let (style, text) = (self.faint, fit(text, self.width - 2));
        writeln!(out, "  {style}{text}{style:#}")
    }
}

/// Writes the report. A story asked for by id is shown in full; a document without it
/// gives one line that says so (see [`Document::story`]).
///
/// # Errors
/// Whatever `out` answers.
pub fn render(
    document: &Document,
    options: &Options,
    out: &mut impl Write,
) -> io::Result<()> {
    let look = Look::new(options);
    let top = options.top.unwrap_or(Options::TOP);
    let selection = document.select(options.story.as_deref(), top);
    let mut head: Vec<String> = Vec::new();
    if let Some(run) = &document.run {
        head.push(format!("{} {}", run.tool, run.version));
    }
    let language = options.language;
    head.push(language.count(document.stories.len(), Say::Story));
    if let Some(summary) = &document.summary {
        let articles = language.count(summary.articles, Say::Article);
        let alone = language.number(summary.singletons);
        head.push(language.fill(Say::ReadCount, &[("articles", &articles)]));
        head.push(language.fill(Say::AloneCount, &[("n", &alone)]));
    }
    look.flow(&head, out)?;
    for warning in document.warnings_in(language) {
        let (style, lines) = (look.alarm, wrap(&warning, look.width - 9));
        for (place, line) in lines.iter().enumerate() {
            let lead =
                if place == 0 { language.say(Say::WarningLabel) } else { "        " };
            writeln!(out, "{style}{lead}{style:#} {line}")?;
        }
    }
    if let Some(id) = &options.story
        && selection.stories.is_empty()
    {
        let id = fit(id, look.width / 2);
        look.block(&language.fill(Say::NobodyHasId, &[("id", &id)]), 0, out)?;
    }
    if selection.stories.len() >= OVERVIEW {
        overview(&selection, &look, out)?;
    }
    if options.story.is_none() && selection.left_out > 0 {
        let more = language.count(selection.left_out, Say::SmallerStory);
        let all = document.stories.len().to_string();
        let text = language.fill(Say::NotShownTop, &[("more", &more), ("all", &all)]);
        writeln!(out)?;
        look.block(&text, 0, out)?;
    }
    let limits = if options.story.is_some() { Limits::WHOLE } else { Limits::BRIEF };
    for story in &selection.stories {
        writeln!(out)?;
        story::render(&StoryFacts::of(story, look.language), &limits, &look, out)?;
    }
    rejects(document, &look, out)
}

fn overview(
    selection: &Selection<'_>,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    let (faint, language) = (look.faint, look.language);
    let say = |key: Say| language.say(key);
    let (articles, headlines) = (say(Say::ColumnArticles), say(Say::ColumnHeadline));
    if look.width < 72 {
        writeln!(out, "\n{faint}   # {articles:>8}  {headlines}{faint:#}")?;
        for (number, story) in (1..).zip(&selection.stories) {
            let title = fit(&headline(&story.title, language), look.width - 15);
            let articles = language.number(story.articles.len());
            writeln!(out, "{number:>4} {articles:>8}  {title}")?;
        }
        return Ok(());
    }
    writeln!(
        out,
        "\n{faint}   # {articles:>8} {:>7}  {} {} {} {headlines}{faint:#}",
        say(Say::ColumnOutlets),
        pad(say(Say::ColumnSpan), SPAN),
        pad(say(Say::ColumnShared), 6),
        pad(say(Say::ColumnCredits), 8),
    )?;
    for (number, story) in (1..).zip(&selection.stories) {
        let facts = StoryFacts::of(story, language);
        let span = facts.span_words().unwrap_or_else(|| "-".to_owned());
        let credit = facts.credits.first().map_or("-", |(name, _)| name.as_str());
        writeln!(
            out,
            "{number:>4} {:>8} {:>7}  {} {:>6} {} {}",
            language.number(facts.articles()),
            language.number(story.outlets),
            pad(&span, SPAN),
            percent(facts.mean_shared()),
            pad(credit, 8),
            fit(&facts.headline(), look.width - 54),
        )?;
    }
    Ok(())
}

fn rejects(document: &Document, look: &Look, out: &mut impl Write) -> io::Result<()> {
    const SHOWN: usize = 5;
    if document.rejects.is_empty() {
        return Ok(());
    }
    let strong = look.strong;
    let language = look.language;
    let head = language.count(document.rejects.len(), Say::Refused);
    writeln!(out, "\n{strong}{head}{strong:#}")?;
    for reject in document.rejects.iter().take(SHOWN) {
        let path = fit(&reject.path, look.width / 2);
        look.faint_line(&format!("{path}:{}: {}", reject.line, reject.reason), out)?;
    }
    match document.rejects.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => {
            let more = language.number(more);
            look.faint_line(&language.fill(Say::MoreInFile, &[("n", &more)]), out)
        }
    }
}

#[cfg(test)]
mod tests;
