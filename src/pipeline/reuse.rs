//! Text reuse in a corpus: candidates, verified, and grouped.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Settings;
use super::distinct_texts::DistinctTexts;
use super::prepare::Corpus;
use super::progress::{Progress, Stage, go_on};
use super::reprints::Prints;
use super::reread::Rereader;
use crate::candidates::standing::Standing;
use crate::candidates::texts::Texts;
use crate::candidates::{self, Pair};
use crate::cluster::groups::Group;
use crate::error::Result;
use crate::text::quotes::quotations;
use crate::text::words::Word;
use crate::verify::quotations::quoted_share;
use crate::verify::reuse::{ReuseKind, ReuseLink, ReuseSettings, verify};

/// The text reuse of a corpus. Articles whose words are the same are one *text*; links
/// run between texts.
#[derive(Debug, Clone, Default)]
pub struct Reuse {
    /// The texts, with the articles that have each.
    pub texts: DistinctTexts,
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
    let texts = DistinctTexts::of(&corpus.sketches);
    let first = |text: u32| texts.first(text);
    let sketched = Texts::new(&corpus.sketches, texts.firsts());
    progress.begin(Stage::Candidates, 0);
    let (pairs, lists) = candidates::reuse_candidates(&sketched, settings.candidates)?;
    let prints = Prints::new(corpus, &texts);
    let standing = Standing::learn(
        &lists,
        |text| prints.of(&texts, text),
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
    let links = verify(pairs, desk, set, &settings.reuse, |done, found| {
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
        let texts = DistinctTexts::of(&corpus.sketches);
        let mut links: Vec<ReuseLink> = links
            .iter()
            .filter_map(|link| {
                let (a, b) = (texts.with_first(link.a)?, texts.with_first(link.b)?);
                Some(ReuseLink { a, b, ..*link })
            })
            .collect();
        links.sort_by_key(|link| (link.a, link.b));
        links.dedup_by_key(|link| (link.a, link.b));
        let prints = Prints::new(corpus, &texts);
        Self { texts, links, standing, prints }
    }

    /// Lets go of what only reprint groups are made by.
    pub(super) fn forget_prints(&mut self) {
        (self.standing, self.prints) = Default::default();
    }

    /// Every pair of articles that share text, inside large groups too, sorted: the links
    /// between texts, carried over to all articles that have them. Those of one article
    /// are held at a time: copies of one text have as many as the square of their number.
    pub fn article_links(&self) -> impl Iterator<Item = ReuseLink> + '_ {
        let mut text_of: Vec<(u32, u32)> = (0u32..)
            .zip(self.texts.iter())
            .flat_map(|(text, articles)| articles.iter().map(move |&a| (a, text)))
            .collect();
        text_of.sort_unstable();
        // Each text with its links, from either end.
        let mut links_of: Vec<(u32, &ReuseLink)> =
            self.links.iter().flat_map(|link| [(link.a, link), (link.b, link)]).collect();
        links_of.sort_by_key(|(text, _)| *text);
        text_of.into_iter().flat_map(move |(a, text)| {
            let later =
                |text: u32| self.texts.get(text).iter().copied().filter(move |&b| b > a);
            let mut links: Vec<ReuseLink> =
                later(text).map(|b| ReuseLink::exact(a, b)).collect();
            let from = links_of.partition_point(|(other, _)| *other < text);
            let of_text = links_of.iter().skip(from);
            for (_, link) in of_text.take_while(|(other, _)| *other == text) {
                let link = if link.a == text { **link } else { link.turned() };
                links.extend(later(link.b).map(|b| ReuseLink { a, b, ..link }));
            }
            links.sort_unstable_by_key(|link| link.b);
            links
        })
    }

    /// Just enough links to hold the articles of a text together: each with the first.
    pub fn star_links(&self) -> impl Iterator<Item = ReuseLink> + '_ {
        let exact = self.texts.iter().flat_map(|articles| {
            let first = articles.first().copied().unwrap_or_default();
            articles.iter().skip(1).map(move |&b| ReuseLink::exact(first, b))
        });
        let linked = self.links.iter().map(|link| {
            let (a, b) = (self.texts.first(link.a), self.texts.first(link.b));
            ReuseLink { a, b, ..*link }
        });
        exact.chain(linked)
    }

    /// Pairs of groups that are one template filled in with other numbers, distinct.
    pub fn templates(&self, groups: &[Group]) -> Vec<Pair> {
        let mut group_of: HashMap<u32, u32> = HashMap::new();
        for (number, group) in (0u32..).zip(groups) {
            group_of.extend(group.articles.iter().map(|&article| (article, number)));
        }
        let group = |text: u32| group_of.get(&self.texts.first(text)).copied();
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
    texts: &DistinctTexts,
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
            let article = texts.first(text);
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
