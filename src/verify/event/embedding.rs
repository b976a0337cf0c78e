//! What embeddings add to the event score.
//!
//! The cosines of one model lie elsewhere than those of another: unrelated texts have .1
//! with some, .8 with others. So a cosine is read by the run that it stands in: how far it
//! is on the way from pairs that words take for two happenings to pairs that they take for
//! one. No model has to be known, and none has to be told.

use super::model::embedding::{
    HIGH, INTERCEPT, KEPT, LOW, PRIOR_PAIRS, PRIOR_SPREAD, TRUSTED, UNTRUSTED, WEIGHT,
};
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
    /// How far the model is believed, 0 to 1: by how well it tells the two apart.
    trust: f32,
}

impl Default for Scale {
    fn default() -> Self {
        Self { low: LOW, high: HIGH, trust: 1.0 }
    }
}

impl Scale {
    /// Reads it off pairs of score and cosine; few of them leave it near a usual one.
    pub fn of(pairs: impl IntoIterator<Item = (f32, f32)>) -> Self {
        Self::default().moved_by(pairs.into_iter().collect())
    }

    /// This scale, moved to where pairs of score and cosine say that it lies: two languages
    /// are less alike to a model than one.
    #[must_use]
    pub fn moved_by(self, pairs: Cosines) -> Self {
        let (low, high) = (pairs.low.read(), pairs.high.read());
        let prior = |moments: &Moments, mean: f32| moments.mean_beside(f64::from(mean));
        let (from, to) = (prior(&low, self.low), prior(&high, self.high));
        let spread = low.spread_about(from) + high.spread_about(to);
        let spread = spread + 2.0 * PRIOR_PAIRS * PRIOR_SPREAD * PRIOR_SPREAD;
        let weight = low.weight + high.weight;
        let all = weight + 2.0 * PRIOR_PAIRS;
        let apart = (to - from).max(0.0).powi(2) / (spread / all);
        // One pair on which words and cosines disagree says nothing of a model.
        let usual = f64::from(HIGH - LOW).powi(2) / PRIOR_SPREAD.powi(2);
        let apart = (weight * apart + 2.0 * PRIOR_PAIRS * usual) / all;
        let trust = ((apart - UNTRUSTED) / (TRUSTED - UNTRUSTED)).clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, reason = "means of cosines")]
        let (low, high, trust) = (from as f32, to as f32, trust as f32);
        Self { low, high, trust }
    }

    /// How far a cosine is on the way from two happenings to one: 0 and 1 are usual.
    fn way(self, cosine: f32) -> f32 {
        /// Least distance of the two means: a model that does not tell them apart says
        /// little.
        const LEAST: f32 = 0.02;
        ((cosine - self.low) / (self.high - self.low).max(LEAST)).clamp(-1.0, 2.0)
    }
}

/// What a [`Scale`] is read off: sums over pairs of score and cosine. They are summed in
/// whole numbers, so that any order, and parts that are summed up elsewhere, come to one.
///
/// ```
/// use samestory::verify::event::{Cosines, Scale};
///
/// let pairs = [(0.9, 0.8), (0.1, 0.3), (0.2, 0.1)];
/// let mut sums = Cosines::from_iter(pairs[1..].iter().copied()).sums();
/// for (sum, part) in sums.iter_mut().zip(Cosines::from_iter([pairs[0]]).sums()) {
///     *sum += part;
/// }
/// assert_eq!(Scale::default().moved_by(sums.into()), Scale::of(pairs));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cosines {
    low: Counted,
    high: Counted,
}

impl Cosines {
    /// The sums, in units of 2<sup>-26</sup>: those of a hundred thousand million pairs fit.
    pub fn sums(self) -> [i64; 6] {
        let Self { low, high } = self;
        [low.weight, low.sum, low.squares, high.weight, high.sum, high.squares]
    }
}

impl From<[i64; 6]> for Cosines {
    fn from(
        [weight, sum, squares, of_high, sum_of_high, squares_of_high]: [i64; 6],
    ) -> Self {
        let high =
            Counted { weight: of_high, sum: sum_of_high, squares: squares_of_high };
        Self { low: Counted { weight, sum, squares }, high }
    }
}

