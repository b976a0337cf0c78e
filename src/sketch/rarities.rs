//! How rare terms and grams are: background and collection blended.

use std::hash::Hash;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::gram_background::GramBackground;
use super::grams::GramHash;
use super::terms::{Term, Terms};
use crate::shelf::drawer::Drawer;
use crate::text::language::Lang;
use crate::text::stems::StemHash;

/// How many articles of the background the tables are worth, when they are blended
/// with the collection's own frequencies.
const BACKGROUND_ARTICLES: f32 = 1_000.0;
/// Parts that are counted side by side.
const SHARDS: u64 = 16;

/// Articles that are dealt out to the shards at a time, and by one thread: what is dealt
/// has to be held.
const BLOCK: usize = 4096;
const PART: usize = 256;

fn shards<K>() -> Vec<HashMap<K, u32>> {
    (0..SHARDS).map(|_| HashMap::new()).collect()
}

/// Puts a key to those of its shard.
fn put<K>(shards: &mut [Vec<K>], key: K, shard: u64) {
    let shard = usize::try_from(shard).unwrap_or(0);
    if let Some(keys) = shards.get_mut(shard) {
        keys.push(key);
    }
}

/// What an article brings, by its shard.
struct Dealt {
    terms: Vec<Vec<StemHash>>,
    grams: Vec<Vec<GramHash>>,
}

impl Dealt {
    fn new() -> Self {
        let parts = 0..SHARDS;
        let (terms, grams) =
            (parts.clone().map(|_| Vec::new()), parts.map(|_| Vec::new()));
        Self { terms: terms.collect(), grams: grams.collect() }
    }

    fn deal(&mut self, article: &Terms) {
        for term in &article.terms {
            put(&mut self.terms, term.hash, term.hash % SHARDS);
        }
        for &(gram, _) in &article.grams.counts {
            put(&mut self.grams, gram, u64::from(gram) % SHARDS);
        }
    }
}

