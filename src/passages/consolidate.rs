//! Shared passages of a whole story, in time linear in its words.
//!
//! Articles are read in the order of their likely descent. Every shingle has a *home*:
//! the first place where it stands. A stretch of an article whose shingles' homes follow
//! one another in one earlier article is a copy of that stretch. All copies of one home
//! are then cut at common ends, which gives each passage with the articles that have it:
//! "in 14 of 17".

use std::ops::Range;

use hashbrown::HashMap;

use crate::text::vocabulary::TokenId;

/// What makes a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassageSettings {
    /// Least length in words.
    pub min_words: usize,
    /// Most words on either side that a passage bridges: a changed word, a corrected
    /// number, a dropped clause.
    pub bridge: usize,
}

impl Default for PassageSettings {
    fn default() -> Self {
        Self { min_words: 12, bridge: 8 }
    }
}

/// Words in a seed: shorter runs are chance.
const SEED: usize = 5;

/// A passage of a story: one range of words in each article that has it. Articles are
/// named by their places in the list that was given; the first is the home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Length in words, at home.
    pub words: usize,
    /// Article and words, by article.
    pub places: Vec<(usize, Range<usize>)>,
}

/// A stretch that one article has from another, which has it first.
#[derive(Debug, Clone)]
struct Copy {
    home: usize,
    article: usize,
    /// Maximal equal runs: first word at home, first word here, length.
    runs: Vec<(usize, usize, usize)>,
}

impl Copy {
    fn at_home(&self) -> Range<usize> {
        let start = self.runs.first().map_or(0, |run| run.0);
        let end = self.runs.last().map_or(start, |run| run.0 + run.2);
        start..end
    }

    /// The words here that stand for `wanted` at home.
    fn here(&self, wanted: &Range<usize>) -> Option<Range<usize>> {
        let inside =
            self.runs.iter().filter(|r| r.0 < wanted.end && r.0 + r.2 > wanted.start);
        let mut out: Option<Range<usize>> = None;
        for &(home, here, len) in inside {
            let from = here + wanted.start.saturating_sub(home);
            let to = here + len.min(wanted.end - home);
            out = Some(match out {
                Some(before) => before.start..to,
                None => from..to,
            });
        }
        out
    }
}

/// The verbatim passages of articles that are given in the order of their likely
/// descent, longest first.
///
/// ```
/// use samestory::passages::consolidate::{PassageSettings, consolidate};
///
/// let first: Vec<u32> = (0..40).collect();
/// let second: Vec<u32> = (100..110).chain(5..30).collect();
/// let passages = consolidate(&[&first, &second], &PassageSettings::default());
/// assert_eq!(passages[0].places, [(0, 5..30), (1, 10..35)]);
/// ```
pub fn consolidate(articles: &[&[TokenId]], settings: &PassageSettings) -> Vec<Shared> {
    let mut copies = copies(articles, settings);
    copies.sort_by_key(|copy| (copy.home, copy.at_home().start, copy.article));
    let mut passages: Vec<Shared> = copies
        .chunk_by(|a, b| a.home == b.home)
        .flat_map(|at_one_home| pieces(at_one_home, settings))
        .collect();
    passages.sort_by(|a, b| {
        b.places.len().cmp(&a.places.len()).then(b.words.cmp(&a.words)).then_with(|| {
            let place = |shared: &Shared| shared.places.first().map(|p| (p.0, p.1.start));
            place(a).cmp(&place(b))
        })
    });
    passages
}

fn copies(articles: &[&[TokenId]], settings: &PassageSettings) -> Vec<Copy> {
    let mut homes: HashMap<&[TokenId], (usize, usize)> = HashMap::new();
    let mut out = Vec::new();
    for (article, words) in articles.iter().enumerate() {
        let mut open: Vec<Copy> = Vec::new();
        for (at, seed) in words.windows(SEED).enumerate() {
            let Some(&(home, place)) = homes.get(seed) else { continue };
            if home == article {
                continue;
            }
            extend(&mut open, home, article, place, at, settings.bridge);
        }
        for (at, seed) in words.windows(SEED).enumerate() {
            homes.entry(seed).or_insert((article, at));
        }
        out.extend(open.into_iter().filter(|copy| {
            copy.runs.iter().map(|run| run.2).sum::<usize>() >= settings.min_words
        }));
    }
    out
}

/// Adds the seed at `at` (its home: `place` in `home`) to the newest copy it continues,
/// or opens one. Only the newest few copies can be continued, which bounds the search.
fn extend(
    open: &mut Vec<Copy>,
    home: usize,
    article: usize,
    place: usize,
    at: usize,
    bridge: usize,
) {
    const NEWEST: usize = 8;
    for copy in open.iter_mut().rev().take(NEWEST).filter(|copy| copy.home == home) {
        let Some(run) = copy.runs.last_mut() else { continue };
        let (home_end, here_end) = (run.0 + run.2, run.1 + run.2);
        let on_diagonal = place + run.1 == at + run.0 && place >= run.0;
        if on_diagonal && place <= home_end {
            run.2 = run.2.max(place + SEED - run.0);
            return;
        }
        // A gap on either side; a seed that overlaps the run before is cut to what is new.
        let cut = home_end.saturating_sub(place).max(here_end.saturating_sub(at));
        let (from_home, from_here) = (place + cut, at + cut);
        if cut < SEED
            && place > run.0
            && from_home - home_end <= bridge
            && from_here - here_end <= bridge
        {
            copy.runs.push((from_home, from_here, SEED - cut));
            return;
        }
    }
    open.push(Copy { home, article, runs: vec![(place, at, SEED)] });
}

