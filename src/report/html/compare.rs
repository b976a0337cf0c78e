//! Two articles of a story side by side: what both have in numbered passages, word for
//! word, and what stands between.
//!
//! The page shows one pair, ready made; the script sets any two side by side from the
//! same figures.

use std::collections::BTreeMap;

use serde::Serialize;

use super::coverage::lang;
use super::frame::json;
use super::passages::{Gap, Stands};
use super::pieces::{Piece, whole};
use crate::passages::edits::Versions;
use crate::report::contract::PassageKind;
use crate::report::facts::StoryFacts;
use crate::report::language::Say;
use crate::report::printable::shorten;
use crate::report::words::headline;
use crate::text::numerals::number;
use crate::text::tokens::tokenise;

/// Longest passage that is compared, in characters.
const LONGEST: usize = 6_000;

/// Two articles side by side.
#[derive(Serialize)]
pub(super) struct Compare {
    left: Side,
    right: Side,
    rows: Vec<Row>,
    sums: Vec<String>,
    whole_texts: bool,
    /// Everything the script needs for any other pair; `None`: there is none.
    figures: Option<String>,
}

#[derive(Serialize)]
struct Side {
    name: String,
    headline: String,
    when: String,
    lang: Option<String>,
}

#[derive(Serialize)]
struct Row {
    /// The passage that both have, by its number.
    common: Option<usize>,
    rewritten: bool,
    left: Vec<Cell>,
    right: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    /// The number of the passage; `None`: other text.
    number: Option<usize>,
    /// Whether the pieces are the article's words, and not words about them.
    text: bool,
    pieces: Vec<Piece>,
}

/// What the script needs, with short names: articles (name, headline, when, language,
/// passages as `[place, start, end, version]`, texts between) and passages (number,
/// whether rewritten, words, versions).
#[derive(Serialize)]
struct Figures {
    a: Vec<ArticleFigures>,
    p: Vec<PassageFigures>,
    left: usize,
    right: usize,
    /// Number words, and the digits they mean.
    num: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct ArticleFigures {
    n: String,
    h: String,
    w: String,
    l: Option<String>,
    s: Vec<[usize; 4]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    g: Vec<String>,
}

#[derive(Serialize)]
struct PassageFigures {
    /// Its number in the page.
    n: usize,
    k: u8,
    w: usize,
    t: Vec<String>,
}

impl Compare {
    /// `base` and the article that made most of its passages other; `None` when no two
    /// articles have a passage in common.
    pub(super) fn of(
        stands: &Stands<'_>,
        base: Option<usize>,
        facts: &StoryFacts<'_>,
    ) -> Option<Self> {
        let left = base?;
        let right = partner(stands, left)?;
        let rows = rows(stands, left, right, facts);
        let figures =
            (facts.articles() > 2).then(|| json(&figures(stands, left, right, facts)));
        Some(Self {
            left: side(left, facts),
            right: side(right, facts),
            sums: sums(stands, &rows, left, right, facts),
            whole_texts: stands.has_text(left) && stands.has_text(right),
            rows,
            figures,
        })
    }
}

fn side(place: usize, facts: &StoryFacts<'_>) -> Side {
    let article = facts.story.articles.get(place);
    let moment = facts.moments.get(place).copied().flatten();
    Side {
        name: article.map(|one| facts.name(&one.id)).unwrap_or_default(),
        headline: headline(article.map_or("", |one| &one.title), facts.language),
        when: moment.map_or_else(
            || facts.language.say(Say::Undated).to_owned(),
            |moment| moment.words(facts.language),
        ),
        lang: lang(article.and_then(|one| one.lang.as_deref())),
    }
}

/// The article with most passages that read otherwise than in `left`; of equals, the one
/// with most in common.
fn partner(stands: &Stands<'_>, left: usize) -> Option<usize> {
    let own: BTreeMap<usize, &str> =
        stands.of.get(left)?.iter().map(|stand| (stand.passage, stand.text)).collect();
    let others = stands.of.iter().enumerate().filter(|(place, _)| *place != left);
    others
        .filter_map(|(place, list)| {
            let common = list.iter().filter_map(|s| Some((own.get(&s.passage)?, s.text)));
            let (mut all, mut other) = (0_usize, 0_usize);
            for (mine, its) in common {
                all += 1;
                other += usize::from(*mine != its);
            }
            (all > 0).then_some((other, all, std::cmp::Reverse(place)))
        })
        .max()
        .map(|(_, _, std::cmp::Reverse(place))| place)
}

/// The passages that both have in the same order: pairs of places in their lists.
fn in_step(stands: &Stands<'_>, left: usize, right: usize) -> Vec<(usize, usize)> {
    let list = |place: usize| stands.of.get(place).map_or(&[][..], Vec::as_slice);
    let places: BTreeMap<usize, usize> =
        list(right).iter().enumerate().map(|(at, stand)| (stand.passage, at)).collect();
    let common: Vec<(usize, usize)> = list(left)
        .iter()
        .enumerate()
        .filter_map(|(at, stand)| Some((at, *places.get(&stand.passage)?)))
        .collect();
    longest_rising(&common)
}

/// The longest part of `pairs` in which the second values rise.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // `ends[k]`: the pair that ends the best run of k + 1 pairs.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let value = |end: &usize| pairs.get(*end).map_or(0, |pair| pair.1);
        let k = ends.partition_point(|end| value(end) < pair.1);
        before.push(k.checked_sub(1).and_then(|k| ends.get(k)).copied());
        if k == ends.len() {
            ends.push(at);
        } else if let Some(end) = ends.get_mut(k) {
            *end = at;
        }
    }
    let mut out = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(place) = at {
        out.extend(pairs.get(place));
        at = before.get(place).copied().flatten();
    }
    out.reverse();
    out
}

