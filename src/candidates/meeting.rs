//! What articles share of the terms of one of them, one after the other.

use std::ops::Range;

use super::term_postings::Postings;
use super::terms::PART_BITS;

/// What an article shares with others: in the last byte how many terms, and before it the
/// sum of their parts in both, multiplied, in [`SUMMED`].
type Shared = u32;
const COUNTED: u32 = 8;
/// The product 1: so high that there is room for a sum of nearly 4.
pub(super) const SUMMED: u32 = 1 << 22;

/// What an article shares with the one that met it last.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    /// The rank of that one, counted from 1.
    asker: u32,
    shared: Shared,
}

/// What the articles of all ranks share with one after the other.
pub(super) struct Meeting {
    /// By rank. What another asker left is as good as nothing, so that nothing is cleared.
    met: Vec<Met>,
    /// The ranks that share enough terms with the present one.
    enough: Vec<u32>,
    asker: u32,
}

impl Meeting {
    pub(super) fn new(articles: usize) -> Self {
        Self { met: vec![Met::default(); articles], enough: Vec::new(), asker: 0 }
    }

    /// Begins anew, for the one of a rank that has not asked yet.
    pub(super) fn begin(&mut self, rank: u32) {
        self.asker = rank.saturating_add(1);
        self.enough.clear();
    }

    /// Counts a term in the articles at some places of its list.
    pub(super) fn count(
        &mut self,
        postings: &Postings,
        places: Range<usize>,
        part: u16,
        enough: u8,
    ) {
        const UNUSED: u32 = 2 * PART_BITS - SUMMED.trailing_zeros();
        let ranks = postings.ranks.get(places.clone()).unwrap_or_default();
        let parts = postings.parts.get(places).unwrap_or_default();
        for (&other, &their) in ranks.iter().zip(parts) {
            if let Some(met) = self.met.get_mut(other as usize) {
                let before = if met.asker == self.asker { met.shared } else { 0 };
                let product = (u32::from(part) * u32::from(their)) >> UNUSED;
                let shared = before.saturating_add(product << COUNTED | 1);
                *met = Met { asker: self.asker, shared };
                if shared & ((1 << COUNTED) - 1) == u32::from(enough) {
                    self.enough.push(other);
                }
            }
        }
    }

    /// The ranks that share enough terms, behind the sums that they share.
    pub(super) fn enough(&self) -> impl Iterator<Item = (u32, u32)> {
        let sum = |rank: u32| Some(self.met.get(rank as usize)?.shared >> COUNTED);
        self.enough.iter().filter_map(move |&rank| Some((sum(rank)?, rank)))
    }
}
