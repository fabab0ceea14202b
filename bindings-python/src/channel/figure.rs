//! A table of figures as an Arrow table.

use super::columns::table_error;
use super::tables::decimals;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use longtail::{Error, ErrorKind, FigureTable, FigureValues};
use std::sync::Arc;

/// As many as an Arrow decimal of 128 bits has.
const DIGITS: u8 = 38;

/// The Arrow table of an answer.
pub fn batch(table: FigureTable<'_>) -> Result<RecordBatch, Error> {
    let exponent = table.exponent;
    let columns = table.columns.into_iter().map(|column| {
        let (name, nullable) = (column.name, true);
        let array: ArrayRef = match column.values {
            FigureValues::Text(values) => Arc::new(StringArray::from_iter(values)),
            FigureValues::Count(values) => {
                // Counts of rows never reach the sign bit.
                let whole = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
                Arc::new(values.into_iter().map(|v| v.map(whole)).collect::<Int64Array>())
            }
            FigureValues::Units(values) => {
                let whole = |value: Option<i128>| {
                    value.map(i64::try_from).transpose().map_err(|_| out_of_range(name))
                };
                let values = values.into_iter().map(whole).collect::<Result<Int64Array, _>>()?;
                Arc::new(values)
            }
            FigureValues::Amount(values) => {
                if values.iter().any(|value| value.unsigned_abs() >= 10u128.pow(DIGITS.into())) {
                    return Err(out_of_range(name));
                }
                return decimals(name, values.into_iter().map(Some), DIGITS, exponent, true);
            }
            FigureValues::Ratio(values) => Arc::new(Float64Array::from(values)),
            FigureValues::Day(values) => {
                Arc::new(values.into_iter().map(|v| v.map(|day| day.0)).collect::<Date32Array>())
            }
            FigureValues::Flag(values) => Arc::new(BooleanArray::from(values)),
        };
        Ok((name, array, nullable))
    });
    let columns = columns.collect::<Result<Vec<_>, Error>>()?;
    RecordBatch::try_from_iter_with_nullable(columns).map_err(|e| table_error(e.to_string()))
}

fn out_of_range(name: &str) -> Error {
    Error::new(ErrorKind::Range, format!("column `{name}`: a sum is out of range"))
}
