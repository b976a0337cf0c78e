//! What the event score needs to know of one article.

use std::cmp::Ordering;

use super::outline::fact;
use crate::article::Embedding;
use crate::candidates::terms::HeavyTerm;
use crate::sketch::grams::GramHash;
use crate::sketch::rarities::Rarities;
use crate::text::stems::StemHash;

/// One term of a profile; its hash stands in a list of its own. Small, since the terms of
/// many articles are met in no order: memory is what a score waits for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighted {
    pub(super) weight: f32,
    /// Weighted frequency in the whole article, the vector scaled to length 1; 0 for
    /// names of two words.
    pub(super) all: f32,
    /// The same in title and lead.
    pub(super) lead: f32,
    pub(super) facts: u8,
}

impl Weighted {
    const fn is(&self, fact: u8) -> bool {
        self.facts & fact != 0
    }

    pub(super) const fn in_title(&self) -> bool {
        self.is(fact::IN_TITLE)
    }

    pub(super) const fn name(&self) -> bool {
        self.is(fact::NAME)
    }

    pub(super) const fn unknown_name(&self) -> bool {
        self.is(fact::UNKNOWN_NAME)
    }

    pub(super) const fn lead_number(&self) -> bool {
        self.is(fact::LEAD_NUMBER)
    }
}

/// An article's terms and grams, weighted.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Hashes of the terms, ascending; apart from their weights, so that two profiles
    /// are walked in little memory.
    pub(super) hashes: Vec<StemHash>,
    pub(super) terms: Vec<Weighted>,
    pub(super) grams: Vec<(GramHash, f32)>,
    pub(super) title_weight: f32,
    /// Weight of the numbers of title and lead.
    pub(super) number_weight: f32,
    pub(super) words: u32,
    /// Publication time in seconds since 1970.
    pub seconds: Option<i64>,
    /// Number of the outlet.
    pub outlet: Option<u32>,
    /// What a model of language made of it.
    pub embedding: Option<Embedding>,
    /// How many articles it speaks for.
    pub articles: u32,
    /// Mean similarity to the rest of the collection, set by [`set_crowds`](super::set_crowds).
    pub(super) crowd: f32,
}

/// The part that every term counts for which is looked up in other languages: two are
/// enough to meet by.
const TRAVELLING_PART: f32 = 0.1875;

/// Terms that are sorted at a time, where the heaviest are asked for.
const SORTED: usize = 128;

