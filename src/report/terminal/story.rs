//! One story on the terminal.

use std::io::{self, Write};

use super::Look;
use super::coverage::coverage;
use crate::report::contract::{Passage, PassageKind, StoryLink};
use crate::report::facts::StoryFacts;
use crate::report::printable::{columns, fit, wrap};
use crate::report::times::Histogram;
use crate::report::words::{CAUTION, count, grouped, kind_words, share, strength};

/// How much of a story is shown.
pub(super) struct Limits {
    pub(super) articles: usize,
    groups: usize,
    links: usize,
    passages: usize,
    whole: bool,
}

impl Limits {
    /// One story of many.
    pub(super) const BRIEF: Self =
        Self { articles: 12, groups: 4, links: 3, passages: 3, whole: false };
    /// The one story asked for.
    pub(super) const WHOLE: Self = Self {
        articles: usize::MAX,
        groups: usize::MAX,
        links: usize::MAX,
        passages: usize::MAX,
        whole: true,
    };
}

/// Writes one story.
pub(super) fn render(
    facts: &StoryFacts<'_>,
    limits: &Limits,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    let story = facts.story;
    let mut head = vec![
        format!("STORY {}", fit(&story.id, look.width / 2)),
        count(facts.articles(), "article"),
    ];
    if story.outlets > 0 {
        head.push(count(story.outlets, "outlet"));
    }
    if let Some(range) = facts.range_words() {
        let span =
            facts.span_words().map_or_else(String::new, |span| format!(" ({span})"));
        head.push(format!("{range}{span}"));
    }
    if facts.undated() > 0 {
        head.push(format!("{} undated", grouped(facts.undated())));
    }
    for (agency, number) in facts.credits.iter().take(3) {
        let (number, of) = (grouped(*number), grouped(facts.articles()));
        head.push(format!("{} credited {number}/{of}", fit(agency, 20)));
    }
    look.flow(&head, out)?;
    let strong = look.strong;
    for line in wrap(&fit(&facts.headline(), look.width * 2), look.width) {
        writeln!(out, "{strong}{line}{strong:#}")?;
    }
    timeline(facts, look, out)?;
    weakest(facts, look, out)?;
    coverage(facts, limits, look, out)?;
    groups(facts, limits, look, out)?;
    ties(facts, limits, look, out)?;
    touched_by(facts, limits, look, out)?;
    not_joined(facts, limits, look, out)?;
    for (number, passage) in (1..).zip(&story.passages).take(limits.passages) {
        quote(number, passage, facts, limits, look, out)?;
    }
    if story.passages.len() > limits.passages {
        let more = count(story.passages.len() - limits.passages, "more passage");
        look.faint_line(&format!("… {more}: --story {}", story.id), out)?;
    }
    if limits.whole && story.passages.iter().any(|passage| passage.source.is_some()) {
        look.block(CAUTION, 2, out)?;
    }
    Ok(())
}

fn timeline(facts: &StoryFacts<'_>, look: &Look, out: &mut impl Write) -> io::Result<()> {
    // Beside the columns stand two labels of up to 17 columns and the width of a column.
    let room = look.width.saturating_sub(2 + 2 * 18 + 22).clamp(10, 60);
    let Some(histogram) = Histogram::of(&facts.dated(), room) else { return Ok(()) };
    let (first, end) = histogram.ends();
    let (style, bars) = (look.bars, histogram.bars());
    let step = fit(&format!("one column: {}", histogram.step_words()), 20);
    let used = 2 + first.len() + end.len() + histogram.counts.len() + 2;
    write!(out, "  {first} {style}{bars}{style:#} {end}")?;
    if used + 2 + step.len() <= look.width {
        let faint = look.faint;
        write!(out, "  {faint}{step}{faint:#}")?;
    }
    writeln!(out)
}

fn weakest(facts: &StoryFacts<'_>, look: &Look, out: &mut impl Write) -> io::Result<()> {
    let name = |id: &str| fit(&facts.name(id), look.width / 4);
    if let Some((link, value)) = facts.weakest_reuse() {
        let (a, b) = (name(&link.a), name(&link.b));
        let kind = kind_words(link.kind);
        look.faint_line(
            &format!("weakest text link {value:.2} ({a} ~ {b}, {kind})"),
            out,
        )?;
    }
    if let Some((link, value)) = facts.weakest_event() {
        let (a, b) = (name(&link.a), name(&link.b));
        look.faint_line(&format!("weakest event link {value:.2} ({a} ~ {b})"), out)?;
    }
    Ok(())
}

fn groups(
    facts: &StoryFacts<'_>,
    limits: &Limits,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    let several = || facts.story.groups.iter().filter(|group| group.articles.len() > 1);
    for group in several().take(limits.groups) {
        let number = facts.group_number(&group.id).unwrap_or(0);
        let names = group.articles.iter().take(if limits.whole { usize::MAX } else { 8 });
        let mut names: Vec<String> = names.map(|id| fit(&facts.name(id), 30)).collect();
        if names.len() < group.articles.len() {
            names.push(format!("{} more", grouped(group.articles.len() - names.len())));
        }
        let size = count(group.articles.len(), "article");
        let weakest = share(group.weakest);
        let text = format!("{size}, weakest link {weakest:.2}: {}", names.join(", "));
        labelled(&format!("GROUP {number}"), &text, limits, look, out)?;
    }
    match several().count().saturating_sub(limits.groups) {
        0 => Ok(()),
        more => {
            let more = count(more, "more group");
            look.faint_line(&format!("… {more}: --story {}", facts.story.id), out)
        }
    }
}

