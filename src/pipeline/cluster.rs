//! All the way: articles to stories with their groups, links and passages.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::align::Aligner;
use super::desks::Desks;
use super::event_tier::{Found, find_stories};
use super::prepare::{Corpus, prepare};
use super::progress::{Progress, Stage, go_on};
use super::reprints::Reprints;
use super::reuse::{Reuse, reuse};
use super::shared_passages::{Shares, StoryPassage, shared_passages};
use super::story_parts::{add_not_joined, assemble};
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
    /// The links shown, where they are to be told: those that hold it together.
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
    if settings.finds_passages() {
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
    let mut reuse = reuse(&corpus, settings, progress)?;
    // They have done their work, and are half as large as the texts.
    corpus.sketches = Sketches::default();
    progress.begin(Stage::Cluster, 0);
    let Reprints { groups, by_standing } = reuse.reprints(&corpus, settings);
    reuse.forget_prints();
    let heads: Vec<u32> = groups.par_iter().map(|group| head(&corpus, group)).collect();
    let found = match settings.tier {
        Tier::Reprints => {
            Found { story_of: (0u32..).take(groups.len()).collect(), ..Found::default() }
        }
        Tier::Stories => {
            let apart = reuse.templates(&groups);
            find_stories(&mut corpus, &groups, &heads, &apart, settings, progress)?
        }
    };
    go_on(progress)?;
    corpus.articles.check()?;
    let groups = Grouped { groups, heads, by_standing };
    let found = stories_of(corpus, groups, found, &reuse, settings);
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
    found: Found,
    reuse: &Reuse,
    settings: &Settings,
) -> Clustering {
    let event_links = found.event_links;
    let links = settings.links.then_some(reuse);
    let mut parts = assemble(corpus.articles.len(), groups, &heads, found, links);
    if let Some(reuse) = links {
        add_not_joined(&mut parts, reuse, &by_standing, settings);
    }
    let reuse_links = reuse.links.len();
    Clustering { corpus, stories: parts, reuse_links, event_links }
}

/// Stories that one thread is given at a time: few, since some are hundreds of times as much
/// work as others.
pub(crate) const STORIES_AT_A_TIME: usize = 32;

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
    let aligners = Desks::<Aligner>::new();
    let several = stories.par_iter_mut().with_max_len(STORIES_AT_A_TIME).enumerate();
    let several = several.filter(|(number, story)| chosen(*number, story));
    several.for_each(|(_, story)| {
        if !progress.interrupted() {
            let found =
                aligners.at(|aligner| shared_passages(corpus, story, settings, aligner));
            (story.passages, story.shares) = found;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn stories_are_the_same_whether_their_links_are_told_or_not() {
        let text = |number: usize, words: std::ops::Range<usize>| {
            let words: Vec<String> =
                words.map(|word| format!("w{number}x{word}")).collect();
            words.join(" ")
        };
        // Two reprints of one report, and a third report with half of its words in an order
        // of its own; nine more for whoever counts words.
        let mut articles: Vec<Article> =
            (1..10).map(|n| Article::new(n.to_string(), text(n, 0..60))).collect();
        articles.push(Article::new("a", text(0, 0..60)));
        articles.push(Article::new("b", format!("{} end", text(0, 0..60))));
        let half: Vec<String> = (0..30).rev().map(|word| format!("w0x{word}")).collect();
        articles
            .push(Article::new("c", format!("{} {}", half.join(" "), text(99, 0..20))));
        let told = cluster(articles.clone(), &Settings::default(), &()).unwrap();
        let quiet = Settings { links: false, ..Settings::default() };
        let quiet = cluster(articles, &quiet, &()).unwrap();
        assert!(told.event_links > 0 && told.reuse_links > 0);
        assert_eq!(
            (told.event_links, told.reuse_links),
            (quiet.event_links, quiet.reuse_links)
        );
        let stories = |found: &Clustering| -> Vec<_> {
            let story = |story: &StoryParts| {
                let StoryParts { articles, groups, touched_by, .. } = story.clone();
                (articles, format!("{groups:?}"), touched_by)
            };
            found.stories.iter().map(story).collect()
        };
        assert_eq!(stories(&told), stories(&quiet));
        let passages = |found: &Clustering| {
            found.stories.iter().map(|story| story.passages.len()).sum::<usize>()
        };
        assert!(passages(&told) > 0);
        assert_eq!(passages(&quiet), 0, "they are looked for along links");
        let links = |found: &Clustering| -> usize {
            found
                .stories
                .iter()
                .map(|story| story.links.len() + story.not_joined.len())
                .sum()
        };
        assert!(links(&told) > 1);
        assert_eq!(links(&quiet), 0);
    }
}
