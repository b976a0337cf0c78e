//! One story, as its template shows it: plain strings and numbers, cleaned and cut to
//! size.

use serde::Serialize;

use super::arrows::Arrows;
use super::compare::Compare;
use super::coverage::{Line, lang};
use super::frame::SHORT;
use super::index::{Flag, flags};
use super::lanes::Lanes;
use super::links::{self, Known};
use super::passages::{Entry, PassageView, Stands, map};
use crate::report::Options;
use crate::report::contract::{LinkKind, StoryLink, Touch};
use crate::report::document::Document;
use crate::report::facts::{StoryFacts, Weakest, stopped};
use crate::report::language::Say;
use crate::report::printable::shorten;
use crate::report::words::{kind, percent, share, strength};

/// Links and passages shown unfolded; the rest of them fold away.
const UNFOLDED: usize = 6;

/// One story.
#[derive(Serialize)]
pub(super) struct Section {
    name: String,
    id: String,
    headline: String,
    lang: Option<String>,
    range: Option<String>,
    sentence: String,
    groups_sentence: Option<String>,
    longest: Option<String>,
    night: Option<String>,
    flags: Vec<Flag>,
    lanes: Option<Lanes>,
    articles: Vec<Line>,
    show_groups: bool,
    show_words: bool,
    show_sources: bool,
    map_of: Option<String>,
    map: Vec<Entry>,
    elsewhere: Vec<PassageView>,
    more_elsewhere: Vec<PassageView>,
    compare: Option<Compare>,
    arrows: Option<Arrows>,
    groups: Vec<GroupView>,
    weakest: Vec<String>,
    links: Vec<LinkView>,
    more_links: Vec<LinkView>,
    not_joined: Vec<LinkView>,
    roundups: Vec<String>,
    parameters: String,
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
    /// Headline and address of `b`, when it stands in another story.
    other: Option<(String, String)>,
    kind: &'static str,
    event: bool,
    strength: String,
    containments: String,
    evidence: Vec<String>,
}

impl Section {
    pub(super) fn of(
        facts: &StoryFacts<'_>,
        document: &Document,
        known: &Known<'_>,
        options: &Options,
    ) -> Self {
        let story = facts.story;
        let name = links::name(&story.id);
        let links = facts.event_links().into_iter();
        let others = story.links.iter().filter(|link| link.kind != LinkKind::Event);
        let mut links: Vec<LinkView> =
            links.chain(others).map(|link| LinkView::of(link, facts, known)).collect();
        let more_links = links.split_off(links.len().min(UNFOLDED));
        let stands = Stands::of(facts, options);
        let base = stands.base(facts);
        let passages = story.passages.iter().enumerate();
        let views: Vec<PassageView> = passages
            .map(|(at, one)| PassageView::of(stands.number(at), one, facts))
            .collect();
        let numbers_differ = views.iter().any(PassageView::numbers_differ);
        let (map, mut elsewhere) = map(&stands, base, facts, views);
        let more_elsewhere = elsewhere.split_off(elsewhere.len().min(UNFOLDED));
        let articles = story.articles.iter().enumerate();
        let base_article = base.and_then(|place| story.articles.get(place));
        Self {
            id: shorten(&story.id, SHORT),
            headline: facts.headline(),
            lang: lang(story.lang.as_deref()),
            range: facts.range_words(),
            sentence: stopped(facts.sentence()),
            groups_sentence: facts.group_sentence().map(stopped),
            longest: longest(facts),
            night: facts.night_words(),
            flags: flags(facts, numbers_differ),
            lanes: Lanes::of(&name, facts),
            articles: articles
                .map(|(place, one)| Line::of(&name, place, one, facts))
                .collect(),
            show_groups: story.groups.len() > 1,
            show_words: story.articles.iter().any(|one| one.words > 0),
            show_sources: story.articles.iter().any(|one| one.likely_source.is_some()),
            map_of: base_article.map(|one| facts.name(&one.id)),
            map,
            elsewhere,
            more_elsewhere,
            compare: Compare::of(&stands, base, facts),
            arrows: Arrows::of(&name, facts),
            groups: GroupView::all(facts),
            weakest: weakest(facts),
            links,
            more_links,
            not_joined: story
                .not_joined
                .iter()
                .map(|link| LinkView::of(link, facts, known))
                .collect(),
            roundups: story.touched_by.iter().map(|one| roundup(one, facts)).collect(),
            parameters: parameters(document),
            name,
        }
    }