fn rows(
    stands: &Stands<'_>,
    left: usize,
    right: usize,
    facts: &StoryFacts<'_>,
) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut at_left, mut at_right) = (0, 0);
    let ends = [left, right].map(|place| stands.of.get(place).map_or(0, Vec::len));
    let steps = in_step(stands, left, right);
    for (next_left, next_right) in steps.into_iter().chain([(ends[0], ends[1])]) {
        let lefts = others(stands, left, at_left..next_left, facts);
        let rights = others(stands, right, at_right..next_right, facts);
        if !(lefts.is_empty() && rights.is_empty()) {
            rows.push(Row { common: None, rewritten: false, left: lefts, right: rights });
        }
        rows.extend(common(stands, (left, next_left), (right, next_right), facts));
        (at_left, at_right) = (next_left + 1, next_right + 1);
    }
    rows
}

/// What one article has from a passage on to before the next one in common.
fn others(
    stands: &Stands<'_>,
    place: usize,
    range: std::ops::Range<usize>,
    facts: &StoryFacts<'_>,
) -> Vec<Cell> {
    let mut cells = Vec::new();
    for index in range.start..=range.end {
        if let Some((words, text)) = stands.gap(place, index).map(|gap| gap.words(facts))
        {
            cells.push(Cell { number: None, text, pieces: vec![Piece::same(&words)] });
        }
        let stand = stands.of.get(place).and_then(|list| list.get(index));
        if let Some(stand) = stand.filter(|_| index < range.end) {
            let pieces = vec![Piece::same(&shorten(stand.text, LONGEST))];
            cells.push(Cell {
                number: Some(stands.number(stand.passage)),
                text: true,
                pieces,
            });
        }
    }
    cells
}

/// A passage that both have, with the words marked that differ.
fn common(
    stands: &Stands<'_>,
    left: (usize, usize),
    right: (usize, usize),
    facts: &StoryFacts<'_>,
) -> Option<Row> {
    let stand = |(place, index): (usize, usize)| stands.of.get(place)?.get(index);
    let (a, b) = (stand(left)?, stand(right)?);
    let passage = facts.story.passages.get(a.passage)?;
    let rewritten = passage.kind == PassageKind::Rewritten;
    let (text_a, text_b) = (shorten(a.text, LONGEST), shorten(b.text, LONGEST));
    let versions = Versions::of(&text_a, &text_b);
    let (left, right) = if rewritten {
        let alone = |words: &[crate::passages::edits::Word]| {
            let places = words.iter().enumerate().filter(|(_, word)| !word.elsewhere);
            places.map(|(at, _)| (at..at + 1, false)).collect::<Vec<_>>()
        };
        let (alone_a, alone_b) = (alone(&versions.a), alone(&versions.b));
        (
            whole(&text_a, &versions.a, alone_a.into_iter(), "far"),
            whole(&text_b, &versions.b, alone_b.into_iter(), "far"),
        )
    } else {
        let edits = || versions.edits.iter();
        (
            whole(&text_a, &versions.a, edits().map(|e| (e.a.clone(), e.number)), "out"),
            whole(&text_b, &versions.b, edits().map(|e| (e.b.clone(), e.number)), "new"),
        )
    };
    let number = Some(stands.number(a.passage));
    let cell = |pieces| vec![Cell { number, text: true, pieces }];
    Some(Row { common: number, rewritten, left: cell(left), right: cell(right) })
}

