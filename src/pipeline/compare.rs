//! Two articles: what they share, and whether they are one story.

use super::Settings;
use super::align::{AlignedPassage, Aligner};
use super::cluster::{Clustering, cluster};
use super::event_pairs::event_pairs;
use super::progress::Progress;
use crate::article::Article;
use crate::error::Result;
use crate::passages::combine;
use crate::verify::event::EventScore;
use crate::verify::reuse::ReuseLink;

/// What two articles have in common.
pub struct Comparison {
    /// The two, clustered by themselves; of one id, they are told apart by ` (A)` and
    /// ` (B)`.
    pub found: Clustering,
    /// The text they share, furniture and credits aside; `None` for not a phrase. Its
    /// ends are places in the corpus of `found`.
    pub link: Option<ReuseLink>,
    /// The passages they share, nothing masked, in the order of the first.
    pub passages: Vec<AlignedPassage>,
    /// How near they came to one story, when they are not one; `None` when they have too
    /// little in common to be scored.
    pub near: Option<EventScore>,
}

impl Comparison {
    /// Whether the two are one story.
    pub fn one_story(&self) -> bool {
        self.found.stories.iter().any(|story| story.articles.len() > 1)
    }

    /// Whether they share a text, a passage or a happening.
    pub fn anything(&self) -> bool {
        self.link.is_some() || !self.passages.is_empty() || self.one_story()
    }
}

/// Compares two articles. When they have one id, both get a mark behind it.
///
/// ```
/// use samestory::article::Article;
/// use samestory::passages::combine;
/// use samestory::pipeline::{Settings, compare::compare};
///
/// let text = "A train with the guest on board has reached the border town at dawn today.";
/// let (mut a, mut b) = (Article::new("x", text), Article::new("x", text));
/// let finding = combine::Settings::default();
/// let found = compare(&mut a, &mut b, finding, &Settings::default(), &()).unwrap();
/// assert!(found.one_story());
/// assert_eq!(found.passages.len(), 1);
/// assert_eq!(a.id, "x (A)");
/// ```
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn compare(
    a: &mut Article,
    b: &mut Article,
    finding: combine::Settings,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Comparison> {
    if a.id == b.id {
        a.id.push_str(" (A)");
        b.id.push_str(" (B)");
    }
    let passages = Aligner::new(finding).align_articles(a, b);
    let both = || vec![a.clone(), b.clone()];
    let found = cluster(both(), settings, progress)?;
    let link = found.corpus.link(0, 1, &settings.reuse);
    let mut comparison = Comparison { found, link, passages, near: None };
    if !comparison.one_story() {
        let (_, pairs) = event_pairs(both(), settings, progress)?;
        comparison.near = pairs.first().map(|pair| pair.score);
    }
    Ok(comparison)
}
