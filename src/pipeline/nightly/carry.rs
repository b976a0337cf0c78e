//! Stories keep their ids.
//!
//! Every story that was there lives on where most of its articles went. Where two live on
//! in one, the older keeps its id, and the younger points to it for ever. What holds
//! nobody's majority is a new story.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::{NightStory, Status, Tonight, Updated, fate};
use crate::article::day_number;
use crate::pipeline::cluster::Clustering;
use crate::store::Store;
use crate::store::state::{Fate, Life, Place, State};

/// What the clustering of a night means for the store.
#[derive(Debug, Default)]
pub struct Carried {
    /// The stories that changed, by number.
    pub stories: Vec<NightStory>,
    /// Places of new articles, and of those that moved.
    pub places: Vec<(u32, Place)>,
    /// Fates of the stories that changed or ended.
    pub fates: Vec<(u32, Fate)>,
    /// The next story's number.
    pub next_story: u32,
}

/// Holds what was found against what was. `numbers` are the store's numbers of the
/// clustered articles. A new version counts for the story of the one before; one that is
/// placed later this night counts as an article elsewhere.
pub fn carry(
    store: &Store,
    found: &Clustering,
    numbers: &[u32],
    removed: &HashMap<u32, Life>,
    tonight: &Tonight,
) -> Carried {
    let state = store.state();
    let day = tonight.day;
    let first_fresh = store.manifest().next_article;
    let number =
        |article: u32| numbers.get(article as usize).copied().unwrap_or(u32::MAX);
    let parts: Vec<Vec<u32>> = found
        .stories
        .iter()
        .map(|parts| parts.articles.iter().map(|&article| number(article)).collect())
        .collect();
    let versions = versions(found, numbers, &tonight.updated);
    let story_then = |was: u32| state.story_now(state.place(was).story);
    let mut later: HashMap<u32, u32> = HashMap::new();
    for &was in &tonight.later {
        *later.entry(story_then(was)).or_default() += 1;
    }
    let story_of = |number: u32| {
        let was = versions.get(&number).copied();
        was.or((number < first_fresh).then_some(number)).map_or(0, story_then)
    };
    let heirs = heirs(&parts, story_of, &later);
    let mut claimed: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (&story, &part) in &heirs {
        claimed.entry(part).or_default().push(story);
    }
    let mut order: Vec<usize> = (0..parts.len())
        .filter(|part| parts.get(*part).is_some_and(|p| p.len() > 1))
        .filter(|part| !claimed.contains_key(part))
        .collect();
    order.sort_by_key(|&part| first_of(found, part));
    let mut next_story = store.manifest().next_story;
    let begun: HashMap<usize, u32> = order.into_iter().zip(next_story..).collect();
    next_story += u32::try_from(begun.len()).unwrap_or(u32::MAX);

    let before = members(state, &heirs, removed);
    let sequence = store.next_sequence();
    let mut out = Carried { next_story, ..Carried::default() };
    for (part, (parts, numbers)) in found.stories.iter().zip(&parts).enumerate() {
        let olds = claimed.get(&part).map(Vec::as_slice).unwrap_or_default();
        let story = olds.first().or(begun.get(&part)).copied().unwrap_or(0);
        let mut moved = false;
        for (group, head) in &parts.groups {
            for &article in &group.articles {
                let own = number(article);
                let is_new = own >= first_fresh;
                let was = if is_new {
                    let seconds = found.corpus.clean.get(article as usize);
                    let seconds = seconds.and_then(|clean| clean.seconds);
                    Place { day: counted(seconds, day), ..Place::default() }
                } else {
                    state.place(own)
                };
                let now = Place { group: number(*head), story, life: Life::Live, ..was };
                moved |= is_new || now != was;
                if now != was {
                    out.places.push((own, now));
                }
            }
        }
        if story == 0 {
            continue;
        }
        let merged: Vec<u32> = olds.iter().skip(1).copied().collect();
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        if !moved && merged.is_empty() && before.get(&story) == Some(&sorted) {
            continue;
        }
        let added: Vec<u32> = parts
            .articles
            .iter()
            .copied()
            .filter(|&article| number(article) >= first_fresh)
            .collect();
        let mut from: Vec<u32> = numbers
            .iter()
            .map(|number| story_of(*number))
            .filter(|old| *old > 0 && !olds.contains(old))
            .collect();
        from.sort_unstable();
        from.dedup();
        let status = if olds.is_empty() {
            Status::New
        } else if added.is_empty() && merged.is_empty() {
            Status::Standing
        } else {
            Status::Grown
        };
        let born = state.fates.get(&story).map_or(sequence, |fate| fate.born);
        out.fates.push((story, fate(born, sequence, day)));
        for &younger in &merged {
            let born = state.fates.get(&younger).map_or(sequence, |fate| fate.born);
            let end = Fate { merged_into: story, ..fate(born, 0, day) };
            out.fates.push((younger, end));
        }
        out.stories.push(NightStory { story, part, status, added, merged, from });
    }
    out.stories.sort_by_key(|story| story.story);
    out
}

