//! What a night changed, one line each.

use serde::{Deserialize, Serialize};

/// One change of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    /// A story began.
    NewStory {
        /// Its id, which stays.
        story: String,
        /// Its headline.
        title: String,
        /// How many articles it has.
        articles: usize,
        /// Ids of those that came tonight.
        added: Vec<String>,
        /// Stories that live on, of which some of its articles were a part.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        from: Vec<String>,
    },
    /// A story has new articles.
    Grown {
        /// Its id.
        story: String,
        /// Its headline.
        title: String,
        /// How many articles it has now.
        articles: usize,
        /// Ids of those that came tonight.
        added: Vec<String>,
    },
    /// A story has other articles or groups than before, none of them from tonight.
    Regrouped {
        /// Its id.
        story: String,
        /// Its headline.
        title: String,
        /// How many articles it has now.
        articles: usize,
    },
    /// A story turned out to be an older one, to which its id now leads.
    Merged {
        /// The younger one.
        story: String,
        /// The older one, which lives on.
        into: String,
    },
    /// An article has a new text under its id.
    Updated {
        /// The article.
        article: String,
    },
    /// An article is older than the window; it leaves the store.
    Expired {
        /// The article.
        article: String,
        /// The story it was in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        story: Option<String>,
    },
    /// A record was refused.
    Reject {
        /// The input.
        path: String,
        /// Line, or record number where the format has no lines; from 1.
        line: u64,
        /// Why.
        reason: String,
    },
}
