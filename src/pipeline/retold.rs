//! Passages of a story that were said again in other words.
//!
//! They are looked for between the articles that stand for two groups of a story, where
//! an event link ties the groups: inside a group texts are copies, and all pairs would
//! cost the square of a story. The strongest [`PAIRS`] links of a story are taken.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use hashbrown::HashMap;

use super::align::{AlignedPassage, Aligner, Prepared, Stems};
use super::cluster::{StoryParts, StoryTie};
use super::prepare::Corpus;
use super::shared_passages::StoryPassage;
use super::sources::{Witness, agencies, of_passage};
use crate::passages::edits::{Versions, Word};
use crate::passages::passage::Kind;
use crate::span::Span;
use crate::text::vocabulary::{TokenId, Vocabulary};

/// Pairs of one story that are aligned.
const PAIRS: usize = 16;

/// Share of a rewritten passage that passages both articles have word for word may
/// cover.
const COVERED: f64 = 0.3;

/// Share of a passage of the source that another must cover, and the other way round, to
/// be one passage with two retellings.
const SAME: f64 = 0.7;

/// Least evidence, in nats, and least evidence for each word of the longer side: what
/// lies below is, more often than not, two reports that share facts, or a few sentences
/// beside a whole article on their subject.
const EVIDENCE: f32 = 36.0;
const EVIDENCE_PER_WORD: f32 = 0.35;

/// Different numbers from which it counts that fewer than half of them are in both, and
/// changed numbers from which it counts that they are a quarter of all changes: then two
/// texts are one form filled in twice, the results of two matches or the figures of two
/// days.
const FORM: usize = 3;
const CHANGED: usize = 4;

/// The articles of a story as they were read for its verbatim passages.
pub(super) struct Read<'r> {
    /// Their numbers.
    pub(super) order: &'r [u32],
    /// The words of each as numbers of the vocabulary, and their places.
    pub(super) words: &'r [&'r [TokenId]],
    pub(super) bytes: &'r [Vec<Span>],
    pub(super) vocabulary: Vocabulary,
}

/// What the articles of a story are aligned by, made when one is first asked for.
struct AtHand<'r> {
    read: &'r Read<'r>,
    places: HashMap<u32, usize>,
    stems: Stems,
    prepared: HashMap<u32, Prepared<'r>>,
}

impl<'r> AtHand<'r> {
    fn new(read: &'r Read<'r>) -> Self {
        let places = read.order.iter().copied().zip(0..).collect();
        Self { read, places, stems: Stems::default(), prepared: HashMap::new() }
    }

    fn put(
        &mut self,
        corpus: &Corpus,
        article: u32,
        aligner: &mut Aligner,
    ) -> Option<()> {
        if self.prepared.contains_key(&article) {
            return Some(());
        }
        let (read, at) = (self.read, *self.places.get(&article)?);
        let lang = corpus.clean.get(article as usize)?.lang;
        let (words, bytes) = (read.words.get(at)?, read.bytes.get(at)?);
        let text = text(corpus, article)?;
        let text = (&*text, lang);
        let stems = &mut self.stems;
        let prepared = aligner.prepare(text, words, bytes, &read.vocabulary, stems);
        self.prepared.insert(article, prepared);
        Some(())
    }

    /// Aligns two articles.
    fn align(
        &mut self,
        corpus: &Corpus,
        (a, b): (u32, u32),
        aligner: &mut Aligner,
    ) -> Option<Vec<AlignedPassage>> {
        self.put(corpus, a, aligner)?;
        self.put(corpus, b, aligner)?;
        Some(aligner.align_prepared(self.prepared.get(&a)?, self.prepared.get(&b)?))
    }
}

