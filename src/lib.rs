//! samestory finds reprints, same-event stories and shared passages in news articles.

pub mod article;
pub mod candidates;
pub mod cli;
pub mod cluster;
pub mod error;
pub mod eval;
pub mod nights;
pub mod passages;
pub mod pipeline;
pub mod read;
pub mod report;
pub mod shelf;
pub mod sketch;
pub mod span;
pub mod store;
pub mod synth;
pub mod text;
pub mod verify;
