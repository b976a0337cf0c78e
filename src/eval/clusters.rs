//! The figures of a clustering against gold: BCubed, pairs, adjusted Rand index.
//!
//! Three views, since each flatters something. Plain BCubed (Amigó et al. 2009) counts
//! every article; where most stand alone, leaving all alone scores high. The
//! non-trivial BCubed (`nt_*`) looks only at articles that gold or the output puts with
//! another, and an article earns nothing from itself: the figure to raise. Pairs weigh
//! large stories most.

use serde::Serialize;

use super::gold::{Gold, Prediction, Scored, scored};

/// How a clustering compares with gold. Every share is 0 where there is nothing to
/// share out.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct ClusterScores {
    /// Articles scored.
    pub articles: usize,
    /// Gold stories among them.
    pub gold_stories: usize,
    /// Output stories among them; an article the output does not name is one.
    pub output_stories: usize,
    /// Articles in the largest output story.
    pub largest_output: usize,
    /// BCubed precision over all articles.
    pub b3_p: f64,
    /// BCubed recall over all articles.
    pub b3_r: f64,
    /// Harmonic mean of the two.
    pub b3_f: f64,
    /// Non-trivial BCubed precision: of the others an article was put with, the share
    /// that belongs with it, over articles the output puts with another.
    pub nt_p: f64,
    /// Non-trivial BCubed recall, over articles that gold puts with another.
    pub nt_r: f64,
    /// Harmonic mean of the two: the figure to raise.
    pub nt_f: f64,
    /// Share of the output's same-story pairs that gold has too.
    pub pair_p: f64,
    /// Share of gold's same-story pairs that the output has too.
    pub pair_r: f64,
    /// Harmonic mean of the two.
    pub pair_f: f64,
    /// Adjusted Rand index.
    pub ari: f64,
}

