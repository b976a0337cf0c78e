//! What went most wrong, to read.
//!
//! A split is one gold story that the output puts into two; a merge is two gold stories
//! that the output puts into one. Each weighs as many as the pairs of articles it gets
//! wrong, so that the first lines of the list are where the figures are lost.

use std::collections::BTreeMap;
use std::fmt;

use super::gold::{Gold, Prediction, Scored, scored};
use crate::report::printable::shorten;

/// How many articles of each side are quoted.
const QUOTED: usize = 3;
/// Longest id or headline that is quoted, in characters.
const LONGEST: usize = 200;

/// The worst errors of an output, each list by wrong pairs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Worst {
    /// Gold stories torn apart.
    pub splits: Vec<Mistake>,
    /// Gold stories thrown together.
    pub merges: Vec<Mistake>,
}

/// One gold story in two, or two in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The story it happened to: of gold for a split, of the output for a merge.
    pub story: String,
    /// Pairs of articles it gets wrong.
    pub pairs: u64,
    /// The larger part.
    pub a: Part,
    /// The smaller part.
    pub b: Part,
}

/// One side of a mistake.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// Its story on the other side: of the output for a split, of gold for a merge.
    /// `None` for an article that the output leaves alone.
    pub story: Option<String>,
    /// How many articles it has.
    pub articles: u64,
    /// The first articles of it: id and title.
    pub quoted: Vec<(String, String)>,
}

