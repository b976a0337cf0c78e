//! What a profile is made of: weights, and how often terms and grams occur.

use std::sync::LazyLock;

use super::Profile;
use super::model::{NUMBER_FROM, TITLE_COUNTS, TRAVELS_FROM, UNKNOWN_FROM};
use super::profile::{TermList, Weighted};
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

impl Told {
    const fn is_key(&self) -> bool {
        is_key(self.lead, self.facts & (fact::NAME | fact::UNKNOWN_NAME) != 0)
    }
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
    /// Its language.
    pub lang: Lang,
    /// Publication time in seconds since 1970.
    pub seconds: Option<i64>,
    /// How many articles it speaks for.
    pub articles: u32,
    /// What a model of language made of it.
    pub embedding: Option<Embedding>,
}

/// What a term counts for that occurs so often: ever less the more often. Small counts, which
/// nearly all are, are looked up.
fn damped(count: u32) -> f32 {
    fn of(count: usize) -> f32 {
        if count > 0 { 1.0 + (count as f32).ln() } else { 0.0 }
    }
    static SMALL: LazyLock<[f32; 32]> = LazyLock::new(|| std::array::from_fn(of));
    let count = count as usize;
    SMALL.get(count).copied().unwrap_or_else(|| of(count))
}

/// The length of a vector, to divide by, from the sum of its parts' squares.
fn length(squares: f32) -> f32 {
    squares.sqrt().max(1e-6)
}

/// Whether features are made of a term, apart from its being met by a title: it stands so
/// often in title and lead, or is a name.
const fn is_key(lead: u8, name: bool) -> bool {
    lead > 0 || name
}

/// Capitalised inside a sentence, or in title or lead of a script without capitals, and unknown
/// to the language.
fn is_unknown_name(term: &Term) -> bool {
    (term.capital || term.caseless) && term.rarity >= UNKNOWN_FROM
}

fn told((term, weight): (&Term, f32)) -> Told {
    let facts = [
        (fact::IN_TITLE, term.title > 0 && !term.name),
        (fact::NAME, term.name),
        (fact::UNKNOWN_NAME, is_unknown_name(term)),
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

/// What an article is compared by: vectors scaled to length 1. So many of the terms are
/// keys.
fn scaled(
    terms: impl ExactSizeIterator<Item = Told>,
    keys: usize,
    grams: impl Iterator<Item = ToldGram>,
    words: u32,
    lang: Lang,
) -> Profile {
    let others = TermList::with_room(terms.len().saturating_sub(keys));
    let (mut keys, mut others) = (TermList::with_room(keys), others);
    let (mut all, mut lead) = (0.0, 0.0);
    for term in terms {
        let name = term.facts & fact::NAME != 0;
        let vector = |count| if name { 0.0 } else { term.weight * damped(count) };
        let title = u32::from(term.title);
        let weighted = Weighted {
            weight: term.weight,
            all: vector(u32::from(term.all) + TITLE_COUNTS * title),
            lead: vector(u32::from(term.lead) + title),
            facts: term.facts,
        };
        all += weighted.all * weighted.all;
        lead += weighted.lead * weighted.lead;
        let list = if term.is_key() { &mut keys } else { &mut others };
        list.push(term.hash, weighted);
    }
    let (all, lead) = (length(all), length(lead));
    for term in keys.terms.iter_mut().chain(&mut others.terms) {
        term.all /= all;
        term.lead /= lead;
    }
    let gram = |gram: ToldGram| (gram.hash, gram.weight * damped(gram.count.into()));
    let mut grams: Vec<(GramHash, f32)> = grams.map(gram).collect();
    let long = length(grams.iter().map(|gram| gram.1 * gram.1).sum());
    for gram in &mut grams {
        gram.1 /= long;
    }
    let sum = |counts: fn(&Weighted) -> bool| {
        keys.terms.iter().filter(|term| counts(term)).map(|term| term.weight).sum()
    };
    Profile {
        title_weight: sum(Weighted::in_title),
        number_weight: sum(Weighted::lead_number),
        keys,
        others,
        grams,
        words,
        lang,
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
        let told = terms.terms.iter().zip(rarities.weights(&terms.terms)).map(told);
        let key = |term: &&Term| is_key(term.lead, term.name || is_unknown_name(term));
        let keys = terms.terms.iter().filter(key).count();
        scaled(told, keys, told_grams(terms, rarities, lang), terms.words, lang)
    }
}

impl Outline {
    /// Weighs the terms and grams of an article of language `lang`.
    pub fn new(terms: &Terms, rarities: &Rarities, lang: Lang) -> Self {
        Self {
            terms: terms
                .terms
                .iter()
                .zip(rarities.weights(&terms.terms))
                .map(told)
                .collect(),
            grams: told_grams(terms, rarities, lang).collect(),
            words: terms.words,
            crowd: 0.0,
            lang,
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
        let keys = self.terms.iter().filter(|term| term.is_key()).count();
        Profile {
            seconds: self.seconds,
            embedding: self.embedding.clone(),
            articles: self.articles,
            crowd: self.crowd,
            ..scaled(terms, keys, grams, self.words, self.lang)
        }
    }
}
