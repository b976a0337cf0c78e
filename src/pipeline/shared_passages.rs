//! A story's passages, from places in word lists to bytes of original texts.

use super::Settings;
use super::cluster::{StoryParts, order_key};
use super::prepare::Corpus;
use crate::passages::consolidate::consolidate;
use crate::span::Span;
use crate::text::tokens::tokenise_outside;
use crate::text::vocabulary::TokenId;

/// A passage of a story, with its bytes in every article that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryPassage {
    /// Length in words, in the article it is quoted from.
    pub words: usize,
    /// Article and bytes, by descent: the first is the likely source.
    pub spans: Vec<(u32, Span)>,
}

/// The passages of a story, and for each of its articles the share of its words that
/// stands in one.
pub(super) fn shared_passages(
    corpus: &Corpus,
    story: &StoryParts,
    settings: &Settings,
) -> (Vec<StoryPassage>, Vec<f64>) {
    let mut order = story.articles.clone();
    order.sort_by_key(|&article| order_key(corpus, article));
    let words: Vec<&[TokenId]> = order
        .iter()
        .map(|&article| corpus.words.get(article as usize).map_or(&[][..], Vec::as_slice))
        .collect();
    let found = consolidate(&words, &settings.passage);
    let share_of = |article: &u32| {
        let place = order.iter().position(|other| other == article);
        place.and_then(|place| found.shared.get(place)).map_or(0.0, |words| {
            words.iter().filter(|&&word| word).count() as f64 / words.len().max(1) as f64
        })
    };
    let shares = story.articles.iter().map(share_of).collect();
    if found.passages.is_empty() {
        return (Vec::new(), shares);
    }
    let bytes: Vec<Vec<Span>> =
        order.iter().map(|&article| word_spans(corpus, article)).collect();
    let mut passages = Vec::with_capacity(found.passages.len());
    for shared in found.passages {
        let mut spans = Vec::with_capacity(shared.places.len());
        for (place, range) in shared.places {
            let inside = bytes.get(place).and_then(|spans| spans.get(range));
            if let (Some(&article), Some([first, .., last])) = (order.get(place), inside)
            {
                spans.push((article, first.cover(*last)));
            }
        }
        passages.push(StoryPassage { words: shared.words, spans });
    }
    (passages, shares)
}

/// The bytes of each word that an article is compared by.
pub(super) fn word_spans(corpus: &Corpus, article: u32) -> Vec<Span> {
    let mut spans = Vec::new();
    if let (Some(article), Some(clean)) =
        (corpus.articles.get(article as usize), corpus.clean.get(article as usize))
    {
        tokenise_outside(&article.text, &clean.mask_spans(), |_, span| spans.push(span));
    }
    spans
}
