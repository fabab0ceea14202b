//! What partners cost: cost of sales, margin, and the work an order makes.

use super::head::Head;
use super::ranking::Part;
use super::totals::{heads, ratio};
use crate::calendar::Moment;
use crate::error::{Error, ErrorKind};
use crate::sales::out_of_range;
use crate::sales::{Keys, MISSING_NUMBER};
use crate::tally::PartnerAmounts;
use hashbrown::HashMap;

/// Orders with what they cost, one row an order; every column has the same length.
#[derive(Clone, Debug)]
pub struct OrderCosts<'a> {
    /// Who ordered.
    pub partner: Keys<'a>,
    /// The revenue in minor units; [`MISSING_NUMBER`] is missing.
    pub amount_minor: Vec<i64>,
    /// What the goods and their delivery cost.
    pub cost_minor: Vec<i64>,
    /// The fees paid on the order; none: no fees.
    pub fees_minor: Option<Vec<i64>>,
    /// Whether the order came by a digital channel, where that is known.
    pub digital: Option<Vec<Option<bool>>>,
    /// How often a person had to do something for it; [`MISSING_NUMBER`] is missing.
    pub touches: Option<Vec<i64>>,
    /// When it was placed, in the company's zone, where that is known.
    pub placed: Option<Vec<Option<Moment>>>,
}

/// When somebody is there: for each day of the week, from Monday, the minute of
/// opening and the minute of closing; none when closed all day.
pub type OpeningHours = [Option<(u16, u16)>; 7];

/// What one partner, or one part of the partners, costs.
#[derive(Clone, Debug, PartialEq)]
pub struct CostRow {
    /// The partner; empty for the rows of head, tail and total.
    pub partner: String,
    /// `head`, `tail`, or `total`.
    pub part: &'static str,
    /// How many partners the row stands for.
    pub partners: u64,
    /// How many orders.
    pub orders: u64,
    /// What they make.
    pub amount: i128,
    /// What goods and delivery cost.
    pub cost: i128,
    /// What was paid in fees.
    pub fees: i128,
    /// `amount - cost - fees`.
    pub margin: i128,
    /// `margin / amount`; none unless the amount is above zero.
    pub margin_share: Option<f64>,
    /// `margin / orders`, in minor units.
    pub margin_per_order: Option<f64>,
    /// The share of digital orders, of those whose channel is known.
    pub digital_share: Option<f64>,
    /// Touches an order, of the orders whose touches are known.
    pub touches_per_order: Option<f64>,
    /// The share of orders placed when nobody is there, of those whose time is known.
    pub after_hours_share: Option<f64>,
    /// Whether there are fewer orders than asked: an average of few says little.
    pub small: bool,
}

/// The cost of sales: a row for each partner, the largest first, and before them
/// rows for all, for the head and for the tail.
#[derive(Clone, Debug, PartialEq)]
pub struct CostOfSales {
    /// `total`, `head`, `tail`.
    pub parts: Vec<CostRow>,
    /// The partners.
    pub partners: Vec<CostRow>,
    /// The orders without a partner, amount, cost or fee: they are in no row.
    pub left_out_orders: u64,
    /// What these amount to, where that is known.
    pub left_out_amount: i128,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    partners: u64,
    orders: u64,
    amount: i128,
    cost: i128,
    fees: i128,
    digital: [u64; 2],
    touches: [u64; 2],
    after_hours: [u64; 2],
}

