//! A part of a collection, with what was learnt of the whole: for engines that hold no
//! collection in one place.
//!
//! What an article is depends on the others in four ways only: which lines its outlet
//! repeats, which lines are headlines of other articles, which fingerprints are standing
//! text, and which texts it is linked to. [`Facts`] are the first three, limited to what
//! touches the articles at hand; the links come beside them. With these, an article is
//! cleaned and sketched as in the whole collection ([`sketch_part`]), two texts are
//! verified where they meet ([`ReadText`]), and texts whose links are all there are
//! grouped as in the whole collection ([`group_part`]).
//!
//! What the head of a group is to others depends on how often all articles of its language
//! have its terms ([`count_part`], [`profile_part`]). Groups that hang together become
//! stories ([`join_part`]), and a story is told with its articles ([`tell_part`]).

mod events;
mod groups;
mod stories;

pub use events::{Counted, Head, count_part, profile_part};
pub use groups::{PartGroup, group_part};
pub use stories::{JoinedPart, PartMember, PartStory, join_part, tell_part};

use hashbrown::HashMap;

use super::prepare::{Corpus, prepare_part};
use super::progress::Progress;
use super::reuse::{is_quotation, may_be_quotation, quoted_words};
use super::{Settings, Tier};
use crate::article::{Article, day_number};
use crate::candidates::fingerprints::SHORT;
use crate::candidates::standing::{Owner, Standing};
use crate::error::Result;
use crate::shelf::Shelf;
use crate::sketch::fingerprints::winnow;
use crate::sketch::signature::Signature;
use crate::span::Span;
use crate::text::outlet_lines::OutletLines;
use crate::text::teasers::Headlines;
use crate::text::words::{Word, outside, words};
use crate::verify::reuse::{ReuseLink, ReuseSettings, ShingleSet, link};

/// Whose standing text it is, by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Whose {
    /// That of an outlet.
    Outlet(String),
    /// That of texts without an outlet.
    Unknown,
    /// That of many outlets.
    Everybody,
}

/// What was learnt of a whole collection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Lines that an outlet repeats, by their keys.
    pub furniture: Vec<(String, u64)>,
    /// Headlines, by their keys.
    pub headlines: Vec<u64>,
    /// Standing text, by its fingerprints.
    pub standing: Vec<(Whose, u64)>,
}

impl Facts {
    /// Furniture and headlines, outlets by their numbers here.
    pub(super) fn lines(
        &self,
        articles: &Shelf,
        outlets: &[Option<u32>],
    ) -> (OutletLines, Headlines) {
        let numbers = numbers(articles, outlets);
        let lines = self.furniture.iter();
        let lines = lines
            .filter_map(|(outlet, key)| Some((*numbers.get(outlet.as_str())?, *key)));
        (OutletLines::known(lines), Headlines::known(self.headlines.iter().copied()))
    }

    fn standing(&self, corpus: &Corpus) -> Standing {
        let numbers = numbers(&corpus.articles, &corpus.outlets);
        Standing::known(self.standing.iter().filter_map(|(whose, key)| {
            let owner = match whose {
                Whose::Outlet(name) => Owner::Outlet(*numbers.get(name.as_str())?),
                Whose::Unknown => Owner::Unknown,
                Whose::Everybody => Owner::Everybody,
            };
            Some((owner, *key))
        }))
    }
}

fn numbers(articles: &Shelf, outlets: &[Option<u32>]) -> HashMap<String, u32> {
    let named = articles.iter().zip(outlets);
    named.filter_map(|(a, outlet)| Some((a.source.clone()?, (*outlet)?))).collect()
}

