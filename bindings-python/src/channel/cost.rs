//! The cost of sales: a table of orders in, tables out.

use super::columns::{self, Column, no_column, only_one, table_error};
use super::figure::batch;
use super::named::with_names;
use super::steps::moment;
use super::{Table, parse};
use crate::convert::{Reader, Word, reader, zone};
use crate::errors;
use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use arrow_select::concat::concat_batches;
use longtail::{
    Currency, Error, Exact, Moment, OrderCosts, Zone, cost_of_sales, cost_question, cost_tables,
};
use pyo3::prelude::*;

/// The names of the columns, and the question as JSON; `longtail.figures` calls it.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the package's own function has them as keywords")]
#[pyo3(signature = (table, question, currency, partner, amount, cost, fees, digital, touches,
    placed, zone, float_decimals))]
pub fn _cost_of_sales(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    question: Word<'_>,
    currency: Word<'_>,
    partner: Word<'_>,
    amount: Word<'_>,
    cost: Word<'_>,
    fees: Option<Word<'_>>,
    digital: Option<Word<'_>>,
    touches: Option<Word<'_>>,
    placed: Option<Word<'_>>,
    zone: Option<Word<'_>>,
    float_decimals: Option<i64>,
) -> PyResult<(Table, Table, u64, String)> {
    let known = Currency::parse(currency.0);
    let currency = parse("currency", currency.0, known, "a code such as EUR")?;
    let names = Names {
        partner: partner.0,
        amount: amount.0,
        cost: cost.0,
        fees: fees.as_ref().map(|word| word.0),
        digital: digital.as_ref().map(|word| word.0),
        touches: touches.as_ref().map(|word| word.0),
        placed: placed.as_ref().map(|word| word.0),
        zone: self::zone(zone)?,
        float_decimals: columns::float_decimals(float_decimals)?,
    };
    let reader = reader(table)?;
    let question = question.0;
    let tables = py.detach(|| answer(reader, &names, currency, question));
    let (parts, partners, orders, amount) = tables.map_err(|e| errors::raise(&e))?;
    Ok((Table { batch: parts }, Table { batch: partners }, orders, amount))
}

struct Names<'a> {
    partner: &'a str,
    amount: &'a str,
    cost: &'a str,
    fees: Option<&'a str>,
    digital: Option<&'a str>,
    touches: Option<&'a str>,
    placed: Option<&'a str>,
    zone: Option<Zone>,
    float_decimals: Option<u8>,
}

fn answer(
    reader: Reader,
    names: &Names<'_>,
    currency: Currency,
    question: &str,
) -> Result<(RecordBatch, RecordBatch, u64, String), Error> {
    let schema = reader.schema();
    let batches = reader.collect::<Result<Vec<_>, _>>();
    let whole = batches.and_then(|batches| concat_batches(&schema, &batches));
    let whole = whole.map_err(|fault| table_error(fault.to_string()))?;
    let exponent = currency.exponent();
    let question = cost_question(question, exponent)?;
    let whole = with_names(&whole, &[names.partner])?;
    let orders = names.orders(&whole, exponent)?;
    let cost =
        cost_of_sales(&orders, question.head, question.opening.as_ref(), question.orders_min)?;
    let [parts, partners] = cost_tables(&cost, exponent);
    let amount = Exact::new(cost.left_out_amount, exponent).text(exponent);
    Ok((batch(parts)?, batch(partners)?, cost.left_out_orders, amount))
}

impl Names<'_> {
    fn orders<'b>(&self, table: &'b RecordBatch, exponent: u8) -> Result<OrderCosts<'b>, Error> {
        let column = |name| {
            only_one(name, &table.schema())?;
            let array = table.column_by_name(name);
            let array = array.ok_or_else(|| no_column(name, &table.schema()))?;
            Ok::<_, Error>(Column { name, array, first_row: 0 })
        };
        let money = |name| -> Result<Vec<i64>, Error> {
            Ok(column(name)?.amounts(exponent, self.float_decimals)?.into_owned())
        };
        Ok(OrderCosts {
            partner: column(self.partner)?.keys()?,
            amount_minor: money(self.amount)?,
            cost_minor: money(self.cost)?,
            fees_minor: self.fees.map(money).transpose()?,
            digital: self.digital.map(|name| flags(&column(name)?)).transpose()?,
            touches: match self.touches {
                Some(name) => Some(column(name)?.whole_numbers()?.into_owned()),
                None => None,
            },
            placed: match self.placed {
                Some(name) => Some(moments(&column(name)?, self.zone)?),
                None => None,
            },
        })
    }
}

fn flags(column: &Column<'_, '_>) -> Result<Vec<Option<bool>>, Error> {
    let array = column.array;
    match array.data_type() {
        DataType::Null => Ok(vec![None; array.len()]),
        DataType::Boolean => Ok(array.as_boolean().iter().collect()),
        _ => Err(column.refused("true or false")),
    }
}

fn moments(column: &Column<'_, '_>, zone: Option<Zone>) -> Result<Vec<Option<Moment>>, Error> {
    let zone = match column.array.data_type() {
        DataType::Timestamp(_, None) | DataType::Date64 => None,
        DataType::Timestamp(_, Some(own)) => match zone.or_else(|| Zone::parse(own)) {
            Some(zone) => Some(zone),
            None => return Err(column.refused("a time in a zone of IANA; give `zone`")),
        },
        _ => return Err(column.refused("a time of day with its date")),
    };
    let seconds = column.seconds()?.into_iter().enumerate();
    let read = |(row, seconds): (usize, Option<i64>)| match seconds {
        None => Ok(None),
        Some(seconds) => moment(zone, seconds)
            .map(Some)
            .ok_or_else(|| column.fault_in(row, "the time is out of range")),
    };
    seconds.map(read).collect()
}
