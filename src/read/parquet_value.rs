//! What the values of a Parquet column mean.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, civil};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::schema::types::ColumnDescriptor;

use super::record::Value;

/// The meaning of a column's physical values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, or a signed number.
    Plain,
    Unsigned,
    /// Days since 1970.
    Day,
    /// Ticks since 1970; without a zone when it is not UTC.
    Moment {
        per_second: i64,
        utc: bool,
    },
    Uuid,
    /// Nothing that an article is made of.
    Other(&'static str),
}

impl Kind {
    pub(super) fn of(column: &ColumnDescriptor) -> Self {
        if column.physical_type() == Type::INT96 {
            return Self::Moment { per_second: 1_000, utc: true };
        }
        match column.logical_type_ref() {
            Some(LogicalType::Date) => return Self::Day,
            Some(LogicalType::Uuid) => return Self::Uuid,
            Some(LogicalType::Decimal(_)) => return Self::Other("a decimal number"),
            Some(LogicalType::Time(_)) => return Self::Other("a time of day"),
            Some(LogicalType::Float16) => return Self::Other("a half-precision number"),
            Some(LogicalType::Integer(kind)) if !kind.is_signed => return Self::Unsigned,
            Some(LogicalType::Timestamp(kind)) => {
                let per_second = match kind.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                };
                return Self::Moment { per_second, utc: kind.is_adjusted_to_u_t_c };
            }
            _ => {}
        }
        match column.converted_type() {
            ConvertedType::DATE => Self::Day,
            ConvertedType::TIMESTAMP_MILLIS => {
                Self::Moment { per_second: 1_000, utc: true }
            }
            ConvertedType::TIMESTAMP_MICROS => {
                Self::Moment { per_second: 1_000_000, utc: true }
            }
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Self::Unsigned,
            ConvertedType::DECIMAL => Self::Other("a decimal number"),
            ConvertedType::INTERVAL => Self::Other("a span of time"),
            ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS => {
                Self::Other("a time of day")
            }
            _ => Self::Plain,
        }
    }

    pub(super) fn of_i32(&self, number: i32) -> Value {
        match self {
            Self::Unsigned => Value::Number(number.cast_unsigned().to_string()),
            _ => self.of_i64(number.into()),
        }
    }

    pub(super) fn of_i64(&self, number: i64) -> Value {
        match self {
            Self::Unsigned => Value::Number(number.cast_unsigned().to_string()),
            Self::Other(kind) => Value::Other(kind),
            Self::Day => Value::of_day(number),
            Self::Moment { per_second, utc } => {
                Value::of_moment(number, *per_second, *utc)
            }
            Self::Plain | Self::Uuid => Value::Number(number.to_string()),
        }
    }

    pub(super) fn of_bytes(&self, bytes: &[u8]) -> Value {
        match self {
            Self::Other(kind) => Value::Other(kind),
            Self::Uuid => Value::Text(uuid(bytes)),
            _ => Value::from_bytes(bytes),
        }
    }
}

impl Value {
    /// A day, by its distance from 1970-01-01, the way date fields are written; the bare
    /// number outside the years that a date can have.
    ///
    /// ```
    /// use samestory::read::Value;
    ///
    /// assert_eq!(Value::of_day(19_612), Value::Text("2023-09-12".into()));
    /// ```
    pub fn of_day(days: i64) -> Self {
        iso_day(days).map_or_else(|| Self::Number(days.to_string()), Self::Text)
    }

    /// A moment, by its distance from 1970 in ticks of which a second has `per_second`:
    /// 1, 1,000, 1,000,000 or 1,000,000,000. `utc` says whether the zone is known. The
    /// bare number outside the years that a date can have.
    ///
    /// ```
    /// use samestory::read::Value;
    ///
    /// let moment = Value::of_moment(1_694_488_500_000, 1_000, true);
    /// assert_eq!(moment, Value::Text("2023-09-12T03:15:00Z".into()));
    /// ```
    pub fn of_moment(ticks: i64, per_second: i64, utc: bool) -> Self {
        let text = iso_moment(ticks, per_second, utc);
        text.map_or_else(|| Self::Number(ticks.to_string()), Self::Text)
    }
}

/// `None` outside the years that a date can have.
fn iso_day(days: i64) -> Option<String> {
    let epoch = civil::date(1970, 1, 1);
    let day =
        epoch.checked_add(SignedDuration::from_hours(days.checked_mul(24)?)).ok()?;
    Some(day.to_string())
}

fn iso_moment(ticks: i64, per_second: i64, utc: bool) -> Option<String> {
    let fraction = ticks.checked_rem_euclid(per_second)?;
    let nanoseconds = fraction * 1_000_000_000_i64.checked_div(per_second)?;
    let seconds = ticks.checked_div_euclid(per_second)?;
    let moment = Timestamp::new(seconds, i32::try_from(nanoseconds).ok()?).ok()?;
    Some(if utc {
        moment.to_string()
    } else {
        moment.to_zoned(TimeZone::UTC).datetime().to_string()
    })
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 0xF] {
            text.extend(char::from_digit(half.into(), 16));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &Value) -> &str {
        match value {
            Value::Text(text) | Value::Number(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn days_are_written_out() {
        assert_eq!(text(&Kind::Day.of_i32(19_612)), "2023-09-12");
        assert_eq!(text(&Kind::Day.of_i32(-1)), "1969-12-31");
        assert_eq!(text(&Kind::Day.of_i32(i32::MAX)), "2147483647");
    }

    #[test]
    fn moments_are_written_out_in_every_unit() {
        for (per_second, factor) in
            [(1_000, 1), (1_000_000, 1_000), (1_000_000_000, 1_000_000)]
        {
            let kind = Kind::Moment { per_second, utc: true };
            assert_eq!(
                text(&kind.of_i64(1_694_488_500_000 * factor)),
                "2023-09-12T03:15:00Z"
            );
            assert_eq!(text(&kind.of_i64(-1_500 * factor)), "1969-12-31T23:59:58.5Z");
            let kind = Kind::Moment { per_second, utc: false };
            assert_eq!(
                text(&kind.of_i64(1_694_488_500_000 * factor)),
                "2023-09-12T03:15:00"
            );
        }
        let kind = Kind::Moment { per_second: 1_000, utc: true };
        assert_eq!(kind.of_i64(i64::MAX), Value::Number(i64::MAX.to_string()));
        assert_eq!(kind.of_i64(i64::MIN), Value::Number(i64::MIN.to_string()));
    }

    #[test]
    fn numbers_and_identifiers() {
        assert_eq!(text(&Kind::Plain.of_i32(-1)), "-1");
        assert_eq!(text(&Kind::Unsigned.of_i32(-1)), "4294967295");
        assert_eq!(text(&Kind::Unsigned.of_i64(-1)), "18446744073709551615");
        assert_eq!(
            text(&Kind::Uuid.of_bytes(&[0xAB; 16])),
            "abababab-abab-abab-abab-abababababab"
        );
        assert_eq!(
            Kind::Other("a decimal number").of_i64(1),
            Value::Other("a decimal number")
        );
    }
}
