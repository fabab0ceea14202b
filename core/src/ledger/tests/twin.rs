//! A slow and obvious twin: whole cents, no entries, everything from the list of
//! events. Random histories must come to the same for everybody.

use super::*;
use crate::ledger::{PayoutPolicy, PayoutTerm, settle, statement, verify};
use std::collections::BTreeMap;

const HISTORIES: u64 = 3_000;

/// Numbers that are the same on every machine (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len() as u64) as usize]
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Span {
    Order,
    Month,
    Quarter,
    Rolling(i32),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Policy {
    Rate,
    Recompute,
    Current,
}

/// A plan of whole percents that rise with bounds in whole cents.
#[derive(Clone, Debug)]
struct Rates {
    volume: bool,
    above: bool,
    tiers: Vec<(i64, i64)>,
    span: Span,
    policy: Policy,
    shared: bool,
}

impl Rates {
    fn any(dice: &mut Dice) -> Self {
        let mut tiers = vec![(0, dice.roll(4) as i64)];
        for _ in 0..dice.roll(4) {
            let (from, percent) = tiers[tiers.len() - 1];
            tiers.push((from + 1 + dice.roll(90_000) as i64, percent + dice.roll(4) as i64));
        }
        let spans = [
            Span::Order,
            Span::Month,
            Span::Month,
            Span::Quarter,
            Span::Rolling(1),
            Span::Rolling(30),
        ];
        Self {
            volume: dice.roll(2) == 0,
            above: dice.roll(2) == 0,
            tiers,
            span: dice.of(&spans),
            policy: dice.of(&[Policy::Rate, Policy::Recompute, Policy::Current]),
            shared: dice.roll(2) == 0,
        }
    }

    fn text(&self) -> String {
        let tiers: Vec<String> = self
            .tiers
            .iter()
            .map(|(from, percent)| {
                format!("{{ from: {}.{:02}, percent: {percent} }}", from / 100, from % 100)
            })
            .collect();
        let window = match self.span {
            Span::Order => "order".to_owned(),
            Span::Month => "month".to_owned(),
            Span::Quarter => "quarter".to_owned(),
            Span::Rolling(days) => format!("{{ rolling_days: {days} }}"),
        };
        let refund = match self.policy {
            Policy::Rate => "original_rate",
            Policy::Recompute => "recompute_period",
            Policy::Current => "current_period",
        };
        format!(
            "window: {window}, refund: {refund}, schedule: {{ mode: {}, reach: {}, tiers: [ {} ] }}{}",
            if self.volume { "volume" } else { "graduated" },
            if self.above { "above" } else { "at_or_above" },
            tiers.join(", "),
            if self.shared { format!(", {SHARED}") } else { String::new() },
        )
    }

    /// Hundredths of a cent for all of it.
    fn whole(&self, cents: i64) -> i64 {
        if self.volume {
            let reached =
                |from: &&(i64, i64)| if self.above { cents > from.0 } else { cents >= from.0 };
            return self.tiers.iter().rfind(reached).map_or(0, |(_, percent)| cents * percent);
        }
        let tops = self.tiers.iter().skip(1).map(|(from, _)| *from).chain([i64::MAX]);
        let slice =
            |((from, percent), top): (&(i64, i64), i64)| (cents.min(top) - from).max(0) * percent;
        self.tiers.iter().zip(tops).map(slice).sum()
    }

    fn fee(&self, before: i64, cents: i64) -> i64 {
        let before = before.max(0);
        half_up(self.whole(before + cents) - self.whole(before), 100)
    }

    fn counts(&self, earlier: i32, later: i32) -> bool {
        let month = |day: i32| Day(day).to_string()[..7].to_owned();
        let quarter = |day: i32| {
            let text = month(day);
            (text[..4].to_owned(), (text[5..].parse::<i32>().expect("a month") - 1) / 3)
        };
        match self.span {
            Span::Order => false,
            Span::Month => month(earlier) == month(later),
            Span::Quarter => quarter(earlier) == quarter(later),
            Span::Rolling(days) => (0..days).contains(&(later - earlier)),
        }
    }

    fn split(&self, cents: i64) -> Vec<i64> {
        if self.shared { weighted(cents, &[70, 30]) } else { vec![cents] }
    }
}

fn half_up(number: i64, by: i64) -> i64 {
    (2 * number + by).div_euclid(2 * by)
}

/// Two parts at most: the rest goes where more is missing, the first in doubt.
fn weighted(cents: i64, weights: &[i64]) -> Vec<i64> {
    let equal: Vec<i64> = vec![1; weights.len()];
    let weights = if weights.iter().sum::<i64>() == 0 { &equal } else { weights };
    let total: i64 = weights.iter().sum();
    let mut parts: Vec<i64> = weights.iter().map(|w| cents * w / total).collect();
    let mut rest: Vec<(i64, usize)> =
        weights.iter().enumerate().map(|(at, w)| (-(cents * w % total), at)).collect();
    rest.sort();
    let left = cents - parts.iter().sum::<i64>();
    for (_, at) in rest.into_iter().take(left as usize) {
        parts[at] += 1;
    }
    parts
}

#[derive(Clone, Debug)]
struct Sold {
    name: String,
    day: i32,
    cents: i64,
    back: i64,
    /// What of that was taken out of the period of the sale.
    back_in_place: i64,
    /// Taken in periods of refunds, by beneficiary.
    elsewhere: Vec<i64>,
}

#[derive(Clone, Copy, Debug)]
enum Row {
    Sale(usize),
    Negative(i32, i64),
}

/// What one partner sold and gave back.
#[derive(Clone, Debug, Default)]
struct Twin {
    sold: Vec<Sold>,
    rows: Vec<Row>,
}

impl Twin {
    fn day(&self, row: Row) -> i32 {
        match row {
            Row::Sale(at) => self.sold[at].day,
            Row::Negative(day, _) => day,
        }
    }

    fn sell(&mut self, rates: &Rates, name: &str, day: i32, cents: i64, late: bool) {
        let after = |row: &Row| self.day(*row) > day && rates.counts(day, self.day(*row));
        let at = self.rows.iter().position(after).filter(|_| late).unwrap_or(self.rows.len());
        self.rows.insert(at, Row::Sale(self.sold.len()));
        let elsewhere = vec![0; rates.split(0).len()];
        self.sold.push(Sold {
            name: name.to_owned(),
            day,
            cents,
            back: 0,
            back_in_place: 0,
            elsewhere,
        });
    }

    /// What is counted of a row.
    fn counted(&self, rates: &Rates, row: Row) -> i64 {
        match row {
            Row::Negative(_, cents) => -cents,
            Row::Sale(at) if rates.policy == Policy::Rate => self.sold[at].cents,
            Row::Sale(at) => self.sold[at].cents - self.sold[at].back_in_place,
        }
    }

    /// What each sale earns as things are, by beneficiary, before anything that
    /// was taken elsewhere or at its own rate.
    fn earned(&self, rates: &Rates) -> Vec<Vec<i64>> {
        let mut earned = vec![rates.split(0); self.sold.len()];
        for (place, row) in self.rows.iter().enumerate() {
            let Row::Sale(at) = *row else { continue };
            let cents = self.counted(rates, *row);
            if cents == 0 {
                continue;
            }
            let day = self.sold[at].day;
            let before: i64 = self.rows[..place]
                .iter()
                .filter(|other| rates.counts(self.day(**other), day))
                .map(|other| self.counted(rates, *other))
                .sum();
            earned[at] = rates.split(rates.fee(before, cents));
        }
        earned
    }

    /// What everybody has of each sale.
    fn left(&self, rates: &Rates) -> Vec<Vec<i64>> {
        let mut left = self.earned(rates);
        for (own, sold) in left.iter_mut().zip(&self.sold) {
            for (part, elsewhere) in own.iter_mut().zip(&sold.elsewhere) {
                if rates.policy == Policy::Rate {
                    *part -= half_up(*part * sold.back, sold.cents);
                }
                *part -= elsewhere;
            }
        }
        left
    }

    fn refund(&mut self, rates: &Rates, at: usize, posted: i32, cents: i64) {
        self.sold[at].back += cents;
        let here = rates.span == Span::Order || rates.counts(self.sold[at].day, posted);
        if rates.policy != Policy::Current || here {
            self.sold[at].back_in_place += cents;
            return;
        }
        let has: i64 = self
            .rows
            .iter()
            .filter(|row| rates.counts(self.day(**row), posted))
            .map(|row| self.counted(rates, *row))
            .sum();
        let top = cents.min(has.max(0));
        let mut fee = 0;
        if top > 0 {
            fee += rates.fee(has - top, top);
        }
        if cents > top {
            fee += rates.fee((-has).max(0), cents - top);
        }
        let left = self.left(rates);
        let parts = weighted(fee, &left[at]);
        for ((part, left), taken) in
            parts.into_iter().zip(&left[at]).zip(&mut self.sold[at].elsewhere)
        {
            *taken += part.min(*left);
        }
        self.rows.push(Row::Negative(posted, cents));
    }
}

/// One random history, told to the ledger and to the twin.
struct History<'a> {
    dice: Dice,
    rates: Rates,
    ledger: Ledger<'a>,
    twins: BTreeMap<&'static str, Twin>,
    policy: PayoutPolicy,
    today: i32,
    settled_until: i32,
    paid: i64,
}

