//! Links to reprint groups to stories.

pub mod apart;
pub mod groups;
pub mod roundups;
pub mod stories;
