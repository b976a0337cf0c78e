//! Rewritten passages: the same words in another order, with others between, or fewer of them.
//!
//! A passage is a rectangle in the dot plot of the two articles: a span of a times a span of b whose words meet.
//! 1. Seeds: the plot is cut into cells; every pair of equal rare stems adds its evidence (see [`super::evidence`])
//!    to its cell; squares of two by two cells with enough of it are seeds. Order plays no part, which is
//!    what finds shuffled text, and no sentence boundary is needed.
//! 2. Growth: from a seed, the best span of a for the present span of b and the best span of b for that span
//!    of a are sought in turn until neither changes, or there is too little of it.
//! 3. Neighbours are joined, and of two that compete for the same words the stronger stays, as in
//!    Sanchez-Perez, Gelbukh and Sidorov (PAN 2014).
//! 4. An end that leaves out little of a sentence moves to that sentence's end.

use super::evidence::{Background, Rule, Scanner, Terms};
use super::passage::{Kind, Match, Side};
use super::ranges::{Settled, count, gap, hull, middle, overlap, widen};
use super::seeds::seeds;
use super::summary;
use std::ops::Range;

/// Constants of the rewritten aligner. Defaults were chosen on half of the PAN 2013 training pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Side of a cell in tokens. A seed is two cells wide: 48 tokens, two or three sentences.
    pub cell: u32,
    /// Pairs of occurrences of one stem up to which it gives seeds; above, it is too frequent to point anywhere.
    pub point_cap: usize,
    /// Evidence that makes a seed, in nats: three of the rarest words, or four.
    pub seed_evidence: f32,
    /// Share of its words that a passage is expected to keep, on either side.
    pub kept: f32,
    /// Tokens around the present span that may be met while it grows.
    pub margin: u32,
    /// Least tokens to either side that growth looks at in one round.
    pub reach: u32,
    /// Rounds of growth at most.
    pub rounds: usize,
    /// Evidence, in nats, below which a seed grows no further after a round.
    pub hopeless: f32,
    /// Evidence that a passage needs on each side, in nats.
    pub evidence: f32,
    /// Words that a passage must have on its longer side.
    pub min_words: u32,
    /// Passages at most this many tokens apart on both sides are one.
    pub join: u32,
    /// Share of a passage, on either side, that stronger ones may take before it is dropped.
    pub max_overlap: f32,
    /// Share of a sentence that must be inside for the end of a passage to move to the sentence's end.
    pub snap: f32,
    /// Token visits for each token of the two articles: a bound for hostile input.
    pub work_per_token: usize,
    /// Token visits allowed in any case.
    pub work_least: usize,
    /// Candidates at most, each compared with all others: a bound for hostile input.
    pub max_blocks: usize,
    /// Word frequencies beyond the two articles.
    pub background: Background,
    /// Constants of the search for summaries.
    pub summary: summary::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            cell: 24,
            point_cap: 64,
            seed_evidence: 14.0,
            kept: 0.5,
            margin: 12,
            reach: 60,
            rounds: 16,
            hopeless: 8.0,
            evidence: 30.0,
            min_words: 30,
            join: 20,
            max_overlap: 0.5,
            snap: 0.8,
            work_per_token: 64,
            work_least: 4_000_000,
            max_blocks: 1000,
            background: Background { words: 2000.0, floor: 1e-4, unknown: 3e-4 },
            summary: summary::Settings::default(),
        }
    }
}

/// A span of a, a span of b, and the evidence on the side that has less of it, in nats.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Token range in article a.
    pub a: Range<u32>,
    /// Token range in article b.
    pub b: Range<u32>,
    /// Nats.
    pub score: f32,
}

/// All rewritten passages of two articles, sorted by their place in `a`, then in `b`. Passages that were taken
/// over word for word are among them: see [`super::combine`].
pub fn align(a: &Side, b: &Side, settings: &Settings) -> Vec<Match> {
    let terms = Terms::new(a, b, settings.background);
    if terms.a.is_empty() || terms.b.is_empty() {
        return Vec::new();
    }
    let mut scanner = Scanner::new(&terms);
    let blocks = grow_all(&terms, &mut scanner, settings);
    let summary = summary::find(&terms, &mut scanner, &blocks, &settings.summary);
    let blocks = settle(summary, join(blocks, settings.join), &terms, settings);
    let mut found: Vec<Match> = blocks
        .into_iter()
        .map(|r| Match {
            a: snap(&r.a, a.sentences, settings.snap),
            b: snap(&r.b, b.sentences, settings.snap),
            kind: Kind::Rewritten,
            score: r.score,
        })
        .filter(|m| m.a.len().max(m.b.len()) >= settings.min_words as usize)
        .collect();
    found.sort_by_key(|m| (m.a.start, m.b.start, m.a.end, m.b.end));
    found
}

