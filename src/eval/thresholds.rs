//! The thresholds between kinds of text reuse, judged by labelled pairs.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use hashbrown::HashMap;
use serde::Deserialize;

use super::lines::{Line, for_each_line};
use crate::error::{Error, Result};
use crate::pipeline::prepare::Corpus;
use crate::verify::reuse::{ReuseKind, ReuseLink, ReuseSettings};

/// What an editor says of two articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reuse {
    /// The same text.
    Copy,
    /// A part of one in the other.
    Partial,
    /// No common text.
    None,
}

/// Labelled pairs of article ids.
#[derive(Debug, Clone, Default)]
pub struct Labels(Vec<(String, String, Reuse)>);

impl Labels {
    /// Reads JSON Lines `{"a", "b", "reuse"}`; other fields are left alone.
    ///
    /// # Errors
    /// When the file cannot be read, or a line is no such label.
    pub fn read(path: &Path) -> Result<Self> {
        #[derive(Deserialize)]
        struct Label<'l> {
            #[serde(borrow)]
            a: std::borrow::Cow<'l, str>,
            #[serde(borrow)]
            b: std::borrow::Cow<'l, str>,
            reuse: Reuse,
        }
        let file = File::open(path).map_err(|error| Error::read(path, error))?;
        let mut labels = Vec::new();
        let help =
            "labels are {\"a\", \"b\", \"reuse\"} with copy, partial or none, one a line";
        let place = path.display().to_string();
        for_each_line(BufReader::new(file), &place, help, |line: Line<'_>| {
            let label: Label<'_> = line.parse()?;
            labels.push((label.a.into_owned(), label.b.into_owned(), label.reuse));
            Ok(())
        })?;
        Ok(Self(labels))
    }
}

/// A labelled pair with its exact figures, if the two share a shingle.
pub type Judged = (Reuse, Option<ReuseLink>);

/// The exact figures of every labelled pair whose articles are both in the corpus.
pub fn reuse_figures(
    corpus: &Corpus,
    labels: &Labels,
    settings: &ReuseSettings,
) -> Vec<Judged> {
    let ids = corpus.articles.iter().map(|article| article.id.clone());
    let places: HashMap<String, u32> = ids.zip(0u32..).collect();
    let every = settings.any_share();
    labels
        .0
        .iter()
        .filter_map(|(a, b, label)| {
            let (a, b) = (*places.get(a.as_str())?, *places.get(b.as_str())?);
            Some((*label, corpus.link(a.min(b), a.max(b), &every)))
        })
        .collect()
}

/// Thresholds, and how well they agree with labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Least Jaccard similarity of a `near` link.
    pub near: f64,
    /// Least containment of a `contains` link.
    pub contains: f64,
    /// Least containment of a `partial` link.
    pub partial: f64,
    /// F1 of reuse against none.
    pub f1: f64,
    /// Of the pairs with reuse that were found: share whose kind is right.
    pub apart: f64,
}

/// How well thresholds agree with labelled pairs.
///
/// ```
/// use samestory::eval::thresholds::{Reuse, confusion};
/// use samestory::verify::reuse::ReuseSettings;
///
/// let none = [(Reuse::None, None), (Reuse::Copy, None)];
/// assert_eq!(confusion(&none, &ReuseSettings::default()).f1, 0.0);
/// ```
pub fn confusion(pairs: &[Judged], settings: &ReuseSettings) -> Agreement {
    let (mut found, mut wrong, mut missed, mut apart) = (0u32, 0u32, 0u32, 0u32);
    for (label, link) in pairs {
        let kind = link.as_ref().and_then(|link| settings.kind_of(link));
        match (label, kind) {
            (Reuse::None, None) => {}
            (Reuse::None, Some(_)) => wrong += 1,
            (_, None) => missed += 1,
            (label, Some(kind)) => {
                let copy = matches!(kind, ReuseKind::Exact | ReuseKind::Near);
                found += 1;
                apart += u32::from(copy == (*label == Reuse::Copy));
            }
        }
    }
    let share = |part: u32, all: u32| {
        if all == 0 { 0.0 } else { f64::from(part) / f64::from(all) }
    };
    Agreement {
        near: settings.near,
        contains: settings.contains,
        partial: settings.partial,
        f1: share(2 * found, 2 * found + wrong + missed),
        apart: share(apart, found),
    }
}

/// The thresholds that agree best, on a grid: by F1, then by kinds told apart; of equals
/// the one nearest to `settings`.
pub fn best(pairs: &[Judged], settings: &ReuseSettings) -> Agreement {
    let mut best = confusion(pairs, settings);
    for near in (30..=80).step_by(5) {
        for partial in 4..=30 {
            let tried = ReuseSettings {
                near: f64::from(near) / 100.0,
                partial: f64::from(partial) / 100.0,
                ..*settings
            };
            let figures = confusion(pairs, &tried);
            let far = |figures: &Agreement| {
                (figures.near - settings.near).abs()
                    + (figures.partial - settings.partial).abs()
            };
            let better = figures
                .f1
                .total_cmp(&best.f1)
                .then(figures.apart.total_cmp(&best.apart))
                .then(far(&best).total_cmp(&far(&figures)));
            if better.is_gt() {
                best = figures;
            }
        }
    }
    best
}
