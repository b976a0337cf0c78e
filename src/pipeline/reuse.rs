//! Text reuse in a corpus: candidates, verified, and grouped.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Settings;
use super::prepare::Corpus;
use super::progress::{Progress, Stage, go_on};
use super::reprints::Prints;
use super::reread::Rereader;
use crate::candidates::standing::Standing;
use crate::candidates::texts::Texts;
use crate::candidates::{self, Pair};
use crate::cluster::groups::Group;
use crate::error::Result;
use crate::sketch::sketches::Sketches;
use crate::text::quotes::quotations;
use crate::text::words::Word;
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
    let texts = distinct_texts(&corpus.sketches);
    let first = |text: u32| first_of(&texts, text);
    let firsts = texts.iter().filter_map(|articles| articles.first().copied());
    let sketched = Texts::new(&corpus.sketches, firsts);
    progress.begin(Stage::Candidates, 0);
    let (pairs, lists) = candidates::reuse_candidates(&sketched, settings.candidates);
    let prints = Prints::new(corpus, &texts);
    let standing = Standing::learn(
        &lists,
        |text| prints.of(text),
        || corpus.rereader(),
        |desk, text| desk.shingles(first(text)),
    );
    drop((lists, sketched));
    corpus.sketches.check()?;
    corpus.articles.check()?;
    progress.end(Stage::Candidates, &format!("{} reuse pairs to check", pairs.len()));
    go_on(progress)?;
    progress.begin(Stage::Verify, pairs.len() as u64);
    let desk = || corpus.rereader();
    let set = |desk: &mut Rereader<'_>, text: u32| desk.shingle_set(first(text));
    let links = verify(&pairs, desk, set, &settings.reuse, |done, found| {
        drop_quotations(corpus, &texts, found, &settings.reuse);
        progress.advance(done as u64);
        corpus.articles.check()?;
        go_on(progress)
    })?;
    progress.end(Stage::Verify, &format!("{} reuse links", links.len()));
    Ok(Reuse { texts, links, standing, prints })
}

impl Reuse {
    /// The reuse of a part of a collection, whose links were found before; they run
    /// between the first articles of their texts. `standing` holds what touches these
    /// texts.
    pub(super) fn of_part(
        corpus: &Corpus,
        links: &[ReuseLink],
        standing: Standing,
    ) -> Self {
        let texts = distinct_texts(&corpus.sketches);
        let text_of = |article: u32| {
            let at = texts.binary_search_by_key(&article, |text| {
                text.first().copied().unwrap_or_default()
            });
            u32::try_from(at.ok()?).ok()
        };
        let mut links: Vec<ReuseLink> = links
            .iter()
            .filter_map(|link| {
                Some(ReuseLink { a: text_of(link.a)?, b: text_of(link.b)?, ..*link })
            })
            .collect();
        links.sort_by_key(|link| (link.a, link.b));
        links.dedup_by_key(|link| (link.a, link.b));
        let prints = Prints::new(corpus, &texts);
        Self { texts, links, standing, prints }
    }

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
pub(crate) fn distinct_texts(sketches: &Sketches) -> Vec<Vec<u32>> {
    let mut texts: Vec<Vec<u32>> = Vec::new();
    let mut known: HashMap<([u64; 2], u32), usize> = HashMap::new();
    for (article, sketch) in (0u32..).zip(sketches.heads()) {
        let next = texts.len();
        let text = if sketch.words == 0 {
            next
        } else {
            *known.entry((sketch.text, sketch.words)).or_insert(next)
        };
        match texts.get_mut(text) {
            Some(articles) => articles.push(article),
            None => texts.push(vec![article]),
        }
    }
    texts
}

/// The first article of a text; one that is none for a number out of range.
pub(super) fn first_of(texts: &[Vec<u32>], text: u32) -> u32 {
    let articles = texts.get(text as usize);
    articles.and_then(|articles| articles.first()).copied().unwrap_or(u32::MAX)
}

/// Share of two texts' common shingles from which what they share is quotation.
const QUOTATION: f64 = 0.9;

/// Whether a link is so weak that quotations alone may have made it.
pub(super) fn may_be_quotation(link: &ReuseLink, settings: &ReuseSettings) -> bool {
    link.kind == ReuseKind::Partial
        && link.template.is_none()
        && link.containment() < settings.quoted
}

/// Whether what two texts share is quotation, given their words' hashes and which of
/// them are quoted.
pub(super) fn is_quotation(
    words: [&[u64]; 2],
    quoted: [&[bool]; 2],
    width: usize,
) -> bool {
    quoted_share(words, quoted, width) >= QUOTATION
}

/// Drops the `partial` links of texts that share little but quotations.
fn drop_quotations(
    corpus: &Corpus,
    texts: &[Vec<u32>],
    links: &mut Vec<ReuseLink>,
    settings: &ReuseSettings,
) {
    let weak = |link: &ReuseLink| may_be_quotation(link, settings);
    let mut asked: Vec<u32> =
        links.iter().filter(|link| weak(link)).flat_map(|l| [l.a, l.b]).collect();
    asked.sort_unstable();
    asked.dedup();
    let read: Vec<(Vec<u64>, Vec<bool>)> = asked
        .par_iter()
        .map(|&text| {
            let article = first_of(texts, text);
            let text = corpus.articles.text(article as usize).unwrap_or_default();
            let words = corpus.words_of(article, &text);
            quoted_words(&text, words)
        })
        .collect();
    let of = |text: u32| {
        let (words, quoted) = read.get(asked.binary_search(&text).ok()?)?;
        Some((words.as_slice(), quoted.as_slice()))
    };
    let kept: Vec<bool> = links
        .par_iter()
        .map(|link| {
            let [a, b] = [link.a, link.b].map(|text| of(text).unwrap_or_default());
            !weak(link) || !is_quotation([a.0, b.0], [a.1, b.1], settings.width)
        })
        .collect();
    let mut kept = kept.into_iter();
    links.retain(|_| kept.next().unwrap_or(true));
}

/// The hashes of words of a text, and for each whether it stands in a quotation.
pub(super) fn quoted_words(text: &str, words: Vec<Word>) -> (Vec<u64>, Vec<bool>) {
    let quotes = quotations(text);
    let mark = |word: Word| {
        let after = quotes.partition_point(|quote| quote.end <= word.span.start);
        let quoted =
            quotes.get(after).is_some_and(|quote| quote.start <= word.span.start);
        (word.hash, quoted)
    };
    words.into_iter().map(mark).unzip()
}
