//! The index: what was read, and the tables of stories.

use serde::Serialize;

use super::coverage::{When, bar, lang};
use super::links;
use super::outlets::Outlets;
use crate::report::Options;
use crate::report::contract::{NightStatus, Story};
use crate::report::document::{Document, Selection};
use crate::report::facts::{StoryFacts, uncredited};
use crate::report::language::{Language, Say};
use crate::report::printable::shorten;
use crate::report::times::{Moment, range_words};
use crate::report::words::percent;

/// Columns of the timeline in a row.
const SPARK: usize = 24;

/// Outlets of a story that the search of the page knows.
const SEARCHED: usize = 60;

/// The index of a report.
#[derive(Serialize)]
pub(super) struct Index<'a> {
    title: String,
    lede: String,
    period: Option<String>,
    inputs: Vec<String>,
    warnings: Vec<String>,
    left_out: Option<String>,
    refused: Option<String>,
    /// Put before the names of stories to make their addresses.
    before: String,
    after: &'static str,
    night: Option<Night>,
    /// What a night changed, stories of several outlets, stories of one.
    tables: Vec<Table<'a>>,
    outlets: Option<Outlets>,
}

/// How many stories a night brought, grew, and left as they were.
#[derive(Serialize)]
struct Night {
    new: String,
    grown: String,
    standing: String,
}

#[derive(Serialize)]
struct Table<'a> {
    /// `night`, `many` or `one`.
    kind: &'static str,
    rows: Vec<&'a Row>,
    number: String,
}

/// A story in the table.
#[derive(Serialize)]
pub(super) struct Row {
    name: String,
    headline: String,
    lang: Option<String>,
    first: Option<When>,
    /// Sorting key: seconds.
    seconds: Option<i64>,
    articles: String,
    articles_n: usize,
    outlets: String,
    outlets_n: usize,
    span: String,
    span_n: i64,
    spark: Option<Spark>,
    shared: String,
    shared_width: u32,
    credits: String,
    flags: Vec<Flag>,
    search: String,
    #[serde(skip)]
    status: Option<NightStatus>,
    /// What the night did, in words.
    night: Option<String>,
}

/// Something worth a look, in a word or two, and what it means.
#[derive(Serialize, Clone)]
pub(super) struct Flag {
    pub(super) kind: &'static str,
    pub(super) words: String,
    pub(super) why: &'static str,
}

/// Articles over the span of a story.
#[derive(Serialize)]
struct Spark {
    path: String,
    label: String,
}

impl Row {
    pub(super) fn of(facts: &StoryFacts<'_>, flags: Vec<Flag>) -> Self {
        let (story, language) = (facts.story, facts.language);
        let credits: Vec<&str> =
            facts.credits.iter().take(3).map(|(name, _)| name.as_str()).collect();
        let first = facts.span.map(|(first, _)| first);
        let span_n = facts.span.map_or(0, |(a, b)| b.seconds.saturating_sub(a.seconds));
        let mut outlets: Vec<String> = story
            .articles
            .iter()
            .filter_map(|one| one.source.as_deref())
            .map(|source| shorten(source, 60))
            .collect();
        outlets.sort_unstable();
        outlets.dedup();
        outlets.truncate(SEARCHED);
        Self {
            name: links::name(&story.id),
            headline: facts.headline(),
            lang: lang(story.lang.as_deref()),
            first: first.map(|moment| When::of(moment, language)),
            seconds: first.map(|moment| moment.seconds),
            articles: language.number(facts.articles()),
            articles_n: facts.articles(),
            outlets: language.number(story.outlets),
            outlets_n: story.outlets,
            span: facts.span_words().unwrap_or_default(),
            span_n,
            spark: spark(facts),
            shared: percent(facts.mean_shared()),
            shared_width: bar(facts.mean_shared()),
            credits: credits.join(", "),
            flags,
            search: format!("{} {}", outlets.join(" "), shorten(&story.id, 60)),
            status: story.nightly.as_ref().map(|night| night.status),
            night: facts.night_words(),
        }
    }

    /// Whether a night brought it or made it grow; new ones come first.
    fn changed(&self) -> Option<bool> {
        match self.status? {
            NightStatus::New => Some(false),
            NightStatus::Grown => Some(true),
            NightStatus::Standing => None,
        }
    }
}

impl Night {
    /// Of all stories, those too that are not shown.
    fn of(stories: &[Story], language: Language) -> Option<Self> {
        let status = |story: &Story| story.nightly.as_ref().map(|night| night.status);
        let number = |wanted| {
            let those = stories.iter().filter(|story| status(story) == Some(wanted));
            language.number(those.count())
        };
        stories.iter().any(|story| status(story).is_some()).then(|| Self {
            new: number(NightStatus::New),
            grown: number(NightStatus::Grown),
            standing: number(NightStatus::Standing),
        })
    }
}

