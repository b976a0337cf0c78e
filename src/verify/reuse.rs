//! Text reuse, exactly: how many shingles two texts share.

use hashbrown::HashTable;
use rayon::prelude::*;

use crate::candidates::Pair;
use crate::sketch::shingles::shingle_hashes;
use crate::text::vocabulary::{TokenId, Vocabulary};

/// What two texts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReuseKind {
    /// The same words in the same order.
    Exact,
    /// Nearly the same text.
    Near,
    /// One text holds (nearly) all of the other.
    Contains,
    /// The texts share a part; also one template filled in with other numbers.
    Partial,
}

/// A verified text-reuse link between two texts, by their places in the collection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReuseLink {
    /// One text.
    pub a: u32,
    /// The other; `a < b`.
    pub b: u32,
    /// What they have in common.
    pub kind: ReuseKind,
    /// When they are one template filled in with other numbers: how many of the numbers
    /// of the text that has fewer are in both, and how many it has. Then they are
    /// `partial`, and never the same text.
    pub template: Option<(u32, u32)>,
    /// Distinct shingles in both.
    pub shared: u32,
    /// Exact Jaccard similarity of the shingle sets.
    pub jaccard: f64,
    /// Exact share of `a`'s shingles found in `b`.
    pub containment_ab: f64,
    /// Exact share of `b`'s shingles found in `a`.
    pub containment_ba: f64,
}

impl ReuseLink {
    /// The larger of the two containments.
    pub fn containment(&self) -> f64 {
        self.containment_ab.max(self.containment_ba)
    }

    /// How alike the texts are for the purpose of grouping: the larger of Jaccard
    /// similarity and the smaller text's containment.
    pub fn strength(&self) -> f64 {
        self.jaccard.max(self.containment())
    }

    /// The same link, told from the other end.
    #[must_use]
    pub const fn turned(self) -> Self {
        Self {
            a: self.b,
            b: self.a,
            containment_ab: self.containment_ba,
            containment_ba: self.containment_ab,
            ..self
        }
    }
}

/// Where one kind of link ends and the next begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReuseSettings {
    /// Words in a shingle.
    pub width: usize,
    /// Least Jaccard similarity of a `near` link.
    pub near: f64,
    /// Least containment of a `contains` link.
    pub contains: f64,
    /// Least containment of a `partial` link.
    pub partial: f64,
    /// Least containment of a `partial` link when what the two share is quotation: two
    /// reports of one statement have its words, and neither has them from the other.
    pub quoted: f64,
    /// Least number of shared shingles of a `partial` link; 8 are a run of 12 words.
    pub partial_shingles: u32,
    /// Containment from which half as many shingles are enough: a short text that stands
    /// in another by half.
    pub half: f64,
    /// Two texts with at least this many different numbers each
    pub template_numbers: usize,
    /// that have less than this share of them in common are a template filled in twice
    /// (two days' case numbers, two closings): `partial`, however much else they share.
    /// With fewer numbers, but two at least, none may be in common.
    pub template_share: f64,
    /// Least Jaccard similarity of a template filled in twice.
    pub template_jaccard: f64,
}

impl Default for ReuseSettings {
    fn default() -> Self {
        Self {
            width: 5,
            near: 0.5,
            contains: 0.8,
            partial: 0.1,
            quoted: 0.2,
            partial_shingles: 8,
            half: 0.5,
            template_numbers: 4,
            template_share: 0.5,
            template_jaccard: 0.25,
        }
    }
}

impl ReuseSettings {
    /// The kind of a link's exact figures, by these thresholds; `None` when they are too
    /// small for any.
    pub fn kind_of(&self, link: &ReuseLink) -> Option<ReuseKind> {
        match link.kind {
            ReuseKind::Exact => Some(ReuseKind::Exact),
            _ => self.kind(link.jaccard, link.containment(), link.shared).map(|kind| {
                if link.template.is_some() { ReuseKind::Partial } else { kind }
            }),
        }
    }

    /// The same settings, but any common shingle makes a link: to ask for the figures of
    /// a pair.
    #[must_use]
    pub const fn any_share(self) -> Self {
        Self { partial: 0.0, partial_shingles: 0, ..self }
    }

    fn kind(&self, jaccard: f64, containment: f64, shared: u32) -> Option<ReuseKind> {
        if jaccard >= self.near {
            Some(ReuseKind::Near)
        } else if containment >= self.contains {
            Some(ReuseKind::Contains)
        } else {
            let enough = if containment >= self.half { 2 } else { 1 };
            let partial =
                containment >= self.partial && shared * enough >= self.partial_shingles;
            partial.then_some(ReuseKind::Partial)
        }
    }
}

