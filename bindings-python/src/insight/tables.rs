//! Answers as Arrow tables.

use arrow_array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use longtail::discovery::Scores;
use longtail::insight::{
    BestSellers, Cells, GatePolicy, InsightState, Publication, Together, WhiteSpot,
};
use longtail::{Error, ErrorKind, Finding, Language};
use std::sync::Arc;

type Column = (&'static str, ArrayRef, bool);

const AMOUNT_DIGITS: u8 = 38;

fn batch(columns: Vec<Column>) -> Result<RecordBatch, Error> {
    RecordBatch::try_from_iter_with_nullable(columns)
        .map_err(|fault| Error::new(ErrorKind::Table, fault.to_string()))
}

fn texts<'a>(name: &'static str, texts: impl Iterator<Item = &'a str>) -> Column {
    (name, Arc::new(StringArray::from_iter_values(texts)), false)
}

fn some_texts<'a>(name: &'static str, texts: impl Iterator<Item = Option<&'a str>>) -> Column {
    (name, Arc::new(texts.collect::<StringArray>()), true)
}

fn counts(name: &'static str, counts: impl Iterator<Item = u64>) -> Column {
    let counts = counts.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    (name, Arc::new(Int64Array::from_iter_values(counts)), false)
}

fn wholes(name: &'static str, numbers: impl Iterator<Item = Option<i64>>) -> Column {
    (name, Arc::new(numbers.collect::<Int64Array>()), true)
}

fn numbers(name: &'static str, numbers: impl Iterator<Item = Option<f64>>) -> Column {
    (name, Arc::new(numbers.collect::<Float64Array>()), true)
}

fn flags(name: &'static str, flags: impl Iterator<Item = bool>) -> Column {
    (name, Arc::new(flags.map(Some).collect::<BooleanArray>()), false)
}

fn money(
    name: &'static str,
    minor: impl Iterator<Item = Option<i128>>,
    exponent: u8,
) -> Result<Column, Error> {
    let array = minor.collect::<Decimal128Array>();
    let array = array.with_precision_and_scale(AMOUNT_DIGITS, exponent as i8);
    let array = array.map_err(|fault| Error::new(ErrorKind::Table, fault.to_string()))?;
    Ok((name, Arc::new(array), true))
}

pub fn best_sellers(found: &BestSellers, exponent: u8) -> Result<RecordBatch, Error> {
    let rows = || found.products.iter();
    batch(vec![
        texts("product", rows().map(|row| &*row.product)),
        texts("niche", rows().map(|row| &*row.niche)),
        counts("rank", rows().map(|row| row.rank)),
        counts("partners_from", rows().map(|row| row.partners_from)),
        counts("share_from_percent", rows().map(|row| u64::from(row.share.from_percent))),
        counts("share_until_percent", rows().map(|row| u64::from(row.share.until_percent))),
        wholes("index", rows().map(|row| row.index)),
        numbers("lift", rows().map(|row| row.lift)),
        money("amount", rows().map(|row| row.amount_minor), exponent)?,
    ])
}

pub fn white_spots(found: &[WhiteSpot], exponent: u8) -> Result<RecordBatch, Error> {
    let rows = || found.iter();
    batch(vec![
        texts("product", rows().map(|row| &*row.product)),
        texts("niche", rows().map(|row| &*row.niche)),
        counts("peers_percent_from", rows().map(|row| u64::from(row.peers_percent_from))),
        money("expected_from", rows().map(|row| row.expected_from_minor), exponent)?,
        money("expected_until", rows().map(|row| row.expected_until_minor), exponent)?,
    ])
}

