//! All the way: articles to stories with their groups, links and passages.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::align::Aligner;
use super::event_tier::{EventTie, Found, find_stories};
use super::joined::RoundupTouch;
use super::prepare::{Corpus, prepare};
use super::progress::{Progress, Stage, go_on};
use super::reprints::Reprints;
use super::reuse::{Reuse, reuse};
use super::shared_passages::{Shares, StoryPassage, shared_passages};
use super::ties::choose_ties;
use super::{Settings, Tier};
use crate::candidates::Pair;
use crate::cluster::groups::Group;
use crate::error::Result;
use crate::shelf::Shelf;
use crate::sketch::sketches::Sketches;
use crate::text::stems::StemHash;
use crate::verify::event::EventScore;
use crate::verify::reuse::ReuseLink;

/// What a run found. Articles are named by their places in `corpus`.
pub struct Clustering {
    /// The articles, prepared.
    pub corpus: Corpus,
    /// All stories, those of one article too, by their first article.
    pub stories: Vec<StoryParts>,
    /// Verified reuse links between articles' texts, all of them.
    pub reuse_links: usize,
    /// Event links strong enough to join two groups.
    pub event_links: usize,
}

/// One story.
#[derive(Debug, Clone, Default)]
pub struct StoryParts {
    /// Its articles, ascending.
    pub articles: Vec<u32>,
    /// Its reprint groups, each with the article that stands for it.
    pub groups: Vec<(Group, u32)>,
    /// The links shown: those that hold it together.
    pub links: Vec<StoryTie>,
    /// Text that it shares with articles of other stories: what was near to joining, and
    /// what holds a part of it. The strongest.
    pub not_joined: Vec<NotJoined>,
    /// Its shared passages.
    pub passages: Vec<StoryPassage>,
    /// For each article how much of it others of the story have too.
    pub shares: Vec<Shares>,
    /// Roundups that tell of the story among others, each with its score; ascending.
    pub touched_by: Vec<(u32, f32)>,
}

/// A link inside a story.
#[derive(Debug, Clone)]
pub struct StoryTie {
    /// One article.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Their common text, if any.
    pub reuse: Option<ReuseLink>,
    /// Their common event, if it was asked, and the strongest terms in both. Most links of
    /// a large collection are reuse alone.
    pub event: Option<Box<(EventScore, Vec<StemHash>)>>,
}

/// Text shared by articles of two stories, and why it did not make them one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NotJoined {
    /// The link; `a` is in the story, or `b`.
    pub link: ReuseLink,
    /// Why the two are not the same text.
    pub apart: Apart,
}

/// Why two texts that share much are not the same text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Apart {
    /// One template filled in with other numbers.
    Template,
    /// What they share is their outlet's standing text; the containment of what is their own.
    Standing(f64),
    /// One is a part of the other, which has this share of it in common.
    Part(f64),
    /// Too little of either is in the other.
    Little,
    /// The two would do; other texts of their groups share too little.
    Groups,
}

/// Least strength of a link that is listed as touching another story.
const LEAST_NOT_JOINED: f64 = 0.3;
/// Most such links listed for a story.
const LISTED_NOT_JOINED: usize = 50;

