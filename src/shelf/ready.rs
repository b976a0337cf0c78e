//! An article on its way to a shelf.

use std::borrow::Cow;

use super::record;
use crate::article::{Article, Embedding};

/// An article as the shelf will have it. Made by whoever read it, so that whoever puts it
/// there, one after the other, has little left to do.
#[derive(Debug)]
pub(crate) enum Ready {
    /// To be held in memory.
    Held(Article),
    /// To be filed.
    Packed(Packed),
}

/// An article as bytes, and what of it stays in memory.
#[derive(Debug)]
pub(crate) struct Packed {
    id: String,
    pub(super) outlet: Option<String>,
    pub(super) embedding: Option<Embedding>,
    pub(super) record: Vec<u8>,
}

impl From<Article> for Packed {
    fn from(article: Article) -> Self {
        let record = record::write(&article);
        let Article { id, source: outlet, embedding, .. } = article;
        Self { id, outlet, embedding, record }
    }
}

impl Ready {
    /// For a shelf whose articles are in a file, or are not.
    pub(crate) fn new(article: Article, in_file: bool) -> Self {
        if in_file { Self::Packed(article.into()) } else { Self::Held(article) }
    }

    /// Its id.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Held(article) => &article.id,
            Self::Packed(packed) => &packed.id,
        }
    }

    /// What a model made of it.
    pub(crate) const fn embedding(&self) -> Option<&Embedding> {
        match self {
            Self::Held(article) => article.embedding.as_ref(),
            Self::Packed(packed) => packed.embedding.as_ref(),
        }
    }

    /// Itself.
    pub(super) fn into_article(self) -> Article {
        match self {
            Self::Held(article) => article,
            Self::Packed(Packed { embedding, record, .. }) => {
                let article = record::read(&record).unwrap_or_default();
                Article { embedding, ..article }
            }
        }
    }

    /// Itself, but for its embedding.
    pub(crate) fn article(&self) -> Cow<'_, Article> {
        match self {
            Self::Held(article) => Cow::Borrowed(article),
            Self::Packed(packed) => {
                Cow::Owned(record::read(&packed.record).unwrap_or_default())
            }
        }
    }
}
