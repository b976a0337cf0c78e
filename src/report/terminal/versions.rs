//! A passage as two articles have it, side by side.

use std::io::{self, Write};

use super::Look;
use crate::passages::edits::Versions;
use crate::report::contract::{Passage, PassageKind};
use crate::report::facts::StoryFacts;
use crate::report::printable::{fit, pad, shorten};
use crate::report::side_by_side::{Marks, side_by_side_in};

/// The passage beside the version of the article that changed most words of it.
pub(super) fn versions(
    passage: &Passage,
    facts: &StoryFacts<'_>,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    /// Versions compared.
    const COMPARED: usize = 50;
    /// Fewest columns for two texts beside each other.
    const LEAST: usize = 60;
    /// Longest text of either, in characters.
    const LONGEST: usize = 6_000;
    let quoted = shorten(&passage.text, LONGEST);
    let others =
        passage.spans.iter().filter_map(|span| Some((span, span.text.as_ref()?)));
    let versions = others.take(COMPARED).map(|(span, text)| {
        let text = shorten(text, LONGEST);
        let versions = Versions::of(&quoted, &text);
        let number = versions.edits.iter().any(|edit| edit.number);
        ((number, versions.edits.len()), span, text)
    });
    // Of equals the first: the order of the file.
    let most = versions.reduce(|best, one| if one.0 > best.0 { one } else { best });
    let Some(((_, edits), span, text)) = most else { return Ok(()) };
    let rewritten = passage.kind == PassageKind::Rewritten;
    if look.width < LEAST || (edits == 0 && !rewritten) {
        return Ok(());
    }
    let first = passage.spans.first().map(|span| facts.name(&span.article));
    let column = (look.width - 5) / 2;
    let left = pad(&first.unwrap_or_default(), column);
    let (faint, right) = (look.faint, fit(&facts.name(&span.article), column));
    writeln!(out, "  {faint}{left} │ {right}{faint:#}")?;
    let marks = if rewritten { Marks::Missing } else { Marks::Edits };
    side_by_side_in(facts.language, out, &quoted, &text, look.width, marks)
}
