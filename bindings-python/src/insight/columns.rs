//! Arrow columns as lines of sales, each checked for its type and never rounded.

use crate::channel::columns::is_whole;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{DataType, Schema};
use longtail::{Error, ErrorKind, Exact, Keys, MISSING_KEY, MISSING_NUMBER};

fn fault(message: String) -> Error {
    Error::new(ErrorKind::Table, message)
}

/// A column of a batch, as the company calls it.
pub struct Column<'b> {
    name: &'b str,
    array: ArrayRef,
}

impl<'b> Column<'b> {
    pub fn of(batch: &RecordBatch, name: &'b str) -> Result<Self, Error> {
        let array = batch.column_by_name(name).cloned();
        let array = array.ok_or_else(|| missing(&batch.schema(), name))?;
        Ok(Self { name, array })
    }

    fn cast(&self, array: &dyn Array, to: &DataType) -> Result<ArrayRef, Error> {
        let options = CastOptions { safe: false, ..CastOptions::default() };
        cast_with_options(array, to, &options)
            .map_err(|refused| fault(format!("column `{}`: {refused}", self.name)))
    }

    /// Names: texts, or whole numbers as they are written.
    pub fn names(&self) -> Result<Names, Error> {
        let kind = match self.array.data_type() {
            DataType::Dictionary(_, kind) => kind,
            kind => kind,
        };
        let text = matches!(
            kind,
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null
        );
        if !text && !kind.is_integer() {
            let found = self.array.data_type();
            return Err(fault(format!(
                "column `{}` is {found}; expected text or whole numbers",
                self.name
            )));
        }
        let to = DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::Utf8));
        Ok(Names(self.cast(&self.array, &to)?))
    }

    /// Minor units: of a decimal exactly, of a whole number as they are.
    pub fn amounts(&self, exponent: u8) -> Result<Vec<i64>, Error> {
        let kind = self.array.data_type();
        if kind.is_integer() || kind.is_null() {
            return self.whole_numbers();
        }
        if exponent > 0 && is_whole(kind) {
            return Err(fault(format!(
                "column `{}` is {kind}; expected a decimal with decimals, or whole minor units: \
                 cast it to decimal128(38, {exponent}) when it has whole units, to int64 when it \
                 has minor units",
                self.name
            )));
        }
        let scale = match kind {
            DataType::Decimal32(_, scale)
            | DataType::Decimal64(_, scale)
            | DataType::Decimal128(_, scale)
            | DataType::Decimal256(_, scale) => u8::try_from(*scale).ok(),
            _ => None,
        };
        let Some(scale) = scale else {
            return Err(fault(format!(
                "column `{}` is {kind}; expected a decimal, or whole minor units",
                self.name
            )));
        };
        let decimals = self.cast(&self.array, &DataType::Decimal128(38, scale as i8))?;
        let minor = |(row, mantissa): (usize, Option<i128>)| {
            let Some(mantissa) = mantissa else { return Ok(MISSING_NUMBER) };
            let exact = Exact::new(mantissa, scale).stripped(0);
            let fine = exact.scale() <= exponent;
            let minor = fine.then(|| exact.rescaled(exponent)).flatten();
            minor.and_then(|minor| i64::try_from(minor).ok()).ok_or_else(|| {
                let (name, shown) = (self.name, exact.text(0));
                fault(format!("column `{name}`, row {row}: `{shown}` is no whole minor units"))
            })
        };
        decimals.as_primitive::<Decimal128Type>().iter().enumerate().map(minor).collect()
    }

    pub fn whole_numbers(&self) -> Result<Vec<i64>, Error> {
        if !(self.array.data_type().is_integer() || self.array.data_type().is_null()) {
            let (name, found) = (self.name, self.array.data_type());
            return Err(fault(format!("column `{name}` is {found}; expected whole numbers")));
        }
        let numbers = self.cast(&self.array, &DataType::Int64)?;
        let numbers = numbers.as_primitive::<Int64Type>().iter();
        Ok(numbers.map(|number| number.unwrap_or(MISSING_NUMBER)).collect())
    }
}

/// Refuses a table without a column, also when it has no rows.
pub fn check<'a>(schema: &Schema, names: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    for name in names {
        if schema.index_of(name).is_err() {
            return Err(missing(schema, name));
        }
    }
    Ok(())
}

fn missing(schema: &Schema, name: &str) -> Error {
    let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    fault(format!("no column `{name}`; the table has {}", names.join(", ")))
}

/// Names with their numbers; they live as long as this does.
pub struct Names(ArrayRef);

impl Names {
    pub fn keys(&self) -> Result<Keys<'_>, Error> {
        let dictionary = self.0.as_dictionary::<UInt32Type>();
        let texts = dictionary.values().as_string::<i32>();
        let names: Vec<&str> = texts.iter().map(Option::unwrap_or_default).collect();
        let ids = dictionary.keys().iter().map(|id| id.unwrap_or(MISSING_KEY));
        Keys::new(ids.collect::<Vec<_>>(), names)
    }
}
