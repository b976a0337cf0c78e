//! Apache Parquet: only the wanted columns are read.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{
    ChunkReader, FileReader, RowGroupReader, SerializedFileReader,
};
use parquet::schema::types::ColumnDescriptor;

use super::fields::Slot;
use super::intake::Intake;
use super::parquet_footer;
use super::parquet_lists as lists;
use super::parquet_value::Kind;
use super::record::{Record, Value, shown};
use super::source::Source;
use crate::error::{Error, Result};

/// What a file begins and ends with.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// How many rows are taken up at once.
const ROUND: usize = 1024;

/// Reads a whole input; a plain file is read in place, anything else in memory.
pub(super) fn read(source: &mut Source<'_>, intake: &mut Intake<'_>) -> Result<()> {
    let path = source.path().to_owned();
    let file = match source.plain_file() {
        Some(file) => Some(File::open(file).map_err(|error| Error::read(file, error))?),
        None => None,
    };
    let rest = if file.is_some() { Vec::new() } else { source.rest()? };
    // The crate checks what it reads, but not everywhere: a file that contradicts
    // itself may still make it panic. All state of that file is dropped then.
    let work = AssertUnwindSafe(|| match file {
        Some(file) => read_from(file, &path, intake),
        None => read_from(Bytes::from(rest), &path, intake),
    });
    catch_unwind(work)
        .unwrap_or_else(|_| Err(damaged(&path, "its parts contradict each other")))
}

fn damaged(path: &str, why: &str) -> Error {
    const MOST: usize = 200;
    let why: String = why.chars().take(MOST).collect();
    Error::format(
        path,
        format!("it cannot be read as Parquet ({why})"),
        "check that it was written to its end, with Snappy, zstd, gzip or no compression",
    )
}

/// One wanted column.
struct Column {
    slot: Slot,
    index: usize,
    /// The definition level of a value that is there.
    full: i16,
    kind: Kind,
    /// Whether it holds lists of numbers, one a row; then whether a number may be null.
    list: Option<bool>,
}

fn read_from<R: ChunkReader + 'static>(
    bytes: R,
    path: &str,
    intake: &mut Intake<'_>,
) -> Result<()> {
    let broken = |error: ParquetError| damaged(path, &error.to_string());
    if !parquet_footer::is_harmless_in(&bytes).map_err(broken)? {
        return Err(damaged(
            path,
            "its footer is damaged, or its schema nested too deep",
        ));
    }
    let reader = SerializedFileReader::new(bytes).map_err(broken)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let columns = columns(path, schema.columns(), intake)?;
    let mut row = 0_u64;
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(broken)?;
        read_group(&*group, path, &columns, &mut row, intake)?;
    }
    Ok(())
}

/// Finds the wanted columns by their dotted paths.
fn columns<D: AsRef<ColumnDescriptor>>(
    path: &str,
    all: &[D],
    intake: &mut Intake<'_>,
) -> Result<Vec<Column>> {
    const MOST: usize = 40;
    let fields = intake.fields();
    let names: Vec<String> =
        all.iter().map(|column| column.as_ref().path().string()).collect();
    let mut wanted = Vec::new();
    for (slot, name) in fields.named() {
        let is_it = |other: &String| {
            // What is inside a list has a name of its own, which depends on the writer.
            let inside =
                || other.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
            other == name || slot == Slot::Embedding && inside()
        };
        let found = names.iter().position(is_it);
        let Some((index, column)) =
            found.and_then(|at| Some((at, all.get(at)?.as_ref())))
        else {
            continue;
        };
        let (kind, full) = (Kind::of(column), column.max_def_level());
        if column.max_rep_level() == 0 {
            wanted.push(Column { slot, index, full, kind, list: None });
        } else if slot == Slot::Embedding && lists::holds_numbers(column) {
            let list = Some(column.self_type().is_optional());
            wanted.push(Column { slot, index, full, kind, list });
        } else if slot != Slot::Text {
            intake
                .warn(format!("{path}: column '{name}' holds lists and is passed over"));
        }
    }
    if !wanted.iter().any(|column| column.slot == Slot::Text) {
        let listed: Vec<String> =
            names.iter().take(MOST).map(|name| shown(name)).collect();
        return Err(Error::format(
            path,
            format!(
                "there is no text column '{}'; it has {}{}",
                fields.text,
                listed.join(", "),
                if names.len() > MOST { ", …" } else { "" }
            ),
            "name the column that holds the text: --field text=COLUMN",
        ));
    }
    let at = |name: &str| names.iter().any(|other| other == name);
    let embedding = wanted.iter().any(|column| column.slot == Slot::Embedding);
    intake
        .warn_of_missing(path, |name| at(name) || embedding && name == fields.embedding);
    Ok(wanted)
}

