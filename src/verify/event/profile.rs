//! What the event score needs to know of one article.

use std::cmp::Ordering;

use super::crowd::stricter;
use super::outline::fact;
use crate::article::Embedding;
use crate::candidates::terms::HeavyTerm;
use crate::sketch::grams::GramHash;
use crate::sketch::rarities::Rarities;
use crate::text::dictionary::Dictionary;
use crate::text::language::Lang;
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

/// Terms with their weights.
#[derive(Debug, Clone, Default)]
pub(super) struct TermList {
    /// Ascending; apart from the weights, so that two lists are walked in little memory.
    pub(super) hashes: Vec<StemHash>,
    pub(super) terms: Vec<Weighted>,
}

impl TermList {
    pub(super) fn with_room(terms: usize) -> Self {
        Self { hashes: Vec::with_capacity(terms), terms: Vec::with_capacity(terms) }
    }

    pub(super) fn push(&mut self, hash: StemHash, term: Weighted) {
        self.hashes.push(hash);
        self.terms.push(term);
    }

    fn iter(&self) -> impl Iterator<Item = (StemHash, &Weighted)> {
        self.hashes.iter().copied().zip(&self.terms)
    }

    /// The places of those terms of a title that others have. They are few: each is looked
    /// up.
    pub(super) fn titles_in(&self, others: &Self) -> impl Iterator<Item = usize> {
        let in_title = self.iter().enumerate().filter(|(_, (_, term))| term.in_title());
        let met =
            in_title.filter(|(_, (hash, _))| others.hashes.binary_search(hash).is_ok());
        met.map(|(place, _)| place)
    }

    /// The terms that stand in both, side by side, each with its place.
    pub(super) fn shared<'l>(
        &'l self,
        other: &'l Self,
    ) -> impl Iterator<Item = ((usize, &'l Weighted), (usize, &'l Weighted))> {
        let (mut i, mut j) = (0, 0);
        let next = move || {
            while let (Some(x), Some(y)) = (self.hashes.get(i), other.hashes.get(j)) {
                let found = (x == y).then_some((i, j));
                // Both steps without a branch to mispredict.
                let (step_i, step_j) = (usize::from(x <= y), usize::from(y <= x));
                (i, j) = (i + step_i, j + step_j);
                if let Some((i, j)) = found {
                    return Some(((i, self.terms.get(i)?), (j, other.terms.get(j)?)));
                }
            }
            None
        };
        std::iter::from_fn(next)
    }
}

/// An article's terms and grams, weighted.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// The terms of title and lead, and all names: what the features of a pair are made of,
    /// but for its grams, and but for which of one's title stand among the others of the
    /// other.
    pub(super) keys: TermList,
    /// All other terms.
    pub(super) others: TermList,
    pub(super) grams: Vec<(GramHash, f32)>,
    pub(super) title_weight: f32,
    /// Weight of the numbers of title and lead.
    pub(super) number_weight: f32,
    pub(super) words: u32,
    /// Its language.
    pub lang: Lang,
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

/// The least part of a term that is written alike in other languages, where it is looked up
/// there: two are enough to meet by.
const TRAVELLING_PART: f32 = 0.1875;
/// Weight from which a meaning brings articles together: of a word in one of fifty at most.
const MEANT_FROM: f32 = 3.9;

/// Terms that are sorted at a time, where the heaviest are asked for.
const SORTED: usize = 128;

