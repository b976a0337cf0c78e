//! How the pipeline tells how far it is, and is told to stop.

use crate::error::{Error, Result};

/// The stages, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Bytes to articles.
    Read,
    /// Furniture and credits.
    Clean,
    /// Words, signatures, fingerprints, terms.
    Sketch,
    /// Candidate pairs.
    Candidates,
    /// Exact checks.
    Verify,
    /// What of a store tonight's articles could belong with.
    Store,
    /// Reprint groups and stories.
    Cluster,
    /// Shared passages.
    Passages,
    /// Output.
    Report,
}

impl Stage {
    /// The stage's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Clean => "clean",
            Self::Sketch => "sketch",
            Self::Candidates => "candidates",
            Self::Verify => "verify",
            Self::Store => "store",
            Self::Cluster => "cluster",
            Self::Passages => "passages",
            Self::Report => "report",
        }
    }
}

/// Watches a run, and may stop it. `()` does neither.
pub trait Progress: Sync {
    /// A stage begins; `total` is its number of steps, where known.
    fn begin(&self, stage: Stage, total: u64) {
        let _ = (stage, total);
    }

    /// So many more steps of the stage are done.
    fn advance(&self, steps: u64) {
        let _ = steps;
    }

    /// The stage is done; `outcome` says in words what came of it.
    fn end(&self, stage: Stage, outcome: &str) {
        let _ = (stage, outcome);
    }

    /// Whether to stop as soon as may be.
    fn interrupted(&self) -> bool {
        false
    }
}

impl Progress for () {}

/// Answers an error when the run is to stop.
///
/// # Errors
/// [`Error::Interrupted`].
pub(super) fn go_on(progress: &dyn Progress) -> Result<()> {
    if progress.interrupted() { Err(Error::Interrupted) } else { Ok(()) }
}
