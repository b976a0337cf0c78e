//! What tonight's articles are looked up by on later nights.

use std::borrow::Cow;
use std::collections::BTreeMap;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::frequencies::{Keys, stored};
use crate::article::Article;
use crate::candidates::fingerprints::SHORT;
use crate::candidates::terms::HeavyTerm;
use crate::pipeline::Settings;
use crate::pipeline::beside::Beside;
use crate::pipeline::prepare::{Clean, Corpus};
use crate::sketch::mix;
use crate::store::segment::{Pair, Part};
use crate::store::state::Place;
use crate::store::{Change, Store, pack, weighted};
use crate::text::language::Lang;
use crate::text::lines::lines;
use crate::text::outlet_lines::OUTLET_WORDS;
use crate::text::stems::StemHash;
use crate::text::teasers::Headlines;
use crate::text::words::words;
use crate::verify::event::{Profile, set_crowds_beside};

/// For each term an article is looked up by, as many again and a half are posted: some of
/// them no other article has yet.
const POSTED: usize = 96;

/// Sets keys of meanings apart from those of terms.
const MEANT: u64 = 0x7c2f_5bd1_9a64_e083;

/// The key under which articles of all languages are posted that have a term of one
/// meaning, or written alike.
pub(super) const fn meant(term: HeavyTerm) -> u64 {
    mix(term.hash() ^ MEANT)
}

/// The key under which a text so short that one shared fingerprint is enough is posted
/// beside the fingerprint: the neighbour, so that the two are read together.
pub(super) const fn of_short(print: u64) -> u64 {
    print ^ 1
}

/// An article's heaviest terms.
#[derive(Debug, Clone, Default)]
pub(super) struct Heaviest {
    /// Part in the article, and term; heaviest first.
    pub(super) posted: Vec<(f32, StemHash)>,
    /// The terms among them that are looked up, heaviest first.
    pub(super) looked_up: Vec<(f32, StemHash)>,
    /// What it is posted and looked up by for other languages, heaviest first.
    pub(super) travelling: Vec<HeavyTerm>,
    /// What it is compared by.
    pub(super) profile: Option<Profile>,
}

/// The heaviest terms of all articles.
pub(super) fn heaviest(
    corpus: &Corpus,
    beside: &Beside,
    settings: &Settings,
) -> Vec<Heaviest> {
    let mut languages: BTreeMap<Lang, Vec<u32>> = BTreeMap::new();
    for (at, clean) in (0u32..).zip(&corpus.clean).take(corpus.terms.len()) {
        languages.entry(clean.lang).or_default().push(at);
    }
    let mut out = vec![Heaviest::default(); corpus.articles.len()];
    for (lang, articles) in languages {
        let rarities = beside.language(lang).rarities(&corpus.terms, &articles);
        let rarities = rarities.weighing_grams(lang);
        let most = settings.terms.most(rarities.articles());
        let mut profiles: Vec<Profile> = articles
            .par_iter()
            .map_init(
                || corpus.terms.reader(),
                |terms, &at| Some(Profile::new(terms.get(at as usize)?, &rarities, lang)),
            )
            .flatten_iter()
            .collect();
        let (known, ones) = (beside.language(lang), vec![1; profiles.len()]);
        set_crowds_beside(&mut profiles, &ones, known.parts(), known.articles as f64);
        let found: Vec<Heaviest> = profiles
            .into_par_iter()
            .map(|profile| {
                let at_most = |hash| rarities.frequency(hash) <= most;
                let known = |hash| (2..=most).contains(&rarities.frequency(hash));
                Heaviest {
                    posted: profile.heaviest(POSTED, at_most),
                    looked_up: profile.heaviest(settings.terms.terms, known),
                    travelling: profile.travelling(settings.terms.terms),
                    profile: Some(profile),
                }
            })
            .collect();
        for (at, mut found) in articles.into_iter().zip(found) {
            if let Some(profile) = &mut found.profile {
                profile.seconds =
                    corpus.clean.get(at as usize).and_then(|clean| clean.published);
            }
            if let Some(slot) = out.get_mut(at as usize) {
                *slot = found;
            }
        }
    }
    out
}

/// In how many articles terms and grams stand, by language.
pub(super) fn counts(corpus: &Corpus, heaviest: &[Heaviest]) -> Vec<Pair> {
    let mut counts: HashMap<u64, (u32, f64)> = HashMap::new();
    let mut languages: HashMap<Lang, Keys> = HashMap::new();
    let mut reader = corpus.terms.reader();
    for (at, (clean, heaviest)) in corpus.clean.iter().zip(heaviest).enumerate() {
        let Some(terms) = reader.get(at) else { continue };
        let keys = *languages.entry(clean.lang).or_insert_with(|| Keys::of(clean.lang));
        counts.entry(keys.articles).or_default().0 += 1;
        for (hash, part) in heaviest.profile.iter().flat_map(Profile::parts) {
            let count = counts.entry(keys.term(hash)).or_default();
            count.0 += 1;
            count.1 += f64::from(part);
        }
        for &(gram, _) in &terms.grams.counts {
            counts.entry(keys.gram(gram)).or_default().0 += 1;
        }
    }
    let mut out: Vec<Pair> = counts
        .into_iter()
        .map(|(key, (count, parts))| (key, pack(count, stored(parts))))
        .collect();
    out.sort_unstable();
    out
}

