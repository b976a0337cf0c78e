//! The evidence that one word gives for a passage: a log-likelihood ratio, in nats.
//!
//! Among `n` words of the other article, a stem that makes up a share `f` of running words is met by chance
//! with probability `p = 1 - (1 - f)^n`. In a passage taken over, a share `kept` of the words is met. So a
//! word met is worth `ln(kept / p)` and one missed `ln((1 - kept) / (1 - p))`. A rare word met is strong evidence
//! and missed costs at most `ln(1 / (1 - kept))`; a function word, which chance meets anyway, says next to nothing.
//! The share `f` is counted in the two articles themselves, without the two occurrences that are to be judged,
//! and smoothed by a background: words that run through both articles, their topic, lose their force.
//!
//! The best passage for a window is the segment with the greatest sum of evidence (Kadane's scan; the
//! maximal-scoring segments of Karlin and Altschul 1990), so its ends always lie on words that were met.

use super::passage::Side;
use super::ranges::count;
use super::worth::Rate;
pub use super::worth::Worth;
use std::ops::Range;

/// What is known of word frequencies beyond the two articles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Background {
    /// Weight of the background when it is mixed with the counts of the two articles, in words.
    pub words: f32,
    /// Least share of running words of a stem that the background knows.
    pub floor: f32,
    /// Share of running words of a stem without a weight.
    pub unknown: f32,
}

/// The two articles in one dense numbering of their stems.
#[derive(Debug)]
pub struct Terms {
    /// Stem numbers of article a, one for each token.
    pub a: Vec<u32>,
    /// Stem numbers of article b.
    pub b: Vec<u32>,
    /// How often each stem is to be expected.
    rates: Vec<Rate>,
    /// Token positions stem by stem: those in a, then those in b.
    places: Vec<u32>,
    /// For each stem where its positions in a end, and where those in b do.
    ends: Vec<(u32, u32)>,
}

impl Terms {
    /// Numbers the stems of two articles and counts their shares.
    pub fn new(a: &Side, b: &Side, background: Background) -> Terms {
        let split = count(a.tokens);
        let (mut dense, stems) =
            ranked(a.terms().iter().chain(b.terms()).copied().collect());
        let mut ends = vec![(0u32, 0u32); stems];
        for (&stem, at) in dense.iter().zip(0u32..) {
            let (in_a, in_b) = &mut ends[stem as usize];
            if at < split { *in_a += 1 } else { *in_b += 1 }
        }
        let mut places = vec![0u32; dense.len()];
        let mut before = 0;
        for (in_a, in_b) in &mut ends {
            // First where they begin; filling moves both to where they end.
            (*in_a, *in_b, before) = (before, before + *in_a, before + *in_a + *in_b);
        }
        for (&stem, at) in dense.iter().zip(0u32..) {
            let (in_a, in_b) = &mut ends[stem as usize];
            let (slot, at) = if at < split { (in_a, at) } else { (in_b, at - split) };
            places[*slot as usize] = at;
            *slot += 1;
        }
        let total = dense.len() as f32 + background.words;
        let mut terms =
            Terms { a: Vec::new(), b: Vec::new(), rates: Vec::new(), places, ends };
        terms.rates = (0u32..)
            .take(stems)
            .map(|stem| {
                let (in_a, in_b) = terms.places(stem);
                let weight = match (in_a.first(), in_b.first()) {
                    (Some(&i), _) => a.weights.get(i as usize),
                    (None, Some(&j)) => b.weights.get(j as usize),
                    (None, None) => None,
                };
                let known = weight.filter(|w| w.is_finite() && **w > 0.0);
                let prior = known
                    .map_or(background.unknown, |w| (-w).exp().max(background.floor));
                let in_both = !in_a.is_empty() && !in_b.is_empty();
                let judged = if in_both { 2 } else { 1 };
                let occurrences = in_a.len() + in_b.len();
                let share = (occurrences.saturating_sub(judged) as f32
                    + prior * background.words)
                    / total;
                Rate::of(share, in_both)
            })
            .collect();
        terms.b = dense.split_off(a.tokens.len());
        terms.a = dense;
        terms
    }

    /// How many stems there are.
    pub fn stems(&self) -> usize {
        self.ends.len()
    }

