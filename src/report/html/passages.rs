//! Which passages stand where in each article of a story, and what stands between them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::coverage::{bar, lang};
use super::frame::SHORT;
use super::variants::{Variant, variants};
use crate::report::Options;
use crate::report::contract::{Passage, PassageKind, PassageSpan};
use crate::report::facts::StoryFacts;
use crate::report::language::Say;
use crate::report::printable::{clean, shorten};

/// Longest stretch of an article's own text that is shown, in characters.
const GAP: usize = 3_000;

/// Fewest characters between two passages that are worth a word: more than a full stop
/// and an empty line.
const LEAST: usize = 8;

/// Places of a passage that are listed.
const PLACES: usize = 60;

/// A passage in an article.
pub(super) struct Stand<'a> {
    /// Its place among the passages of the story.
    pub(super) passage: usize,
    pub(super) span: &'a PassageSpan,
    /// The text as the article has it.
    pub(super) text: &'a str,
}

/// The passages of each article in the order of its text, and the text where it is known.
pub(super) struct Stands<'a> {
    pub(super) of: Vec<Vec<Stand<'a>>>,
    /// The number of each passage, from 1: in the order of the article that holds most.
    numbers: Vec<usize>,
    texts: BTreeMap<usize, &'a str>,
}

impl<'a> Stands<'a> {
    pub(super) fn of(facts: &StoryFacts<'a>, options: &'a Options) -> Self {
        let mut of: Vec<Vec<Stand<'a>>> = Vec::new();
        of.resize_with(facts.articles(), Vec::new);
        for (passage, one) in facts.story.passages.iter().enumerate() {
            for span in &one.spans {
                let place = facts.place(&span.article);
                let Some(stands) = place.and_then(|place| of.get_mut(place)) else {
                    continue;
                };
                let text = span.text.as_deref().unwrap_or(&one.text);
                stands.push(Stand { passage, span, text });
            }
        }
        for stands in &mut of {
            stands.sort_by_key(|stand| (stand.span.start, stand.span.end));
        }
        // A text counts only when every passage stands in it where the file says.
        let fits = |text: &str, stands: &[Stand<'_>]| {
            stands.iter().all(|stand| {
                let (start, end) = (stand.span.start as usize, stand.span.end as usize);
                text.get(start..end) == Some(stand.text)
            })
        };
        let articles = facts.story.articles.iter().enumerate();
        let texts = articles.filter_map(|(place, article)| {
            let text = options.texts.get(&article.id)?.as_str();
            fits(text, of.get(place)?).then_some((place, text))
        });
        let texts = texts.collect();
        let mut stands = Self { texts, of, numbers: Vec::new() };
        stands.numbers = stands.numbered(facts);
        stands
    }

    /// Numbers the passages: first those of [`Stands::base`] as they stand in it.
    fn numbered(&self, facts: &StoryFacts<'_>) -> Vec<usize> {
        let mut numbers = vec![0; facts.story.passages.len()];
        let base = self.base(facts).and_then(|place| self.of.get(place));
        let first = base.into_iter().flatten().map(|stand| stand.passage);
        let mut next = 1;
        for passage in first.chain(0..facts.story.passages.len()) {
            if let Some(number) = numbers.get_mut(passage).filter(|number| **number == 0)
            {
                *number = next;
                next += 1;
            }
        }
        numbers
    }

    /// The number of a passage in this page.
    pub(super) fn number(&self, passage: usize) -> usize {
        self.numbers.get(passage).copied().unwrap_or(0)
    }

    /// The article that passages are quoted from: the one that holds most of them.
    pub(super) fn base(&self, facts: &StoryFacts<'_>) -> Option<usize> {
        let words = |stands: &[Stand<'_>]| -> usize {
            let passages =
                stands.iter().filter_map(|s| facts.story.passages.get(s.passage));
            passages.map(|passage| passage.words * passage.articles).sum()
        };
        let all = self.of.iter().enumerate().filter(|(_, stands)| !stands.is_empty());
        all.max_by_key(|(place, stands)| (words(stands), std::cmp::Reverse(*place)))
            .map(|(place, _)| place)
    }

    /// What stands before the passage at `index` of an article, or after the last one;
    /// `None`: nothing, or nothing that is known.
    pub(super) fn gap(&self, place: usize, index: usize) -> Option<Gap> {
        let stands = self.of.get(place)?;
        let before = index.checked_sub(1).and_then(|at| stands.get(at));
        let after = stands.get(index);
        let start = before.map_or(0, |stand| stand.span.end as usize);
        if let Some(text) = self.texts.get(&place) {
            let end = after.map_or(text.len(), |stand| stand.span.start as usize);
            let between = text.get(start..end).unwrap_or_default();
            let between = shorten(between, GAP);
            return between.contains(char::is_alphanumeric).then_some(Gap::Text(between));
        }
        let after = after?;
        let characters =
            match (before.map(|stand| stand.span.end_char), after.span.start_char) {
                (None, Some(end)) => end as usize,
                (Some(Some(start)), Some(end)) => end.saturating_sub(start) as usize,
                _ => (after.span.start as usize).saturating_sub(start),
            };
        (characters >= LEAST).then_some(Gap::Characters(characters))
    }

