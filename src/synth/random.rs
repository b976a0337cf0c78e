//! Random numbers that are the same on every machine: integers only.

/// `SplitMix64` (Steele, Lea, Flood 2014).
#[derive(Debug, Clone)]
pub(super) struct Random {
    state: u64,
}

const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// A bijection of 64 bits that leaves no trace of order.
pub(super) const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The number of the `count`-th thing under `seed`; no two are alike.
pub(super) const fn distinct(seed: u64, count: u64) -> u64 {
    mix(mix(seed).wrapping_add(count.wrapping_mul(GAMMA)))
}

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self { state: mix(seed) }
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GAMMA);
        mix(self.state)
    }

    /// A number below `n`; 0 when `n` is.
    pub(super) const fn below(&mut self, n: u32) -> u32 {
        scaled(self.next() >> 32, n)
    }

    /// A place in a list of `len`.
    pub(super) fn place(&mut self, len: usize) -> usize {
        self.below(u32::try_from(len).unwrap_or(u32::MAX)) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(super) const fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    pub(super) const fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    /// A heavy-tailed size: k or more with probability k^-1.5 (Pareto).
    pub(super) fn size(&mut self) -> usize {
        let u = u128::from(self.next() >> 32) + 1;
        let square = (1_u128 << 64) / (u * u);
        // The cube root of a number up to 2^64.
        let (mut low, mut high) = (1_u64, 1 << 22);
        while high - low > 1 {
            let middle = u64::midpoint(low, high);
            let cube = u128::from(middle).pow(3);
            *(if cube <= square { &mut low } else { &mut high }) = middle;
        }
        usize::try_from(low).unwrap_or(usize::MAX)
    }
}

const fn scaled(bits: u64, n: u32) -> u32 {
    ((bits * n as u64) >> 32) as u32
}

/// Ranks with Zipf–Mandelbrot frequencies 1 / (rank + 12), from 16 random bits.
pub(super) struct Zipf {
    ranks: Vec<u16>,
}

impl Zipf {
    pub(super) fn new(ranks: u16) -> Self {
        const SLOTS: u64 = 1 << 16;
        let weight = |rank: u16| (1_u64 << 32) / (u64::from(rank) + 12);
        let total: u64 = (0..ranks).map(weight).sum();
        let mut table = Vec::with_capacity(1 << 16);
        let mut sum = 0;
        for rank in 0..ranks {
            sum += weight(rank);
            let filled = usize::try_from(sum * SLOTS / total.max(1)).unwrap_or(0);
            table.resize(filled, rank);
        }
        Self { ranks: table }
    }

    pub(super) fn rank(&self, bits: u64) -> u16 {
        self.ranks.get((bits & 0xffff) as usize).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_heavy_tail() {
        let mut random = Random::new(1);
        let sizes: Vec<usize> = (0..100_000).map(|_| random.size()).collect();
        let share = |k| sizes.iter().filter(|&&size| size >= k).count();
        assert_eq!(share(1), 100_000);
        assert!((34_000..37_000).contains(&share(2)), "{}", share(2));
        assert!((2_800..3_600).contains(&share(10)), "{}", share(10));
        assert!((60..140).contains(&share(100)), "{}", share(100));
    }

    #[test]
    fn the_numbers_never_change() {
        let mut random = Random::new(42);
        let first: Vec<u32> = (0..4).map(|_| random.below(1000)).collect();
        assert_eq!(first, NUMBERS_OF_42);
    }

    const NUMBERS_OF_42: [u32; 4] = [596, 160, 166, 48];

    #[test]
    fn zipf_fills_every_slot_and_prefers_the_first() {
        let zipf = Zipf::new(6000);
        assert_eq!(zipf.ranks.len(), 1 << 16);
        assert_eq!(zipf.ranks.last(), Some(&5999));
        let count = |rank| zipf.ranks.iter().filter(|&&r| r == rank).count();
        assert!(count(0) > 10 * count(200) && count(200) > 5 * count(5000));
    }
}