/// What is posted for tonight's articles.
pub(super) struct Posted {
    /// Postings of terms and meanings, but for the article's number: a key, and a byte.
    terms: Vec<Vec<(u64, u8)>>,
    prints: Vec<Vec<u64>>,
    counts: Vec<Pair>,
    /// Tonight's articles in the order of their numbers.
    count: usize,
}

impl Posted {
    pub(super) fn new(
        corpus: &Corpus,
        heaviest: Vec<Heaviest>,
        counts: Vec<Pair>,
    ) -> Self {
        let terms = |(heaviest, clean): (Heaviest, &Clean)| {
            let parts = heaviest.posted.iter().map(|&(part, term)| (term, byte(part)));
            let lang = clean.lang.to_byte();
            let meant = heaviest.travelling.iter().map(|&term| (meant(term), lang));
            parts.chain(meant).collect()
        };
        Self {
            terms: heaviest.into_iter().zip(&corpus.clean).map(terms).collect(),
            prints: corpus.sketches.iter().map(|s| posted(&s.fingerprints)).collect(),
            counts,
            count: corpus.articles.len(),
        }
    }

    /// Fills a change with tonight's articles, their keys and all changed places.
    pub(super) fn post(
        self,
        corpus: &Corpus,
        numbers: &[u32],
        store: &Store,
        change: &mut Change,
        places: Vec<(u32, Place)>,
    ) {
        let first = store.manifest().next_article;
        let fresh: Vec<Cow<'_, Article>> = corpus
            .articles
            .iter()
            .zip(numbers)
            .filter(|(_, number)| **number >= first)
            .map(|(article, _)| article)
            .collect();
        debug_assert_eq!(fresh.len(), self.count);
        let numbered = || (first..).zip(&fresh);
        let lines: Vec<Pair> = numbered()
            .collect::<Vec<_>>()
            .par_iter()
            .flat_map_iter(|(number, article)| {
                let mut keys: Vec<u64> = lines(&article.text, &words(&article.text))
                    .into_iter()
                    .filter(|line| line.words >= OUTLET_WORDS)
                    .map(|line| line.key(&article.text))
                    .collect();
                keys.sort_unstable();
                keys.dedup();
                let number = u64::from(*number);
                keys.into_iter().map(move |key| (key, number))
            })
            .collect();
        let titles = numbered().flat_map(|(number, article)| {
            Headlines::keys(&article.title).map(move |key| (key, u64::from(number)))
        });
        let prints =
            (u64::from(first)..).zip(self.prints).flat_map(|(number, prints)| {
                prints.into_iter().map(move |print| (print, number))
            });
        let terms = (first..).zip(self.terms).flat_map(|(number, terms)| {
            terms.into_iter().map(move |(term, byte)| (term, weighted(number, byte)))
        });
        change.keys = BTreeMap::from([
            (Part::Lines, lines),
            (Part::Titles, titles.collect()),
            (Part::Prints, prints.collect()),
            (Part::Terms, terms.collect()),
            (Part::Counts, self.counts),
        ]);
        change.places = places;
        let known = store.state().outlets.len();
        let mut outlets: HashMap<&str, u32> =
            store.state().outlets.iter().map(String::as_str).zip(1..).collect();
        for (number, place) in &mut change.places {
            let article = number.checked_sub(first).and_then(|at| fresh.get(at as usize));
            if let Some(source) = article.and_then(|article| article.source.as_deref()) {
                let next =
                    u32::try_from(known + change.outlets.len() + 1).unwrap_or(u32::MAX);
                place.outlet = *outlets.entry(source).or_insert_with(|| {
                    change.outlets.push(source.to_owned());
                    next
                });
            }
        }
        drop(outlets);
        change.articles = fresh.into_iter().map(Cow::into_owned).collect();
    }
}

/// The keys of a text's fingerprints.
fn posted(prints: &[u64]) -> Vec<u64> {
    let mut keys = prints.to_vec();
    if prints.len() <= SHORT {
        keys.extend(prints.iter().copied().map(of_short));
    }
    keys
}

/// A part of 0 to 1 as a byte, never 0.
fn byte(part: f32) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and parts are not negative"
    )]
    let byte = (part * 255.0).ceil() as u8;
    byte.max(1)
}

/// What a byte stands for.
pub(super) fn part(byte: u8) -> f32 {
    f32::from(byte) / 255.0
}