/// The blocks that grow out of the seeds and have enough evidence.
fn grow_all(terms: &Terms, scanner: &mut Scanner, settings: &Settings) -> Vec<Block> {
    let budget = settings.work_least
        + settings.work_per_token.saturating_mul(terms.a.len() + terms.b.len());
    let mut blocks: Vec<Block> = Vec::new();
    for (a, b) in seeds(terms, settings) {
        let seen = |r: &Block| {
            overlap(&r.a, &a) * 3 > settings.cell && overlap(&r.b, &b) * 3 > settings.cell
        };
        if blocks.iter().any(seen) {
            continue;
        }
        if scanner.work > budget || blocks.len() >= settings.max_blocks {
            break;
        }
        let Some(grown) = grow(terms, scanner, (a, b), settings) else { continue };
        match blocks
            .iter_mut()
            .find(|r| overlap(&r.a, &grown.a) > 0 && overlap(&r.b, &grown.b) > 0)
        {
            Some(other) if grown.score > other.score => *other = grown,
            Some(_) => {}
            None => blocks.push(grown),
        }
    }
    blocks.retain(|r| r.score >= settings.evidence);
    blocks
}

/// Grows a seed: the best span of each side for the present span of the other, in turn.
fn grow(
    terms: &Terms,
    scanner: &mut Scanner,
    seed: (Range<u32>, Range<u32>),
    settings: &Settings,
) -> Option<Block> {
    let rule = Rule { kept: settings.kept, once: true };
    let mut best = |x: &[u32], present: &Range<u32>, y: &[u32], other: &Range<u32>| {
        let reach = settings
            .reach
            .max(count(&x[present.start as usize..present.end as usize]) / 2);
        let stretch = widen(present, reach, count(x));
        let window = widen(other, settings.margin, count(y));
        scanner.best(
            part(x, &stretch),
            stretch.start,
            middle(present),
            part(y, &window),
            rule,
        )
    };
    let (mut a, mut b) = seed;
    let mut score = 0.0;
    for _ in 0..settings.rounds {
        let on_a = best(&terms.a, &a, &terms.b, &b)?;
        let on_b = best(&terms.b, &b, &terms.a, &on_a.span)?;
        score = on_a.score.min(on_b.score);
        let settled = on_a.span == a && on_b.span == b;
        (a, b) = (on_a.span, on_b.span);
        // What has so little seldom comes to a passage, and then mostly to one of a better seed. It
        // stays among the blocks, so that seeds beside it are not tried either.
        if settled || score < settings.hopeless {
            break;
        }
    }
    Some(Block { a, b, score })
}

/// The tokens of a span.
pub(crate) fn part<'t>(tokens: &'t [u32], span: &Range<u32>) -> &'t [u32] {
    tokens.get(span.start as usize..span.end as usize).unwrap_or(&[])
}

/// Joins blocks that lie close together on both sides, until no two do.
fn join(mut blocks: Vec<Block>, apart: u32) -> Vec<Block> {
    loop {
        let before = blocks.len();
        let mut joined: Vec<Block> = Vec::with_capacity(before);
        for block in blocks {
            match joined
                .iter_mut()
                .find(|r| gap(&r.a, &block.a) <= apart && gap(&r.b, &block.b) <= apart)
            {
                Some(r) => {
                    *r = Block {
                        a: hull(&r.a, &block.a),
                        b: hull(&r.b, &block.b),
                        score: r.score + block.score,
                    }
                }
                None => joined.push(block),
            }
        }
        if joined.len() == before {
            return joined;
        }
        blocks = joined;
    }
}

/// Keeps the strongest of the blocks that compete for the same words. A summary comes before all others.
fn settle(
    summary: Option<Block>,
    mut blocks: Vec<Block>,
    terms: &Terms,
    settings: &Settings,
) -> Vec<Block> {
    blocks.sort_by(|x, y| {
        y.score
            .total_cmp(&x.score)
            .then(x.a.start.cmp(&y.a.start))
            .then(x.b.start.cmp(&y.b.start))
    });
    let mut settled = Settled::new(terms.a.len(), terms.b.len(), settings.max_overlap);
    let blocks = summary.into_iter().chain(blocks);
    blocks.filter(|block| settled.take(&block.a, &block.b)).collect()
}

