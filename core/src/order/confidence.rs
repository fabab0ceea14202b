//! How sure the dates of an order's promises are, from how late suppliers were.

use super::decide::Workspace;
use super::promise::Promising;
use super::reason::ALONE;
use super::{Decision, Draft};
use crate::availability::{Coming, Delivery, Overlay, Wait};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::reliability::{LatenessTable, Need, Possible, met_by, percent_by};
use crate::rulebook::Engine;

/// How sure the dates of a line are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseConfidence {
    /// The position of the line.
    pub line: u32,
    /// Of all that is promised of it; nothing when nothing is.
    pub all: Option<DateConfidence>,
    /// Of each delivery, in their order.
    pub deliveries: Vec<DateConfidence>,
}

/// How sure a promised date is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateConfidence {
    /// The promised ship day.
    pub ship: Day,
    /// The promised day of arrival.
    pub arrive: Day,
    /// What it comes from.
    pub basis: Basis,
    /// With which percentage, at the least, it leaves on the promised day.
    pub percent: u8,
    /// The dates by which it is there with each percentage asked for.
    pub dates: Vec<SureDate>,
    /// The receipts whose units it gets.
    pub receipts: Vec<LeansOn>,
}

/// What a promise comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Stock on hand serves it: its date has no doubt.
    Stock,
    /// Receipts that are expected.
    Receipts,
    /// Supply that the rulebook assumes: of products that are not tracked, or
    /// beyond the horizon. Nothing is known of it, so its date is taken as it is.
    Assumed,
}

impl Basis {
    /// The word used in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Receipts => "receipts",
            Self::Assumed => "assumed",
        }
    }
}

/// A date that holds with a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SureDate {
    /// In so many of a hundred cases, at the least.
    pub percent: u8,
    /// It leaves by this day.
    pub ship: Day,
    /// And is there by this one.
    pub arrive: Day,
}

/// A receipt whose units a delivery gets, and how much is known of its supplier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeansOn {
    /// The product that comes in.
    pub product: u32,
    /// Where.
    pub location: u32,
    /// The day on which it is expected.
    pub day: Day,
    /// How many of its units.
    pub quantity: i64,
    /// What the company calls it.
    pub id: Option<Box<str>>,
    /// Who supplies.
    pub supplier: Option<Box<str>>,
    /// Receipts of the supplier that were observed.
    pub observations: u64,
    /// Receipts of its class, its own among them.
    pub class_observations: u64,
    /// Receipts of all suppliers.
    pub all_observations: u64,
    /// Whether any of them tells of this one; else its date is taken as said.
    pub known: bool,
}

impl Engine {
    /// Decides an order as if it were alone, and says for each line that has a
    /// price, and for each of its deliveries, by which dates it is there with each
    /// of some percentages, from 1 to 100.
    ///
    /// Stock on hand and receipts serve promises in the order of their days, each
    /// line after all others of its day. A delivery is there when enough has come
    /// for all before it and for itself; each receipt is as late as those of its
    /// supplier were. The percentages hold however receipts hang together.
    ///
    /// # Errors
    ///
    /// Of kind `input` when `placed_at` is not a time; of kind `range` for a
    /// percentage that is none.
    pub fn confidence(
        &self,
        draft: &Draft<'_>,
        lateness: &LatenessTable,
        percents: &[u8],
    ) -> Result<(Decision, Vec<PromiseConfidence>), Error> {
        if let Some(percent) = percents.iter().find(|percent| !(1..=100).contains(*percent)) {
            let message = format!("{percent} % is not from 1 to 100");
            return Err(Error::new(ErrorKind::Range, message));
        }
        let mut workspace = Workspace::new();
        let decision = self.decide(draft, &ALONE, &mut workspace)?.clone();
        let placed = self.book().zone.local(&draft.placed_at).unwrap_or_default();
        let promising = Promising::new(self, draft, placed, &decision);
        let asked = Asked { promising: &promising, lateness, percents };
        let mut overlay = Overlay::default();
        let mut told = Vec::new();
        for (at, line) in (0u32..).zip(&decision.lines).filter(|(_, line)| line.priced()) {
            let deliveries = decision.deliveries(line);
            let Some(sent) = line.substitute.or(line.product) else { continue };
            let date =
                |before: &[Delivery], own: &[Delivery]| asked.date(&overlay, sent.0, before, own);
            let mut each = Vec::new();
            for at in 0..deliveries.len() {
                let (before, own) = deliveries.split_at(at);
                each.extend(date(before, &own[..1])?);
            }
            // All of the line leans on what its deliveries lean on.
            let all = date(&[], deliveries)?.map(|all| DateConfidence {
                receipts: merged(each.iter().flat_map(|own: &DateConfidence| &own.receipts)),
                ..all
            });
            told.push(PromiseConfidence { line: at, all, deliveries: each });
            promising.planner.book(&mut overlay, sent.0, deliveries);
        }
        Ok((decision, told))
    }
}

