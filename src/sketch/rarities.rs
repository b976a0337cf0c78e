//! How rare terms and grams are: background and collection blended.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::gram_background::GramBackground;
use super::grams::GramHash;
use super::sharded::{Dealt, Sharded};
use super::terms::{Term, Terms};
use crate::shelf::drawer::Drawer;
use crate::text::language::Lang;
use crate::text::stems::StemHash;

/// How many articles of the background the tables are worth, when they are blended
/// with the collection's own frequencies.
const BACKGROUND_ARTICLES: f32 = 1_000.0;
/// Articles that are dealt out to the parts of tables at a time, and by one thread: what is
/// dealt has to be held.
const BLOCK: usize = 4096;
const PART: usize = 256;

/// Fewest copies of a text that are told from articles with a text of their own.
pub const MANY_COPIES: u32 = 10;

/// What articles bring.
#[derive(Default)]
struct Held {
    terms: Dealt<StemHash, ()>,
    grams: Dealt<GramHash, ()>,
}

impl Held {
    fn deal(&mut self, article: &Terms) {
        for term in &article.terms {
            self.terms.put(term.hash, ());
        }
        for &(gram, _) in &article.grams.counts {
            self.grams.put(gram, ());
        }
    }
}

/// Weights of terms and grams in the articles of one language: -ln of the probability
/// that an article holds them, by the background and the collection blended by how
/// much collection there is.
#[derive(Debug, Default)]
pub struct Rarities {
    terms: Sharded<StemHash, u32>,
    grams: Sharded<GramHash, u32>,
    /// The weight of each gram, once the language is known.
    gram_weights: Sharded<GramHash, f32>,
    /// In how many copies of texts with [`MANY_COPIES`] a term stands, beside the first.
    copies: HashMap<StemHash, u32>,
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
        let (mut terms, mut grams) = (Sharded::default(), Sharded::default());
        for block in articles.chunks(BLOCK) {
            let held: Vec<Held> = block
                .par_chunks(PART)
                .map(|part| {
                    let mut held = Held::default();
                    each(part, &mut |terms| held.deal(terms));
                    held
                })
                .collect();
            let (of_terms, of_grams): (Vec<_>, Vec<_>) =
                held.into_iter().map(|held| (held.terms, held.grams)).unzip();
            terms.add_all(&of_terms, |count, ()| *count += 1);
            grams.add_all(&of_grams, |count, ()| *count += 1);
        }
        let articles = articles.len() as f32;
        Self { terms, grams, articles, ..Self::default() }
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
            self.terms.add(hash, |count| *count += held);
        }
        for (gram, held) in grams {
            self.grams.add(gram, |count| *count += held);
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
        self.gram_weights =
            grams.map(|gram, held| self.blend(background.rarity(gram), held));
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
        self.terms.get(hash).unwrap_or(0)
    }

    /// Knows in how many copies terms stand: of every text that has [`MANY_COPIES`] or more
    /// beside the first, each term and their number.
    #[must_use]
    pub fn with_copies(
        mut self,
        copies: impl IntoIterator<Item = (StemHash, u32)>,
    ) -> Self {
        for (hash, copies) in copies {
            *self.copies.entry(hash).or_default() += copies;
        }
        self
    }

    /// In how many texts the term stands, where many copies of one count once.
    ///
    /// ```
    /// use samestory::sketch::rarities::Rarities;
    ///
    /// let known = Rarities::default().beside(300, [(1, 260), (2, 260)], []);
    /// let known = known.with_copies([(1, 259)]);
    /// assert_eq!((known.frequency(1), known.texts(1), known.texts(2)), (260, 1, 260));
    /// ```
    pub fn texts(&self, hash: StemHash) -> u32 {
        let copies = self.copies.get(&hash).copied().unwrap_or(0);
        self.frequency(hash).saturating_sub(copies)
    }

    /// The weight of a term.
    pub fn weight(&self, term: &Term) -> f32 {
        self.blend(term.rarity, self.frequency(term.hash))
    }

    /// The weights of an article's terms, in their order. Most frequencies stand in no
    /// cache: nothing is done with any before all are looked up, so that several are waited
    /// for at once.
    pub(crate) fn weights(&self, terms: &[Term]) -> impl ExactSizeIterator<Item = f32> {
        let held: Vec<u32> = terms.iter().map(|term| self.frequency(term.hash)).collect();
        terms.iter().zip(held).map(|(term, held)| self.blend(term.rarity, held))
    }

    /// The weight of a gram; `rarity` gives its background rarity, where it is not known.
    pub fn gram_weight(&self, gram: GramHash, rarity: impl FnOnce() -> f32) -> f32 {
        self.gram_weights
            .get(gram)
            .unwrap_or_else(|| self.blend(rarity(), self.grams.get(gram).unwrap_or(0)))
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
