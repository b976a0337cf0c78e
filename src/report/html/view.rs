//! What the templates show: plain strings and numbers, cleaned and cut to size.

use serde::Serialize;

use super::variants::{Variant, variants};
use crate::report::contract::{Passage, PassageKind, StoryArticle, StoryLink, Touch};
use crate::report::document::{Document, Selection};
use crate::report::facts::StoryFacts;
use crate::report::printable::{clean, language_tag, shorten, web_address};
use crate::report::times::{Histogram, Moment};
use crate::report::words::{
    CAUTION, count, credit_names, grouped, headline, kind_words, percent, role_words,
    share, strength,
};

/// Links and passages shown unfolded; the rest of them fold away.
const UNFOLDED: usize = 6;

/// Longest text of an id, a path, a reason or a piece of evidence, in characters.
pub(super) const SHORT: usize = 200;

/// The top of the page: what was run, and the table of stories.
#[derive(Serialize)]
pub(super) struct Head {
    title: String,
    lede: String,
    warnings: Vec<String>,
    left_out: Option<String>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    number: usize,
    headline: String,
    lang: Option<String>,
    first: Option<When>,
    articles: String,
    outlets: String,
    span: String,
    shared: String,
    shared_width: u32,
    credits: String,
}

/// A moment for readers and for machines.
#[derive(Serialize)]
struct When {
    words: String,
    machine: String,
}

impl From<Moment> for When {
    fn from(moment: Moment) -> Self {
        Self { words: moment.words(), machine: moment.machine() }
    }
}

/// One story.
#[derive(Serialize)]
pub(super) struct Section {
    number: usize,
    id: String,
    headline: String,
    lang: Option<String>,
    range: Option<String>,
    sentence: String,
    groups_sentence: Option<String>,
    bars: Option<Bars>,
    articles: Vec<Line>,
    show_groups: bool,
    groups: Vec<GroupView>,
    weakest: Vec<String>,
    links: Vec<LinkView>,
    more_links: Vec<LinkView>,
    not_joined: Vec<LinkView>,
    roundups: Vec<String>,
    passages: Vec<PassageView>,
    more_passages: Vec<PassageView>,
    caution: Option<&'static str>,
}

/// The histogram as rectangles.
#[derive(Serialize)]
struct Bars {
    columns: Vec<Bar>,
    width: usize,
    first: String,
    end: String,
    step: String,
    label: String,
}

#[derive(Serialize)]
struct Bar {
    x: usize,
    y: usize,
    height: usize,
    label: String,
}

#[derive(Serialize)]
struct Line {
    since: Option<String>,
    when: Option<When>,
    date: String,
    outlet: String,
    headline: String,
    lang: Option<String>,
    url: Option<String>,
    group: String,
    role: &'static str,
    shared: String,
    shared_width: u32,
    credits: String,
    id: String,
}

#[derive(Serialize)]
struct GroupView {
    number: usize,
    size: String,
    weakest: String,
    names: String,
}

#[derive(Serialize)]
struct LinkView {
    a: String,
    b: String,
    kind: &'static str,
    event: bool,
    strength: String,
    containments: String,
    evidence: Vec<String>,
}

#[derive(Serialize)]
struct PassageView {
    number: usize,
    variants: Vec<Variant>,
    more_variants: usize,
    rewritten: bool,
    words: String,
    has: String,
    of: String,
    width: u32,
    text: String,
    lang: Option<String>,
    source: Option<String>,
    why: String,
    places: Vec<String>,
}

/// Whole percent for the length of a bar.
fn bar(value: f64) -> u32 {
    // Between 0 and 100, so that the conversion is exact.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 100"
    )]
    let width = (share(value) * 100.0).round() as u32;
    width
}

fn lang(tag: Option<&str>) -> Option<String> {
    language_tag(tag).map(ToOwned::to_owned)
}

