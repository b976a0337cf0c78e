//! The event score: how likely two articles tell of the same happening.
//!
//! A logistic model over thirteen features of the two articles' terms, grams, titles,
//! names and outlets, and of their neighbourhood. The neighbourhood matters: in a
//! collection of one theme every article resembles every other a little, in a mixed one
//! a little is a lot. Articles of two languages have a plainer model of their own,
//! [`score_across`]. What embeddings add comes on top of either, in
//! [`EventScore::with_embedding`].

mod against;
mod crowd;
mod embedding;
mod model;
mod outline;
mod packed;
mod profile;
mod profiles;

pub use against::Against;
pub(crate) use crowd::Crowd;
pub use crowd::{parts_of_sum, set_crowds, set_crowds_beside, sum_of_parts};
pub use embedding::{Cosines, EmbeddingPart, Scale};
pub use model::{COUNT, FEATURES, Feature, INTERCEPT};
pub use outline::Outline;
pub use packed::{Packed, pack, unpack};
pub use profile::Profile;
pub(crate) use profiles::{ProfileReader, ProfileWriter, Profiles};

use crate::text::stems::StemHash;
use model::{
    FREE_DAYS, LEAST_ALL, LEAST_LEAD, LEAST_SUM, LIKELY_GRAMS, MOST_AGAIN, MOST_DAYS,
    NAME_FROM, RARE_FROM, across,
};
use profile::Weighted;

/// Shared terms kept as evidence.
const NAMED: usize = 8;
/// Part of the sum from which a feature is told.
const TOLD_FROM: f32 = 0.3;
/// Features told for either side.
const TOLD: usize = 3;

/// The score of a pair and what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EventScore {
    /// How likely the two tell of the same happening, 0 to 1.
    pub score: f32,
    /// Cosine similarity of the whole articles' weighted terms.
    pub all: f32,
    /// The same of titles and leads.
    pub lead: f32,
    /// Cosine similarity of their character grams.
    pub grams: f32,
    /// Hours between the two, if both are dated.
    pub hours: Option<f64>,
    /// The features, in the order of [`FEATURES`].
    pub features: [f32; COUNT],
    /// What the embeddings say, if both articles have one.
    pub embedding: Option<EmbeddingPart>,
}

impl EventScore {
    /// What speaks for one story and what against it, in words, the weightiest first, at
    /// most three each.
    ///
    /// ```
    /// use samestory::verify::event::{EventScore, FEATURES};
    ///
    /// let mut score = EventScore::default();
    /// for (slot, feature) in score.features.iter_mut().zip(&FEATURES) {
    ///     if feature.name == "names" || feature.name == "days" {
    ///         *slot = 8.0;
    ///     }
    /// }
    /// assert_eq!(score.reasons(), (vec!["the same full names"], vec!["days apart"]));
    /// ```
    pub fn reasons(&self) -> (Vec<&'static str>, Vec<&'static str>) {
        let kept = if self.embedding.is_some() { model::embedding::KEPT } else { 1.0 };
        let mut parts: Vec<(f32, &'static str)> = FEATURES
            .iter()
            .zip(&self.features)
            .map(|(feature, x)| (kept * feature.weight * x, feature.words))
            .chain(self.embedding.map(EmbeddingPart::told))
            .filter(|(part, words)| part.abs() >= TOLD_FROM && !words.is_empty())
            .collect();
        parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()).then(a.1.cmp(b.1)));
        let side = |of: bool| {
            let parts = parts.iter().filter(move |(part, _)| (*part > 0.0) == of);
            parts.map(|(_, words)| *words).take(TOLD).collect()
        };
        (side(true), side(false))
    }
}

/// The terms in both articles, those that count most first, at most eight.
pub fn shared_terms(a: &Profile, b: &Profile) -> Vec<StemHash> {
    let of = |(i, j): (usize, usize)| {
        let (x, y) = (a.terms.get(i)?, b.terms.get(j)?);
        let value = x.all * y.all + x.lead * y.lead;
        (!x.name()).then_some((value, *a.hashes.get(i)?))
    };
    let mut shared: Vec<(f32, StemHash)> =
        a.places(b).into_iter().filter_map(of).collect();
    shared.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    shared.truncate(NAMED);
    // Not in place: the few that are kept would keep the memory of all.
    shared.iter().map(|(_, hash)| *hash).collect()
}

