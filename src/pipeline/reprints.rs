//! Text reuse to reprint groups: which texts are the same, beside what their outlet prints
//! every day.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Settings;
use super::distinct_texts::DistinctTexts;
use super::prepare::Corpus;
use super::reread::{Lately, Rereader};
use super::reuse::Reuse;
use crate::article::day_number;
use crate::candidates::Pair;
use crate::candidates::standing::{Owner, Print};
use crate::cluster::apart::{Apart, Share, apart};
use crate::cluster::groups::{Alike, Group};
use crate::verify::own::{own_containment, own_shingles};
use crate::verify::reuse::ReuseSettings;

/// Two texts are alike by standing text only if their containment falls by more than this
/// without it: a short formula in a report takes away less.
const BY_STANDING: f64 = 0.1;

/// Where and when each text was printed.
#[derive(Debug, Clone, Default)]
pub(super) struct Prints(Vec<Print>);

impl Prints {
    pub(super) fn new(corpus: &Corpus, texts: &DistinctTexts) -> Self {
        let prints = texts.articles().iter().map(|&article| {
            let seconds = corpus.clean.get(article as usize).and_then(|c| c.seconds);
            Print {
                outlet: corpus.outlets.get(article as usize).copied().flatten(),
                day: seconds.and_then(day_number),
            }
        });
        Self(prints.collect())
    }

    /// Those of a text, whose articles stand in the same order.
    pub(super) fn of(&self, texts: &DistinctTexts, text: u32) -> &[Print] {
        self.0.get(texts.range(text)).unwrap_or_default()
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
        let Apart { shares, alone } =
            apart(self.texts.len(), &self.links, &settings.groups);
        let loose = settings.reuse.any_share();
        let grouped = |share: Share| {
            let mut judge = Judge::new(self, corpus, &share, settings.groups.smaller);
            let length = |text| corpus.word_count(self.texts.first(text));
            let alike = |a, b| judge.alike(a, b, &loose);
            let groups = share.group(&settings.groups, length, alike);
            (groups, judge.by_standing)
        };
        let (grouped, by_standing): (Vec<_>, Vec<_>) =
            shares.into_par_iter().map(grouped).unzip();
        let mut groups: Vec<Group> = alone.into_iter().map(Group::alone).collect();
        groups.extend(grouped.into_iter().flatten());
        groups.par_iter_mut().for_each(|group| {
            let articles = group.articles.iter().flat_map(|&text| self.texts.get(text));
            group.articles = articles.copied().collect();
            group.articles.sort_unstable();
            let first = |text: u32| self.texts.first(text);
            group.weakest_pair = group.weakest_pair.map(|(a, b)| (first(a), first(b)));
        });
        groups.par_sort_unstable_by(|a, b| a.articles.cmp(&b.articles));
        let by_standing = by_standing.into_iter().flatten().map(|((a, b), own)| {
            let (a, b) = (self.texts.first(a), self.texts.first(b));
            ((a.min(b), a.max(b)), own)
        });
        Reprints { groups, by_standing: by_standing.collect() }
    }
}

/// Tells how alike the texts of a share are.
struct Judge<'r> {
    texts: &'r DistinctTexts,
    /// Those pairs that have links.
    known: HashMap<Pair, Alike>,
    lately: Lately<'r>,
    own: OwnText<'r>,
    /// See [`GroupSettings::smaller`](crate::cluster::groups::GroupSettings::smaller).
    smaller: f64,
    /// What was answered.
    asked: HashMap<Pair, Alike>,
    /// See [`Reprints::by_standing`]; by texts.
    by_standing: Vec<(Pair, f64)>,
}

impl<'r> Judge<'r> {
    fn new(reuse: &'r Reuse, corpus: &'r Corpus, share: &Share, smaller: f64) -> Self {
        let known = share.links().map(|link| ((link.a, link.b), Alike::from(&link)));
        Self {
            texts: &reuse.texts,
            known: known.collect(),
            lately: Lately::new(corpus),
            own: OwnText { reuse, reader: corpus.rereader(), own: HashMap::new() },
            smaller,
            asked: HashMap::new(),
            by_standing: Vec::new(),
        }
    }

    /// How alike two texts are beside the standing text of their outlet; `loose` takes
    /// whatever they share.
    fn alike(&mut self, a: u32, b: u32, loose: &ReuseSettings) -> Alike {
        if let Some(&alike) = self.asked.get(&(a, b)) {
            return alike;
        }
        let alike = self.known.get(&(a, b)).copied().unwrap_or_else(|| {
            // A pair that never was a candidate is checked now.
            let (a, b) = (self.texts.first(a), self.texts.first(b));
            let link = self.lately.link(a, b, loose);
            link.as_ref().map_or(Alike::default(), Alike::from)
        });
        let alike = match self.own.containment(a, b) {
            Some(own) if own < self.smaller && own < alike.strength - BY_STANDING => {
                self.by_standing.push(((a, b), own));
                Alike::default()
            }
            _ => alike,
        };
        self.asked.insert((a, b), alike);
        alike
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
        let prints = |text| self.reuse.prints.of(&self.reuse.texts, text);
        let (of_a, of_b) = (prints(a), prints(b));
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
            let shingles = self.reader.shingles(reuse.texts.first(text));
            own_shingles(&shingles, &reuse.standing.mark(owner, &shingles))
        });
        own.is_some()
    }
}
