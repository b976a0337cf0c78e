//! The keys of the table of texts.

macro_rules! keys {
    ($($key:ident)*) => {
        /// A text of the table that code puts together; templates name theirs themselves.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Say { $($key),* }

        impl Say {
            /// All of them.
            #[cfg(test)]
            pub(crate) const ALL: [Self; [$(stringify!($key)),*].len()] = [$(Self::$key),*];

            /// The key as the table writes it.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$key => stringify!($key)),* }
            }
        }
    };
}

keys! {
    Months DayForm MomentForm UnitMinute UnitHour UnitDay SinceDays
    Story Article Outlet Word Passage Group Refused EqualWord Difference
    MoreStory MoreArticle MoreAgency MoreGroup MorePassage SmallerStory MoreLinkNotJoined
    NoHeadline NoOutlet Undated
    InOutlets WithinSpan SameMinute SameDay NoneDated SomeUndated OneCredits ManyCredit AndMore
    NoTwoAlike NoTwoAlikeBut AllAlike SomeAlike GroupsOf OneShares ManyShare OneOwn ManyOwn
    LongestPassage
    RoleRepresentative RoleCopy RolePartial RoleOwn
    ShortRepresentative ShortCopy ShortPartial ShortOwn
    KindExact KindNear KindContains KindPartial KindEvent
    Caution WeakestText WeakestEvent
    CutShort LinesMissing
    ReadCount AloneCount WarningLabel NobodyHasId NotShownTop OneColumn
    ColumnTime ColumnTimeUtc ColumnOutlet ColumnGroup ColumnRole ColumnShared ColumnCredits ColumnHeadline
    ColumnArticles ColumnOutlets ColumnSpan ColumnAgency ColumnOwn
    LabelStory LabelGroup LabelEvent LabelRoundup LabelNotJoined LabelSource NoCredit LabelPassage
    UndatedCount CreditedOf WeakestLink TiedBy NoEvidence NamesMore InOf RewrittenTag LikelySourceIs
    BytesAt MoreInFile
    MdReadLine MdNotShown MdWarning MdStory MdTied MdRoundup MdNotJoined MdPassage MdSource
    NightlyNew NightlyGrown NightlyStanding
    DidNotEnd ReadLine NotShownPage NotShownNight Period
    FlagUncredited FlagNumbers FlagRewritten FlagLanguages FlagUndated FlagWeak
    FlagUncreditedWhy FlagNumbersWhy FlagRewrittenWhy FlagLanguagesWhy FlagUndatedWhy FlagWeakWhy
    Containments GapBytes LanesLabel MarkFull MarkPart MarkOwn MarkCredited
    ArrowsLabel ArrowsMany ArrowTip MoreOutlets LongestCommon CommonWords
    CompareNone SparkLabel
}
