//! Which of a story's links are listed.

use hashbrown::HashMap;

use super::cluster::StoryTie;

/// Most event links listed between the groups of one story.
const LISTED_TIES: usize = 200;

/// Keeps the links that hold a story together, and of the rest the strongest. Text
/// reuse and event of one pair become one link.
pub(super) fn choose_ties(ties: &mut Vec<StoryTie>) {
    ties.sort_by_key(|tie| (tie.a, tie.b));
    ties.dedup_by(|later, first| {
        let same = (later.a, later.b) == (first.a, first.b);
        if same {
            first.event = first.event.take().or_else(|| later.event.take());
            first.reuse = first.reuse.take().or_else(|| later.reuse.take());
        }
        same
    });
    if ties.len() > LISTED_TIES {
        let strength = |tie: &StoryTie| {
            let reuse = tie.reuse.as_ref().map_or(0.0, |link| 1.0 + link.containment());
            reuse.max(tie.event.as_ref().map_or(0.0, |event| f64::from(event.0.score)))
        };
        ties.sort_by(|x, y| {
            strength(y).total_cmp(&strength(x)).then((x.a, x.b).cmp(&(y.a, y.b)))
        });
        let mut root: HashMap<u32, u32> = HashMap::new();
        let find = |root: &mut HashMap<u32, u32>, mut x: u32| {
            while let Some(&up) = root.get(&x) {
                x = up;
            }
            x
        };
        let (mut holding, mut rest) = (Vec::new(), Vec::new());
        for tie in ties.drain(..) {
            let (a, b) = (find(&mut root, tie.a), find(&mut root, tie.b));
            if a == b {
                rest.push(tie);
            } else {
                root.insert(a.max(b), a.min(b));
                holding.push(tie);
            }
        }
        rest.truncate(LISTED_TIES.saturating_sub(holding.len()));
        holding.append(&mut rest);
        holding.sort_by_key(|tie| (tie.a, tie.b));
        *ties = holding;
    }
}