/// The rewritten passages of a story, given how it was read, its verbatim ones and what
/// is known of its articles.
pub(super) fn retold(
    corpus: &Corpus,
    story: &StoryParts,
    read: &Read,
    verbatim: &[StoryPassage],
    witnesses: &[Witness],
    aligner: &mut Aligner,
) -> Vec<StoryPassage> {
    let mut ties: Vec<&StoryTie> =
        story.links.iter().filter(|tie| tie.event.is_some()).collect();
    let score = |tie: &StoryTie| tie.event.as_ref().map_or(0.0, |event| event.0.score);
    ties.sort_by(|x, y| {
        score(y).total_cmp(&score(x)).then_with(|| (x.a, x.b).cmp(&(y.a, y.b)))
    });
    let mut out: Vec<StoryPassage> = Vec::new();
    let mut at_hand = AtHand::new(read);
    for tie in ties.into_iter().take(PAIRS) {
        let (Some(a), Some(b)) = (text(corpus, tie.a), text(corpus, tie.b)) else {
            continue;
        };
        let aligned = at_hand.align(corpus, (tie.a, tie.b), aligner);
        for found in aligned.unwrap_or_default() {
            let known = covered(verbatim, tie.a, tie.b, found.a)
                .max(covered(verbatim, tie.b, tie.a, found.b));
            let longer = found.words.0.max(found.words.1) as f32;
            if found.kind == Kind::Rewritten
                && found.score >= EVIDENCE.max(EVIDENCE_PER_WORD * longer)
                && known <= COVERED
                && !is_form(&a, &b, &found)
                && let Some(passage) = passage(corpus, tie, &found, witnesses)
            {
                merge(&mut out, passage);
            }
        }
    }
    out.sort_by(|x, y| {
        (y.spans.len(), y.words).cmp(&(x.spans.len(), x.words)).then_with(|| {
            let place = |one: &StoryPassage| {
                one.spans.first().map(|&(article, span)| (article, span.start))
            };
            place(x).cmp(&place(y))
        })
    });
    out
}

fn text(corpus: &Corpus, article: u32) -> Option<Cow<'_, str>> {
    corpus.articles.text(article as usize)
}

/// Share of a span of `article` that passages hold which `other` has too.
fn covered(passages: &[StoryPassage], article: u32, other: u32, span: Span) -> f64 {
    let of = |passage: &StoryPassage, wanted: u32| {
        passage.spans.iter().find(|(article, _)| *article == wanted).map(|found| found.1)
    };
    let common: u32 = passages
        .iter()
        .filter(|passage| of(passage, other).is_some())
        .filter_map(|passage| of(passage, article))
        .map(|known| overlap(known, span))
        .sum();
    f64::from(common) / f64::from((span.end - span.start).max(1))
}

fn overlap(x: Span, y: Span) -> u32 {
    x.end.min(y.end).saturating_sub(x.start.max(y.start))
}

fn is_form(a: &str, b: &str, found: &AlignedPassage) -> bool {
    let (a, b) =
        (found.a.slice(a).unwrap_or_default(), found.b.slice(b).unwrap_or_default());
    let versions = Versions::of(a, b);
    let numbers = |words: &[Word]| -> BTreeSet<String> {
        words.iter().filter_map(|word| word.number.clone()).collect()
    };
    let changed = versions.edits.iter().filter(|edit| edit.number).count();
    if changed >= CHANGED && changed * 4 >= versions.edits.len() {
        return true;
    }
    let (a, b) = (numbers(&versions.a), numbers(&versions.b));
    let fewer = a.len().min(b.len());
    fewer >= FORM && a.intersection(&b).count() * 2 < fewer
}

fn passage(
    corpus: &Corpus,
    tie: &StoryTie,
    found: &AlignedPassage,
    witnesses: &[Witness],
) -> Option<StoryPassage> {
    let witness = |article: u32| witnesses.iter().find(|one| one.article == article);
    let holders = [witness(tie.a)?, witness(tie.b)?];
    let source = of_passage(corpus, &holders)?;
    let mut spans = vec![(tie.a, found.a), (tie.b, found.b)];
    let mut words = found.words.0;
    if source.article == tie.b {
        spans.reverse();
        words = found.words.1;
    }
    Some(StoryPassage {
        words,
        spans,
        agencies: agencies(holders.into_iter()),
        source,
        retold: Some(found.score),
    })
}