/// The heavier one first.
fn heavier(a: &(f32, StemHash), b: &(f32, StemHash)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

impl Profile {
    /// The terms that say most about the article, heaviest first, among those that
    /// `rarities` counts in two articles or more and in at most `most` texts: what
    /// candidates are looked up by.
    pub fn lookup(&self, rarities: &Rarities, count: usize, most: u32) -> Vec<HeavyTerm> {
        let known = |hash| {
            let held = rarities.frequency(hash);
            held >= 2 && (held <= most || rarities.texts(hash) <= most)
        };
        // The larger of its parts in the whole and in title and lead.
        let heavy = |&(hash, term): &(StemHash, &Weighted)| {
            HeavyTerm::new(hash, term.all.max(term.lead))
        };
        // Not in place: a half would keep the memory of the whole.
        self.heaviest_terms(count, known).iter().map(heavy).collect()
    }

    /// How much more than others it must share to be a candidate: what
    /// [`Lookup::stricter`](crate::candidates::terms::Lookup::stricter) says. The less it is
    /// like the rest of its collection the more; nothing in a collection of one theme, nor
    /// before crowds are set.
    ///
    /// ```
    /// use samestory::verify::event::{Profile, set_crowds};
    ///
    /// let mut alone = [Profile::default()];
    /// set_crowds(&mut alone);
    /// assert!((alone[0].stricter() - 0.35).abs() < 0.01);
    /// ```
    pub fn stricter(&self) -> f32 {
        stricter(self.crowd)
    }

    /// The heaviest terms that `keep` takes, each behind its part in the article, 0 to 1.
    pub fn heaviest(
        &self,
        count: usize,
        keep: impl Fn(StemHash) -> bool,
    ) -> Vec<(f32, StemHash)> {
        let heaviest = self.heaviest_terms(count, keep);
        heaviest.iter().map(|&(hash, term)| (term.all, hash)).collect()
    }

    fn heaviest_terms(
        &self,
        count: usize,
        keep: impl Fn(StemHash) -> bool,
    ) -> Vec<(StemHash, &Weighted)> {
        let mut terms: Vec<(StemHash, &Weighted)> =
            self.terms().filter(|(_, term)| term.all > 0.0).collect();
        let order = |a: &(StemHash, &Weighted), b: &(StemHash, &Weighted)| {
            heavier(&(a.1.all, a.0), &(b.1.all, b.0))
        };
        // Few are asked for, and `keep` looks them up in large tables: some are sorted at a
        // time.
        let mut heaviest = Vec::with_capacity(count.min(terms.len()));
        let mut rest = terms.as_mut_slice();
        while heaviest.len() < count && !rest.is_empty() {
            let some = SORTED.min(rest.len());
            rest.select_nth_unstable_by(some - 1, order);
            let Some(next) = rest.split_off_mut(..some) else { break };
            next.sort_unstable_by(order);
            let kept = next.iter().filter(|term| keep(term.0));
            heaviest.extend(kept.take(count - heaviest.len()));
        }
        heaviest
    }

    /// Every term's part in the article, 0 to 1; names of two words have none.
    pub fn parts(&self) -> impl Iterator<Item = (StemHash, f32)> + '_ {
        self.terms().map(|(hash, term)| (hash, term.all))
    }

    pub(super) fn terms(&self) -> impl Iterator<Item = (StemHash, &Weighted)> {
        self.keys.iter().chain(self.others.iter())
    }

    /// What candidates in other languages are looked up by: the heaviest terms that are
    /// written alike in many, all with the same part, and those that have a meaning in
    /// English, by that, with theirs. Common ones bring nobody together.
    pub fn travelling(&self, count: usize) -> Vec<HeavyTerm> {
        let dictionary = Dictionary::of(self.lang);
        let english = self.lang.code() == Some("en");
        let looked_up = |(hash, term): (StemHash, &Weighted)| {
            let known = if term.name() { None } else { dictionary.get(hash) };
            let means = (known.is_some() || english) && term.weight >= MEANT_FROM;
            let meant = if means { term.all.max(term.lead) } else { 0.0 };
            let part =
                meant.max(if term.is(fact::TRAVELS) { TRAVELLING_PART } else { 0.0 });
            (part > 0.0).then_some((part, term.weight, known.unwrap_or(hash)))
        };
        let mut terms: Vec<(f32, f32, StemHash)> =
            self.terms().filter_map(looked_up).collect();
        let heavier = |a: &(f32, f32, StemHash), b: &(f32, f32, StemHash)| {
            b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2))
        };
        // Of several terms with one meaning, the one with the largest part.
        terms.sort_unstable_by(|a, b| a.2.cmp(&b.2).then(heavier(a, b)));
        terms.dedup_by_key(|term| term.2);
        terms.sort_unstable_by(heavier);
        let term = |&(part, _, hash): &(f32, f32, StemHash)| HeavyTerm::new(hash, part);
        terms.iter().take(count).map(term).collect()
    }

    /// Cosine similarity of all terms: the same from either side.
    pub(super) fn term_similarity(&self, other: &Self) -> f32 {
        let sum = |mine: &TermList, theirs: &TermList| {
            let products = mine.shared(theirs).map(|((_, x), (_, y))| x.all * y.all);
            products.sum::<f32>()
        };
        let (mine, theirs) = ((&self.keys, &self.others), (&other.keys, &other.others));
        let mixed = sum(mine.0, theirs.1) + sum(mine.1, theirs.0);
        sum(mine.0, theirs.0) + mixed + sum(mine.1, theirs.1)
    }

    /// The terms that stand in both, side by side.
    pub(super) fn shared<'p>(
        &'p self,
        other: &'p Self,
    ) -> impl Iterator<Item = (StemHash, &'p Weighted, &'p Weighted)> {
        let lists = [
            (&self.keys, &other.keys),
            (&self.keys, &other.others),
            (&self.others, &other.keys),
            (&self.others, &other.others),
        ];
        lists.into_iter().flat_map(|(mine, theirs)| {
            let shared = mine.shared(theirs);
            shared.filter_map(|((i, x), (_, y))| Some((*mine.hashes.get(i)?, x, y)))
        })
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

    #[test]
    fn what_is_written_as_in_english_brings_articles_together_as_what_is_not() {
        let looked_up = |text: &str, code| {
            let lang = Lang::from_code(code);
            let terms = TermReader::default().read("", text, &[], lang);
            let profile = Profile::new(&terms, &Rarities::of(&[&terms]), lang);
            profile.travelling(64).iter().map(|term| term.hash()).collect::<Vec<_>>()
        };
        let english =
            looked_up("the laptop of the terrorist got lost in an earthquake", "en");
        let german = looked_up(
            "der laptop eines terroristen ging in einem erdbeben verloren",
            "de",
        );
        let met = german.iter().filter(|hash| english.contains(hash));
        assert_eq!(met.count(), 3);
    }
}