fn read_group(
    group: &dyn RowGroupReader,
    path: &str,
    columns: &[Column],
    row: &mut u64,
    intake: &mut Intake<'_>,
) -> Result<()> {
    let broken = |error: ParquetError| damaged(path, &error.to_string());
    let readers = columns.iter().map(|column| group.get_column_reader(column.index));
    let mut readers = readers.collect::<ParquetResult<Vec<_>>>().map_err(broken)?;
    let mut left = usize::try_from(group.metadata().num_rows())
        .map_err(|_| damaged(path, "a row group has a negative length"))?;
    for column in columns.iter().filter(|column| column.list.is_some()) {
        lists::bounded(group, column.index, left).map_err(broken)?;
    }
    while left > 0 {
        intake.check()?;
        if intake.progress.interrupted() {
            return Err(Error::Interrupted);
        }
        let mut records: Vec<Record> = Vec::new();
        for (number, (column, reader)) in columns.iter().zip(&mut readers).enumerate() {
            let values = values(reader, column, ROUND.min(left)).map_err(broken)?;
            if number == 0 {
                records.resize_with(values.len(), Record::default);
            }
            if values.is_empty() || values.len() != records.len() {
                return Err(damaged(path, "a column has fewer rows than its row group"));
            }
            for (record, value) in records.iter_mut().zip(values) {
                record.set(column.slot, value);
            }
        }
        left = left.saturating_sub(records.len());
        for record in records {
            *row += 1;
            let outcome = record.judge(intake.fields(), || format!("{path}:{row}"));
            intake.absorb(*row, outcome);
        }
    }
    Ok(())
}

/// The next values of a column, at most so many.
fn values(
    reader: &mut ColumnReader,
    column: &Column,
    most: usize,
) -> ParquetResult<Vec<Value>> {
    let (full, kind) = (column.full, &column.kind);
    if let Some(nulls) = column.list {
        return lists::values(reader, full, nulls, most);
    }
    match reader {
        ColumnReader::BoolColumnReader(reader) => {
            typed(reader, full, most, |_| Value::Other("a boolean"))
        }
        ColumnReader::Int32ColumnReader(reader) => {
            typed(reader, full, most, |number| kind.of_i32(*number))
        }
        ColumnReader::Int64ColumnReader(reader) => {
            typed(reader, full, most, |number| kind.of_i64(*number))
        }
        ColumnReader::Int96ColumnReader(reader) => {
            typed(reader, full, most, |moment| kind.of_i64(moment.to_millis()))
        }
        ColumnReader::FloatColumnReader(reader) => {
            typed(reader, full, most, |number| Value::Number(number.to_string()))
        }
        ColumnReader::DoubleColumnReader(reader) => {
            typed(reader, full, most, |number| Value::Number(number.to_string()))
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            typed(reader, full, most, |bytes| kind.of_bytes(bytes.data()))
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            typed(reader, full, most, |bytes| kind.of_bytes(bytes.data()))
        }
    }
}

