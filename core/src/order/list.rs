use super::decision::{Decision, Line, Row, RowKind};
use super::price::{Asked, Beyond};
use crate::calendar::{Day, IntervalState};
use crate::explain::{Outcome, TraceLevel};
use crate::money::Exact;
use crate::pricing::{Breaks, ChoosePrice, Over, average};
use crate::rulebook::{Engine, Known, ListHead, PriceIndex};
use std::cmp::Ordering;
use std::ops::Range;

/// The entry that one list offers.
struct Offer {
    list: u32,
    entry: u32,
    /// Its price in the order's currency; looked up only where it decides.
    price: Exact,
}

/// Chooses the price entry and sets the list price, with a row for every
/// candidate that is traced; `false` when there is none.
pub(super) fn choose(
    asked: &Asked<'_>,
    line: &mut Line,
    out: &mut Decision,
) -> Result<bool, Beyond> {
    let engine = asked.engine;
    let policy = engine.book().choose_price;
    let traced = out.trace_level >= TraceLevel::Candidates;
    let rows_before = out.trace.len();
    let mut best: Option<Offer> = None;
    for (list, range) in engine.prices().candidates(asked.product, &asked.class().lists) {
        let head = engine.list_head(list);
        if head.currency != out.currency && (head.plain || !converts(asked, list, out)) {
            continue;
        }
        let Some(offer) = offer_of(asked, list, head, range, out)? else { continue };
        if best.as_ref().is_none_or(|best| better(engine, policy, &offer, best)) {
            best = Some(offer);
        }
    }
    if out.trace_level == TraceLevel::Full {
        tell_others(asked, rows_before, out);
    }
    let Some(offer) = best else { return Ok(false) };
    if traced {
        let winner = out.trace[rows_before..].iter_mut().find(|row| row.rule == offer.entry);
        if let Some(row) = winner {
            row.outcome = Outcome::Applied;
        }
    } else if out.trace_level == TraceLevel::Summary {
        out.trace.push(entry_row(asked.at, offer.entry, Outcome::Applied));
    }
    line.entry = offer.entry;
    line.list_price = listed(asked, &offer, out)?;
    Ok(true)
}

fn converts(asked: &Asked<'_>, list: u32, out: &Decision) -> bool {
    asked.engine.book().price_lists[list as usize].conversion(out.currency).is_some()
}

/// Adds the lists that have the product and are not for this partner, or in
/// another currency; all rows by list.
fn tell_others(asked: &Asked<'_>, rows_before: usize, out: &mut Decision) {
    let own = &asked.class().lists;
    for (list, entry) in asked.engine.prices().first_entries(asked.product) {
        let head = asked.engine.list_head(list);
        let priced = head.currency == out.currency || converts(asked, list, out);
        if own.binary_search(&list).is_err() || !priced {
            out.trace.push(entry_row(asked.at, entry, Outcome::NotMatched));
        }
    }
    out.trace[rows_before..].sort_by_key(|row| row.rule);
}

/// What decides whether the entries of one list hold.
struct Held {
    state: IntervalState,
    /// What its quantity breaks are compared with.
    counted: i64,
    today: Day,
    known_at: Option<Day>,
}

impl Held {
    fn of(asked: &Asked<'_>, list: u32, head: ListHead, out: &Decision) -> Self {
        let (today, known_at) = (out.today, asked.known_at);
        if head.plain {
            let (state, counted) = (head.valid.state(today), asked.counted(Over::Line));
            return Self { state, counted, today, known_at };
        }
        let rule = &asked.engine.book().price_lists[list as usize];
        let (state, counted) = (rule.valid.state(today, asked.since), asked.counted(rule.over));
        Self { state, counted, today, known_at }
    }

    /// Why an entry does not hold; `Shadowed` when it does, until one is chosen.
    fn outcome(&self, prices: &PriceIndex, at: u32) -> Outcome {
        let entry = prices.entry(at);
        match prices.state(at, self.known_at) {
            Known::NotYet => return Outcome::NotYetKnown,
            Known::Corrected => return Outcome::Corrected,
            Known::Yes => {}
        }
        match self.state.and(entry.valid.state(self.today)) {
            IntervalState::NotYet => Outcome::NotYetValid,
            IntervalState::Ended => Outcome::Expired,
            IntervalState::Holds if self.counted < entry.quantity_from => Outcome::BelowQuantity,
            IntervalState::Holds => Outcome::Shadowed,
        }
    }
}

