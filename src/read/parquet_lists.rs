//! A Parquet column that holds a list of numbers in each row.

use parquet::basic::{LogicalType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::RowGroupReader;
use parquet::schema::types::ColumnDescriptor;

use super::record::Value;
use crate::article::Embedding;

/// How many lists are taken up at once: they are longer than other values.
const ROUND: usize = 64;

/// Whether a column holds lists of floating-point numbers, and not lists of lists.
pub(super) fn holds_numbers(column: &ColumnDescriptor) -> bool {
    let half = matches!(column.logical_type_ref(), Some(LogicalType::Float16));
    let number = matches!(column.physical_type(), Type::FLOAT | Type::DOUBLE);
    column.max_rep_level() == 1 && number && !half
}

/// Refuses a column of a row group that has more numbers than embeddings of so many rows.
pub(super) fn bounded(
    group: &dyn RowGroupReader,
    column: usize,
    rows: usize,
) -> Result<()> {
    let numbers = group.metadata().column(column).num_values();
    let most = rows.saturating_mul(Embedding::MOST);
    if usize::try_from(numbers).is_ok_and(|numbers| numbers <= most) {
        return Ok(());
    }
    Err(ParquetError::General(format!("{numbers} numbers in the lists of {rows} rows")))
}

/// The next lists, at most so many. A number has the definition level `full`; where `nulls`
/// says that it may be null, it is one less then.
pub(super) fn values(
    reader: &mut ColumnReader,
    full: i16,
    nulls: bool,
    most: usize,
) -> Result<Vec<Value>> {
    match reader {
        ColumnReader::FloatColumnReader(reader) => {
            typed(reader, full, nulls, most, |number| *number)
        }
        #[expect(clippy::cast_possible_truncation, reason = "too large is infinite")]
        ColumnReader::DoubleColumnReader(reader) => {
            typed(reader, full, nulls, most, |number| *number as f32)
        }
        _ => Err(ParquetError::General("a list that holds no numbers".into())),
    }
}

fn typed<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    full: i16,
    nulls: bool,
    most: usize,
    number: impl Fn(&T::T) -> f32,
) -> Result<Vec<Value>> {
    let mut lists: Vec<Value> = Vec::new();
    while lists.len() < most {
        let (mut found, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
        let wanted = ROUND.min(most - lists.len());
        let (rows, _, _) = reader.read_records(
            wanted,
            Some(&mut defined),
            Some(&mut repeated),
            &mut found,
        )?;
        if rows == 0 {
            break;
        }
        let mut found = found.iter().map(&number);
        for (defined, repeated) in defined.iter().zip(&repeated) {
            if *repeated == 0 {
                lists.push(Value::Numbers(Vec::new()));
            }
            let number = if *defined == full { found.next() } else { None };
            let null = nulls && *defined + 1 == full;
            match (lists.last_mut(), number) {
                (Some(Value::Numbers(list)), Some(_))
                    if list.len() == Embedding::MOST =>
                {
                    lists.pop();
                    lists.push(Value::too_many());
                }
                (Some(Value::Numbers(list)), Some(number)) => list.push(number),
                (Some(list), None) if null => *list = Value::Other("an array"),
                _ => {}
            }
        }
    }
    Ok(lists)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::super::{Collection, ReadSettings, read_bytes};
    use super::*;

    /// Five rows: a list, one with a null in it, an empty one, none at all, a list.
    fn written<T: DataType>(kind: &str, numbers: &[T::T]) -> Vec<u8> {
        let schema = format!(
            "message articles {{ required binary text (UTF8);
             optional group embedding (LIST) {{ repeated group list {{ optional {kind} element; }} }} }}"
        );
        let schema = Arc::new(parse_message_type(&schema).unwrap());
        let properties = Arc::new(WriterProperties::builder().build());
        let mut writer =
            SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let texts: Vec<ByteArray> = (0..5)
            .map(|row| ByteArray::from(format!("Text {row}").into_bytes()))
            .collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&texts, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let (defined, repeated) = ([3, 3, 3, 2, 1, 0, 3, 3], [0, 1, 0, 1, 0, 0, 0, 1]);
        column
            .typed::<T>()
            .write_batch(numbers, Some(&defined), Some(&repeated))
            .unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.into_inner().unwrap()
    }

    fn read(bytes: &[u8]) -> Collection {
        read_bytes("a.parquet", bytes, &ReadSettings::default()).unwrap()
    }

    #[test]
    fn lists_of_numbers_are_embeddings() {
        let single = read(&written::<FloatType>("float", &[3.0, 4.0, 1.0, 0.0, 2.0]));
        let double = read(&written::<DoubleType>("double", &[3.0, 4.0, 1.0, 0.0, 2.0]));
        for read in [single, double] {
            let found: Vec<Option<&[f32]>> = read
                .articles
                .iter()
                .map(|article| article.embedding.as_ref().map(Embedding::parts))
                .collect();
            let (first, last) = (&[0.6, 0.8][..], &[0.0, 1.0][..]);
            assert_eq!(found, [Some(first), None, None, None, Some(last)]);
            assert_eq!(
                read.warnings,
                ["a.parquet: 1 embedding could not be used, the first at line 2: it \
                  holds something that is no number"]
            );
        }
    }

    #[test]
    fn flipped_bytes_never_panic() {
        let whole = written::<FloatType>("float", &[3.0, 4.0, 1.0, 0.0, 2.0]);
        for at in 0..whole.len() {
            for flip in [0x01, 0x80, 0xFF] {
                let mut bytes = whole.clone();
                bytes[at] ^= flip;
                let _ = read_bytes("a.parquet", &bytes, &ReadSettings::default());
            }
        }
    }
}
