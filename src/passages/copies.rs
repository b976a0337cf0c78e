//! What each article of a story has from earlier ones: the step before [`super::consolidate`].
//!
//! Every run of [`SEED`] words has a *home*, the first place where it stands. A stretch
//! of an article whose seeds have their homes one after another in one earlier article
//! is a *copy*. Runs of equal words are extended word by word; between runs a few words
//! may differ on either side.
//!
//! A word has one home only: where two copies meet, the one whose home is earlier keeps
//! the words, and what an article has from elsewhere is no home for others. So copies
//! never overlap, and neither do the passages made of them.

use std::ops::Range;

use hashbrown::HashMap;

use super::consolidate::PassageSettings;
use crate::text::vocabulary::TokenId;

/// Words in a seed: shorter runs are chance.
pub(super) const SEED: usize = 5;

/// Open copies that a seed may continue: the newest ones, which bounds the search.
const NEWEST: usize = 8;

/// Word comparisons beyond the seeds allowed for each word of an article: a bound for
/// hostile input that no real article reaches.
const WORK_PER_WORD: usize = 32;

/// A maximal run of equal words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// First word at home.
    pub(super) home: usize,
    /// First word here.
    pub(super) here: usize,
    /// Words.
    pub(super) len: usize,
}

impl Run {
    pub(super) fn home_end(&self) -> usize {
        self.home + self.len
    }

    pub(super) fn here_end(&self) -> usize {
        self.here + self.len
    }
}

/// A stretch that one article has from another, which has it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) home: usize,
    pub(super) article: usize,
    /// Equal runs, rising on both sides without overlap.
    pub(super) runs: Vec<Run>,
}

impl Copy {
    /// The words at home, first run to last.
    pub(super) fn at_home(&self) -> Range<usize> {
        let start = self.runs.first().map_or(0, |run| run.home);
        start..self.runs.last().map_or(start, Run::home_end)
    }

    /// The words here, first run to last.
    pub(super) fn at_here(&self) -> Range<usize> {
        let start = self.runs.first().map_or(0, |run| run.here);
        start..self.runs.last().map_or(start, Run::here_end)
    }

    /// The runs that reach into `wanted` at home.
    fn runs_in(&self, wanted: &Range<usize>) -> &[Run] {
        let first = self.runs.partition_point(|run| run.home_end() <= wanted.start);
        let last = self.runs.partition_point(|run| run.home < wanted.end);
        self.runs.get(first..last).unwrap_or_default()
    }

    /// How many words of `wanted` at home stand here too.
    pub(super) fn equal(&self, wanted: &Range<usize>) -> usize {
        let inside = |run: &Run| {
            run.home_end().min(wanted.end).saturating_sub(run.home.max(wanted.start))
        };
        self.runs_in(wanted).iter().map(inside).sum()
    }

    /// What of it lies inside `piece` at home.
    pub(super) fn part(&self, piece: Range<usize>) -> Copy {
        let cut = |run: &Run| {
            let skipped = piece.start.saturating_sub(run.home);
            let len = run.home_end().min(piece.end) - run.home.max(piece.start);
            Run { home: run.home + skipped, here: run.here + skipped, len }
        };
        Copy { runs: self.runs_in(&piece).iter().map(cut).collect(), ..*self }
    }

    /// The words here that stand for `wanted` at home: from the first equal word to the
    /// last.
    pub(super) fn here(&self, wanted: &Range<usize>) -> Option<Range<usize>> {
        let runs = self.runs_in(wanted);
        let (first, last) = (runs.first()?, runs.last()?);
        let from = first.here + wanted.start.saturating_sub(first.home);
        let to = last.here + last.len.min(wanted.end - last.home);
        Some(from..to)
    }

    /// Equal words.
    pub(super) fn matched(&self) -> usize {
        self.runs.iter().map(|run| run.len).sum()
    }
}

/// All copies of articles that are given in the order of their likely descent, by
/// article, and for every article its words that stand in a copy or in the home of one.
pub(super) fn copies(
    articles: &[&[TokenId]],
    settings: &PassageSettings,
) -> (Vec<Copy>, Vec<Vec<bool>>) {
    let mut homes: HashMap<&[TokenId], (usize, usize)> = HashMap::new();
    let unmarked = || articles.iter().map(|words| vec![false; words.len()]).collect();
    // Words that have their home elsewhere, and words that are shared at all.
    let (mut away, mut shared): (Vec<Vec<bool>>, Vec<Vec<bool>>) =
        (unmarked(), unmarked());
    let mut out = Vec::new();
    for (article, words) in articles.iter().enumerate() {
        let mut open = Opening {
            articles,
            article,
            bridge: settings.bridge,
            copies: Vec::new(),
            work: words.len().saturating_mul(WORK_PER_WORD),
        };
        for (at, seed) in words.windows(SEED).enumerate() {
            if let Some(&(home, place)) = homes.get(seed) {
                open.seed(home, place, at);
            }
        }
        for (at, seed) in words.windows(SEED).enumerate() {
            homes.entry(seed).or_insert((article, at));
        }
        let mut found = open.copies;
        found.sort_by_key(|copy| (copy.home, copy.at_here().start));
        for copy in found.iter().flat_map(|copy| worthy(copy, settings)) {
            for copy in unclaimed(&copy, &away) {
                for copy in worthy(&copy, settings) {
                    mark(&mut away, article, copy.at_here());
                    for run in &copy.runs {
                        mark(&mut shared, article, run.here..run.here_end());
                        mark(&mut shared, copy.home, run.home..run.home_end());
                    }
                    out.push(copy);
                }
            }
        }
    }
    (out, shared)
}

