//! Tables in text: comma-, semicolon- and tab-separated values.

use csv::{ByteRecord, ReaderBuilder};
use memchr::memchr_iter;

use super::fields::{FieldMap, Slot};
use super::intake::Intake;
use super::record::{Outcome, Record, Value, shown};
use super::source::Source;
use crate::error::{Error, Result};

/// How many rows are read between two looks at the interruption.
const ROUND: u64 = 1 << 12;

/// The delimiter under which the first line names the text column, beside others.
pub(super) fn delimiter(head: &[u8], fields: &FieldMap) -> Option<u8> {
    b"\t,;".iter().copied().find(|delimiter| {
        let names = header(head, *delimiter);
        names.len() > 1 && names.contains(&fields.text)
    })
}

/// Reads a whole input; without a delimiter, it is told by the header.
pub(super) fn read(
    source: &mut Source<'_>,
    delimiter: Option<u8>,
    intake: &mut Intake<'_>,
) -> Result<()> {
    let fields = intake.fields();
    let delimiter =
        delimiter.or_else(|| self::delimiter(source.head(), fields)).unwrap_or(b',');
    let data = source.rest()?;
    let names = header(&data, delimiter);
    let columns = columns(&names, fields).ok_or_else(|| {
        let names: Vec<String> = names.iter().map(|name| shown(name)).collect();
        Error::format(
            source.path(),
            format!("there is no column '{}'; it has {}", fields.text, names.join(", ")),
            "name the column that holds the text: --field text=COLUMN",
        )
    })?;
    intake.warn_of_missing(source.path(), |name| names.iter().any(|other| other == name));

    let mut reader = rows(&data, delimiter);
    let broken = |error: csv::Error| {
        Error::format(source.path(), error.to_string(), "write the table again")
    };
    let mut row = ByteRecord::new();
    reader.read_byte_record(&mut row).map_err(broken)?; // the header
    let mut lines = Lines { data: &data, at: 0, line: 1 };
    let mut count = 0_u64;
    while reader.read_byte_record(&mut row).map_err(broken)? {
        let start = row.position().map_or(0, csv::Position::byte);
        let (line, rest) = lines.seek(usize::try_from(start).unwrap_or(usize::MAX));
        // A quote that is never closed swallows all that follows, so it is in the last row.
        let at_end = reader.position().byte() >= data.len() as u64;
        let outcome = if at_end && never_closed(rest, delimiter) {
            Err("a quote in it is never closed".to_owned())
        } else {
            judge(&row, names.len(), &columns, fields, || {
                format!("{}:{line}", source.path())
            })
        };
        intake.absorb(line, outcome);
        count += 1;
        if count.is_multiple_of(ROUND) {
            intake.check()?;
            if intake.progress.interrupted() {
                return Err(Error::Interrupted);
            }
        }
    }
    Ok(())
}

fn rows(data: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true) // rows of another length are refused with their line, below
        .from_reader(data)
}

/// The names in the first line.
fn header(data: &[u8], delimiter: u8) -> Vec<String> {
    let mut row = ByteRecord::new();
    match rows(data, delimiter).read_byte_record(&mut row) {
        Ok(true) => row
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_owned())
            .collect(),
        _ => Vec::new(),
    }
}

/// Where each wanted field stands; `None` when there is no column for the text.
fn columns(names: &[String], fields: &FieldMap) -> Option<Vec<(Slot, usize)>> {
    let place = |wanted: &str| names.iter().position(|name| name == wanted);
    place(&fields.text)?;
    let found = fields.named().into_iter();
    Some(found.filter_map(|(slot, name)| Some((slot, place(name)?))).collect())
}

fn judge(
    row: &ByteRecord,
    width: usize,
    columns: &[(Slot, usize)],
    fields: &FieldMap,
    place: impl FnOnce() -> String,
) -> Outcome {
    if row.len() != width {
        return Err(format!("{} fields, where the header has {width}", row.len()));
    }
    let mut record = Record::default();
    for (slot, column) in columns {
        let value = match row.get(*column) {
            None | Some([]) => Value::Null,
            Some(bytes) => Value::from_bytes(bytes),
        };
        record.set(*slot, value);
    }
    record.judge(fields, place)
}

/// Counts lines up to the rows. The parser's own count is late after blank lines and
/// after `\r\n`.
struct Lines<'a> {
    data: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    /// The line of the row that begins at or after `start`, and the bytes from there.
    fn seek(&mut self, start: usize) -> (u64, &'a [u8]) {
        let rest = self.data.get(start..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let row = start.saturating_add(blank).min(self.data.len());
        let passed = self.data.get(self.at..row).unwrap_or_default();
        self.line += memchr_iter(b'\n', passed).count() as u64;
        self.at = row;
        (self.line, rest.get(blank..).unwrap_or_default())
    }
}

