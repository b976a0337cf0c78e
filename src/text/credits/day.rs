//! The time stamp that stands in a line of its own near the top.

use jiff::civil;
use jiff::tz::{Offset, TimeZone};

use super::calendar::{is_stamp_word, month, zone};
use super::table;
use crate::article::Date;
use crate::span::Span;

/// Lines looked at, empty ones not counted, and their greatest length in bytes.
const LINES: usize = 14;
const LONGEST: usize = 120;

/// Bytes looked at.
const TOP: usize = 2_500;

/// A publication time that the text itself gives.
///
/// ```
/// use samestory::text::credits::stamp;
///
/// let text = "Zug in der Stadt\n\nDienstag, 12.09.2023, 05:15 Uhr\n\nDer Zug ist da.";
/// let stamp = stamp(text).unwrap();
/// assert_eq!(stamp.date.seconds, 1_694_495_700);
/// assert!(stamp.date.has_time);
/// assert_eq!(stamp.span.slice(text), Some("Dienstag, 12.09.2023, 05:15 Uhr"));
/// assert_eq!(stamp.why, "time stamp");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The moment; `text` is the stamp as it is written.
    pub date: Date,
    /// The stamp's place in the original text.
    pub span: Span,
    /// What it was read from: "time stamp", "item number" or "dateline".
    pub why: &'static str,
}

/// The publication time, for an article without one: a time stamp that stands alone in
/// a line near the top; else the day in a dpa item number; else a dateline that gives
/// the year.
///
/// Without a zone a time counts as UTC, as in [`Date`]. A day and month that may be
/// either way round (`03/04/2023`) count as none.
///
/// ```
/// use samestory::text::credits::stamp;
///
/// let text = "Der Zug ist da.\n© dpa-infocom, dpa:230912-99-161002/9";
/// let found = stamp(text).unwrap();
/// assert_eq!((found.date.text.as_str(), found.why), ("230912", "item number"));
/// assert!(stamp("Am 12. September 2023 kam der Zug an.").is_none());
/// ```
pub fn stamp(text: &str) -> Option<Stamp> {
    top_lines(text).find_map(|(start, line)| alone(start, line)).or_else(|| {
        let credits = super::find(text);
        let from_key = credits.key.and_then(|key| key_day(&key));
        from_key.or_else(|| {
            let lead = *credits.masks.first()?;
            let dated = super::wire::dateline(text) == Some(lead)
                || credits
                    .found
                    .iter()
                    .any(|credit| credit.why == "dateline" && lead.contains(credit.span));
            dated.then(|| dateline_day(text, lead)).flatten()
        })
    })
}

/// The first lines with their places, ends trimmed; long ones are left out.
pub(super) fn top_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    super::wire::written_lines(text)
        .take(LINES)
        .take_while(|(start, _)| *start <= TOP)
        .filter(|(_, line)| line.len() <= LONGEST)
}

fn key_day(key: &super::DpaKey) -> Option<Stamp> {
    let digits = key.text.get(..6)?;
    let part = |from: usize| digits.get(from..from + 2)?.parse::<i8>().ok();
    let day = civil::Date::new(2000 + i16::from(part(0)?), part(2)?, part(4)?).ok()?;
    let span = Span::new(key.span.start, key.span.start + 6);
    Some(Stamp { date: moment(digits, day, None)?, span, why: "item number" })
}

fn dateline_day(text: &str, mask: Span) -> Option<Stamp> {
    let line = mask.slice(text)?;
    let parts = parts(line);
    let (day, from, to) = read_day(&parts)?;
    let written = line.get(from..to)?;
    let start = usize::try_from(mask.start).ok()?;
    Some(Stamp {
        date: moment(written, day, None)?,
        span: Span::from_usize(start + from, start + to)?,
        why: "dateline",
    })
}

/// The stamp of a line that holds nothing else.
fn alone(start: usize, line: &str) -> Option<Stamp> {
    // Behind a point or colon it ends a sentence, or is a day's heading in a live blog.
    let ends = line.ends_with([':', '.']) && !line.ends_with(".m.");
    if ends || !line.contains(char::is_numeric) {
        return None;
    }
    let span = Span::from_usize(start, start + line.len())?;
    let why = "time stamp";
    let iso = line.len() >= 10 && line.as_bytes().get(4) == Some(&b'-');
    if iso && let Some(date) = Date::parse(line) {
        return Some(Stamp { date, span, why });
    }
    let parts = parts(line);
    let (day, from, to) = read_day(&parts)?;
    let outside = || parts.iter().filter(|part| part.end <= from || part.start >= to);
    if !outside().all(Part::fits_a_stamp) {
        return None;
    }
    let clock = read_clock(&parts, from, to);
    // Figures beyond the day and the time: a table, a score.
    let figures = outside().filter(|part| part.number.is_some()).count();
    if figures > 8 || (clock.is_none() && figures > 0) {
        return None;
    }
    Some(Stamp { date: moment(line, day, clock)?, span, why })
}

