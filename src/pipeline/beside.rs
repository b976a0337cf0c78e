//! What is known of articles that are not at hand: those of a store, while a night is
//! placed beside them.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::error::Result;
use crate::shelf::Shelf;
use crate::shelf::drawer::Drawer;
use crate::sketch::grams::GramHash;
use crate::sketch::rarities::Rarities;
use crate::sketch::terms::Terms;
use crate::text::language::Lang;
use crate::text::outlet_lines;
use crate::text::stems::StemHash;

/// Tells what cleaning a text must know of articles that are not at hand. `()` knows of
/// none.
pub trait Outside: Sync {
    /// Whether it knows of any.
    fn asks(&self) -> bool {
        false
    }

    /// Whether an article at hand is one of those that it knows.
    fn holds(&self, id: &str) -> bool {
        let _ = id;
        false
    }

    /// What it knows of lines, by key and words, given the articles and their outlets.
    ///
    /// # Errors
    /// What it knows cannot be read.
    fn outlet_lines(
        &self,
        articles: &Shelf,
        outlets: &[Option<u32>],
        lines: &[(u64, u32)],
    ) -> Result<outlet_lines::Beside> {
        let _ = (articles, outlets, lines);
        Ok(outlet_lines::Beside::default())
    }

    /// Those of the lines, by their exact hashes, that are headlines of articles it knows.
    ///
    /// # Errors
    /// What it knows cannot be read.
    fn headlines(&self, lines: &[u64]) -> Result<Vec<u64>> {
        let _ = lines;
        Ok(Vec::new())
    }
}

impl Outside for () {}

/// Frequencies in articles that are not at hand.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// For each article at hand whether it is counted among them; may be shorter.
    pub counted: Vec<bool>,
    /// The frequencies of each language.
    pub languages: BTreeMap<Lang, BesideLanguage>,
}

/// Frequencies of one language.
#[derive(Debug, Clone, Default)]
pub struct BesideLanguage {
    /// Articles counted.
    pub articles: u64,
    /// For each term the articles that have it, and the sum of its parts in them.
    pub terms: HashMap<StemHash, (u32, f64)>,
    /// For each gram the articles that have it.
    pub grams: HashMap<GramHash, u32>,
}

impl Beside {
    /// Whether an article at hand is counted among those that are not.
    pub fn counts(&self, article: u32) -> bool {
        self.counted.get(article as usize).copied().unwrap_or(false)
    }

    /// The frequencies of a language; empty ones where nothing is known.
    pub fn language(&self, lang: Lang) -> &BesideLanguage {
        static NONE: std::sync::LazyLock<BesideLanguage> =
            std::sync::LazyLock::new(BesideLanguage::default);
        self.languages.get(&lang).unwrap_or(&NONE)
    }
}

impl BesideLanguage {
    /// How rare terms and grams are in these articles and in those that are not at hand.
    pub fn rarities(&self, terms: &Drawer<Terms>, articles: &[u32]) -> Rarities {
        let rarities = Rarities::among(terms, articles);
        if self.articles == 0 {
            return rarities;
        }
        let terms = self.terms.iter().map(|(hash, (held, _))| (*hash, *held));
        let grams = self.grams.iter().map(|(gram, held)| (*gram, *held));
        rarities.beside(self.articles, terms, grams)
    }

    /// The sum of each term's parts.
    pub fn parts(&self) -> HashMap<StemHash, f64> {
        self.terms.iter().map(|(hash, (_, sum))| (*hash, *sum)).collect()
    }
}
