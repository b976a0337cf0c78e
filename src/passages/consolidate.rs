//! Shared passages of a whole story, in time linear in its words.
//!
//! Articles are read in the order of their likely descent. What an article has from an
//! earlier one is a copy (`copies.rs`). All copies of one home are then cut at common
//! ends, which gives each passage with the articles that have it: "in 14 of 17".
//! Passages never overlap: where one article has more than another, what both have and
//! what one has alone are two passages.

use std::ops::Range;

use super::copies::{Copy, copies};
use crate::text::vocabulary::TokenId;

/// What makes a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassageSettings {
    /// Least length in words, in every article that has it.
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

/// A passage of a story: one range of words in each article that has it. Articles are
/// named by their places in the list that was given; the first is the home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Length in words, at home.
    pub words: usize,
    /// Article and words, by article.
    pub places: Vec<(usize, Range<usize>)>,
}

/// What the articles of a story share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Consolidated {
    /// Passages, those in most articles first, then the longest.
    pub passages: Vec<Shared>,
    /// For each article which of its words another one has too, in a stretch that is
    /// long enough for a passage.
    pub shared: Vec<Vec<bool>>,
}

/// The verbatim passages of articles that are given in the order of their likely
/// descent. Work and memory are linear in the words of all.
///
/// Ends are where most of the articles that have a passage have them. An article has a
/// passage when it has half of its words: one that lacks a few at an end has it in a
/// shorter span.
///
/// ```
/// use samestory::passages::consolidate::{PassageSettings, consolidate};
///
/// let first: Vec<u32> = (0..40).collect();
/// let second: Vec<u32> = (100..110).chain(5..30).collect();
/// let found = consolidate(&[&first, &second], &PassageSettings::default());
/// assert_eq!(found.passages[0].places, [(0, 5..30), (1, 10..35)]);
/// ```
pub fn consolidate(articles: &[&[TokenId]], settings: &PassageSettings) -> Consolidated {
    let (mut copies, shared) = copies(articles, settings);
    copies.sort_by_key(|copy| (copy.home, copy.at_home().start, copy.article));
    let mut story = Story { articles, settings, taken: taken(articles, &copies) };
    let mut passages: Vec<Shared> = Vec::new();
    for at_one_home in copies.chunk_by(|a, b| a.home == b.home) {
        passages.extend(story.pieces(at_one_home));
    }
    passages.sort_by(|a, b| {
        b.places.len().cmp(&a.places.len()).then(b.words.cmp(&a.words)).then_with(|| {
            let place = |shared: &Shared| shared.places.first().map(|p| (p.0, p.1.start));
            place(a).cmp(&place(b))
        })
    });
    Consolidated { passages, shared }
}

/// The articles of a story while it is cut into passages.
struct Story<'s> {
    articles: &'s [&'s [TokenId]],
    settings: &'s PassageSettings,
    /// For each article the words that are in a copy or in the home of one.
    taken: Vec<Vec<bool>>,
}

fn taken(articles: &[&[TokenId]], copies: &[Copy]) -> Vec<Vec<bool>> {
    let mut taken: Vec<Vec<bool>> =
        articles.iter().map(|words| vec![false; words.len()]).collect();
    for copy in copies {
        for (article, range) in
            [(copy.home, copy.at_home()), (copy.article, copy.at_here())]
        {
            if let Some(words) = taken.get_mut(article).and_then(|t| t.get_mut(range)) {
                words.fill(true);
            }
        }
    }
    taken
}