impl ClusterScores {
    /// Every figure with its name, in the order they are printed.
    ///
    /// ```
    /// use samestory::eval::clusters::ClusterScores;
    ///
    /// let rows = ClusterScores::default().figures();
    /// assert_eq!(rows[5].0, "nt_f");
    /// ```
    pub const fn figures(&self) -> [(&'static str, f64); 10] {
        [
            ("b3_p", self.b3_p),
            ("b3_r", self.b3_r),
            ("b3_f", self.b3_f),
            ("nt_p", self.nt_p),
            ("nt_r", self.nt_r),
            ("nt_f", self.nt_f),
            ("pair_p", self.pair_p),
            ("pair_r", self.pair_r),
            ("pair_f", self.pair_f),
            ("ari", self.ari),
        ]
    }
}

/// Scores `output` over the articles of `gold`; articles that only `output` names do
/// not count.
///
/// ```
/// use samestory::eval::clusters::score;
/// use samestory::eval::gold::{Gold, Prediction};
///
/// let gold = Gold::from_pairs([("a", "x"), ("b", "x"), ("c", "y")]);
/// let scores = score(&gold, &Prediction::default());
/// assert_eq!((scores.gold_stories, scores.output_stories), (2, 3));
/// assert!(scores.b3_p > 0.99 && scores.nt_f < 0.01);
/// ```
pub fn score(gold: &Gold, output: &Prediction) -> ClusterScores {
    figures(&scored(gold, output))
}

/// One meeting of a gold and an output story.
struct Cell {
    gold: u32,
    output: u32,
    size: u64,
}

fn figures(articles: &[Scored<'_>]) -> ClusterScores {
    let gold_sizes = sizes(articles.iter().map(|article| article.gold));
    let output_sizes = sizes(articles.iter().map(|article| article.output));
    let cells = cells(articles);

    let (mut precision, mut recall) = (Mean::default(), Mean::default());
    let (mut others_precision, mut others_recall) = (Mean::default(), Mean::default());
    let mut together = 0_u64;
    for &Cell { gold, output, size } in &cells {
        let (of_gold, of_output) =
            (size_of(&gold_sizes, gold), size_of(&output_sizes, output));
        precision.add(size, share(size, of_output));
        recall.add(size, share(size, of_gold));
        if of_output > 1 {
            others_precision.add(size, share(size - 1, of_output - 1));
        }
        if of_gold > 1 {
            others_recall.add(size, share(size - 1, of_gold - 1));
        }
        together += pairs(size);
    }
    let in_gold: u64 = gold_sizes.iter().copied().map(pairs).sum();
    let in_output: u64 = output_sizes.iter().copied().map(pairs).sum();
    let all = pairs(articles.len() as u64);
    let expected =
        if all == 0 { 0.0 } else { in_gold as f64 * in_output as f64 / all as f64 };
    let top = f64::midpoint(in_gold as f64, in_output as f64) - expected;

    let (b3_p, b3_r) = (precision.get(), recall.get());
    let (nt_p, nt_r) = (others_precision.get(), others_recall.get());
    let (pair_p, pair_r) = (share(together, in_output), share(together, in_gold));
    ClusterScores {
        articles: articles.len(),
        gold_stories: gold_sizes.iter().filter(|&&size| size > 0).count(),
        output_stories: output_sizes.iter().filter(|&&size| size > 0).count(),
        largest_output: usize::try_from(output_sizes.iter().copied().max().unwrap_or(0))
            .unwrap_or(usize::MAX),
        b3_p,
        b3_r,
        b3_f: harmonic(b3_p, b3_r),
        nt_p,
        nt_r,
        nt_f: harmonic(nt_p, nt_r),
        pair_p,
        pair_r,
        pair_f: harmonic(pair_p, pair_r),
        ari: if top == 0.0 { 0.0 } else { (together as f64 - expected) / top },
    }
}

fn cells(articles: &[Scored<'_>]) -> Vec<Cell> {
    let mut met: Vec<(u32, u32)> =
        articles.iter().map(|article| (article.gold, article.output)).collect();
    met.sort_unstable();
    met.chunk_by(|a, b| a == b)
        .filter_map(|run| {
            let &(gold, output) = run.first()?;
            Some(Cell { gold, output, size: run.len() as u64 })
        })
        .collect()
}

/// Members of each label number.
fn sizes(labels: impl Iterator<Item = u32>) -> Vec<u64> {
    let mut sizes = Vec::new();
    for label in labels {
        let label = label as usize;
        if label >= sizes.len() {
            sizes.resize(label + 1, 0);
        }
        sizes[label] += 1;
    }
    sizes
}

fn size_of(sizes: &[u64], label: u32) -> u64 {
    sizes.get(label as usize).copied().unwrap_or(0)
}

/// A mean whose terms come several at once.
#[derive(Default)]
struct Mean {
    sum: f64,
    count: u64,
}

impl Mean {
    fn add(&mut self, times: u64, value: f64) {
        self.sum += times as f64 * value;
        self.count += times;
    }

    fn get(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / self.count as f64 }
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

const fn pairs(n: u64) -> u64 {
    if n < 2 { 0 } else { n * (n - 1) / 2 }
}

fn harmonic(p: f64, r: f64) -> f64 {
    if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(rows: &[(&str, &str, Option<&str>)]) -> ClusterScores {
        let gold = Gold::from_pairs(rows.iter().map(|&(id, story, _)| (id, story)));
        let output = Prediction::from_pairs(
            rows.iter().filter_map(|&(id, _, story)| Some((id, story?))),
        );
        score(&gold, &output)
    }

    #[track_caller]
    fn assert_figures(scores: &ClusterScores, want: [f64; 10]) {
        for ((name, got), want) in scores.figures().into_iter().zip(want) {
            assert!((got - want).abs() < 1e-9, "{name}: {got}, want {want}; {scores:?}");
        }
    }

    #[test]
    fn a_perfect_output_scores_one_throughout() {
        let rows = [("a", "x", Some("1")), ("b", "x", Some("1")), ("c", "y", None)];
        let scores = of(&rows);
        assert_figures(&scores, [1.0; 10]);
        assert_eq!((scores.articles, scores.gold_stories), (3, 2));
        assert_eq!((scores.output_stories, scores.largest_output), (2, 2));
    }

    #[test]
    fn nothing_at_all_scores_zero() {
        assert_figures(&of(&[]), [0.0; 10]);
    }

    /// Gold {a b c} {d e}; output {a b} {c d e}.
    #[test]
    fn a_misplaced_article_by_hand() {
        let scores = of(&[
            ("a", "x", Some("1")),
            ("b", "x", Some("1")),
            ("c", "x", Some("2")),
            ("d", "y", Some("2")),
            ("e", "y", Some("2")),
        ]);
        // Precision: a b 1, c 1/3, d e 2/3. Recall: a b 2/3, c 1/3, d e 1.
        let b3 = (1.0 + 1.0 + 1.0 / 3.0 + 2.0 / 3.0 + 2.0 / 3.0) / 5.0;
        // Others only. Precision: a b 1, c 0, d e 1/2. Recall: a b 1/2, c 0, d e 1.
        let nt = (1.0 + 1.0 + 0.0 + 0.5 + 0.5) / 5.0;
        // Pairs: together ab, de; 4 in gold, 4 in the output, 10 in all.
        let ari = (2.0 - 1.6) / (4.0 - 1.6);
        assert_figures(&scores, [b3, b3, b3, nt, nt, nt, 0.5, 0.5, 0.5, ari]);
    }

    #[test]
    fn all_alone_is_precise_and_worth_nothing() {
        let scores = of(&[("a", "x", None), ("b", "x", None), ("c", "y", None)]);
        let b3_r = (0.5 + 0.5 + 1.0) / 3.0;
        let b3_f = 2.0 * b3_r / (1.0 + b3_r);
        assert_figures(&scores, [1.0, b3_r, b3_f, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn articles_outside_gold_do_not_count() {
        let gold = Gold::from_pairs([("a", "x"), ("b", "y")]);
        let output = Prediction::from_pairs([("a", "1"), ("b", "2"), ("z", "1")]);
        assert_eq!(score(&gold, &output).largest_output, 1);
    }

    /// Every figure from its definition, article by article and pair by pair.
    fn by_definition(rows: &[(u32, u32)]) -> [f64; 10] {
        let n = rows.len();
        let mean = |values: Vec<f64>| {
            if values.is_empty() {
                0.0
            } else {
                values.iter().sum::<f64>() / values.len() as f64
            }
        };
        let count =
            |keep: &dyn Fn(usize) -> bool| (0..n).filter(|&j| keep(j)).count() as f64;
        let (mut p, mut r, mut others_p, mut others_r) = (vec![], vec![], vec![], vec![]);
        for i in 0..n {
            let same_gold = |j: usize| rows[j].0 == rows[i].0;
            let same_output = |j: usize| rows[j].1 == rows[i].1;
            let both = count(&|j| same_gold(j) && same_output(j));
            let (gold, output) = (count(&same_gold), count(&same_output));
            p.push(both / output);
            r.push(both / gold);
            if output > 1.0 {
                others_p.push((both - 1.0) / (output - 1.0));
            }
            if gold > 1.0 {
                others_r.push((both - 1.0) / (gold - 1.0));
            }
        }
        let (mut tp, mut fp, mut miss, mut tn) = (0.0, 0.0, 0.0, 0.0);
        for i in 0..n {
            for j in i + 1..n {
                match (rows[i].0 == rows[j].0, rows[i].1 == rows[j].1) {
                    (true, true) => tp += 1.0,
                    (false, true) => fp += 1.0,
                    (true, false) => miss += 1.0,
                    (false, false) => tn += 1.0,
                }
            }
        }
        let ratio = |a: f64, b: f64| if b == 0.0 { 0.0 } else { a / b };
        let (p, r, np, nr) = (mean(p), mean(r), mean(others_p), mean(others_r));
        let (pp, pr) = (ratio(tp, tp + fp), ratio(tp, tp + miss));
        // The closed form over the four counts of pairs.
        let bottom = (tp + miss) * (miss + tn) + (tp + fp) * (fp + tn);
        let ari = ratio(2.0 * (tp * tn - miss * fp), bottom);
        let f = harmonic;
        [p, r, f(p, r), np, nr, f(np, nr), pp, pr, f(pp, pr), ari]
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(rows in prop::collection::vec((0_u32..6, 0_u32..6), 0..40)) {
            let ids: Vec<String> = (0..rows.len()).map(|i| format!("{i:03}")).collect();
            let articles: Vec<Scored<'_>> = rows
                .iter()
                .zip(&ids)
                .map(|(&(gold, output), id)| Scored { id, gold, output })
                .collect();
            let want = by_definition(&rows);
            for ((name, got), want) in figures(&articles).figures().into_iter().zip(want) {
                prop_assert!((got - want).abs() < 1e-9, "{}: {} want {}", name, got, want);
            }
        }
    }
}
