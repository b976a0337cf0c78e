//! samestory as its users meet it: the real binary, run in folders of its own.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

/// Golden runs.
mod cases;
/// The commands that have no module of their own, and the help of all.
mod commands;
/// The lines that `cluster` writes.
mod contract;
/// Stores whose bytes are not as they were written.
mod damage;
/// The same bytes from any number of threads, any order, any split.
mod determinism;
/// Commands in README.md and docs/ work as printed.
mod docs;
/// Articles that come with embeddings.
mod embeddings;
/// Errors, interruptions, readers that go away.
mod failures;
/// Two hundred hostile articles in every format.
mod hostile;
/// Every input format, and inputs that are hardly any.
mod input;
/// A store and its writer, who is killed.
mod kills;
/// Stories in sixteen languages.
mod languages;
/// The house rules that the compiler does not hold.
mod layers;
/// More articles than memory.
mod memory;
/// A store over several nights.
mod nights;
/// Records that are refused.
mod refusals;
/// `dedup` and `pairs` on groups whose members are known.
mod reprints;
/// A folder and the binary in it.
mod run;
/// The sample corpus and its gold.
mod sample;
/// `report` in every format.
mod showing;
/// What outlets print day after day.
mod standing;
/// What other tools have been caught by.
mod traps;
/// `pairs` against every pair compared.
mod truth;
