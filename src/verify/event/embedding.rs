//! What embeddings add to the event score.
//!
//! The cosines of one model lie elsewhere than those of another: unrelated texts have .1
//! with some, .8 with others. So a cosine is read by the run that it stands in: how far it
//! is on the way from pairs that words take for two happenings to pairs that they take for
//! one. No model has to be known, and none has to be told.

use super::model::embedding::{HIGH, INTERCEPT, KEPT, LOW, PRIOR_PAIRS, WEIGHT};
use super::{EventScore, logistic};

/// Where a cosine speaks for neither.
const HALF_WAY: f32 = 0.5;
/// How far a score is believed: its logit is finite.
const SUREST: f64 = 1e-6;

/// Where the cosines of a run's model lie, as far as words tell.
///
/// ```
/// use samestory::verify::event::Scale;
///
/// // Of this model, all texts are alike.
/// let pairs = [(0.01, 0.82), (0.02, 0.84), (0.97, 0.93)].repeat(100);
/// let scale = Scale::of(pairs);
/// let words = samestory::verify::event::EventScore { score: 0.2, ..Default::default() };
/// assert!(words.with_embedding(0.94, scale).score > 0.2);
/// assert!(words.with_embedding(0.83, scale).score < 0.2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Mean cosine of two happenings.
    low: f32,
    /// Mean cosine of one.
    high: f32,
}

impl Default for Scale {
    fn default() -> Self {
        Self { low: LOW, high: HIGH }
    }
}

impl Scale {
    /// Reads it off pairs of score and cosine; few of them leave it near a usual one.
    pub fn of(pairs: impl IntoIterator<Item = (f32, f32)>) -> Self {
        Self::default().moved_by(pairs)
    }

    /// This scale, moved to where pairs of score and cosine say that it lies: two languages
    /// are less alike to a model than one.
    #[must_use]
    pub fn moved_by(self, pairs: impl IntoIterator<Item = (f32, f32)>) -> Self {
        let prior = |mean: f32| (f64::from(mean) * PRIOR_PAIRS, PRIOR_PAIRS);
        let (mut low, mut high) = (prior(self.low), prior(self.high));
        for (score, cosine) in pairs {
            let (score, cosine) = (f64::from(score), f64::from(cosine));
            let (one, two) = (score * score, (1.0 - score) * (1.0 - score));
            high = (high.0 + one * cosine, high.1 + one);
            low = (low.0 + two * cosine, low.1 + two);
        }
        #[expect(clippy::cast_possible_truncation, reason = "means of cosines")]
        let mean = |(sum, weight): (f64, f64)| (sum / weight) as f32;
        Self { low: mean(low), high: mean(high) }
    }

    /// How far a cosine is on the way from two happenings to one: 0 and 1 are usual.
    fn way(self, cosine: f32) -> f32 {
        /// Least distance of the two means: a model that does not tell them apart says
        /// little.
        const LEAST: f32 = 0.02;
        ((cosine - self.low) / (self.high - self.low).max(LEAST)).clamp(-1.0, 2.0)
    }
}

/// The part of an embedding in a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmbeddingPart {
    /// Cosine similarity of the two embeddings.
    pub cosine: f32,
    /// What it says in the sum that the score is the logistic function of; 0 half-way
    /// between what is usual of two happenings and of one.
    pub part: f32,
}

impl EmbeddingPart {
    /// The part, and what to call it.
    pub(super) fn told(self) -> (f32, &'static str) {
        let alike = self.part > 0.0;
        (self.part, if alike { "embeddings alike" } else { "embeddings apart" })
    }
}

impl EventScore {
    /// The score where both articles have an embedding.
    #[must_use]
    pub fn with_embedding(self, cosine: f32, scale: Scale) -> Self {
        let way = scale.way(cosine);
        let believed = f64::from(self.score).clamp(SUREST, 1.0 - SUREST);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a logit of what lies within 1"
        )]
        let words = (believed / (1.0 - believed)).ln() as f32;
        let score = logistic(KEPT * words + WEIGHT * way + INTERCEPT);
        let part = WEIGHT * (way - HALF_WAY);
        Self { score, embedding: Some(EmbeddingPart { cosine, part }), ..self }
    }
}
