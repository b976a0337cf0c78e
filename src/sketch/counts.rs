//! The terms of an article, counted.

use hashbrown::HashTable;

use super::grams::Grams;
use super::order::by_hash;
use super::terms::{Read, Term, Terms, name_hash};
use crate::text::background::MAX_RARITY;
use crate::text::stems::StemHash;

/// Where in an article a word stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    Title,
    Lead,
    Body,
}

/// The terms of one article as they are counted; keeps its room.
#[derive(Default)]
pub(super) struct Counts {
    /// The place of each term, by its hash.
    places: HashTable<usize>,
    terms: Vec<Term>,
    words: u32,
    /// Room to sort in.
    ends: Vec<u32>,
}

impl Counts {
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.terms.clear();
        self.words = 0;
    }

    pub(super) fn add(
        &mut self,
        words: &[Read],
        names: bool,
        place: impl Fn(usize) -> Place,
    ) {
        let mut before: Option<&Read> = None;
        for (index, word) in words.iter().enumerate() {
            let place = place(index);
            self.words = self.words.saturating_add(1);
            if word.counts {
                self.count(word.stem, word.rarity, place, false, |term| {
                    term.capital |= word.capital && !word.initial;
                    term.caseless |= word.caseless && place != Place::Body;
                    term.number |= word.number;
                });
            }
            if let Some(first) = before.filter(|_| names)
                && word.adjoins
                && !word.initial
                && word.capital
                && first.capital
            {
                let name = name_hash(first.hash, word.hash);
                self.count(name, MAX_RARITY, place, true, |_| ());
            }
            before = Some(word);
        }
    }

    fn count(
        &mut self,
        hash: StemHash,
        rarity: f32,
        place: Place,
        name: bool,
        facts: impl FnOnce(&mut Term),
    ) {
        let next = self.terms.len();
        let terms = &mut self.terms;
        let of = |at: &usize| terms.get(*at).map_or(0, |term| term.hash);
        let entry = self.places.entry(hash, |at| of(at) == hash, of);
        let at = *entry.or_insert(next).get();
        if at == next {
            terms.push(Term { hash, rarity, name, ..Term::default() });
        }
        let Some(term) = terms.get_mut(at) else { return };
        term.all = term.all.saturating_add(1);
        if place != Place::Body {
            term.lead = term.lead.saturating_add(1);
        }
        if place == Place::Title {
            term.title = term.title.saturating_add(1);
        }
        facts(term);
    }

    /// The terms, in room of their own.
    pub(super) fn finish(&mut self, grams: Grams, scattered: bool) -> Terms {
        let mut terms = Vec::with_capacity(self.terms.len());
        by_hash(&self.terms, |term| term.hash, &mut self.ends, &mut terms);
        Terms { terms, words: self.words, grams, scattered }
    }
}
