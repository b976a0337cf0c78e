//! What heads of groups are compared by, over a part of a collection.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::super::beside::BesideLanguage;
use super::super::event_tier::form;
use super::super::prepare::Clean;
use super::super::progress::Progress;
use super::super::{Settings, Tier};
use super::{Facts, prepared};
use crate::article::Article;
use crate::candidates::terms::HeavyTerm;
use crate::cluster::roundups::Form;
use crate::error::Result;
use crate::shelf::drawer::DrawerReader;
use crate::sketch::grams::GramHash;
use crate::sketch::rarities::MANY_COPIES;
use crate::sketch::terms::Terms;
use crate::text::language::Lang;
use crate::text::stems::StemHash;
use crate::verify::event::Outline;

/// In how many articles terms and grams stand, sorted by their hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// Articles counted.
    pub articles: u64,
    /// Terms.
    pub terms: BTreeMap<StemHash, u32>,
    /// Of these, those in copies of texts that have many ([`Rarities::with_copies`]).
    ///
    /// [`Rarities::with_copies`]: crate::sketch::rarities::Rarities::with_copies
    pub copies: BTreeMap<StemHash, u32>,
    /// Grams.
    pub grams: BTreeMap<GramHash, u32>,
}

/// Counts the terms and grams of articles, each under the language it is given: that of
/// its group. Articles are sorted by id; `copies` says of each for how many others it
/// stands, which is none but for the head of a group.
///
/// ```
/// use samestory::article::Article;
/// use samestory::pipeline::Settings;
/// use samestory::pipeline::part::{Facts, count_part};
/// use samestory::text::language::Lang;
///
/// let articles = vec![Article::new("a", "A ferry ran aground."), Article::new("b", "A ferry")];
/// let langs = [Lang::from_code("en"); 2];
/// let found =
///     count_part(articles, &langs, &[0, 0], &Facts::default(), &Settings::default(), &())
///         .unwrap();
/// let english = &found[&langs[0]];
/// assert_eq!((english.articles, english.terms.values().max()), (2, Some(&2)));
/// ```
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn count_part(
    articles: Vec<Article>,
    langs: &[Lang],
    copies: &[u32],
    facts: &Facts,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<BTreeMap<Lang, Counted>> {
    let settings = Settings { tier: Tier::Stories, ..settings.clone() };
    let corpus = prepared(articles, facts, &settings, progress)?;
    let mut found: BTreeMap<Lang, Counted> = BTreeMap::new();
    let mut reader = corpus.terms.reader();
    for (at, (&lang, &copies)) in langs.iter().zip(copies).enumerate() {
        let Some(terms) = reader.get(at) else { continue };
        let counted = found.entry(lang).or_default();
        counted.articles += 1;
        for term in &terms.terms {
            *counted.terms.entry(term.hash).or_default() += 1;
            if copies >= MANY_COPIES {
                *counted.copies.entry(term.hash).or_default() += copies;
            }
        }
        for &(gram, _) in &terms.grams.counts {
            *counted.grams.entry(gram).or_default() += 1;
        }
    }
    Ok(found)
}

/// The article that stands for a group, as it is compared.
#[derive(Debug, Clone)]
pub struct Head {
    /// Its terms and grams, weighed; without a crowd.
    pub outline: Outline,
    /// What its text says of its form.
    pub form: Form,
    /// What it is looked up by in its language,
    pub terms: Vec<HeavyTerm>,
    /// and in others.
    pub travelling: Vec<HeavyTerm>,
}

/// Weighs the terms of heads of groups, given the frequencies of their languages: those of
/// all their terms and grams. `counts` says for how many articles each speaks; each brings
/// the embedding of its group. Articles are sorted by id.
///
/// ```
/// use samestory::article::Article;
/// use samestory::pipeline::Settings;
/// use samestory::pipeline::part::{Facts, profile_part};
///
/// let articles = vec![Article::new("a", "A ferry ran aground off Torsholm.")];
/// let (facts, settings) = (Facts::default(), Settings::default());
/// let known = std::collections::BTreeMap::new();
/// let heads = profile_part(articles, &[3], &facts, &known, &settings, &()).unwrap();
/// assert_eq!(heads[0].outline.articles, 3);
/// ```
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn profile_part(
    articles: Vec<Article>,
    counts: &[u32],
    facts: &Facts,
    languages: &BTreeMap<Lang, Counted>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Vec<Head>> {
    let settings = Settings { tier: Tier::Stories, ..settings.clone() };
    let corpus = prepared(articles, facts, &settings, progress)?;
    let mut rarities = HashMap::new();
    for lang in corpus.clean.iter().map(|clean| clean.lang) {
        let counted = |lang| {
            let Counted { articles, terms, grams, .. } =
                languages.get(lang).cloned().unwrap_or_default();
            let terms = terms.into_iter().map(|(hash, held)| (hash, (held, 0.0)));
            let (terms, grams) = (terms.collect(), grams.into_iter().collect());
            BesideLanguage { articles, terms, grams }
        };
        rarities.entry(lang).or_insert_with(|| {
            let copies = languages.get(&lang).into_iter().flat_map(|of| &of.copies);
            let copies = copies.map(|(&hash, &copies)| (hash, copies));
            let rarities = counted(&lang).rarities(&corpus.terms, &[]);
            rarities.weighing_grams(lang).with_copies(copies)
        });
    }
    let heads = corpus.clean.par_iter().enumerate();
    let head = |reader: &mut DrawerReader<'_, Terms>, (at, clean): (usize, &Clean)| {
        let terms = reader.get(at)?;
        let rarities = rarities.get(&clean.lang)?;
        let mut outline = Outline::new(terms, rarities, clean.lang);
        outline.seconds = clean.published;
        outline.articles = *counts.get(at)?;
        outline.embedding.clone_from(&corpus.articles.get(at)?.embedding);
        let profile = outline.profile();
        let most = settings.terms.most(rarities.articles());
        Some(Head {
            terms: profile.lookup(rarities, settings.terms.terms, most),
            travelling: profile.travelling(settings.terms.terms),
            form: form(&corpus, u32::try_from(at).ok()?),
            outline,
        })
    };
    Ok(heads.map_init(|| corpus.terms.reader(), head).flatten_iter().collect())
}
