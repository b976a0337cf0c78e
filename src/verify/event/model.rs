//! The event model's constants, in one table.
//!
//! Fitted by logistic regression (C = .05 on standardised features, every corpus
//! weighted alike) on labelled stories of German news in windows of two days on one
//! theme, German front pages of one moment, English coverage of single events, English
//! pairs of like events, and graded pairs in six languages; checked with each corpus
//! left out of the fit in turn. `docs/stories.md` has the figures.

/// A weight for each feature of a pair; the score is the logistic function of their
/// sum.
pub(super) mod weights {
    pub(in super::super) const INTERCEPT: f32 = -3.2596;
    /// Cosine similarity of all weighted terms.
    pub(in super::super) const ALL: f32 = 2.0981;
    /// Share of a title's weight found in the other's title and lead, both ways.
    pub(in super::super) const TITLE_IN_LEAD: f32 = 2.0706;
    /// The same in the other's whole text.
    pub(in super::super) const TITLE_IN_TEXT: f32 = 2.8150;
    /// Shared names of two words.
    pub(in super::super) const NAMES: f32 = 0.4166;
    /// Rare terms that both leads have.
    pub(in super::super) const RARE_IN_LEADS: f32 = 2.3291;
    /// Capitalised words that both have and the language hardly knows.
    pub(in super::super) const UNKNOWN_NAMES: f32 = 1.7052;
    /// Cosine similarity of character grams.
    pub(in super::super) const GRAMS: f32 = 9.7162;
    /// Logarithm of the shorter length in words: long texts share more by chance.
    pub(in super::super) const LENGTH: f32 = -1.1941;
    /// How alike everything around the two is: in a collection of one theme a little
    /// likeness is nothing, in a mixed one it is much, and terms weigh less in the first.
    pub(in super::super) const CROWD: f32 = 40.3747;
    /// One outlet seldom tells one event twice.
    pub(in super::super) const SAME_OUTLET: f32 = -1.0460;
    /// For each day apart beyond [`super::FREE_DAYS`], at most [`super::MOST_DAYS`].
    pub(in super::super) const DAY: f32 = -0.15;
}

/// Days apart that cost nothing.
pub(super) const FREE_DAYS: f32 = 3.0;
/// Days beyond which distance costs no more.
pub(super) const MOST_DAYS: f32 = 10.0;
/// Extra occurrences that a title term counts for.
pub(super) const TITLE_COUNTS: f32 = 3.0;
/// Weight above which a shared lead term counts as rare.
pub(super) const RARE_FROM: f32 = 4.0;
/// Weight above which an unknown name counts.
pub(super) const NAME_FROM: f32 = 2.0;
/// Background rarity from which a word is unknown to its language.
pub(super) const UNKNOWN_FROM: f32 = 8.5;
/// Least cosine similarity, of all terms or of the leads, of a pair worth scoring.
pub(super) const LEAST_ALL: f32 = 0.06;
pub(super) const LEAST_LEAD: f32 = 0.10;
/// Articles' worth of prior for the crowd around an article, and its mean.
pub(super) const CROWD_ARTICLES: f64 = 50.0;
pub(super) const CROWD_MEAN: f64 = 0.04;