/// How much the two have in common, in words.
fn sums(
    stands: &Stands<'_>,
    rows: &[Row],
    left: usize,
    right: usize,
    facts: &StoryFacts<'_>,
) -> Vec<String> {
    let language = facts.language;
    let has = |place: usize, passage: usize| {
        stands.of.get(place).is_some_and(|list| list.iter().any(|s| s.passage == passage))
    };
    let passages = facts.story.passages.iter().enumerate();
    let both: Vec<usize> = passages
        .filter(|(at, _)| has(left, *at) && has(right, *at))
        .map(|(_, passage)| passage.words)
        .collect();
    if both.is_empty() || rows.is_empty() {
        return vec![language.say(Say::CompareNone).to_owned()];
    }
    let passages = language.count(both.len(), Say::Passage);
    let all = language.count(both.iter().sum(), Say::Word);
    let longest = language.count(both.iter().copied().max().unwrap_or(0), Say::Word);
    vec![
        language.fill(Say::CommonWords, &[("passages", &passages), ("words", &all)]),
        language.fill(Say::LongestCommon, &[("words", &longest)]),
    ]
}

fn figures(
    stands: &Stands<'_>,
    left: usize,
    right: usize,
    facts: &StoryFacts<'_>,
) -> Figures {
    let mut num = BTreeMap::new();
    let mut versions: Vec<BTreeMap<&str, usize>> = Vec::new();
    let mut p: Vec<PassageFigures> = Vec::new();
    for (at, passage) in facts.story.passages.iter().enumerate() {
        let k = u8::from(passage.kind == PassageKind::Rewritten);
        p.push(PassageFigures {
            n: stands.number(at),
            k,
            w: passage.words,
            t: Vec::new(),
        });
        versions.push(BTreeMap::new());
    }
    let mut a = Vec::with_capacity(facts.articles());
    for (place, list) in stands.of.iter().enumerate() {
        let mut s = Vec::with_capacity(list.len());
        for stand in list {
            let (Some(known), Some(figures)) =
                (versions.get_mut(stand.passage), p.get_mut(stand.passage))
            else {
                continue;
            };
            let version = *known.entry(stand.text).or_insert_with(|| {
                let text = shorten(stand.text, LONGEST);
                tokenise(&text, |word, _| {
                    let digits = number(word).filter(|digits| digits.as_ref() != word);
                    if let Some(digits) = digits {
                        num.insert(word.to_owned(), digits.into_owned());
                    }
                });
                figures.t.push(text);
                figures.t.len() - 1
            });
            let start = stand.span.start_char.unwrap_or(stand.span.start) as usize;
            let end = stand.span.end_char.unwrap_or(stand.span.end) as usize;
            s.push([stand.passage, start, end, version]);
        }
        let text = |index: usize| match stands.gap(place, index) {
            Some(Gap::Text(text)) => text,
            _ => String::new(),
        };
        let g = if stands.has_text(place) {
            (0..=list.len()).map(text).collect()
        } else {
            Vec::new()
        };
        let Side { name, headline, when, lang } = side(place, facts);
        a.push(ArticleFigures { n: name, h: headline, w: when, l: lang, s, g });
    }
    Figures { a, p, left, right, num }
}

#[cfg(test)]
mod tests {
    use super::longest_rising;

    #[test]
    fn passages_in_another_order_step_aside() {
        let pairs = [(0, 3), (1, 0), (2, 1), (3, 4), (4, 2)];
        assert_eq!(longest_rising(&pairs), [(1, 0), (2, 1), (4, 2)]);
        assert!(longest_rising(&[]).is_empty());
    }
}
