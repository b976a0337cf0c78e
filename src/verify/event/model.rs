//! The event model: its features, their weights, and its constants, in one table.
//!
//! Fitted by `data/event/fit.py` (logistic regression on standardised features, no
//! weight against its sign, every corpus weighted alike) on labelled stories of German
//! news in windows of two days on one theme, German front pages of one moment, English
//! coverage of single events, English pairs of like events, and graded pairs in seven
//! languages; checked with each corpus left out of the fit in turn.
//! `data/event/README.md` has the figures, and why the intercept lies .05 below the fitted one.

/// A feature of a pair, and what it weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    /// What the fit calls it.
    pub name: &'static str,
    /// Its weight in the sum that the score is the logistic function of.
    pub weight: f32,
    /// What to call it when it decides; nothing for what says how to read the others.
    pub words: &'static str,
}

const fn feature(name: &'static str, weight: f32, words: &'static str) -> Feature {
    Feature { name, weight, words }
}

/// How many features there are.
pub const COUNT: usize = 13;

/// What the sum begins with.
pub const INTERCEPT: f32 = -4.1834;

/// Every feature, in the order of [`super::EventScore::features`].
pub static FEATURES: [Feature; COUNT] = [
    // Share of a title's weight found in the other's title and lead, both ways; in the
    // other's whole text.
    feature("title_in_lead", 2.0241, "words of one's title begin the other"),
    feature("title_in_text", 3.0365, "words of one's title stand in the other"),
    // Shared names of two words.
    feature("names", 0.2334, "the same full names"),
    // Rare terms that both leads have.
    feature("rare_in_leads", 1.9775, "the same rare words in both beginnings"),
    // Capitalised words that both have and the language hardly knows; of scripts without
    // capitals, words of title and lead.
    feature("unknown_names", 1.5694, "the same unusual names"),
    // Cosine similarity of character grams.
    feature("grams", 9.5605, "words and parts of words alike"),
    // Numbers that both leads have; that the lead with fewer of them has alone.
    feature("numbers", 2.4332, "the same numbers in both beginnings"),
    feature("other_numbers", -1.3597, "other numbers in the two beginnings"),
    // Logarithm of the shorter length in words: long texts share more by chance.
    feature("length", -0.6609, ""),
    // How alike everything around the two is: in a collection of one theme a little
    // likeness is nothing, in a mixed one it is much, and terms weigh less in the first.
    feature("crowd", 25.0621, ""),
    // One outlet seldom tells one event twice.
    feature("same_outlet", -0.6734, "one outlet"),
    // What one outlet writes later is more often what happened next: logarithm of one and
    // the days between, `MOST_AGAIN` at most.
    feature("outlet_again", -0.4000, "one outlet on another day"),
    // Days apart beyond `FREE_DAYS`, at most `MOST_DAYS`. Set by hand: see the README.
    feature("days", -0.2500, "days apart"),
];

/// Days apart that cost nothing.
pub(super) const FREE_DAYS: f32 = 3.0;
/// Days beyond which an outlet's next report is no later.
pub(super) const MOST_AGAIN: f32 = 14.0;
/// Days beyond which distance costs no more.
pub(super) const MOST_DAYS: f32 = 10.0;
/// Extra occurrences that a title term counts for.
pub(super) const TITLE_COUNTS: u32 = 3;
/// Weight above which a shared lead term counts as rare.
pub(super) const RARE_FROM: f32 = 4.0;
/// Weight above which an unknown name counts.
pub(super) const NAME_FROM: f32 = 2.0;
/// Weight above which a number counts.
pub(super) const NUMBER_FROM: f32 = 2.2;
/// Background rarity from which a word is unknown to its language.
pub(super) const UNKNOWN_FROM: f32 = 8.5;
/// Least cosine similarity, of all terms or of the leads, of a pair worth scoring.
pub(super) const LEAST_ALL: f32 = 0.06;
pub(super) const LEAST_LEAD: f32 = 0.10;
/// Likeness of grams that pairs seldom go beyond whose words say so little: of 146,000 such
/// pairs of German news, 36 had come to a score of 0.1 or more.
pub(super) const LIKELY_GRAMS: f32 = 0.25;
/// Least sum of a pair worth scoring: the score 0.02, up to which stories do not count it.
pub(super) const LEAST_SUM: f32 = -3.89;
/// Articles' worth of prior for the crowd around an article, and its mean.
pub(super) const CROWD_ARTICLES: f64 = 50.0;
pub(super) const CROWD_MEAN: f64 = 0.04;
/// Crowd from which an article is a candidate for those that it is as little alike as the
/// settings say. In a thinner one a pair so little alike never comes to anything: what its
/// score lacks by the crowd, words have to make up for.
pub(super) const CROWDED: f32 = 0.0375;
/// By how much, as a share of that, each article asks for more, for a crowd thinner by 1.
pub(super) const STRICTER: f32 = 20.0;

/// How much more than others each article asks of candidates in other languages, as a share:
/// where they share less, their score comes to nothing.
pub const STRICTER_ABROAD: f32 = 0.35;

/// What embeddings add: see `data/event/README.md`.
pub(super) mod embedding {
    /// Part of the sum of words that stays beside an embedding.
    pub(in super::super) const KEPT: f32 = 0.4558;
    /// What the way from two happenings to one weighs, and what is added to it.
    pub(in super::super) const WEIGHT: f32 = 3.3897;
    pub(in super::super) const INTERCEPT: f32 = -2.5634;
    /// Cosines of one happening and of two in a run too small to tell, and the pairs that
    /// each of them is worth.
    pub(in super::super) const HIGH: f32 = 0.95;
    pub(in super::super) const LOW: f32 = 0.4;
    pub(in super::super) const PRIOR_PAIRS: f64 = 5.0;
    /// Standard deviation of these pairs.
    pub(in super::super) const PRIOR_SPREAD: f64 = 0.15;
    /// Squared distance of the two means, in variances, up to which a model is not believed,
    /// and from which it is.
    pub(in super::super) const UNTRUSTED: f64 = 1.0;
    pub(in super::super) const TRUSTED: f64 = 3.0;
}

/// The model of a pair in two languages, whose terms meet in English. Fitted by
/// `data/event/fit_across.py` on one invented news week in sixteen languages, `data/languages`;
/// placed by reading what it joined of news in eight languages: `data/event/README.md`.
pub(super) mod across {
    pub(in super::super) const INTERCEPT: f32 = -6.0;
    /// Cosine similarities of all terms, and of those of title and lead.
    pub(in super::super) const ALL: f32 = 11.74;
    pub(in super::super) const LEAD: f32 = 10.90;
    const NAMES: f32 = 1.98;
    const NUMBERS: f32 = 2.09;
    const OTHER_NUMBERS: f32 = -1.01;

    /// What a feature weighs, which may be nothing.
    pub(in super::super) fn weight(feature: &super::Feature) -> f32 {
        match feature.name {
            "names" => NAMES,
            "numbers" => NUMBERS,
            "other_numbers" => OTHER_NUMBERS,
            "days" => feature.weight,
            _ => 0.0,
        }
    }
}
/// Background rarity from which a capitalised word or a number is taken for one that is
/// written alike in other languages.
pub(super) const TRAVELS_FROM: f32 = 5.0;