/// The number of the version before, by the number of the new one.
fn versions(
    found: &Clustering,
    numbers: &[u32],
    updated: &[Updated],
) -> HashMap<u32, u32> {
    if updated.is_empty() {
        return HashMap::new();
    }
    let was: HashMap<&str, u32> =
        updated.iter().map(|one| (one.id.as_str(), one.was)).collect();
    let articles = &found.corpus.articles;
    let places = numbers.iter().enumerate();
    let versions =
        places.filter_map(|(at, &new)| Some((new, *was.get(&*articles.id(at)?)?)));
    versions.collect()
}

/// For each story that was there the place of the part in which it lives on: the one with
/// most of its articles, then with the least of them; none where more of them come later.
fn heirs(
    parts: &[Vec<u32>],
    story_of: impl Fn(u32) -> u32,
    later: &HashMap<u32, u32>,
) -> BTreeMap<u32, usize> {
    let mut shares: BTreeMap<(u32, usize), (u32, u32)> = BTreeMap::new();
    for (part, numbers) in parts.iter().enumerate() {
        for &number in numbers {
            let story = story_of(number);
            if story > 0 {
                let share = shares.entry((story, part)).or_insert((0, number));
                *share = (share.0 + 1, share.1.min(number));
            }
        }
    }
    let mut heirs: BTreeMap<u32, (u32, u32, usize)> = BTreeMap::new();
    for ((story, part), (count, least)) in shares {
        let best = heirs.entry(story).or_insert((count, least, part));
        if count > best.0 || count == best.0 && least < best.1 {
            *best = (count, least, part);
        }
    }
    let more_later =
        |story: u32, count: u32| later.get(&story).is_some_and(|&later| later > count);
    heirs
        .into_iter()
        .filter(|&(story, (count, _, _))| !more_later(story, count))
        .map(|(story, (_, _, part))| (story, part))
        .collect()
}

/// The articles that the given stories had, sorted, those that expire now left out.
fn members(
    state: &State,
    stories: &BTreeMap<u32, usize>,
    removed: &HashMap<u32, Life>,
) -> HashMap<u32, Vec<u32>> {
    let wanted: HashSet<u32> = stories.keys().copied().collect();
    let mut out: HashMap<u32, Vec<u32>> = HashMap::new();
    for (number, place) in state.live() {
        let expires = removed.get(&number) == Some(&Life::Expired);
        if place.story > 0 && wanted.contains(&place.story) && !expires {
            out.entry(place.story).or_default().push(number);
        }
    }
    out
}

/// What new stories are put in order by: first date, undated ones last, then the id of the
/// first article.
fn first_of(found: &Clustering, part: usize) -> (bool, i64, u32) {
    let articles = found.stories.get(part).map(|part| part.articles.as_slice());
    articles
        .unwrap_or_default()
        .iter()
        .map(|&article| crate::pipeline::cluster::order_key(&found.corpus, article))
        .min()
        .unwrap_or_default()
}

/// The day that a new article counts for: its own, or that of the night if it has none or
/// lies after it.
fn counted(seconds: Option<i64>, night: Option<i32>) -> i32 {
    let own = seconds.and_then(day_number);
    match (own, night) {
        (Some(own), Some(night)) => own.min(night),
        (own, night) => own.or(night).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_lives_on_where_most_of_it_went() {
        // Story 1 was 10, 11, 12; story 2 was 20, 21.
        let story_of = |number: u32| number / 10;
        let split = [vec![10], vec![11, 12], vec![20, 21]];
        let heirs = |parts: &[Vec<u32>]| heirs(parts, story_of, &HashMap::new());
        assert_eq!(heirs(&split), BTreeMap::from([(1, 1), (2, 2)]));
        let merged = [vec![10, 11, 12, 20, 21]];
        assert_eq!(heirs(&merged), BTreeMap::from([(1, 0), (2, 0)]));
        let tie = [vec![11, 20], vec![10, 21]];
        assert_eq!(heirs(&tie), BTreeMap::from([(1, 1), (2, 0)]));
    }

    #[test]
    fn a_story_of_which_more_comes_later_waits() {
        // Of story 1 one article is here, of story 2 three, and two of each come later.
        let story_of = |number: u32| number / 10;
        let here = [vec![10, 30, 31], vec![20, 21, 22]];
        let later = HashMap::from([(1, 2), (2, 2)]);
        assert_eq!(heirs(&here, story_of, &later), BTreeMap::from([(2, 1), (3, 0)]));
    }
}
