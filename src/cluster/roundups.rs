//! Roundups, briefings and live blogs: articles that touch many stories and belong to
//! none.

use hashbrown::{HashMap, HashSet};

use super::stories::EventLink;

/// What an article's own text says of its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Nothing.
    #[default]
    Plain,
    /// Its paragraphs have nothing to do with one another.
    Scattered,
    /// Its title says that it is a live blog, a digest or the like.
    Named,
}

/// One reprint group, for this purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Candidate {
    /// What its text says.
    pub form: Form,
    /// Its seconds since 1970.
    pub seconds: Option<i64>,
}

/// Fewest neighbours that make a roundup of a text that says nothing of its form,
const NEIGHBOURS: usize = 3;
/// and of a scattered one.
const SCATTERED_NEIGHBOURS: usize = 2;
/// Such a roundup's neighbours know one another less often than this,
const ACQUAINTED: f64 = 0.25;
/// those of a scattered text less often than this.
const SCATTERED_ACQUAINTED: f64 = 0.5;
/// Score from which two neighbours know one another.
const KNOWS: f32 = 0.1;
/// Neighbours that are asked whether they know one another, the first of more: the work
/// grows with their square.
const ASKED: usize = 200;
/// Longest time, in seconds, between a roundup and what it tells of. Over longer times
/// a theme's articles resemble one that do not resemble each other.
const NEWS: u64 = 36 * 3600;

/// The groups that are roundups. One whose title says so is. One whose text scatters is
/// when it has two neighbours (links of at least `threshold`) who hardly know one
/// another: an article about one event resembles articles that resemble each other. Any
/// other is when it has several neighbours, published about the same time, who hardly
/// know one another; an undated group is then neither a roundup nor anyone's neighbour.
///
/// ```
/// use samestory::cluster::roundups::{Candidate, Form, roundups};
/// use samestory::cluster::stories::EventLink;
///
/// let link = |a, b| EventLink { a, b, score: 0.8 };
/// let links = [link(0, 1), link(0, 2), link(0, 3), link(0, 4)];
/// let mut groups = [Candidate { form: Form::Plain, seconds: Some(0) }; 6];
/// groups[5].form = Form::Named;
/// let mut found: Vec<u32> = roundups(&groups, &links, 0.3).into_iter().collect();
/// found.sort();
/// assert_eq!(found, [0, 5]);
/// ```
pub fn roundups(
    groups: &[Candidate],
    links: &[EventLink],
    threshold: f32,
) -> HashSet<u32> {
    let time = |group: u32| groups.get(group as usize).and_then(|group| group.seconds);
    let same_news = |a: u32, b: u32| match (time(a), time(b)) {
        (Some(a), Some(b)) => a.abs_diff(b) <= NEWS,
        _ => false,
    };
    let known: HashSet<(u32, u32)> = links
        .iter()
        .filter(|link| link.score >= KNOWS)
        .map(|link| (link.a, link.b))
        .collect();
    let mut neighbours: HashMap<u32, Vec<u32>> = HashMap::new();
    for link in links.iter().filter(|link| link.score >= threshold) {
        neighbours.entry(link.a).or_default().push(link.b);
        neighbours.entry(link.b).or_default().push(link.a);
    }
    let acquainted_less = |around: &[u32], share: f64| {
        let around = around.get(..ASKED).unwrap_or(around);
        let pairs = around.len() * around.len().saturating_sub(1) / 2;
        let acquainted = around
            .iter()
            .enumerate()
            .flat_map(|(at, &x)| {
                around.iter().skip(at + 1).map(move |&y| (x.min(y), x.max(y)))
            })
            .filter(|pair| known.contains(pair))
            .count();
        pairs == 0 || (acquainted as f64) < share * pairs as f64
    };
    (0u32..)
        .zip(groups)
        .filter(|(number, group)| {
            let around = neighbours.get(number).map_or(&[][..], Vec::as_slice);
            match group.form {
                Form::Named => true,
                Form::Scattered => {
                    around.len() >= SCATTERED_NEIGHBOURS
                        && acquainted_less(around, SCATTERED_ACQUAINTED)
                }
                Form::Plain if around.len() < NEIGHBOURS => false,
                Form::Plain => {
                    let near: Vec<u32> = around
                        .iter()
                        .copied()
                        .filter(|&other| same_news(*number, other))
                        .collect();
                    near.len() >= NEIGHBOURS && acquainted_less(&near, ACQUAINTED)
                }
            }
        })
        .map(|(number, _)| number)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(forms: &[Form]) -> Vec<Candidate> {
        forms.iter().map(|&form| Candidate { form, seconds: Some(0) }).collect()
    }

    #[test]
    fn the_middle_of_one_story_is_no_roundup() {
        let mut links = Vec::new();
        for a in 0..5 {
            links.extend((a + 1..5).map(|b| EventLink { a, b, score: 0.6 }));
        }
        assert!(roundups(&groups(&[Form::Plain; 5]), &links, 0.3).is_empty());
        let scattered = [Form::Scattered, Form::Plain, Form::Plain, Form::Plain];
        assert!(roundups(&groups(&scattered), &links, 0.3).is_empty());
    }

    #[test]
    fn a_scattered_text_between_two_strangers_is_a_roundup() {
        let link = |a, b| EventLink { a, b, score: 0.6 };
        let forms = [Form::Scattered, Form::Plain, Form::Plain];
        let found = roundups(&groups(&forms), &[link(0, 1), link(0, 2)], 0.3);
        assert!(found.contains(&0) && found.len() == 1);
    }
}
