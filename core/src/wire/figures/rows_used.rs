//! Which rows the figures are from.

use super::answer::{Columns, amount, count, ratio, words};
use crate::error::Error;
use crate::sales::{MISSING_KEY, out_of_range};
use crate::tally::{Period, Sums, Tally};

/// The rows that were given, those that figures are from, and of these the rows that
/// have a day, a niche and a product: the others are in totals, but in no period, no
/// niche and no product.
pub(super) fn rows_used(tally: &Tally, threads: usize) -> Result<Columns<'_>, Error> {
    let cells = tally.cells_with(Period::All, threads)?;
    let products = tally.product_cells(threads)?;
    let used = sum(cells.cells.iter().map(|cell| &cell.sums))?;
    let given = sum(tally.left_out().iter().chain([&used]))?;
    let without_day = &cells.periods.without_day;
    let rows = used.rows.checked_sub(without_day.rows);
    let amount_of = used.amount.checked_sub(without_day.amount);
    let (Some(rows), Some(of_days)) = (rows, amount_of) else {
        return Err(out_of_range());
    };
    let with_day = Sums { rows, amount: of_days, ..Sums::default() };
    let in_niche = cells.cells.iter().filter(|cell| cell.niche != MISSING_KEY);
    let of_product = products.cells.iter().filter(|cell| cell.product != MISSING_KEY);
    let rows = [
        ("given", given),
        ("used", used),
        ("in_a_period", with_day),
        ("in_a_niche", sum(in_niche.map(|cell| &cell.sums))?),
        ("of_a_product", sum(of_product.map(|cell| &cell.sums))?),
    ];
    let share = |sums: &Sums| (given.rows > 0).then(|| sums.rows as f64 / given.rows as f64);
    Ok(vec![
        words("part", rows.iter().map(|(part, _)| *part)),
        count("rows", rows.iter().map(|(_, sums)| sums.rows)),
        ratio("share_of_rows", rows.iter().map(|(_, sums)| share(sums))),
        amount("amount", rows.iter().map(|(_, sums)| sums.amount)),
    ])
}

fn sum<'s>(mut each: impl Iterator<Item = &'s Sums>) -> Result<Sums, Error> {
    each.try_fold(Sums::default(), |sum, more| sum.plus(more))
}
