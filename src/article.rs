//! The record that is read: one text by one outlet at one time.

use std::sync::Arc;

use jiff::civil;
use jiff::tz::TimeZone;

/// One text by one outlet at one time, as it was read.
///
/// Only `text` must be there (it may be empty when there is a title). Nothing is
/// changed: every span the program reports is a byte range of `text`.
///
/// ```
/// use samestory::article::Article;
///
/// let article = Article::new("a1", "A train has reached Khasan.");
/// assert_eq!(article.title, "");
/// assert!(article.date.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Article {
    /// Unique in the collection; `path:line` when the input has none.
    pub id: String,
    /// Whether the input had no id and the place stands in. Such articles are put in
    /// order by their texts, so that shuffling the lines changes nothing but the ids.
    pub id_is_place: bool,
    /// Headline; empty when there is none.
    pub title: String,
    /// The original text.
    pub text: String,
    /// When it was published, as far as the input says.
    pub date: Option<Date>,
    /// ISO 639-1 code as the input gives it, lower-case.
    pub lang: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// What a model of language made of it, if the input says.
    pub embedding: Option<Embedding>,
}

impl Article {
    /// An article that has only an id and a text.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), ..Self::default() }
    }

    /// The publication time in seconds since 1970, if known.
    pub fn seconds(&self) -> Option<i64> {
        self.date.as_ref().map(|date| date.seconds)
    }
}

/// What a model of language made of an article: a direction among those of its model.
///
/// ```
/// use samestory::article::Embedding;
///
/// let (a, b) = (Embedding::new(&[3.0, 4.0]).unwrap(), Embedding::new(&[8.0, 6.0]).unwrap());
/// assert!((a.cosine(&b).unwrap() - 0.96).abs() < 1e-6);
/// assert_eq!(Embedding::new(&[0.0, 0.0]), None);
/// assert_eq!(Embedding::new(b.parts()), Some(b));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding(Arc<[f32]>);

impl Embedding {
    /// Most numbers that an embedding may have.
    pub const MOST: usize = 1 << 14;

    /// The direction of these numbers, of length 1; numbers of that length are taken as they
    /// are. `None` where they have none: there are none, or all are 0; and where one is not
    /// finite.
    pub fn new(numbers: &[f32]) -> Option<Self> {
        /// What rounding to 32 bits makes of a length of 1, and a little more.
        const ROUNDED: f64 = 1e-6;
        let largest = numbers.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
        if largest == 0.0 || !numbers.iter().all(|number| number.is_finite()) {
            return None;
        }
        // Squares of what lies within 1 neither overflow nor all vanish.
        let scaled =
            || numbers.iter().map(|number| f64::from(*number) / f64::from(largest));
        let length = scaled().map(|part| part * part).sum::<f64>().sqrt();
        if (length * f64::from(largest) - 1.0).abs() < ROUNDED {
            return Some(Self(numbers.into()));
        }
        #[expect(clippy::cast_possible_truncation, reason = "parts of a length of 1")]
        let parts = scaled().map(|part| (part / length) as f32).collect();
        Some(Self(parts))
    }

    /// How many numbers it has.
    pub fn dimension(&self) -> usize {
        self.0.len()
    }

    /// Its numbers, of length 1.
    pub fn parts(&self) -> &[f32] {
        &self.0
    }

    /// Cosine similarity, −1 to 1; `None` for two that cannot be of one model, having not
    /// as many numbers.
    pub fn cosine(&self, other: &Self) -> Option<f32> {
        /// Sums that run side by side, so that they need not wait for each other.
        const LANES: usize = 8;
        if self.dimension() != other.dimension() {
            return None;
        }
        let (mine, theirs) = (self.0.chunks(LANES), other.0.chunks(LANES));
        let mut sums = [0.0_f32; LANES];
        for (mine, theirs) in mine.zip(theirs) {
            for ((sum, x), y) in sums.iter_mut().zip(mine).zip(theirs) {
                *sum += x * y;
            }
        }
        Some(sums.iter().sum::<f32>().clamp(-1.0, 1.0))
    }
}

/// A publication time: the characters of the input, and the moment they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// As the input has it.
    pub text: String,
    /// Seconds since 1970-01-01T00:00:00Z. A time without a zone counts as UTC; a
    /// day without a time counts as its noon.
    pub seconds: i64,
    /// Whether the input gives a time of day.
    pub has_time: bool,
}

impl Date {
    /// Reads RFC 3339, ISO 8601 with or without zone or time, RFC 2822, and plain
    /// seconds or milliseconds since 1970. `None` when it is none of these.
    ///
    /// ```
    /// use samestory::article::Date;
    ///
    /// let a = Date::parse("2023-09-12T05:15:00+02:00").unwrap();
    /// let b = Date::parse("Tue, 12 Sep 2023 03:15:00 +0000").unwrap();
    /// assert_eq!(a.seconds, b.seconds);
    /// assert_eq!(a.seconds, Date::parse("20230912031500").unwrap().seconds);
    /// assert_eq!(a.seconds, Date::parse("202309120315").unwrap().seconds);
    /// assert_eq!(Date::parse("1764011200123").unwrap().seconds, 1_764_011_200);
    /// assert!(!Date::parse("2023-09-12").unwrap().has_time);
    /// assert!(Date::parse("yesterday").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let trimmed = text.trim();
        let (seconds, has_time) = moment(trimmed)?;
        Some(Self { text: trimmed.to_owned(), seconds, has_time })
    }
}

/// The day of a time in seconds since 1970, counted from then; none where that is millions
/// of years away.
pub(crate) fn day_number(seconds: i64) -> Option<i32> {
    i32::try_from(seconds.div_euclid(24 * 3600)).ok()
}

fn moment(text: &str) -> Option<(i64, bool)> {
    const NOON: i8 = 12;
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // 8 digits are a day, 12 and 14 a day with its time, as long as there is such a
        // time; else 9 to 11 are seconds, 12 to 14 milliseconds since 1970.
        return match text.len() {
            8 => day(text, "%Y%m%d", NOON),
            9..=11 => Some((text.parse().ok()?, true)),
            12 => time(text, "%Y%m%d%H%M").or_else(|| milliseconds(text)),
            13 => milliseconds(text),
            14 => time(text, "%Y%m%d%H%M%S").or_else(|| milliseconds(text)),
            _ => None,
        };
    }
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return Some((stamp.as_second(), true));
    }
    if let Ok(stamp) = jiff::fmt::rfc2822::parse(text) {
        return Some((stamp.timestamp().as_second(), true));
    }
    if text.len() > 10
        && let Ok(local) = text.parse::<civil::DateTime>()
    {
        return Some((local.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second(), true));
    }
    day(text, "%Y-%m-%d", NOON)
        .or_else(|| day(text, "%Y/%m/%d", NOON))
        .or_else(|| day(text, "%d.%m.%Y", NOON))
}

fn milliseconds(text: &str) -> Option<(i64, bool)> {
    Some((text.parse::<i64>().ok()? / 1000, true))
}

/// A time of day, which is taken for one in UTC.
fn time(text: &str, format: &str) -> Option<(i64, bool)> {
    let local = civil::DateTime::strptime(format, text).ok()?;
    Some((local.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second(), true))
}

fn day(text: &str, format: &str, hour: i8) -> Option<(i64, bool)> {
    let noon = civil::Date::strptime(format, text).ok()?.at(hour, 0, 0, 0);
    Some((noon.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second(), false))
}
