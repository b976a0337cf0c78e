//! Roundups, briefings and live blogs: articles that touch many stories and belong to
//! none.

use hashbrown::{HashMap, HashSet};

use super::stories::EventLink;

/// Fewest neighbours that can make a roundup.
const NEIGHBOURS: usize = 3;
/// A roundup's neighbours know one another less often than this.
const ACQUAINTED: f64 = 0.25;
/// Score from which two neighbours know one another.
const KNOWS: f32 = 0.1;
/// Longest time, in seconds, between a roundup and what it tells of. Over longer times
/// a theme's articles resemble one that do not resemble each other.
const NEWS: u64 = 36 * 3600;

/// The groups whose neighbours (links of at least `threshold`, published about the same
/// time) do not know one another: an article about one event resembles articles that
/// resemble each other. `times` are the groups' seconds since 1970; an undated group is
/// neither a roundup nor anyone's neighbour.
///
/// ```
/// use samestory::cluster::roundups::roundups;
/// use samestory::cluster::stories::EventLink;
///
/// let link = |a, b| EventLink { a, b, score: 0.8 };
/// let links = [link(0, 1), link(0, 2), link(0, 3), link(0, 4)];
/// assert_eq!(roundups(&[Some(0); 5], &links, 0.3).into_iter().collect::<Vec<_>>(), [0]);
/// ```
pub fn roundups(
    times: &[Option<i64>],
    links: &[EventLink],
    threshold: f32,
) -> HashSet<u32> {
    let time = |group: u32| times.get(group as usize).copied().flatten();
    let same_news = |link: &&EventLink| match (time(link.a), time(link.b)) {
        (Some(a), Some(b)) => a.abs_diff(b) <= NEWS,
        _ => false,
    };
    let known: HashSet<(u32, u32)> = links
        .iter()
        .filter(|link| link.score >= KNOWS)
        .map(|link| (link.a, link.b))
        .collect();
    let mut neighbours: HashMap<u32, Vec<u32>> = HashMap::new();
    for link in links.iter().filter(|link| link.score >= threshold).filter(same_news) {
        neighbours.entry(link.a).or_default().push(link.b);
        neighbours.entry(link.b).or_default().push(link.a);
    }
    let touches_many = |around: &Vec<u32>| {
        let pairs = around.len() * around.len().saturating_sub(1) / 2;
        let acquainted = around
            .iter()
            .enumerate()
            .flat_map(|(at, &x)| {
                around.iter().skip(at + 1).map(move |&y| (x.min(y), x.max(y)))
            })
            .filter(|pair| known.contains(pair))
            .count();
        around.len() >= NEIGHBOURS && (acquainted as f64) < ACQUAINTED * pairs as f64
    };
    neighbours
        .iter()
        .filter(|(_, around)| touches_many(around))
        .map(|(&group, _)| group)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_one_story_is_no_roundup() {
        let mut links = Vec::new();
        for a in 0..5 {
            links.extend((a + 1..5).map(|b| EventLink { a, b, score: 0.6 }));
        }
        assert!(roundups(&[Some(0); 5], &links, 0.3).is_empty());
    }
}
