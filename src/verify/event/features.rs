//! The features of a pair, and what they are made of: the terms that two profiles share.

use super::Profile;
use super::model::{
    COUNT, FEATURES, FREE_DAYS, INTERCEPT, LEAST_SUM, LIKELY_GRAMS, MOST_AGAIN,
    MOST_DAYS, NAME_FROM, RARE_FROM,
};
use super::profile::{TermList, Weighted};

/// What is summed over the terms that two profiles share.
#[derive(Default, Clone, Copy)]
pub(super) struct Sums {
    pub(super) lead: f32,
    /// Weights of terms in one's title that the lead of the other has.
    a_in_lead: f32,
    b_in_lead: f32,
    names: f32,
    rare: f32,
    unknown: f32,
    numbers: f32,
}

impl Sums {
    /// Of terms of both: all that are keys of both, and perhaps others.
    pub(super) fn of<'t>(
        pairs: impl Iterator<Item = (&'t Weighted, &'t Weighted)>,
    ) -> Self {
        let mut sums = Self::default();
        // Names of two words stand in no title and no lead. Adding nothing is quicker than a
        // branch that nobody can foretell.
        let when = |so: bool, value: f32| if so { value } else { 0.0 };
        for (x, y) in pairs {
            let weight = x.weight;
            sums.lead += x.lead * y.lead;
            sums.names += when(x.name(), weight.max(0.0));
            sums.a_in_lead += when(x.in_title() && y.lead > 0.0, weight);
            sums.b_in_lead += when(y.in_title() && x.lead > 0.0, weight);
            let leads = x.lead > 0.0 && y.lead > 0.0;
            sums.rare += when(leads, (weight - RARE_FROM).max(0.0));
            sums.numbers += when(x.lead_number() && y.lead_number(), weight);
            let unknown_names = x.unknown_name() && y.unknown_name();
            sums.unknown += when(unknown_names, (weight - NAME_FROM).max(0.0));
        }
        sums
    }
}

/// What features are made of beside what both profiles are by themselves.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) sums: Sums,
    /// The places among its keys of terms in one's title that the other has anywhere.
    pub(super) of_a: Vec<usize>,
    pub(super) of_b: Vec<usize>,
}

impl Shared {
    /// The features of a pair, in the order of [`FEATURES`]; in the place of its grams what
    /// such pairs seldom go beyond, until [`set_grams`].
    pub(super) fn features(&mut self, a: &Profile, b: &Profile) -> [f32; COUNT] {
        let a_in_text = of_title(&a.keys, &mut self.of_a);
        let b_in_text = of_title(&b.keys, &mut self.of_b);
        let Sums { a_in_lead, b_in_lead, names, rare, unknown, numbers, .. } = self.sums;
        let both = |in_a: f32, in_b: f32| {
            f32::midpoint(in_a / (2.0 + a.title_weight), in_b / (2.0 + b.title_weight))
        };
        let hours = hours_apart(a.seconds, b.seconds);
        let same_outlet = a.outlet.is_some() && a.outlet == b.outlet;
        let other_numbers = (a.number_weight.min(b.number_weight) - numbers).max(0.0);
        [
            both(a_in_lead, b_in_lead),
            both(a_in_text, b_in_text),
            (names / 9.0).ln_1p(),
            (rare / 4.0).ln_1p(),
            (unknown / 5.0).ln_1p(),
            LIKELY_GRAMS,
            (numbers / 4.0).ln_1p(),
            (other_numbers / 4.0).ln_1p(),
            (a.words.min(b.words).max(1) as f32).ln(),
            a.crowd + b.crowd,
            if same_outlet { 1.0 } else { 0.0 },
            if same_outlet { days(hours).min(MOST_AGAIN).ln_1p() } else { 0.0 },
            days_late(hours),
        ]
    }
}

/// The place of the grams among the features.
const GRAMS: usize = 5;

/// Says what the grams of a pair are alike.
pub(super) const fn set_grams(features: &mut [f32; COUNT], grams: f32) {
    features[GRAMS] = grams;
}

/// Whether a pair with such features may count for stories, whatever its grams: see
/// [`Worth::Counting`](super::Worth::Counting).
pub(super) fn may_count(a: &Profile, b: &Profile, features: &[f32; COUNT]) -> bool {
    a.embedding.is_some() && b.embedding.is_some() || sum(features) >= LEAST_SUM
}

/// The weights of title terms, given their places: in the order of these, so that the sum
/// is the same however they were found.
fn of_title(keys: &TermList, places: &mut [usize]) -> f32 {
    places.sort_unstable();
    places.iter().filter_map(|&place| keys.terms.get(place)).map(|term| term.weight).sum()
}

/// What the score is the logistic function of.
pub(super) fn sum(features: &[f32; COUNT]) -> f32 {
    let parts = FEATURES.iter().zip(features).map(|(feature, x)| feature.weight * x);
    INTERCEPT + parts.sum::<f32>()
}

/// Hours between two times, if both are known.
pub(super) fn hours_apart(a: Option<i64>, b: Option<i64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.abs_diff(b) as f64 / 3600.0),
        _ => None,
    }
}

/// Days apart; none where one is undated, so that it is compared by its words alone.
fn days(hours: Option<f64>) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a feature")]
    let days = hours.map_or(0.0, |hours| (hours / 24.0) as f32);
    days
}

/// Days apart beyond those that cost nothing.
pub(super) fn days_late(hours: Option<f64>) -> f32 {
    (days(hours) - FREE_DAYS).clamp(0.0, MOST_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_are_put_where_the_table_has_them() {
        assert_eq!(FEATURES[GRAMS].name, "grams");
    }
}