/// Which pairs are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// Those that are alike a little, in all terms or in those of the leads.
    Any,
    /// Of these the ones that may count for stories: not those whose words say so little
    /// that the score would be below 0.02 with any grams that such pairs have, where no
    /// embedding could make up for it. Their grams are not compared, which takes longest.
    Counting,
}

/// Scores a pair; `None` when the two have so little in common that they are not worth
/// it.
///
/// ```
/// use samestory::sketch::rarities::Rarities;
/// use samestory::sketch::terms::TermReader;
/// use samestory::text::language::Lang;
/// use samestory::verify::event::{Profile, Worth, score};
///
/// let english = Lang::from_code("en");
/// let mut reader = TermReader::default();
/// let a = reader.read("Train reaches Khasan", "Kim Jong Un's train reached Khasan.", &[], english);
/// let b = reader.read("Kim arrives in Russia", "A train with Kim stopped at Khasan.", &[], english);
/// let rarities = Rarities::of(&[&a, &b]);
/// let profile = |terms| Profile::new(terms, &rarities, english);
/// let event = score(&profile(&a), &profile(&b), Worth::Any);
/// assert!(event.is_some_and(|event| event.score > 0.5));
/// ```
pub fn score(a: &Profile, b: &Profile, worth: Worth) -> Option<EventScore> {
    let shared = a.shared(b);
    score_shared(a, b, worth, shared.iter().copied(), || a.gram_similarity(b))
}

/// [`score`], given the terms that stand in both and what their grams are alike.
fn score_shared<'p>(
    a: &Profile,
    b: &Profile,
    worth: Worth,
    shared: impl Iterator<Item = (&'p Weighted, &'p Weighted)>,
    grams: impl FnOnce() -> f32,
) -> Option<EventScore> {
    let (mut all, mut lead) = (0.0, 0.0);
    let (mut a_in_lead, mut b_in_lead, mut a_in_text, mut b_in_text) =
        (0.0, 0.0, 0.0, 0.0);
    let (mut names, mut rare, mut unknown, mut numbers) = (0.0, 0.0, 0.0, 0.0);
    // Names of two words stand in no title and no lead. Adding nothing is quicker than a
    // branch that nobody can foretell.
    let when = |so: bool, value: f32| if so { value } else { 0.0 };
    for (x, y) in shared {
        let weight = x.weight;
        all += x.all * y.all;
        lead += x.lead * y.lead;
        names += when(x.name(), weight.max(0.0));
        a_in_text += when(x.in_title(), weight);
        a_in_lead += when(x.in_title() && y.lead > 0.0, weight);
        b_in_text += when(y.in_title(), weight);
        b_in_lead += when(y.in_title() && x.lead > 0.0, weight);
        let leads = x.lead > 0.0 && y.lead > 0.0;
        rare += when(leads, (weight - RARE_FROM).max(0.0));
        numbers += when(x.lead_number() && y.lead_number(), weight);
        let unknown_names = x.unknown_name() && y.unknown_name();
        unknown += when(unknown_names, (weight - NAME_FROM).max(0.0));
    }
    if all <= LEAST_ALL && lead <= LEAST_LEAD {
        return None;
    }
    let both = |in_a: f32, in_b: f32| {
        f32::midpoint(in_a / (2.0 + a.title_weight), in_b / (2.0 + b.title_weight))
    };
    let hours = hours_apart(a, b);
    let same_outlet = a.outlet.is_some() && a.outlet == b.outlet;
    let other_numbers = (a.number_weight.min(b.number_weight) - numbers).max(0.0);
    let of_grams = |grams: f32| {
        [
            both(a_in_lead, b_in_lead),
            both(a_in_text, b_in_text),
            (names / 9.0).ln_1p(),
            (rare / 4.0).ln_1p(),
            (unknown / 5.0).ln_1p(),
            grams,
            (numbers / 4.0).ln_1p(),
            (other_numbers / 4.0).ln_1p(),
            (a.words.min(b.words).max(1) as f32).ln(),
            a.crowd + b.crowd,
            if same_outlet { 1.0 } else { 0.0 },
            if same_outlet { days(hours).min(MOST_AGAIN).ln_1p() } else { 0.0 },
            days_late(hours),
        ]
    };
    let embedded = a.embedding.is_some() && b.embedding.is_some();
    if worth == Worth::Counting && !embedded && sum(&of_grams(LIKELY_GRAMS)) < LEAST_SUM {
        return None;
    }
    let grams = grams();
    let features = of_grams(grams);
    let score = logistic(sum(&features));
    Some(EventScore { score, all, lead, grams, hours, features, embedding: None })
}