fn ties(
    facts: &StoryFacts<'_>,
    limits: &Limits,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    for link in facts.event_links().into_iter().take(limits.links) {
        let (a, b) = (fit(&facts.name(&link.a), 30), fit(&facts.name(&link.b), 30));
        let words = evidence(link, look);
        let words = if words.is_empty() { "no evidence listed".into() } else { words };
        let text = format!("{a} ~ {b} ({:.2}), tied by: {words}", strength(link));
        labelled("EVENT", &text, limits, look, out)?;
    }
    Ok(())
}

/// What ties two articles, or keeps them apart.
fn evidence(link: &StoryLink, look: &Look) -> String {
    let words = link.evidence.iter().take(12).map(|one| fit(one, look.width * 2));
    words.collect::<Vec<_>>().join(" · ")
}

/// Roundups and live blogs that tell of the story among other things.
fn touched_by(
    facts: &StoryFacts<'_>,
    limits: &Limits,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    for roundup in facts.story.touched_by.iter().take(limits.links) {
        let outlet = roundup.source.as_deref().unwrap_or(&roundup.id);
        let title = fit(&roundup.title, look.width);
        let text = format!("{}: {title} ({:.2})", fit(outlet, 30), share(roundup.event));
        labelled("ROUNDUP", &text, limits, look, out)?;
    }
    Ok(())
}

fn not_joined(
    facts: &StoryFacts<'_>,
    limits: &Limits,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    let not_joined = &facts.story.not_joined;
    for link in not_joined.iter().take(limits.links) {
        let (a, b) = (fit(&facts.name(&link.a), 30), fit(&facts.name(&link.b), 30));
        let kind = kind_words(link.kind);
        let text = format!(
            "{a} ~ {b} ({kind}, {:.2}): {}",
            strength(link),
            evidence(link, look)
        );
        labelled("NOT JOINED", &text, limits, look, out)?;
    }
    match not_joined.len().saturating_sub(limits.links) {
        0 => Ok(()),
        more => {
            let more = count(more, "more link not joined");
            look.faint_line(&format!("… {more}: --story {}", facts.story.id), out)
        }
    }
}

/// A label, then text: one or two lines in brief, all of it in full.
fn labelled(
    label: &str,
    text: &str,
    limits: &Limits,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    let indent = label.len() + 2;
    let room = look.width - indent;
    let text = if limits.whole { text.to_owned() } else { fit(text, room * 2 - 16) };
    let strong = look.strong;
    for (place, line) in wrap(&text, room).iter().enumerate() {
        if place == 0 {
            writeln!(out, "{strong}{label}{strong:#}  {line}")?;
        } else {
            writeln!(out, "{:indent$}{line}", "")?;
        }
    }
    Ok(())
}

fn quote(
    number: usize,
    passage: &Passage,
    facts: &StoryFacts<'_>,
    limits: &Limits,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    let kind = match passage.kind {
        PassageKind::Verbatim => "",
        PassageKind::Rewritten => ", rewritten",
    };
    let label = format!("PASSAGE {number}");
    let (has, of) = (grouped(passage.articles), grouped(facts.articles()));
    let head = format!("{}{kind} · in {has} of {of}", count(passage.words, "word"));
    let head = fit(&head, look.width - label.len() - 2);
    let strong = look.strong;
    write!(out, "{strong}{label}{strong:#}  {head}")?;
    if limits.whole {
        writeln!(out)?;
        look.block(&passage.text, 4, out)?;
    } else {
        let used = label.len() + 2 + columns(&head, look.width);
        let room = look.width.saturating_sub(used + 5);
        if room >= 20 {
            writeln!(out, " · \"{}\"", fit(&passage.text, room))?;
        } else {
            writeln!(out, "\n  \"{}\"", fit(&passage.text, look.width - 4))?;
        }
    }
    if let Some(source) = &passage.source {
        let name = fit(&facts.name(&source.article), 40);
        let text =
            format!("likely source: {name} ({})", fit(&source.why, look.width * 3));
        if limits.whole {
            look.block(&text, 2, out)?;
        } else {
            look.faint_line(&text, out)?;
        }
    }
    if limits.whole {
        let spans = passage.spans.iter();
        let places = spans.map(|span| {
            let name = fit(&facts.name(&span.article), 40);
            format!(
                "{name} {}–{}",
                grouped(span.start as usize),
                grouped(span.end as usize)
            )
        });
        let places: Vec<String> = places.collect();
        look.block(&format!("bytes: {}", places.join(", ")), 2, out)?;
    }
    Ok(())
}
