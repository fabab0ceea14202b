use super::super::plain;
use super::answer::{amount, count, flag, ratio, words};
use super::question::{HeadWords, input};
use super::table::FigureTable;
use crate::calendar::parse_time;
use crate::channel::{CostOfSales, CostRow, Head, OpeningHours};
use crate::error::Error;
use serde::Deserialize;

/// How a question about the cost of sales is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    #[serde(default)]
    head: HeadWords,
    #[serde(default)]
    opening: Option<[Option<[String; 2]>; 7]>,
    #[serde(default = "ten")]
    orders_min: u64,
}

const fn ten() -> u64 {
    10
}

/// What a question about the cost of sales asks.
#[derive(Clone, Debug)]
pub struct CostQuestion {
    /// Which partners are the head.
    pub head: Head,
    /// When somebody is there.
    pub opening: Option<OpeningHours>,
    /// Fewer orders than this are marked as small.
    pub orders_min: u64,
}

/// Reads a question about the cost of sales: `{"head": {"partners": "0.20"},
/// "opening": [["09:00", "17:00"], ..., null, null], "orders_min": 10}`; opening
/// hours from Monday, `null` for a closed day. Everything has a default.
///
/// # Errors
/// `Input` for a text that cannot be read as one.
pub fn cost_question(text: &str, exponent: u8) -> Result<CostQuestion, Error> {
    let question: Question = plain::question(text)?;
    let minute = |text: &str| {
        let minute = parse_time(text);
        minute
            .ok_or_else(|| input(&format!("`opening` has `{text}`; expected a time such as 09:00")))
    };
    let mut opening = None;
    if let Some(days) = &question.opening {
        let mut hours: OpeningHours = [None; 7];
        for (own, day) in hours.iter_mut().zip(days) {
            if let Some([from, until]) = day {
                let (start, end) = (minute(from)?, minute(until)?);
                if start >= end {
                    let message = format!(
                        "`opening` has `{from}` to `{until}`; expected an end after the start"
                    );
                    return Err(input(&message));
                }
                *own = Some((start, end));
            }
        }
        opening = Some(hours);
    }
    Ok(CostQuestion {
        head: question.head.head(exponent)?,
        opening,
        orders_min: question.orders_min,
    })
}

/// The cost of sales as tables: head, tail and total; and the partners.
#[must_use]
pub fn cost_tables(cost: &CostOfSales, exponent: u8) -> [FigureTable<'_>; 2] {
    [table(&cost.parts, exponent, false), table(&cost.partners, exponent, true)]
}

fn table(rows: &[CostRow], exponent: u8, named: bool) -> FigureTable<'_> {
    let unit = 10f64.powi(i32::from(exponent));
    let mut columns = Vec::new();
    if named {
        columns.push(words("partner", rows.iter().map(|r| r.partner.as_str())));
    }
    columns.push(words("part", rows.iter().map(|r| r.part)));
    if !named {
        columns.push(count("partners", rows.iter().map(|r| r.partners)));
    }
    columns.extend([
        count("orders", rows.iter().map(|r| r.orders)),
        amount("revenue", rows.iter().map(|r| r.amount)),
        amount("cost", rows.iter().map(|r| r.cost)),
        amount("fees", rows.iter().map(|r| r.fees)),
        amount("margin", rows.iter().map(|r| r.margin)),
        ratio("margin_share", rows.iter().map(|r| r.margin_share)),
        ratio("margin_per_order", rows.iter().map(|r| r.margin_per_order.map(|m| m / unit))),
        ratio("digital_share", rows.iter().map(|r| r.digital_share)),
        ratio("touches_per_order", rows.iter().map(|r| r.touches_per_order)),
        ratio("after_hours_share", rows.iter().map(|r| r.after_hours_share)),
        flag("small", rows.iter().map(|r| r.small)),
    ]);
    FigureTable { exponent, columns }
}