    /// The token positions of a stem in a and in b, ascending.
    pub fn places(&self, stem: u32) -> (&[u32], &[u32]) {
        let stem = stem as usize;
        let begin = stem.checked_sub(1).map_or(0, |before| self.ends[before].1);
        let (middle, end) = self.ends[stem];
        let range = |from: u32, to: u32| &self.places[from as usize..to as usize];
        (range(begin, middle), range(middle, end))
    }

    /// What a stem of both articles is worth that was met.
    pub fn worth_met(&self, stem: u32, rule: &Worth) -> f32 {
        self.rates.get(stem as usize).map_or(0.0, |rate| rule.met(*rate))
    }
}

/// Numbers without gaps that are in the order of those given, and how many there are.
fn ranked(mut numbers: Vec<u32>) -> (Vec<u32>, usize) {
    let most = numbers.iter().max().map_or(0, |most| *most as usize + 1);
    if most <= numbers.len() {
        let mut ranks = vec![0u32; most];
        for &number in &numbers {
            ranks[number as usize] = 1;
        }
        let mut stems = 0;
        for rank in &mut ranks {
            (*rank, stems) = (stems, stems + *rank);
        }
        for number in &mut numbers {
            *number = ranks[*number as usize];
        }
        return (numbers, stems as usize);
    }
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    sorted.dedup();
    for number in &mut numbers {
        *number = count(&sorted[..sorted.partition_point(|known| known < number)]);
    }
    (numbers, sorted.len())
}

/// A run of tokens and the sum of its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Token range.
    pub span: Range<u32>,
    /// Nats.
    pub score: f32,
}

/// How a scan counts its words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Share of its words that a passage is expected to keep on the scanned side.
    pub kept: f32,
    /// Whether an occurrence in the window can be met only once. The words nearest `middle` come first, so a
    /// passage does not grow into neighbours that repeat its words.
    pub once: bool,
}

/// Scans a stretch of one article for words met in a window of the other. Keeps its buffers.
#[derive(Debug)]
pub struct Scanner<'t> {
    terms: &'t Terms,
    /// Occurrences left in the window, for each stem. All zero between scans.
    left: Vec<u32>,
    /// Evidence of each token of the stretch.
    values: Vec<f32>,
    /// Tokens visited so far, in all scans.
    pub work: usize,
}

impl<'t> Scanner<'t> {
    /// A scanner for two articles.
    pub fn new(terms: &'t Terms) -> Self {
        Scanner { terms, left: vec![0; terms.rates.len()], values: Vec::new(), work: 0 }
    }

    /// The segment of the stretch with the greatest sum of evidence; none if no word was met.
    pub fn best(
        &mut self,
        stretch: &[u32],
        first: u32,
        middle: u32,
        window: &[u32],
        rule: Rule,
    ) -> Option<Segment> {
        self.weigh(stretch, middle.saturating_sub(first) as usize, window, rule);
        let (mut sum, mut start) = (0.0f32, first);
        let (mut score, mut span) = (0.0f32, first..first);
        for (at, value) in (first..).zip(&self.values) {
            if sum <= 0.0 {
                (sum, start) = (0.0, at);
            }
            sum += value;
            if sum > score {
                (score, span) = (sum, start..at + 1);
            }
        }
        (score > 0.0).then_some(Segment { span, score })
    }

    /// The sum of the evidence of all words of the stretch, in nats.
    pub fn sum(&mut self, stretch: &[u32], window: &[u32], rule: Rule) -> f32 {
        self.weigh(stretch, stretch.len() / 2, window, rule);
        self.values.iter().sum()
    }

