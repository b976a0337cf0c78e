//! Passages of a story that were said again in other words.
//!
//! They are looked for between the articles that stand for two groups of a story, where
//! an event link ties the groups: inside a group texts are copies, and all pairs would
//! cost the square of a story. The strongest [`PAIRS`] links of a story are taken.

use std::cmp::Ordering;

use super::align::{AlignedPassage, Aligner};
use super::cluster::{StoryParts, StoryTie};
use super::prepare::Corpus;
use super::shared_passages::StoryPassage;
use super::sources::{Witness, agencies, of_passage};
use crate::passages::edits::Versions;
use crate::passages::passage::Kind;
use crate::span::Span;
use crate::text::language::Lang;

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

/// Changed numbers from which, when they are a quarter of all changes, two texts are one
/// form filled in twice.
const FORM: usize = 4;

/// The rewritten passages of a story, given its verbatim ones and what is known of its
/// articles.
pub(super) fn retold(
    corpus: &Corpus,
    story: &StoryParts,
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
    for tie in ties.into_iter().take(PAIRS) {
        let (Some(a), Some(b)) = (text(corpus, tie.a), text(corpus, tie.b)) else {
            continue;
        };
        for found in aligner.align_outside(&a, &b) {
            let known = covered(verbatim, tie.a, tie.b, found.a)
                .max(covered(verbatim, tie.b, tie.a, found.b));
            let longer = found.words.0.max(found.words.1) as f32;
            if found.kind == Kind::Rewritten
                && found.score >= EVIDENCE.max(EVIDENCE_PER_WORD * longer)
                && known <= COVERED
                && !is_form(a.0, b.0, &found)
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

fn text(corpus: &Corpus, article: u32) -> Option<(&str, Lang, Vec<Span>)> {
    let clean = corpus.clean.get(article as usize)?;
    let text = corpus.articles.get(article as usize)?.text.as_str();
    Some((text, clean.lang, clean.mask_spans()))
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
    let edits = Versions::of(a, b).edits;
    let numbers = edits.iter().filter(|edit| edit.number).count();
    numbers >= FORM && numbers * 4 >= edits.len()
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
