//! One story on the terminal.

use std::io::{self, Write};

use super::Look;
use super::coverage::coverage;
use super::versions::versions;
use crate::report::contract::{Passage, PassageKind, StoryLink};
use crate::report::facts::{StoryFacts, Weakest};
use crate::report::language::Say;
use crate::report::printable::{columns, fit, wrap};
use crate::report::times::Histogram;
use crate::report::words::{kind, share, strength};

/// How much of a story is shown.
pub(super) struct Limits {
    pub(super) articles: usize,
    groups: usize,
    links: usize,
    sources: usize,
    passages: usize,
    whole: bool,
}

impl Limits {
    /// One story of many.
    pub(super) const BRIEF: Self =
        Self { articles: 12, groups: 4, links: 3, sources: 0, passages: 3, whole: false };
    /// The one story asked for.
    pub(super) const WHOLE: Self = Self {
        articles: usize::MAX,
        groups: usize::MAX,
        links: usize::MAX,
        sources: usize::MAX,
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
    let (story, language) = (facts.story, facts.language);
    let mut head = vec![
        format!("{} {}", language.say(Say::LabelStory), fit(&story.id, look.width / 2)),
        language.count(facts.articles(), Say::Article),
    ];
    if story.outlets > 0 {
        head.push(language.count(story.outlets, Say::Outlet));
    }
    if let Some(range) = facts.range_words() {
        let span =
            facts.span_words().map_or_else(String::new, |span| format!(" ({span})"));
        head.push(format!("{range}{span}"));
    }
    if facts.undated() > 0 {
        let undated = language.number(facts.undated());
        head.push(language.fill(Say::UndatedCount, &[("n", &undated)]));
    }
    head.extend(facts.night_words());
    for (agency, number) in facts.credits.iter().take(3) {
        let (number, of) = (language.number(*number), language.number(facts.articles()));
        let values = [("agency", &*fit(agency, 20)), ("n", &number), ("of", &of)];
        head.push(language.fill(Say::CreditedOf, &values));
    }
    look.flow(&head, out)?;
    let strong = look.strong;
    for line in wrap(&fit(&facts.headline(), look.width * 2), look.width) {
        writeln!(out, "{strong}{line}{strong:#}")?;
    }
    timeline(facts, look, out)?;
    weakest(facts, look, out)?;
    coverage(facts, limits, look, out)?;
    sources(facts, limits, look, out)?;
    groups(facts, limits, look, out)?;
    ties(facts, limits, look, out)?;
    touched_by(facts, limits, look, out)?;
    not_joined(facts, limits, look, out)?;
    for (number, passage) in (1..).zip(&story.passages).take(limits.passages) {
        quote(number, passage, facts, limits, look, out)?;
    }
    if story.passages.len() > limits.passages {
        let more = story.passages.len() - limits.passages;
        let more = language.count(more, Say::MorePassage);
        look.faint_line(&format!("… {more}: --story {}", story.id), out)?;
    }
    if limits.whole && story.passages.iter().any(|passage| passage.source.is_some()) {
        look.block(language.say(Say::Caution), 2, out)?;
    }
    Ok(())
}

fn timeline(facts: &StoryFacts<'_>, look: &Look, out: &mut impl Write) -> io::Result<()> {
    // Beside the columns stand two labels, a blank around each, and the width of a column.
    let Some((first, last)) = facts.span else { return Ok(()) };
    let words = [first, last].map(|end| columns(&end.words(facts.language), look.width));
    let labels = 2 * (words[0].max(words[1]) + 1);
    let room = look.width.saturating_sub(2 + labels + 22).clamp(10, 60);
    let Some(histogram) = Histogram::of(&facts.dated(), room) else { return Ok(()) };
    let (first, end) = histogram.ends(facts.language);
    let (style, bars) = (look.bars, histogram.bars());
    let step = histogram.step_words(facts.language);
    let step = fit(&facts.language.fill(Say::OneColumn, &[("step", &step)]), 22);
    let width = |text: &str| columns(text, look.width);
    let used = 2 + width(&first) + width(&end) + histogram.counts.len() + 2;
    write!(out, "  {first} {style}{bars}{style:#} {end}")?;
    if used + 2 + width(&step) <= look.width {
        let faint = look.faint;
        write!(out, "  {faint}{step}{faint:#}")?;
    }
    writeln!(out)
}

fn weakest(facts: &StoryFacts<'_>, look: &Look, out: &mut impl Write) -> io::Result<()> {
    let name = |id: &str| fit(&facts.name(id), look.width / 4);
    let both = [
        (Say::WeakestText, facts.weakest_text()),
        (Say::WeakestEvent, facts.weakest_event()),
    ];
    for (key, weakest) in both {
        let Some(Weakest { a, b, value }) = weakest else { continue };
        let value = facts.language.decimal(value);
        let values = [("value", &*value), ("a", &name(a)), ("b", &name(b))];
        look.faint_line(&facts.language.fill(key, &values), out)?;
    }
    Ok(())
}

/// Where most of each article's shared text probably came from.
fn sources(
    facts: &StoryFacts<'_>,
    limits: &Limits,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    let language = facts.language;
    let articles = facts.story.articles.iter();
    let known = articles.filter_map(|one| Some((one, one.likely_source.as_ref()?)));
    for (article, source) in known.take(limits.sources) {
        let (to, from) = (fit(&facts.name(&article.id), 30), facts.name(&source.article));
        let why = fit(&language.evidence(&source.why), look.width * 3);
        let text = format!("{} → {to}: {why}", fit(&from, 30));
        labelled(language.say(Say::LabelSource), &text, limits, look, out)?;
    }
    Ok(())
}

fn groups(
    facts: &StoryFacts<'_>,
    limits: &Limits,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    let language = facts.language;
    let several = || facts.story.groups.iter().filter(|group| group.articles.len() > 1);
    for group in several().take(limits.groups) {
        let number = facts.group_number(&group.id).unwrap_or(0);
        let names = group.articles.iter().take(if limits.whole { usize::MAX } else { 8 });
        let mut names: Vec<String> = names.map(|id| fit(&facts.name(id), 30)).collect();
        if names.len() < group.articles.len() {
            let more = language.number(group.articles.len() - names.len());
            names.push(language.fill(Say::NamesMore, &[("n", &more)]));
        }
        let size = language.count(group.articles.len(), Say::Article);
        let weakest = language.decimal(share(group.weakest));
        let weakest = language.fill(Say::WeakestLink, &[("value", &weakest)]);
        let text = format!("{size}, {weakest}: {}", names.join(", "));
        let label = format!("{} {number}", language.say(Say::LabelGroup));
        labelled(&label, &text, limits, look, out)?;
    }
    match several().count().saturating_sub(limits.groups) {
        0 => Ok(()),
        more => {
            let more = language.count(more, Say::MoreGroup);
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
    let language = facts.language;
    for link in facts.event_links().into_iter().take(limits.links) {
        let (a, b) = (fit(&facts.name(&link.a), 30), fit(&facts.name(&link.b), 30));
        let words = evidence(link, facts, look);
        let words = match words.as_str() {
            "" => language.say(Say::NoEvidence),
            words => words,
        };
        let (value, tied) = (
            language.decimal(strength(link)),
            language.fill(Say::TiedBy, &[("words", words)]),
        );
        let text = format!("{a} ~ {b} ({value}), {tied}");
        labelled(language.say(Say::LabelEvent), &text, limits, look, out)?;
    }
    Ok(())
}

/// What ties two articles, or keeps them apart.
fn evidence(link: &StoryLink, facts: &StoryFacts<'_>, look: &Look) -> String {
    let words = facts.evidence(link, 12);
    let words = words.iter().map(|one| fit(one, look.width * 2));
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
        let value = facts.language.decimal(share(roundup.event));
        let text = format!("{}: {title} ({value})", fit(outlet, 30));
        labelled(facts.language.say(Say::LabelRoundup), &text, limits, look, out)?;
    }
    Ok(())
}

fn not_joined(
    facts: &StoryFacts<'_>,
    limits: &Limits,
    look: &Look,
    out: &mut impl Write,
) -> io::Result<()> {
    let (not_joined, language) = (&facts.story.not_joined, facts.language);
    for link in not_joined.iter().take(limits.links) {
        let (a, b) = (fit(&facts.name(&link.a), 30), fit(&facts.name(&link.b), 30));
        let kind = language.say(kind(link.kind));
        let value = language.decimal(strength(link));
        let text =
            format!("{a} ~ {b} ({kind}, {value}): {}", evidence(link, facts, look));
        labelled(language.say(Say::LabelNotJoined), &text, limits, look, out)?;
    }
    match not_joined.len().saturating_sub(limits.links) {
        0 => Ok(()),
        more => {
            let more = language.count(more, Say::MoreLinkNotJoined);
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
    let language = facts.language;
    let kind = match passage.kind {
        PassageKind::Verbatim => String::new(),
        PassageKind::Rewritten => format!(", {}", language.say(Say::RewrittenTag)),
    };
    let label = format!("{} {number}", language.say(Say::LabelPassage));
    let (has, of) =
        (language.number(passage.articles), language.number(facts.articles()));
    let places = language.fill(Say::InOf, &[("n", &has), ("of", &of)]);
    let head = format!("{}{kind} · {places}", language.count(passage.words, Say::Word));
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
        let why = fit(&language.evidence(&source.why), look.width * 3);
        let text = language.fill(Say::LikelySourceIs, &[("name", &name), ("why", &why)]);
        if limits.whole {
            look.block(&text, 2, out)?;
        } else {
            look.faint_line(&text, out)?;
        }
    }
    if limits.whole {
        versions(passage, facts, look, out)?;
        let spans = passage.spans.iter();
        let places = spans.map(|span| {
            let name = fit(&facts.name(&span.article), 40);
            format!(
                "{name} {}–{}",
                language.number(span.start as usize),
                language.number(span.end as usize)
            )
        });
        let places: Vec<String> = places.collect();
        let places = places.join(", ");
        look.block(&language.fill(Say::BytesAt, &[("places", &places)]), 2, out)?;
    }
    Ok(())
}
