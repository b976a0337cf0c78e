//! A wire corpus with known truth, as large as wanted.
//!
//! Invented agencies report invented events in four languages; invented outlets print
//! the reports word for word, cut to a third, wrapped in a text of their own, edited or
//! rewritten; other agencies and outlets tell the same event in their own words. Every
//! word past a stock of common ones is made of syllables, with Zipf frequencies by
//! theme, and no person, place or outlet is real. Story sizes have a Pareto tail
//! (k articles or more with probability k^-1.5); there are outlet furniture, roundups of
//! many stories, and series whose daily issues differ in numbers only.
//!
//! The corpus is a function of its [`Settings`]: the same bytes on every machine. It is
//! written story by story, in about the order of time, with memory that does not grow.
//!
//! Articles have the input fields `id`, `title`, `text`, `date`, `lang`, `source`, `url`.
//! The truth has a line for each, which [`crate::eval::gold::Gold`] reads: `id`, `story`,
//! `group` (articles with the same text), `kind` (`article` or `roundup`), `version` (see
//! [`Version`]); a rewritten article has the group it retells in `from`, an issue of a
//! series that series in `series`.
//!
//! Independent reports of one event share names, places and numbers but no five words
//! in a row; a seam, as between an outlet's text and an agency's, may make an exception
//! (one pair in a thousand).
//!
//! What it is not: the sentences parse, and mean nothing. Recall of reprints and speed
//! measured on it carry over to real news; the quality of same-event stories does not.

mod extras;
mod facts;
mod languages;
mod outlets;
mod press;
mod random;
mod story;
mod tongue;
mod words;

use std::io::{self, Write};

use extras::{Roundups, Series};
use outlets::{Desk, desks};
use press::Press;
use random::Random;
use story::{Order, Teller};

/// What corpus to write.
///
/// ```
/// use samestory::synth::Settings;
///
/// let settings = Settings { articles: 1_000_000, seed: 7, ..Settings::default() };
/// assert_eq!(settings.days(), 50);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How many articles.
    pub articles: usize,
    /// Another seed gives another corpus.
    pub seed: u64,
    /// How many outlets in all; two a language at least.
    pub outlets: usize,
    /// How many articles appear in a day, once the corpus covers three days.
    pub articles_per_day: usize,
    /// The first moment, in seconds since 1970.
    pub start: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            articles: 10_000,
            seed: 1,
            outlets: 320,
            articles_per_day: 20_000,
            start: 1_704_067_200, // 2024-01-01
        }
    }
}

impl Settings {
    /// How many days the events cover: three at least.
    pub fn days(&self) -> usize {
        self.articles.div_ceil(self.articles_per_day.max(1)).max(3)
    }
}

/// What an article is to the text it goes back to.
///
/// ```
/// use samestory::synth::Version;
///
/// assert_eq!(Version::Cut.name(), "cut");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Word for word; the outlet's furniture and the credit may differ.
    Verbatim,
    /// The first third of it.
    Cut,
    /// All of it, or more than the first third, inside a text of the outlet's own.
    Wrapped,
    /// Some words, numbers or adjectives changed.
    Edited,
    /// Each sentence said in other words and another order: a group of its own.
    Rewritten,
    /// The outlet's own text: a group of its own.
    Own,
}

impl Version {
    /// Its name in the truth file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Cut => "cut",
            Self::Wrapped => "wrapped",
            Self::Edited => "edited",
            Self::Rewritten => "rewritten",
            Self::Own => "own",
        }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Articles, roundups among them.
    pub articles: usize,
    /// Stories, those of one article among them, roundups not.
    pub stories: usize,
    /// Reprint groups, those of one article among them, roundups not.
    pub groups: usize,
    /// Roundups.
    pub roundups: usize,
    /// Articles of the largest story.
    pub largest: usize,
    /// Bytes of the articles' lines.
    pub bytes: u64,
}

/// Writes a corpus and its truth, both as JSON Lines.
///
/// ```
/// use samestory::eval::gold::{Gold, Level};
/// use samestory::synth::{Settings, generate};
///
/// let (mut articles, mut truth) = (Vec::new(), Vec::new());
/// let settings = Settings { articles: 200, ..Settings::default() };
/// let counts = generate(&settings, &mut articles, &mut truth).unwrap();
/// let gold = Gold::read(&truth[..], "truth.jsonl", Level::Story).unwrap();
/// assert_eq!(counts.articles, 200);
/// assert_eq!(gold.len() + counts.roundups, 200);
/// ```
///
/// # Errors
/// Whatever the writers answer.
pub fn generate(
    settings: &Settings,
    articles: &mut dyn Write,
    truth: &mut dyn Write,
) -> io::Result<Counts> {
    let mut press = Press::new(articles, truth, settings.seed);
    if settings.articles == 0 {
        return Ok(press.counts);
    }
    let desks = desks(settings.outlets);
    let mut roundups: Vec<Roundups> = desks.iter().map(|_| Roundups::default()).collect();
    let per_day = settings.articles / settings.days();
    // About as many series as there are issues in a day.
    let mut series = Series::new(per_day / 150 + 2);
    let mut teller = Teller::default();
    let mut stories = 0_u64;
    while press.counts.articles < settings.articles {
        let mut random = Random::new(random::distinct(settings.seed ^ STORIES, stories));
        let left = settings.articles - press.counts.articles;
        let mut order = order(settings, press.counts.articles, stories, &mut random);
        stories += 1;
        match random.below(100) {
            0 => {
                let language = language(&desks, &mut random);
                roundups[language].publish(
                    &desks[language],
                    &mut press,
                    &mut random,
                    &order,
                )?;
            }
            1..3 => {
                order.articles = left;
                series.publish(&desks, &mut press, &mut random, &order)?;
            }
            _ => {
                // No story is more than a twentieth of the corpus.
                let most = LARGEST.min(settings.articles / 20 + 1).min(left);
                order.articles = random.size().min(most);
                let language = language(&desks, &mut random);
                let lead =
                    teller.tell(&desks[language], &mut press, &mut random, &order)?;
                roundups[language].note(lead);
            }
        }
    }
    Ok(press.counts)
}

/// Articles of a story at most.
const LARGEST: usize = 5000;

/// Sets the stories' random numbers apart from the ids.
const STORIES: u64 = 0x0073_746f_7269_6573;

/// The next story: when it happens, and its name.
fn order(settings: &Settings, written: usize, story: u64, random: &mut Random) -> Order {
    const DAY: i64 = 86_400;
    let days = settings.days() as u128;
    let at = written as u128 * days * 86_400 / settings.articles.max(1) as u128;
    let seconds = settings.start
        + i64::try_from(at).unwrap_or(0)
        + i64::from(random.below(6 * 3600));
    // 1970 began on a Thursday.
    let weekday =
        usize::try_from((seconds.div_euclid(DAY) + 3).rem_euclid(7)).unwrap_or(0);
    Order { story: format!("s{story}"), articles: 0, seconds, weekday }
}

fn language(desks: &[Desk], random: &mut Random) -> usize {
    let mut left = random.below(desks.iter().map(|desk| desk.share).sum());
    for (number, desk) in desks.iter().enumerate() {
        match left.checked_sub(desk.share) {
            Some(rest) => left = rest,
            None => return number,
        }
    }
    0
}

#[cfg(test)]
mod tests;