/// The heavier one first.
fn heavier(a: &(f32, StemHash), b: &(f32, StemHash)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

impl Profile {
    /// The terms that say most about the article, heaviest first, among those that
    /// `rarities` counts in two articles or more and in at most `most`: what candidates
    /// are looked up by.
    pub fn lookup(&self, rarities: &Rarities, count: usize, most: u32) -> Vec<HeavyTerm> {
        let known = |hash| (2..=most).contains(&rarities.frequency(hash));
        let heaviest = self.heaviest(count, known);
        // The larger of its parts in the whole and in title and lead.
        let part = |hash: StemHash| {
            let term = self.terms.get(self.hashes.binary_search(&hash).ok()?)?;
            Some(term.all.max(term.lead))
        };
        let term = |&(_, hash): &(f32, StemHash)| Some(HeavyTerm::new(hash, part(hash)?));
        heaviest.iter().filter_map(term).collect()
    }

    /// The heaviest terms that `keep` takes, each behind its part in the article, 0 to 1.
    pub fn heaviest(
        &self,
        count: usize,
        keep: impl Fn(StemHash) -> bool,
    ) -> Vec<(f32, StemHash)> {
        let parts = self.parts().filter(|&(_, part)| part > 0.0);
        let mut parts: Vec<(f32, StemHash)> =
            parts.map(|(hash, part)| (part, hash)).collect();
        // Few are asked for, and `keep` looks them up in large tables: some are sorted at a
        // time. Not in place: the few would keep the memory of all.
        let mut heaviest = Vec::new();
        let mut rest = parts.as_mut_slice();
        while heaviest.len() < count && !rest.is_empty() {
            let some = SORTED.min(rest.len());
            rest.select_nth_unstable_by(some - 1, heavier);
            let Some(next) = rest.split_off_mut(..some) else { break };
            next.sort_unstable_by(heavier);
            let kept = next.iter().filter(|part| keep(part.1));
            heaviest.extend(kept.take(count - heaviest.len()));
        }
        heaviest
    }

    /// Every term's part in the article, 0 to 1; names of two words have none.
    pub fn parts(&self) -> impl Iterator<Item = (StemHash, f32)> + '_ {
        self.hashed().map(|(hash, term)| (hash, term.all))
    }

    fn hashed(&self) -> impl Iterator<Item = (StemHash, &Weighted)> + '_ {
        self.hashes.iter().copied().zip(&self.terms)
    }

    /// The heaviest terms that are written alike in many languages: what candidates in
    /// other languages are looked up by, all with the same part.
    pub fn travelling(&self, count: usize) -> Vec<HeavyTerm> {
        let travelling = self.hashed().filter(|(_, term)| term.is(fact::TRAVELS));
        let mut travelling: Vec<(f32, StemHash)> =
            travelling.map(|(hash, term)| (term.weight, hash)).collect();
        travelling.sort_unstable_by(heavier);
        let term = |&(_, hash): &(f32, StemHash)| HeavyTerm::new(hash, TRAVELLING_PART);
        travelling.iter().take(count).map(term).collect()
    }

    /// The terms that stand in both, side by side.
    pub(super) fn shared<'p>(
        &'p self,
        other: &'p Self,
    ) -> Vec<(&'p Weighted, &'p Weighted)> {
        let of = |(i, j): (usize, usize)| self.terms.get(i).zip(other.terms.get(j));
        self.places(other).into_iter().filter_map(of).collect()
    }

    /// The places in both of the terms that stand in both.
    pub(super) fn places(&self, other: &Self) -> Vec<(usize, usize)> {
        let mut found = Vec::with_capacity(64);
        let (mut i, mut j) = (0, 0);
        while let (Some(x), Some(y)) = (self.hashes.get(i), other.hashes.get(j)) {
            if x == y {
                found.push((i, j));
            }
            // Both steps without a branch to mispredict.
            let (step_i, step_j) = (usize::from(x <= y), usize::from(y <= x));
            (i, j) = (i + step_i, j + step_j);
        }
        found
    }

    /// Cosine similarity of the embeddings, if both have one of one dimension.
    pub fn embedding_cosine(&self, other: &Self) -> Option<f32> {
        self.embedding.as_ref()?.cosine(other.embedding.as_ref()?)
    }

    /// Cosine similarity of the grams.
    pub(super) fn gram_similarity(&self, other: &Self) -> f32 {
        let (mut sum, mut i, mut j) = (0.0, 0, 0);
        while let (Some(&(x, mine)), Some(&(y, theirs))) =
            (self.grams.get(i), other.grams.get(j))
        {
            // No branch to mispredict, here either.
            sum += if x == y { mine * theirs } else { 0.0 };
            let (step_i, step_j) = (usize::from(x <= y), usize::from(y <= x));
            (i, j) = (i + step_i, j + step_j);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::terms::TermReader;
    use crate::text::language::Lang;

    #[test]
    fn the_heaviest_are_those_of_all_sorted_however_many_are_passed_over() {
        let english = Lang::from_code("en");
        let words = (0..900).map(|n| format!("word{}", n * n % 401));
        let text = words.collect::<Vec<_>>().join(" ");
        let terms = TermReader::default().read("", &text, &[], english);
        let profile = Profile::new(&terms, &Rarities::of(&[&terms]), english);
        for (count, kept) in [(0, 1), (1, 1), (64, 1), (64, 2), (64, 7), (900, 1)] {
            let keep = |hash: StemHash| hash.is_multiple_of(kept);
            let parts = profile.parts().filter(|part| part.1 > 0.0 && keep(part.0));
            let mut all: Vec<(f32, StemHash)> =
                parts.map(|(h, part)| (part, h)).collect();
            all.sort_by(heavier);
            all.truncate(count);
            assert!(all.len() > 20 || count < 2);
            assert_eq!(profile.heaviest(count, keep), all);
        }
    }
}