/// Moves an end to the end of its sentence when at least a share of that sentence is
/// inside, and back before it when at most the rest to one is.
pub(crate) fn snap(
    span: &Range<u32>,
    sentences: &[Range<u32>],
    share: f32,
) -> Range<u32> {
    let at = |token: u32| {
        sentences
            .get(sentences.partition_point(|s| s.end <= token))
            .filter(|s| s.contains(&token))
    };
    let part = |s: &Range<u32>| overlap(s, span) as f32 / s.len().max(1) as f32;
    let start = at(span.start).map_or(span.start, |s| match part(s) {
        part if part >= share => s.start,
        part if part <= 1.0 - share => s.end,
        _ => span.start,
    });
    let end = at(span.end.saturating_sub(1)).map_or(span.end, |s| match part(s) {
        part if part >= share => s.end,
        part if part <= 1.0 - share => s.start,
        _ => span.end,
    });
    if start < end { start..end } else { span.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passages::sample::{Random, article};

    fn side<'a>(tokens: &'a [u32], sentences: &'a [Range<u32>]) -> Side<'a> {
        Side { tokens, stems: &[], weights: &[], sentences }
    }

    #[test]
    fn ends_move_to_the_end_of_a_sentence_that_is_mostly_in_or_out() {
        let sentences = [0..10, 10..20, 20..30];
        assert_eq!(snap(&(1..19), &sentences, 0.8), 0..20);
        assert_eq!(snap(&(5..15), &sentences, 0.8), 5..15);
        assert_eq!(snap(&(9..21), &sentences, 0.8), 10..20);
        assert_eq!(snap(&(9..11), &sentences, 0.8), 9..11);
        assert_eq!(snap(&(12..13), &[], 0.8), 12..13);
    }

    #[test]
    fn neighbours_are_joined() {
        let block = |a: Range<u32>, b: Range<u32>| Block { a, b, score: 1.0 };
        let joined = join(
            vec![block(0..10, 50..60), block(100..110, 0..10), block(15..30, 35..45)],
            20,
        );
        assert_eq!(
            joined.iter().map(|r| (r.a.clone(), r.b.clone())).collect::<Vec<_>>(),
            [(0..30, 35..60), (100..110, 0..10)]
        );
    }

    #[test]
    fn words_replaced_dropped_and_shuffled_leave_a_passage() {
        let mut random = Random::new(11);
        let mut found = 0;
        for _ in 0..30 {
            let (a, b) = (article(&mut random, 500), article(&mut random, 300));
            let mut taken: Vec<u32> = a[200..300]
                .iter()
                .filter_map(|&t| match random.below(10) {
                    0..2 => None,
                    2 => Some(t + 90_000),
                    _ => Some(t),
                })
                .collect();
            for i in 1..taken.len() {
                taken.swap(i, i.saturating_sub(random.below(6)));
            }
            let mixed: Vec<u32> =
                b[..150].iter().chain(&taken).chain(&b[150..]).copied().collect();
            let matches = align(&side(&a, &[]), &side(&mixed, &[]), &Settings::default());
            found += matches
                .iter()
                .filter(|m| overlap(&m.a, &(200..300)) > 75 && m.a.len() < 130)
                .count();
            assert!(matches.len() <= 1, "{matches:?}");
        }
        assert!(found >= 25, "{found} of 30");
    }

    #[test]
    fn hostile_input_stays_within_its_budget() {
        let mut random = Random::new(12);
        let few: Vec<u32> =
            (0..20_000).map(|_| u32::try_from(random.below(30)).unwrap()).collect();
        let many: Vec<u32> =
            (0..20_000).map(|_| u32::try_from(random.below(3_000)).unwrap()).collect();
        let sentence: Vec<u32> = (0..150_000).map(|i| i % 15).collect();
        let settings = Settings::default();
        for tokens in [vec![7u32; 1_000_000], few, many, sentence] {
            let (a, b) = (side(&tokens, &[]), side(&tokens[tokens.len() / 40..], &[]));
            let terms = Terms::new(&a, &b, settings.background);
            let mut scanner = Scanner::new(&terms);
            let blocks = grow_all(&terms, &mut scanner, &settings);
            let budget = settings.work_least + settings.work_per_token * 2 * tokens.len();
            // The last block grown may go over it: by two scans a round.
            assert!(scanner.work <= budget + settings.rounds * 4 * tokens.len());
            assert!(blocks.len() <= settings.max_blocks);
            align(&a, &b, &settings);
        }
    }
}