fn mark(words: &mut [Vec<bool>], article: usize, range: Range<usize>) {
    if let Some(words) = words.get_mut(article).and_then(|words| words.get_mut(range)) {
        words.fill(true);
    }
}

/// Copies of one article that seeds may still continue.
struct Opening<'s> {
    articles: &'s [&'s [TokenId]],
    article: usize,
    bridge: usize,
    copies: Vec<Copy>,
    /// Word comparisons left.
    work: usize,
}

impl Opening<'_> {
    /// Takes in the seed at `at`, whose home is `place` in the article `home`.
    fn seed(&mut self, home: usize, place: usize, at: usize) {
        let newest = |copy: &&Copy| copy.home == home;
        let known = self.copies.iter().rev().take(NEWEST).filter(newest).any(|copy| {
            copy.runs
                .last()
                .is_some_and(|run| run.here <= at && at + SEED <= run.here_end())
        });
        if known {
            return;
        }
        let near = self.copies.iter().enumerate().rev().take(NEWEST).find(|(_, copy)| {
            let Some(run) = copy.runs.last().filter(|_| copy.home == home) else {
                return false;
            };
            let cut = cut(run, place, at);
            cut < SEED
                && place > run.home
                && place + cut - run.home_end() <= self.bridge
                && at + cut - run.here_end() <= self.bridge
        });
        let near = near.map(|(index, _)| index);
        let before = near.and_then(|index| self.copies.get(index)?.runs.last().copied());
        let cut = before.map_or(0, |run| cut(&run, place, at));
        let mut run = Run { home: place + cut, here: at + cut, len: SEED - cut };
        self.extend(home, &mut run, before);
        match near.and_then(|index| self.copies.get_mut(index)) {
            Some(copy) => match copy.runs.last_mut() {
                Some(last)
                    if last.home_end() == run.home && last.here_end() == run.here =>
                {
                    last.len += run.len;
                }
                _ => copy.runs.push(run),
            },
            None => {
                self.copies.push(Copy { home, article: self.article, runs: vec![run] });
            }
        }
    }

    /// Extends a run over equal words whose seeds have their homes elsewhere.
    fn extend(&mut self, home: usize, run: &mut Run, before: Option<Run>) {
        let word = |article: usize, at: usize| self.articles.get(article)?.get(at);
        let (least_home, least_here) =
            before.map_or((0, 0), |run| (run.home_end(), run.here_end()));
        while self.work > 0
            && run.home > least_home
            && run.here > least_here
            && word(home, run.home - 1) == word(self.article, run.here - 1)
        {
            *run = Run { home: run.home - 1, here: run.here - 1, len: run.len + 1 };
            self.work -= 1;
        }
        while self.work > 0
            && let Some(next) = word(home, run.home_end())
            && Some(next) == word(self.article, run.here_end())
        {
            run.len += 1;
            self.work -= 1;
        }
    }
}

/// Words at the head of a seed that the run before it holds already, on either side.
fn cut(before: &Run, place: usize, at: usize) -> usize {
    before.home_end().saturating_sub(place).max(before.here_end().saturating_sub(at))
}

/// The parts of a copy that pull their weight: an equal word earns one, a word bridged
/// costs one, so that no chance run behind a gap moves an end outwards. Those of enough
/// words only.
fn worthy(copy: &Copy, settings: &PassageSettings) -> Vec<Copy> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(first) = copy.runs.get(from) {
        let (mut score, mut best, mut last) = (first.len, first.len, from);
        for (index, pair) in copy.runs.windows(2).enumerate().skip(from) {
            let [before, after] = pair else { continue };
            let gap =
                (after.home - before.home_end()).max(after.here - before.here_end());
            if gap >= score || gap > settings.bridge {
                break;
            }
            score = score - gap + after.len;
            if score > best {
                (best, last) = (score, index + 1);
            }
        }
        let runs = copy.runs.get(from..=last).unwrap_or_default().to_vec();
        let part = Copy { runs, ..*copy };
        if part.matched() >= settings.min_words {
            parts.push(part);
        }
        from = last + 1;
    }
    parts
}

/// What is left of a copy without the words, here or at home, that have another home.
fn unclaimed(copy: &Copy, away: &[Vec<bool>]) -> Vec<Copy> {
    let is_away = |article: usize, at: usize| {
        away.get(article).and_then(|words| words.get(at)).copied().unwrap_or(false)
    };
    let any_away = |article: usize, words: Range<usize>| {
        away.get(article).and_then(|a| a.get(words)).is_some_and(|w| w.contains(&true))
    };
    let mut parts: Vec<Copy> = Vec::new();
    for run in &copy.runs {
        for offset in 0..run.len {
            let (home, here) = (run.home + offset, run.here + offset);
            if is_away(copy.home, home) || is_away(copy.article, here) {
                continue;
            }
            let one = Run { home, here, len: 1 };
            let last = parts.last_mut().and_then(|part| {
                let run = *part.runs.last()?;
                let free = !any_away(copy.home, run.home_end()..home)
                    && !any_away(copy.article, run.here_end()..here);
                free.then_some((part, run))
            });
            match last {
                Some((part, run)) if run.home_end() == home && run.here_end() == here => {
                    if let Some(run) = part.runs.last_mut() {
                        run.len += 1;
                    }
                }
                Some((part, _)) => part.runs.push(one),
                None => parts.push(Copy { runs: vec![one], ..*copy }),
            }
        }
    }
    parts
}
