mod attack;
mod combined;
mod figures;
mod history;
mod linear;
mod overlap;
mod pairs;
mod products;
mod renamed;
mod state;

use crate::insight::{InsightState, SalesLines};
use crate::sales::Keys;

type Row<'a> = (&'a str, &'a str, &'a str, i64);

/// Partner, product, niche, amount.
fn state(rows: &[Row<'_>]) -> InsightState {
    let amount: Vec<i64> = rows.iter().map(|row| row.3).collect();
    let lines = SalesLines {
        partner: &Keys::from_texts(rows.iter().map(|row| Some(row.0))),
        product: &Keys::from_texts(rows.iter().map(|row| Some(row.1))),
        amount_minor: &amount,
        quantity: None,
        niche: Some(&Keys::from_texts(rows.iter().map(|row| Some(row.2)))),
        period: None,
        order: None,
        left_out: None,
    };
    let mut state = InsightState::new();
    state.update(&lines).unwrap();
    state
}