/// Cleans and sketches a part of a collection, as the whole would be; sorted by id.
fn prepared(
    articles: Vec<Article>,
    facts: &Facts,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Corpus> {
    let learnt =
        |articles: &Shelf, outlets: &[Option<u32>]| facts.lines(articles, outlets);
    prepare_part(articles, learnt, settings, progress)
}

/// What an article is looked up by, as numbers that may travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketched {
    /// 128 bits of hash of all words in their order, and their number: the same for the
    /// same words. `None` for a text without words, which is like no other.
    pub words: Option<[u8; 20]>,
    /// What is masked, in bytes of the original text.
    pub masks: Vec<Span>,
    /// The day of its publication, counted from 1970.
    pub day: Option<i32>,
    /// The keys of its signature's bands.
    pub bands: Vec<u64>,
    /// Its fingerprints in the order of the text, repeated ones too.
    pub fingerprints: Vec<u64>,
    /// Whether it is so short that one common fingerprint makes a candidate pair.
    pub short: bool,
}

/// Sketches a part of a collection; answers in the order of the ids.
///
/// ```
/// use samestory::article::Article;
/// use samestory::pipeline::Settings;
/// use samestory::pipeline::part::{Facts, sketch_part};
///
/// let text = "A train with the guest on board has reached the border town at dawn.";
/// let articles = vec![Article::new("a", text), Article::new("b", text)];
/// let found = sketch_part(articles, &Facts::default(), &Settings::default(), &()).unwrap();
/// assert_eq!(found[0].words, found[1].words);
/// ```
///
/// # Errors
/// [`crate::error::Error::Interrupted`].
pub fn sketch_part(
    articles: Vec<Article>,
    facts: &Facts,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Vec<Sketched>> {
    let settings = &Settings { tier: Tier::Reprints, ..settings.clone() };
    let corpus = prepared(articles, facts, settings, progress)?;
    let all = (0u32..).zip(corpus.sketches.iter().zip(&corpus.clean));
    let sketched = all.map(|(article, (sketch, clean))| {
        let mut words = [0; 20];
        let hashes = sketch.text.iter().flat_map(|hash| hash.to_be_bytes());
        let bytes = hashes.chain(sketch.words.to_be_bytes());
        words.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = byte);
        let banding = settings.candidates.banding;
        let signature = sketch.signature.iter();
        let mut fingerprints = Vec::new();
        winnow(&corpus.shingles(article), |_, chosen| fingerprints.push(chosen));
        Sketched {
            words: (sketch.words > 0).then_some(words),
            masks: clean.mask_spans(),
            day: clean.seconds.and_then(day_number),
            bands: signature.flat_map(|s| Signature::band_keys(s, banding)).collect(),
            fingerprints,
            short: sketch.fingerprints.len() <= SHORT,
        }
    });
    Ok(sketched.collect())
}

/// A text, read for verification.
pub struct ReadText<'t> {
    text: &'t str,
    words: Vec<Word>,
    set: ShingleSet,
}

impl<'t> ReadText<'t> {
    /// Reads a text outside its masks, with shingles of so many words.
    pub fn new(text: &'t str, masks: &[Span], width: usize) -> Self {
        let mut left = Vec::new();
        outside(text, &words(text), masks, &mut left);
        let set = ShingleSet::new(&left, width);
        Self { text, words: left, set }
    }

    /// What the two have in common, as a link from 0 to 1; `None` when it is too little, or
    /// little but quotations.
    ///
    /// ```
    /// use samestory::pipeline::part::ReadText;
    /// use samestory::verify::reuse::{ReuseKind, ReuseSettings};
    ///
    /// let text = "A train with the guest on board has reached the border town at dawn.";
    /// let read = |text| ReadText::new(text, &[], 5);
    /// let link = read(text).link(&read(text), &ReuseSettings::default()).unwrap();
    /// assert_eq!(link.kind, ReuseKind::Exact);
    /// ```
    pub fn link(&self, other: &Self, settings: &ReuseSettings) -> Option<ReuseLink> {
        let found = link((0, 1), &self.set, &other.set, settings)?;
        if may_be_quotation(&found, settings) {
            let [one, two] =
                [self, other].map(|read| quoted_words(read.text, read.words.clone()));
            if is_quotation([&one.0, &two.0], [&one.1, &two.1], settings.width) {
                return None;
            }
        }
        Some(found)
    }
}