    /// What of it is worth a look.
    pub(super) fn flags(&self) -> Vec<Flag> {
        self.flags.clone()
    }
}

/// `The longest shared passage, 212 words, stands in 15 of 17.`
fn longest(facts: &StoryFacts<'_>) -> Option<String> {
    let language = facts.language;
    let passage = facts.story.passages.iter().max_by_key(|passage| passage.words)?;
    let words = language.count(passage.words, Say::Word);
    let (n, of) = (language.number(passage.articles), language.number(facts.articles()));
    let values = [("words", &*words), ("n", &*n), ("of", &*of)];
    Some(language.fill(Say::LongestPassage, &values))
}

fn roundup(roundup: &Touch, facts: &StoryFacts<'_>) -> String {
    let outlet = roundup.source.as_deref().unwrap_or(&roundup.id);
    let (outlet, title) = (shorten(outlet, SHORT), shorten(&roundup.title, SHORT));
    format!("{outlet}: {title} ({})", facts.language.decimal(share(roundup.event)))
}

/// The settings of the run, in one line.
fn parameters(document: &Document) -> String {
    let run = document.run.iter();
    let tool = run.clone().map(|run| format!("{} {}", run.tool, run.version));
    let settings = run.flat_map(|run| &run.parameters).map(|(name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        format!("{name} {value}")
    });
    shorten(&tool.chain(settings).collect::<Vec<_>>().join(" · "), SHORT * 4)
}

fn weakest(facts: &StoryFacts<'_>) -> Vec<String> {
    let say = |key: Say| {
        move |Weakest { a, b, value }: Weakest<'_>| {
            let value = facts.language.decimal(value);
            let (a, b) = (facts.name(a), facts.name(b));
            facts.language.fill(key, &[("value", &value), ("a", &a), ("b", &b)])
        }
    };
    let text = facts.weakest_text().map(say(Say::WeakestText));
    let event = facts.weakest_event().map(say(Say::WeakestEvent));
    text.into_iter().chain(event).collect()
}

impl GroupView {
    fn all(facts: &StoryFacts<'_>) -> Vec<Self> {
        const NAMED: usize = 60;
        let several = facts.story.groups.iter().filter(|group| group.articles.len() > 1);
        several
            .map(|group| {
                let names = group.articles.iter().take(NAMED).map(|id| facts.name(id));
                let mut names: Vec<String> = names.collect();
                if group.articles.len() > NAMED {
                    let more = facts.language.number(group.articles.len() - NAMED);
                    names.push(facts.language.fill(Say::NamesMore, &[("n", &more)]));
                }
                Self {
                    number: facts.group_number(&group.id).unwrap_or(0),
                    size: facts.language.count(group.articles.len(), Say::Article),
                    weakest: facts.language.decimal(share(group.weakest)),
                    names: names.join(", "),
                }
            })
            .collect()
    }
}

impl LinkView {
    fn of(link: &StoryLink, facts: &StoryFacts<'_>, known: &Known<'_>) -> Self {
        let language = facts.language;
        // Of a link to another story, this story's article comes first.
        let swapped = facts.place(&link.a).is_none() && facts.place(&link.b).is_some();
        let (first, second) =
            if swapped { (&link.b, &link.a) } else { (&link.a, &link.b) };
        let (first_share, second_share) = if swapped {
            (link.containment_ba, link.containment_ab)
        } else {
            (link.containment_ab, link.containment_ba)
        };
        let elsewhere = known.find(second).filter(|_| facts.place(second).is_none());
        let other = elsewhere.map(|(story, article)| {
            let title = crate::report::words::headline(&article.title, language);
            (shorten(&title, SHORT), links::name(story))
        });
        let b = elsewhere
            .map_or_else(|| facts.name(second), |(_, article)| facts.outlet(article));
        let a = facts.name(first);
        let (ab, ba) = (percent(first_share), percent(second_share));
        let values = [("ab", &*ab), ("ba", &*ba), ("a", &*a), ("b", &*b)];
        Self {
            containments: language.fill(Say::Containments, &values),
            kind: language.say(kind(link.kind)),
            event: link.event.is_some(),
            strength: language.decimal(strength(link)),
            evidence: facts
                .evidence(link, 24)
                .iter()
                .map(|one| shorten(one, SHORT))
                .collect(),
            other,
            a,
            b,
        }
    }
}