/// What a list offers: of the entries that hold the last, or the lowest.
fn offer_of(
    asked: &Asked<'_>,
    list: u32,
    head: ListHead,
    range: Range<u32>,
    out: &mut Decision,
) -> Result<Option<Offer>, Beyond> {
    let prices = asked.engine.prices();
    let policy = asked.engine.book().choose_price;
    let breaks = || asked.engine.book().price_lists[list as usize].breaks;
    let lowest = policy == ChoosePrice::Lowest && (head.plain || breaks() == Breaks::Volume);
    let traced = out.trace_level >= TraceLevel::Candidates;
    let held = Held::of(asked, list, head, out);
    let mut offered: Option<u32> = None;
    for at in range {
        let outcome = held.outcome(prices, at);
        if outcome == Outcome::Shadowed {
            let price = |at: u32| prices.entry(at).unit_price;
            if offered.is_none_or(|best| !lowest || price(at) < price(best)) {
                offered = Some(at);
            }
        }
        if traced {
            out.trace.push(entry_row(asked.at, at, outcome));
        }
    }
    let Some(entry) = offered else { return Ok(None) };
    let mut offer = Offer { list, entry, price: Exact::ZERO };
    if matches!(policy, ChoosePrice::Lowest | ChoosePrice::MostConditions) {
        offer.price = match head.plain {
            true => prices.entry(entry).unit_price,
            false => price_of(asked, &offer, out).ok_or(Beyond("list"))?,
        };
    }
    Ok(Some(offer))
}

fn better(engine: &Engine, policy: ChoosePrice, offer: &Offer, best: &Offer) -> bool {
    let lists = &engine.book().price_lists;
    let (own, other) = (&lists[offer.list as usize], &lists[best.list as usize]);
    let cheaper = offer.price < best.price;
    match policy {
        // The lists come in document order.
        ChoosePrice::FirstList => false,
        ChoosePrice::Lowest => cheaper,
        ChoosePrice::Priority => own.priority > other.priority,
        ChoosePrice::MostConditions => {
            match own.scope.conditions.len().cmp(&other.scope.conditions.len()) {
                Ordering::Greater => true,
                Ordering::Equal => cheaper,
                Ordering::Less => false,
            }
        }
    }
}

/// The list price of the entry chosen, with a row for a conversion.
fn listed(asked: &Asked<'_>, offer: &Offer, out: &mut Decision) -> Result<Exact, Beyond> {
    let head = asked.engine.list_head(offer.list);
    if head.plain {
        return Ok(asked.engine.prices().entry(offer.entry).unit_price);
    }
    let price = own_price(asked, offer, out).ok_or(Beyond("list"))?;
    if head.currency == out.currency {
        return Ok(price);
    }
    let converted = price_of(asked, offer, out).ok_or(Beyond("conversion"))?;
    if out.trace_level >= TraceLevel::Summary {
        out.trace.push(Row {
            line: asked.at,
            kind: RowKind::Conversion,
            outcome: Outcome::Applied,
            rule: offer.list,
            before: price,
            after: converted,
        });
    }
    Ok(converted)
}

/// The price in the order's currency.
fn price_of(asked: &Asked<'_>, offer: &Offer, out: &Decision) -> Option<Exact> {
    let rule = &asked.engine.book().price_lists[offer.list as usize];
    let price = own_price(asked, offer, out)?;
    let Some(conversion) = rule.conversion(out.currency)? else { return Some(price) };
    let converted = price.times(conversion.rate)?;
    match conversion.rounding {
        Some(rounding) => rounding.apply(converted),
        None => Some(converted),
    }
}

/// The price of one unit in the currency of the list; where breaks are slices
/// or packages, the average over what is counted.
fn own_price(asked: &Asked<'_>, offer: &Offer, out: &Decision) -> Option<Exact> {
    let rule = &asked.engine.book().price_lists[offer.list as usize];
    let price = asked.engine.prices().entry(offer.entry).unit_price;
    let quantity = asked.counted(rule.over);
    match rule.breaks {
        Breaks::Volume => Some(price),
        Breaks::Package(size) => {
            let started = (quantity - 1) / size + 1;
            average(price.times_whole(started)?, quantity)
        }
        Breaks::Graduated => average(slices(asked, offer, quantity, out)?, quantity),
    }
}

/// Each unit at the price of the break it lies in; those before the first break
/// at the price of the first.
fn slices(asked: &Asked<'_>, offer: &Offer, quantity: i64, out: &Decision) -> Option<Exact> {
    let prices = asked.engine.prices();
    let lists = [offer.list];
    let (_, range) = prices.candidates(asked.product, &lists).next()?;
    let mut sum = Exact::ZERO;
    let mut slice: Option<(i64, Exact)> = None;
    let mut add = |slice: Option<(i64, Exact)>, until: i64| {
        let (from, price) = slice?;
        sum = sum.plus(price.times_whole(until - from)?)?;
        Some(sum)
    };
    let held = Held::of(asked, offer.list, asked.engine.list_head(offer.list), out);
    for at in range.filter(|at| held.outcome(prices, *at) == Outcome::Shadowed) {
        let entry = prices.entry(at);
        match slice {
            None => slice = Some((1, entry.unit_price)),
            // A later validity of the same break takes its place.
            Some((from, _)) if from == entry.quantity_from => {
                slice = Some((from, entry.unit_price));
            }
            Some(_) => {
                add(slice, entry.quantity_from)?;
                slice = Some((entry.quantity_from, entry.unit_price));
            }
        }
    }
    add(slice, quantity + 1)
}

fn entry_row(line: u32, entry: u32, outcome: Outcome) -> Row {
    let (before, after) = (Exact::ZERO, Exact::ZERO);
    Row { line, kind: RowKind::Entry, outcome, rule: entry, before, after }
}
