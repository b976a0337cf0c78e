//! Articles that are in memory already, as the rows of a table.

use super::intake::Intake;
use super::{Collection, ReadProgress, ReadSettings, Record};
use crate::error::{Error, Result};
use crate::shelf::Shelf;

/// Judges the rows of a table as the records of a file are judged: what is refused, what
/// is a repeat, what stands in for a missing id (`name:row`, from 1). Answers the row of
/// each article too. `name` is the table's name in messages.
///
/// ```
/// use samestory::read::{self, FieldMap, Record, Value};
///
/// let row = |text: &str| Record { text: Value::Text(text.into()), ..Record::default() };
/// let rows = [row("A train has reached Khasan."), row("")];
/// let (collection, places) =
///     read::read_rows("table", rows, &FieldMap::default(), &()).unwrap();
///
/// assert_eq!(places, [1]);
/// assert_eq!(collection.articles[0].id, "table:1");
/// assert_eq!(collection.rejects[0].to_string(), "table:2: text is empty");
/// ```
///
/// # Errors
///
/// [`Error::Interrupted`].
pub fn read_rows(
    name: &str,
    rows: impl IntoIterator<Item = Record>,
    fields: &super::FieldMap,
    progress: &dyn ReadProgress,
) -> Result<(Collection, Vec<u64>)> {
    let settings = ReadSettings { fields: fields.clone(), format: None };
    let mut intake = Intake::new(Shelf::default(), &settings, progress);
    intake.begin(name);
    for (row, record) in (1..).zip(rows) {
        if progress.interrupted() {
            return Err(Error::Interrupted);
        }
        let outcome = record.judge(&settings.fields, || format!("{name}:{row}"));
        intake.absorb(row, outcome);
    }
    intake.end(name);
    let places = intake.lines();
    Ok((intake.finish()?.with(Shelf::into_vec), places))
}

#[cfg(test)]
mod tests {
    use super::super::{FieldMap, ReadSettings, Value, read_bytes};
    use super::*;

    /// The same records as rows and as JSON Lines.
    #[test]
    fn rows_are_judged_as_the_lines_of_a_file_are() {
        let cells = [
            (Some("a"), "One train.", "2023-09-12"),
            (Some("a"), "One train.", "2023-09-12"),
            (Some("a"), "Another train.", ""),
            (None, "A third one.", "soon"),
            (Some(" "), "", ""),
        ];
        let text = |text: &str| Value::Text(text.to_owned());
        let rows = cells.map(|(id, body, date)| Record {
            id: id.map_or(Value::Null, text),
            text: text(body),
            date: text(date),
            ..Record::default()
        });
        let lines = cells.map(|(id, body, date)| {
            serde_json::json!({"id": id, "text": body, "date": date}).to_string()
        });
        let settings = ReadSettings::default();
        let of_lines =
            read_bytes("t.jsonl", lines.join("\n").as_bytes(), &settings).unwrap();
        let (of_rows, places) =
            read_rows("t.jsonl", rows, &FieldMap::default(), &()).unwrap();
        assert_eq!(places, [1, 4]);
        assert_eq!(of_rows.articles, of_lines.articles);
        assert_eq!(of_rows.rejects, of_lines.rejects);
        assert_eq!(of_rows.warnings, of_lines.warnings);
        assert_eq!((of_rows.records, of_rows.repeats), (5, 1));
        assert!(of_rows.inputs.is_empty(), "there is no file to have a checksum");
    }
}
