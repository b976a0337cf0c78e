//! What two texts have in common, told in three counts.

/// What two texts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReuseKind {
    /// The same words in the same order.
    Exact,
    /// Nearly the same text.
    Near,
    /// One text holds (nearly) all of the other.
    Contains,
    /// The texts share a part; also one template filled in with other numbers.
    Partial,
}

/// A verified text-reuse link between two texts, by their places in the collection.
///
/// Three counts, of which the figures are made when they are asked for: a large collection
/// has several links an article.
///
/// ```
/// use samestory::verify::reuse::{ReuseKind, ReuseLink};
///
/// let (a, b, kind, template) = (0, 1, ReuseKind::Near, None);
/// let link = ReuseLink { a, b, kind, template, shared: 60, in_a: 80, in_b: 100 };
/// assert_eq!((link.jaccard(), link.containment_ab()), (0.5, 0.75));
/// assert_eq!((link.containment(), link.least_containment()), (0.75, 0.6));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReuseLink {
    /// One text.
    pub a: u32,
    /// The other; `a < b`.
    pub b: u32,
    /// What they have in common.
    pub kind: ReuseKind,
    /// When they are one template filled in with other numbers: how many of the numbers
    /// of the text that has fewer are in both, and how many it has; 65,535 of more than
    /// that. Then they are `partial`, and never the same text.
    pub template: Option<(u16, u16)>,
    /// Distinct shingles in both.
    pub shared: u32,
    /// Distinct shingles of `a`; 0 where `exact` says enough.
    pub in_a: u32,
    /// The same of `b`.
    pub in_b: u32,
}

impl ReuseLink {
    /// The link of two texts that have the same words.
    pub const fn exact(a: u32, b: u32) -> Self {
        let (kind, template) = (ReuseKind::Exact, None);
        Self { a, b, kind, template, shared: 0, in_a: 0, in_b: 0 }
    }

    fn share_of(&self, shingles: u32) -> f64 {
        match self.kind {
            ReuseKind::Exact => 1.0,
            _ if shingles == 0 => 0.0,
            _ => f64::from(self.shared) / f64::from(shingles),
        }
    }

    /// Exact Jaccard similarity of the shingle sets.
    pub fn jaccard(&self) -> f64 {
        self.share_of(self.in_a + self.in_b.saturating_sub(self.shared))
    }

    /// Exact share of `a`'s shingles found in `b`.
    pub fn containment_ab(&self) -> f64 {
        self.share_of(self.in_a)
    }

    /// Exact share of `b`'s shingles found in `a`.
    pub fn containment_ba(&self) -> f64 {
        self.share_of(self.in_b)
    }

    /// The larger of the two containments: no Jaccard similarity exceeds it.
    pub fn containment(&self) -> f64 {
        self.share_of(self.in_a.min(self.in_b))
    }

    /// The smaller of the two containments.
    pub fn least_containment(&self) -> f64 {
        self.share_of(self.in_a.max(self.in_b))
    }

    /// The same link, told from the other end.
    #[must_use]
    pub const fn turned(self) -> Self {
        let Self { a, b, in_a, in_b, .. } = self;
        Self { a: b, b: a, in_a: in_b, in_b: in_a, ..self }
    }
}
