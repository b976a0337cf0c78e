//! What a word is worth that is met in a window of the other article, or missed there: the formula of
//! [`evidence`](super::evidence), without a logarithm for each word.

/// Chance of meeting a stem: never less than this, so that no single word decides.
const LEAST_CHANCE: f32 = 1e-4;
/// Chance of meeting a stem, as a share of `kept`: never more, so that a word met never speaks against a passage
/// and one missed never for it.
const MOST_CHANCE: f32 = 0.95;
/// Greatest share of running words that a stem is given: keeps `ln(1 - f)` finite in tiny articles.
const MOST_SHARE: f32 = 0.5;

/// How often a stem with a share `f` of running words is to be expected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate {
    /// In one word: `-ln(1 - f)`.
    of_word: f32,
    /// The logarithm of that, of a stem that both articles have; 0 of others, which are never met.
    log: f32,
}

impl Rate {
    /// Of a stem with this share of running words; `met` where it is in both articles.
    pub(super) fn of(share: f32, met: bool) -> Self {
        let of_word = -(-share.min(MOST_SHARE)).ln_1p();
        Self { of_word, log: if met { of_word.ln() } else { 0.0 } }
    }
}

/// What words are worth, in nats, that are met or missed in a window of the other article.
#[derive(Debug, Clone, Copy)]
pub struct Worth {
    words: f32,
    log_words: f32,
    log_kept: f32,
    /// `ln(1 - kept)`.
    log_not_kept: f32,
    /// The least and the largest number that is expected: see [`LEAST_CHANCE`] and [`MOST_CHANCE`].
    least: f32,
    most: f32,
    /// The logarithms of these two chances.
    log_least: f32,
    log_most: f32,
}

impl Worth {
    /// Of a passage that is expected to keep a share `kept`, in a window of so many words.
    pub fn new(words: usize, kept: f32) -> Self {
        let words = words as f32;
        let most = kept * MOST_CHANCE;
        Self {
            words,
            log_words: words.ln(),
            log_kept: kept.ln(),
            log_not_kept: (1.0 - kept).ln(),
            least: -(-LEAST_CHANCE).ln_1p(),
            most: -(-most).ln_1p(),
            log_least: LEAST_CHANCE.ln(),
            log_most: most.ln(),
        }
    }

    /// `ln(kept / p)`. With `x` expected, `p = 1 - exp(-x)`, and `ln p` is `ln x - x/2 + ln(sinh(x/2) / (x/2))`,
    /// the last a short series where `p` is no more than it may be: no logarithm for each word, since that of a
    /// product is a sum.
    pub(super) fn met(&self, rate: Rate) -> f32 {
        let x = self.words * rate.of_word;
        let square = x * x;
        let series =
            square * (1.0 / 24.0 - square * (1.0 / 2880.0 - square * (1.0 / 181_440.0)));
        let log_chance = self.log_words + rate.log - x / 2.0 + series;
        let log_chance = if x < self.most { log_chance } else { self.log_most };
        self.log_kept - log_chance.clamp(self.log_least, self.log_most)
    }

    /// `ln((1 - kept) / (1 - p))`, where `-ln(1 - p)` is what is expected.
    pub(super) fn missed(&self, rate: Rate) -> f32 {
        self.log_not_kept + (self.words * rate.of_word).clamp(self.least, self.most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_a_word_is_worth_is_the_formula(
            // From far below the least chance to beyond the greatest.
            expected in (-12f32..1.5).prop_map(f32::exp),
            words in 1usize..5_000,
            kept in 0.1f32..0.95,
        ) {
            let of_word = (expected / words as f32).min(0.69);
            let rate = Rate { of_word, log: of_word.ln() };
            let chance = -(-f64::from(words as f32 * of_word)).exp_m1();
            let kept_is = f64::from(kept);
            let most = kept_is * f64::from(MOST_CHANCE);
            let chance = chance.clamp(f64::from(LEAST_CHANCE), most);
            let worth = Worth::new(words, kept);
            let near = |found: f32, formula: f64| (f64::from(found) - formula).abs() < 2e-4;
            prop_assert!(near(worth.met(rate), (kept_is / chance).ln()));
            prop_assert!(near(worth.missed(rate), ((1.0 - kept_is) / (1.0 - chance)).ln()));
        }
    }
}
