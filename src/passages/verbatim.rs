//! Verbatim passages: exact seeds, extended to maximal runs, chained over small edits.
//!
//! Seed and extend in the manner of the text-reuse detectors of PAN (Potthast et al., COLING 2010) and of
//! passim (Smith et al. 2014): every run of [`Settings::seed_words`] equal tokens is a seed; seeds on one
//! diagonal grow into a maximal run; runs close to one another on both sides form a chain under an affine
//! local score, so that a chain's ends always lie on words that truly match.
//!
//! Work and memory are linear in the two lengths: a seed that is frequent on either side is compared only
//! rank by rank, and extension has a budget.

use super::passage::{Kind, Match};
use super::ranges::Settled;

/// Constants of the verbatim aligner.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Tokens in a seed. 4: shorter seeds are mostly set phrases, longer ones lose text with an edit in
    /// every line.
    pub seed_words: usize,
    /// Occurrences of one seed on either side up to which all are compared with all. Above, the i-th of one
    /// side is compared with the i-th of the other, which keeps a repeated text on its main diagonal.
    pub seed_cap: usize,
    /// Words that may be bridged between two runs, on the longer side of the gap: a dropped clause.
    pub max_gap: u32,
    /// Score lost for each word bridged; a matched word earns 1. Keeps a chance run from pulling an end outwards.
    pub gap_cost: f32,
    /// Words that a passage must have on each side.
    pub min_words: u32,
    /// Least score (matched words less the cost of those bridged) as a share of `min_words`.
    pub min_share: f32,
    /// Share of a passage, on either side, that better passages must cover for it to be dropped.
    pub max_overlap: f32,
    /// Seed pairs kept, extension steps allowed, for each token of the two articles together: a bound for
    /// hostile input that no real article reaches.
    pub work_per_token: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            seed_words: 4,
            seed_cap: 16,
            max_gap: 12,
            gap_cost: 1.0,
            min_words: 12,
            min_share: 0.75,
            max_overlap: 0.5,
            work_per_token: 32,
        }
    }
}

/// A maximal run of equal tokens: `len` tokens from `a` in the one article and from `b` in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// First token in article a.
    pub a: u32,
    /// First token in article b.
    pub b: u32,
    /// Tokens.
    pub len: u32,
}

/// Runs compared with each run when chaining: the nearest before it in article a.
const CHAIN_WINDOW: usize = 64;

/// All verbatim passages of two articles, sorted by their place in `a`, then in `b`.
pub fn align(a: &[u32], b: &[u32], settings: &Settings) -> Vec<Match> {
    let runs = runs(a, b, settings);
    let mut found = resolve(chains(&runs, settings), a.len(), b.len(), settings);
    found.retain(|m| m.a.len().min(m.b.len()) >= settings.min_words as usize);
    found.sort_by_key(|m| (m.a.start, m.b.start, m.a.end, m.b.end));
    found
}

/// The maximal exact runs of at least `seed_words` tokens, sorted.
pub fn runs(a: &[u32], b: &[u32], settings: &Settings) -> Vec<Run> {
    let size = settings.seed_words.max(1);
    let budget = settings.work_per_token.saturating_mul(a.len() + b.len());
    let mut runs: Vec<Run> = Vec::new();
    let (mut diagonal, mut covered, mut work) = (u32::MAX, 0usize, 0usize);
    for (d, start) in seeds(a, b, settings) {
        if d != diagonal {
            (diagonal, covered) = (d, 0);
        }
        let i = start as usize;
        // The diagonal is i - j + |b|, see `seeds`.
        let j = (i + b.len()).saturating_sub(d as usize);
        if i < covered || work > budget {
            continue;
        }
        let room = (a.len() - i).min(b.len() - j);
        let ahead = a[i..i + room]
            .iter()
            .zip(&b[j..j + room])
            .take_while(|(x, y)| x == y)
            .count();
        let behind = (1..=(i - covered.min(i)).min(j))
            .take_while(|&k| a[i - k] == b[j - k])
            .count();
        work += ahead + behind + 1;
        if ahead + behind >= size {
            runs.push(Run {
                a: narrow(i - behind),
                b: narrow(j - behind),
                len: narrow(ahead + behind),
            });
            covered = i + ahead;
        }
    }
    runs.sort_unstable();
    runs
}

