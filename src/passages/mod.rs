//! Exactly which words are shared, and where they came from.
//!
//! [`consolidate`] finds the verbatim passages of a whole story in linear time. For a
//! pair of texts, [`verbatim`] finds equal runs and bridges small edits; [`rewritten`]
//! finds stretches that say the same in other words or another order; [`combine`]
//! settles which of the two a stretch is, and never reports it as both.

pub mod combine;
pub mod consolidate;
mod copies;
pub mod edits;
pub mod evidence;
pub mod passage;
mod ranges;
pub mod rewritten;
#[cfg(test)]
mod sample;
mod seeds;
pub mod summary;
pub mod verbatim;
mod worth;
