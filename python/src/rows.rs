//! Arrow columns to records.

use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::types::{
    ArrowDictionaryKeyType, ArrowPrimitiveType, Date32Type, Date64Type, Float16Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, DictionaryArray, RecordBatch};
use arrow_pyarrow::PyArrowType;
use arrow_schema::{DataType, TimeUnit};
use samestory::article::Embedding;
use samestory::error::{Error, Result};
use samestory::read::{Record, Value};

/// A table as Python hands it over: its batches, not copied.
pub(crate) type Table = PyArrowType<RecordBatchStreamReader>;

/// The batches of a table. Offsets and UTF-8 are checked, for nothing else has done so:
/// what comes through the C interface is only promised.
pub(crate) fn batches(table: Table) -> Result<Vec<RecordBatch>> {
    let broken = |error: arrow_schema::ArrowError| {
        Error::format(
            "table",
            error.to_string(),
            "give valid Arrow data; pyarrow's Table.validate(full=True) tells what is wrong",
        )
    };
    table
        .0
        .map(|batch| {
            let batch = batch.map_err(broken)?;
            for column in batch.columns() {
                column.to_data().validate_full().map_err(broken)?;
            }
            Ok(batch)
        })
        .collect()
}

/// The rows of all batches. Texts are copied here, for an article owns what it says.
pub(crate) fn records(batches: &[RecordBatch]) -> impl Iterator<Item = Record> + '_ {
    batches.iter().flat_map(|batch| {
        let column = |name: &str| batch.column_by_name(name);
        let columns = [
            column("id"),
            column("title"),
            column("text"),
            column("date"),
            column("lang"),
            column("source"),
            column("url"),
            column("embedding"),
        ];
        (0..batch.num_rows()).map(move |row| {
            let [id, title, text, date, lang, source, url, embedding] =
                columns.map(|column| column.map_or(Value::Absent, |c| value(c, row)));
            Record { id, title, text, date, lang, source, url, embedding }
        })
    })
}

/// The texts of a column, where they lie; `None` for null. Other types than text have
/// none.
pub(crate) fn texts(column: &ArrayRef) -> Option<Vec<Option<&str>>> {
    Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().iter().collect(),
        DataType::LargeUtf8 => column.as_string::<i64>().iter().collect(),
        DataType::Utf8View => column.as_string_view().iter().collect(),
        DataType::Null => vec![None; column.len()],
        _ => return None,
    })
}

/// What stands in one row of a column. Times are written the way date fields are.
fn value(column: &ArrayRef, row: usize) -> Value {
    if column.is_null(row) || column.data_type() == &DataType::Null {
        return Value::Null;
    }
    let text = |text: &str| Value::Text(text.to_owned());
    match column.data_type() {
        DataType::Utf8 => text(column.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => text(column.as_string::<i64>().value(row)),
        DataType::Utf8View => text(column.as_string_view().value(row)),
        DataType::Binary => Value::from_bytes(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Value::from_bytes(column.as_binary::<i64>().value(row)),
        DataType::BinaryView => Value::from_bytes(column.as_binary_view().value(row)),
        DataType::Int8 => number::<Int8Type>(column, row),
        DataType::Int16 => number::<Int16Type>(column, row),
        DataType::Int32 => number::<Int32Type>(column, row),
        DataType::Int64 => number::<Int64Type>(column, row),
        DataType::UInt8 => number::<UInt8Type>(column, row),
        DataType::UInt16 => number::<UInt16Type>(column, row),
        DataType::UInt32 => number::<UInt32Type>(column, row),
        DataType::UInt64 => number::<UInt64Type>(column, row),
        DataType::Float32 => number::<Float32Type>(column, row),
        DataType::Float64 => number::<Float64Type>(column, row),
        DataType::Date32 => {
            Value::of_day(column.as_primitive::<Date32Type>().value(row).into())
        }
        DataType::Date64 => {
            const DAY: i64 = 24 * 3600 * 1000;
            Value::of_day(column.as_primitive::<Date64Type>().value(row).div_euclid(DAY))
        }
        DataType::Timestamp(unit, zone) => {
            let (ticks, per_second) = match unit {
                TimeUnit::Second => {
                    (column.as_primitive::<TimestampSecondType>().value(row), 1)
                }
                TimeUnit::Millisecond => {
                    (column.as_primitive::<TimestampMillisecondType>().value(row), 1_000)
                }
                TimeUnit::Microsecond => (
                    column.as_primitive::<TimestampMicrosecondType>().value(row),
                    1_000_000,
                ),
                TimeUnit::Nanosecond => (
                    column.as_primitive::<TimestampNanosecondType>().value(row),
                    1_000_000_000,
                ),
            };
            Value::of_moment(ticks, per_second, zone.is_some())
        }
        DataType::Dictionary(key, _) => match **key {
            DataType::Int8 => entry::<Int8Type>(column, row),
            DataType::Int16 => entry::<Int16Type>(column, row),
            DataType::Int32 => entry::<Int32Type>(column, row),
            DataType::Int64 => entry::<Int64Type>(column, row),
            DataType::UInt8 => entry::<UInt8Type>(column, row),
            DataType::UInt16 => entry::<UInt16Type>(column, row),
            DataType::UInt32 => entry::<UInt32Type>(column, row),
            DataType::UInt64 => entry::<UInt64Type>(column, row),
            _ => Value::Other("a dictionary of unknown keys"),
        },
        DataType::Boolean => Value::Other("a boolean"),
        DataType::Struct(_) | DataType::Map(..) => Value::Other("an object"),
        DataType::List(_) => numbers(&column.as_list::<i32>().value(row)),
        DataType::LargeList(_) => numbers(&column.as_list::<i64>().value(row)),
        DataType::FixedSizeList(..) => numbers(&column.as_fixed_size_list().value(row)),
        DataType::Decimal128(..) | DataType::Decimal256(..) => {
            Value::Other("a decimal number")
        }
        _ => Value::Other("neither text nor a number"),
    }
}

fn number<T: ArrowPrimitiveType>(column: &ArrayRef, row: usize) -> Value
where
    T::Native: ToString,
{
    Value::Number(column.as_primitive::<T>().value(row).to_string())
}

/// A list, if all that is in it are numbers.
fn numbers(list: &ArrayRef) -> Value {
    if list.len() > Embedding::MOST {
        return Value::too_many();
    }
    if list.null_count() > 0 {
        return Value::Other("an array");
    }
    match list.data_type() {
        DataType::Float32 => {
            Value::Numbers(list.as_primitive::<Float32Type>().values().to_vec())
        }
        DataType::Float64 => {
            let wide = list.as_primitive::<Float64Type>().values().iter();
            #[expect(clippy::cast_possible_truncation, reason = "too large is infinite")]
            let numbers = wide.map(|number| *number as f32).collect();
            Value::Numbers(numbers)
        }
        DataType::Float16 => {
            let half = list.as_primitive::<Float16Type>().values().iter();
            Value::Numbers(half.map(|number| number.to_f32()).collect())
        }
        _ => Value::Other("an array"),
    }
}

fn entry<K: ArrowDictionaryKeyType>(column: &ArrayRef, row: usize) -> Value {
    let dictionary: &DictionaryArray<K> = column.as_dictionary();
    dictionary.key(row).map_or(Value::Null, |key| value(dictionary.values(), key))
}
