//! What a store has of an article, as `query` writes it.

use serde::{Deserialize, Serialize};

use super::LinkKind;

/// What a store has of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The article that was asked for.
    pub id: String,
    /// Whether the store has an article with this id.
    pub known: bool,
    /// Articles of the store that share text with it, most alike first.
    pub reprints: Vec<Reprint>,
    /// The story it is in, or would join.
    pub story: Option<String>,
    /// The headline of that story.
    pub title: Option<String>,
}

/// An article that shares text with the one that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reprint {
    /// Its id.
    pub id: String,
    /// What ties the two.
    pub kind: LinkKind,
    /// Exact Jaccard similarity of the shingle sets.
    pub jaccard: f64,
    /// Exact share of the asked article's shingles found in this one.
    pub containment_ab: f64,
    /// Exact share of this one's shingles found in the asked article.
    pub containment_ba: f64,
}