/// Cuts the copies of one home at common ends: every piece has its own set of articles.
fn pieces(copies: &[Copy], settings: &PassageSettings) -> Vec<Shared> {
    let mut cuts: Vec<usize> = copies
        .iter()
        .flat_map(|copy| [copy.at_home().start, copy.at_home().end])
        .collect();
    cuts.sort_unstable();
    // Ends closer than a passage's least length are one end.
    let mut bounds: Vec<usize> = Vec::new();
    for cut in cuts {
        match bounds.last() {
            Some(&last) if cut - last < settings.min_words => {}
            _ => bounds.push(cut),
        }
    }
    if let (Some(last), Some(end)) =
        (bounds.last_mut(), copies.iter().map(|copy| copy.at_home().end).max())
        && *last < end
    {
        *last = end;
    }
    let mut out: Vec<Shared> = Vec::new();
    for bound in bounds.windows(2) {
        let &[start, end] = bound else { continue };
        let piece = start..end;
        let mut places: Vec<(usize, Range<usize>)> = Vec::new();
        for copy in copies {
            let at_home = copy.at_home();
            let common = at_home.end.min(end).saturating_sub(at_home.start.max(start));
            if 2 * common < end - start {
                continue;
            }
            let Some(here) = copy.here(&piece) else { continue };
            match places.iter_mut().find(|(article, _)| *article == copy.article) {
                Some((_, known)) if known.len() >= here.len() => {}
                Some((_, known)) => *known = here,
                None => places.push((copy.article, here)),
            }
        }
        if places.is_empty() {
            continue;
        }
        let Some(home) = copies.first().map(|copy| copy.home) else { continue };
        // What every copy leaves out at either end is not shared.
        let held =
            copies.iter().filter(|copy| places.iter().any(|p| p.0 == copy.article));
        let (mut from, mut to) = (end, start);
        for copy in held {
            let at_home = copy.at_home();
            if at_home.start < end && at_home.end > start {
                from = from.min(at_home.start.max(start));
                to = to.max(at_home.end.min(end));
            }
        }
        if to < from + settings.min_words {
            continue;
        }
        places.push((home, from..to));
        places.sort_by_key(|place| place.0);
        let same_articles = |last: &Shared| {
            last.places.iter().map(|p| p.0).eq(places.iter().map(|p| p.0))
                && last.places.iter().zip(&places).all(|(x, y)| {
                    y.1.start >= x.1.end && y.1.start - x.1.end <= settings.bridge
                })
        };
        match out.last_mut() {
            Some(last) if same_articles(last) => {
                for (known, more) in last.places.iter_mut().zip(&places) {
                    known.1.end = more.1.end;
                }
                last.words = last.places.first().map_or(0, |place| place.1.len());
            }
            _ => out.push(Shared { words: to - from, places }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find(articles: &[Vec<u32>]) -> Vec<Shared> {
        let slices: Vec<&[u32]> = articles.iter().map(Vec::as_slice).collect();
        consolidate(&slices, &PassageSettings::default())
    }

    #[test]
    fn a_text_in_all_and_a_part_in_some_are_two_passages() {
        let whole: Vec<u32> = (0..100).collect();
        let articles =
            [whole.clone(), whole.clone(), whole[..40].to_vec(), whole[..40].to_vec()];
        let passages = find(&articles);
        assert_eq!(passages.len(), 2);
        assert_eq!(passages[0].places.len(), 4);
        assert_eq!(passages[0].places[0], (0, 0..40));
        assert_eq!(passages[1].places, [(0, 40..100), (1, 40..100)]);
    }

    #[test]
    fn a_changed_word_is_bridged() {
        let first: Vec<u32> = (0..40).collect();
        let mut second = first.clone();
        second[20] = 900;
        let passages = find(&[first, second]);
        assert_eq!(passages.len(), 1);
        assert_eq!(passages[0].places, [(0, 0..40), (1, 0..40)]);
    }

    #[test]
    fn one_word_repeated_a_million_times_ends_soon() {
        let word = vec![7u32; 200_000];
        let passages = find(&[word.clone(), word]);
        assert!(passages.len() < 10);
    }

    proptest! {
        #[test]
        fn every_place_is_inside_its_article(
            articles in prop::collection::vec(prop::collection::vec(0u32..8, 0..80), 1..5)
        ) {
            for passage in find(&articles) {
                prop_assert!(passage.places.len() >= 2);
                for (article, place) in passage.places {
                    prop_assert!(place.start < place.end);
                    prop_assert!(place.end <= articles[article].len());
                }
            }
        }
    }
}