impl Story<'_> {
    /// Cuts the copies of one home at common ends: every piece has its own set of articles.
    fn pieces(&mut self, copies: &[Copy]) -> Vec<Shared> {
        let settings = self.settings;
        let bounds = bounds(copies, settings.min_words);
        let mut holders: Vec<Vec<Copy>> = vec![Vec::new(); bounds.len()];
        for copy in copies {
            let at_home = copy.at_home();
            let first =
                bounds.partition_point(|&bound| bound <= at_home.start).max(1) - 1;
            for (index, pair) in bounds.windows(2).enumerate().skip(first) {
                let &[start, end] = pair else { continue };
                if start >= at_home.end {
                    break;
                }
                if let Some(holders) = holders.get_mut(index) {
                    holders.push(copy.part(start..end));
                }
            }
        }
        let mut out: Vec<Shared> = Vec::new();
        for (pair, holders) in bounds.windows(2).zip(holders) {
            let &[start, end] = pair else { continue };
            let Some(piece) = self.piece(&(start..end), holders) else {
                continue;
            };
            match out.last_mut() {
                Some(last) if follows(last, &piece, settings) => {
                    for (known, more) in last.places.iter_mut().zip(&piece.places) {
                        known.1.end = more.1.end;
                    }
                    last.words = last.places.first().map_or(0, |place| place.1.len());
                }
                _ => out.push(piece),
            }
        }
        out
    }

    /// The passage of one piece of a home, if enough of it is shared.
    fn piece(&mut self, piece: &Range<usize>, parts: Vec<Copy>) -> Option<Shared> {
        let settings = self.settings;
        let mut holders = self.one_an_article(parts);
        let home = holders.first()?.home;
        let mut wanted = piece.clone();
        for _ in 0..ROUNDS {
            let places = holders.iter().map(Copy::at_home);
            let (mut starts, mut ends): (Vec<usize>, Vec<usize>) =
                places.map(|place| (place.start, place.end)).unzip();
            starts.sort_unstable();
            ends.sort_unstable();
            // The home has them too: with it, half of the copies are most articles.
            let from = starts.get(starts.len().checked_sub(1)? / 2).copied()?;
            let to = ends.get(ends.len() / 2).copied()?;
            wanted = from..to;
            let before = holders.len();
            holders.retain(|copy| {
                let here = copy.here(&wanted).map_or(0, |here| here.len());
                let equal = copy.equal(&wanted);
                here >= settings.min_words
                    && equal * 4 >= settings.min_words * 3
                    && equal * 2 >= wanted.len()
            });
            if holders.len() == before {
                break;
            }
        }
        let mut places = vec![(home, wanted.clone())];
        for copy in &holders {
            if let Some(here) = copy.here(&wanted) {
                places.push((copy.article, self.stretched(copy, &wanted, here)));
            }
        }
        (places.len() > 1 && wanted.len() >= settings.min_words)
            .then_some(Shared { words: wanted.len(), places })
    }

    /// Parts of copies joined to one an article: an article that has a piece twice has it
    /// where more words are equal.
    fn one_an_article(&self, mut parts: Vec<Copy>) -> Vec<Copy> {
        let free = |article: usize, gap: Range<usize>| {
            let taken = self.taken.get(article).and_then(|taken| taken.get(gap));
            taken.is_some_and(|gap| gap.len() <= JOIN && !gap.contains(&true))
        };
        parts.retain(|part| !part.runs.is_empty());
        parts.sort_by_key(|part| {
            (part.article, part.at_home().start, part.at_here().start)
        });
        let mut joined: Vec<Copy> = Vec::with_capacity(parts.len());
        for part in parts {
            let (home, here) = (part.at_home().start, part.at_here().start);
            match joined.last_mut() {
                Some(last)
                    if last.article == part.article
                        && home
                            .checked_sub(last.at_home().end)
                            .is_some_and(|gap| gap <= JOIN)
                        && free(last.article, last.at_here().end..here) =>
                {
                    last.runs.extend(part.runs);
                }
                _ => joined.push(part),
            }
        }
        joined.sort_by_key(|copy| (copy.article, std::cmp::Reverse(copy.matched())));
        joined.dedup_by_key(|copy| copy.article);
        joined
    }

    /// A span whose first or last words differ from those at home, with those words: a
    /// word changed near an end leaves too little of it for a run.
    fn stretched(
        &mut self,
        copy: &Copy,
        wanted: &Range<usize>,
        here: Range<usize>,
    ) -> Range<usize> {
        let at_home = copy.at_home();
        let words = |article: usize, range: Range<usize>| -> Vec<TokenId> {
            let words = self.articles.get(article).and_then(|words| words.get(range));
            words.unwrap_or_default().to_vec()
        };
        let taken = self.taken.get(copy.article).map_or(&[][..], Vec::as_slice);
        let free = |at: &usize| taken.get(*at) == Some(&false);
        let (mut start, mut end) = (here.start, here.end);
        if at_home.start > wanted.start {
            let mut lacks = words(copy.home, wanted.start..at_home.start);
            let room =
                (0..start).rev().take_while(free).take(lacks.len() + SLACK).count();
            let mut has = words(copy.article, start - room..start);
            lacks.reverse();
            has.reverse();
            start -= same_but_for_a_word(&lacks, &has);
        }
        if at_home.end < wanted.end {
            let lacks = words(copy.home, at_home.end..wanted.end);
            let room = (end..).take_while(free).take(lacks.len() + SLACK).count();
            let has = words(copy.article, end..end + room);
            end += same_but_for_a_word(&lacks, &has);
        }
        if let Some(taken) =
            self.taken.get_mut(copy.article).and_then(|taken| taken.get_mut(start..end))
        {
            taken.fill(true);
        }
        start..end
    }
}

/// How often the ends of a piece are chosen again, when an article turns out to have
/// too little between them.
const ROUNDS: usize = 4;