/// What is asked of every date.
struct Asked<'a> {
    promising: &'a Promising<'a>,
    lateness: &'a LatenessTable,
    percents: &'a [u8],
}

impl Asked<'_> {
    /// How sure it is that some deliveries of a product are all there, after those
    /// of the line before them; nothing of no deliveries.
    fn date(
        &self,
        overlay: &Overlay,
        product: u32,
        before: &[Delivery],
        own: &[Delivery],
    ) -> Result<Option<DateConfidence>, Error> {
        let Some(ship) = own.iter().map(|own| own.ship).max() else { return Ok(None) };
        let planner = &self.promising.planner;
        let waits = planner.waits(overlay, product, (before, own));
        let needs: Vec<Need> = waits.iter().map(|wait| self.need(wait)).collect();
        let assumed = || own.iter().any(|own| planner.assumed(product, own));
        let basis = match waits.is_empty() {
            true if assumed() => Basis::Assumed,
            true => Basis::Stock,
            false => Basis::Receipts,
        };
        let calendar = &self.promising.engine.book().calendar;
        let date = |&percent: &u8| {
            let met = met_by(&needs, ship, percent)?;
            let ship = if met == ship { ship } else { planner.working.at_or_after(met) };
            Some(SureDate { percent, ship, arrive: calendar.arrival(ship) })
        };
        let mut receipts = Vec::new();
        for wait in &waits {
            self.leans_on(wait, &mut receipts)?;
        }
        Ok(Some(DateConfidence {
            ship,
            arrive: calendar.arrival(ship),
            basis,
            percent: percent_by(&needs, ship),
            dates: self.percents.iter().filter_map(date).collect(),
            receipts,
        }))
    }

    fn need(&self, wait: &Wait<'_>) -> Need {
        let today = self.promising.planner.today;
        let possible = |own: &Coming<'_>| Possible {
            counted: own.counted,
            quantity: own.quantity,
            chances: self.lateness.chances(own.supplier, own.expected, today),
        };
        Need { units: wait.units, receipts: wait.receipts.iter().map(possible).collect() }
    }

    /// The receipts that its own units are of, as they are expected.
    fn leans_on(&self, wait: &Wait<'_>, out: &mut Vec<LeansOn>) -> Result<(), Error> {
        let today = self.promising.planner.today;
        let mut come = 0;
        for own in &wait.receipts {
            let from = come.max(wait.units - wait.own);
            come += own.quantity;
            let quantity = come.min(wait.units) - from;
            if quantity <= 0 {
                continue;
            }
            let (supplier, day) = (own.supplier, own.expected);
            let seen = self.lateness.confidence(supplier, None, day, Some(today), &[])?;
            out.push(LeansOn {
                product: wait.product,
                location: wait.location,
                day,
                quantity: i64::try_from(quantity).unwrap_or(i64::MAX),
                id: own.id.map(Box::from),
                supplier: supplier.map(Box::from),
                observations: seen.observations,
                class_observations: seen.class_observations,
                all_observations: seen.all_observations,
                known: self.lateness.chances(supplier, day, today).known(),
            });
        }
        Ok(())
    }
}

/// Receipts that several deliveries lean on, once each.
fn merged<'r>(receipts: impl Iterator<Item = &'r LeansOn>) -> Vec<LeansOn> {
    let mut all: Vec<LeansOn> = Vec::new();
    for own in receipts {
        let same =
            |known: &&mut LeansOn| **known == LeansOn { quantity: known.quantity, ..own.clone() };
        match all.iter_mut().find(same) {
            Some(known) => known.quantity = known.quantity.saturating_add(own.quantity),
            None => all.push(own.clone()),
        }
    }
    all
}