/// The articles of a story in columns from its first to its last.
fn spark(facts: &StoryFacts<'_>) -> Option<Spark> {
    let (first, last) = facts.span?;
    let length = last.seconds.checked_sub(first.seconds).filter(|&length| length > 0)?;
    let mut counts = [0_usize; SPARK];
    for moment in facts.moments.iter().flatten() {
        let since = moment.seconds - first.seconds;
        let place = (since as f64 / length as f64 * (SPARK as f64 - 1.0)).round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the last column"
        )]
        let place = place.clamp(0.0, SPARK as f64 - 1.0) as usize;
        counts[place] += 1;
    }
    let peak = counts.iter().copied().max().unwrap_or(1).max(1);
    let columns = counts.iter().enumerate().filter(|(_, number)| **number > 0);
    let columns = columns.map(|(place, number)| {
        let height = (number * 14 / peak).max(2);
        format!("M{} 16v-{height}", place * 4 + 2)
    });
    let language = facts.language;
    let values =
        [("n", &*language.number(facts.articles())), ("span", &*facts.span_words()?)];
    let label = language.fill(Say::SparkLabel, &values);
    Some(Spark { path: columns.collect(), label })
}

impl<'a> Index<'a> {
    pub(super) fn of(
        document: &Document,
        options: &Options,
        selection: &Selection<'_>,
        rows: Vec<&'a Row>,
        folder: Option<&str>,
    ) -> Self {
        let language = options.language;
        let stories = language.count(document.stories.len(), Say::Story);
        let inputs = document.run.iter().flat_map(|run| &run.inputs);
        let night = Night::of(&document.stories, language);
        let left_out = (selection.left_out > 0).then(|| {
            let more = language.count(selection.left_out, Say::Story);
            let say = if night.is_some() && options.story.is_none() {
                Say::NotShownNight
            } else {
                Say::NotShownPage
            };
            language.fill(say, &[("more", &more)])
        });
        let refused = !document.rejects.is_empty();
        let (mut changed, rest): (Vec<&Row>, Vec<&Row>) =
            rows.into_iter().partition(|row| row.changed().is_some());
        changed.sort_by_key(|row| row.changed());
        let (one, many): (Vec<&Row>, Vec<&Row>) =
            rest.into_iter().partition(|row| row.outlets_n < 2);
        let table = |rows: Vec<&'a Row>, kind| Table {
            kind,
            number: language.number(rows.len()),
            rows,
        };
        let tables = [table(changed, "night"), table(many, "many"), table(one, "one")];
        Self {
            title: stories,
            lede: lede(document, language),
            period: period(selection, language),
            inputs: inputs.take(6).map(|input| shorten(&input.path, 120)).collect(),
            warnings: document.warnings_in(language),
            left_out,
            refused: refused
                .then(|| language.count(document.rejects.len(), Say::Refused)),
            before: folder.map_or_else(|| "#".to_owned(), |folder| format!("{folder}/")),
            after: if folder.is_some() { ".html" } else { "" },
            night,
            tables: tables.into_iter().filter(|table| !table.rows.is_empty()).collect(),
            outlets: Outlets::of(selection, language),
        }
    }
}

fn lede(document: &Document, language: Language) -> String {
    let Some(summary) = &document.summary else {
        return language.say(Say::DidNotEnd).to_owned();
    };
    let articles = language.count(summary.articles, Say::Article);
    let singles = language.number(summary.singletons);
    language.fill(Say::ReadLine, &[("articles", &articles), ("singles", &singles)])
}

/// From when to when the articles of the stories are dated.
fn period(selection: &Selection<'_>, language: Language) -> Option<String> {
    let articles = selection.stories.iter().flat_map(|story| &story.articles);
    let moments: Vec<Moment> =
        articles.filter_map(|one| Moment::read(one.date.as_deref())).collect();
    let first = moments.iter().min_by_key(|moment| moment.seconds)?;
    let last = moments.iter().max_by_key(|moment| moment.seconds)?;
    let range = range_words(*first, *last, language);
    Some(language.fill(Say::Period, &[("range", &range)]))
}

/// What of a story is worth a look.
pub(super) fn flags(facts: &StoryFacts<'_>, numbers_differ: bool) -> Vec<Flag> {
    /// Event score below which a link is called weak.
    const WEAK: f64 = 0.33;
    let (story, language) = (facts.story, facts.language);
    let mut out = Vec::new();
    let mut flag = |kind: &'static str, words: Say, number: usize, why: Say| {
        let number = language.number(number);
        let words = language.fill(words, &[("n", &number)]);
        out.push(Flag { kind, words, why: language.say(why) });
    };
    let uncredited = story.articles.iter().filter(|one| uncredited(one));
    match uncredited.count() {
        0 => {}
        n => flag("uncredited", Say::FlagUncredited, n, Say::FlagUncreditedWhy),
    }
    if numbers_differ {
        flag("numbers", Say::FlagNumbers, 0, Say::FlagNumbersWhy);
    }
    let rewritten = crate::report::contract::PassageKind::Rewritten;
    if story.passages.iter().any(|passage| passage.kind == rewritten) {
        flag("rewritten", Say::FlagRewritten, 0, Say::FlagRewrittenWhy);
    }
    let mut langs: Vec<&str> =
        story.articles.iter().filter_map(|one| one.lang.as_deref()).collect();
    langs.sort_unstable();
    langs.dedup();
    if langs.len() > 1 {
        flag("languages", Say::FlagLanguages, langs.len(), Say::FlagLanguagesWhy);
    }
    match facts.undated() {
        0 => {}
        n => flag("undated", Say::FlagUndated, n, Say::FlagUndatedWhy),
    }
    if facts.weakest_event().is_some_and(|weakest| weakest.value < WEAK) {
        flag("weak", Say::FlagWeak, 0, Say::FlagWeakWhy);
    }
    out
}
