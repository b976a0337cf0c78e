//! The event score: how likely two articles tell of the same happening.
//!
//! A logistic model over a dozen features of the two articles' terms, their times and
//! their neighbourhood. The neighbourhood matters: in a collection of one theme every
//! article resembles every other a little, in a mixed one a little is a lot.

use crate::sketch::terms::{Rarities, Terms};
use crate::text::language::Lang;
use crate::text::stems::StemHash;

/// The weights of the model, fitted on labelled stories; see `docs/stories.md`.
mod weights {
    pub(super) const INTERCEPT: f32 = -2.518;
    pub(super) const ALL: f32 = 7.113;
    pub(super) const LEAD: f32 = 2.947;
    pub(super) const TITLE_IN_LEAD: f32 = 1.298;
    pub(super) const TITLE_IN_TEXT: f32 = 2.898;
    pub(super) const NAMES: f32 = 0.840;
    pub(super) const RARE_IN_LEADS: f32 = 3.525;
    pub(super) const RARE: f32 = 0.250;
    pub(super) const LENGTH: f32 = -1.309;
    pub(super) const CROWD: f32 = 47.99;
    pub(super) const RANK: f32 = -0.021;
    pub(super) const DAYS: f32 = -0.319;
    pub(super) const FAR: f32 = 1.102;
    pub(super) const SAME_OUTLET: f32 = -1.042;
}

/// Extra occurrences that a title term counts for.
const TITLE_COUNTS: f32 = 3.0;
/// Weight above which a term counts as rare.
const RARE_FROM: f32 = 4.0;
/// Days from which two articles are far apart.
const FAR_DAYS: f64 = 4.0;

/// One term of a profile.
#[derive(Debug, Clone, Copy)]
struct Weighted {
    hash: StemHash,
    weight: f32,
    /// Weighted frequency in the whole article, the vector scaled to length 1.
    all: f32,
    /// The same in title and lead.
    lead: f32,
    in_title: bool,
    name: bool,
}

/// What the score needs to know of one article.
#[derive(Debug, Clone)]
pub struct Profile {
    terms: Vec<Weighted>,
    title_weight: f32,
    words: u32,
    /// Language: articles in two languages are not compared.
    pub lang: Lang,
    /// Publication time in seconds since 1970.
    pub seconds: Option<i64>,
    /// Number of the outlet.
    pub outlet: Option<u32>,
    /// Mean similarity to the rest of the collection, set by [`set_crowds`].
    crowd: f32,
}

/// The score of a pair and what it is made of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EventScore {
    /// Calibrated: how likely the two tell of the same happening, 0 to 1.
    pub score: f32,
    /// Cosine similarity of the whole articles' weighted terms.
    pub all: f32,
    /// The same of titles and leads.
    pub lead: f32,
    /// Hours between the two, if both are dated.
    pub hours: Option<f64>,
    /// The terms in both, strongest first, at most eight.
    pub shared: Vec<StemHash>,
}

impl Profile {
    /// Weighs the terms of an article.
    pub fn new(
        terms: &Terms,
        rarities: &Rarities,
        lang: Lang,
        seconds: Option<i64>,
        outlet: Option<u32>,
    ) -> Self {
        let damped = |count: f32| if count > 0.0 { 1.0 + count.ln() } else { 0.0 };
        let mut weighted: Vec<Weighted> = terms
            .terms
            .iter()
            .map(|term| {
                let weight = rarities.weight(term);
                let title = f32::from(term.title);
                Weighted {
                    hash: term.hash,
                    weight,
                    all: weight * damped(f32::from(term.all) + TITLE_COUNTS * title),
                    lead: weight * damped(f32::from(term.lead) + title),
                    in_title: term.title > 0,
                    name: term.name,
                }
            })
            .collect();
        let length = |part: fn(&Weighted) -> f32| {
            weighted
                .iter()
                .map(|term| part(term) * part(term))
                .sum::<f32>()
                .sqrt()
                .max(1e-6)
        };
        let (all, lead) = (length(|term| term.all), length(|term| term.lead));
        for term in &mut weighted {
            term.all /= all;
            term.lead /= lead;
        }
        let title_weight =
            weighted.iter().filter(|term| term.in_title).map(|term| term.weight).sum();
        Self {
            terms: weighted,
            title_weight,
            words: terms.words,
            lang,
            seconds,
            outlet,
            crowd: 0.0,
        }
    }

    /// The terms that say most about the article, strongest first: what candidates are
    /// looked up by. Pairs of term and its part in the article's direction, 0 to 1.
    pub fn strongest(&self, count: usize) -> Vec<(StemHash, f32)> {
        let mut terms: Vec<(StemHash, f32)> =
            self.terms.iter().map(|term| (term.hash, term.all.max(term.lead))).collect();
        terms.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.truncate(count);
        terms
    }