    /// Whether the text of this article is at hand.
    pub(super) fn has_text(&self, place: usize) -> bool {
        self.texts.contains_key(&place)
    }
}

/// What stands between two passages.
pub(super) enum Gap {
    Text(String),
    Characters(usize),
}

impl Gap {
    /// The text, or words that say how long it is.
    pub(super) fn words(self, facts: &StoryFacts<'_>) -> (String, bool) {
        match self {
            Self::Text(text) => (text, true),
            Self::Characters(number) => {
                let number = facts.language.number(number);
                (facts.language.fill(Say::GapBytes, &[("n", &number)]), false)
            }
        }
    }
}

/// A passage, or what stands before it in the article it is quoted from.
#[derive(Serialize)]
pub(super) struct Entry {
    /// Words between passages; `None` before the first.
    gap: Option<String>,
    /// Whether these are the article's own.
    gap_text: bool,
    passage: Option<PassageView>,
}

#[derive(Serialize)]
pub(super) struct PassageView {
    number: usize,
    variants: Vec<Variant>,
    more_variants: usize,
    rewritten: bool,
    agency: String,
    words: String,
    has: String,
    of: String,
    width: u32,
    /// 1 to 4, by how many articles have it.
    depth: usize,
    text: String,
    lang: Option<String>,
    source: Option<String>,
    why: String,
    dates_only: bool,
    places: Vec<String>,
    more_places: Option<String>,
}

impl PassageView {
    pub(super) fn of(number: usize, passage: &Passage, facts: &StoryFacts<'_>) -> Self {
        let language = facts.language;
        let source = passage.source.as_ref();
        let quoted = source.map(|source| source.article.as_str());
        let quoted =
            quoted.or_else(|| passage.spans.first().map(|span| span.article.as_str()));
        let tag =
            quoted.and_then(|id| facts.article(id)).and_then(|one| one.lang.as_deref());
        let (has, of) = (passage.articles, facts.articles());
        let places = passage.spans.iter().take(PLACES).map(|span| {
            let (start, end) = (span.start as usize, span.end as usize);
            let (start, end) = (language.number(start), language.number(end));
            format!("{} {start}–{end}", facts.name(&span.article))
        });
        let more = passage.spans.len().saturating_sub(PLACES);
        let (variants, more_variants) = variants(passage, facts);
        let agencies =
            passage.credits.iter().take(4).map(|key| crate::report::words::agency(key));
        Self {
            number,
            variants,
            more_variants,
            rewritten: passage.kind == PassageKind::Rewritten,
            agency: agencies.collect::<Vec<_>>().join(", "),
            words: language.count(passage.words, Say::Word),
            has: language.number(has),
            of: language.number(of),
            width: bar(has as f64 / of.max(1) as f64),
            depth: (has * 4).div_ceil(of.max(1)).clamp(1, 4),
            text: clean(&passage.text),
            lang: lang(tag.or(facts.story.lang.as_deref())),
            source: source.map(|source| facts.name(&source.article)),
            why: source
                .map(|source| shorten(&language.evidence(&source.why), SHORT * 2))
                .unwrap_or_default(),
            dates_only: source.is_some_and(|source| !source.beyond_dates),
            places: places.collect(),
            more_places: (more > 0).then(|| language.number(more)),
        }
    }

    pub(super) fn numbers_differ(&self) -> bool {
        self.variants.iter().any(|variant| variant.number)
    }
}

/// The passages in the order of the article that holds most of them, with what stands
/// between; and those that it does not have.
pub(super) fn map(
    stands: &Stands<'_>,
    base: Option<usize>,
    facts: &StoryFacts<'_>,
    views: Vec<PassageView>,
) -> (Vec<Entry>, Vec<PassageView>) {
    let mut views: Vec<Option<PassageView>> = views.into_iter().map(Some).collect();
    let mut entries = Vec::new();
    if let Some((place, list)) =
        base.and_then(|place| Some((place, stands.of.get(place)?)))
    {
        for (index, stand) in list.iter().enumerate() {
            let gap = stands.gap(place, index).map(|gap| gap.words(facts));
            let gap_text = gap.as_ref().is_some_and(|(_, text)| *text);
            let passage = views.get_mut(stand.passage).and_then(Option::take);
            entries.push(Entry { gap: gap.map(|(words, _)| words), gap_text, passage });
        }
        if let Some((words, gap_text)) =
            stands.gap(place, list.len()).map(|gap| gap.words(facts))
        {
            entries.push(Entry { gap: Some(words), gap_text, passage: None });
        }
    }
    (entries, views.into_iter().flatten().collect())
}
