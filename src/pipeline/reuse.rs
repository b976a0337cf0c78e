//! Text reuse in a corpus: candidates, verified, and grouped.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Settings;
use super::prepare::Corpus;
use super::progress::{Progress, Stage, go_on};
use super::reprints::Prints;
use crate::candidates::fingerprints::FingerprintLists;
use crate::candidates::standing::Standing;
use crate::candidates::{self, Pair};
use crate::cluster::groups::Group;
use crate::error::Result;
use crate::sketch::Sketch;
use crate::sketch::shingles::shingle_hashes;
use crate::text::quotes::quotations;
use crate::text::tokens::tokenise_outside;
use crate::text::vocabulary::TokenId;
use crate::verify::quotations::quoted_share;
use crate::verify::reuse::{ReuseKind, ReuseLink, ReuseSettings, verify};

/// The text reuse of a corpus. Articles whose words are the same are one *text*; links
/// run between texts.
#[derive(Debug, Clone, Default)]
pub struct Reuse {
    /// For each text its articles, ascending. Texts are in the order of their first.
    pub texts: Vec<Vec<u32>>,
    /// Verified links between texts, by their places in `texts`.
    pub links: Vec<ReuseLink>,
    /// The standing text of every outlet.
    pub(super) standing: Standing,
    pub(super) prints: Prints,
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
    let lists = FingerprintLists::new(&sketches);
    let pairs = candidates::reuse_candidates(&sketches, &lists, settings.candidates);
    let prints = Prints::new(corpus, &texts);
    let words = words_of(corpus, &texts);
    let width = settings.reuse.width;
    let standing = Standing::learn(
        &lists,
        |text| prints.of(text),
        |text| shingles_of(corpus, words.get(text as usize).copied(), width),
    );
    drop((lists, sketches));
    progress.end(Stage::Candidates, &format!("{} reuse pairs to check", pairs.len()));
    go_on(progress)?;
    progress.begin(Stage::Verify, pairs.len() as u64);
    let mut links = Vec::new();
    // In slices, so that an interrupt is heard.
    for slice in pairs.chunks(1 << 16) {
        let mut found = verify(&words, &corpus.vocabulary, slice, &settings.reuse);
        drop_quotations(corpus, &texts, &words, &mut found, &settings.reuse);
        links.append(&mut found);
        progress.advance(slice.len() as u64);
        go_on(progress)?;
    }
    progress.end(Stage::Verify, &format!("{} reuse links", links.len()));
    Ok(Reuse { texts, links, standing, prints })
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
                    let link = ReuseLink { a, b, ..link };
                    if a < b { link } else { link.turned() }
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
            .filter(|link| link.template.is_some())
            .filter_map(|link| {
                let (a, b) = (group(link.a)?, group(link.b)?);
                (a != b).then_some((a.min(b), a.max(b)))
            })
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

pub(super) fn exact_link(a: u32, b: u32) -> ReuseLink {
    ReuseLink {
        a,
        b,
        kind: ReuseKind::Exact,
        template: None,
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

pub(super) fn words_of<'c>(corpus: &'c Corpus, texts: &[Vec<u32>]) -> Vec<&'c [TokenId]> {
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

pub(super) fn shingles_of(
    corpus: &Corpus,
    words: Option<&[TokenId]>,
    width: usize,
) -> Vec<u64> {
    let hashes: Vec<u64> = words
        .unwrap_or_default()
        .iter()
        .map(|&word| corpus.vocabulary.hash(word))
        .collect();
    let mut shingles = Vec::with_capacity(hashes.len());
    shingle_hashes(&hashes, width, &mut shingles);
    shingles
}

/// Share of two texts' common shingles from which what they share is quotation.
const QUOTATION: f64 = 0.9;

/// Drops the `partial` links of texts that share little but quotations.
fn drop_quotations(
    corpus: &Corpus,
    texts: &[Vec<u32>],
    words: &[&[TokenId]],
    links: &mut Vec<ReuseLink>,
    settings: &ReuseSettings,
) {
    let weak = |link: &ReuseLink| {
        link.kind == ReuseKind::Partial
            && link.template.is_none()
            && link.containment() < settings.quoted
    };
    let mut asked: Vec<u32> =
        links.iter().filter(|link| weak(link)).flat_map(|l| [l.a, l.b]).collect();
    asked.sort_unstable();
    asked.dedup();
    let marks: Vec<Vec<bool>> = asked
        .par_iter()
        .map(|&text| {
            let first = texts.get(text as usize).and_then(|articles| articles.first());
            first.map(|&article| quoted_words(corpus, article)).unwrap_or_default()
        })
        .collect();
    let quoted = |text: u32| {
        let at = asked.binary_search(&text).ok();
        at.and_then(|at| marks.get(at)).map_or(&[][..], Vec::as_slice)
    };
    let text = |text: u32| words.get(text as usize).copied().unwrap_or_default();
    let kept: Vec<bool> = links
        .par_iter()
        .map(|link| {
            let (texts, marks) =
                ([text(link.a), text(link.b)], [quoted(link.a), quoted(link.b)]);
            !weak(link) || quoted_share(texts, marks, settings.width) < QUOTATION
        })
        .collect();
    let mut kept = kept.into_iter();
    links.retain(|_| kept.next().unwrap_or(true));
}

/// For each word of an article outside its masks: whether it stands in a quotation.
fn quoted_words(corpus: &Corpus, article: u32) -> Vec<bool> {
    let record = corpus.articles.get(article as usize);
    let Some((article, clean)) = record.zip(corpus.clean.get(article as usize)) else {
        return Vec::new();
    };
    let quotes = quotations(&article.text);
    let mut marks = Vec::new();
    tokenise_outside(&article.text, &clean.mask_spans(), |_, span| {
        let after = quotes.partition_point(|quote| quote.end <= span.start);
        marks.push(quotes.get(after).is_some_and(|quote| quote.start <= span.start));
    });
    marks
}
