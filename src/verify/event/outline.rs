//! What a profile is made of: weights, and how often terms and grams occur.

use super::Profile;
use super::model::{NUMBER_FROM, TITLE_COUNTS, TRAVELS_FROM, UNKNOWN_FROM};
use super::profile::Weighted;
use crate::article::Embedding;
use crate::sketch::gram_background::GramBackground;
use crate::sketch::grams::GramHash;
use crate::sketch::rarities::Rarities;
use crate::sketch::terms::{Term, Terms};
use crate::text::language::Lang;
use crate::text::stems::StemHash;

/// Facts of a term, a bit each.
pub(super) mod fact {
    pub(in super::super) const IN_TITLE: u8 = 1;
    pub(in super::super) const NAME: u8 = 2;
    /// Capitalised inside a sentence, and unknown to the language.
    pub(in super::super) const UNKNOWN_NAME: u8 = 4;
    /// A number of title or lead that is not everywhere.
    pub(in super::super) const LEAD_NUMBER: u8 = 8;
    /// Written alike in many languages: a name, or a long number.
    pub(in super::super) const TRAVELS: u8 = 16;
}

/// A term of an article: how much it weighs, and how often it is where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Told {
    pub(super) hash: StemHash,
    pub(super) weight: f32,
    pub(super) all: u16,
    pub(super) lead: u8,
    pub(super) title: u8,
    pub(super) facts: u8,
}

/// A gram of an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ToldGram {
    pub(super) hash: GramHash,
    pub(super) weight: f32,
    pub(super) count: u16,
}

/// All that a [`Profile`] is made of, but its outlet. Weights are those of the language, and
/// counts are small, so that many outlines take few bytes together: see
/// [`pack`](super::pack()).
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// In ascending order of their hashes, as the grams.
    pub(super) terms: Vec<Told>,
    pub(super) grams: Vec<ToldGram>,
    pub(super) words: u32,
    pub(super) crowd: f32,
    /// Publication time in seconds since 1970.
    pub seconds: Option<i64>,
    /// How many articles it speaks for.
    pub articles: u32,
    /// What a model of language made of it.
    pub embedding: Option<Embedding>,
}

fn damped(count: f32) -> f32 {
    if count > 0.0 { 1.0 + count.ln() } else { 0.0 }
}

/// The length of a vector, to divide by.
fn length(parts: impl Iterator<Item = f32>) -> f32 {
    parts.map(|part| part * part).sum::<f32>().sqrt().max(1e-6)
}

fn told(term: &Term, rarities: &Rarities) -> Told {
    let weight = rarities.weight(term);
    let facts = [
        (fact::IN_TITLE, term.title > 0 && !term.name),
        (fact::NAME, term.name),
        (fact::UNKNOWN_NAME, term.capital && term.rarity >= UNKNOWN_FROM),
        (fact::LEAD_NUMBER, term.number && term.lead > 0 && weight > NUMBER_FROM),
        (
            fact::TRAVELS,
            term.name || (term.capital || term.number) && term.rarity >= TRAVELS_FROM,
        ),
    ];
    let facts = facts.iter().filter(|fact| fact.1).map(|fact| fact.0).sum();
    let (all, lead, title) = (term.all, term.lead, term.title);
    Told { hash: term.hash, weight, all, lead, title, facts }
}

fn told_grams<'t>(
    terms: &'t Terms,
    rarities: &'t Rarities,
    lang: Lang,
) -> impl Iterator<Item = ToldGram> + 't {
    let background = GramBackground::of(lang);
    terms.grams.counts.iter().map(|&(hash, count)| {
        let weight = rarities.gram_weight(hash, || background.rarity(hash));
        ToldGram { hash, weight, count }
    })
}

/// What an article is compared by: vectors scaled to length 1.
fn scaled(
    terms: impl Iterator<Item = Told>,
    grams: impl Iterator<Item = ToldGram>,
    words: u32,
) -> Profile {
    let weighted = |term: Told| {
        let name = term.facts & fact::NAME != 0;
        let vector = |count: f32| if name { 0.0 } else { term.weight * damped(count) };
        let title = f32::from(term.title);
        let weighted = Weighted {
            weight: term.weight,
            all: vector(f32::from(term.all) + TITLE_COUNTS * title),
            lead: vector(f32::from(term.lead) + title),
            facts: term.facts,
        };
        (term.hash, weighted)
    };
    let (hashes, mut terms): (Vec<StemHash>, Vec<Weighted>) = terms.map(weighted).unzip();
    let all = length(terms.iter().map(|term| term.all));
    let lead = length(terms.iter().map(|term| term.lead));
    for term in &mut terms {
        term.all /= all;
        term.lead /= lead;
    }
    let gram = |gram: ToldGram| (gram.hash, gram.weight * damped(f32::from(gram.count)));
    let mut grams: Vec<(GramHash, f32)> = grams.map(gram).collect();
    let long = length(grams.iter().map(|gram| gram.1));
    for gram in &mut grams {
        gram.1 /= long;
    }
    let sum = |counts: fn(&Weighted) -> bool| {
        terms.iter().filter(|term| counts(term)).map(|term| term.weight).sum()
    };
    Profile {
        hashes,
        title_weight: sum(Weighted::in_title),
        number_weight: sum(Weighted::lead_number),
        terms,
        grams,
        words,
        seconds: None,
        outlet: None,
        embedding: None,
        articles: 1,
        crowd: 0.0,
    }
}

impl Profile {
    /// Weighs the terms and grams of an article of language `lang`.
    pub fn new(terms: &Terms, rarities: &Rarities, lang: Lang) -> Self {
        // Not by way of an outline: what is let go between profiles would leave holes.
        let told = terms.terms.iter().map(|term| told(term, rarities));
        scaled(told, told_grams(terms, rarities, lang), terms.words)
    }
}

impl Outline {
    /// Weighs the terms and grams of an article of language `lang`.
    pub fn new(terms: &Terms, rarities: &Rarities, lang: Lang) -> Self {
        Self {
            terms: terms.terms.iter().map(|term| told(term, rarities)).collect(),
            grams: told_grams(terms, rarities, lang).collect(),
            words: terms.words,
            crowd: 0.0,
            seconds: None,
            articles: 1,
            embedding: None,
        }
    }

    /// Takes over how like the rest of the collection its profile was found to be.
    pub fn set_crowd(&mut self, profile: &Profile) {
        self.crowd = profile.crowd;
    }

    /// The profile that is made of it: that of the article, but for its outlet.
    pub fn profile(&self) -> Profile {
        let (terms, grams) = (self.terms.iter().copied(), self.grams.iter().copied());
        Profile {
            seconds: self.seconds,
            embedding: self.embedding.clone(),
            articles: self.articles,
            crowd: self.crowd,
            ..scaled(terms, grams, self.words)
        }
    }
}
