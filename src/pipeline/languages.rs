//! Reprint groups by language: what they are compared by, and their scored pairs.

use rayon::prelude::*;

use super::Settings;
use super::event_tier::{EventTie, lang_of_group};
use super::prepare::Corpus;
use super::progress::{Progress, go_on};
use crate::article::Embedding;
use crate::candidates::Pair;
use crate::candidates::terms::{Lookup, candidates};
use crate::cluster::groups::Group;
use crate::cluster::stories::EventLink;
use crate::error::Result;
use crate::sketch::rarities::{MANY_COPIES, Rarities};
use crate::text::language::Lang;
use crate::text::stems::StemHash;
use crate::verify::event::{
    Against, Crowd, EventScore, Profile, ProfileReader, ProfileWriter, Profiles, Scale,
    Worth, score, shared_terms,
};

/// Groups that are weighed at a time.
const BLOCK: usize = 4096;

/// All groups: those of one language have frequencies, crowds and candidates of their own.
pub(super) struct Languages<'n> {
    pub(super) all: Vec<Language<'n>>,
    /// What each group is compared by: those of a language side by side.
    pub(super) profiles: Profiles,
    /// Where the cosines of the run's embeddings lie.
    pub(super) scale: Scale,
}

/// The groups of one language.
pub(super) struct Language<'n> {
    /// Their numbers among all groups, ascending.
    pub(super) numbers: &'n [u32],
    /// The place of the first one's profile.
    pub(super) first: usize,
    /// What their candidates are found by.
    lookups: Vec<Lookup>,
    /// Scored pairs, by their numbers among all groups.
    links: Vec<EventLink>,
}

/// The embedding of a group: that of the article which stands for it, or else of the first
/// that has one.
fn embedding(corpus: &Corpus, group: &Group, head: usize) -> Option<Embedding> {
    let of = |article: usize| corpus.articles.embedding(article).cloned();
    of(head).or_else(|| group.articles.iter().find_map(|&article| of(article as usize)))
}

impl<'n> Languages<'n> {
    /// Weighs the groups of every language; `numbers` has those of one side by side.
    pub(super) fn weigh(
        corpus: &Corpus,
        groups: &[Group],
        heads: &[u32],
        numbers: &'n [u32],
        settings: &Settings,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let lang_of = |group: u32| lang_of_group(corpus, heads, group);
        let mut writer = ProfileWriter::new(corpus.articles.drawer()?);
        let (mut all, mut first) = (Vec::new(), 0);
        for numbers in numbers.chunk_by(|&a, &b| lang_of(a) == lang_of(b)) {
            go_on(progress)?;
            let lang = numbers.first().and_then(|&group| lang_of(group));
            let weigher = Weigher { corpus, groups, heads, settings };
            let lookups =
                weigher.weigh(lang.unwrap_or(Lang::UNKNOWN), numbers, &mut writer);
            all.push(Language { numbers, first, lookups, links: Vec::new() });
            first += numbers.len();
        }
        corpus.terms.check()?;
        Ok(Self { all, profiles: writer.finish(), scale: Scale::default() })
    }

    /// Finds the candidate pairs of every language, and scores them.
    pub(super) fn link(
        &mut self,
        worth: Worth,
        settings: &Settings,
        progress: &dyn Progress,
    ) -> Result<()> {
        for language in &mut self.all {
            go_on(progress)?;
            language.link(&self.profiles, worth, settings);
        }
        if self.profiles.have_embeddings() {
            self.weigh_embeddings();
        }
        self.check()?;
        go_on(progress)
    }

    /// Lets embeddings take part in the scores.
    fn weigh_embeddings(&mut self) {
        let profiles = &self.profiles;
        let cosine = |language: &Language, link: &EventLink| {
            let [a, b] = [link.a, link.b].map(|group| {
                language.place(group).and_then(|place| profiles.embedding(place))
            });
            a?.cosine(b?)
        };
        let cosines: Vec<Vec<Option<f32>>> = self
            .all
            .iter()
            .map(|language| {
                language.links.par_iter().map(|link| cosine(language, link)).collect()
            })
            .collect();
        let both = self.all.iter().zip(&cosines).flat_map(|(language, cosines)| {
            let pairs = language.links.iter().zip(cosines);
            pairs.filter_map(|(link, cosine)| Some((link.score, (*cosine)?)))
        });
        self.scale = Scale::of(both);
        for (language, cosines) in self.all.iter_mut().zip(cosines) {
            for (link, cosine) in language.links.iter_mut().zip(cosines) {
                if let Some(cosine) = cosine {
                    let words = EventScore { score: link.score, ..EventScore::default() };
                    link.score = words.with_embedding(cosine, self.scale).score;
                }
            }
        }
    }