/// What each partner and the head and tail cost.
///
/// # Errors
/// `Table` when columns differ in length or a number of touches is below zero;
/// `Input` for a head out of range, or opening hours without times of orders or the
/// reverse; `Range` for sums out of range.
///
/// ```
/// use longtail::{Head, Keys, OrderCosts, cost_of_sales};
/// let orders = OrderCosts {
///     partner: Keys::from_texts(["a", "a", "b"].map(Some)),
///     amount_minor: vec![100_00, 50_00, 10_00],
///     cost_minor: vec![60_00, 30_00, 9_00],
///     fees_minor: None,
///     digital: Some(vec![Some(true), Some(false), None]),
///     touches: Some(vec![0, 3, 2]),
///     placed: None,
/// };
/// let cost = cost_of_sales(&orders, Head::FIFTH, None, 1)?;
/// assert_eq!(cost.partners[0].margin, 60_00);
/// assert_eq!(cost.partners[0].digital_share, Some(0.5));
/// assert_eq!(cost.partners[1].touches_per_order, Some(2.0));
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn cost_of_sales(
    orders: &OrderCosts<'_>,
    head: Head,
    opening: Option<&OpeningHours>,
    orders_min: u64,
) -> Result<CostOfSales, Error> {
    orders.check()?;
    orders.partner.check()?;
    if opening.is_some() != orders.placed.is_some() {
        let message = "`opening` and `placed` go together: one says what the other is measured by";
        return Err(Error::new(ErrorKind::Input, message));
    }
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut named: Vec<(&str, Sums)> = Vec::new();
    let (mut left_out_orders, mut left_out_amount) = (0, 0i128);
    for row in 0..orders.amount_minor.len() {
        let name = orders.partner.names().get(orders.partner.ids()[row] as usize).copied();
        let sums = orders.sums(row, opening);
        match (name.filter(|name| !name.is_empty()), sums) {
            (Some(name), Some(sums)) => {
                let place = *known.entry(name).or_insert_with(|| {
                    named.push((name, Sums { partners: 1, ..Sums::default() }));
                    named.len() - 1
                });
                named[place].1.add(&sums)?;
            }
            _ => {
                left_out_orders += 1;
                let amount = orders.amount_minor[row];
                left_out_amount += if amount == MISSING_NUMBER { 0 } else { i128::from(amount) };
            }
        }
    }
    named.sort_unstable_by_key(|(name, _)| *name);
    let totals = named.iter().zip(0..).map(|((_, sums), place)| (place, sums.amount)).collect();
    let totals = PartnerAmounts::of(totals)?;
    let heads = heads(&totals, head, named.len())?;
    let mut parts =
        [("total", Sums::default()), ("head", Sums::default()), ("tail", Sums::default())];
    let mut rows = Vec::with_capacity(named.len());
    for ((name, sums), head) in named.iter().zip(heads) {
        let part = if head { Part::Head } else { Part::Tail };
        parts[0].1.add(sums)?;
        parts[1 + part as usize].1.add(sums)?;
        rows.push(sums.row(name, part.name(), orders, opening.is_some(), orders_min)?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.amount));
    let parts =
        parts.iter().map(|(part, sums)| sums.row("", part, orders, opening.is_some(), orders_min));
    Ok(CostOfSales {
        parts: parts.collect::<Result<_, _>>()?,
        partners: rows,
        left_out_orders,
        left_out_amount,
    })
}

impl OrderCosts<'_> {
    fn check(&self) -> Result<(), Error> {
        let rows = self.amount_minor.len();
        let lengths = [
            ("partner", Some(self.partner.ids().len())),
            ("cost", Some(self.cost_minor.len())),
            ("fees", self.fees_minor.as_ref().map(Vec::len)),
            ("digital", self.digital.as_ref().map(Vec::len)),
            ("touches", self.touches.as_ref().map(Vec::len)),
            ("placed", self.placed.as_ref().map(Vec::len)),
        ];
        let table = |message| Err(Error::new(ErrorKind::Table, message));
        for (name, length) in lengths {
            if let Some(length) = length.filter(|length| *length != rows) {
                return table(format!("column `{name}` has {length} rows, `amount` has {rows}"));
            }
        }
        let below = |touches: &i64| *touches < 0 && *touches != MISSING_NUMBER;
        match self.touches.as_ref().and_then(|touches| touches.iter().position(below)) {
            Some(row) => table(format!("column `touches`, row {row}: below zero")),
            None => Ok(()),
        }
    }

    /// The sums of one order; none when a number that the margin needs is missing.
    fn sums(&self, row: usize, opening: Option<&OpeningHours>) -> Option<Sums> {
        let known = |value: i64| (value != MISSING_NUMBER).then(|| i128::from(value));
        let digital = self.digital.as_ref().and_then(|column| column[row]);
        let touches = self.touches.as_ref().and_then(|column| u64::try_from(column[row]).ok());
        let placed = self.placed.as_ref().and_then(|column| column[row]);
        let open = placed.zip(opening).map(|(placed, opening)| {
            opening[usize::from(placed.day.weekday())]
                .is_some_and(|(from, until)| (from..until).contains(&placed.minute_of_day))
        });
        Some(Sums {
            partners: 0,
            orders: 1,
            amount: known(self.amount_minor[row])?,
            cost: known(self.cost_minor[row])?,
            fees: self.fees_minor.as_ref().map_or(Some(0), |fees| known(fees[row]))?,
            digital: digital.map_or([0, 0], |digital| [u64::from(digital), 1]),
            touches: touches.map_or([0, 0], |touches| [touches, 1]),
            after_hours: open.map_or([0, 0], |open| [u64::from(!open), 1]),
        })
    }
}

impl Sums {
    fn add(&mut self, other: &Self) -> Result<(), Error> {
        self.checked(other).ok_or_else(out_of_range).map(|sum| *self = sum)
    }

