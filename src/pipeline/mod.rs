//! The only place that knows the order of the stages.
//!
//! [`prepare`](prepare::prepare) cleans, tokenises and sketches a collection;
//! [`reuse`] finds and verifies text reuse; [`cluster`] goes all the way to stories with
//! their passages. Progress goes out through [`Progress`]; nothing here prints, reads a
//! clock or depends on how many threads there are (work is spread over the current rayon
//! pool).

mod across;
pub mod align;
pub mod beside;
pub mod cluster;
pub mod compare;
pub mod dedup;
pub(crate) mod desks;
pub mod distinct_texts;
pub mod event_pairs;
pub mod event_tier;
pub mod joined;
mod languages;
pub mod nightly;
pub mod pairs;
pub mod part;
pub mod prepare;
pub mod progress;
pub mod reprints;
mod reread;
mod retold;
pub mod reuse;
mod shared_passages;
pub mod sources;
mod story_parts;
mod ties;

pub use progress::{Progress, Stage};
pub use shared_passages::{Shares, StoryPassage};

use crate::candidates::CandidateSettings;
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
    /// Whether to tell what holds stories together, and what was near to joining them: their
    /// links, with reasons. Passages are looked for along them: without, none are found.
    pub links: bool,
    /// Whether to find shared passages, where links are told.
    pub passages: bool,
    /// How candidates for text reuse are looked for.
    pub candidates: CandidateSettings,
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
    /// Leave out passages that were said again in other words.
    pub verbatim_only: bool,
}

impl Settings {
    /// Whether shared passages are to be found.
    pub(crate) const fn finds_passages(&self) -> bool {
        self.links && self.passages
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tier: Tier::default(),
            links: true,
            passages: true,
            candidates: CandidateSettings::default(),
            reuse: ReuseSettings::default(),
            groups: GroupSettings::default(),
            terms: TermSettings::default(),
            threshold: 0.3,
            passage: PassageSettings::default(),
            verbatim_only: false,
        }
    }
}
