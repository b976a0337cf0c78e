//! Where each article's shared text probably came from, drawn: the best arrow into each
//! article, from left to right in the order of time.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::coverage::anchor;
use super::lanes::kind;
use crate::report::facts::StoryFacts;
use crate::report::language::Say;
use crate::report::printable::shorten;
use crate::report::words::share;

/// Most articles that are drawn.
const MOST: usize = 35;

/// Height of a line of the drawing, in its own units.
const LINE: usize = 28;

/// Where the first and the last article stand, in units from the left.
const LEFT: usize = 16;
const RIGHT: usize = 520;

/// Longest name beside an article, in characters.
const NAME: usize = 36;

/// The drawing.
#[derive(Serialize)]
pub(super) struct Arrows {
    /// In place of a drawing of too many articles.
    instead: Option<String>,
    label: &'static str,
    height: usize,
    /// How many articles no arrow touches.
    left_out: Option<String>,
    nodes: Vec<Node>,
    lines: Vec<Arrow>,
}

#[derive(Serialize)]
struct Node {
    x: usize,
    y: usize,
    name: String,
    since: String,
    kind: &'static str,
    credited: bool,
    anchor: String,
}

#[derive(Serialize)]
struct Arrow {
    path: String,
    head: String,
    /// Width of the line, by the share of the article that stands in its source.
    width: String,
    /// Only dates speak for it.
    dashed: bool,
    tip: String,
}

impl Arrows {
    /// `None` when no article has a likely source.
    pub(super) fn of(story: &str, facts: &StoryFacts<'_>) -> Option<Self> {
        let language = facts.language;
        let articles = &facts.story.articles;
        let parent = |place: usize| {
            let source = articles.get(place)?.likely_source.as_ref()?;
            facts.place(&source.article).filter(|&parent| parent != place)
        };
        let parents: Vec<Option<usize>> = (0..articles.len()).map(parent).collect();
        parents.iter().flatten().next()?;
        if articles.len() > MOST {
            let most = language.number(MOST);
            return Some(Self {
                instead: Some(language.fill(Say::ArrowsMany, &[("n", &most)])),
                label: language.say(Say::ArrowsLabel),
                height: 0,
                left_out: None,
                nodes: Vec::new(),
                lines: Vec::new(),
            });
        }
        // Articles that no arrow touches are left to the table.
        let touched: BTreeSet<usize> = parents
            .iter()
            .enumerate()
            .filter_map(|(place, parent)| Some([place, (*parent)?]))
            .flatten()
            .collect();
        let mut order = order(&parents);
        order.retain(|place| touched.contains(place));
        let rows: BTreeMap<usize, usize> =
            order.iter().enumerate().map(|(row, &place)| (place, row)).collect();
        let columns: BTreeMap<usize, usize> =
            touched.iter().enumerate().map(|(column, &place)| (place, column)).collect();
        let step = (RIGHT - LEFT) / touched.len().saturating_sub(1).max(1);
        let spot = |place: usize| {
            let at = |places: &BTreeMap<usize, usize>| places.get(&place).copied();
            let (column, row) = (at(&columns).unwrap_or(0), at(&rows).unwrap_or(0));
            (LEFT + step * column, LINE / 2 + LINE * row)
        };
        let nodes = order.iter().filter_map(|&place| {
            let article = articles.get(place)?;
            let (x, y) = spot(place);
            Some(Node {
                x,
                y,
                name: shorten(&facts.name(&article.id), NAME),
                since: facts
                    .since_first(place)
                    .unwrap_or_else(|| language.say(Say::Undated).to_owned()),
                kind: kind(article, facts),
                credited: !article.credits.is_empty(),
                anchor: anchor(story, place),
            })
        });
        let arrows = parents.iter().enumerate().filter_map(|(place, parent)| {
            let (article, parent) = (articles.get(place)?, (*parent)?);
            let source = article.likely_source.as_ref()?;
            let ((px, py), (x, y)) = (spot(parent), spot(place));
            let held = share(source.share.unwrap_or(article.shared));
            let values = [
                ("a", &*facts.name(&source.article)),
                ("b", &*facts.name(&article.id)),
                ("why", &*shorten(&language.evidence(&source.why), 400)),
            ];
            // Down (or up) beside the source, then along to the article.
            let (turn, end) = (px + 4, if x > px { x - 9 } else { x + 9 });
            let head = if x > px { -6_i32 } else { 6 };
            Some(Arrow {
                path: format!("M{px} {py}C{turn} {y} {turn} {y} {end} {y}"),
                head: format!("M{end} {y}l{head} -4v8z"),
                width: format!("{:.1}", 1.0 + 4.0 * held),
                dashed: !source.beyond_dates,
                tip: language.fill(Say::ArrowTip, &values),
            })
        });
        Some(Self {
            instead: None,
            label: language.say(Say::ArrowsLabel),
            height: LINE * touched.len(),
            left_out: match articles.len() - touched.len() {
                0 => None,
                number => Some(language.count(number, Say::Article)),
            },
            nodes: nodes.collect(),
            lines: arrows.collect(),
        })
    }
}

/// The articles so that each stands under its source; those of one source by time.
fn order(parents: &[Option<usize>]) -> Vec<usize> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
    let mut roots = Vec::new();
    for (place, parent) in parents.iter().enumerate() {
        match parent.and_then(|parent| children.get_mut(parent)) {
            Some(children) => children.push(place),
            None => roots.push(place),
        }
    }
    let mut seen = vec![false; parents.len()];
    let mut out = Vec::with_capacity(parents.len());
    // Sources that go round in a circle have no root: the first of them begins.
    let all = roots.into_iter().chain(0..parents.len());
    for root in all {
        let mut open = vec![root];
        while let Some(place) = open.pop() {
            if std::mem::replace(&mut seen[place], true) {
                continue;
            }
            out.push(place);
            open.extend(children[place].iter().rev());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn articles_stand_under_their_source() {
        assert_eq!(order(&[None, Some(0), None, Some(1), Some(0)]), [0, 1, 3, 4, 2]);
    }

    #[test]
    fn sources_in_a_circle_are_drawn_too() {
        assert_eq!(order(&[Some(1), Some(0), Some(2)]), [0, 1, 2]);
    }
}