const PARTNERS: [&str; 2] = ["P-1", "P-2"];

impl History<'_> {
    fn event(&mut self, number: usize) {
        self.today += self.dice.roll(12) as i32;
        match self.dice.roll(10) {
            0..=5 => self.sell(number),
            6..=8 => self.give_back(number),
            _ => self.settle(),
        }
    }

    fn sell(&mut self, number: usize) {
        let partner = self.dice.of(&PARTNERS);
        let day = (self.today - self.dice.of(&[0, 0, 0, 2, 20, 45])).max(START);
        let cents = 1 + self.dice.roll(60_000) as i64;
        let name = format!("O-{number}");
        let mut receivers = vec![receiver(Beneficiary::Partner, partner)];
        if self.rates.shared {
            receivers.push(receiver(Beneficiary::Distributor, "D-1"));
        }
        let sale = Sale {
            partner: partner.to_owned(),
            receivers,
            day: Day(day),
            booked: Day(self.today),
            base: Exact::new(i128::from(cents), 2),
            ..sale(&name, "2026-01-01", "1")
        };
        self.ledger.sell(&sale);
        let again = accrue(&self.ledger.terms, &sale, self.ledger.closed, &self.ledger.entries);
        assert!(again.expect("booked before").replayed);
        let late = day < self.settled_until;
        self.twins.entry(partner).or_default().sell(&self.rates, &name, day, cents, late);
    }

    fn give_back(&mut self, number: usize) {
        let partner = self.dice.of(&PARTNERS);
        let Some(twin) = self.twins.get_mut(partner).filter(|twin| !twin.sold.is_empty()) else {
            return;
        };
        let at = self.dice.roll(twin.sold.len() as u64) as usize;
        let left = twin.sold[at].cents - twin.sold[at].back;
        if left == 0 {
            return;
        }
        let cents =
            if self.dice.roll(3) == 0 { left } else { 1 + self.dice.roll(left as u64) as i64 };
        let day = (self.today - self.dice.of(&[0, 0, 3])).max(twin.sold[at].day);
        let note = Refund {
            day: Day(day),
            booked: Day(self.today),
            base: Exact::new(i128::from(cents), 2),
            ..back(&format!("C-{number}"), &twin.sold[at].name, "2026-01-01", "1")
        };
        let posted = if day < self.settled_until { self.today } else { day };
        twin.refund(&self.rates, at, posted, cents);
        self.ledger.refund(&note);
        let again = refund(&self.ledger.terms, &note, self.ledger.closed, &self.ledger.entries);
        assert!(again.expect("booked before").replayed);
    }

    /// Closes everything before today.
    fn settle(&mut self) {
        if self.today <= self.settled_until {
            return;
        }
        let (from, until) = (Day(self.settled_until), Day(self.today));
        let term = PayoutTerm { from, until, booked: until };
        let settlement = settle(&self.policy, &term, &self.ledger.entries).expect("settled");
        for account in &settlement.accounts {
            assert!(account.payout >= 0 && account.carried == account.balance - account.payout);
            self.paid += account.payout;
        }
        self.ledger.entries.extend(settlement.entries);
        self.settled_until = self.today;
        self.ledger.closed = Some(until);
    }

    /// Every beneficiary has of every sale what the twin says.
    fn agrees(&self) {
        let mut expected: BTreeMap<(String, String), i64> = BTreeMap::new();
        for (partner, twin) in &self.twins {
            for (sold, parts) in twin.sold.iter().zip(twin.left(&self.rates)) {
                for (who, part) in [*partner, "D-1"].into_iter().zip(parts) {
                    expected.insert((sold.name.clone(), who.to_owned()), part);
                }
            }
        }
        let mut found: BTreeMap<(String, String), i64> = BTreeMap::new();
        let entries = &self.ledger.entries;
        for entry in entries.iter().filter(|entry| entry.role.is_some()) {
            let root = entry.reverses.as_ref().unwrap_or(&entry.key);
            let root = entries.iter().find(|other| other.key == *root).expect("linked");
            *found.entry((root.source.order.clone(), entry.partner.clone())).or_default() +=
                entry.amount;
        }
        assert_eq!(found, expected, "{:?}", self.rates);
    }

    /// What was paid and what is left are what was booked.
    fn conserves(&self) {
        let entries = &self.ledger.entries;
        let booked: i64 = entries.iter().filter(|e| e.role.is_some()).map(|e| e.amount).sum();
        let left: i64 = ["P-1", "P-2", "D-1"]
            .iter()
            .map(|partner| {
                statement(entries, partner, Currency::EURO, Day(START), Day(i32::MAX))
                    .expect("days")
                    .closing
            })
            .sum();
        assert_eq!(booked, self.paid + left);
    }
}

