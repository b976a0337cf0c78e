//! Outlets, with the share of agency copy in what they print, over time.

use std::collections::BTreeMap;

use serde::Serialize;

use super::coverage::bar;
use crate::report::contract::StoryArticle;
use crate::report::document::Selection;
use crate::report::facts::uncredited;
use crate::report::language::Language;
use crate::report::printable::shorten;
use crate::report::times::{Histogram, Moment};
use crate::report::words::{NAME, agency, percent, share};

/// Most stretches of time.
const STRETCHES: usize = 8;

/// Outlets shown, those with most articles first.
const SHOWN: usize = 100;

/// A row an outlet.
#[derive(Serialize)]
pub(super) struct Outlets {
    /// When each stretch begins.
    stretches: Vec<String>,
    rows: Vec<Outlet>,
    more: Option<String>,
}

#[derive(Serialize)]
struct Outlet {
    name: String,
    articles: String,
    articles_n: usize,
    /// Share of agency copy, of text shared otherwise, and of its own.
    agency: String,
    agency_width: u32,
    agency_n: f64,
    shared_width: u32,
    uncredited: String,
    uncredited_n: usize,
    /// The agency that it credits most often.
    credits: String,
    /// The share of agency copy in each stretch; `None`: it has no article there.
    cells: Vec<Option<Cell>>,
}

#[derive(Serialize)]
struct Cell {
    words: String,
    width: u32,
    articles: String,
}

/// Words of articles, and how many of them are shared.
#[derive(Default, Clone, Copy)]
struct Sum {
    articles: usize,
    words: f64,
    agency: f64,
    shared: f64,
}

impl Sum {
    fn add(&mut self, article: &StoryArticle) {
        let words = article.words.max(1) as f64;
        self.articles += 1;
        self.words += words;
        self.agency += words * share(article.agency);
        self.shared += words * share(article.shared);
    }

    fn agency(&self) -> f64 {
        share(self.agency / self.words.max(1.0))
    }
}

#[derive(Default)]
struct Known<'a> {
    all: Sum,
    by_stretch: BTreeMap<usize, Sum>,
    credits: BTreeMap<&'a str, usize>,
    uncredited: usize,
}

impl Outlets {
    /// `None` when no article says where it was published.
    pub(super) fn of(selection: &Selection<'_>, language: Language) -> Option<Self> {
        let articles = || selection.stories.iter().flat_map(|story| &story.articles);
        let moments: Vec<Moment> =
            articles().filter_map(|one| Moment::read(one.date.as_deref())).collect();
        let time = Histogram::of(&moments, STRETCHES);
        let mut outlets: BTreeMap<&str, Known<'_>> = BTreeMap::new();
        for article in articles() {
            let Some(source) = article.source.as_deref().filter(|s| !s.trim().is_empty())
            else {
                continue;
            };
            let known = outlets.entry(source).or_default();
            known.all.add(article);
            let moment = Moment::read(article.date.as_deref());
            let place = moment.and_then(|moment| time.as_ref()?.place(moment));
            if let Some(place) = place {
                known.by_stretch.entry(place).or_default().add(article);
            }
            for key in &article.credits {
                *known.credits.entry(key).or_default() += 1;
            }
            if uncredited(article) {
                known.uncredited += 1;
            }
        }
        let stretches = time.as_ref().map_or(0, |time| time.counts.len());
        let mut rows: Vec<(&str, Known<'_>)> = outlets.into_iter().collect();
        rows.sort_by(|a, b| b.1.all.articles.cmp(&a.1.all.articles).then(a.0.cmp(b.0)));
        let more = rows.len().saturating_sub(SHOWN);
        let shown = rows.iter().take(SHOWN);
        let rows: Vec<Outlet> =
            shown.map(|(name, one)| row(name, one, stretches, language)).collect();
        (!rows.is_empty()).then(|| Self {
            stretches: time.map_or_else(Vec::new, |time| time.begins(language)),
            rows,
            more: (more > 0).then(|| language.number(more)),
        })
    }
}

fn row(name: &str, known: &Known<'_>, stretches: usize, language: Language) -> Outlet {
    let most =
        known.credits.iter().max_by_key(|(key, n)| (**n, std::cmp::Reverse(**key)));
    let cells = (0..stretches).map(|place| {
        known.by_stretch.get(&place).map(|sum| Cell {
            words: percent(sum.agency()),
            width: bar(sum.agency()),
            articles: language.number(sum.articles),
        })
    });
    let all = known.all;
    let shared = share(all.shared / all.words.max(1.0));
    Outlet {
        name: shorten(name, NAME),
        articles: language.number(all.articles),
        articles_n: all.articles,
        agency: percent(all.agency()),
        agency_width: bar(all.agency()),
        agency_n: all.agency(),
        shared_width: bar(shared - all.agency()),
        uncredited: language.number(known.uncredited),
        uncredited_n: known.uncredited,
        credits: most.map(|(key, _)| agency(key)).unwrap_or_default(),
        cells: cells.collect(),
    }
}
