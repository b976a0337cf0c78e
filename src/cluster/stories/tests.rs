use super::*;
use proptest::prelude::*;

fn link(a: u32, b: u32, score: f32) -> EventLink {
    EventLink { a, b, score }
}

/// Those with `a < b`, sorted.
fn links(pairs: BTreeMap<(u32, u32), f32>) -> Vec<EventLink> {
    let pairs = pairs.into_iter().filter(|((a, b), _)| a < b);
    pairs.map(|((a, b), score)| link(a, b, score)).collect()
}

fn joined(spans: &[Option<(i64, i64)>], links: &[EventLink]) -> Vec<Vec<u32>> {
    let groups: Vec<Member> = spans
        .iter()
        .map(|&span| Member { articles: 1, lang: Lang::UNKNOWN, span })
        .collect();
    stories(&groups, links, &[], &StorySettings { threshold: 0.3, window: 3600 })
}

#[test]
fn two_single_articles_are_as_close_as_their_score() {
    assert_eq!(joined(&[None; 2], &[link(0, 1, 0.301)]).len(), 1);
    assert_eq!(joined(&[None; 2], &[link(0, 1, 0.299)]).len(), 2);
}

#[test]
fn one_weak_link_does_not_chain_two_stories() {
    let mut links = Vec::new();
    for story in [0, 4] {
        for a in story..story + 4 {
            links.extend((a + 1..story + 4).map(|b| link(a, b, 0.95)));
        }
    }
    links.push(link(3, 4, 0.8));
    links.sort_by_key(|link| (link.a, link.b));
    assert_eq!(joined(&[None; 8], &links), [vec![0, 1, 2, 3], vec![4, 5, 6, 7]]);
}

#[test]
fn an_undated_article_does_not_bridge_two_years() {
    let links = [link(0, 1, 0.9), link(0, 2, 0.9), link(1, 2, 0.9)];
    let year = 365 * 24 * 3600;
    let spans = [Some((0, 0)), None, Some((year, year))];
    assert_eq!(joined(&spans, &links), [vec![0, 1], vec![2]]);
}

#[test]
fn groups_that_are_apart_stay_apart_whatever_lies_between() {
    let links = [link(0, 1, 0.9), link(0, 2, 0.9), link(1, 2, 0.9)];
    let groups = [Member { articles: 1, lang: Lang::UNKNOWN, span: None }; 3];
    let settings = StorySettings { threshold: 0.3, window: 3600 };
    assert_eq!(stories(&groups, &links, &[(0, 2)], &settings), [vec![0, 1], vec![2]]);
}

#[test]
fn weak_links_do_not_add_up() {
    // A ninth report that is a little like eight reports which are hardly alike.
    let mut links = Vec::new();
    for a in 0..8 {
        links.extend((a + 1..8).map(|b| link(a, b, 0.4)));
        links.push(link(a, 8, 0.29));
    }
    assert_eq!(joined(&[None; 9], &links).len(), 2);
    if let Some(last) = links.last_mut() {
        last.score = 0.3;
    }
    assert_eq!(joined(&[None; 9], &links).len(), 1);
}