/// Words by which an edit at an end may make a span longer.
const SLACK: usize = 2;

/// How many words of `has` stand for `lacks`, both counted from where the two texts
/// part: as many as reach its last word, when half of all are equal; else none.
fn same_but_for_a_word(lacks: &[TokenId], has: &[TokenId]) -> usize {
    let fits = |&taken: &usize| {
        let Some(has) = has.get(..taken) else { return false };
        has.last() == lacks.last() && common(lacks, has) * 2 >= lacks.len().max(has.len())
    };
    let mut lengths: Vec<usize> =
        (lacks.len().saturating_sub(SLACK).max(1)..=lacks.len() + SLACK).collect();
    lengths.sort_by_key(|length| length.abs_diff(lacks.len()));
    lengths.into_iter().find(fits).unwrap_or(0)
}

/// Length of the longest common subsequence of two short slices.
fn common(x: &[TokenId], y: &[TokenId]) -> usize {
    let mut row = vec![0; y.len() + 1];
    for a in x {
        let mut corner = 0;
        for (at, b) in (1..).zip(y) {
            let left = row.get(at - 1).copied().unwrap_or(0);
            if let Some(cell) = row.get_mut(at) {
                let up = *cell;
                *cell = if a == b { corner + 1 } else { up.max(left) };
                corner = up;
            }
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Most words, here or at home, between two copies of one article that are taken
/// together where nearly all other articles have no break.
const JOIN: usize = 24;

/// Share of the copies around a place, as one in so many, that must begin or end there
/// for all to be cut: in a story of hundreds, one odd edit does not cut them all.
const ODD: usize = 20;

/// Where copies begin or end at home, one for all that lie closer together than a
/// passage is long: the place where most of them do, the outermost of those.
fn bounds(copies: &[Copy], min_words: usize) -> Vec<usize> {
    let mut cuts: Vec<usize> = copies
        .iter()
        .flat_map(|copy| [copy.at_home().start, copy.at_home().end])
        .collect();
    cuts.sort_unstable();
    let last = cuts.last().copied().unwrap_or(0);
    let sorted = |ends: fn(&Copy) -> usize| {
        let mut ends: Vec<usize> = copies.iter().map(ends).collect();
        ends.sort_unstable();
        ends
    };
    let starts = sorted(|copy| copy.at_home().start);
    let ends = sorted(|copy| copy.at_home().end);
    let mut bounds: Vec<usize> = Vec::new();
    let mut rest = cuts.as_slice();
    while let Some(&first) = rest.first() {
        let near = rest.partition_point(|&cut| cut < first.saturating_add(min_words));
        let (here, after) = rest.split_at(near);
        let votes = here.chunk_by(|a, b| a == b);
        // `max_by_key` gives the last of equals: the earliest place wins by the reverse.
        let chosen = votes.rev().max_by_key(|votes| votes.len());
        let chosen = chosen.and_then(|votes| votes.first()).copied().unwrap_or(first);
        let until = first.saturating_add(min_words);
        let before =
            |ends: &[usize], limit: usize| ends.partition_point(|&at| at < limit);
        let around = before(&starts, until) - before(&ends, first);
        let votes = (before(&starts, until) - before(&starts, first))
            .max(before(&ends, until) - before(&ends, first));
        bounds.extend(match (bounds.is_empty(), after.is_empty()) {
            (true, _) => Some(first),
            (false, true) => Some(last),
            (false, false) => Some(chosen).filter(|_| votes * ODD >= around),
        });
        rest = after;
    }
    bounds
}

/// Whether one passage goes on where another ended, in the same articles.
fn follows(before: &Shared, after: &Shared, settings: &PassageSettings) -> bool {
    before.places.len() == after.places.len()
        && before.places.iter().zip(&after.places).all(|(x, y)| {
            x.0 == y.0 && y.1.start >= x.1.end && y.1.start - x.1.end <= settings.bridge
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find(articles: &[Vec<u32>]) -> Vec<Shared> {
        let slices: Vec<&[u32]> = articles.iter().map(Vec::as_slice).collect();
        consolidate(&slices, &PassageSettings::default()).passages
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
    fn an_article_that_lacks_the_first_words_does_not_shorten_the_passage() {
        let whole: Vec<u32> = (0..60).collect();
        let cut: Vec<u32> = (900..920).chain(6..60).collect();
        let passages = find(&[whole.clone(), whole.clone(), cut]);
        assert_eq!(passages.len(), 1);
        assert_eq!(passages[0].places, [(0, 0..60), (1, 0..60), (2, 20..74)]);
    }

    #[test]
    fn a_word_changed_near_an_end_stays_inside() {
        let whole: Vec<u32> = (0..60).collect();
        let mut edited: Vec<u32> = (900..920).chain(0..60).collect();
        edited[22] = 999;
        edited[78] = 998;
        let passages = find(&[whole.clone(), whole, edited]);
        assert_eq!(passages.len(), 1);
        assert_eq!(passages[0].places, [(0, 0..60), (1, 0..60), (2, 20..80)]);
    }

    #[test]
    fn what_two_homes_hold_is_in_one_passage_only() {
        // The second article has a paragraph of the first one amid its own; the third
        // has all of the second.
        let first: Vec<u32> = (0..30).collect();
        let second: Vec<u32> = (100..130).chain(5..25).chain(200..230).collect();
        let passages = find(&[first, second.clone(), second]);
        let places: Vec<_> = passages.into_iter().map(|passage| passage.places).collect();
        assert_eq!(
            places,
            [
                vec![(0, 5..25), (1, 30..50), (2, 30..50)],
                vec![(1, 0..30), (2, 0..30)],
                vec![(1, 50..80), (2, 50..80)],
            ]
        );
    }

    #[test]
    fn a_short_phrase_seen_earlier_does_not_break_a_copy() {
        let first: Vec<u32> = (500..520).chain(20..28).chain(600..620).collect();
        let second: Vec<u32> = (0..60).collect();
        let passages = find(&[first, second.clone(), second]);
        assert_eq!(passages.len(), 1);
        assert_eq!(passages[0].places, [(1, 0..60), (2, 0..60)]);
    }

    #[test]
    fn one_odd_edit_does_not_cut_the_passage_of_all_others() {
        let whole: Vec<u32> = (0..100).collect();
        let mut articles = vec![whole.clone(); 30];
        articles[7].splice(50..60, 900..915);
        let passages = find(&articles);
        assert_eq!(passages.len(), 1);
        assert_eq!(passages[0].places.len(), 30);
        assert_eq!(passages[0].places[7], (7, 0..105));
    }

    #[test]
    fn a_chance_run_behind_a_gap_moves_no_end() {
        let first: Vec<u32> = (0..60).collect();
        let mut second = first.clone();
        second[40..].iter_mut().for_each(|word| *word += 1_000);
        second[47..53].copy_from_slice(&first[47..53]);
        assert_eq!(find(&[first, second])[0].places, [(0, 0..40), (1, 0..40)]);
    }

    #[test]
    fn one_word_repeated_a_million_times_is_one_passage() {
        let word = vec![7u32; 1_000_000];
        let passages = find(&[word.clone(), word]);
        assert_eq!(passages[0].places, [(0, 0..1_000_000), (1, 0..1_000_000)]);
        assert_eq!(passages.len(), 1);
    }

    /// Stories of a few texts that take stretches of each other, with words changed,
    /// dropped and put in.
    fn story() -> impl Strategy<Value = Vec<Vec<u32>>> {
        let piece = (0usize..6, 0usize..60, 1usize..60);
        let article = prop::collection::vec(piece, 1..6);
        let edits = prop::collection::vec((0usize..200, 0u32..3), 0..8);
        prop::collection::vec((article, edits), 1..6).prop_map(|articles| {
            let made = articles.into_iter().map(|(pieces, edits)| {
                let texts = pieces.into_iter().flat_map(|(text, from, length)| {
                    let word = move |at: usize| u32::try_from(text * 1_000 + at).unwrap();
                    (from..from + length).map(word)
                });
                let mut words: Vec<u32> = texts.collect();
                for (at, kind) in edits {
                    if at < words.len() {
                        match kind {
                            0 => words[at] += 50_000,
                            1 => drop(words.remove(at)),
                            _ => words.insert(at, 70_000),
                        }
                    }
                }
                words
            });
            made.collect()
        })
    }

    proptest! {
        #[test]
        fn passages_are_long_enough_much_alike_and_never_overlap(articles in story()) {
            let settings = PassageSettings::default();
            let mut seen: Vec<Vec<bool>> =
                articles.iter().map(|words| vec![false; words.len()]).collect();
            for passage in find(&articles) {
                prop_assert!(passage.places.len() >= 2);
                let (home, quoted) = passage.places[0].clone();
                let quoted = &articles[home][quoted];
                prop_assert_eq!(quoted.len(), passage.words);
                for (article, place) in passage.places {
                    prop_assert!(place.len() >= settings.min_words);
                    let here = &articles[article][place.clone()];
                    prop_assert!(common(quoted, here) * 4 >= settings.min_words * 3);
                    prop_assert!(!seen[article][place.clone()].contains(&true));
                    seen[article][place].fill(true);
                }
            }
        }

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
