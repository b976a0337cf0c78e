//! When each outlet published: a lane an outlet, a mark an article.

use std::collections::BTreeMap;

use serde::Serialize;

use super::coverage::anchor;
use crate::report::contract::{Role, StoryArticle};
use crate::report::facts::StoryFacts;
use crate::report::language::Say;
use crate::report::times::{Moment, ticks};
use crate::report::words::credit_names;

/// Lanes of their own; further outlets share one.
const LANES: usize = 40;

/// Most marks on the axis.
const TICKS: usize = 6;

/// The lanes of a story.
#[derive(Serialize)]
pub(super) struct Lanes {
    label: String,
    ticks: Vec<Tick>,
    rows: Vec<Lane>,
    undated: bool,
}

#[derive(Serialize)]
struct Tick {
    at: String,
    words: String,
}

#[derive(Serialize, Default)]
struct Lane {
    outlet: String,
    marks: Vec<Mark>,
    undated: Vec<Mark>,
}

#[derive(Serialize)]
struct Mark {
    /// Percent of the width.
    at: String,
    /// `full`, `part` or `own`.
    kind: &'static str,
    credited: bool,
    tip: String,
    anchor: String,
}

/// How much of the text of others an article carries: `full`, `part` or `own`.
pub(super) fn kind(article: &StoryArticle, facts: &StoryFacts<'_>) -> &'static str {
    let several = facts.group_size(&article.group) > 1;
    match article.role {
        Role::Representative | Role::Copy if several => "full",
        Role::Partial => "part",
        _ if article.shared >= 0.1 => "part",
        _ => "own",
    }
}

/// Percent of the width for a moment, with a little room at both ends.
fn at(moment: Moment, span: (Moment, Moment)) -> String {
    let length = span.1.seconds.saturating_sub(span.0.seconds);
    let since = moment.seconds.saturating_sub(span.0.seconds);
    let part = if length > 0 { since as f64 / length as f64 } else { 0.5 };
    format!("{:.2}", 1.5 + 97.0 * part.clamp(0.0, 1.0))
}

impl Lanes {
    /// `None` when fewer than two articles have a date.
    pub(super) fn of(story: &str, facts: &StoryFacts<'_>) -> Option<Self> {
        let language = facts.language;
        let span = facts.span?;
        if facts.articles() - facts.undated() < 2 {
            return None;
        }
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut lanes: Vec<Lane> = Vec::new();
        for (place, article) in facts.story.articles.iter().enumerate() {
            let source = article.source.as_deref().unwrap_or_default().trim();
            let next = places.len();
            let lane = (*places.entry(source).or_insert(next)).min(LANES);
            if lane == lanes.len() {
                lanes.push(Lane { outlet: facts.outlet(article), ..Lane::default() });
            }
            let Some(lane) = lanes.get_mut(lane) else { continue };
            let moment = facts.moments.get(place).copied().flatten();
            let mark = Mark {
                at: moment.map_or_else(String::new, |moment| at(moment, span)),
                kind: kind(article, facts),
                credited: !article.credits.is_empty(),
                tip: tip(article, moment, facts),
                anchor: anchor(story, place),
            };
            if moment.is_some() { &mut lane.marks } else { &mut lane.undated }.push(mark);
        }
        let more = places.len().saturating_sub(LANES);
        if let Some(last) = lanes.get_mut(LANES).filter(|_| more > 1) {
            let more = language.number(more);
            last.outlet = language.fill(Say::MoreOutlets, &[("n", &more)]);
        }
        let ends = (span.0.words(language), span.1.words(language));
        let ticks = ticks(span.0, span.1, TICKS, language);
        let ticks =
            ticks.into_iter().map(|(moment, words)| Tick { at: at(moment, span), words });
        Some(Self {
            label: language
                .fill(Say::LanesLabel, &[("first", &ends.0), ("last", &ends.1)]),
            ticks: ticks.collect(),
            undated: facts.undated() > 0,
            rows: lanes,
        })
    }
}

fn tip(article: &StoryArticle, moment: Option<Moment>, facts: &StoryFacts<'_>) -> String {
    let language = facts.language;
    let when = moment.map_or_else(
        || language.say(Say::Undated).to_owned(),
        |moment| moment.words(language),
    );
    let kind = language.say(match kind(article, facts) {
        "full" => Say::MarkFull,
        "part" => Say::MarkPart,
        _ => Say::MarkOwn,
    });
    let credits = match credit_names(&article.credits) {
        names if names.is_empty() => String::new(),
        names => format!(", {}", language.fill(Say::MarkCredited, &[("agency", &names)])),
    };
    format!("{}, {when}: {kind}{credits}", facts.outlet(article))
}