    /// Every scored pair of one language.
    pub(super) fn links(&self) -> impl Iterator<Item = &EventLink> {
        self.all.iter().flat_map(|language| &language.links)
    }

    /// The scored pairs that `wanted` takes, and what their scores are made of.
    pub(super) fn ties(
        &self,
        wanted: impl Fn(&EventLink) -> bool + Sync,
    ) -> Vec<EventTie> {
        let read = || (self.profiles.reader(), self.profiles.reader());
        let ties = self.all.iter().flat_map(|language| {
            let links = language.links.par_iter().filter(|link| wanted(link));
            let tied = links
                .map_init(read, |readers, link| language.tie(link, readers, self.scale));
            tied.flatten_iter().collect::<Vec<_>>()
        });
        ties.collect()
    }

    /// Whether all profiles could be written and read so far.
    pub(super) fn check(&self) -> Result<()> {
        self.profiles.check()
    }
}

/// What profiles are made of.
struct Weigher<'c> {
    corpus: &'c Corpus,
    groups: &'c [Group],
    heads: &'c [u32],
    settings: &'c Settings,
}

impl Weigher<'_> {
    /// Puts the profiles of a language's groups, and tells what these are looked up by.
    fn weigh(
        &self,
        lang: Lang,
        numbers: &[u32],
        writer: &mut ProfileWriter,
    ) -> Vec<Lookup> {
        let beside = self.corpus.beside.language(lang);
        let articles: Vec<u32> =
            numbers.iter().flat_map(|&group| self.fresh(group)).collect();
        let rarities = beside
            .rarities(&self.corpus.terms, &articles)
            .weighing_grams(lang)
            .with_copies(self.copies(numbers));
        drop(articles);
        let terms = self.settings.terms;
        let most = terms.most(rarities.articles());
        writer.begin(Crowd::beside(beside.parts(), beside.articles as f64));
        let mut lookups = Vec::with_capacity(numbers.len());
        for numbers in numbers.chunks(BLOCK) {
            let profiles = self.profiles(numbers, &rarities, lang);
            lookups.par_extend(profiles.par_iter().map(|profile| Lookup {
                terms: profile.lookup(&rarities, terms.terms, most),
                seconds: profile.seconds,
                ..Lookup::default()
            }));
            let count =
                |group| u32::try_from(self.fresh(group).count()).unwrap_or(u32::MAX);
            let fresh: Vec<u32> = numbers.iter().map(|&group| count(group)).collect();
            writer.put(profiles, &fresh);
        }
        lookups
    }

    /// The terms of groups of many copies, each with how many that are.
    fn copies(&self, numbers: &[u32]) -> Vec<(StemHash, u32)> {
        let (mut reader, mut found) = (self.corpus.terms.reader(), Vec::new());
        for &group in numbers {
            let articles =
                self.groups.get(group as usize).map_or(1, |g| g.articles.len());
            let copies = u32::try_from(articles).unwrap_or(u32::MAX).saturating_sub(1);
            if copies >= MANY_COPIES
                && let Some(&head) = self.heads.get(group as usize)
                && let Some(terms) = reader.get(head as usize)
            {
                found.extend(terms.terms.iter().map(|term| (term.hash, copies)));
            }
        }
        found
    }

    /// The articles of a group that are not counted among those beside.
    fn fresh(&self, group: u32) -> impl Iterator<Item = u32> {
        let articles = self.groups.get(group as usize).map(|group| &group.articles);
        let articles = articles.into_iter().flatten().copied();
        articles.filter(|&article| !self.corpus.beside.counts(article))
    }

    fn profiles(&self, numbers: &[u32], rarities: &Rarities, lang: Lang) -> Vec<Profile> {
        let corpus = self.corpus;
        let profiles = numbers.par_iter().map_init(
            || corpus.terms.reader(),
            |terms, &group| {
                let head = *self.heads.get(group as usize)? as usize;
                let group = self.groups.get(group as usize)?;
                let mut profile = Profile::new(terms.get(head)?, rarities, lang);
                profile.seconds = corpus.clean.get(head)?.published;
                profile.outlet = corpus.outlets.get(head).copied().flatten();
                profile.embedding = embedding(corpus, group, head);
                profile.articles =
                    u32::try_from(group.articles.len()).unwrap_or(u32::MAX);
                Some(profile)
            },
        );
        profiles.flatten_iter().collect()
    }
}