    /// Fills `values`, from the middle of the stretch outwards.
    fn weigh(&mut self, stretch: &[u32], middle: usize, window: &[u32], rule: Rule) {
        for &stem in window {
            self.left[stem as usize] += 1;
        }
        self.values.clear();
        self.values.resize(stretch.len(), 0.0);
        let worth = Worth::new(window.len(), rule.kept);
        let (rates, left) = (&self.terms.rates, &mut self.left);
        let mut judge = |stem: u32, value: &mut f32| {
            let (left, rate) = (&mut left[stem as usize], rates[stem as usize]);
            let met = *left > 0;
            if rule.once {
                *left = left.saturating_sub(1);
            }
            *value = if met { worth.met(rate) } else { worth.missed(rate) };
        };
        // One to the right and one to the left in turn, as long as there are both.
        let middle = middle.min(stretch.len());
        let (to_left, to_right) = stretch.split_at(middle);
        let (values_left, values_right) = self.values.split_at_mut(middle);
        let both = to_left.len().min(to_right.len());
        let mut left = to_left.iter().zip(values_left).rev();
        let mut right = to_right.iter().zip(values_right);
        for ((x, on_right), (y, on_left)) in right.by_ref().zip(left.by_ref()).take(both)
        {
            judge(*x, on_right);
            judge(*y, on_left);
        }
        for (stem, value) in right.chain(left) {
            judge(*stem, value);
        }
        for &stem in window {
            self.left[stem as usize] = 0;
        }
        self.work += stretch.len() + window.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKGROUND: Background =
        Background { words: 1000.0, floor: 1e-6, unknown: 3e-4 };
    const RULE: Rule = Rule { kept: 0.5, once: true };

    fn terms(a: &[u32], b: &[u32], weights: &[f32]) -> Terms {
        Terms::new(
            &Side { tokens: a, stems: &[], weights, sentences: &[] },
            &Side { tokens: b, stems: &[], weights: &[], sentences: &[] },
            BACKGROUND,
        )
    }

    #[test]
    fn stems_are_numbered_alike_in_both_articles() {
        let t = terms(&[900, 5, 900], &[5, 70, 900], &[]);
        assert_eq!((t.a[0], t.a[1]), (t.b[2], t.b[0]));
        assert_eq!(t.places(t.a[0]), (&[0, 2][..], &[2][..]));
    }

    #[test]
    fn rare_words_weigh_more_than_frequent_ones() {
        let t = terms(&[1, 2], &[1, 2], &[3.0, 11.0]);
        let worth = Worth::new(50, 0.5);
        let (frequent, rare) = (t.rates[t.a[0] as usize], t.rates[t.a[1] as usize]);
        assert!(worth.met(rare) > 4.0 && worth.met(rare) > worth.met(frequent));
        assert!(worth.met(frequent) > 0.0);
        assert!(
            worth.missed(rare) < worth.missed(frequent) && worth.missed(frequent) < 0.0
        );
    }

    #[test]
    fn a_word_that_the_background_does_not_know_is_no_common_one() {
        let t = terms(&[1, 2, 3], &[1, 2, 3], &[0.0, f32::INFINITY, 3.0]);
        let (of, worth) = (terms(&[1], &[1], &[]), Worth::new(50, 0.5));
        let met = |t: &Terms, at: usize| worth.met(t.rates[t.a[at] as usize]);
        assert!((met(&t, 0) - met(&of, 0)).abs() < 0.01);
        assert!((met(&t, 1) - met(&of, 0)).abs() < 0.01);
        assert!(met(&t, 0) > 2.0 && met(&t, 0) > met(&t, 2));
    }

    #[test]
    fn the_best_segment_ends_on_words_that_were_met() {
        let a: Vec<u32> = (0..60).collect();
        let b: Vec<u32> = (20..40).chain(100..140).collect();
        let t = terms(&a, &b, &[]);
        let best = Scanner::new(&t).best(&t.a, 0, 30, &t.b, RULE);
        assert_eq!(best.map(|s| s.span), Some(20..40));
    }

    #[test]
    fn an_occurrence_is_met_once() {
        let a: Vec<u32> = (0..10).chain(0..10).chain(50..90).collect();
        let b: Vec<u32> = (0..10).chain(100..120).collect();
        let t = terms(&a, &b, &[]);
        let mut scanner = Scanner::new(&t);
        assert_eq!(scanner.best(&t.a, 0, 5, &t.b, RULE).map(|s| s.span), Some(0..10));
        assert_eq!(
            scanner.best(&t.a, 0, 5, &t.b, Rule { once: false, ..RULE }).map(|s| s.span),
            Some(0..20)
        );
    }

    #[test]
    fn nothing_met_is_no_segment() {
        let t = terms(&[1, 2, 3], &[4, 5, 6], &[]);
        assert_eq!(Scanner::new(&t).best(&t.a, 0, 1, &t.b, RULE), None);
    }
}
