//! Where passages in other words begin: squares of the dot plot of two articles in which many
//! equal rare stems meet, in whatever order.

use super::evidence::Terms;
use super::ranges::count;
use super::rewritten::Settings;
use super::worth::Worth;
use std::collections::BTreeMap;
use std::ops::Range;

/// Squares of the dot plot with enough evidence, best first, as spans of a and b.
pub(super) fn seeds(terms: &Terms, settings: &Settings) -> Vec<(Range<u32>, Range<u32>)> {
    let cell = settings.cell.max(1);
    let side = cell.saturating_mul(2);
    let (na, nb) = (count(&terms.a), count(&terms.b));
    let size = (na.div_ceil(cell), nb.div_ceil(cell));
    let worth = Worth::new(side as usize, settings.kept);
    let mut cells = Plot::new(size);
    for stem in (0u32..).take(terms.stems()) {
        let (in_a, in_b) = terms.places(stem);
        let points_of_it = in_a.len().saturating_mul(in_b.len());
        if points_of_it == 0 || points_of_it > settings.point_cap {
            continue;
        }
        let value = terms.worth_met(stem, &worth);
        for i in in_a {
            for j in in_b {
                cells.add((i / cell, j / cell), value);
            }
        }
    }
    let mut corners = Plot::new(size);
    for ((i, j), value) in cells.filled() {
        for (up, left) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            if i >= up && j >= left {
                corners.add((i - up, j - left), value);
            }
        }
    }
    let mut squares: Vec<_> = corners.filled().collect();
    squares.retain(|s| s.1 >= settings.seed_evidence);
    squares.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    let span = |at: u32, n: u32| at * cell..(at * cell).saturating_add(side).min(n);
    squares.into_iter().map(|((i, j), _)| (span(i, na), span(j, nb))).collect()
}

/// Sums by the cells of a dot plot. Values are added up in the order they come in, so that
/// the sums are the same in every run.
struct Plot {
    width: u32,
    /// Row by row, where there are few enough.
    dense: Vec<f32>,
    /// Of a plot of two very long articles, most of which is empty.
    sparse: BTreeMap<(u32, u32), f32>,
}

impl Plot {
    /// Most cells that are all held: articles of some 12,000 words each.
    const MOST: usize = 1 << 18;

    fn new((height, width): (u32, u32)) -> Self {
        let cells = (height as usize).saturating_mul(width as usize);
        let dense = vec![0.0; if cells <= Self::MOST { cells } else { 0 }];
        Self { width, dense, sparse: BTreeMap::new() }
    }

    fn add(&mut self, cell: (u32, u32), value: f32) {
        if self.dense.is_empty() {
            *self.sparse.entry(cell).or_default() += value;
        } else if let Some(sum) =
            self.dense.get_mut((cell.0 * self.width + cell.1) as usize)
        {
            *sum += value;
        }
    }

    /// The cells that hold something, and their sums, sorted.
    fn filled(&self) -> impl Iterator<Item = ((u32, u32), f32)> {
        let place = |at: u32| (at / self.width.max(1), at % self.width.max(1));
        let dense = (0u32..).zip(&self.dense).map(move |(at, sum)| (place(at), *sum));
        let sparse = self.sparse.iter().map(|(cell, sum)| (*cell, *sum));
        dense.chain(sparse).filter(|(_, sum)| *sum != 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_plot_is_the_same_whether_all_of_it_is_held(
            points in prop::collection::vec(((0u32..7, 0u32..9), 0.1f32..9.0), 0..60)
        ) {
            let mut dense = Plot::new((7, 9));
            let mut sparse = Plot::new((u32::MAX, u32::MAX));
            prop_assert!(sparse.dense.is_empty());
            for (cell, value) in points {
                dense.add(cell, value);
                sparse.add(cell, value);
            }
            prop_assert!(dense.sparse.is_empty());
            prop_assert!(dense.filled().eq(sparse.filled()));
        }
    }
}