impl Language<'_> {
    /// Scores the candidate pairs.
    fn link(&mut self, profiles: &Profiles, worth: Worth, settings: &Settings) {
        let (numbers, first) = (self.numbers, self.first);
        let mut lookups = std::mem::take(&mut self.lookups);
        for (lookup, place) in lookups.iter_mut().zip(first..) {
            lookup.stricter = profiles.stricter(place);
        }
        let pairs = candidates(&lookups, &settings.terms);
        drop(lookups);
        let scored = pairs.par_chunk_by(|x, y| x.0 == y.0).map_init(
            || (Against::default(), profiles.reader()),
            |(against, reader), pairs| {
                let one =
                    pairs.first().and_then(|pair| reader.get(first + pair.0 as usize));
                if let Some(one) = one {
                    against.lay_out(one);
                }
                let link = |&(a, b): &Pair| {
                    let place = first + b as usize;
                    let event = match worth {
                        Worth::Any => against.score(reader.get(place)?, worth)?,
                        // Most do not count: their front is enough to tell.
                        Worth::Counting => {
                            against.may_count(reader.front(place)?).then(|| {
                                against.score_met(reader.get(place)?, Worth::Any)
                            })??
                        }
                    };
                    let (a, b) = (*numbers.get(a as usize)?, *numbers.get(b as usize)?);
                    Some(EventLink { a, b, score: event.score })
                };
                pairs.iter().filter_map(link).collect::<Vec<_>>()
            },
        );
        self.links = scored.flatten_iter().collect();
    }

    /// The place of a group's profile.
    pub(super) fn place(&self, group: u32) -> Option<usize> {
        Some(self.first + self.numbers.binary_search(&group).ok()?)
    }

    /// What a scored pair's score is made of.
    fn tie(
        &self,
        link: &EventLink,
        (of_a, of_b): &mut (ProfileReader<'_>, ProfileReader<'_>),
        scale: Scale,
    ) -> Option<EventTie> {
        let (a, b) = (of_a.get(self.place(link.a)?)?, of_b.get(self.place(link.b)?)?);
        let shared = shared_terms(a, b);
        let mut score = score(a, b, Worth::Any)?;
        if let Some(cosine) = a.embedding_cosine(b) {
            score = score.with_embedding(cosine, scale);
        }
        Some(EventTie { a: link.a, b: link.b, score, shared })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::event_tier::by_language;
    use super::super::prepare::prepare;
    use super::super::{Settings, Tier};
    use super::*;
    use crate::article::Article;

    #[test]
    fn pairs_are_looked_for_as_strictly_as_their_crowds_ask() {
        let word =
            |n: u64, at: u64| format!("wort{} ", (n * n * 7919 + at * at * 31) % 9973);
        let text = |n: u64| (0..40).map(|at| word(n, at)).collect::<String>();
        let articles: Vec<Article> =
            (0..600).map(|n| Article::new(n.to_string(), text(n))).collect();
        let settings = Settings::default();
        let corpus = prepare(articles, settings.reuse.width, Tier::Stories, &()).unwrap();
        let heads: Vec<u32> = (0..600).collect();
        let groups: Vec<Group> = heads.iter().map(|&head| Group::alone(head)).collect();
        let numbers = by_language(&corpus, &heads, groups.len());
        let mut languages =
            Languages::weigh(&corpus, &groups, &heads, &numbers, &settings, &()).unwrap();
        assert_eq!(languages.all.len(), 1);
        let mut lookups = languages.all[0].lookups.clone();
        let all = candidates(&lookups, &settings.terms);
        for (place, lookup) in lookups.iter_mut().enumerate() {
            lookup.stricter = languages.profiles.stricter(place);
        }
        let asked: BTreeSet<Pair> =
            candidates(&lookups, &settings.terms).into_iter().collect();
        languages.link(Worth::Any, &settings, &()).unwrap();
        let linked: BTreeSet<Pair> =
            languages.links().map(|link| (link.a, link.b)).collect();
        assert!(!linked.is_empty() && linked.is_subset(&asked));
        let (mut of_a, mut of_b) =
            (languages.profiles.reader(), languages.profiles.reader());
        let mut has_score = |&(a, b): &Pair| {
            let (a, b) = (of_a.get(a as usize), of_b.get(b as usize));
            score(a.unwrap(), b.unwrap(), Worth::Any).is_some()
        };
        let left_out =
            all.iter().filter(|pair| !asked.contains(*pair) && has_score(pair));
        assert!(left_out.count() > 0, "some are left out for their crowds alone");
    }
}
