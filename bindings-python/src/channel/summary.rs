//! The summary of the figures as a dict.

use crate::convert;
use longtail::{ChannelSummary, Concentration, Currency};
use pyo3::prelude::*;
use pyo3::types::PyDict;

pub fn summary<'py>(py: Python<'py>, s: &ChannelSummary) -> PyResult<Bound<'py, PyDict>> {
    let exponent = s.currency.map_or(2, Currency::exponent);
    let money = |minor| convert::amount(py, minor, exponent);
    let left_out = PyDict::new(py);
    for rows in &s.left_out {
        let entry = PyDict::new(py);
        entry.set_item("rows", rows.rows)?;
        entry.set_item("amount", money(rows.amount_minor)?)?;
        left_out.set_item(rows.reason.name(), entry)?;
    }
    let dict = PyDict::new(py);
    dict.set_item("currency", s.currency.as_ref().map(Currency::code))?;
    dict.set_item("returns", s.returns.name())?;
    for (name, count) in [
        ("rows", s.rows),
        ("rows_used", s.rows_used),
        ("return_rows", s.return_rows),
        ("rows_without_quantity", s.rows_without_quantity),
        ("rows_without_niche", s.rows_without_niche),
        ("partners", s.partners),
        ("partners_zero", s.partners_zero),
        ("partners_negative", s.partners_negative),
        ("niches", s.niches),
        ("head_partners", s.head_partners),
    ] {
        dict.set_item(name, count)?;
    }
    for (name, minor) in [
        ("revenue", s.revenue_minor),
        ("revenue_above_zero", s.revenue_above_zero_minor),
        ("revenue_without_niche", s.revenue_without_niche_minor),
        ("head_revenue", s.head_revenue_minor),
    ] {
        dict.set_item(name, money(minor)?)?;
    }
    dict.set_item("head_share", convert::decimal(py, &s.head_share.text(0))?)?;
    dict.set_item("left_out", left_out)?;
    dict.set_item("concentration", s.concentration.map(|c| concentration(py, &c)).transpose()?)?;
    Ok(dict)
}

fn concentration<'py>(py: Python<'py>, c: &Concentration) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("partners", c.partners)?;
    dict.set_item("gini", c.gini)?;
    dict.set_item("gini_sample", c.gini_sample)?;
    dict.set_item("hhi", c.hhi)?;
    dict.set_item("effective_number", c.effective_number)?;
    dict.set_item("cr1", c.cr1)?;
    dict.set_item("cr4", c.cr4)?;
    dict.set_item("cr10", c.cr10)?;
    dict.set_item("partners_for_half", c.partners_for_half)?;
    dict.set_item("largest_fifth", c.largest_fifth)?;
    dict.set_item("largest_fifth_share", c.largest_fifth_share)?;
    Ok(dict)
}