impl FromIterator<(f32, f32)> for Cosines {
    fn from_iter<T: IntoIterator<Item = (f32, f32)>>(pairs: T) -> Self {
        let mut sums = Self::default();
        for (score, cosine) in pairs {
            let (score, cosine) = (f64::from(score), f64::from(cosine));
            sums.high.add(score * score, cosine);
            sums.low.add((1.0 - score) * (1.0 - score), cosine);
        }
        sums
    }
}

/// Units of a sum in 1.
const UNITS: f64 = (1_u64 << 26) as f64;

/// Sums of weighted cosines, in units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counted {
    weight: i64,
    sum: i64,
    squares: i64,
}

impl Counted {
    fn add(&mut self, weight: f64, cosine: f64) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "weights and cosines lie within 1"
        )]
        let units = |part: f64| (part * UNITS).round() as i64;
        self.weight = self.weight.saturating_add(units(weight));
        self.sum = self.sum.saturating_add(units(weight * cosine));
        self.squares = self.squares.saturating_add(units(weight * cosine * cosine));
    }

    fn read(self) -> Moments {
        let of = |units: i64| units as f64 / UNITS;
        Moments { weight: of(self.weight), sum: of(self.sum), squares: of(self.squares) }
    }
}

/// Sums of weighted cosines.
struct Moments {
    weight: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn mean_beside(&self, prior: f64) -> f64 {
        (self.sum + prior * PRIOR_PAIRS) / (self.weight + PRIOR_PAIRS)
    }

    /// Sum of squared distances.
    fn spread_about(&self, mean: f64) -> f64 {
        (self.squares - 2.0 * mean * self.sum + mean * mean * self.weight).max(0.0)
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
        let (way, trust) = (scale.way(cosine), scale.trust);
        let part = trust * WEIGHT * (way - HALF_WAY);
        let embedding = Some(EmbeddingPart { cosine, part });
        if trust <= 0.0 {
            return Self { embedding, ..self };
        }
        let believed = f64::from(self.score).clamp(SUREST, 1.0 - SUREST);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a logit of what lies within 1"
        )]
        let words = (believed / (1.0 - believed)).ln() as f32;
        let both = KEPT * words + WEIGHT * way + INTERCEPT;
        Self { score: logistic(words + trust * (both - words)), embedding, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run whose words part happenings well, of a model with these two means.
    fn run(low: f32, high: f32) -> Vec<(f32, f32)> {
        let around = |mean: f32, at: u8| mean + 0.02 * f32::from(at % 5) - 0.04;
        let pairs =
            |score: f32, mean: f32| (0..250).map(move |at| (score, around(mean, at)));
        pairs(0.03, low).chain(pairs(0.95, high)).collect()
    }

    fn scored(score: f32, cosine: f32, scale: Scale) -> f32 {
        EventScore { score, ..EventScore::default() }.with_embedding(cosine, scale).score
    }

    #[test]
    fn two_models_of_other_cosines_say_the_same() {
        let (near, far) = (Scale::of(run(0.82, 0.92)), Scale::of(run(0.15, 0.65)));
        let usual = |scale: Scale, way: f32| scale.low + way * (scale.high - scale.low);
        for way in [-0.5, 0.0, 0.5, 1.0, 1.5] {
            let one = scored(0.3, usual(near, way), near);
            let other = scored(0.3, usual(far, way), far);
            assert!((one - other).abs() < 1e-3, "{one} {other}");
        }
        assert!(scored(0.1, 0.92, near) > 0.3);
        assert!(scored(0.1, 0.65, far) > 0.3);
        assert!(scored(0.5, 0.65, near) < 0.1);
    }

    #[test]
    fn a_model_that_tells_nothing_apart_is_not_believed() {
        let blind = Scale::of(run(0.5, 0.5));
        for cosine in [-1.0, 0.0, 0.5, 1.0] {
            assert_eq!(scored(0.3, cosine, blind).to_bits(), 0.3_f32.to_bits());
        }
    }

    #[test]
    fn sure_words_and_any_cosine_stay_within_bounds() {
        for scale in [Scale::default(), Scale::of(run(0.1, 0.9))] {
            for score in [0.0, 1.0] {
                for cosine in [-1.0, 0.0, 1.0] {
                    let score = scored(score, cosine, scale);
                    assert!((0.0..=1.0).contains(&score), "{score}");
                }
            }
        }
    }
}