impl Head {
    pub(super) fn of(document: &Document, selection: &Selection<'_>) -> Self {
        let stories = count(document.stories.len(), "story");
        let lede = document.summary.as_ref().map_or_else(
            || "The run this page shows did not end.".to_owned(),
            |summary| {
                format!(
                    "{} read; {} of them stand in no story with another.",
                    count(summary.articles, "article"),
                    grouped(summary.singletons),
                )
            },
        );
        let left_out = (selection.left_out > 0).then(|| {
            let more = count(selection.left_out, "story");
            format!(
                "{more} of the file not shown here. Leave out --top and --story for all."
            )
        });
        let rows = (1..).zip(&selection.stories);
        Self {
            title: stories,
            lede,
            warnings: document.warnings(),
            left_out,
            rows: rows
                .map(|(number, story)| Row::of(number, &StoryFacts::of(story)))
                .collect(),
        }
    }
}

impl Row {
    fn of(number: usize, facts: &StoryFacts<'_>) -> Self {
        let credits: Vec<&str> =
            facts.credits.iter().take(3).map(|(name, _)| name.as_str()).collect();
        Self {
            number,
            headline: facts.headline(),
            lang: lang(facts.story.lang.as_deref()),
            first: facts.span.map(|(first, _)| first.into()),
            articles: grouped(facts.articles()),
            outlets: grouped(facts.story.outlets),
            span: facts.span_words().unwrap_or_else(|| "–".to_owned()),
            shared: percent(facts.mean_shared()),
            shared_width: bar(facts.mean_shared()),
            credits: credits.join(", "),
        }
    }
}

impl Section {
    pub(super) fn of(number: usize, facts: &StoryFacts<'_>) -> Self {
        let story = facts.story;
        let mut sorted: Vec<&StoryLink> = story.links.iter().collect();
        sorted.sort_by(|a, b| {
            let event = |link: &StoryLink| link.event.is_none();
            event(a).cmp(&event(b)).then_with(|| strength(b).total_cmp(&strength(a)))
        });
        let mut links: Vec<LinkView> =
            sorted.into_iter().map(|link| LinkView::of(link, facts)).collect();
        let more_links = links.split_off(links.len().min(UNFOLDED));
        let passages = (1..).zip(&story.passages);
        let mut passages: Vec<PassageView> =
            passages.map(|(number, one)| PassageView::of(number, one, facts)).collect();
        let more_passages = passages.split_off(passages.len().min(UNFOLDED));
        let sourced = story.passages.iter().any(|passage| passage.source.is_some());
        let articles = story.articles.iter().enumerate();
        Self {
            number,
            id: shorten(&story.id, SHORT),
            headline: facts.headline(),
            lang: lang(story.lang.as_deref()),
            range: facts.range_words(),
            sentence: facts.sentence(),
            groups_sentence: facts.group_sentence(),
            bars: Histogram::of(&facts.dated(), 72).as_ref().map(Bars::of),
            articles: articles.map(|(place, one)| Line::of(place, one, facts)).collect(),
            show_groups: story.groups.len() > 1,
            groups: GroupView::all(facts),
            weakest: weakest(facts),
            links,
            more_links,
            roundups: story.touched_by.iter().map(roundup).collect(),
            not_joined: story
                .not_joined
                .iter()
                .map(|link| LinkView::of(link, facts))
                .collect(),
            passages,
            more_passages,
            caution: sourced.then_some(CAUTION),
        }
    }
}

fn roundup(roundup: &Touch) -> String {
    let outlet = roundup.source.as_deref().unwrap_or(&roundup.id);
    format!("{}: {}", shorten(outlet, SHORT), shorten(&roundup.title, SHORT))
}

fn weakest(facts: &StoryFacts<'_>) -> Vec<String> {
    let say = |kind: &str, link: &StoryLink, value: f64| {
        let (a, b) = (facts.name(&link.a), facts.name(&link.b));
        format!("Weakest {kind} link: {value:.2} ({a} ~ {b}).")
    };
    let reuse = facts.weakest_reuse().map(|(link, value)| say("text", link, value));
    let event = facts.weakest_event().map(|(link, value)| say("event", link, value));
    reuse.into_iter().chain(event).collect()
}

impl Bars {
    /// Height of the drawing, in its own units.
    const HEIGHT: usize = 40;
    /// Distance from one column to the next.
    const PITCH: usize = 10;

