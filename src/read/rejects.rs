//! Refused records, and how many of them a run may have.

use std::fmt;
use std::str::FromStr;

use super::Collection;
use crate::error::{Error, Reason, Result};

/// A record that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The input, as given.
    pub path: String,
    /// The line it begins on; the row in a Parquet file. Counts from 1.
    pub line: u64,
    /// Why it was refused.
    pub reason: String,
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.reason)
    }
}

/// How many records may be refused before the run fails.
///
/// ```
/// use samestory::read::RejectLimit;
///
/// assert_eq!("10".parse::<RejectLimit>().unwrap().allowed(5_000), 10);
/// assert_eq!("1%".parse::<RejectLimit>().unwrap().allowed(5_000), 50);
/// assert_eq!(RejectLimit::Default.allowed(50_000), 50);
/// assert_eq!(RejectLimit::Default.allowed(3), 2); // never all of them
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum RejectLimit {
    /// One in a thousand, at least ten, but never every record.
    #[default]
    Default,
    /// This many.
    Count(usize),
    /// This share of all records, from 0 to 1.
    Share(f64),
}

impl RejectLimit {
    /// The number of refusals allowed among so many records.
    pub fn allowed(self, records: usize) -> usize {
        match self {
            Self::Default => (records / 1000).max(10).min(records.saturating_sub(1)),
            Self::Count(count) => count,
            Self::Share(share) => {
                // A float-to-integer cast saturates; the share is at most 1.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let count = (records as f64 * share).floor() as usize;
                count.min(records)
            }
        }
    }
}

impl FromStr for RejectLimit {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let wrong = |reason: &str| {
            Error::setting(
                format!("--max-rejects '{text}'"),
                reason,
                "give a count, as in 10, or a share, as in 0.5%",
            )
        };
        if text == "default" {
            return Ok(Self::Default);
        }
        if let Some(percent) = text.strip_suffix('%') {
            let percent: f64 = percent
                .trim_end()
                .parse()
                .map_err(|_| wrong("it is not a percentage"))?;
            if !(0.0..=100.0).contains(&percent) {
                return Err(wrong("a share lies between 0 and 100 percent"));
            }
            return Ok(Self::Share(percent / 100.0));
        }
        text.parse().map(Self::Count).map_err(|_| wrong("it is not a whole number"))
    }
}

/// `default`, `10` or `1%`: what [`RejectLimit::from_str`] reads back.
impl fmt::Display for RejectLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Share(share) => write!(f, "{}%", share * 100.0),
        }
    }
}

/// Fails when more records were refused than the limit allows.
///
/// ```
/// use samestory::read::{self, ReadSettings, RejectLimit};
///
/// let settings = ReadSettings::default();
/// let input = b"{\"text\":\"A train has reached Khasan.\"}\n{\"body\":1}\n";
/// let collection = read::read_bytes("a.jsonl", input, &settings).unwrap();
/// assert!(read::check_rejects(&collection, RejectLimit::Default).is_ok());
///
/// let error = read::check_rejects(&collection, RejectLimit::Count(0)).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "too many rejects: 1 of 2 records were refused, 0 are allowed"
/// );
/// ```
///
/// # Errors
///
/// [`Error::TooManyRejects`], quoting the first refusal.
pub fn check_rejects<A>(collection: &Collection<A>, limit: RejectLimit) -> Result<()> {
    let allowed = limit.allowed(collection.records);
    match collection.rejects.first() {
        Some(first) if collection.rejects.len() > allowed => Err(Error::TooManyRejects {
            rejects: collection.rejects.len(),
            records: collection.records,
            limit: allowed,
            first: Reason(first.to_string()),
        }),
        _ => Ok(()),
    }
}

/// Fails when there are more articles than one run can number.
///
/// # Errors
///
/// [`Error::Setting`], which says how to go on.
pub fn check_count(articles: usize) -> Result<()> {
    if u32::try_from(articles).is_ok() {
        return Ok(());
    }
    Err(Error::setting(
        "so many articles",
        "more than 4,294,967,295 were read",
        "cluster them in parts, by day or week",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    #[test]
    fn limits_read_and_write_alike() {
        for text in ["default", "0", "10", "1%", "0.5%", "100%"] {
            assert_eq!(text.parse::<RejectLimit>().unwrap().to_string(), text);
        }
        for text in ["", "-1", "ten", "101%", "-1%", "NaN%", "%", "1.5"] {
            assert!(text.parse::<RejectLimit>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_default_is_a_thousandth_at_least_ten_never_all() {
        for (records, allowed) in
            [(0, 0), (1, 0), (10, 9), (11, 10), (9_999, 10), (90_000, 90)]
        {
            assert_eq!(RejectLimit::Default.allowed(records), allowed);
        }
        assert_eq!(RejectLimit::Share(1.0).allowed(7), 7);
    }

    #[test]
    fn the_first_refusal_is_quoted() {
        let reject =
            Reject { path: "a.jsonl".into(), line: 3, reason: "not JSON".into() };
        let collection = Collection {
            rejects: vec![reject; 12],
            records: 100,
            ..Collection::<()>::default()
        };
        let error = check_rejects(&collection, RejectLimit::Default).unwrap_err();
        assert_eq!(error.source().unwrap().to_string(), "a.jsonl:3: not JSON");
        assert!(check_rejects(&collection, RejectLimit::Count(12)).is_ok());
        assert!(check_rejects(&collection, RejectLimit::Share(0.12)).is_ok());
    }
}