/// Runs all stages.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
///
/// ```
/// use samestory::article::Article;
/// use samestory::pipeline::{Settings, cluster::cluster};
///
/// let text = "A train with the guest on board has reached the border town at dawn today.";
/// let articles = vec![Article::new("a", text), Article::new("b", text)];
/// let found = cluster(articles, &Settings::default(), &()).unwrap();
/// assert_eq!(found.stories.len(), 1);
/// assert_eq!(found.stories[0].groups.len(), 1);
/// ```
pub fn cluster(
    articles: impl Into<Shelf>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Clustering> {
    let corpus = prepare(articles, settings.reuse.width, settings.tier, progress)?;
    let mut found = cluster_prepared(corpus, settings, progress)?;
    if settings.passages {
        add_passages(&mut found, settings, |_| true, progress)?;
    }
    Ok(found)
}

/// Everything but passages, of a corpus that is prepared.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn cluster_prepared(
    mut corpus: Corpus,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Clustering> {
    let reuse = reuse(&corpus, settings, progress)?;
    // They have done their work, and are half as large as the texts.
    corpus.sketches = Sketches::default();
    tell(corpus, &reuse, settings, progress)
}

/// From text reuse to stories.
pub(super) fn tell(
    mut corpus: Corpus,
    reuse: &Reuse,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Clustering> {
    progress.begin(Stage::Cluster, 0);
    let Reprints { groups, by_standing } = reuse.reprints(&corpus, settings);
    let heads: Vec<u32> = groups.par_iter().map(|group| head(&corpus, group)).collect();
    let found = match settings.tier {
        Tier::Reprints => Found {
            stories: (0u32..).take(groups.len()).map(|g| vec![g]).collect(),
            ..Found::default()
        },
        Tier::Stories => {
            let apart = reuse.templates(&groups);
            find_stories(&mut corpus, &groups, &heads, &apart, settings, progress)?
        }
    };
    go_on(progress)?;
    corpus.articles.check()?;
    let groups = Grouped { groups, heads, by_standing };
    let found = stories_of(corpus, groups, found, reuse, settings);
    let several = found.stories.iter().filter(|story| story.articles.len() > 1).count();
    progress.end(Stage::Cluster, &format!("{several} stories of two articles or more"));
    Ok(found)
}

/// Reprint groups, each with the article that stands for it.
pub(super) struct Grouped {
    pub(super) groups: Vec<Group>,
    pub(super) heads: Vec<u32>,
    /// See [`Reprints::by_standing`].
    pub(super) by_standing: HashMap<Pair, f64>,
}

/// Stories with all that is told of them but passages.
pub(super) fn stories_of(
    corpus: Corpus,
    Grouped { groups, heads, by_standing }: Grouped,
    Found { stories, ties, touches }: Found,
    reuse: &Reuse,
    settings: &Settings,
) -> Clustering {
    let event_links = ties.len();
    let count = corpus.articles.len();
    let mut parts = assemble(count, groups, &heads, &stories, ties, &touches, reuse);
    add_not_joined(&mut parts, reuse, &by_standing, settings);
    let reuse_links = reuse.links.len();
    Clustering { corpus, stories: parts, reuse_links, event_links }
}

/// Finds the shared passages of the stories of two articles or more that `wanted` takes,
/// by their places.
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn add_passages(
    found: &mut Clustering,
    settings: &Settings,
    wanted: impl Fn(usize) -> bool + Sync,
    progress: &dyn Progress,
) -> Result<()> {
    let Clustering { corpus, stories, .. } = found;
    let chosen =
        |number: usize, story: &StoryParts| story.articles.len() > 1 && wanted(number);
    let count = stories.iter().enumerate().filter(|(n, story)| chosen(*n, story)).count();
    progress.begin(Stage::Passages, count as u64);
    let several = stories.par_iter_mut().enumerate();
    let several = several.filter(|(number, story)| chosen(*number, story));
    several.for_each_init(Aligner::default, |aligner, (_, story)| {
        if !progress.interrupted() {
            let (passages, shares) = shared_passages(corpus, story, settings, aligner);
            story.passages = passages;
            story.shares = shares;
            progress.advance(1);
        }
    });
    go_on(progress)?;
    corpus.articles.check()?;
    let passages: usize = stories.iter().map(|story| story.passages.len()).sum();
    progress.end(Stage::Passages, &format!("{passages} shared passages"));
    Ok(())
}

/// The article that stands for a group: the earliest of those about as long as the
/// (upper) median, which is neither a cut version nor one wrapped in a longer article
/// as long as most are neither.
pub(super) fn head(corpus: &Corpus, group: &Group) -> u32 {
    let words = |article: u32| corpus.word_count(article);
    let mut lengths: Vec<usize> = group.articles.iter().map(|&a| words(a)).collect();
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
    let usual = |article: &&u32| {
        let length = words(**article);
        length * 5 >= median * 4 && length * 4 <= median * 5
    };
    let earliest = group.articles.iter().filter(usual);
    earliest
        .min_by_key(|&&article| order_key(corpus, article))
        .copied()
        .unwrap_or_default()
}

/// Dated articles by time, undated ones last, ties by id.
pub(super) fn order_key(corpus: &Corpus, article: u32) -> (bool, i64, u32) {
    let seconds = corpus.clean.get(article as usize).and_then(|clean| clean.seconds);
    (seconds.is_none(), seconds.unwrap_or(0), article)
}

fn assemble(
    articles: usize,
    groups: Vec<Group>,
    heads: &[u32],
    members: &[Vec<u32>],
    ties: Vec<EventTie>,
    touches: &[RoundupTouch],
    reuse: &Reuse,
) -> Vec<StoryParts> {
    let mut story_of_group = vec![0usize; groups.len()];
    for (story, groups) in members.iter().enumerate() {
        for &group in groups {
            if let Some(slot) = story_of_group.get_mut(group as usize) {
                *slot = story;
            }
        }
    }
    let mut stories: Vec<StoryParts> = vec![StoryParts::default(); members.len()];
    let mut story_of_article = vec![usize::MAX; articles];
    for ((group, &head), &story) in groups.into_iter().zip(heads).zip(&story_of_group) {
        for &article in &group.articles {
            if let Some(slot) = story_of_article.get_mut(article as usize) {
                *slot = story;
            }
        }
        if let Some(parts) = stories.get_mut(story) {
            parts.articles.extend(&group.articles);
            parts.groups.push((group, head));
        }
    }
    let story_of = |link: &ReuseLink| {
        let [a, b] = [link.a, link.b].map(|end| story_of_article.get(end as usize));
        a.filter(|a| Some(*a) == b).copied()
    };
    // Counted first, so that no list grows beyond what it holds.
    let mut counts = vec![0; stories.len()];
    for story in reuse.star_links().filter_map(|link| story_of(&link)) {
        if let Some(count) = counts.get_mut(story) {
            *count += 1;
        }
    }
    for (parts, count) in stories.iter_mut().zip(counts) {
        parts.links.reserve_exact(count);
    }
    for link in reuse.star_links() {
        if let Some(parts) = story_of(&link).and_then(|story| stories.get_mut(story)) {
            let (a, b) = (link.a, link.b);
            parts.links.push(StoryTie { a, b, reuse: Some(link), event: None });
        }
    }
    for tie in ties {
        let (a, b) = (heads.get(tie.a as usize), heads.get(tie.b as usize));
        let story = story_of_group.get(tie.a as usize);
        if let (Some(&a), Some(&b), Some(&story)) = (a, b, story)
            && story_of_group.get(tie.b as usize) == Some(&story)
            && let Some(parts) = stories.get_mut(story)
        {
            let (a, b) = (a.min(b), a.max(b));
            let reuse = None;
            parts.links.push(StoryTie {
                a,
                b,
                reuse,
                event: Some(Box::new((tie.score, tie.shared))),
            });
        }
    }
    for touch in touches {
        let head = heads.get(touch.roundup as usize);
        if let (Some(parts), Some(&head)) = (stories.get_mut(touch.story), head) {
            parts.touched_by.push((head, touch.score));
        }
    }
    stories.par_iter_mut().for_each(|parts| {
        parts.articles.sort_unstable();
        parts.touched_by.sort_unstable_by_key(|touch| touch.0);
        choose_ties(&mut parts.links);
    });
    stories.sort_by(|x, y| x.articles.cmp(&y.articles));
    stories
}

/// Lists the links that lead out of each story.
fn add_not_joined(
    stories: &mut [StoryParts],
    reuse: &Reuse,
    by_standing: &HashMap<Pair, f64>,
    settings: &Settings,
) {
    // Every article is in one story.
    let articles = stories.iter().map(|story| story.articles.len()).sum();
    let mut story_of: Vec<usize> = vec![0; articles];
    for (number, story) in stories.iter().enumerate() {
        for &article in &story.articles {
            if let Some(slot) = story_of.get_mut(article as usize) {
                *slot = number;
            }
        }
    }
    for link in reuse.star_links().filter(|link| link.strength() >= LEAST_NOT_JOINED) {
        let [a, b] = [link.a, link.b].map(|end| story_of.get(end as usize).copied());
        let (Some(a), Some(b)) = (a, b) else { continue };
        if a == b {
            continue;
        }
        let pair = (link.a.min(link.b), link.a.max(link.b));
        let apart = if link.template.is_some() {
            Apart::Template
        } else if let Some(&own) = by_standing.get(&pair) {
            Apart::Standing(own)
        } else if settings.groups.joins(&link) {
            Apart::Groups
        } else if link.containment() >= settings.groups.smaller {
            Apart::Part(link.containment_ab.min(link.containment_ba))
        } else {
            Apart::Little
        };
        for story in [a, b] {
            if let Some(parts) = stories.get_mut(story) {
                parts.not_joined.push(NotJoined { link, apart });
            }
        }
    }
    stories.par_iter_mut().for_each(|parts| {
        parts.not_joined.sort_by(|x, y| {
            let strength = |touch: &NotJoined| touch.link.strength();
            let ends = |touch: &NotJoined| (touch.link.a, touch.link.b);
            strength(y).total_cmp(&strength(x)).then(ends(x).cmp(&ends(y)))
        });
        parts.not_joined.truncate(LISTED_NOT_JOINED);
    });
}
