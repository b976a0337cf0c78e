//! Which of a story's links are listed.

use hashbrown::HashMap;

use super::cluster::{StoryParts, StoryTie};
use crate::cluster::groups::Group;
use crate::verify::components::Components;

/// Most links listed of one story, unless it takes more to hold it together.
const LISTED_TIES: usize = 200;

/// Keeps the links that hold each reprint group together and its weakest, those that
/// hold the groups together, and of the rest the strongest. Text reuse and event of one
/// pair become one link.
pub(super) fn choose_ties(story: &mut StoryParts) {
    let StoryParts { groups, links: ties, .. } = story;
    ties.sort_by_key(|tie| (tie.a, tie.b));
    ties.dedup_by(|later, first| {
        let same = (later.a, later.b) == (first.a, first.b);
        if same {
            first.event = first.event.take().or_else(|| later.event.take());
            first.reuse = first.reuse.take().or_else(|| later.reuse.take());
        }
        same
    });
    if ties.len() <= LISTED_TIES {
        return;
    }
    let strength = |tie: &StoryTie| {
        let reuse = tie.reuse.as_ref().map_or(0.0, |link| 1.0 + link.containment());
        reuse.max(tie.event.as_ref().map_or(0.0, |event| f64::from(event.0.score)))
    };
    ties.sort_by(|x, y| {
        strength(y).total_cmp(&strength(x)).then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    // Each article has a number of its own, and is in one group.
    let members = groups.iter().flat_map(|(group, _)| {
        group.articles.iter().map(move |&article| (article, group))
    });
    let members: HashMap<u32, (u32, &Group)> = (0u32..)
        .zip(members)
        .map(|(number, (article, group))| (article, (number, group)))
        .collect();
    let mut components = Components::new(members.len());
    let mut holding = vec![false; ties.len()];
    for inside_groups in [true, false] {
        for (tie, holds) in ties.iter().zip(&mut holding) {
            let ends = (members.get(&tie.a), members.get(&tie.b));
            let (Some(&(a, of_a)), Some(&(b, of_b))) = ends else { continue };
            if std::ptr::eq(of_a, of_b) == inside_groups {
                *holds =
                    components.join(a, b) || of_a.weakest_pair == Some((tie.a, tie.b));
            }
        }
    }
    let held = holding.iter().filter(|&&holds| holds).count();
    let mut others = LISTED_TIES.saturating_sub(held);
    let mut holding = holding.into_iter();
    ties.retain(|_| {
        let holds = holding.next().unwrap_or(true);
        let listed = holds || others > 0;
        others -= usize::from(listed && !holds);
        listed
    });
    ties.sort_by_key(|tie| (tie.a, tie.b));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::reuse::{ReuseKind, ReuseLink};

    #[test]
    fn links_hold_each_group_together_and_its_weakest_is_there() {
        // The strongest links are between the two groups, and more than are listed.
        let tie = |a: u32, b: u32| {
            let shared = match (a % 2 == b % 2, (a, b)) {
                (false, _) => 950,
                (true, (0, 2) | (1, 5)) => 600,
                (true, _) => 700,
            };
            let kind = ReuseKind::Partial;
            let (in_a, in_b) = (1_000, 1_000);
            let link = ReuseLink { a, b, kind, template: None, shared, in_a, in_b };
            StoryTie { a, b, reuse: Some(link), event: None }
        };
        let group = |first: u32, weakest_pair| Group {
            articles: (first..40).step_by(2).collect(),
            weakest: 0.6,
            weakest_pair: Some(weakest_pair),
        };
        let mut story = StoryParts {
            articles: (0..40).collect(),
            groups: vec![(group(0, (0, 2)), 0), (group(1, (1, 5)), 1)],
            links: (0..40).flat_map(|b| (0..b).map(move |a| tie(a, b))).collect(),
            ..StoryParts::default()
        };
        choose_ties(&mut story);
        let listed = &story.links;
        assert!(listed.is_sorted_by_key(|tie| (tie.a, tie.b)));
        assert_eq!(listed.len(), LISTED_TIES);
        let between = listed.iter().filter(|tie| tie.a % 2 != tie.b % 2).count();
        assert_eq!(between, LISTED_TIES - 2 * (19 + 1), "the strongest fill up");
        for (group, _) in &story.groups {
            let mut components = Components::new(40);
            let inside = |tie: &&StoryTie| {
                [tie.a, tie.b].iter().all(|end| group.articles.contains(end))
            };
            let joined = listed.iter().filter(inside);
            let joined = joined.filter(|tie| components.join(tie.a, tie.b)).count();
            assert_eq!(joined, 19);
            assert!(listed.iter().any(|tie| group.weakest_pair == Some((tie.a, tie.b))));
        }
    }
}