/// Whether the data ends inside a quoted field.
fn never_closed(row: &[u8], delimiter: u8) -> bool {
    let mut quoted = false;
    let mut at_start = true;
    let mut bytes = row.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if quoted {
            // A doubled quote stands for one; any other ends the quotation.
            quoted = byte != b'"' || bytes.next_if_eq(&b'"').is_some();
        } else if at_start && byte == b'"' {
            quoted = true;
            at_start = false;
        } else {
            at_start = byte == delimiter || byte == b'\n' || byte == b'\r';
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::super::{Collection, ReadSettings, read_bytes};
    use super::*;
    use std::error::Error as _;

    fn table(name: &str, text: &[u8]) -> Collection {
        read_bytes(name, text, &ReadSettings::default()).unwrap()
    }

    fn texts(collection: &Collection) -> Vec<(&str, &str)> {
        let articles = collection.articles.iter();
        articles.map(|article| (article.id.as_str(), article.text.as_str())).collect()
    }

    fn refusals(collection: &Collection) -> Vec<(u64, &str)> {
        collection
            .rejects
            .iter()
            .map(|reject| (reject.line, reject.reason.as_str()))
            .collect()
    }

    #[test]
    fn quotes_line_breaks_and_delimiters_inside_fields() {
        let read = table(
            "a.csv",
            b"\xEF\xBB\xBFid,text,date\r\n1,\"A, \"\"b\"\"\r\nc\",2023-09-12\r\n\r\n,D,\r\n",
        );
        assert_eq!(texts(&read), [("1", "A, \"b\"\r\nc"), ("a.csv:5", "D")]);
        assert!(read.articles[0].date.is_some());
        assert!(read.warnings.is_empty());
    }

    #[test]
    fn tabs_and_semicolons() {
        assert_eq!(texts(&table("a.tsv", b"id\ttext\n1\tA, b\n")), [("1", "A, b")]);
        assert_eq!(texts(&table("a.csv", b"id;text\n1;A, b\n")), [("1", "A, b")]);
        assert_eq!(texts(&table("a.csv", b"text\nA\n")), [("a.csv:2", "A")]);
    }

    #[test]
    fn ragged_rows_are_refused_where_they_stand() {
        for end in ["\n", "\r\n"] {
            let input =
                ["id,text", "1,A", "2", "", "3,B,c", "4,\"C", "d\"", "5,"].join(end);
            let read = table("a.csv", input.as_bytes());
            assert_eq!(read.articles.len(), 2);
            assert_eq!(
                refusals(&read),
                [
                    (3, "1 fields, where the header has 2"),
                    (5, "3 fields, where the header has 2"),
                    (8, "text is empty"),
                ]
            );
            assert_eq!(read.records, 5);
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_refuse_the_row_only_where_they_matter() {
        let read = table("a.csv", b"id,text,x\n1,A\xFF,\n2,B,\xFF\n");
        assert_eq!(texts(&read), [("2", "B")]);
        assert_eq!(refusals(&read), [(2, "field 'text' is not UTF-8 at its byte 2")]);
    }

    #[test]
    fn a_quote_left_open_is_refused() {
        let read = table("a.csv", b"id,text\n1,A\n2,\"B\n3,C\n4,D\n");
        assert_eq!(texts(&read), [("1", "A")]);
        assert_eq!(refusals(&read), [(3, "a quote in it is never closed")]);
        for closed in ["1,\"B\"", "1,B\"", "1,\"B\"\"\"", "1,\"B\"c\"d", "\"\",\"B\"\n"] {
            let read = table("a.csv", format!("id,text\n{closed}").as_bytes());
            assert_eq!(read.articles.len(), 1, "{closed}");
        }
    }

    #[test]
    fn a_table_without_the_text_column_names_its_columns() {
        let error =
            read_bytes("a.csv", b"id,body\n1,A\n", &ReadSettings::default()).unwrap_err();
        assert_eq!(error.to_string(), "cannot use 'a.csv'");
        assert_eq!(
            error.source().unwrap().to_string(),
            "there is no column 'text'; it has 'id', 'body'"
        );
        assert!(error.help().unwrap().contains("--field"));
    }

    #[test]
    fn columns_asked_for_and_not_there_are_a_warning() {
        let fields = FieldMap::parse("text=body,date=when").unwrap();
        let settings = ReadSettings { fields, ..ReadSettings::default() };
        let read = read_bytes("a.csv", b"id,body\n1,A\n", &settings).unwrap();
        assert_eq!(read.warnings, ["a.csv: there is no column 'when'"]);
    }

    #[test]
    fn a_header_alone_holds_no_records() {
        assert_eq!(
            table("a.csv", b"id,text\n").warnings,
            ["a.csv: there are no records in it"]
        );
    }
}
