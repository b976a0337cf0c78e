//! Text reuse in a corpus: candidates, verified, and grouped.

use hashbrown::HashMap;

use super::Settings;
use super::prepare::Corpus;
use super::progress::{Progress, Stage, go_on};
use crate::candidates::{self, Pair};
use crate::cluster::groups::{Group, group};
use crate::error::Result;
use crate::sketch::Sketch;
use crate::text::vocabulary::TokenId;
use crate::verify::reuse::{ReuseKind, ReuseLink, verify};

/// The text reuse of a corpus. Articles whose words are the same are one *text*; links
/// run between texts.
#[derive(Debug, Clone, Default)]
pub struct Reuse {
    /// For each text its articles, ascending. Texts are in the order of their first.
    pub texts: Vec<Vec<u32>>,
    /// Verified links between texts, by their places in `texts`.
    pub links: Vec<ReuseLink>,
    /// Candidate pairs that were checked.
    pub candidates: usize,
}

/// Finds and verifies all text reuse.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn reuse(
    corpus: &Corpus,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Reuse> {
    let texts = distinct_texts(&corpus.words);
    let sketches: Vec<Sketch> = texts
        .iter()
        .filter_map(|articles| corpus.sketches.get(*articles.first()? as usize).cloned())
        .collect();
    progress.begin(Stage::Candidates, 0);
    let pairs = candidates::reuse_candidates(&sketches, settings.candidates);
    progress.end(Stage::Candidates, &format!("{} reuse pairs to check", pairs.len()));
    go_on(progress)?;
    progress.begin(Stage::Verify, pairs.len() as u64);
    let words = words_of(corpus, &texts);
    let mut links = Vec::new();
    // In slices, so that an interrupt is heard.
    for slice in pairs.chunks(1 << 16) {
        links.extend(verify(&words, &corpus.vocabulary, slice, &settings.reuse));
        progress.advance(slice.len() as u64);
        go_on(progress)?;
    }
    progress.end(Stage::Verify, &format!("{} reuse links", links.len()));
    Ok(Reuse { texts, links, candidates: pairs.len() })
}

impl Reuse {
    /// Every pair of articles that share text, inside large groups too: the links
    /// between texts, carried over to all articles that have them.
    pub fn article_links(&self) -> impl Iterator<Item = ReuseLink> + '_ {
        let exact = self.texts.iter().flat_map(|articles| {
            articles.iter().enumerate().flat_map(move |(index, &a)| {
                articles.iter().skip(index + 1).map(move |&b| exact_link(a, b))
            })
        });
        let linked = self.links.iter().flat_map(move |link| {
            let of =
                |text: u32| self.texts.get(text as usize).map_or(&[][..], Vec::as_slice);
            of(link.a).iter().flat_map(move |&a| {
                of(link.b).iter().map(move |&b| {
                    let link = *link;
                    if a < b {
                        ReuseLink { a, b, ..link }
                    } else {
                        ReuseLink {
                            a: b,
                            b: a,
                            containment_ab: link.containment_ba,
                            containment_ba: link.containment_ab,
                            ..link
                        }
                    }
                })
            })
        });
        exact.chain(linked)
    }

    /// Just enough links to hold the articles of a text together: each with the first.
    pub fn star_links(&self) -> impl Iterator<Item = ReuseLink> + '_ {
        let exact = self.texts.iter().flat_map(|articles| {
            let first = articles.first().copied().unwrap_or_default();
            articles.iter().skip(1).map(move |&b| exact_link(first, b))
        });
        let linked = self.links.iter().filter_map(|link| {
            let first = |text: u32| self.texts.get(text as usize)?.first().copied();
            Some(ReuseLink { a: first(link.a)?, b: first(link.b)?, ..*link })
        });
        exact.chain(linked)
    }

    /// Pairs of groups that are one template filled in with other numbers, distinct.
    pub fn templates(&self, groups: &[Group]) -> Vec<Pair> {
        let mut group_of: HashMap<u32, u32> = HashMap::new();
        for (number, group) in (0u32..).zip(groups) {
            group_of.extend(group.articles.iter().map(|&article| (article, number)));
        }
        let group =
            |text: u32| group_of.get(self.texts.get(text as usize)?.first()?).copied();
        let mut pairs: Vec<Pair> = self
            .links
            .iter()
            .filter(|link| link.template)
            .filter_map(|link| {
                let (a, b) = (group(link.a)?, group(link.b)?);
                (a != b).then_some((a.min(b), a.max(b)))
            })
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Reprint groups of articles.
    pub fn groups(&self, corpus: &Corpus, settings: &Settings) -> Vec<Group> {
        let mut known: HashMap<Pair, f64> =
            self.links.iter().map(|link| ((link.a, link.b), link.strength())).collect();
        let words = words_of(corpus, &self.texts);
        // A pair of representatives that never was a candidate is checked now.
        let loose = crate::verify::reuse::ReuseSettings {
            partial: 0.0,
            partial_shingles: 1,
            ..settings.reuse
        };
        let strength = |a: u32, b: u32| {
            *known.entry((a, b)).or_insert_with(|| {
                verify(&words, &corpus.vocabulary, &[(a, b)], &loose)
                    .first()
                    .map_or(0.0, ReuseLink::strength)
            })
        };
        let mut groups = group(
            self.texts.len(),
            &self.links,
            &settings.groups,
            |text| words.get(text as usize).map_or(0, |words| words.len()),
            strength,
        );
        for group in &mut groups {
            let texts = std::mem::take(&mut group.articles);
            group.articles = texts
                .iter()
                .filter_map(|&t| self.texts.get(t as usize))
                .flatten()
                .copied()
                .collect();
            group.articles.sort_unstable();
        }
        groups.sort_by(|a, b| a.articles.cmp(&b.articles));
        groups
    }
}

pub(super) fn exact_link(a: u32, b: u32) -> ReuseLink {
    ReuseLink {
        a,
        b,
        kind: ReuseKind::Exact,
        template: false,
        shared: 0,
        jaccard: 1.0,
        containment_ab: 1.0,
        containment_ba: 1.0,
    }
}

/// Articles by their words; an article without words is a text of its own.
pub(crate) fn distinct_texts(words: &[Vec<TokenId>]) -> Vec<Vec<u32>> {
    let mut texts: Vec<Vec<u32>> = Vec::new();
    let mut known: HashMap<&[TokenId], usize> = HashMap::new();
    for (article, words) in (0u32..).zip(words) {
        let next = texts.len();
        let text = if words.is_empty() {
            next
        } else {
            *known.entry(words.as_slice()).or_insert(next)
        };
        match texts.get_mut(text) {
            Some(articles) => articles.push(article),
            None => texts.push(vec![article]),
        }
    }
    texts
}

fn words_of<'c>(corpus: &'c Corpus, texts: &[Vec<u32>]) -> Vec<&'c [TokenId]> {
    texts
        .iter()
        .map(|articles| {
            articles
                .first()
                .and_then(|&article| corpus.words.get(article as usize))
                .map_or(&[][..], Vec::as_slice)
        })
        .collect()
}