fn moment(text: &str, day: civil::Date, clock: Option<(i8, i8, i8)>) -> Option<Date> {
    let (hour, minute, zone) = clock.unwrap_or((12, 0, 0));
    let zone = TimeZone::fixed(Offset::from_hours(zone).ok()?);
    let at = day.at(hour, minute, 0, 0).to_zoned(zone).ok()?;
    let seconds = at.timestamp().as_second();
    Some(Date { text: text.to_owned(), seconds, has_time: clock.is_some() })
}

/// A number, a word, or one sign of a line.
#[derive(Debug)]
struct Part<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    number: Option<i16>,
}

impl Part<'_> {
    fn is(&self, sign: &str) -> bool {
        self.text == sign
    }

    /// Whether a line that is only a time stamp may hold it.
    fn fits_a_stamp(&self) -> bool {
        self.number.is_some()
            || month(self.text).is_some()
            || zone(self.text).is_some()
            || !self.text.contains(char::is_alphanumeric)
                && ".,:;/-–—|()•·+ ".contains(self.text)
            || is_stamp_word(&self.text.to_lowercase())
    }
}

fn parts(line: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(rest) = line.get(at..) {
        let Some(c) = rest.chars().next() else { break };
        let same = |other: char| {
            if c.is_numeric() {
                other.is_numeric()
            } else {
                c.is_alphabetic() && other.is_alphabetic() && !table::spaceless(c)
            }
        };
        let len = rest.find(|other| !same(other)).unwrap_or(rest.len()).max(c.len_utf8());
        let text = rest.get(..len).unwrap_or_default();
        if !c.is_whitespace() {
            let number = (text.len() <= 12).then(|| digits(text)).flatten();
            out.push(Part { text, start: at, end: at + len, number });
        }
        at += len;
    }
    out
}

/// The value of up to four digits, full-width ones too.
fn digits(text: &str) -> Option<i16> {
    let mut value = 0_i16;
    for c in text.chars() {
        let digit = match c {
            '\u{ff10}'..='\u{ff19}' => u32::from(c) - 0xff10,
            _ => c.to_digit(10)?,
        };
        value = value.checked_mul(10)?.checked_add(i16::try_from(digit).ok()?)?;
    }
    (!text.is_empty()).then_some(value)
}

