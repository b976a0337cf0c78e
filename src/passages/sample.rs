//! Made-up articles for the tests: words drawn from a vocabulary whose frequencies fall off as in language.

/// A small linear congruential generator: the same articles in every run.
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    /// A generator with a seed.
    pub(super) fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }
}

/// An article of `n` tokens: word `k` of 20,000 about as often as `1 / k` (Zipf).
pub(super) fn article(random: &mut Random, n: usize) -> Vec<u32> {
    let word = |random: &mut Random| {
        let exponent = random.below(1_000_000) as f64 / 1_000_000.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "1 to 20,000"
        )]
        let word = 20_000f64.powf(exponent) as u32;
        word
    };
    (0..n).map(|_| word(random)).collect()
}
