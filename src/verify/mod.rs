//! Candidate pairs to links: every one checked exactly, on the words themselves.

pub(crate) mod components;
pub mod event;
pub mod own;
pub mod quotations;
pub mod reuse;