/// 2026-01-01.
const START: i32 = 20_454;

fn run(seed: u64) {
    let mut dice = Dice(seed);
    let rates = Rates::any(&mut dice);
    let book = book(&rates.text());
    let policy = PayoutPolicy {
        minimum: vec![(Currency::EURO, Exact::whole(dice.roll(60) as i64))],
        hold_back_percent: Exact::whole(dice.roll(3) as i64 * 10),
        hold_back_days: 30,
    };
    let ledger = Ledger::new(&book);
    let (twins, paid) = (BTreeMap::new(), 0);
    let (today, settled_until) = (START, START);
    let mut history = History { dice, rates, ledger, twins, policy, today, settled_until, paid };
    for number in 0..history.dice.roll(25) as usize {
        history.event(number);
    }
    history.agrees();
    history.conserves();
    let terms = [history.ledger.terms];
    let found = verify(&terms, Some(&history.policy), &history.ledger.entries);
    assert!(found.is_empty(), "{:?}: {found:?}", history.rates);
}

#[test]
fn random_histories_come_to_what_the_twin_says() {
    for seed in 0..HISTORIES {
        let told = std::panic::catch_unwind(|| run(seed));
        assert!(told.is_ok(), "seed {seed}");
    }
}

/// Sales of one partner in one month, refunded altogether in parts.
fn all_back(seed: u64) {
    let mut dice = Dice(seed);
    let rates = Rates { span: dice.of(&[Span::Month, Span::Order]), ..Rates::any(&mut dice) };
    let book = book(&format!("{}, tax: standard", rates.text()));
    let mut ledger = Ledger::new(&book);
    let mut open: Vec<(String, i64)> = Vec::new();
    for at in 0..1 + dice.roll(5) {
        let (name, cents) = (format!("O-{at}"), 1 + dice.roll(80_000) as i64);
        let mut sold = sale(&name, "2026-03-02", "1");
        sold.base = Exact::new(i128::from(cents), 2);
        sold.receivers.push(receiver(Beneficiary::Distributor, "D-1"));
        ledger.sell(&sold);
        open.push((name, cents));
    }
    let mut number = 0;
    while !open.is_empty() {
        let at = dice.roll(open.len() as u64) as usize;
        let cents =
            if dice.roll(2) == 0 { open[at].1 } else { 1 + dice.roll(open[at].1 as u64) as i64 };
        let mut note = back(&format!("C-{number}"), &open[at].0, "2026-03-30", "1");
        note.base = Exact::new(i128::from(cents), 2);
        ledger.refund(&note);
        open[at].1 -= cents;
        open.retain(|(_, left)| *left > 0);
        number += 1;
    }
    let mut sums: BTreeMap<&str, (i64, i64, Exact)> = BTreeMap::new();
    for entry in &ledger.entries {
        let sum = sums.entry(&entry.partner).or_default();
        *sum =
            (sum.0 + entry.amount, sum.1 + entry.tax, sum.2.plus(entry.exact).expect("in range"));
    }
    for (partner, sum) in sums {
        assert_eq!(sum, (0, 0, Exact::ZERO), "{partner} {rates:?}");
    }
    assert!(verify(&[ledger.terms], None, &ledger.entries).is_empty());
}

