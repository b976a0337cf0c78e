//! What each candidate generator finds of the text reuse that there is, by exact search.
//!
//! The truth comes from [`super::oracle`], over the texts as the program sees them:
//! furniture masked, equal texts counted once.

use rayon::prelude::*;

use crate::candidates::fingerprints::FingerprintLists;
use crate::candidates::texts::Texts;
use crate::candidates::{CandidateSettings, Pair, bands};
use crate::error::Result;
use crate::eval::oracle::{OraclePair, all_pairs};
use crate::pipeline::distinct_texts::DistinctTexts;
use crate::pipeline::event_pairs::term_pairs;
use crate::pipeline::prepare::Corpus;
use crate::pipeline::{Progress, Settings};
use crate::sketch::signature::Banding;

/// Fewest words of a text whose containment is measured: below, a formula of the trade
/// is half of it.
pub const CONTAINED_WORDS: usize = 50;
/// Least Jaccard similarity, and least containment, of the pairs looked at.
const LEAST: f64 = 0.5;

/// What the pairs of one range of similarity have to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    /// Jaccard similarity from the first figure on and below the second.
    Jaccard(f64, f64),
    /// Containment of a text of [`CONTAINED_WORDS`] or more, likewise; Jaccard similarity
    /// below .5.
    Containment(f64, f64),
}

impl Range {
    /// The ranges of the table: Jaccard similarity .9, .8, .7, .5; containment .8, .5.
    pub const ALL: [Self; 6] = [
        Self::Jaccard(0.9, f64::INFINITY),
        Self::Jaccard(0.8, 0.9),
        Self::Jaccard(0.7, 0.8),
        Self::Jaccard(0.5, 0.7),
        Self::Containment(0.8, f64::INFINITY),
        Self::Containment(0.5, 0.8),
    ];

    fn holds(self, pair: &OraclePair, words: impl Fn(u32) -> usize) -> bool {
        match self {
            Self::Jaccard(from, below) => pair.jaccard >= from && pair.jaccard < below,
            Self::Containment(from, below) => {
                let of = |article: u32, share: f64| {
                    if words(article) >= CONTAINED_WORDS { share } else { 0.0 }
                };
                let share =
                    of(pair.a, pair.containment_ab).max(of(pair.b, pair.containment_ba));
                pair.jaccard < LEAST && share >= from && share < below
            }
        }
    }
}

/// Pairs of one range, and how many of them each generator brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    /// True pairs.
    pub pairs: usize,
    /// Those that agree in a band.
    pub bands: usize,
    /// Those that share fingerprints.
    pub fingerprints: usize,
    /// Those that share heavy terms, within the window of time: the candidates for
    /// stories.
    pub terms: usize,
    /// Those that bands or fingerprints bring: the candidates for reprints.
    pub either: usize,
}

impl Found {
    /// A count as a share of the true pairs; 1 where there are none.
    pub fn share(&self, count: usize) -> f64 {
        if self.pairs == 0 { 1.0 } else { count as f64 / self.pairs as f64 }
    }
}

/// One way to cut signatures into bands, and what it does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandingFigures {
    /// Bands and rows.
    pub banding: Banding,
    /// Candidate pairs it brings.
    pub candidates: usize,
    /// Share of the true pairs at or above the target that it brings.
    pub recall: f64,
}

/// Recall of candidates on one collection.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recall {
    /// Different texts, and true pairs among them.
    pub texts: usize,
    /// Candidate pairs of bands, of fingerprints, and of both together.
    pub candidates: Found,
    /// Each range with what was found.
    pub ranges: Vec<(Range, Found)>,
    /// Every banding, from the fewest bands to the most.
    pub bandings: Vec<BandingFigures>,
}

/// Searches exhaustively and counts what each generator brings. `target` is the least
/// Jaccard similarity of the pairs that the bandings are judged by.
///
/// Time and memory grow with the pairs that share a shingle: for some hundred thousand
/// articles, not for millions. The corpus must have been prepared for stories.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
///
/// ```
/// use samestory::article::Article;
/// use samestory::eval::recall::{Range, recall};
/// use samestory::pipeline::{Settings, Tier, prepare::prepare};
///
/// let text = "A train with the guest on board has reached the border town at dawn";
/// let articles = vec![
///     Article::new("a", format!("{text} today.")),
///     Article::new("b", format!("{text} on Tuesday.")),
/// ];
/// let corpus = prepare(articles, 5, Tier::Stories, &()).unwrap();
/// let found = recall(&corpus, &Settings::default(), 0.7, &()).unwrap();
/// let (range, figures) = found.ranges[2];
/// assert_eq!(range, Range::Jaccard(0.7, 0.8));
/// assert_eq!((figures.pairs, figures.either), (1, 1));
/// ```
pub fn recall(
    corpus: &Corpus,
    settings: &Settings,
    target: f64,
    progress: &dyn Progress,
) -> Result<Recall> {
    let CandidateSettings { banding, star_above } = settings.candidates;
    let firsts: Vec<u32> = DistinctTexts::of(&corpus.sketches).firsts().collect();
    let words: Vec<Vec<u32>> =
        corpus.numbered(&firsts).into_iter().map(|(words, _)| words).collect();
    let sketched = Texts::new(&corpus.sketches, firsts.iter().copied());
    let truth = all_pairs(&words, settings.reuse.width, LEAST.min(target), LEAST);
    let length = |text: u32| words.get(text as usize).map_or(0, Vec::len);

    let by_bands = bands::candidates(&sketched, banding, star_above)?;
    let lists = FingerprintLists::new(&sketched);
    let by_fingerprints = lists.candidates(star_above);
    let by_terms = term_pairs(corpus, &firsts, settings, progress)?;
    let has = |pairs: &[Pair], pair: &OraclePair| {
        pairs.binary_search(&(pair.a, pair.b)).is_ok()
    };
    let either = by_bands.len()
        + by_fingerprints
            .iter()
            .filter(|pair| by_bands.binary_search(pair).is_err())
            .count();
    let ranges = Range::ALL
        .iter()
        .map(|&range| {
            let mut found = Found::default();
            for pair in truth.iter().filter(|pair| range.holds(pair, length)) {
                let (band, print) = (has(&by_bands, pair), has(&by_fingerprints, pair));
                found.pairs += 1;
                found.bands += usize::from(band);
                found.fingerprints += usize::from(print);
                found.terms += usize::from(has(&by_terms, pair));
                found.either += usize::from(band || print);
            }
            (range, found)
        })
        .collect();
    let wanted: Vec<&OraclePair> =
        truth.iter().filter(|pair| pair.jaccard >= target).collect();
    let bandings = Banding::ALL
        .par_iter()
        .map(|&banding| {
            let pairs = bands::candidates(&sketched, banding, star_above)?;
            let found = wanted.iter().filter(|pair| has(&pairs, pair)).count();
            let of = Found { pairs: wanted.len(), ..Found::default() };
            Ok(BandingFigures {
                banding,
                candidates: pairs.len(),
                recall: of.share(found),
            })
        })
        .collect::<Result<_>>()?;
    Ok(Recall {
        texts: firsts.len(),
        candidates: Found {
            pairs: truth.len(),
            bands: by_bands.len(),
            fingerprints: by_fingerprints.len(),
            terms: by_terms.len(),
            either,
        },
        ranges,
        bandings,
    })
}