/// Seed pairs as (diagonal, position in a), sorted; the diagonal is `i - j + |b|`.
fn seeds(a: &[u32], b: &[u32], settings: &Settings) -> Vec<(u32, u32)> {
    let limit = settings.work_per_token.saturating_mul(a.len() + b.len());
    let (left, right) = (grams(a, settings.seed_words), grams(b, settings.seed_words));
    let offset = b.len();
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() && pairs.len() < limit {
        let (x, y) = (left[i].0, right[j].0);
        if x == y {
            let n = left[i..].iter().take_while(|g| g.0 == x).count();
            let m = right[j..].iter().take_while(|g| g.0 == x).count();
            let (at_a, at_b) = (&left[i..i + n], &right[j..j + m]);
            let diagonal = |p: u32, q: u32| narrow(p as usize + offset - q as usize);
            if n.max(m) <= settings.seed_cap {
                pairs.extend(
                    at_a.iter().flat_map(|p| {
                        at_b.iter().map(move |q| (diagonal(p.1, q.1), p.1))
                    }),
                );
            } else {
                pairs.extend(
                    at_a.iter().zip(at_b).map(|(p, q)| (diagonal(p.1, q.1), p.1)),
                );
            }
            (i, j) = (i + n, j + m);
        } else {
            (i, j) = if x < y { (i + 1, j) } else { (i, j + 1) };
        }
    }
    pairs.sort_unstable();
    pairs
}

/// The hashes of all runs of `size` tokens with their positions, sorted by hash, then position.
fn grams(tokens: &[u32], size: usize) -> Vec<(u64, u32)> {
    let mut grams: Vec<(u64, u32)> =
        tokens.windows(size.max(1)).zip(0u32..).map(|(w, at)| (hash(w), at)).collect();
    grams.sort_unstable();
    grams
}

/// A 64-bit hash of a token run (multiply and fold, as in wyhash); a collision costs time only.
fn hash(tokens: &[u32]) -> u64 {
    tokens.iter().fold(0x9e37_79b9_7f4a_7c15, |state: u64, &t| {
        let wide = (u128::from(state ^ u64::from(t)))
            .wrapping_mul(0xa076_1d64_78bd_642f_e703_7ed1_a0b4_28db);
        #[expect(clippy::cast_possible_truncation, reason = "the two halves")]
        let folded = (wide as u64) ^ ((wide >> 64) as u64);
        folded
    })
}

/// Chains of runs under a local affine score, best first, each as one match.
fn chains(runs: &[Run], settings: &Settings) -> Vec<Match> {
    let mut best: Vec<f32> = Vec::with_capacity(runs.len());
    let mut from: Vec<Option<usize>> = Vec::with_capacity(runs.len());
    for (i, run) in runs.iter().enumerate() {
        let (mut score, mut link) = (run.len as f32, None);
        for j in (i.saturating_sub(CHAIN_WINDOW)..i).rev() {
            if let Some(cost) = step(&runs[j], run, settings)
                && best[j] - cost > 0.0
                && best[j] - cost + run.len as f32 > score
            {
                (score, link) = (best[j] - cost + run.len as f32, Some(j));
            }
        }
        best.push(score);
        from.push(link);
    }
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by(|&x, &y| best[y].total_cmp(&best[x]).then(x.cmp(&y)));
    let mut used = vec![false; runs.len()];
    let mut found = Vec::new();
    let least = settings.min_words as f32 * settings.min_share;
    for last in order {
        if used[last] || best[last] < least {
            continue;
        }
        let (mut first, mut score) = (last, best[last]);
        used[last] = true;
        while let Some(before) = from[first] {
            if used[before] {
                score -= best[before];
                break;
            }
            used[before] = true;
            first = before;
        }
        if score >= least {
            let (s, e) = (runs[first], runs[last]);
            found.push(Match {
                a: s.a..e.a + e.len,
                b: s.b..e.b + e.len,
                kind: Kind::Verbatim,
                score,
            });
        }
    }
    found
}

/// What it costs to go from one run to a later one; none if they do not follow one another closely.
fn step(before: &Run, after: &Run, settings: &Settings) -> Option<f32> {
    let gap = |end: u32, start: u32| i64::from(start) - i64::from(end);
    let (ga, gb) =
        (gap(before.a + before.len, after.a), gap(before.b + before.len, after.b));
    let overlap = -ga.min(gb).min(0);
    if before.b >= after.b || overlap >= i64::from(after.len.min(before.len)) {
        return None;
    }
    let bridged = ga.max(gb) + overlap;
    (bridged <= i64::from(settings.max_gap))
        .then_some(overlap as f32 + bridged as f32 * settings.gap_cost)
}

/// Drops passages that better ones mostly cover on a side.
fn resolve(mut found: Vec<Match>, a: usize, b: usize, settings: &Settings) -> Vec<Match> {
    found.sort_by(|x, y| {
        y.score
            .total_cmp(&x.score)
            .then(x.a.start.cmp(&y.a.start))
            .then(x.b.start.cmp(&y.b.start))
    });
    let mut settled = Settled::new(a, b, settings.max_overlap);
    found.retain(|m| settled.take(&m.a, &m.b));
    found
}