fn typed<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    full: i16,
    most: usize,
    value: impl Fn(&T::T) -> Value,
) -> ParquetResult<Vec<Value>> {
    let mut found = Vec::new();
    let mut levels = Vec::new();
    reader.read_records(most, Some(&mut levels), None, &mut found)?;
    if full == 0 {
        return Ok(found.iter().map(value).collect());
    }
    let mut found = found.iter();
    let next = |level: &i16| {
        if *level != full {
            return Ok(Value::Null);
        }
        found
            .next()
            .map(&value)
            .ok_or_else(|| ParquetError::EOF("a value is missing".into()))
    };
    levels.iter().map(next).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Collection, FieldMap, ReadSettings, read_bytes, read_inputs};
    use super::*;
    use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
    use parquet::schema::parser::parse_message_type;
    use std::error::Error as _;
    use std::sync::Arc;

    const SCHEMA: &str = "message articles {
        required int64 id;
        optional binary text (UTF8);
        optional int32 day (DATE);
        optional int64 time (TIMESTAMP(MILLIS, true));
        optional group outlet { optional binary name (UTF8); }
        optional group tags (LIST) { repeated group list { optional binary element (UTF8); } }
    }";

    type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

    type Levels = &'static [i16];

    fn put<T: DataType>(
        group: &mut Group<'_>,
        values: &[T::T],
        def: Levels,
        rep: Levels,
    ) {
        let mut column = group.next_column().unwrap().unwrap();
        let given = |levels: Levels| Some(levels).filter(|levels| !levels.is_empty());
        column.typed::<T>().write_batch(values, given(def), given(rep)).unwrap();
        column.close().unwrap();
    }

    /// Three rows a group: a text, bytes that are no UTF-8, nothing.
    fn written(groups: i64) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let properties = Arc::new(WriterProperties::builder().build());
        let mut writer =
            SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        let bytes = |text: &[u8]| ByteArray::from(text.to_vec());
        for first in (0..groups).map(|group| group * 10) {
            let mut group = writer.next_row_group().unwrap();
            put::<Int64Type>(&mut group, &[first, first + 1, first + 2], &[], &[]);
            let texts = [bytes("Zug für alle".as_bytes()), bytes(b"ab\xFF")];
            put::<ByteArrayType>(&mut group, &texts, &[1, 1, 0], &[]);
            put::<Int32Type>(&mut group, &[19_612], &[1, 0, 0], &[]);
            put::<Int64Type>(&mut group, &[1_694_488_500_000, 0, 0], &[1, 1, 1], &[]);
            put::<ByteArrayType>(&mut group, &[bytes(b"orf")], &[2, 1, 0], &[]);
            put::<ByteArrayType>(&mut group, &[], &[0, 0, 0], &[0, 0, 0]);
            group.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn read(bytes: &[u8], spec: &str) -> Result<Collection> {
        let fields = FieldMap::parse(spec).unwrap();
        read_bytes(
            "a.parquet",
            bytes,
            &ReadSettings { fields, ..ReadSettings::default() },
        )
    }

    #[test]
    fn rows_become_articles() {
        let found = read(&written(2), "date=time,source=outlet.name").unwrap();
        assert_eq!(found.articles.len(), 2);
        let article = &found.articles[0];
        assert_eq!((article.id.as_str(), article.text.as_str()), ("0", "Zug für alle"));
        assert_eq!(article.source.as_deref(), Some("orf"));
        let date = article.date.as_ref().unwrap();
        assert_eq!(
            (date.text.as_str(), date.seconds),
            ("2023-09-12T03:15:00Z", 1_694_488_500)
        );
        let rejects: Vec<String> =
            found.rejects.iter().map(ToString::to_string).collect();
        assert_eq!(
            rejects,
            [
                "a.parquet:2: field 'text' is not UTF-8 at its byte 3",
                "a.parquet:3: text is empty",
                "a.parquet:5: field 'text' is not UTF-8 at its byte 3",
                "a.parquet:6: text is empty",
            ]
        );
    }

    #[test]
    fn days_and_missing_ids() {
        let found = read(&written(1), "date=day,id=none").unwrap();
        let date = found.articles[0].date.as_ref().unwrap();
        assert_eq!((date.text.as_str(), date.has_time), ("2023-09-12", false));
        assert_eq!(found.articles[0].id, "a.parquet:1");
        assert_eq!(found.warnings, ["a.parquet: there is no column 'none'"]);
    }

    #[test]
    fn a_file_on_disk_is_read_in_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("no-extension");
        std::fs::write(&path, written(1)).unwrap();
        let found = read_inputs(&[path], &ReadSettings::default(), &()).unwrap();
        assert_eq!(found.articles.len(), 1);
        assert_eq!(found.inputs[0].bytes, written(1).len() as u64);
    }

    #[test]
    fn a_file_without_the_text_column_names_its_columns() {
        let error = read(&written(1), "text=body").unwrap_err();
        let cause = error.source().unwrap().to_string();
        assert!(cause.starts_with("there is no text column 'body'; it has 'id', 'text'"));
        assert!(cause.contains("'outlet.name'"), "{cause}");
    }

    #[test]
    fn lists_are_passed_over_with_a_warning() {
        let found = read(&written(1), "source=tags.list.element").unwrap();
        let warning =
            "a.parquet: column 'tags.list.element' holds lists and is passed over";
        assert_eq!(found.warnings, [warning]);
        assert!(read(&written(1), "text=tags.list.element").is_err());
    }

    #[test]
    fn damaged_files_are_an_error_that_names_them() {
        let whole = written(1);
        for cut in [4, 8, whole.len() / 2, whole.len() - 1] {
            let error = read(&whole[..cut], "").unwrap_err();
            assert_eq!(error.to_string(), "cannot use 'a.parquet'");
        }
    }

    #[test]
    fn a_schema_nested_too_deep_is_refused() {
        let footer = parquet_footer::tests::nested(200_000);
        let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
        let bytes = [MAGIC, &footer, &length, MAGIC].concat();
        let cause = read(&bytes, "").unwrap_err().source().unwrap().to_string();
        assert!(cause.contains("nested too deep"), "{cause}");
    }

    #[test]
    fn flipped_bytes_never_panic() {
        let whole = written(1);
        for at in 0..whole.len() {
            for flip in [0x01, 0x80, 0xFF] {
                let mut bytes = whole.clone();
                bytes[at] ^= flip;
                let _ = read(&bytes, "");
            }
        }
    }
}