/// Scores a pair in two languages, by names, by the beginnings of words, and by time.
/// Terms are compared as they are written: nothing is translated, so that two scripts
/// never meet.
///
/// ```
/// use samestory::sketch::rarities::Rarities;
/// use samestory::sketch::terms::TermReader;
/// use samestory::text::language::Lang;
/// use samestory::verify::event::{Profile, score_across};
///
/// let profile = |text, lang| {
///     let terms = TermReader::default().read("", text, &[], Lang::from_code(lang));
///     Profile::new(&terms, &Rarities::of(&[&terms]), Lang::from_code(lang))
/// };
/// let a = profile("In Torsholm hat Minister Arne Solvik den Hafen gesperrt.", "de");
/// let b = profile("The minister Arne Solvik has closed the harbour of Torsholm.", "en");
/// let c = profile("The minister of finance has closed the books on a poor year.", "en");
/// assert!(score_across(&a, &b).score > score_across(&a, &c).score);
/// ```
pub fn score_across(a: &Profile, b: &Profile) -> EventScore {
    let (mut all, mut lead, mut names) = (0.0, 0.0, 0.0);
    for (x, y) in a.shared(b) {
        all += x.all * y.all;
        lead += x.lead * y.lead;
        if x.name() {
            names += x.weight.min(y.weight).max(0.0);
        }
    }
    let (grams, hours) = (a.gram_similarity(b), hours_apart(a, b));
    let (names, days) = ((names / 9.0).ln_1p(), days_late(hours));
    let mut features = [0.0; COUNT];
    let mut z = across::INTERCEPT + across::NAMES * names + across::GRAMS * grams;
    for (feature, slot) in FEATURES.iter().zip(&mut features) {
        match feature.name {
            "names" => *slot = names,
            "grams" => *slot = grams,
            "days" => {
                *slot = days;
                z += feature.weight * days;
            }
            _ => {}
        }
    }
    let score = logistic(z);
    EventScore { score, all, lead, grams, hours, features, embedding: None }
}

/// What the score is the logistic function of.
fn sum(features: &[f32; COUNT]) -> f32 {
    let parts = FEATURES.iter().zip(features).map(|(feature, x)| feature.weight * x);
    INTERCEPT + parts.sum::<f32>()
}

fn logistic(z: f32) -> f32 {
    1.0 / (1.0 + (-z).exp())
}

fn hours_apart(a: &Profile, b: &Profile) -> Option<f64> {
    match (a.seconds, b.seconds) {
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
fn days_late(hours: Option<f64>) -> f32 {
    (days(hours) - FREE_DAYS).clamp(0.0, MOST_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Embedding;
    use crate::sketch::rarities::Rarities;
    use crate::sketch::terms::TermReader;
    use crate::text::language::Lang;

    #[test]
    fn where_words_say_too_little_to_count_only_an_embedding_is_worth_the_grams() {
        let english = Lang::from_code("en");
        // One rare word in common, in long texts.
        let text = |with: &str| {
            let words = (0..400).map(|n| format!("{with}{} ", n * 7919 % 1009));
            format!("The Torsholm {}", words.collect::<String>())
        };
        let texts = [text("spoon"), text("bridge")];
        let terms = texts.map(|text| TermReader::default().read("", &text, &[], english));
        let rarities = Rarities::of(&[&terms[0], &terms[1]]);
        let mut pair = terms.map(|terms| Profile::new(&terms, &rarities, english));
        for (profile, days) in pair.iter_mut().zip([0, 20]) {
            profile.seconds = Some(days * 24 * 3600);
            for term in &mut profile.terms {
                // As if the leads were alike, which alone is worth a look.
                term.lead = term.lead.max(0.3);
            }
        }
        let counting = |pair: &[Profile; 2]| score(&pair[0], &pair[1], Worth::Counting);
        let any = score(&pair[0], &pair[1], Worth::Any);
        assert!(any.is_some_and(|event| event.score < 0.02));
        assert_eq!(counting(&pair), None);
        pair[0].embedding = Embedding::new(&[1.0, 0.0]);
        assert_eq!(counting(&pair), None);
        pair[1].embedding = Embedding::new(&[1.0, 0.0]);
        assert_eq!(counting(&pair), any);
    }
}
