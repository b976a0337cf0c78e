//! A story's passages, from places in word lists to bytes of original texts.

use std::ops::Range;

use hashbrown::HashMap;

use super::Settings;
use super::align::Aligner;
use super::cluster::{StoryParts, order_key};
use super::prepare::Corpus;
use super::retold::{Read, retold};
use super::sources::{Source, Witness, agencies, of_article, of_passage};
use crate::passages::consolidate::{Shared, consolidate};
use crate::span::Span;
use crate::text::vocabulary::{TokenId, Vocabulary};

/// A passage of a story, with its bytes in every article that has it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryPassage {
    /// Length in words, in the article it is quoted from.
    pub words: usize,
    /// Article and bytes: the likely source first, then by descent.
    pub spans: Vec<(u32, Span)>,
    /// Agencies that articles with the passage credit, the most frequent first.
    pub agencies: Vec<&'static str>,
    /// Where it probably came from.
    pub source: Source,
    /// Of a passage said again in other words: the evidence that it was, in nats, on the
    /// side that has less of it.
    pub retold: Option<f32>,
}

/// How much of an article others of its story have too.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shares {
    /// Share of its words that another one has too.
    pub shared: f64,
    /// Share of its words in passages that an article with an agency credit has.
    pub agency: f64,
    /// The article that most of its shared words come from, when that is not itself.
    pub source: Option<Source>,
}

/// Least share of an article's words that one other must hold to be named its source.
const SOURCE_SHARE: f64 = 0.1;

/// The passages of a story, and the shares of each of its articles.
pub(super) fn shared_passages(
    corpus: &Corpus,
    story: &StoryParts,
    settings: &Settings,
    aligner: &mut Aligner,
) -> (Vec<StoryPassage>, Vec<Shares>) {
    let mut order = story.articles.clone();
    order.sort_by_key(|&article| order_key(corpus, article));
    let mut vocabulary = Vocabulary::default();
    let (words, bytes): (Vec<Vec<TokenId>>, Vec<Vec<Span>>) =
        corpus.numbered_by(&order, &mut vocabulary).into_iter().unzip();
    let words: Vec<&[TokenId]> = words.iter().map(Vec::as_slice).collect();
    let found = consolidate(&words, &settings.passage);
    let witnesses: Vec<Witness> = order
        .iter()
        .zip(&found.shared)
        .map(|(&article, shared)| Witness::new(corpus, article, count(shared)))
        .collect();
    let mut tallies: Vec<Tally> = order.iter().map(|_| Tally::default()).collect();
    let mut passages = Vec::with_capacity(found.passages.len());
    for shared in found.passages {
        let holders: Vec<&Witness> =
            shared.places.iter().filter_map(|(place, _)| witnesses.get(*place)).collect();
        let Some(source) = of_passage(corpus, &holders) else { continue };
        let agencies = agencies(holders.iter().copied());
        for (place, range) in &shared.places {
            let own = found.shared.get(*place).and_then(|words| words.get(range.clone()));
            let words = own.map_or(0, count);
            if let Some(tally) = tallies.get_mut(*place) {
                tally.agency += if agencies.is_empty() { 0 } else { words };
                *tally.from.entry(source.article).or_default() += words;
            }
        }
        passages.extend(in_bytes(shared, &order, &bytes, source, agencies));
    }
    if !settings.verbatim_only {
        let read = Read { order: &order, words: &words, bytes: &bytes, vocabulary };
        passages.extend(retold(corpus, story, &read, &passages, &witnesses, aligner));
    }
    let by_article: HashMap<u32, &Witness> =
        witnesses.iter().map(|witness| (witness.article, witness)).collect();
    let shares: HashMap<u32, Shares> = witnesses
        .iter()
        .zip(&tallies)
        .map(|(witness, tally)| (witness.article, tally.shares(witness, &by_article)))
        .collect();
    let shares =
        story.articles.iter().map(|a| shares.get(a).cloned().unwrap_or_default());
    (passages, shares.collect())
}

fn count(words: &[bool]) -> usize {
    words.iter().filter(|&&word| word).count()
}

/// Words of an article, counted over its passages.
#[derive(Default)]
struct Tally {
    agency: usize,
    /// By likely source.
    from: HashMap<u32, usize>,
}

impl Tally {
    fn shares(&self, witness: &Witness, all: &HashMap<u32, &Witness>) -> Shares {
        let of_all = |words: usize| words as f64 / witness.words.max(1) as f64;
        let largest = self
            .from
            .iter()
            .max_by_key(|(article, words)| (**words, std::cmp::Reverse(**article)));
        let source = largest
            .filter(|(article, words)| {
                **article != witness.article && of_all(**words) >= SOURCE_SHARE
            })
            .and_then(|(article, words)| {
                Some(of_article(witness, all.get(article)?, *words))
            });
        Shares { shared: of_all(witness.shared), agency: of_all(self.agency), source }
    }
}

/// A passage with bytes for words, its likely source first.
fn in_bytes(
    shared: Shared,
    order: &[u32],
    bytes: &[Vec<Span>],
    source: Source,
    agencies: Vec<&'static str>,
) -> Option<StoryPassage> {
    let mut words = shared.words;
    let mut spans = Vec::with_capacity(shared.places.len());
    for (place, range) in shared.places {
        let article = *order.get(place)?;
        let span = cover(bytes.get(place)?, &range)?;
        if article == source.article {
            words = range.len();
            spans.insert(0, (article, span));
        } else {
            spans.push((article, span));
        }
    }
    Some(StoryPassage { words, spans, agencies, source, retold: None })
}

fn cover(words: &[Span], range: &Range<usize>) -> Option<Span> {
    let inside = words.get(range.clone())?;
    Some(inside.first()?.cover(*inside.last()?))
}
