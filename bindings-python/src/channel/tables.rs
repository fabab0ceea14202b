//! Figures as Arrow tables: money and shares as decimals.

use super::columns::table_error;
use arrow_array::{ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray};
use longtail::{Concentration, Error, Exact, NicheTable, Part, PartnerTable};
use std::sync::Arc;

/// Every 64-bit number of minor units has at most 19 digits.
const AMOUNT_DIGITS: u8 = 19;
/// One digit before the point and at most twelve behind it.
const SHARE_DIGITS: u8 = 13;

pub type Column = (&'static str, ArrayRef, bool);

/// The partners' table.
pub fn partner_batch(
    table: PartnerTable,
    exponent: u8,
    has_quantity: bool,
) -> Result<RecordBatch, Error> {
    let mut columns = vec![
        text("partner", table.partner),
        counts("rank", &table.rank),
        counts("rows", &table.rows),
        counts("return_rows", &table.return_rows),
        money("revenue", table.revenue_minor, exponent)?,
    ];
    if has_quantity {
        columns.push(("quantity", Arc::new(Int64Array::from(table.quantity)), false));
    }
    columns.push(shares("share", table.share.into_iter().map(Some), false)?);
    let cumulative = table.cumulative_share.into_iter().map(Some);
    columns.push(shares("cumulative_share", cumulative, false)?);
    columns.push(parts(&table.part));
    batch(columns)
}

/// The niches' table.
pub fn niche_batch(
    table: NicheTable,
    exponent: u8,
    has_quantity: bool,
) -> Result<RecordBatch, Error> {
    let mut columns = vec![
        text("niche", table.niche),
        counts("rank", &table.rank),
        counts("partners", &table.partners),
        counts("rows", &table.rows),
        counts("return_rows", &table.return_rows),
        money("revenue", table.revenue_minor, exponent)?,
    ];
    if has_quantity {
        columns.push(("quantity", Arc::new(Int64Array::from(table.quantity)), false));
    }
    columns.push(shares("share", table.share.into_iter().map(Some), false)?);
    let cumulative = table.cumulative_share.into_iter().map(Some);
    columns.push(shares("cumulative_share", cumulative, false)?);
    columns.push(parts(&table.part));
    columns.push(("top_partner", Arc::new(StringArray::from(table.top_partner)), true));
    columns.push(shares("top_partner_share", table.top_partner_share.into_iter(), true)?);
    let spread = &table.concentration;
    columns.push(ratios("gini", spread, |c| c.gini));
    columns.push(ratios("hhi", spread, |c| c.hhi));
    columns.push(ratios("effective_number", spread, |c| c.effective_number));
    columns.push(ratios("cr1", spread, |c| c.cr1));
    columns.push(ratios("cr4", spread, |c| c.cr4));
    columns.push(ratios("cr10", spread, |c| c.cr10));
    batch(columns)
}

fn batch(columns: Vec<Column>) -> Result<RecordBatch, Error> {
    RecordBatch::try_from_iter_with_nullable(columns).map_err(|e| table_error(e.to_string()))
}

fn text(name: &'static str, texts: Vec<String>) -> Column {
    (name, Arc::new(StringArray::from(texts)), false)
}

fn parts(parts: &[Part]) -> Column {
    let words: Vec<&str> = parts.iter().map(|part| part.name()).collect();
    ("part", Arc::new(StringArray::from(words)), false)
}

/// Counts of rows never reach the sign bit.
fn counts(name: &'static str, counts: &[u64]) -> Column {
    let counts = counts.iter().map(|&count| i64::try_from(count).unwrap_or(i64::MAX));
    (name, Arc::new(Int64Array::from_iter_values(counts)), false)
}

fn money(name: &'static str, minor: Vec<i64>, exponent: u8) -> Result<Column, Error> {
    let amounts = minor.into_iter().map(|amount| Some(i128::from(amount)));
    decimals(name, amounts, AMOUNT_DIGITS, exponent, false)
}

fn shares(
    name: &'static str,
    shares: impl Iterator<Item = Option<Exact>>,
    nullable: bool,
) -> Result<Column, Error> {
    let shares: Vec<Option<Exact>> = shares.collect();
    let scale = shares.iter().flatten().map(|share| share.scale()).max().unwrap_or(0);
    let mantissas = shares.into_iter().map(|share| share.map(Exact::mantissa));
    decimals(name, mantissas, SHARE_DIGITS, scale, nullable)
}

pub fn decimals(
    name: &'static str,
    mantissas: impl Iterator<Item = Option<i128>>,
    digits: u8,
    scale: u8,
    nullable: bool,
) -> Result<Column, Error> {
    let array: Decimal128Array = mantissas.collect();
    let array = array
        .with_precision_and_scale(digits, scale as i8)
        .map_err(|e| table_error(e.to_string()))?;
    Ok((name, Arc::new(array), nullable))
}

fn ratios(
    name: &'static str,
    spread: &[Option<Concentration>],
    ratio: impl Fn(&Concentration) -> f64,
) -> Column {
    let ratios = spread.iter().map(|c| c.as_ref().map(&ratio));
    (name, Arc::new(ratios.collect::<Float64Array>()), true)
}
