//! The table of a story's articles: who printed what, when, and whose it is.

use serde::Serialize;

use super::pieces::{Piece, whole};
use crate::passages::edits::Versions;
use crate::report::contract::{LikelySource, Role, StoryArticle};
use crate::report::facts::{StoryFacts, uncredited};
use crate::report::language::Language;
use crate::report::printable::{language_tag, shorten, web_address};
use crate::report::times::Moment;
use crate::report::words::{credit_names, headline, percent, rest_percent, role, share};

use super::frame::SHORT;

/// A moment for readers and for machines.
#[derive(Serialize)]
pub(super) struct When {
    pub(super) words: String,
    machine: String,
}

impl When {
    pub(super) fn of(moment: Moment, language: Language) -> Self {
        Self { words: moment.words(language), machine: moment.machine() }
    }
}

/// Whole percent for the length of a bar.
pub(super) fn bar(value: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 100"
    )]
    let width = (share(value) * 100.0).round() as u32;
    width
}

pub(super) fn lang(tag: Option<&str>) -> Option<String> {
    language_tag(tag).map(ToOwned::to_owned)
}

/// One article.
#[derive(Serialize)]
pub(super) struct Line {
    anchor: String,
    since: Option<String>,
    when: Option<When>,
    date: String,
    outlet: String,
    /// The headline; words marked `new` stand not in the headline of the story.
    headline: Vec<Piece>,
    lang: Option<String>,
    url: Option<String>,
    group: String,
    role: &'static str,
    shared: String,
    agency: String,
    own: String,
    agency_width: u32,
    shared_width: u32,
    words: String,
    credits: String,
    uncredited: bool,
    source: Option<SourceView>,
    id: String,
    added: bool,
}

/// Where most of an article's shared text probably came from.
#[derive(Serialize)]
struct SourceView {
    name: String,
    anchor: Option<String>,
    share: Option<String>,
    why: String,
}

/// The name of an article's place in a page.
pub(super) fn anchor(story: &str, place: usize) -> String {
    format!("{story}-a{}", place + 1)
}

impl Line {
    pub(super) fn of(
        story: &str,
        place: usize,
        article: &StoryArticle,
        facts: &StoryFacts<'_>,
    ) -> Self {
        let language = facts.language;
        let moment = facts.moments.get(place).copied().flatten();
        let undated = facts.language.say(crate::report::language::Say::Undated);
        let agency = share(article.agency).min(share(article.shared));
        let added = facts.story.nightly.as_ref();
        Self {
            anchor: anchor(story, place),
            since: facts.since_first(place),
            when: moment.map(|moment| When::of(moment, language)),
            date: shorten(article.date.as_deref().unwrap_or(undated), 40),
            outlet: facts.outlet(article),
            headline: changed_headline(article, facts),
            lang: lang(article.lang.as_deref()),
            url: article.url.as_deref().and_then(web_address).map(ToOwned::to_owned),
            group: facts
                .group_number(&article.group)
                .map(|number| language.number(number))
                .unwrap_or_default(),
            role: language.say(role(article.role)),
            shared: percent(article.shared),
            agency: percent(agency),
            own: rest_percent(article.shared),
            agency_width: bar(agency),
            shared_width: bar(share(article.shared) - agency),
            words: match article.words {
                0 => String::new(),
                words => language.number(words),
            },
            credits: credit_names(&article.credits),
            uncredited: uncredited(article),
            source: article.likely_source.as_ref().map(|one| source(story, one, facts)),
            id: shorten(&article.id, SHORT),
            added: added.is_some_and(|night| night.added.contains(&article.id)),
        }
    }
}

fn source(story: &str, source: &LikelySource, facts: &StoryFacts<'_>) -> SourceView {
    SourceView {
        name: facts.name(&source.article),
        anchor: facts.place(&source.article).map(|place| anchor(story, place)),
        share: source.share.map(percent),
        why: shorten(&facts.language.evidence(&source.why), SHORT * 2),
    }
}

/// A headline, with the words marked that the story's headline does not have; unmarked
/// where the two are in different languages or have little in common.
fn changed_headline(article: &StoryArticle, facts: &StoryFacts<'_>) -> Vec<Piece> {
    let own = headline(&article.title, facts.language);
    let of_story = facts.headline();
    if article.role == Role::Representative || article.lang != facts.story.lang {
        return vec![Piece::same(&own)];
    }
    let versions = Versions::of(&of_story, &own);
    let common = versions.b.iter().filter(|word| word.elsewhere).count();
    if common * 3 < versions.b.len() {
        return vec![Piece::same(&own)];
    }
    let marks = versions.edits.iter().map(|edit| (edit.b.clone(), edit.number));
    whole(&own, &versions.b, marks, "new")
}
