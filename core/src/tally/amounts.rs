//! The lean reading: amounts of partners by period and niche, and no other sums.

use super::groups::add_up;
use super::options::Period;
use super::run::day_of;
use super::state::Tally;
use super::sums::Sums;
use super::views::{Periods, Ranks};
use crate::calendar::Day;
use crate::error::{Error, ErrorKind};
use crate::sales::{MISSING_DAY, out_of_range};
use hashbrown::HashMap;

/// Amounts of partners, ascending by partner.
#[derive(Clone, Debug, Default)]
pub(crate) struct PartnerAmounts {
    /// Places of partners, by name.
    pub(crate) partners: Vec<u32>,
    pub(crate) amounts: Vec<i128>,
}

impl PartnerAmounts {
    /// Adds up amounts in any order.
    ///
    /// # Errors
    /// `Range` for a sum out of range.
    pub(crate) fn of(mut pairs: Vec<(u32, i128)>) -> Result<Self, Error> {
        if !pairs.is_sorted_by(|a, b| a.0 < b.0) {
            pairs.sort_by_key(|(partner, _)| *partner);
            add_up(&mut pairs, |a, b| a.checked_add(*b).ok_or_else(out_of_range))?;
        }
        let (partners, amounts) = pairs.into_iter().unzip();
        Ok(Self { partners, amounts })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, i128)> + Clone + '_ {
        self.partners.iter().copied().zip(self.amounts.iter().copied())
    }

    fn push(&mut self, partner: u32, amount: i128) {
        self.partners.push(partner);
        self.amounts.push(amount);
    }
}

/// The partners of one niche in one period.
#[derive(Clone, Debug)]
pub(crate) struct Pile {
    /// The place of the period in [`Amounts::periods`].
    pub(crate) period: u32,
    /// The place of the niche in [`Amounts::niches`]; `MISSING_KEY` without one, and
    /// when niches are not told apart.
    pub(crate) niche: u32,
    pub(crate) own: PartnerAmounts,
}

/// Amounts by period, niche and partner; in this order, names in the order of their
/// bytes.
#[derive(Clone, Debug)]
pub(crate) struct Amounts<'t> {
    /// How many partners have rows.
    pub(crate) partners: usize,
    pub(crate) niches: Vec<&'t str>,
    pub(crate) periods: Periods,
    pub(crate) piles: Vec<Pile>,
}

impl Tally {
    /// Amounts by period and partner, and by niche when asked.
    ///
    /// # Errors
    /// `Range` for a sum out of range; `Table` for periods of a state without days.
    pub(crate) fn amounts(
        &self,
        period: Period,
        per_niche: bool,
        threads: usize,
    ) -> Result<Amounts<'_>, Error> {
        let mut parts = self
            .by_partner
            .in_parts(threads, |mut groups| {
                let (mut part, mut keys) = (Part::new(period, per_niche), Vec::new());
                loop {
                    let read = groups.next_raw(|key, sums| {
                        keys.push(((key.niche, day_of(key.day)), sums.amount));
                        if key.day == 0 {
                            part.without_day = part.without_day.and_then(|all| all.plus(sums).ok());
                        }
                    });
                    let Some((partner, _)) = read else { return Ok(part) };
                    part.take(partner, &mut keys)?;
                }
            })?
            .into_iter();
        let mut all = parts.next().unwrap_or_else(|| Part::new(period, per_niche));
        parts.for_each(|part| all.merge(part));
        let without_day = all.without_day.ok_or_else(out_of_range)?;
        let periods = self.periods(period, all.span, without_day)?;
        if periods.rows.is_empty() && without_day.rows > 0 {
            return Err(Error::new(ErrorKind::Table, "periods need the column `day`"));
        }
        let partners = all.piles.iter().flat_map(|pile| pile.own.partners.iter().copied());
        let partners = Ranks::new(&self.partners, partners);
        let niches = all.piles.iter().filter_map(|pile| pile.niche.checked_sub(1));
        let niches = Ranks::new(&self.niches, niches);
        let firsts: Vec<Day> = periods.rows.iter().map(|row| row.first).collect();
        let place = |first: i32| match period {
            Period::All => 0,
            _ => firsts.partition_point(|each| each.0 < first) as u32,
        };
        let pile = |pile: RawPile| {
            let own = ranked(pile.own, &partners);
            Pile { period: place(pile.first), niche: niches.code(pile.niche), own }
        };
        let mut piles: Vec<Pile> = all.piles.into_iter().map(pile).collect();
        piles.sort_by_key(|pile| (pile.period, pile.niche));
        Ok(Amounts { partners: partners.names.len(), niches: niches.names, periods, piles })
    }

    /// What each niche comes to, by name; rows without one are left out.
    ///
    /// # Errors
    /// `Range` for a sum out of range.
    pub(crate) fn niche_sums(&self, threads: usize) -> Result<Vec<(&str, Sums)>, Error> {
        let parts = self.by_partner.in_parts(threads, |mut groups| {
            let mut niches = vec![Sums::default(); self.niches.len() + 1];
            let mut fits = true;
            while groups
                .next_raw(|key, sums| {
                    let own = &mut niches[key.niche as usize];
                    match own.plus(sums) {
                        Ok(sum) => *own = sum,
                        Err(_) => fits = false,
                    }
                })
                .is_some()
            {}
            if fits { Ok(niches) } else { Err(out_of_range()) }
        })?;
        let mut niches = vec![Sums::default(); self.niches.len() + 1];
        for (own, more) in parts.iter().flat_map(|part| part.iter().enumerate()) {
            niches[own] = niches[own].plus(more)?;
        }
        Ok(named(self.niches.iter(), &niches[1..]))
    }

    /// What each product comes to, by name; rows without one are left out.
    ///
    /// # Errors
    /// `Range` for a sum out of range.
    pub(crate) fn product_sums(&self) -> Result<Vec<(&str, Sums)>, Error> {
        let mut products = vec![Sums::default(); self.products.len() + 1];
        let (mut groups, mut own) = (self.sold.groups(), Vec::new());
        while let Some(product) = groups.next(&mut own)? {
            let all = &mut products[product as usize];
            for (_, sums) in &own {
                *all = all.plus(sums)?;
            }
        }
        Ok(named(self.products.iter(), &products[1..]))
    }
}