/// Checks candidate pairs (sorted, `a < b`) against the texts' words; answers the links
/// in the order of the pairs.
///
/// Shingles are looked up by hash and then compared word by word, so that no collision
/// counts. Time is linear in the words of both texts of every pair.
///
/// ```
/// use samestory::text::vocabulary::Vocabulary;
/// use samestory::verify::reuse::{ReuseKind, ReuseSettings, verify};
///
/// let mut words = Vocabulary::default();
/// let mut text = |text: &str| text.split(' ').map(|w| words.insert(w)).collect::<Vec<_>>();
/// let a = text("the train of the guest has reached the border town at dawn");
/// let b = text("the train of the guest has reached the border town at night");
/// let texts = [a.as_slice(), b.as_slice()];
/// let links = verify(&texts, &words, &[(0, 1)], &ReuseSettings::default());
/// assert_eq!(links[0].kind, ReuseKind::Near);
/// assert_eq!(links[0].shared, 7);
/// ```
pub fn verify(
    texts: &[&[TokenId]],
    vocabulary: &Vocabulary,
    pairs: &[Pair],
    settings: &ReuseSettings,
) -> Vec<ReuseLink> {
    let text = |article: u32| texts.get(article as usize).copied().unwrap_or_default();
    let by_first: Vec<&[Pair]> = pairs.chunk_by(|a, b| a.0 == b.0).collect();
    by_first
        .into_par_iter()
        .flat_map_iter(|group| {
            let first = group.first().map_or(0, |pair| pair.0);
            let mut index = ShingleIndex::new(text(first), vocabulary, settings.width);
            group
                .iter()
                .filter_map(|&(a, b)| index.link(a, b, text(b), settings))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The distinct shingles of one text, to count another's against.
struct ShingleIndex<'t> {
    words: &'t [TokenId],
    vocabulary: &'t Vocabulary,
    width: usize,
    /// Place of the first word of each distinct shingle, and the round it was last
    /// found in.
    table: HashTable<(u64, u32, u32)>,
    distinct: u32,
    round: u32,
    hashes: Vec<u64>,
    shingles: Vec<u64>,
}

impl<'t> ShingleIndex<'t> {
    fn new(words: &'t [TokenId], vocabulary: &'t Vocabulary, width: usize) -> Self {
        let mut index = Self {
            words,
            vocabulary,
            width,
            table: HashTable::with_capacity(words.len()),
            distinct: 0,
            round: 0,
            hashes: Vec::new(),
            shingles: Vec::new(),
        };
        index.hash(words);
        let shingles = std::mem::take(&mut index.shingles);
        for (place, &hash) in (0u32..).zip(&shingles) {
            let shingle = run(words, place, width);
            let known = index.table.find(hash, |entry| {
                entry.0 == hash && run(words, entry.1, width) == shingle
            });
            if known.is_none() {
                index.table.insert_unique(hash, (hash, place, 0), |entry| entry.0);
                index.distinct += 1;
            }
        }
        index.shingles = shingles;
        index
    }

    fn hash(&mut self, words: &[TokenId]) {
        self.hashes.clear();
        self.hashes.extend(words.iter().map(|&word| self.vocabulary.hash(word)));
        self.shingles.clear();
        shingle_hashes(&self.hashes, self.width, &mut self.shingles);
    }

    fn link(
        &mut self,
        a: u32,
        b: u32,
        other: &[TokenId],
        settings: &ReuseSettings,
    ) -> Option<ReuseLink> {
        if self.words.is_empty() || other.is_empty() {
            return None;
        }
        if self.words == other {
            return Some(ReuseLink {
                a,
                b,
                kind: ReuseKind::Exact,
                template: None,
                shared: self.distinct,
                jaccard: 1.0,
                containment_ab: 1.0,
                containment_ba: 1.0,
            });
        }
        self.hash(other);
        self.round += 1;
        let (mut shared, mut foreign) = (0u32, Vec::new());
        for (place, &hash) in (0u32..).zip(&self.shingles) {
            let shingle = run(other, place, self.width);
            let found = self.table.find_mut(hash, |entry| {
                entry.0 == hash && run(self.words, entry.1, self.width) == shingle
            });
            match found {
                Some(entry) if entry.2 == self.round => {}
                Some(entry) => {
                    entry.2 = self.round;
                    shared += 1;
                }
                None => foreign.push(hash),
            }
        }
        if shared == 0 {
            return None;
        }
        foreign.sort_unstable();
        foreign.dedup();
        let of_b = shared + u32::try_from(foreign.len()).unwrap_or(u32::MAX - shared);
        let jaccard = f64::from(shared) / f64::from(self.distinct + of_b - shared);
        let containment_ab = f64::from(shared) / f64::from(self.distinct);
        let containment_ba = f64::from(shared) / f64::from(of_b);
        let mut kind =
            settings.kind(jaccard, containment_ab.max(containment_ba), shared)?;
        let template = (jaccard >= settings.template_jaccard)
            .then(|| self.template(other, settings))
            .flatten();
        if template.is_some() {
            kind = ReuseKind::Partial;
        }
        Some(ReuseLink {
            a,
            b,
            kind,
            template,
            shared,
            jaccard,
            containment_ab,
            containment_ba,
        })
    }
}

impl ShingleIndex<'_> {
    /// Whether the two texts are one template filled in with different numbers, and if
    /// so: how many numbers are in both, of how many of the text that has fewer.
    fn template(
        &self,
        other: &[TokenId],
        settings: &ReuseSettings,
    ) -> Option<(u32, u32)> {
        let numbers = |words: &[TokenId]| -> Vec<TokenId> {
            let number = |word: TokenId| {
                self.vocabulary.word(word).starts_with(|c: char| c.is_ascii_digit())
            };
            let mut found: Vec<TokenId> =
                words.iter().copied().filter(|&word| number(word)).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let (a, b) = (numbers(self.words), numbers(other));
        let fewest = a.len().min(b.len());
        let common = a.iter().filter(|number| b.binary_search(number).is_ok()).count();
        let differ = if fewest >= settings.template_numbers {
            (common as f64) < settings.template_share * fewest as f64
        } else {
            fewest >= 2 && common == 0
        };
        let count = |numbers: usize| u32::try_from(numbers).unwrap_or(u32::MAX);
        differ.then(|| (count(common), count(fewest)))
    }
}

/// The words of the shingle that begins at `place`; the whole text when it is shorter
/// than one shingle.
pub(super) fn run(words: &[TokenId], place: u32, width: usize) -> &[TokenId] {
    let start = place as usize;
    words.get(start..(start + width).min(words.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_template_with_other_numbers_is_no_copy() {
        let mut vocabulary = Vocabulary::default();
        let mut text = |numbers: [&str; 4]| -> Vec<TokenId> {
            let [a, b, c, d] = numbers;
            format!(
                "the health office of the district reports {a} new cases of the fever on this \
                 day and {b} people are in hospital while {c} people have recovered since the \
                 first case was found in the spring and {d} people have died of it so far"
            )
            .split_whitespace()
            .map(|word| vocabulary.insert(word))
            .collect()
        };
        let monday = text(["112", "40", "1.300", "7"]);
        let tuesday = text(["98", "43", "1.377", "9"]);
        let corrected = text(["112", "40", "1.300", "8"]);
        let texts = [&monday[..], &tuesday[..], &corrected[..]];
        let loose = ReuseSettings { near: 0.3, ..ReuseSettings::default() };
        let links = verify(&texts, &vocabulary, &[(0, 1), (0, 2)], &loose);
        assert_eq!(links[0].kind, ReuseKind::Partial);
        assert_eq!(links[1].kind, ReuseKind::Near);
    }

    proptest! {
        #[test]
        fn figures_equal_those_of_sets_of_words(
            a in prop::collection::vec(0u32..6, 0..60), b in prop::collection::vec(0u32..6, 0..60)
        ) {
            let mut vocabulary = Vocabulary::default();
            for word in ["a", "b", "c", "d", "e", "f"] {
                vocabulary.insert(word);
            }
            let set = |text: &[u32]| -> BTreeSet<Vec<u32>> {
                let width = 5.min(text.len().max(1));
                text.windows(width).map(<[u32]>::to_vec).collect()
            };
            let (of_a, of_b) = (set(&a), set(&b));
            let shared = of_a.intersection(&of_b).count();
            let loose = ReuseSettings::default().any_share();
            let links = verify(&[&a, &b], &vocabulary, &[(0, 1)], &loose);
            if shared == 0 {
                prop_assert!(links.is_empty());
            } else {
                let link = links[0];
                prop_assert_eq!(link.shared as usize, shared);
                prop_assert!((link.jaccard - shared as f64 / of_a.union(&of_b).count() as f64).abs() < 1e-12);
                prop_assert!((link.containment_ab - shared as f64 / of_a.len() as f64).abs() < 1e-12);
                prop_assert!((link.containment_ba - shared as f64 / of_b.len() as f64).abs() < 1e-12);
            }
        }
    }
}