    fn of(histogram: &Histogram) -> Self {
        let peak = histogram.peak().max(1);
        let columns =
            histogram.counts.iter().enumerate().filter(|(_, number)| **number > 0);
        let columns = columns.map(|(place, &number)| {
            let height = (number.saturating_mul(Self::HEIGHT) / peak).max(2);
            let label = count(number, "article");
            Bar { x: place * Self::PITCH, y: Self::HEIGHT - height, height, label }
        });
        let (first, end) = histogram.ends();
        let step = histogram.step_words();
        let label =
            format!("Articles over time, from {first} to {end}, in columns of {step}");
        let width = histogram.counts.len() * Self::PITCH;
        Self { columns: columns.collect(), width, first, end, step, label }
    }
}

impl Line {
    fn of(place: usize, article: &StoryArticle, facts: &StoryFacts<'_>) -> Self {
        let moment = facts.moments.get(place).copied().flatten();
        Self {
            since: facts.since_first(place),
            when: moment.map(Into::into),
            date: shorten(article.date.as_deref().unwrap_or("undated"), 40),
            outlet: shorten(
                article.source.as_deref().unwrap_or("(no outlet)"),
                SHORT / 2,
            ),
            headline: headline(&article.title),
            lang: lang(article.lang.as_deref()),
            url: article.url.as_deref().and_then(web_address).map(ToOwned::to_owned),
            group: facts.group_number(&article.group).map(grouped).unwrap_or_default(),
            role: role_words(article.role),
            shared: percent(article.shared),
            shared_width: bar(article.shared),
            credits: credit_names(&article.credits),
            id: shorten(&article.id, SHORT),
        }
    }
}

impl GroupView {
    fn all(facts: &StoryFacts<'_>) -> Vec<Self> {
        let several = facts.story.groups.iter().filter(|group| group.articles.len() > 1);
        several
            .map(|group| {
                let names = group.articles.iter().map(|id| facts.name(id));
                Self {
                    number: facts.group_number(&group.id).unwrap_or(0),
                    size: count(group.articles.len(), "article"),
                    weakest: format!("{:.2}", share(group.weakest)),
                    names: names.collect::<Vec<_>>().join(", "),
                }
            })
            .collect()
    }
}

impl LinkView {
    fn of(link: &StoryLink, facts: &StoryFacts<'_>) -> Self {
        let (a, b) = (facts.name(&link.a), facts.name(&link.b));
        let (ab, ba) = (percent(link.containment_ab), percent(link.containment_ba));
        Self {
            containments: format!("{ab} of {a} in {b}, {ba} of {b} in {a}"),
            kind: kind_words(link.kind),
            event: link.event.is_some(),
            strength: format!("{:.2}", strength(link)),
            evidence: link
                .evidence
                .iter()
                .take(24)
                .map(|one| shorten(one, SHORT))
                .collect(),
            a,
            b,
        }
    }
}

impl PassageView {
    fn of(number: usize, passage: &Passage, facts: &StoryFacts<'_>) -> Self {
        let source = passage.source.as_ref();
        let quoted = source.map(|source| source.article.as_str());
        let quoted =
            quoted.or_else(|| passage.spans.first().map(|span| span.article.as_str()));
        let tag =
            quoted.and_then(|id| facts.article(id)).and_then(|one| one.lang.as_deref());
        let (has, of) = (passage.articles, facts.articles());
        let places = passage.spans.iter().map(|span| {
            let (start, end) = (grouped(span.start as usize), grouped(span.end as usize));
            format!("{} {start}–{end}", facts.name(&span.article))
        });
        let (variants, more_variants) = variants(passage, facts);
        Self {
            number,
            variants,
            more_variants,
            rewritten: passage.kind == PassageKind::Rewritten,
            words: count(passage.words, "word"),
            has: grouped(has),
            of: grouped(of),
            width: bar(has as f64 / of.max(1) as f64),
            text: clean(&passage.text),
            lang: lang(tag.or(facts.story.lang.as_deref())),
            source: source.map(|source| facts.name(&source.article)),
            why: source.map(|source| shorten(&source.why, SHORT * 2)).unwrap_or_default(),
            places: places.collect(),
        }
    }
}