/// Those that have rows, by name.
fn named<'t>(names: impl Iterator<Item = &'t str>, sums: &[Sums]) -> Vec<(&'t str, Sums)> {
    let mut named: Vec<_> =
        names.zip(sums.iter().copied()).filter(|(_, sums)| sums.rows > 0).collect();
    named.sort_unstable_by_key(|(name, _)| *name);
    named
}

/// Partners by place instead of id.
fn ranked(mut own: PartnerAmounts, ranks: &Ranks<'_>) -> PartnerAmounts {
    own.partners.iter_mut().for_each(|partner| *partner = ranks.rank[*partner as usize]);
    if own.partners.is_sorted() {
        return own;
    }
    let mut pairs: Vec<(u32, i128)> = own.iter().collect();
    pairs.sort_unstable_by_key(|(partner, _)| *partner);
    let (partners, amounts) = pairs.into_iter().unzip();
    PartnerAmounts { partners, amounts }
}

/// What one thread has read.
struct Part {
    period: Period,
    per_niche: bool,
    /// The place of the pile of a period, by its first day, and a niche, by code.
    places: HashMap<(i32, u32), usize>,
    piles: Vec<RawPile>,
    span: (Day, Day),
    /// None when the sums do not fit.
    without_day: Option<Sums>,
    first_days: HashMap<Day, Day>,
}

struct RawPile {
    first: i32,
    niche: u32,
    own: PartnerAmounts,
}

impl Part {
    fn new(period: Period, per_niche: bool) -> Self {
        Self {
            period,
            per_niche,
            places: HashMap::new(),
            piles: Vec::new(),
            span: (Day(i32::MAX), MISSING_DAY),
            without_day: Some(Sums::default()),
            first_days: HashMap::new(),
        }
    }

    /// Takes what one partner has, by niche and day, and empties it.
    fn take(&mut self, partner: u32, own: &mut Vec<((u32, Day), i128)>) -> Result<(), Error> {
        let (mut last, mut first) = (MISSING_DAY, Day(0));
        let period = self.period;
        own.retain_mut(|((niche, day), _)| {
            if *day != MISSING_DAY {
                if *day != last {
                    last = *day;
                    self.span = (self.span.0.min(last), self.span.1.max(last));
                    if period != Period::All {
                        let start = || period.first_day(last);
                        first = *self.first_days.entry(last).or_insert_with(start);
                    }
                }
            } else if period != Period::All {
                return false;
            }
            *day = first;
            if !self.per_niche {
                *niche = 0;
            }
            true
        });
        if own.is_empty() {
            return Ok(());
        }
        if !own.is_sorted_by(|a, b| a.0 < b.0) {
            own.sort_by_key(|(key, _)| *key);
            add_up(own, |a, b| a.checked_add(*b).ok_or_else(out_of_range))?;
        }
        for ((niche, first), amount) in own.drain(..) {
            self.pile(first.0, niche).push(partner, amount);
        }
        Ok(())
    }

    fn pile(&mut self, first: i32, niche: u32) -> &mut PartnerAmounts {
        let place = *self.places.entry((first, niche)).or_insert_with(|| {
            self.piles.push(RawPile { first, niche, own: PartnerAmounts::default() });
            self.piles.len() - 1
        });
        &mut self.piles[place].own
    }

    /// The other's partners come after these.
    fn merge(&mut self, other: Self) {
        self.span = (self.span.0.min(other.span.0), self.span.1.max(other.span.1));
        let sums = self.without_day.zip(other.without_day);
        self.without_day = sums.and_then(|(own, more)| own.plus(&more).ok());
        for mut pile in other.piles {
            let own = self.pile(pile.first, pile.niche);
            own.partners.append(&mut pile.own.partners);
            own.amounts.append(&mut pile.own.amounts);
        }
    }
}
