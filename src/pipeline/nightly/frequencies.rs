//! How often a store's articles have the terms and grams of those at hand.

use std::collections::BTreeMap;

use hashbrown::HashSet;
use xxhash_rust::xxh3::xxh3_64;

use super::outside::Known;
use crate::error::Result;
use crate::pipeline::beside::{Beside, BesideLanguage, Outside};
use crate::pipeline::prepare::Corpus;
use crate::sketch::grams::GramHash;
use crate::sketch::mix;
use crate::store::Store;
use crate::text::language::Lang;
use crate::text::stems::StemHash;

/// What a sum of parts, 0 to 1 each, is counted in.
const PARTS: f64 = 4096.0;

/// A sum of parts as it is stored.
pub(super) fn stored(parts: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and parts are not negative"
    )]
    let stored = (parts * PARTS).round() as u32;
    stored
}

/// Under which keys the frequencies of a language are stored.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    terms: u64,
    grams: u64,
    pub(super) articles: u64,
}

impl Keys {
    pub(super) fn of(lang: Lang) -> Self {
        let code = lang.code().unwrap_or("?");
        let salt = |of: &str| xxh3_64(format!("{of} {code}").as_bytes());
        Self { terms: salt("terms"), grams: salt("grams"), articles: salt("articles") }
    }

    pub(super) const fn term(self, hash: StemHash) -> u64 {
        mix(hash ^ self.terms)
    }

    pub(super) fn gram(self, gram: GramHash) -> u64 {
        mix(u64::from(gram) ^ self.grams)
    }
}

/// What a key counts.
enum Counted {
    Articles,
    Term(StemHash),
    Gram(GramHash),
}

/// For each article at hand whether the store counts it.
fn counted(corpus: &Corpus, known: &Known<'_>) -> Vec<bool> {
    corpus.articles.iter().map(|article| known.holds(&article.id)).collect()
}

/// Asks the store for all of them, but for those of languages that are given.
pub(super) fn beside(
    store: &Store,
    corpus: &Corpus,
    known: &Known<'_>,
    given: Option<&Beside>,
) -> Result<Beside> {
    let counted = counted(corpus, known);
    let mut beside = Beside { counted, languages: BTreeMap::new() };
    if store.state().live().next().is_none() {
        return Ok(beside);
    }
    let mut articles: BTreeMap<Lang, Vec<usize>> = BTreeMap::new();
    for (at, clean) in corpus.clean.iter().enumerate() {
        articles.entry(clean.lang).or_default().push(at);
    }
    for (lang, articles) in articles {
        if let Some(language) = given.and_then(|given| given.languages.get(&lang)) {
            beside.languages.insert(lang, language.clone());
            continue;
        }
        let (mut hashes, mut grams) = (HashSet::new(), HashSet::new());
        let mut reader = corpus.terms.reader();
        for at in articles {
            let Some(terms) = reader.get(at) else { continue };
            hashes.extend(terms.terms.iter().map(|term| term.hash));
            grams.extend(terms.grams.counts.iter().map(|gram| gram.0));
        }
        let keys = Keys::of(lang);
        let mut wanted: Vec<(u64, Counted)> = vec![(keys.articles, Counted::Articles)];
        wanted.extend(hashes.into_iter().map(|h| (keys.term(h), Counted::Term(h))));
        wanted.extend(grams.into_iter().map(|g| (keys.gram(g), Counted::Gram(g))));
        wanted.sort_unstable_by_key(|(key, _)| *key);
        wanted.dedup_by_key(|(key, _)| *key);
        let sorted: Vec<u64> = wanted.iter().map(|(key, _)| *key).collect();
        let sums = store.frequencies(&sorted)?;
        let mut language = BesideLanguage::default();
        for ((_, counted), (held, parts)) in wanted.into_iter().zip(sums) {
            let count = u32::try_from(held).unwrap_or(u32::MAX);
            match counted {
                Counted::Articles => language.articles = held,
                Counted::Term(hash) if held > 0 => {
                    language.terms.insert(hash, (count, parts as f64 / PARTS));
                }
                Counted::Gram(gram) if held > 0 => {
                    language.grams.insert(gram, count);
                }
                Counted::Term(_) | Counted::Gram(_) => {}
            }
        }
        beside.languages.insert(lang, language);
    }
    Ok(beside)
}