/// The `n` worst splits and the `n` worst merges. `title` knows the titles of articles.
///
/// ```
/// use samestory::eval::errors::worst;
/// use samestory::eval::gold::{Gold, Prediction};
///
/// let gold = Gold::from_pairs([("a", "x"), ("b", "x"), ("c", "y")]);
/// let output = Prediction::from_pairs([("a", "1"), ("c", "1")]);
/// let worst = worst(&gold, &output, |id| Some(format!("Title of {id}")), 10);
/// assert_eq!(worst.splits[0].story, "x");
/// assert_eq!(worst.splits[0].a.quoted[0].1, "Title of a");
/// assert_eq!(worst.merges[0].pairs, 1);
/// ```
pub fn worst(
    gold: &Gold,
    output: &Prediction,
    title: impl Fn(&str) -> Option<String>,
    n: usize,
) -> Worst {
    let articles = scored(gold, output);
    let splits =
        heaviest(articles.iter().map(|article| (article.gold, article.output)), n);
    let merges =
        heaviest(articles.iter().map(|article| (article.output, article.gold)), n);
    let wanted = splits
        .iter()
        .flat_map(|found| [(found.story, found.a.label), (found.story, found.b.label)]);
    let wanted =
        wanted.chain(merges.iter().flat_map(|found| {
            [(found.a.label, found.story), (found.b.label, found.story)]
        }));
    let quotes = quotes(&articles, wanted.collect(), title);
    let quoted =
        |gold: u32, output: u32| quotes.get(&(gold, output)).cloned().unwrap_or_default();

    let split = |found: &Found| {
        let part = |side: Side| Part {
            story: output.name(side.label).map(str::to_owned),
            articles: side.articles,
            quoted: quoted(found.story, side.label),
        };
        found.told(gold.name(found.story), part(found.a), part(found.b))
    };
    let merge = |found: &Found| {
        let part = |side: Side| Part {
            story: Some(gold.name(side.label).to_owned()),
            articles: side.articles,
            quoted: quoted(side.label, found.story),
        };
        let story = output.name(found.story).unwrap_or_default();
        found.told(story, part(found.a), part(found.b))
    };
    Worst {
        splits: splits.iter().map(split).collect(),
        merges: merges.iter().map(merge).collect(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Side {
    label: u32,
    articles: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    story: u32,
    a: Side,
    b: Side,
}

impl Found {
    const fn pairs(&self) -> u64 {
        self.a.articles * self.b.articles
    }

    fn told(&self, story: &str, a: Part, b: Part) -> Mistake {
        Mistake { story: story.to_owned(), pairs: self.pairs(), a, b }
    }
}

/// The `n` pairs of parts of one story with the most article pairs between them. Parts
/// are sorted by size, so a pair (i, j) has (i + 1)·(j - i) pairs at least as heavy, its
/// own included: where that exceeds `n`, the rest of the row can't be among the first.
fn heaviest(articles: impl Iterator<Item = (u32, u32)>, n: usize) -> Vec<Found> {
    let mut met: Vec<(u32, u32)> = articles.collect();
    met.sort_unstable();
    let mut found = Vec::new();
    for story in met.chunk_by(|a, b| a.0 == b.0) {
        let mut parts: Vec<Side> = story
            .chunk_by(|a, b| a == b)
            .filter_map(|run| {
                Some(Side { label: run.first()?.1, articles: run.len() as u64 })
            })
            .collect();
        parts.sort_by_key(|part| (std::cmp::Reverse(part.articles), part.label));
        let Some(&(label, _)) = story.first() else { continue };
        for (i, &a) in parts.iter().enumerate() {
            let row = parts.iter().skip(i + 1).enumerate();
            for (_, &b) in row.take_while(|(steps, _)| (i + 1) * (steps + 1) <= n) {
                found.push(Found { story: label, a, b });
            }
            if i + 1 > n {
                break;
            }
        }
        if found.len() > 4 * n + 4096 {
            keep_first(&mut found, n);
        }
    }
    keep_first(&mut found, n);
    found
}

/// Sorts by weight, first come first within one weight (the sort is stable).
fn keep_first(found: &mut Vec<Found>, n: usize) {
    found.sort_by_key(|found| std::cmp::Reverse(found.pairs()));
    found.truncate(n);
}

type Quotes = BTreeMap<(u32, u32), Vec<(String, String)>>;

/// The first articles of each wanted meeting of a gold and an output story.
fn quotes(
    articles: &[Scored<'_>],
    wanted: Vec<(u32, u32)>,
    title: impl Fn(&str) -> Option<String>,
) -> Quotes {
    let mut quotes: Quotes = wanted.into_iter().map(|cell| (cell, Vec::new())).collect();
    for article in articles {
        if let Some(quoted) = quotes.get_mut(&(article.gold, article.output))
            && quoted.len() < QUOTED
        {
            quoted.push((article.id.to_owned(), title(article.id).unwrap_or_default()));
        }
    }
    quotes
}

impl fmt::Display for Worst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, mistakes) in [("split", &self.splits), ("merge", &self.merges)] {
            for mistake in mistakes {
                let story = shorten(&mistake.story, LONGEST);
                writeln!(f, "{kind} '{story}': {} wrong pairs", mistake.pairs)?;
                for part in [&mistake.a, &mistake.b] {
                    match &part.story {
                        Some(story) => {
                            let story = shorten(story, LONGEST);
                            writeln!(f, "  {} in '{story}'", part.articles)?;
                        }
                        None => writeln!(f, "  {} left alone", part.articles)?,
                    }
                    for (id, title) in &part.quoted {
                        let (id, title) = (shorten(id, LONGEST), shorten(title, LONGEST));
                        writeln!(f, "    {id}  {title}")?;
                    }
                    let more = part.articles - part.quoted.len() as u64;
                    if more > 0 {
                        writeln!(f, "    and {more} more")?;
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_heaviest_mistake_comes_first_and_reads_well() {
        let rows =
            [("a", "x"), ("b", "x"), ("c", "x"), ("d", "x"), ("e", "y"), ("f", "z")];
        let gold = Gold::from_pairs(rows);
        let output = Prediction::from_pairs([
            ("a", "1"),
            ("b", "1"),
            ("c", "2"),
            ("d", "2"),
            ("e", "2"),
        ]);
        let found = worst(&gold, &output, |id| Some(id.to_uppercase()), 10);
        assert_eq!(found.splits.len(), 1);
        assert_eq!(found.merges.len(), 1);
        assert_eq!(
            found.to_string(),
            "split 'x': 4 wrong pairs\n  2 in '1'\n    a  A\n    b  B\n  2 in '2'\n    c  C\n    d  D\n\
             merge '2': 2 wrong pairs\n  2 in 'x'\n    c  C\n    d  D\n  1 in 'y'\n    e  E\n"
        );
    }

    #[test]
    fn a_story_left_wholly_alone_gives_single_pairs() {
        let gold = Gold::from_pairs([("a", "x"), ("b", "x"), ("c", "x")]);
        let found = worst(&gold, &Prediction::default(), |_| None, 2);
        assert_eq!(found.splits.len(), 2);
        assert_eq!(found.splits[0].a.story, None);
    }

    proptest! {
        #[test]
        fn nothing_heavier_is_missed(
            rows in prop::collection::vec((0_u32..4, 0_u32..8), 0..60),
            n in 0_usize..12,
        ) {
            let got: Vec<u64> = heaviest(rows.iter().copied(), n).iter().map(Found::pairs).collect();
            let mut want = Vec::new();
            for story in 0..4 {
                let size = |part| rows.iter().filter(|&&row| row == (story, part)).count() as u64;
                for a in 0..8 {
                    want.extend((a + 1..8).map(|b| size(a) * size(b)));
                }
            }
            want.retain(|&pairs| pairs > 0);
            want.sort_unstable_by(|a, b| b.cmp(a));
            want.truncate(n);
            prop_assert_eq!(got, want);
        }
    }
}
