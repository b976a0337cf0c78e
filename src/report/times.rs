//! Moments, spans of time and the histogram of a story, in words.
//!
//! Every clock time is shown in UTC, whatever the zone of the input, so that two
//! articles compare at a glance.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::language::{Language, Say};
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
    pub(crate) fn day(self, language: Language) -> String {
        let Ok(stamp) = Timestamp::from_second(self.seconds) else {
            return self.seconds.to_string();
        };
        let date = stamp.to_zoned(TimeZone::UTC);
        let (day, year) = (date.day().to_string(), date.strftime("%Y").to_string());
        let month = language.month(date.month());
        language.fill(Say::DayForm, &[("d", &day), ("m", month), ("y", &year)])
    }

    /// `05:15`; `None` when only the day is known.
    pub(crate) fn clock(self) -> Option<String> {
        self.has_time.then(|| self.format("%H:%M"))
    }

    /// `12 Sep 2023 05:15`, or the day alone.
    pub(crate) fn words(self, language: Language) -> String {
        let day = self.day(language);
        match self.clock() {
            Some(clock) => {
                language.fill(Say::MomentForm, &[("day", &day), ("clock", &clock)])
            }
            None => day,
        }
    }

    /// `2023-09-12T05:15:00Z`, or the day alone, for machines.
    pub(crate) fn machine(self) -> String {
        self.format(if self.has_time { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%d" })
    }

    /// Time since `first`: `+0:07`, `+2d 3:10`, or whole days where a time of day is
    /// missing.
    pub(crate) fn since(self, first: Self, language: Language) -> String {
        let seconds = self.seconds.saturating_sub(first.seconds).max(0);
        let (days, hours, minutes) =
            (seconds / DAY, seconds % DAY / HOUR, seconds % HOUR / MINUTE);
        let whole =
            |days: i64| language.fill(Say::SinceDays, &[("n", &days.to_string())]);
        if !(self.has_time && first.has_time) {
            whole(days_between(first, self))
        } else if days == 0 {
            format!("+{hours}:{minutes:02}")
        } else if days < 100 {
            format!("{} {hours}:{minutes:02}", whole(days))
        } else {
            whole(days)
        }
    }
}

fn days_between(first: Moment, last: Moment) -> i64 {
    (last.seconds.div_euclid(DAY) - first.seconds.div_euclid(DAY)).max(0)
}

/// The span of time between two moments: `9 h 40 m`, `3 d 4 h`, `2 d`. `None` when
/// nothing can be told apart: the same minute, or the same day.
pub(crate) fn span_words(
    first: Moment,
    last: Moment,
    language: Language,
) -> Option<String> {
    let say = |number: i64, unit: Say| format!("{number} {}", language.say(unit));
    let two = |a: String, b: String| Some(format!("{a} {b}"));
    if !(first.has_time && last.has_time) {
        return match days_between(first, last) {
            0 => None,
            days => Some(say(days, Say::UnitDay)),
        };
    }
    let seconds = last.seconds.saturating_sub(first.seconds);
    let (days, hours, minutes) =
        (seconds / DAY, seconds % DAY / HOUR, seconds % HOUR / MINUTE);
    match (days, hours, minutes) {
        (0, 0, 0) => None,
        (0, 0, minutes) => Some(say(minutes, Say::UnitMinute)),
        (0, hours, 0) => Some(say(hours, Say::UnitHour)),
        (0, hours, minutes) => {
            two(say(hours, Say::UnitHour), say(minutes, Say::UnitMinute))
        }
        (days, hours, _) if hours > 0 && days < 60 => {
            two(say(days, Say::UnitDay), say(hours, Say::UnitHour))
        }
        (days, ..) => Some(say(days, Say::UnitDay)),
    }
}

/// `12 Sep 2023 06:10 → 15:50`: the day is said twice only where it differs.
pub(crate) fn range_words(first: Moment, last: Moment, language: Language) -> String {
    if first == last {
        return first.words(language);
    }
    let same_day = first.day(language) == last.day(language);
    let end = match last.clock() {
        Some(clock) if same_day => clock,
        None if same_day => return first.day(language),
        _ => last.words(language),
    };
    format!("{} → {end}", first.words(language))
}

/// `9 Mar` at the begin of a day, else the time of day.
fn label(seconds: i64, clock: bool, language: Language) -> String {
    let moment = Moment { seconds, has_time: clock && seconds.rem_euclid(DAY) != 0 };
    moment.clock().unwrap_or_else(|| {
        let day = moment.day(language);
        day.rsplit_once(' ').map_or(day.clone(), |(day, _)| day.to_owned())
    })
}

/// Round moments from `first` to `last`, `limit` at most, with a label for each.
pub(crate) fn ticks(
    first: Moment,
    last: Moment,
    limit: usize,
    language: Language,
) -> Vec<(Moment, String)> {
    let limit = i64::try_from(limit).unwrap_or(1).max(1);
    let from = |step: i64| first.seconds.div_euclid(step).saturating_add(1);
    let number = |step: i64| last.seconds.div_euclid(step).saturating_sub(from(step)) + 1;
    let mut step =
        STEPS.into_iter().find(|&step| number(step) <= limit).unwrap_or(30 * DAY);
    while number(step) > limit {
        let Some(doubled) = step.checked_mul(2) else { return Vec::new() };
        step = doubled;
    }
    let places = (0..number(step))
        .filter_map(|place| from(step).checked_add(place)?.checked_mul(step));
    places
        .map(|seconds| {
            let words = label(seconds, step < DAY, language);
            (Moment { seconds, has_time: step < DAY }, words)
        })
        .collect()
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
    pub(crate) fn step_words(&self, language: Language) -> String {
        let (number, unit) = match self.step {
            step if step < HOUR => (step / MINUTE, Say::UnitMinute),
            step if step < DAY => (step / HOUR, Say::UnitHour),
            step => (step / DAY, Say::UnitDay),
        };
        format!("{number} {}", language.say(unit))
    }

    /// Labels of both ends, as short as they can be.
    pub(crate) fn ends(&self, language: Language) -> (String, String) {
        match (self.first.clock(), self.end.clock()) {
            (Some(first), Some(end)) if self.end.seconds - self.first.seconds <= DAY => {
                (first, end)
            }
            _ => (self.first.words(language), self.end.words(language)),
        }
    }

    /// The column that a moment falls into.
    pub(crate) fn place(&self, moment: Moment) -> Option<usize> {
        let since = moment.seconds.checked_sub(self.first.seconds)?;
        usize::try_from(since.div_euclid(self.step))
            .ok()
            .filter(|&at| at < self.counts.len())
    }

    /// When each column begins.
    pub(crate) fn begins(&self, language: Language) -> Vec<String> {
        let mut seconds = self.first.seconds;
        let mut begin = || {
            let words = label(seconds, self.step < DAY, language);
            seconds = seconds.saturating_add(self.step);
            words
        };
        self.counts.iter().map(|_| begin()).collect()
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

    const EN: Language = Language::English;

    fn at(text: &str) -> Moment {
        Moment::read(Some(text)).unwrap()
    }

    #[test]
    fn moments_are_said_in_utc() {
        assert_eq!(at("2023-09-12T05:15:00+02:00").words(EN), "12 Sep 2023 03:15");
        assert_eq!(at("2023-09-12").words(EN), "12 Sep 2023");
        assert_eq!(at("2023-09-12").machine(), "2023-09-12");
        assert_eq!(Moment::read(Some("yesterday")), None);
    }

    #[test]
    fn spans_are_said_in_two_units() {
        let first = at("2023-09-12T06:10:00Z");
        let span = |text| span_words(first, at(text), EN);
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
        assert_eq!(at("2023-09-12T22:17:00Z").since(first, EN), "+0:07");
        assert_eq!(at("2023-09-14T23:17:00Z").since(first, EN), "+2d 1:07");
        assert_eq!(at("2023-09-13").since(first, EN), "+1d");
        assert_eq!(first.since(at("2023-09-13"), EN), "+0d");
    }

    #[test]
    fn the_histogram_keeps_gaps_and_fits_its_limit() {
        let moments: Vec<Moment> = ["06:10", "06:20", "07:00", "15:50"]
            .iter()
            .map(|clock| at(&format!("2023-09-12T{clock}:00Z")))
            .collect();
        let hours = Histogram::of(&moments, 12).unwrap();
        assert_eq!(hours.counts, [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(hours.step_words(EN), "1 h");
        assert_eq!(hours.bars(), "█▄       ▄".replace('\u{a0}', " "));
        assert_eq!(hours.ends(EN), ("06:00".to_owned(), "16:00".to_owned()));
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

    #[test]
    fn german_dates_have_their_own_form() {
        let de = Language::German;
        let (first, last) = (at("2023-03-09T06:10:00Z"), at("2023-03-12T15:50:00Z"));
        assert_eq!(first.words(de), "9. März 2023, 06:10");
        assert_eq!(span_words(first, last, de).unwrap(), "3 Tg. 9 Std.");
        assert_eq!(last.since(first, de), "+3 Tg. 9:40");
    }

    #[test]
    fn ticks_are_round_and_few() {
        let said = |first, last| -> Vec<String> {
            let ticks = ticks(at(first), at(last), 6, EN);
            ticks.into_iter().map(|(_, words)| words).collect()
        };
        assert_eq!(
            said("2023-09-12T21:10:00Z", "2023-09-13T03:00:00Z"),
            ["22:00", "23:00", "13 Sep", "01:00", "02:00", "03:00"]
        );
        assert_eq!(
            said("2023-09-12", "2023-09-14"),
            ["13 Sep", "12:00", "14 Sep", "12:00"]
        );
        assert!(said("2023-09-12T21:10:00Z", "2023-09-12T21:10:00Z").is_empty());
        assert!(said("-009998-01-02T00:00:00Z", "9998-01-02T00:00:00Z").len() <= 6);
    }
}