proptest! {
    #[test]
    fn links_that_reach_the_threshold_hold_every_story_together(
        pairs in prop::collection::btree_map((0u32..20, 0u32..20), 0.0f32..0.5, 0..160),
        langs in prop::collection::vec(0_u8..3, 20),
    ) {
        let links = links(pairs);
        let member = |&lang| Member { articles: 2, lang: Lang::from_byte(lang), span: None };
        let groups: Vec<Member> = langs.iter().map(member).collect();
        let settings = StorySettings { threshold: 0.3, window: 3600 };
        for story in stories(&groups, &links, &[], &settings) {
            let mut met: BTreeSet<u32> = story.iter().take(1).copied().collect();
            for _ in &story {
                for link in links.iter().filter(|link| link.score >= 0.3) {
                    if met.contains(&link.a) != met.contains(&link.b) {
                        let (one, other) = (link.a, link.b);
                        met.extend([one, other].iter().filter(|g| story.contains(g)));
                    }
                }
            }
            prop_assert_eq!(met.into_iter().collect::<Vec<_>>(), story);
        }
    }

    #[test]
    fn a_language_has_the_same_stories_whatever_others_are_there(
        pairs in prop::collection::btree_map((0u32..30, 0u32..30), 0.0f32..1.0, 0..160),
        langs in prop::collection::vec(0_u8..3, 30),
    ) {
        let links = links(pairs);
        let member = |&lang: &u8| Member {
            articles: 1 + u32::from(lang),
            lang: Lang::from_byte(lang),
            span: None,
        };
        let groups: Vec<Member> = langs.iter().map(member).collect();
        let settings = StorySettings { threshold: 0.3, window: 3600 };
        let joined = stories(&groups, &links, &[], &settings);
        for lang in 0..3 {
            let own = |group: u32| langs[group as usize] == lang;
            let inside: Vec<EventLink> =
                links.iter().filter(|link| own(link.a) && own(link.b)).copied().collect();
            let mut alone = stories(&groups, &inside, &[], &settings);
            alone.retain(|story| own(story[0]));
            let part = joined.iter().map(|story| {
                story.iter().copied().filter(|&group| own(group)).collect::<Vec<_>>()
            });
            let mut part: Vec<Vec<u32>> = part.filter(|story| !story.is_empty()).collect();
            part.sort_unstable();
            prop_assert_eq!(alone, part);
        }
    }

    #[test]
    fn what_hangs_together_is_joined_by_itself_as_in_the_whole(
        pairs in prop::collection::btree_map((0u32..30, 0u32..30), 0.0f32..1.0, 0..120),
    ) {
        let links: Vec<EventLink> = pairs
            .into_iter()
            .filter(|((a, b), _)| a < b)
            // Most are weak, so that there are several components.
            .map(|((a, b), score)| link(a, b, score * score * score * score))
            .collect();
        let settings = StorySettings { threshold: 0.3, window: 3600 };
        let member = |n: u8| Member {
            articles: 1,
            lang: Lang::from_byte(n % 3),
            span: None,
        };
        let groups: Vec<Member> = (0..30).map(member).collect();
        let mut part: Vec<u32> = (0..30).collect();
        for link in links.iter().filter(|link| f64::from(link.score) >= settings.threshold) {
            let (from, to) = (part[link.b as usize], part[link.a as usize]);
            part.iter_mut().filter(|part| **part == from).for_each(|part| *part = to);
        }
        let mut alone = Vec::new();
        for one in 0..30 {
            let there: Vec<u32> =
                (0..30).filter(|&group| part[group as usize] == one).collect();
            let place = |group: u32| there.binary_search(&group).ok();
            let inside: Vec<EventLink> = links
                .iter()
                .filter_map(|l| {
                    let (a, b) = (place(l.a)?, place(l.b)?);
                    Some(link(u32::try_from(a).ok()?, u32::try_from(b).ok()?, l.score))
                })
                .collect();
            let members: Vec<Member> =
                there.iter().map(|&group| groups[group as usize]).collect();
            let found = stories(&members, &inside, &[], &settings);
            alone.extend(found.iter().map(|story| {
                story.iter().map(|&at| there[at as usize]).collect::<Vec<u32>>()
            }));
        }
        alone.sort_unstable();
        prop_assert_eq!(alone, stories(&groups, &links, &[], &settings));
    }

    #[test]
    fn every_group_is_in_exactly_one_story(
        pairs in prop::collection::btree_map((0u32..12, 0u32..12), 0.0f32..1.0, 0..40),
    ) {
        let links = links(pairs);
        let mut all: Vec<u32> = joined(&[None; 12], &links).concat();
        all.sort_unstable();
        prop_assert_eq!(all, (0..12).collect::<Vec<u32>>());
    }
}
