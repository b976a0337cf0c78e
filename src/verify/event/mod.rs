//! The event score: how likely two articles tell of the same happening.
//!
//! A logistic model over thirteen features of the two articles' terms, grams, titles,
//! names and outlets, and of their neighbourhood. The neighbourhood matters: in a
//! collection of one theme every article resembles every other a little, in a mixed one
//! a little is a lot. Articles of two languages have a plainer model of their own,
//! [`score_across`]. What embeddings add comes on top of either, in
//! [`EventScore::with_embedding`].

mod across;
mod against;
mod crowd;
mod embedding;
mod features;
mod filed;
mod model;
mod outline;
mod packed;
mod profile;
mod profiles;

pub use across::AgainstAbroad;
pub use against::Against;
pub(crate) use crowd::Crowd;
pub use crowd::{parts_of_sum, set_crowds, set_crowds_beside, sum_of_parts};
pub use embedding::{Cosines, EmbeddingPart, Scale};
pub use model::{COUNT, FEATURES, Feature, INTERCEPT, STRICTER_ABROAD};
pub use outline::Outline;
pub use packed::{Packed, pack, unpack};
pub use profile::Profile;
pub(crate) use profiles::{ProfileReader, ProfileWriter, Profiles};

use crate::text::stems::StemHash;
use features::{Shared, Sums, hours_apart};
use model::{LEAST_ALL, LEAST_LEAD};

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
    /// Whether the two are in two languages, where features weigh differently.
    pub across: bool,
    /// What the embeddings say, if both articles have one.
    pub embedding: Option<EmbeddingPart>,
}

impl EventScore {
    /// What a feature weighs in this score.
    fn weight(&self, feature: &Feature) -> f32 {
        if self.across { model::across::weight(feature) } else { feature.weight }
    }

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
            .map(|(feature, x)| (kept * self.weight(feature) * x, feature.words))
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

/// The terms in both articles, those that count most first, at most eight. Of two languages
/// they are those of `a`.
pub fn shared_terms(a: &Profile, b: &Profile) -> Vec<StemHash> {
    if a.lang != b.lang {
        let mut against = AgainstAbroad::default();
        against.lay_out(a);
        return against.shared_terms(b);
    }
    let told = a.shared(b).filter(|(_, x, _)| !x.name());
    let mut shared: Vec<(f32, StemHash)> =
        told.map(|(hash, x, y)| (x.all * y.all + x.lead * y.lead, hash)).collect();
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
    let met: Vec<_> = a.keys.shared(&b.keys).collect();
    let mut shared = Shared {
        sums: Sums::of(met.iter().map(|((_, x), (_, y))| (*x, *y))),
        of_a: met.iter().filter(|(x, _)| x.1.in_title()).map(|(x, _)| x.0).collect(),
        of_b: met.iter().filter(|(_, y)| y.1.in_title()).map(|(_, y)| y.0).collect(),
    };
    shared.of_a.extend(a.keys.titles_in(&b.others));
    shared.of_b.extend(b.keys.titles_in(&a.others));
    score_shared(
        a,
        b,
        worth,
        &mut shared,
        || a.term_similarity(b),
        || a.gram_similarity(b),
    )
}

/// [`score`], given what the two share, and how to learn what their terms and their grams
/// are alike.
fn score_shared(
    a: &Profile,
    b: &Profile,
    worth: Worth,
    shared: &mut Shared,
    terms: impl FnOnce() -> f32,
    grams: impl FnOnce() -> f32,
) -> Option<EventScore> {
    let mut features = shared.features(a, b);
    if worth == Worth::Counting && !features::may_count(a, b, &features) {
        return None;
    }
    // Not before: most pairs are not worth it.
    let (all, lead) = (terms(), shared.sums.lead);
    if all <= LEAST_ALL && lead <= LEAST_LEAD {
        return None;
    }
    let (grams, hours) = (grams(), hours_apart(a.seconds, b.seconds));
    features::set_grams(&mut features, grams);
    let score = logistic(features::sum(&features));
    let across = false;
    Some(EventScore { score, all, lead, grams, hours, features, across, embedding: None })
}

/// Scores a pair in two languages by what their terms mean, names and numbers above all, and
/// by time. The same from either side. [`AgainstAbroad`] scores many against one.
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
    let mut against = AgainstAbroad::default();
    against.lay_out(a);
    against.score(b)
}

fn logistic(z: f32) -> f32 {
    1.0 / (1.0 + (-z).exp())
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
            for term in &mut profile.keys.terms {
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
