//! Moments, spans of time and the histogram of a story, in words.
//!
//! Every clock time is shown in UTC, whatever the zone of the input, so that two
//! articles compare at a glance.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::article::Date;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Widths of a histogram column, narrowest first; beyond the last they double.
const STEPS: [i64; 12] = [
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    30 * DAY,
];

/// When an article was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    /// Seconds since 1970.
    pub(crate) seconds: i64,
    /// Whether there is a time of day.
    pub(crate) has_time: bool,
}

impl Moment {
    /// Reads a date of the contract; `None` when there is none or it cannot be read.
    pub(crate) fn read(text: Option<&str>) -> Option<Self> {
        let date = Date::parse(text?)?;
        Some(Self { seconds: date.seconds, has_time: date.has_time })
    }

    fn format(self, pattern: &str) -> String {
        Timestamp::from_second(self.seconds).map_or_else(
            |_| self.seconds.to_string(),
            |stamp| stamp.to_zoned(TimeZone::UTC).strftime(pattern).to_string(),
        )
    }

    /// `12 Sep 2023`.
    pub(crate) fn day(self) -> String {
        self.format("%-d %b %Y")
    }

    /// `05:15`; `None` when only the day is known.
    pub(crate) fn clock(self) -> Option<String> {
        self.has_time.then(|| self.format("%H:%M"))
    }

    /// `12 Sep 2023 05:15`, or the day alone.
    pub(crate) fn words(self) -> String {
        self.format(if self.has_time { "%-d %b %Y %H:%M" } else { "%-d %b %Y" })
    }

