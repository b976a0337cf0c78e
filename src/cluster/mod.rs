//! Links to reprint groups to stories.

pub mod groups;
pub mod roundups;
pub mod stories;