#[test]
fn everything_refunded_in_any_parts_comes_to_nothing() {
    for seed in 0..HISTORIES {
        let told = std::panic::catch_unwind(|| all_back(seed));
        assert!(told.is_ok(), "seed {seed}");
    }
}

#[test]
fn partners_do_not_see_each_other() {
    for seed in 0..300 {
        let mut dice = Dice(seed);
        let rates = Rates::any(&mut dice);
        let book = book(&rates.text());
        let mut sales = Vec::new();
        for at in 0..12 {
            let partner = dice.of(&PARTNERS);
            let mut sold = sale(&format!("O-{at}"), "2026-03-02", "1");
            sold.partner = partner.to_owned();
            sold.receivers = vec![receiver(Beneficiary::Partner, partner)];
            sold.base = Exact::whole(1 + dice.roll(900) as i64);
            sales.push(sold);
        }
        let mixed = booked(&book, &sales);
        sales.sort_by(|a, b| b.partner.cmp(&a.partner));
        assert_eq!(mixed, booked(&book, &sales));
    }
}

/// All entries, by key.
fn booked(book: &Rulebook, sales: &[Sale]) -> BTreeMap<String, Entry> {
    let mut ledger = Ledger::new(book);
    sales.iter().for_each(|sale| drop(ledger.sell(sale)));
    ledger.entries.into_iter().map(|entry| (entry.key.clone(), entry)).collect()
}
