//! What sells best in a niche, and more than elsewhere.

use super::totals::ratio;
use crate::error::{Error, ErrorKind};
use crate::sales::MISSING_KEY;
use crate::tally::{ProductCell, ProductCells};

/// What products are ranked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BestBy {
    /// How many different partners buy it.
    Partners,
    /// How many units are sold.
    Quantity,
    /// What it makes.
    Amount,
}

impl BestBy {
    /// The words for the variants, in their order.
    pub const NAMES: [&'static str; 3] = ["partners", "quantity", "amount"];

    /// The variant with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let every = [Self::Partners, Self::Quantity, Self::Amount];
        Self::NAMES.iter().position(|each| *each == name).map(|place| every[place])
    }
}

/// A best seller of a niche.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BestSeller {
    /// The place of the niche in [`ProductCells::niches`].
    pub niche: u32,
    /// Its rank in the niche, from 1; ties by the product's name.
    pub rank: u64,
    /// The place of the product in [`ProductCells::products`].
    pub product: u32,
    /// What it makes in the niche.
    pub amount: i128,
    /// How many units.
    pub quantity: i128,
    /// How many rows.
    pub rows: u64,
    /// Of these, rows without a quantity; their units count as zero.
    pub rows_without_quantity: u64,
    /// How many different partners.
    pub partners: u64,
    /// Its share of the niche's revenue over its share of all revenue: above 1, the
    /// niche buys more of it than others. None when a sum is not above zero.
    pub lift: Option<f64>,
    /// Whether fewer partners than asked buy it.
    pub small: bool,
}

/// The best sellers of each niche, at most `limit` of each. Rows without a niche or
/// product take part in the shares only.
///
/// These are a company's own figures; what is shown to partners passes a disclosure
/// gate first.
///
/// # Errors
/// `Range` for sums out of range; `Table` for a ranking by quantity of sales that have
/// none.
pub fn best_sellers(
    cells: &ProductCells<'_>,
    by: BestBy,
    limit: usize,
    partners_min: u64,
) -> Result<Vec<BestSeller>, Error> {
    let add = |sum: &mut i128, amount: i128| {
        *sum = sum.checked_add(amount).ok_or_else(crate::sales::out_of_range)?;
        Ok::<(), Error>(())
    };
    let known = |cell: &ProductCell| cell.sums.rows_without_quantity < cell.sums.rows;
    if by == BestBy::Quantity && !cells.cells.is_empty() && !cells.cells.iter().any(known) {
        let message = "best sellers by quantity need the column `quantity`";
        return Err(Error::new(ErrorKind::Table, message));
    }
    let mut of_product = vec![0i128; cells.products.len()];
    let mut all = 0;
    for cell in &cells.cells {
        add(&mut all, cell.sums.amount)?;
        if let Some(sum) = of_product.get_mut(cell.product as usize) {
            add(sum, cell.sums.amount)?;
        }
    }
    let mut rows = Vec::new();
    for niche in cells.cells.chunk_by(|a, b| a.niche == b.niche) {
        let of_niche = niche.iter().map(|c| c.sums.amount).try_fold(0i128, i128::checked_add);
        let of_niche = of_niche.ok_or_else(crate::sales::out_of_range)?;
        let known = |c: &&ProductCell| c.niche != MISSING_KEY && c.product != MISSING_KEY;
        let mut own: Vec<_> = niche.iter().filter(known).collect();
        let measure = |c: &ProductCell| match by {
            BestBy::Partners => i128::from(c.partners),
            BestBy::Quantity => c.sums.quantity,
            BestBy::Amount => c.sums.amount,
        };
        own.sort_by_key(|c| (std::cmp::Reverse(measure(c)), c.product));
        for (cell, rank) in own.into_iter().take(limit).zip(1..) {
            let here = ratio(cell.sums.amount, of_niche);
            let everywhere = ratio(of_product[cell.product as usize], all).filter(|s| *s > 0.0);
            rows.push(BestSeller {
                niche: cell.niche,
                rank,
                product: cell.product,
                amount: cell.sums.amount,
                quantity: cell.sums.quantity,
                rows: cell.sums.rows,
                rows_without_quantity: cell.sums.rows_without_quantity,
                partners: cell.partners,
                lift: here.zip(everywhere).map(|(here, all)| here / all),
                small: cell.partners < partners_min,
            });
        }
    }
    Ok(rows)
}
