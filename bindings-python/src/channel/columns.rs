//! Arrow columns as sales, each checked for its type and never rounded.

use super::named::with_names;
use super::steps::{LocalDays, Step};
use crate::errors;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, UInt32Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{DataType, Schema, TimeUnit};
use longtail::{
    Currency, Day, Days, Error, ErrorKind, Exact, Keys, MISSING_DAY, MISSING_KEY, MISSING_NUMBER,
    Orders, Sales, Zone,
};
use pyo3::PyResult;
use std::borrow::Cow;

pub fn table_error(message: String) -> Error {
    Error::new(ErrorKind::Table, message)
}

/// Which column is what.
pub struct Columns<'a> {
    pub partner: &'a str,
    pub niche: Option<&'a str>,
    /// Only when a period is asked: otherwise days are not looked at.
    pub day: Option<&'a str>,
    pub quantity: Option<&'a str>,
    pub product: Option<&'a str>,
    pub order: Option<&'a str>,
    pub amount: &'a str,
    /// A code, or the name of a column of codes.
    pub currency: &'a str,
    pub zone: Option<Zone>,
    /// The decimals that float amounts are rounded to; none: they are refused.
    pub float_decimals: Option<u8>,
}

impl Columns<'_> {
    /// Refuses a table without a column, also when it has no rows.
    pub fn check(&self, schema: &Schema) -> Result<(), Error> {
        let wanted = [
            Some(self.partner),
            Some(self.amount),
            self.niche,
            self.day,
            self.quantity,
            self.product,
            self.order,
        ];
        for name in wanted.into_iter().flatten() {
            only_one(name, schema)?;
            if schema.index_of(name).is_err() {
                return Err(no_column(name, schema));
            }
        }
        only_one(self.currency, schema)?;
        let known = Currency::parse(self.currency).is_some();
        if known || schema.index_of(self.currency).is_ok() {
            return Ok(());
        }
        Err(table_error(format!(
            "`currency` is `{}`; expected a code such as EUR or the name of a column",
            self.currency
        )))
    }

    /// A batch whose names are texts, for [`sales`](Self::sales).
    pub fn named<'b>(&self, batch: &'b RecordBatch) -> Result<Cow<'b, RecordBatch>, Error> {
        let names = [Some(self.partner), self.niche, self.product];
        with_names(batch, &names.into_iter().flatten().collect::<Vec<_>>())
    }

    /// The rows of a batch that is `named`; `first_row` is for messages.
    pub fn sales<'b>(&self, batch: &'b RecordBatch, first_row: usize) -> Result<Sales<'b>, Error> {
        let column = |name| {
            let array = batch.column_by_name(name);
            let array = array.ok_or_else(|| no_column(name, &batch.schema()))?;
            Ok::<_, Error>(Column { name, array, first_row })
        };
        let currency = match Currency::parse(self.currency) {
            Some(currency) => currency,
            None => column(self.currency)?.keys()?.one_currency()?,
        };
        let amounts = column(self.amount)?.amounts(currency.exponent(), self.float_decimals)?;
        let mut sales = Sales::new(currency, column(self.partner)?.keys()?, amounts)?;
        if let Some(name) = self.niche {
            sales = sales.with_niche(column(name)?.keys()?)?;
        }
        if let Some(name) = self.day {
            sales = sales.with_day(column(name)?.days(self.zone)?)?;
        }
        if let Some(name) = self.quantity {
            sales = sales.with_quantity(column(name)?.whole_numbers()?)?;
        }
        if let Some(name) = self.product {
            sales = sales.with_product(column(name)?.keys()?)?;
        }
        if let Some(name) = self.order {
            sales = sales.with_order(column(name)?.orders()?)?;
        }
        Ok(sales)
    }
}

/// More decimals than an amount of 64 bits has.
const DECIMALS_MAX: u8 = 18;

/// The decimals of floats that a host gives.
pub fn float_decimals(given: Option<i64>) -> PyResult<Option<u8>> {
    let fits = |decimals: i64| u8::try_from(decimals).ok().filter(|d| *d <= DECIMALS_MAX);
    let refused = |decimals: i64| {
        let message = format!("`float_decimals` is {decimals}; expected from 0 to {DECIMALS_MAX}");
        errors::input(message)
    };
    given.map(|decimals| fits(decimals).ok_or_else(|| refused(decimals))).transpose()
}

