//! Text reuse to reprint groups: which texts are the same, beside what their outlet prints
//! every day.

use hashbrown::HashMap;

use super::Settings;
use super::prepare::Corpus;
use super::reread::{Lately, Rereader};
use super::reuse::{Reuse, first_of};
use crate::candidates::Pair;
use crate::candidates::standing::{Owner, Print};
use crate::cluster::groups::{Alike, Group, group};
use crate::verify::own::{own_containment, own_shingles};

/// Seconds of a day.
pub(super) const DAY: i64 = 24 * 3600;

/// Where and when each text was printed.
#[derive(Debug, Clone, Default)]
pub(super) struct Prints {
    all: Vec<Print>,
    /// Where each text's prints end in `all`.
    ends: Vec<usize>,
}

impl Prints {
    pub(super) fn new(corpus: &Corpus, texts: &[Vec<u32>]) -> Self {
        let mut prints = Self::default();
        for articles in texts {
            prints.all.extend(articles.iter().map(|&article| {
                let clean = corpus.clean.get(article as usize);
                Print {
                    outlet: corpus.outlets.get(article as usize).copied().flatten(),
                    day: clean.and_then(|clean| clean.seconds).map(|s| s.div_euclid(DAY)),
                }
            }));
            prints.ends.push(prints.all.len());
        }
        prints
    }

    pub(super) fn of(&self, text: u32) -> &[Print] {
        let text = text as usize;
        let start = text.checked_sub(1).and_then(|before| self.ends.get(before).copied());
        let end = self.ends.get(text).copied().unwrap_or_default();
        self.all.get(start.unwrap_or(0)..end).unwrap_or_default()
    }
}

/// The reprint groups of a corpus.
#[derive(Debug, Clone, Default)]
pub struct Reprints {
    /// Every article is in exactly one.
    pub groups: Vec<Group>,
    /// Pairs that are alike by their outlet's standing text and therefore were not joined,
    /// with the containment of what is their own; each text stands by its first article.
    pub by_standing: HashMap<Pair, f64>,
}

impl Reuse {
    /// Joins articles into reprint groups.
    ///
    /// Two texts of one outlet that are alike by its standing text alone are not the
    /// same text.
    pub fn reprints(&self, corpus: &Corpus, settings: &Settings) -> Reprints {
        let known: HashMap<Pair, Alike> =
            self.links.iter().map(|link| ((link.a, link.b), link.into())).collect();
        let loose = settings.reuse.any_share();
        let reader = corpus.rereader();
        let mut own = OwnText { reuse: self, reader, own: HashMap::new() };
        let mut lately = Lately::new(corpus);
        let mut asked: HashMap<Pair, Alike> = HashMap::new();
        let mut by_standing: Vec<(Pair, f64)> = Vec::new();
        let alike = |a: u32, b: u32| {
            *asked.entry((a, b)).or_insert_with(|| {
                // A pair that never was a candidate is checked now.
                let alike = known.get(&(a, b)).copied().unwrap_or_else(|| {
                    let (a, b) = (first_of(&self.texts, a), first_of(&self.texts, b));
                    lately
                        .link(a, b, &loose)
                        .as_ref()
                        .map_or(Alike::default(), Alike::from)
                });
                match own.containment(a, b) {
                    Some(own) if own < settings.groups.smaller => {
                        by_standing.push(((a, b), own));
                        Alike::default()
                    }
                    _ => alike,
                }
            })
        };
        let mut groups = group(
            self.texts.len(),
            &self.links,
            &settings.groups,
            |text| corpus.word_count(first_of(&self.texts, text)),
            alike,
        );
        let first = |text: u32| self.texts.get(text as usize)?.first().copied();
        for group in &mut groups {
            let texts = std::mem::take(&mut group.articles);
            group.articles = texts
                .iter()
                .filter_map(|&t| self.texts.get(t as usize))
                .flatten()
                .copied()
                .collect();
            group.articles.sort_unstable();
            group.weakest_pair =
                group.weakest_pair.and_then(|(a, b)| first(a).zip(first(b)));
        }
        groups.sort_by(|a, b| a.articles.cmp(&b.articles));
        let by_standing = by_standing.into_iter().filter_map(|((a, b), own)| {
            let (a, b) = (first(a)?, first(b)?);
            Some(((a.min(b), a.max(b)), own))
        });
        Reprints { groups, by_standing: by_standing.collect() }
    }
}

/// What texts have in common beside their outlet's standing text.
struct OwnText<'r> {
    reuse: &'r Reuse,
    reader: Rereader<'r>,
    /// [`own_shingles`] of the texts that were asked.
    own: HashMap<(Owner, u32), Option<Vec<u64>>>,
}

impl OwnText<'_> {
    /// The containment of what is their own; `None` when the two have no standing text
    /// of one outlet, or little else.
    fn containment(&mut self, a: u32, b: u32) -> Option<f64> {
        if self.reuse.standing.is_empty() {
            return None;
        }
        let (of_a, of_b) = (self.reuse.prints.of(a), self.reuse.prints.of(b));
        let owner = of_a
            .iter()
            .map(|print| print.outlet)
            .find(|outlet| of_b.iter().any(|print| print.outlet == *outlet))
            .map_or(Owner::Everybody, Owner::from);
        // Most texts have none: the second is asked only where the first does.
        if [a, b].into_iter().all(|text| self.has_standing(owner, text)) {
            let own = |text: u32| self.own.get(&(owner, text))?.as_deref();
            own_containment(own(a)?, own(b)?)
        } else {
            None
        }
    }

    fn has_standing(&mut self, owner: Owner, text: u32) -> bool {
        let reuse = self.reuse;
        if !reuse.standing.may_be_in(text) {
            return false;
        }
        let own = self.own.entry((owner, text)).or_insert_with(|| {
            let shingles = self.reader.shingles(first_of(&reuse.texts, text));
            own_shingles(&shingles, &reuse.standing.mark(owner, &shingles))
        });
        own.is_some()
    }
}