/// A position as u32; two articles of more than 2^32 tokens together are not aligned past that point.
fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passages::sample::{Random, article};

    fn spans(a: &[u32], b: &[u32]) -> Vec<(std::ops::Range<u32>, std::ops::Range<u32>)> {
        align(a, b, &Settings::default()).into_iter().map(|m| (m.a, m.b)).collect()
    }

    #[test]
    fn twelve_words_are_a_passage_and_eleven_are_none() {
        let a: Vec<u32> = (0..40).collect();
        let with = |n: usize| -> Vec<u32> {
            (100..110).chain(a[5..5 + n].iter().copied()).chain(110..120).collect()
        };
        assert_eq!(spans(&a, &with(12)), [(5..17, 10..22)]);
        assert_eq!(spans(&a, &with(11)), []);
    }

    #[test]
    fn small_edits_are_bridged() {
        let a: Vec<u32> = (0..60).collect();
        let mut b = a.clone();
        b[20] = 1000; // a word changed
        b.drain(40..46); // a clause dropped
        b.insert(10, 1001); // a word put in
        assert_eq!(spans(&a, &b), [(0..60, 0..55)]);
    }

    #[test]
    fn a_chance_run_does_not_pull_an_end_outwards() {
        let a: Vec<u32> = (0..60).collect();
        let mut b = a.clone();
        for (i, word) in b.iter_mut().enumerate().skip(40) {
            if !(50..54).contains(&i) {
                *word += 1000;
            }
        }
        assert_eq!(spans(&a, &b), [(0..40, 0..40)]);
    }

    #[test]
    fn moved_paragraphs_are_two_passages() {
        let a: Vec<u32> = (0..80).collect();
        let b: Vec<u32> = (40..80).chain(0..40).collect();
        assert_eq!(spans(&a, &b), [(0..40, 40..80), (40..80, 0..40)]);
    }

    #[test]
    fn repeated_text_stays_bounded_and_on_its_diagonal() {
        let word = vec![7u32; 20_000];
        assert_eq!(spans(&word, &word), [(0..20_000, 0..20_000)]);
        let sentence: Vec<u32> = (0..30_000).map(|i| i % 10).collect();
        assert_eq!(spans(&sentence, &sentence), [(0..30_000, 0..30_000)]);
        let shifted: Vec<u32> = (500..30_500).collect();
        let plain: Vec<u32> = (0..30_000).collect();
        assert_eq!(spans(&plain, &shifted), [(500..30_000, 0..29_500)]);
    }

    #[test]
    fn seeds_stay_linear_in_hostile_texts() {
        let mut random = Random::new(8);
        let long = article(&mut random, 150_000);
        let shifted: Vec<u32> =
            long[50_000..].iter().chain(&long[..50_000]).copied().collect();
        let sentence: Vec<u32> = (0..150_000).map(|i| i % 15).collect();
        let word = vec![7u32; 1_000_000];
        let few: Vec<u32> =
            (0..150_000).map(|_| u32::try_from(random.below(6)).unwrap()).collect();
        let settings = Settings::default();
        for (a, b, most) in [
            (&long, &shifted, 3),
            (&sentence, &sentence, 1),
            (&word, &word, 1),
            (&few, &few, 1),
        ] {
            let seeds = seeds(a, b, &settings).len();
            assert!(seeds <= settings.work_per_token * (a.len() + b.len()), "{seeds}");
            assert!(runs(a, b, &settings).len() <= seeds);
            let found = align(a, b, &settings);
            assert!((1..=most).contains(&found.len()), "{found:?}");
        }
    }

    #[test]
    fn runs_are_equal_and_maximal() {
        let mut random = Random::new(9);
        for _ in 0..200 {
            let a: Vec<u32> = (0..80).map(|_| u32::from(random.below(4) == 0)).collect();
            let b: Vec<u32> = (0..80).map(|_| u32::from(random.below(4) == 0)).collect();
            for run in runs(
                &a,
                &b,
                &Settings { seed_cap: 1000, work_per_token: 1000, ..Settings::default() },
            ) {
                let (i, j, n) = (run.a as usize, run.b as usize, run.len as usize);
                assert_eq!(a[i..i + n], b[j..j + n]);
                assert!(n >= 4 && (i == 0 || j == 0 || a[i - 1] != b[j - 1]));
                assert!(i + n == a.len() || j + n == b.len() || a[i + n] != b[j + n]);
            }
        }
    }

    #[test]
    fn light_edits_are_covered() {
        let mut random = Random::new(5);
        for _ in 0..50 {
            let a = article(&mut random, 300);
            let b: Vec<u32> = a
                .iter()
                .map(|&t| if random.below(25) == 0 { t + 50_000 } else { t })
                .collect();
            let covered: usize =
                align(&a, &b, &Settings::default()).iter().map(|m| m.a.len()).sum();
            assert!(covered >= 260, "{covered}");
        }
    }
}