/// Adds a passage to those of the story: to one that has the same stretch of the same
/// source, if there is one.
fn merge(known: &mut Vec<StoryPassage>, passage: StoryPassage) {
    let (Some(&(source, span)), Some(&other)) =
        (passage.spans.first(), passage.spans.get(1))
    else {
        return;
    };
    let length = |span: Span| f64::from(span.end - span.start);
    let same = known.iter_mut().find(|one| {
        one.spans.first().is_some_and(|&(article, theirs)| {
            let common = f64::from(overlap(theirs, span));
            article == source && common >= SAME * length(theirs).max(length(span))
        }) && one.spans.iter().all(|(article, _)| *article != other.0)
    });
    let Some(one) = same else {
        known.push(passage);
        return;
    };
    one.spans.push(other);
    for agency in passage.agencies {
        if !one.agencies.contains(&agency) {
            one.agencies.push(agency);
        }
    }
    let weaker = |x: f32, y: f32| if x.total_cmp(&y) == Ordering::Less { x } else { y };
    one.retold = match (one.retold, passage.retold) {
        (Some(x), Some(y)) => Some(weaker(x, y)),
        (x, y) => x.or(y),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Date};
    use crate::pipeline::Settings;
    use crate::pipeline::cluster::cluster;

    const TOLD: &str = "The bridge over the Danube at Komarom was closed on Thursday at dawn after \
        the river had risen by two metres within one night. Engineers of the railway measured the \
        seven pillars with sonar and found that the third had sunk by 14 centimetres. No train \
        will cross before the ministry in Budapest has read their report, said spokeswoman Ildiko \
        Farkas. Some 4,200 commuters have to take buses over Esztergom until then.";
    const RETOLD: &str = "Some 4,200 commuters must take buses by way of Esztergom: trains no longer \
        cross the Danube at Komarom. At dawn on Thursday the bridge there was closed, for within \
        a single night the river rose two metres. With sonar, engineers of the railway measured \
        its seven pillars; the third had sunk 14 centimetres. Spokeswoman Ildiko Farkas said that \
        the ministry in Budapest will read the report before any train crosses.";

    fn story(retold: &str, settings: &Settings) -> Vec<StoryPassage> {
        let article = |id: &str, hour: u32, text: &str| Article {
            title: "Bridge over the Danube at Komarom closed".to_owned(),
            date: Date::parse(&format!("2023-03-09T{hour:02}:00:00Z")),
            ..Article::new(id, text)
        };
        let articles = vec![article("a", 7, TOLD), article("b", 9, retold)];
        let found = cluster(articles, settings, &()).unwrap();
        assert_eq!(found.stories.len(), 1);
        assert_eq!(found.stories[0].groups.len(), 2);
        found.stories[0].passages.clone()
    }

    #[test]
    fn what_another_article_says_in_other_words_is_a_passage_of_the_story() {
        let passages = story(RETOLD, &Settings::default());
        assert_eq!(passages.len(), 1, "{passages:?}");
        assert!(passages[0].retold.is_some_and(|score| score >= EVIDENCE));
        assert_eq!(
            passages[0].spans.iter().map(|span| span.0).collect::<Vec<_>>(),
            [0, 1]
        );
        let only = Settings { verbatim_only: true, ..Settings::default() };
        assert!(story(RETOLD, &only).is_empty());
    }

    #[test]
    fn the_same_form_with_other_figures_is_none() {
        let other = RETOLD
            .replace("4,200", "9,700")
            .replace("seven", "five")
            .replace("14", "31")
            .replace("two metres", "three metres");
        assert!(story(&other, &Settings::default()).is_empty());
    }
}
