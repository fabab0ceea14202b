//! Returns paired with the sale that they undo.

use super::{MISSING_DAY, MISSING_KEY, MISSING_NUMBER, Sales};
use crate::error::{Error, ErrorKind};
use hashbrown::HashMap;

/// Which rows are pairs of a sale and its return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// 0: in no pair; 1: the return; 2: the sale.
    pub(super) marks: Vec<u8>,
    /// How many pairs there are.
    pub pairs: u64,
}

/// Partner, product, units and amount of a sale, by which a return finds it.
type Twin = (u32, u32, i64, i64);

/// Pairs every return with the sale that it undoes.
///
/// A return is a row with a negative amount. It is paired with the *latest
/// earlier* sale of the same partner, product, number of units and amount that
/// no other return has. Earlier is an earlier day, or a place before it in the
/// table on the same day; returns take their turn in that order. A row without a
/// partner, product, day, quantity or amount is in no pair.
///
/// A return without such a sale keeps its place: whether it lowers the revenue or
/// is left out is what [`Returns`](super::Returns) says. Pairing looks at the
/// whole table, so it comes before the table is split.
///
/// ```
/// use longtail::{Currency, Day, Keys, Sales, match_returns};
/// let names = || Keys::from_texts(["a", "a", "a"].map(Some));
/// let sales = Sales::new(Currency::EURO, names(), &[50_00, 50_00, -50_00])?
///     .with_product(names())?
///     .with_quantity(&[5i64, 5, -5][..])?
///     .with_day(vec![Day(1), Day(2), Day(3)])?;
/// let pairs = match_returns(&sales)?;
/// assert_eq!((pairs.pairs, pairs.is_sale(1), pairs.is_return(2)), (1, true, true));
/// # Ok::<(), longtail::Error>(())
/// ```
///
/// # Errors
/// `Table` when the sales lack products, quantities or days.
pub fn match_returns(sales: &Sales<'_>) -> Result<Matched, Error> {
    let missing = |name| {
        let message = format!("to match returns the column `{name}` is needed");
        Error::new(ErrorKind::Table, message)
    };
    let product = sales.product().ok_or_else(|| missing("product"))?;
    let quantity = sales.quantity().ok_or_else(|| missing("quantity"))?;
    let day = sales.day().ok_or_else(|| missing("day"))?;
    sales.check()?;
    let (partner, amount) = (sales.partner(), sales.amount_minor());
    // Names may repeat in a dictionary, and the empty name is missing.
    let (partners, products) = (first_ids(partner.names()), first_ids(product.names()));
    let id = |ids: &[u32], key: u32| ids.get(key as usize).copied().unwrap_or(MISSING_KEY);

    let mut rows: Vec<usize> = (0..sales.len()).collect();
    rows.sort_by_key(|&row| day.at(row));
    let mut open: HashMap<Twin, Vec<usize>> = HashMap::new();
    let mut found = Matched { marks: vec![0; sales.len()], pairs: 0 };
    for row in rows {
        let (p, q) = (id(&partners, partner.ids()[row]), id(&products, product.ids()[row]));
        let (units, minor) = (quantity[row], amount[row]);
        let known = p != MISSING_KEY && q != MISSING_KEY && day.at(row) != MISSING_DAY;
        if !known || units == MISSING_NUMBER || minor == MISSING_NUMBER {
            continue;
        }
        if minor >= 0 {
            if minor > 0 {
                open.entry((p, q, units, minor)).or_default().push(row);
            }
            continue;
        }
        // INVARIANT: neither is the smallest number, which stands for missing.
        if let Some(sale) = open.get_mut(&(p, q, -units, -minor)).and_then(Vec::pop) {
            found.marks[row] = 1;
            found.marks[sale] = 2;
            found.pairs += 1;
        }
    }
    Ok(found)
}

impl Matched {
    /// Whether the row is a return that was paired.
    #[must_use]
    pub fn is_return(&self, row: usize) -> bool {
        self.marks.get(row) == Some(&1)
    }

    /// Whether the row is a sale that was paired.
    #[must_use]
    pub fn is_sale(&self, row: usize) -> bool {
        self.marks.get(row) == Some(&2)
    }

    /// The marks of some of the rows, for a part of the table.
    #[must_use]
    pub fn part(&self, rows: std::ops::Range<usize>) -> Self {
        let marks = self.marks.get(rows).unwrap_or_default().to_vec();
        let pairs = marks.iter().filter(|mark| **mark == 1).count() as u64;
        Self { marks, pairs }
    }
}

/// For each name the place where it stands first; the empty name is missing.
fn first_ids(names: &[&str]) -> Vec<u32> {
    let mut known: HashMap<&str, u32> = HashMap::new();
    let first = |(name, place)| {
        if str::is_empty(name) { MISSING_KEY } else { *known.entry(name).or_insert(place) }
    };
    names.iter().copied().zip(0..).map(first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Day;
    use crate::money::Currency;
    use crate::sales::Keys;

    fn marks(rows: &[(&'static str, &'static str, i32, i64, i64)]) -> Vec<u8> {
        let partner = Keys::from_texts(rows.iter().map(|r| Some(r.0)));
        let product = Keys::from_texts(rows.iter().map(|r| Some(r.1)));
        let amounts: Vec<i64> = rows.iter().map(|r| r.4).collect();
        let sales = Sales::new(Currency::EURO, partner, amounts)
            .and_then(|s| s.with_product(product))
            .and_then(|s| s.with_day(rows.iter().map(|r| Day(r.2)).collect::<Vec<_>>()))
            .and_then(|s| s.with_quantity(rows.iter().map(|r| r.3).collect::<Vec<_>>()))
            .unwrap();
        match_returns(&sales).unwrap().marks
    }

    #[test]
    fn a_return_takes_the_latest_earlier_sale_and_each_sale_once() {
        let rows = [
            ("a", "x", 1, 2, 10),
            ("a", "x", 2, 2, 10),
            ("a", "x", 3, -2, -10),
            ("a", "x", 4, -2, -10),
            ("a", "x", 5, -2, -10),
        ];
        assert_eq!(marks(&rows), [2, 2, 1, 1, 0]);
        assert_eq!(marks(&rows[..3]), [0, 2, 1]);
    }

    #[test]
    fn a_later_sale_or_another_partner_product_number_or_price_is_no_pair() {
        let back = ("a", "x", 3, -2, -10);
        for sale in [
            ("a", "x", 4, 2, 10),
            ("b", "x", 1, 2, 10),
            ("a", "y", 1, 2, 10),
            ("a", "x", 1, 1, 10),
            ("a", "x", 1, 2, 11),
            ("", "x", 1, 2, 10),
        ] {
            assert_eq!(marks(&[sale, back]), [0, 0], "{sale:?}");
        }
    }

    #[test]
    fn the_day_counts_before_the_place_in_the_table() {
        assert_eq!(marks(&[("a", "x", 3, -2, -10), ("a", "x", 1, 2, 10)]), [1, 2]);
        assert_eq!(marks(&[("a", "x", 1, -2, -10), ("a", "x", 1, 2, 10)]), [0, 0]);
    }
}