/// Counts the keys that were dealt, each shard by itself.
fn count<'d, K: Copy + Eq + Hash + Send + Sync + 'd>(
    counts: &mut [HashMap<K, u32>],
    dealt: &'d [Dealt],
    keys: impl Fn(&'d Dealt) -> &'d [Vec<K>] + Sync,
) {
    counts.par_iter_mut().enumerate().for_each(|(shard, counts)| {
        for &key in dealt.iter().filter_map(|part| keys(part).get(shard)).flatten() {
            *counts.entry(key).or_default() += 1;
        }
    });
}

/// Weights of terms and grams in the articles of one language: -ln of the probability
/// that an article holds them, by the background and the collection blended by how
/// much collection there is.
#[derive(Debug, Default)]
pub struct Rarities {
    terms: Vec<HashMap<StemHash, u32>>,
    grams: Vec<HashMap<GramHash, u32>>,
    /// The weight of each gram, once the language is known.
    gram_weights: Vec<HashMap<GramHash, f32>>,
    articles: f32,
}

impl Rarities {
    /// Counts in how many of the given articles each term and gram stands.
    pub fn of(articles: &[&Terms]) -> Self {
        Self::counted(articles, |part, deal| part.iter().for_each(|terms| deal(terms)))
    }

    /// As [`Rarities::of`], of some articles of a drawer, by their numbers.
    pub fn among(terms: &Drawer<Terms>, articles: &[u32]) -> Self {
        Self::counted(articles, |part, deal| {
            let mut reader = terms.reader();
            for &article in part {
                if let Some(terms) = reader.get(article as usize) {
                    deal(terms);
                }
            }
        })
    }

    /// Counts articles, whose terms `each` hands out.
    fn counted<A: Sync>(
        articles: &[A],
        each: impl Fn(&[A], &mut dyn FnMut(&Terms)) + Sync,
    ) -> Self {
        let (mut terms, mut grams) = (shards(), shards());
        for block in articles.chunks(BLOCK) {
            let dealt: Vec<Dealt> = block
                .par_chunks(PART)
                .map(|part| {
                    let mut dealt = Dealt::new();
                    each(part, &mut |terms| dealt.deal(terms));
                    dealt
                })
                .collect();
            count(&mut terms, &dealt, |part| &part.terms);
            count(&mut grams, &dealt, |part| &part.grams);
        }
        Self { terms, grams, gram_weights: Vec::new(), articles: articles.len() as f32 }
    }

    /// Counts articles that are not at hand as well: how many there are, and in how many
    /// of them each term and gram stands, as far as it is known.
    #[must_use]
    pub fn beside(
        mut self,
        articles: u64,
        terms: impl IntoIterator<Item = (StemHash, u32)>,
        grams: impl IntoIterator<Item = (GramHash, u32)>,
    ) -> Self {
        for (hash, held) in terms {
            let shard = usize::try_from(hash % SHARDS).unwrap_or(0);
            if let Some(shard) = self.terms.get_mut(shard) {
                *shard.entry(hash).or_default() += held;
            }
        }
        for (gram, held) in grams {
            let shard = usize::try_from(u64::from(gram) % SHARDS).unwrap_or(0);
            if let Some(shard) = self.grams.get_mut(shard) {
                *shard.entry(gram).or_default() += held;
            }
        }
        self.articles += articles as f32;
        self
    }

    /// Weighs every gram once, for articles of language `lang`, so that each article only
    /// looks its weights up.
    #[must_use]
    pub fn weighing_grams(mut self, lang: Lang) -> Self {
        let background = GramBackground::of(lang);
        let grams = std::mem::take(&mut self.grams);
        self.gram_weights = grams
            .into_par_iter()
            .map(|shard| {
                let weight =
                    |(gram, held)| (gram, self.blend(background.rarity(gram), held));
                shard.into_iter().map(weight).collect()
            })
            .collect();
        self
    }

    /// How many articles were counted.
    pub fn articles(&self) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count"
        )]
        let count = self.articles as usize;
        count
    }

    /// In how many articles the term stands.
    pub fn frequency(&self, hash: StemHash) -> u32 {
        let shard = usize::try_from(hash % SHARDS).unwrap_or(0);
        self.terms.get(shard).and_then(|shard| shard.get(&hash)).copied().unwrap_or(0)
    }

    /// The weight of a term.
    pub fn weight(&self, term: &Term) -> f32 {
        self.blend(term.rarity, self.frequency(term.hash))
    }

    /// The weight of a gram; `rarity` gives its background rarity, where it is not known.
    pub fn gram_weight(&self, gram: GramHash, rarity: impl FnOnce() -> f32) -> f32 {
        let shard = usize::try_from(u64::from(gram) % SHARDS).unwrap_or(0);
        let known = self.gram_weights.get(shard).and_then(|shard| shard.get(&gram));
        known.copied().unwrap_or_else(|| {
            let held = self.grams.get(shard).and_then(|shard| shard.get(&gram));
            self.blend(rarity(), held.copied().unwrap_or(0))
        })
    }

    fn blend(&self, rarity: f32, held: u32) -> f32 {
        let expected = BACKGROUND_ARTICLES * (-rarity).exp() + held as f32;
        -(expected / (BACKGROUND_ARTICLES + self.articles)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::terms::TermReader;

    fn read(text: &str) -> Terms {
        TermReader::default().read("", text, &[], Lang::from_code("de"))
    }

    #[test]
    fn terms_of_the_collection_weigh_less_the_more_articles_have_them() {
        let article = read("Der Zug fährt nach Chassan.");
        let many = Rarities::of(&vec![&article; 20_000]);
        let one = Rarities::of(&[&article]);
        let rarest = article.terms.iter().max_by(|a, b| a.rarity.total_cmp(&b.rarity));
        let rarest = rarest.expect("there are terms");
        assert!(many.weight(rarest) < 0.1);
        assert!(one.weight(rarest) > 6.0);
        assert_eq!(many.frequency(rarest.hash), 20_000);
    }
}