    /// Cosine similarity of two whole articles.
    pub fn similarity(&self, other: &Self) -> f32 {
        self.shared(other).map(|(a, b)| a.all * b.all).sum()
    }

    /// The terms that stand in both, side by side.
    fn shared<'p>(
        &'p self,
        other: &'p Self,
    ) -> impl Iterator<Item = (&'p Weighted, &'p Weighted)> {
        let mut others = other.terms.iter().peekable();
        self.terms.iter().filter_map(move |term| {
            while others.peek().is_some_and(|o| o.hash < term.hash) {
                others.next();
            }
            others.peek().filter(|o| o.hash == term.hash).map(|o| (term, *o))
        })
    }
}

/// Tells every profile how like it the rest of the collection is: its mean cosine
/// similarity to the others, in linear time by way of the sum of all vectors.
pub fn set_crowds(profiles: &mut [Profile]) {
    let mut sum: hashbrown::HashMap<StemHash, f64> = hashbrown::HashMap::new();
    for term in profiles.iter().flat_map(|profile| &profile.terms) {
        *sum.entry(term.hash).or_default() += f64::from(term.all);
    }
    let others = profiles.len().saturating_sub(1).max(1) as f64;
    for profile in profiles {
        let to_all: f64 = profile
            .terms
            .iter()
            .map(|term| f64::from(term.all) * sum.get(&term.hash).copied().unwrap_or(0.0))
            .sum();
        let to_itself = if profile.terms.is_empty() { 0.0 } else { 1.0 };
        #[expect(clippy::cast_possible_truncation, reason = "a mean of cosines")]
        let crowd = ((to_all - to_itself) / others).max(0.0) as f32;
        profile.crowd = crowd;
    }
}

/// Scores a pair. `rank` is the place (from 0) that each holds among the other's
/// nearest candidates, the larger of the two.
pub fn score(a: &Profile, b: &Profile, rank: usize) -> EventScore {
    let (mut all, mut lead) = (0.0, 0.0);
    let (mut a_title_in_lead, mut b_title_in_lead) = (0.0, 0.0);
    let (mut a_title_in_text, mut b_title_in_text) = (0.0, 0.0);
    let (mut names, mut rare, mut rare_in_leads) = (0.0, 0.0, 0.0);
    let mut shared: Vec<(f32, StemHash)> = Vec::new();
    for (x, y) in a.shared(b) {
        let weight = x.weight.max(y.weight);
        all += x.all * y.all;
        lead += x.lead * y.lead;
        if x.in_title {
            a_title_in_text += weight;
            a_title_in_lead += if y.lead > 0.0 { weight } else { 0.0 };
        }
        if y.in_title {
            b_title_in_text += weight;
            b_title_in_lead += if x.lead > 0.0 { weight } else { 0.0 };
        }
        if x.name || y.name {
            names += weight / 9.0;
        }
        let beyond = (weight - RARE_FROM).max(0.0) / RARE_FROM;
        rare += beyond;
        if x.lead > 0.0 && y.lead > 0.0 {
            rare_in_leads += beyond;
        }
        shared.push((x.all * y.all + x.lead * y.lead, x.hash));
    }
    let both = |in_a: f32, in_b: f32| {
        f32::midpoint(in_a / (2.0 + a.title_weight), in_b / (2.0 + b.title_weight))
    };
    let hours = match (a.seconds, b.seconds) {
        (Some(a), Some(b)) => Some(a.abs_diff(b) as f64 / 3600.0),
        _ => None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "a feature")]
    let days = hours.map_or(0.0, |hours| (1.0 + 2.0 * hours / 24.0).log2() as f32);
    let far = hours.is_some_and(|hours| hours > FAR_DAYS * 24.0);
    let same_outlet = a.outlet.is_some() && a.outlet == b.outlet;
    let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
    let z = weights::INTERCEPT
        + weights::ALL * all
        + weights::LEAD * lead
        + weights::TITLE_IN_LEAD * both(a_title_in_lead, b_title_in_lead)
        + weights::TITLE_IN_TEXT * both(a_title_in_text, b_title_in_text)
        + weights::NAMES * names.ln_1p()
        + weights::RARE_IN_LEADS * rare_in_leads.ln_1p()
        + weights::RARE * rare.ln_1p()
        + weights::LENGTH * (a.words.min(b.words).max(1) as f32).ln()
        + weights::CROWD * (a.crowd + b.crowd)
        + weights::RANK * (1.0 + rank as f32).log2()
        + weights::DAYS * days
        + weights::FAR * flag(far)
        + weights::SAME_OUTLET * flag(same_outlet);
    shared.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    shared.truncate(8);
    EventScore {
        score: 1.0 / (1.0 + (-z).exp()),
        all,
        lead,
        hours,
        shared: shared.into_iter().map(|(_, hash)| hash).collect(),
    }
}