/// Refuses a name that two columns have: nobody said which is meant.
pub fn only_one(name: &str, schema: &Schema) -> Result<(), Error> {
    match schema.fields().iter().filter(|field| field.name() == name).count() {
        0 | 1 => Ok(()),
        found => Err(table_error(format!("{found} columns are named `{name}`; rename the others"))),
    }
}

pub fn no_column(name: &str, schema: &Schema) -> Error {
    let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    table_error(format!("no column `{name}`; the table has {}", names.join(", ")))
}

/// The largest float below which every whole number has its own.
const WHOLE_MAX: f64 = 9_007_199_254_740_991.0;

pub struct Column<'b, 'n> {
    pub name: &'n str,
    pub array: &'b ArrayRef,
    pub first_row: usize,
}

impl<'b> Column<'b, '_> {
    pub fn refused(&self, expected: &str) -> Error {
        let (name, found) = (self.name, self.array.data_type());
        table_error(format!("column `{name}` is {found}; expected {expected}"))
    }

    pub fn fault_in(&self, row: usize, message: &str) -> Error {
        table_error(format!("column `{}`, row {}: {message}", self.name, self.first_row + row))
    }

    pub fn cast(&self, array: &dyn Array, to: &DataType) -> Result<ArrayRef, Error> {
        let options = CastOptions { safe: false, ..CastOptions::default() };
        cast_with_options(array, to, &options)
            .map_err(|fault| table_error(format!("column `{}`: {fault}", self.name)))
    }

    pub fn keys(&self) -> Result<Keys<'b>, Error> {
        // Whole numbers that are names are texts by now; these are something else.
        let expected = match self.array.data_type().is_integer() {
            true => "text; cast it to a string",
            false => "text or whole numbers; cast it to a string",
        };
        if let Some(dictionary) = self.array.as_any_dictionary_opt() {
            let names = texts(dictionary.values()).ok_or_else(|| self.refused(expected))?;
            let names: Vec<&str> = names.map(Option::unwrap_or_default).collect();
            if let Some(ids) = dictionary.keys().as_primitive_opt::<Int32Type>()
                && ids.null_count() == 0
            {
                // The same bytes: a negative id is one outside the dictionary.
                return Ok(Keys::deferred(ids.values().inner().typed_data::<u32>(), names));
            }
            let ids = self.cast(dictionary.keys(), &DataType::UInt32)?;
            let ids = ids.as_primitive::<UInt32Type>().iter();
            return Keys::new(ids.map(|id| id.unwrap_or(MISSING_KEY)).collect::<Vec<_>>(), names);
        }
        texts(self.array).map(Keys::from_texts).ok_or_else(|| self.refused(expected))
    }

    /// Minor units: of a decimal exactly, of a whole number as they are.
    pub fn amounts(
        &self,
        exponent: u8,
        float_decimals: Option<u8>,
    ) -> Result<Cow<'b, [i64]>, Error> {
        let kind = self.array.data_type();
        if kind.is_floating() {
            return match float_decimals {
                Some(decimals) => self.rounded_floats(exponent, decimals).map(Cow::Owned),
                None => Err(self.refused(&format!(
                    "a decimal: money is never a float; cast it to decimal128(18, {exponent}) \
                     and choose there how it is rounded, or give `float_decimals`"
                ))),
            };
        }
        if kind.is_integer() || kind.is_null() {
            return self.integers();
        }
        self.with_decimals(exponent)?;
        self.decimals(exponent, "a decimal, or whole minor units").map(Cow::Owned)
    }

    /// Refuses a decimal without decimals where amounts have some: it may be whole units, or
    /// minor ones that a sum has made wider, as of DuckDB.
    fn with_decimals(&self, exponent: u8) -> Result<(), Error> {
        if exponent == 0 || !lacks_decimals(self.array.data_type()) {
            return Ok(());
        }
        Err(self.refused(&format!(
            "a decimal with decimals, or whole minor units: cast it to decimal128(38, {exponent}) \
             when it has whole units, to int64 when it has minor units"
        )))
    }

    /// Floats as the shortest decimal that they are written as, rounded half away
    /// from zero.
    fn rounded_floats(&self, exponent: u8, decimals: u8) -> Result<Vec<i64>, Error> {
        let array = self.cast(self.array, &DataType::Float64)?;
        let step = Step::new(decimals as i8, exponent);
        let step = step.ok_or_else(|| self.refused("a decimal"))?;
        let minor = |(row, number): (usize, Option<f64>)| match number {
            None => Ok(MISSING_NUMBER),
            Some(number) => rounded(number, decimals)
                .and_then(|number| step.apply(number))
                .ok_or_else(|| self.fault_in(row, &format!("`{number}` is no amount"))),
        };
        array.as_primitive::<Float64Type>().iter().enumerate().map(minor).collect()
    }

    /// Orders by whole numbers or by texts.
    pub fn orders(&self) -> Result<Orders<'b>, Error> {
        if self.array.data_type().is_integer() {
            return self.integers().map(Orders::Numbers);
        }
        self.keys().map(Orders::Texts)
    }

    /// Floats too when they are whole: pandas turns a column of whole numbers
    /// with a gap into floats.
    pub fn whole_numbers(&self) -> Result<Cow<'b, [i64]>, Error> {
        let kind = self.array.data_type();
        if kind.is_floating() {
            return self.whole_floats().map(Cow::Owned);
        }
        if kind.is_integer() || kind.is_null() {
            return self.integers();
        }
        self.decimals(0, "whole numbers; cast it to int64").map(Cow::Owned)
    }

    fn whole_floats(&self) -> Result<Vec<i64>, Error> {
        let array = self.cast(self.array, &DataType::Float64)?;
        let whole = |(row, number): (usize, Option<f64>)| match number {
            Some(number) if number.fract() == 0.0 && number.abs() <= WHOLE_MAX => Ok(number as i64),
            Some(number) if !number.is_nan() => {
                Err(self.fault_in(row, &format!("`{number}` is no whole number")))
            }
            _ => Ok(MISSING_NUMBER),
        };
        array.as_primitive::<Float64Type>().iter().enumerate().map(whole).collect()
    }

    fn integers(&self) -> Result<Cow<'b, [i64]>, Error> {
        if let Some(numbers) = self.array.as_primitive_opt::<Int64Type>()
            && numbers.null_count() == 0
        {
            return Ok(Cow::Borrowed(numbers.values()));
        }
        let array = self.cast(self.array, &DataType::Int64)?;
        let numbers = array.as_primitive::<Int64Type>();
        Ok(numbers.iter().map(|number| number.unwrap_or(MISSING_NUMBER)).collect())
    }

    fn decimals(&self, exponent: u8, expected: &str) -> Result<Vec<i64>, Error> {
        let scale = match self.array.data_type() {
            DataType::Decimal32(_, scale)
            | DataType::Decimal64(_, scale)
            | DataType::Decimal128(_, scale)
            | DataType::Decimal256(_, scale) => *scale,
            _ => return Err(self.refused(expected)),
        };
        let array = self.cast(self.array, &DataType::Decimal128(38, scale))?;
        let numbers = array.as_primitive::<Decimal128Type>();
        let step = Step::new(scale, exponent).ok_or_else(|| self.refused(expected))?;
        let mut minor = Vec::with_capacity(numbers.len());
        for (row, number) in numbers.iter().enumerate() {
            let amount = number.map_or(Some(MISSING_NUMBER), |number| step.apply(number));
            minor.push(amount.ok_or_else(|| {
                let text = number.and_then(|n| shown(n, scale)).unwrap_or_default();
                let fine = number.is_none_or(|number| step.is_exact(number));
                let why = match fine {
                    true => "is too large".to_owned(),
                    false => format!("is no number of {exponent} decimals"),
                };
                self.fault_in(row, &format!("`{text}` {why}"))
            })?);
        }
        Ok(minor)
    }

    pub fn days(&self, zone: Option<Zone>) -> Result<Days<'b>, Error> {
        if let Some(days) = self.array.as_primitive_opt::<Date32Type>() {
            return Ok(match days.null_count() {
                0 => Days::from_numbers(&days.values()[..]),
                _ => days.iter().map(|day| day.map_or(MISSING_DAY, Day)).collect::<Vec<_>>().into(),
            });
        }
        self.other_days(zone).map(Days::from)
    }

    fn other_days(&self, zone: Option<Zone>) -> Result<Vec<Day>, Error> {
        match self.array.data_type() {
            DataType::Date64 => self.stamps(None),
            DataType::Timestamp(_, None) => self.stamps(None),
            DataType::Timestamp(_, Some(own)) => match zone.or_else(|| Zone::parse(own)) {
                Some(zone) => self.stamps(Some(zone)),
                None => Err(self.refused("a time in a zone of IANA; give `zone`")),
            },
            _ => self.written_days(zone),
        }
    }

    /// Whole seconds since 1970 of a time: local, or universal when it has a zone.
    pub fn seconds(&self) -> Result<Vec<Option<i64>>, Error> {
        let to = DataType::Timestamp(TimeUnit::Microsecond, None);
        let plain = match self.array.data_type() {
            // A plain cast would shift the moment to the column's own zone.
            DataType::Timestamp(unit, Some(_)) => {
                let utc = DataType::Timestamp(*unit, Some("+00:00".into()));
                self.cast(&self.cast(self.array, &utc)?, &to)?
            }
            _ => self.cast(self.array, &to)?,
        };
        let micros = self.cast(&plain, &DataType::Int64)?;
        let seconds = |micros: Option<i64>| micros.map(|micros| micros.div_euclid(1_000_000));
        Ok(micros.as_primitive::<Int64Type>().iter().map(seconds).collect())
    }

    /// The days of moments; without a zone they are local time already.
    fn stamps(&self, zone: Option<Zone>) -> Result<Vec<Day>, Error> {
        let mut local = LocalDays::new(zone);
        let day = |(row, seconds): (usize, Option<i64>)| match seconds {
            None => Ok(MISSING_DAY),
            Some(seconds) => {
                local.day(seconds).ok_or_else(|| self.fault_in(row, "the time is out of range"))
            }
        };
        self.seconds()?.into_iter().enumerate().map(day).collect()
    }

    fn written_days(&self, zone: Option<Zone>) -> Result<Vec<Day>, Error> {
        let keys = texts(self.array).map(Keys::from_texts);
        let keys = match keys {
            Some(keys) => keys,
            None if self.array.as_any_dictionary_opt().is_some() => self.keys()?,
            None => return Err(self.refused("a date, a time or a text such as 2026-03-02")),
        };
        let read = |text: &&str| Day::parse(text).or_else(|| Some(zone?.local(text)?.day));
        let days: Vec<Option<Day>> = keys.names().iter().map(read).collect();
        let day = |(row, &id): (usize, &u32)| {
            let text = keys.names().get(id as usize).copied().unwrap_or_default();
            match days.get(id as usize).copied().flatten() {
                Some(day) => Ok(day),
                None if text.is_empty() => Ok(MISSING_DAY),
                None => Err(self.fault_in(row, &no_day(text, zone))),
            }
        };
        keys.ids().iter().enumerate().map(day).collect()
    }
}

