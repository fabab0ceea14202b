use super::entry::{Entry, Source, out_of_range, refused};
use crate::calendar::Day;
use crate::error::Error;
use crate::money::Currency;
use hashbrown::HashMap;

/// What a partner has in a currency, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement<'e> {
    /// What there was before, with tax.
    pub opening: i64,
    /// What was booked, in the order of the ledger.
    pub rows: Vec<StatementRow<'e>>,
    /// What there is: the opening and all rows.
    pub closing: i64,
}

/// One row of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementRow<'e> {
    /// The entry, with its amount and tax.
    pub entry: &'e Entry,
    /// The sale it is about; none for a payout.
    pub sale: Option<&'e Source>,
    /// The keys of all entries, also of other days, that take back from it or
    /// adjust it.
    pub reversed_by: Vec<&'e str>,
    /// What there is after it.
    pub balance: i64,
}

/// The statement of a partner in a currency over the books of some days.
///
/// # Errors
///
/// Of kind `input` when there are no such days; of kind `range` when a sum is
/// too large.
pub fn statement<'e>(
    entries: &'e [Entry],
    partner: &str,
    currency: Currency,
    from: Day,
    until: Day,
) -> Result<Statement<'e>, Error> {
    if from >= until {
        return Err(refused(format!("a statement from {from} until {until} has no days")));
    }
    let own = |entry: &&Entry| entry.partner == partner && entry.currency == currency;
    let own: Vec<&Entry> = entries.iter().filter(own).collect();
    let mut links: HashMap<&str, Vec<&str>> = HashMap::new();
    for entry in &own {
        if let Some(root) = &entry.reverses {
            links.entry(root).or_default().push(&entry.key);
        }
    }
    let sources: HashMap<&str, &Source> = own.iter().map(|e| (&*e.key, &e.source)).collect();
    let opening = own.iter().filter(|entry| entry.posted < from);
    let mut balance: i128 = opening.map(|entry| entry.total()).sum();
    let minor = |sum: i128| i64::try_from(sum).map_err(|_| out_of_range());
    let mut statement = Statement { opening: minor(balance)?, rows: Vec::new(), closing: 0 };
    for entry in own.iter().filter(|entry| (from..until).contains(&entry.posted)) {
        balance += entry.total();
        let root = entry.reverses.as_deref().unwrap_or(&entry.key);
        let sale = sources.get(root).copied().filter(|_| entry.role.is_some());
        let reversed_by = links.get(&*entry.key).cloned().unwrap_or_default();
        statement.rows.push(StatementRow { entry, sale, reversed_by, balance: minor(balance)? });
    }
    statement.closing = minor(balance)?;
    Ok(statement)
}
