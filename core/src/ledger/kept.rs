use super::accrue::{Booking, Sale, book_sale};
use super::entry::Entry;
use super::fee::Terms;
use super::index::Index;
use super::refund::{Refund, book_refund};
use crate::calendar::Day;
use crate::error::Error;

/// A ledger in memory that knows where everything stands in it: for whoever books
/// many events in a row.
///
/// It answers as [`accrue`](super::accrue()) and [`refund`](super::refund()) do on
/// the same entries, and keeps what it books. A sale that stands after the others
/// of its period takes about the same time however many there are; one that
/// changes others takes as long as there are sales of its partner and plan.
///
/// ```
/// use longtail::{Currency, Day, EarnPoint, Exact, Ledger, Receiver, Beneficiary, Sale, Source};
/// # use longtail::Rulebook;
/// # let book = "{format: 1, id: b, zone: UTC, currency: EUR, price_lists: [{id: g, for: everyone}],
/// #   fees: [{id: agents, for: everyone, schedule: {mode: flat, tiers: [{percent: 2}]}}]}";
/// # let book = Rulebook::parse(book, "b").expect("no faults");
/// # let day = Day::parse("2026-03-02").expect("a day");
/// let sale = Sale {
///     source: Source::order("O-1"),
///     partner: "P-1".to_owned(),
///     receivers: vec![Receiver { to: Beneficiary::Partner, partner: "P-1".to_owned() }],
///     day,
///     booked: day,
///     currency: Currency::EURO,
///     base: Exact::whole(900),
///     count: 1,
///     measures: Vec::new(),
///     event: EarnPoint::Ordered,
///     trace: String::new(),
/// };
/// let mut ledger = Ledger::default();
/// assert_eq!(ledger.accrue(&book.terms()[0], &sale, None)?.entries[0].amount, 1_800);
/// assert!(ledger.accrue(&book.terms()[0], &sale, None)?.replayed);
/// assert_eq!(ledger.entries().len(), 1);
/// # Ok::<(), longtail::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: Vec<Entry>,
    index: Index,
}

impl Ledger {
    /// A ledger with these entries, in the order they were stored.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        let index = Index::of(&entries);
        Self { entries, index }
    }

    /// All entries, in the order they were booked.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All entries, to be kept elsewhere.
    #[must_use]
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// Adds entries that were booked elsewhere, such as payouts.
    pub fn extend(&mut self, entries: impl IntoIterator<Item = Entry>) {
        self.entries.extend(entries);
        self.index.extend(&self.entries);
    }

    /// Books what a sale earns under a plan, and keeps it.
    ///
    /// # Errors
    ///
    /// Those of [`accrue`](super::accrue()); nothing is booked then.
    pub fn accrue(
        &mut self,
        terms: &Terms<'_>,
        sale: &Sale,
        closed_until: Option<Day>,
    ) -> Result<Booking, Error> {
        let booking = book_sale(terms, sale, closed_until, &self.entries, &mut self.index)?;
        self.extend(booking.entries.iter().cloned());
        Ok(booking)
    }

    /// Books what a refund takes back, and keeps it.
    ///
    /// # Errors
    ///
    /// Those of [`refund`](super::refund()); nothing is booked then.
    pub fn refund(
        &mut self,
        terms: &Terms<'_>,
        refund: &Refund,
        closed_until: Option<Day>,
    ) -> Result<Booking, Error> {
        let booking = book_refund(terms, refund, closed_until, &self.entries, &mut self.index)?;
        self.extend(booking.entries.iter().cloned());
        Ok(booking)
    }
}