/// `number * 10^decimals` as a whole number, half away from zero, of the decimal
/// that the float is written as; none for what is no number or too large.
fn rounded(number: f64, decimals: u8) -> Option<i128> {
    if !number.is_finite() {
        return None;
    }
    let text = format!("{:.12}", number.abs());
    let shortest = number.abs().to_string();
    // The shortest text has what the float means; a long one is cut far behind the
    // decimals that matter.
    let exact = Exact::parse(&shortest).or_else(|| Exact::parse(&text))?;
    let more = u32::from(exact.scale()).checked_sub(u32::from(decimals));
    let whole = match more {
        None | Some(0) => exact.rescaled(decimals)?,
        Some(more) => {
            let step = 10i128.checked_pow(more)?;
            (exact.mantissa() + step / 2) / step
        }
    };
    Some(if number < 0.0 { -whole } else { whole })
}

/// Whether a column is of decimals without decimals.
fn lacks_decimals(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::Decimal32(_, scale)
        | DataType::Decimal64(_, scale)
        | DataType::Decimal128(_, scale)
        | DataType::Decimal256(_, scale) if *scale <= 0
    )
}

fn no_day(text: &str, zone: Option<Zone>) -> String {
    let hint = if zone.is_none() { "; a time of day needs `zone`" } else { "" };
    format!("`{text}` is no date such as 2026-03-02{hint}")
}

/// The texts of a column of any text type.
fn texts(array: &ArrayRef) -> Option<Box<dyn Iterator<Item = Option<&str>> + '_>> {
    Some(match array.data_type() {
        DataType::Utf8 => Box::new(array.as_string::<i32>().iter()),
        DataType::LargeUtf8 => Box::new(array.as_string::<i64>().iter()),
        DataType::Utf8View => Box::new(array.as_string_view().iter()),
        DataType::Null => Box::new(std::iter::repeat_n(None, array.len())),
        _ => return None,
    })
}

fn shown(mantissa: i128, scale: i8) -> Option<String> {
    Some(Exact::new(mantissa, u8::try_from(scale).ok()?).text(0))
}