pub fn pairs(found: &Together) -> Result<RecordBatch, Error> {
    let rows = || found.pairs.iter();
    let figures = || rows().map(|row| &row.figures);
    batch(vec![
        texts("a", rows().map(|row| &*row.a)),
        texts("b", rows().map(|row| &*row.b)),
        texts("niche", rows().map(|row| &*row.niche)),
        counts("baskets_from", figures().map(|pair| pair.baskets_from)),
        counts("partners_from", figures().map(|pair| pair.partners_from)),
        numbers("support", figures().map(|pair| Some(pair.support))),
        numbers("confidence_a", figures().map(|pair| Some(pair.confidence_a))),
        numbers("confidence_b", figures().map(|pair| Some(pair.confidence_b))),
        numbers("lift", figures().map(|pair| Some(pair.lift))),
        numbers("lift_shrunken", figures().map(|pair| pair.lift_shrunken)),
        numbers("leverage", figures().map(|pair| Some(pair.leverage))),
    ])
}

pub fn publication(
    found: &Publication,
    cells: &Cells,
    policy: &GatePolicy,
    exponent: u8,
) -> Result<RecordBatch, Error> {
    let rows = || found.cells.iter();
    let niche = |id: u32| &*cells.niches[id as usize];
    let reasons: Vec<String> = rows()
        .map(|(_, reasons)| reasons.iter().map(|r| r.name()).collect::<Vec<_>>().join(" "))
        .collect();
    let told = |(&(niche, product), reasons): (&(u32, u32), &Vec<longtail::insight::Withheld>)| {
        let amounts = cells.cell(niche, product).iter().map(|(_, sums)| sums.amount_minor);
        reasons.is_empty().then(|| policy.amounts.told(amounts.sum())).flatten()
    };
    let shown_at = |(&(niche, product), _): (&(u32, u32), _)| found.shown_at(cells, niche, product);
    batch(vec![
        texts("niche", rows().map(|((at, _), _)| niche(*at))),
        texts("product", rows().map(|((_, at), _)| &*cells.products[*at as usize])),
        flags("shown", rows().map(|(_, reasons)| reasons.is_empty())),
        texts("reasons", reasons.iter().map(|text| &**text)),
        some_texts("shown_at", rows().map(|row| shown_at(row).map(niche))),
        money("amount", rows().map(told), exponent)?,
    ])
}

pub fn reasons(policy: &GatePolicy, language: Language) -> Result<RecordBatch, Error> {
    let reasons = policy.reasons();
    let names: Vec<String> = reasons.iter().map(|reason| reason.name()).collect();
    let found: Vec<Finding> = reasons.iter().map(|reason| reason.finding(policy)).collect();
    let messages: Vec<String> = found.iter().map(|finding| finding.message(language)).collect();
    let remedies: Vec<String> = found.iter().map(|finding| finding.remedy(language)).collect();
    batch(vec![
        texts("reason", names.iter().map(|name| &**name)),
        texts("code", found.iter().map(|finding| finding.code.name())),
        texts("message", messages.iter().map(|text| &**text)),
        texts("remedy", remedies.iter().map(|text| &**text)),
    ])
}

pub fn left_out(state: &InsightState, exponent: u8) -> Result<RecordBatch, Error> {
    let rows = || state.left_out_by_reason();
    batch(vec![
        texts("reason", rows().map(|row| row.reason.name())),
        counts("rows", rows().map(|row| row.rows)),
        money("amount", rows().map(|row| Some(row.amount_minor)), exponent)?,
    ])
}

pub fn scores(found: &Scores) -> Result<RecordBatch, Error> {
    let rows = || found.cells.iter();
    batch(vec![
        texts("niche", rows().map(|row| &*row.niche)),
        texts("product", rows().map(|row| &*row.product)),
        counts("orders", rows().map(|row| row.orders)),
        counts("partners", rows().map(|row| row.partners)),
        numbers("expected", rows().map(|row| Some(row.expected))),
        numbers("raw", rows().map(|row| Some(row.raw))),
        numbers("lift", rows().map(|row| Some(row.lift.mean))),
        numbers("lift_low", rows().map(|row| Some(row.lift.low))),
        numbers("lift_high", rows().map(|row| Some(row.lift.high))),
        numbers("low_5", rows().map(|row| Some(row.low_5))),
        numbers("q", rows().map(|row| Some(row.q))),
        flags("discovery", rows().map(|row| row.discovery)),
    ])
}
