//! The only place that knows the order of the stages.
//!
//! [`prepare`](prepare::prepare) cleans, tokenises and sketches a collection;
//! [`reuse`] finds and verifies text reuse; [`cluster`] goes all the way to stories with
//! their passages. Progress goes out through [`Progress`]; nothing here prints, reads a
//! clock or knows how many threads there are (work is spread over the current rayon
//! pool).

mod across;
pub mod align;
pub mod cluster;
pub mod dedup;
pub mod event_pairs;
mod event_tier;
pub mod prepare;
pub mod progress;
pub mod reuse;
mod shared_passages;

pub use progress::{Progress, Stage};

use crate::candidates::DEFAULT_STAR_ABOVE;
use crate::candidates::terms::TermSettings;
use crate::cluster::groups::GroupSettings;
use crate::passages::consolidate::PassageSettings;
use crate::verify::reuse::ReuseSettings;

/// Which tiers a run goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tier {
    /// Reprint groups only: a story is one group.
    Reprints,
    /// Reprint groups, and stories of them.
    #[default]
    Stories,
}

/// Everything that shapes a result. The defaults are one set for all languages and
/// corpora.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How far to go.
    pub tier: Tier,
    /// Whether to find shared passages.
    pub passages: bool,
    /// Longest posting list that gives all its pairs.
    pub star_above: usize,
    /// What makes a reuse link, and of which kind.
    pub reuse: ReuseSettings,
    /// What joins articles into reprint groups.
    pub groups: GroupSettings,
    /// Where event candidates are looked for.
    pub terms: TermSettings,
    /// Least closeness at which two clusters of groups are one story.
    pub threshold: f32,
    /// What makes a passage.
    pub passage: PassageSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tier: Tier::default(),
            passages: true,
            star_above: DEFAULT_STAR_ABOVE,
            reuse: ReuseSettings::default(),
            groups: GroupSettings::default(),
            terms: TermSettings::default(),
            threshold: 0.3,
            passage: PassageSettings::default(),
        }
    }
}