    /// `2023-09-12T05:15:00Z`, or the day alone, for machines.
    pub(crate) fn machine(self) -> String {
        self.format(if self.has_time { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%d" })
    }

    /// Time since `first`: `+0:07`, `+2d 3:10`, or whole days where a time of day is
    /// missing.
    pub(crate) fn since(self, first: Self) -> String {
        let seconds = self.seconds.saturating_sub(first.seconds).max(0);
        let (days, hours, minutes) =
            (seconds / DAY, seconds % DAY / HOUR, seconds % HOUR / MINUTE);
        if !(self.has_time && first.has_time) {
            format!("+{}d", days_between(first, self))
        } else if days == 0 {
            format!("+{hours}:{minutes:02}")
        } else if days < 100 {
            format!("+{days}d {hours}:{minutes:02}")
        } else {
            format!("+{days}d")
        }
    }
}

fn days_between(first: Moment, last: Moment) -> i64 {
    (last.seconds.div_euclid(DAY) - first.seconds.div_euclid(DAY)).max(0)
}

/// The span of time between two moments: `9 h 40 m`, `3 d 4 h`, `2 d`. `None` when
/// nothing can be told apart: the same minute, or the same day.
pub(crate) fn span_words(first: Moment, last: Moment) -> Option<String> {
    if !(first.has_time && last.has_time) {
        return match days_between(first, last) {
            0 => None,
            days => Some(format!("{days} d")),
        };
    }
    let seconds = last.seconds.saturating_sub(first.seconds);
    let (days, hours, minutes) =
        (seconds / DAY, seconds % DAY / HOUR, seconds % HOUR / MINUTE);
    match (days, hours, minutes) {
        (0, 0, 0) => None,
        (0, 0, minutes) => Some(format!("{minutes} m")),
        (0, hours, 0) => Some(format!("{hours} h")),
        (0, hours, minutes) => Some(format!("{hours} h {minutes} m")),
        (days, 0, _) => Some(format!("{days} d")),
        (days, hours, _) if days < 60 => Some(format!("{days} d {hours} h")),
        (days, ..) => Some(format!("{days} d")),
    }
}

/// `12 Sep 2023 06:10 → 15:50`: the day is said twice only where it differs.
pub(crate) fn range_words(first: Moment, last: Moment) -> String {
    if first == last {
        return first.words();
    }
    let end = match last.clock() {
        Some(clock) if first.day() == last.day() => clock,
        None if first.day() == last.day() => return first.day(),
        _ => last.words(),
    };
    format!("{} → {end}", first.words())
}

/// How many articles fell into each stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Histogram {
    /// Articles per column; empty columns are kept, so that gaps are honest.
    pub(crate) counts: Vec<usize>,
    /// Begin of the first column.
    pub(crate) first: Moment,
    /// End of the last column.
    pub(crate) end: Moment,
    step: i64,
}

impl Histogram {
    /// Counts `moments` in at most `limit` columns; `None` when they show no course of
    /// time (fewer than two, or all in one column).
    pub(crate) fn of(moments: &[Moment], limit: usize) -> Option<Self> {
        let low = moments.iter().map(|moment| moment.seconds).min()?;
        let high = moments.iter().map(|moment| moment.seconds).max()?;
        let whole_days = moments.iter().any(|moment| !moment.has_time);
        let least = if whole_days { DAY } else { 0 };
        let limit = i64::try_from(limit.max(1)).ok()?;
        let columns =
            |step: i64| high.div_euclid(step).saturating_sub(low.div_euclid(step)) + 1;
        let mut step = STEPS
            .into_iter()
            .find(|&step| step >= least && columns(step) <= limit)
            .unwrap_or(STEPS[STEPS.len() - 1]);
        while columns(step) > limit {
            step = step.checked_mul(2)?;
        }
        let length = usize::try_from(columns(step)).ok().filter(|&length| length > 1)?;
        let begin = low.div_euclid(step).checked_mul(step)?;
        let mut counts = vec![0; length];
        for moment in moments {
            let place = usize::try_from((moment.seconds - begin) / step).ok()?;
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
        let at = |seconds| Moment { seconds, has_time: step < DAY };
        let end = begin.checked_add(step.checked_mul(i64::try_from(length).ok()?)?)?;
        let end = if step < DAY { end } else { end - DAY };
        Some(Self { counts, first: at(begin), end: at(end), step })
    }

    /// The width of a column: `1 h`.
    pub(crate) fn step_words(&self) -> String {
        match self.step {
            step if step < HOUR => format!("{} m", step / MINUTE),
            step if step < DAY => format!("{} h", step / HOUR),
            step => format!("{} d", step / DAY),
        }
    }

    /// Labels of both ends, as short as they can be.
    pub(crate) fn ends(&self) -> (String, String) {
        match (self.first.clock(), self.end.clock()) {
            (Some(first), Some(end)) if self.end.seconds - self.first.seconds <= DAY => {
                (first, end)
            }
            _ => (self.first.words(), self.end.words()),
        }
    }

    /// The largest column.
    pub(crate) fn peak(&self) -> usize {
        self.counts.iter().copied().max().unwrap_or(0)
    }

    /// One block character a column; a blank for none.
    pub(crate) fn bars(&self) -> String {
        const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let peak = self.peak().max(1);
        let level = |count: usize| count.saturating_mul(8).div_ceil(peak).min(8);
        self.counts.iter().map(|&count| BLOCKS[level(count)]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::read(Some(text)).unwrap()
    }

    #[test]
    fn moments_are_said_in_utc() {
        assert_eq!(at("2023-09-12T05:15:00+02:00").words(), "12 Sep 2023 03:15");
        assert_eq!(at("2023-09-12").words(), "12 Sep 2023");
        assert_eq!(at("2023-09-12").machine(), "2023-09-12");
        assert_eq!(Moment::read(Some("yesterday")), None);
    }

    #[test]
    fn spans_are_said_in_two_units() {
        let first = at("2023-09-12T06:10:00Z");
        let span = |text| span_words(first, at(text));
        assert_eq!(span("2023-09-12T06:10:30Z"), None);
        assert_eq!(span("2023-09-12T06:17:00Z").unwrap(), "7 m");
        assert_eq!(span("2023-09-12T15:50:00Z").unwrap(), "9 h 40 m");
        assert_eq!(span("2023-09-15T10:20:00Z").unwrap(), "3 d 4 h");
        assert_eq!(span("2023-09-14").unwrap(), "2 d");
        assert_eq!(span("2023-09-12"), None);
    }

    #[test]
    fn time_since_the_first_needs_a_time_of_day_on_both_sides() {
        let first = at("2023-09-12T22:10:00Z");
        assert_eq!(at("2023-09-12T22:17:00Z").since(first), "+0:07");
        assert_eq!(at("2023-09-14T23:17:00Z").since(first), "+2d 1:07");
        assert_eq!(at("2023-09-13").since(first), "+1d");
        assert_eq!(first.since(at("2023-09-13")), "+0d");
    }

    #[test]
    fn the_histogram_keeps_gaps_and_fits_its_limit() {
        let moments: Vec<Moment> = ["06:10", "06:20", "07:00", "15:50"]
            .iter()
            .map(|clock| at(&format!("2023-09-12T{clock}:00Z")))
            .collect();
        let hours = Histogram::of(&moments, 12).unwrap();
        assert_eq!(hours.counts, [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(hours.step_words(), "1 h");
        assert_eq!(hours.bars(), "█▄       ▄".replace('\u{a0}', " "));
        assert_eq!(hours.ends(), ("06:00".to_owned(), "16:00".to_owned()));
        assert!(Histogram::of(&moments[..1], 12).is_none());
        assert!(Histogram::of(&[], 12).is_none());
    }

    #[test]
    fn the_histogram_bears_thousands_of_years() {
        let far = [at("-009998-01-02T00:00:00Z"), at("9998-01-02T00:00:00Z")];
        let histogram = Histogram::of(&far, 40).unwrap();
        assert!(histogram.counts.len() <= 40);
        assert_eq!(histogram.counts.iter().sum::<usize>(), 2);
    }
}