    fn checked(&self, other: &Self) -> Option<Self> {
        let pair = |own: [u64; 2], other: [u64; 2]| {
            Some([own[0].checked_add(other[0])?, own[1].checked_add(other[1])?])
        };
        Some(Self {
            partners: self.partners.checked_add(other.partners)?,
            orders: self.orders.checked_add(other.orders)?,
            amount: self.amount.checked_add(other.amount)?,
            cost: self.cost.checked_add(other.cost)?,
            fees: self.fees.checked_add(other.fees)?,
            digital: pair(self.digital, other.digital)?,
            touches: pair(self.touches, other.touches)?,
            after_hours: pair(self.after_hours, other.after_hours)?,
        })
    }

    fn row(
        &self,
        partner: &str,
        part: &'static str,
        orders: &OrderCosts<'_>,
        opening: bool,
        orders_min: u64,
    ) -> Result<CostRow, Error> {
        let margin = self.amount.checked_sub(self.cost).and_then(|m| m.checked_sub(self.fees));
        let margin = margin.ok_or_else(out_of_range)?;
        let share = |asked: bool, [part, all]: [u64; 2]| {
            if asked { ratio(i128::from(part), i128::from(all)) } else { None }
        };
        Ok(CostRow {
            partner: partner.to_owned(),
            part,
            partners: self.partners,
            orders: self.orders,
            amount: self.amount,
            cost: self.cost,
            fees: self.fees,
            margin,
            margin_share: ratio(margin, self.amount),
            margin_per_order: ratio(margin, i128::from(self.orders)),
            digital_share: share(orders.digital.is_some(), self.digital),
            touches_per_order: share(orders.touches.is_some(), self.touches),
            after_hours_share: share(opening, self.after_hours),
            small: self.orders < orders_min,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;

    fn orders() -> OrderCosts<'static> {
        OrderCosts {
            partner: Keys::from_texts([Some("a"), Some("b"), Some("b"), None, Some("c")]),
            amount_minor: vec![1_000, 100, 50, 7, 20],
            cost_minor: vec![600, 50, 60, 1, MISSING_NUMBER],
            fees_minor: Some(vec![100, 0, 0, 0, 0]),
            digital: Some(vec![Some(true), Some(true), Some(false), None, None]),
            touches: Some(vec![1, MISSING_NUMBER, 4, 9, 9]),
            placed: None,
        }
    }

    #[test]
    fn head_and_tail_add_up_to_the_total_and_what_is_missing_is_counted() {
        let got = cost_of_sales(&orders(), Head::FIFTH, None, 2).unwrap();
        let margins: Vec<_> = got.parts.iter().map(|r| (r.part, r.partners, r.margin)).collect();
        assert_eq!(margins, [("total", 2, 340), ("head", 1, 300), ("tail", 1, 40)]);
        assert_eq!((got.left_out_orders, got.left_out_amount), (2, 27));
        let b = &got.partners[1];
        assert_eq!(
            (b.partner.as_str(), b.digital_share, b.touches_per_order),
            ("b", Some(0.5), Some(4.0))
        );
        assert_eq!((b.after_hours_share, b.small, got.partners[0].small), (None, false, true));
    }

    #[test]
    fn an_order_at_the_minute_of_closing_is_after_hours() {
        let hours: OpeningHours = [Some((540, 1_020)), None, None, None, None, None, None];
        let at =
            |day: i32, minute_of_day| Some(Moment { day: Day(day), minute_of_day, instant: 0 });
        // 1970-01-05 was a Monday.
        let placed = vec![at(4, 540), at(4, 1_020), at(5, 600), at(4, 539), None];
        let orders = OrderCosts { placed: Some(placed), ..orders() };
        let got = cost_of_sales(&orders, Head::FIFTH, Some(&hours), 1).unwrap();
        assert_eq!(got.partners[0].after_hours_share, Some(0.0));
        assert_eq!(got.partners[1].after_hours_share, Some(1.0));
    }

    #[test]
    fn columns_of_unequal_length_and_negative_touches_are_refused() {
        let short = OrderCosts { cost_minor: vec![1], ..orders() };
        let error = cost_of_sales(&short, Head::FIFTH, None, 1).unwrap_err();
        assert_eq!(error.to_string(), "column `cost` has 1 rows, `amount` has 5");
        let week: OpeningHours = [None; 7];
        let error = cost_of_sales(&orders(), Head::FIFTH, Some(&week), 1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        let below = OrderCosts { touches: Some(vec![0, 0, -1, 0, 0]), ..orders() };
        assert!(cost_of_sales(&below, Head::FIFTH, None, 1).is_err());
    }
}