/// The first day of the line and the bytes it stands in.
fn read_day(parts: &[Part<'_>]) -> Option<(civil::Date, usize, usize)> {
    (0..parts.len()).find_map(|at| {
        let rest = parts.get(at..)?;
        let (day, taken) = day_here(rest)?;
        Some((day, rest.first()?.start, rest.get(taken - 1)?.end))
    })
}

fn day_here(parts: &[Part<'_>]) -> Option<(civil::Date, usize)> {
    let number = |at: usize| parts.get(at)?.number;
    let sign = |at: usize, sign: &str| parts.get(at).is_some_and(|part| part.is(sign));
    let name = |at: usize| month(parts.get(at)?.text);
    let date = |year: i16, month: i16, day: i16, taken: usize| {
        let year = if (0..100).contains(&year) { year + 2000 } else { year };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        (1900..=2100).contains(&year).then_some(())?;
        Some((civil::Date::new(year, month, day).ok()?, taken))
    };
    let Some(first) = number(0) else {
        // Sept 12, 2023; Sept. 12 2023; September 12th, 2023
        let month = name(0)?;
        let mut at = 1 + usize::from(sign(1, "."));
        let day = number(at)?;
        at += 1;
        at += usize::from(
            parts.get(at).is_some_and(|p| matches!(p.text, "st" | "nd" | "rd" | "th")),
        );
        at += usize::from(sign(at, ","));
        return date(number(at).filter(|year| *year > 1000)?, month, day, at + 1);
    };
    // 2023年9月12日, 2023년 9월 12일
    if sign(1, "年") || sign(1, "년") {
        return date(first, number(2)?, number(4)?, 6.min(parts.len()));
    }
    for (mark, year_first) in [("-", true), (".", false), ("/", false), ("-", false)] {
        if !(sign(1, mark) && sign(3, mark)) {
            continue;
        }
        let (Some(second), Some(third)) = (number(2), number(4)) else { continue };
        // Years have two digits or four: `1.2.3` is a version.
        if parts.get(4).is_some_and(|part| part.end - part.start < 2) && first < 1000 {
            continue;
        }
        if year_first || first > 1000 {
            if let Some(found) = date(first, second, third, 5).filter(|_| first > 1000) {
                return Some(found);
            }
            continue;
        }
        // A slash leaves open which is the month, unless one of them can't be.
        let (day, month) = match mark {
            "/" if first <= 12 && second <= 12 && first != second => return None,
            "/" if second > 12 => (second, first),
            _ => (first, second),
        };
        return date(third, month, day, 5);
    }
    // 12. September 2023; 12 de septiembre de 2023; 2023. május 4.
    let mut at = 1 + usize::from(sign(1, "."));
    let small = |at: usize| {
        usize::from(parts.get(at).is_some_and(|p| matches!(p.text, "de" | "del" | "of")))
    };
    at += small(at);
    let month = name(at)?;
    at += 1 + usize::from(sign(at + 1, "."));
    if first > 1000 {
        return date(first, month, number(at)?, at + 1);
    }
    at += usize::from(sign(at, ","));
    at += small(at);
    date(number(at).filter(|year| *year > 1000)?, month, first, at + 1)
}

/// The first time of day outside the bytes of the day: hour, minute, zone in hours.
fn read_clock(parts: &[Part<'_>], from: usize, to: usize) -> Option<(i8, i8, i8)> {
    let outside = |part: &Part<'_>| part.end <= from || part.start >= to;
    (0..parts.len()).find_map(|at| {
        let hour = parts.get(at).filter(|part| outside(part))?.number?;
        let next = parts.get(at + 1)?;
        let minute = parts.get(at + 2).and_then(|part| part.number);
        let oclock =
            matches!(next.text.to_lowercase().as_str(), "uhr" | "am" | "pm" | "a" | "p");
        let between = matches!(
            next.text.to_lowercase().as_str(),
            ":" | "." | "h" | "时" | "時" | "시"
        );
        let (minute, mut after) = match minute {
            Some(minute) if between => (minute, at + 3),
            _ if oclock => (0, at + 1),
            _ => return None,
        };
        if parts.get(after).is_some_and(|part| part.is(":")) {
            after += 2; // seconds
        }
        let rest = || parts.iter().skip(after);
        let half = rest().next().map(|part| part.text.to_lowercase()).unwrap_or_default();
        let hour = match half.as_str() {
            "pm" | "p" if hour < 12 => hour + 12,
            "am" | "a" if hour == 12 => 0,
            _ => hour,
        };
        let zone = rest().take(4).find_map(|part| zone(part.text)).unwrap_or(0);
        let fits = (0..24).contains(&hour) && (0..60).contains(&minute);
        let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
        fits.then_some((hour, minute, zone))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(i64, bool)> {
        stamp(line).map(|stamp| (stamp.date.seconds, stamp.date.has_time))
    }

    #[test]
    fn time_stamps_of_many_forms() {
        let (noon, early, late) = (1_694_520_000, 1_694_495_700, 1_694_538_900);
        for (line, want) in [
            ("Dienstag, 12.09.2023, 05:15 Uhr", (early, true)),
            ("12. September 2023, 5:15 Uhr", (early, true)),
            ("12. September 2023 um 5.15 Uhr", (early, true)),
            ("Stand: 12.09.2023, 07:15 Uhr MESZ", (early, true)),
            ("Sept 12, 2023 5:15 pm", (late, true)),
            ("Sept. 12, 2023, 5:15 p.m.", (late, true)),
            ("Updated: Tue Sep 12 2023, 05: 15 hrs", (early, true)),
            ("2023-09-12T05:15:00Z", (early, true)),
            ("2023-09-12", (noon, false)),
            ("2023-09-12 05:15", (early, true)),
            ("12/09/2023 5:15", (0, false)),
            ("9/13/2023", (noon + 86_400, false)),
            ("September 12, 2023", (noon, false)),
            ("12 de septiembre de 2023", (noon, false)),
            ("Publié le 12 septembre 2023 à 05h15", (early, true)),
            ("2023年9月12日 5时15分", (early, true)),
            ("2023년 9월 12일", (noon, false)),
            ("5: 15 PM BST 12. 9. 2023", (late - 3600, true)),
        ] {
            assert_eq!(read(line), Some(want).filter(|want| want.0 > 0), "{line}");
        }
    }

    #[test]
    fn dates_in_running_text_are_no_stamps() {
        for line in [
            "Am 12. September 2023 kam der Zug an.",
            "12.09.2023 12 7 81 44",
            "Der 12.09.2023",
            "1.2.3",
            "Tel. 040 12.09.20",
            "12. September",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn the_dateline_s_day_counts_when_it_gives_the_year() {
        let found = stamp("Paris, 4 mai 2023 (AFP) - Le conseil se réunit.").unwrap();
        assert_eq!((found.date.text.as_str(), found.why), ("4 mai 2023", "dateline"));
        assert!(stamp("Paris, 4 mai (AFP) - Le conseil se réunit.").is_none());
        let found = stamp("LONDON, March 3, 1987 - A tanker ran aground.").unwrap();
        assert_eq!((found.date.text.as_str(), found.why), ("March 3, 1987", "dateline"));
    }
}
