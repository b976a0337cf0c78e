//! What stands in the files of a store.

/// What a part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Part {
    /// Article number → the record as it was read.
    Articles = 1,
    /// Hash of an article's id → its number.
    Ids = 2,
    /// Fingerprint → numbers of articles that have it.
    Prints = 3,
    /// Heavy term → numbers of articles that have it, with the term's weight there.
    Terms = 4,
    /// Key of a line → numbers of articles that have it.
    Lines = 5,
    /// Key of a headline → numbers of articles that bear it.
    Titles = 6,
    /// Term, gram or language → in how many articles, and the sum of its weights.
    Counts = 7,
    /// Story number → the story as the output contract has it.
    Stories = 8,
    /// Article number → its place: group, story, day, outlet.
    Places = 9,
    /// Story number → what has become of it.
    Fates = 10,
    /// Outlet number → its name.
    Outlets = 11,
    /// Name of an output → its bytes.
    Outputs = 12,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Articles,
        Self::Ids,
        Self::Prints,
        Self::Terms,
        Self::Lines,
        Self::Titles,
        Self::Counts,
        Self::Stories,
        Self::Places,
        Self::Fates,
        Self::Outlets,
        Self::Outputs,
    ];

    /// Its name, for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Ids => "ids",
            Self::Prints => "fingerprints",
            Self::Terms => "terms",
            Self::Lines => "lines",
            Self::Titles => "headlines",
            Self::Counts => "frequencies",
            Self::Stories => "stories",
            Self::Places => "places",
            Self::Fates => "fates",
            Self::Outlets => "outlets",
            Self::Outputs => "outputs",
        }
    }

    /// Whether its values are bytes; else they are numbers.
    pub(super) const fn is_records(self) -> bool {
        matches!(
            self,
            Self::Articles
                | Self::Stories
                | Self::Places
                | Self::Fates
                | Self::Outlets
                | Self::Outputs
        )
    }
}
