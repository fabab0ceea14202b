//! The mergeable state: per period, niche and product what each partner sold.

use super::cells::{Cells, Sums, explode};
use super::left_out::{LeftOutLines, LeftOutSums, LineLeftOut};
use super::tree::{ALL, NicheTree};
use crate::error::{Error, ErrorKind};
use crate::sales::{Keys, LeftOut, MISSING_KEY, MISSING_NUMBER};
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;

/// Columns of sales lines, all of one length. Only partner, product and amount
/// must be there.
#[derive(Clone, Debug)]
pub struct SalesLines<'a> {
    /// Who sold; a line without is left out and counted.
    pub partner: &'a Keys<'a>,
    /// What; a line without is left out and counted.
    pub product: &'a Keys<'a>,
    /// Minor units, negative for returns.
    pub amount_minor: &'a [i64],
    /// Units; a missing one counts as zero.
    pub quantity: Option<&'a [i64]>,
    /// The niche the line was sold in.
    pub niche: Option<&'a Keys<'a>>,
    /// The period of the line, as the company names it.
    pub period: Option<&'a Keys<'a>>,
    /// The order the line stands in. Without orders each line counts as one.
    pub order: Option<&'a Keys<'a>>,
    /// Why a line takes no part, as [`SalesFilter`](crate::SalesFilter) says; none:
    /// all do.
    pub left_out: Option<&'a [Option<LeftOut>]>,
}

/// Lines of baskets, as [`bought_together`](crate::bought_together) takes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baskets {
    /// The order of each line.
    pub order: Vec<u32>,
    /// Its product.
    pub product: Vec<u32>,
    /// Its partner.
    pub partner: Vec<u32>,
    /// The names of the products.
    pub products: Vec<String>,
}

/// A partner's product in a niche and period; the niche may be missing.
type Key = [u32; 4];

/// What each partner sold of each product, by niche and period: `update`, `merge`,
/// `cells`. Merging is associative and commutative; the bytes and the cells are
/// the same for any split of the lines and any order of the parts.
///
/// Amounts are kept for each partner, so that the gate can judge every cell.
/// Exact merging needs that: the two largest of a cell cannot be merged when one
/// partner's lines lie in both halves.
#[derive(Clone, Debug, Default)]
pub struct InsightState {
    names: Vec<String>,
    index: HashMap<String, u32>,
    sums: HashMap<Key, Sums>,
    orders: HashSet<(Key, u32)>,
    has_orders: bool,
    left_out: LeftOutSums,
}

const MAGIC: &[u8; 4] = b"LTIS";
/// 2: lines left out by reason.
const VERSION: u8 = 2;

impl InsightState {
    /// A state without lines.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds lines.
    ///
    /// # Errors
    /// `Table` when the columns differ in length, or when some lines have orders
    /// and others were added without; `Range` for a sum out of range. The state is
    /// then as it was.
    pub fn update(&mut self, lines: &SalesLines<'_>) -> Result<(), Error> {
        let rows = lines.amount_minor.len();
        let lengths = [
            Some(lines.partner.ids().len()),
            Some(lines.product.ids().len()),
            lines.quantity.map(<[i64]>::len),
            lines.niche.map(|k| k.ids().len()),
            lines.period.map(|k| k.ids().len()),
            lines.order.map(|k| k.ids().len()),
            lines.left_out.map(<[Option<LeftOut>]>::len),
        ];
        if lengths.into_iter().flatten().any(|length| length != rows) {
            return Err(table("the columns of the lines differ in length"));
        }
        let keys =
            [Some(lines.partner), Some(lines.product), lines.niche, lines.period, lines.order];
        keys.into_iter().flatten().try_for_each(Keys::check)?;
        let mut part = Self { has_orders: lines.order.is_some(), ..Self::default() };
        let mut translate = |keys: Option<&Keys<'_>>| -> Option<Vec<u32>> {
            Some(keys?.names().iter().map(|name| part.id(name)).collect())
        };
        let (partners, products) = (translate(Some(lines.partner)), translate(Some(lines.product)));
        let (niches, periods, orders) =
            (translate(lines.niche), translate(lines.period), translate(lines.order));
        let id = |keys: Option<&Keys<'_>>, map: &Option<Vec<u32>>, row: usize| -> u32 {
            let found = keys.and_then(|keys| map.as_ref()?.get(keys.ids()[row] as usize));
            found.copied().unwrap_or(MISSING_KEY)
        };
        for row in 0..rows {
            let partner = id(Some(lines.partner), &partners, row);
            let product = id(Some(lines.product), &products, row);
            let amount = lines.amount_minor[row];
            let said = lines.left_out.and_then(|rows| rows[row]);
            let missing = [
                (LineLeftOut::Row(LeftOut::NoAmount), amount == MISSING_NUMBER),
                (LineLeftOut::Row(LeftOut::NoPartner), partner == MISSING_KEY),
                (LineLeftOut::NoProduct, product == MISSING_KEY),
            ];
            let missing = missing.into_iter().find_map(|(reason, is)| is.then_some(reason));
            if let Some(reason) = said.map(LineLeftOut::Row).or(missing) {
                part.left_out.count(reason, (amount != MISSING_NUMBER).then_some(amount));
                continue;
            }
            let (niche, period) = (id(lines.niche, &niches, row), id(lines.period, &periods, row));
            let key = [period, niche, product, partner];
            let quantity = lines.quantity.map_or(0, |q| q[row]);
            let quantity = if quantity == MISSING_NUMBER { 0 } else { quantity };
            part.sums.entry(key).or_default().add(&Sums::line(amount, quantity))?;
            let order = id(lines.order, &orders, row);
            if order != MISSING_KEY {
                part.orders.insert((key, order));
            }
        }
        self.merge(&part)
    }

    /// Adds what another state has.
    ///
    /// # Errors
    /// As for `update`.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        if other.sums.is_empty() {
            self.left_out.add(&other.left_out);
            return Ok(());
        }
        if !self.sums.is_empty() && self.has_orders != other.has_orders {
            return Err(table("some lines have orders and others have none"));
        }
        let map: Vec<u32> = other.names.iter().map(|name| self.id(name)).collect();
        let of = |id: u32| map.get(id as usize).copied().unwrap_or(MISSING_KEY);
        let mut added = Vec::with_capacity(other.sums.len());
        for (key, sums) in &other.sums {
            let key = key.map(of);
            let mut sum = self.sums.get(&key).copied().unwrap_or_default();
            sum.add(sums)?;
            added.push((key, sum));
        }
        // INVARIANT: nothing fails from here, so a refused merge changes nothing
        // but the dictionary, which no answer depends on.
        self.has_orders = other.has_orders;
        self.sums.extend(added);
        self.orders.extend(other.orders.iter().map(|(key, order)| (key.map(of), of(*order))));
        self.left_out.add(&other.left_out);
        Ok(())
    }

    /// The lines that had no partner, product or amount, or that a filter left out.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out.lines()
    }

    /// The same by reason, in the order of [`LineLeftOut::ALL`]; every reason is there.
    pub fn left_out_by_reason(&self) -> impl Iterator<Item = LeftOutLines> {
        self.left_out.each()
    }

    /// The cells of every niche of the tree, over the periods asked for; all
    /// periods when none is named.
    ///
    /// A line belongs to the niche in its own column; with `members` it belongs to
    /// all niches of its partner instead. Either way also to the niches above, up
    /// to `all`.
    ///
    /// # Errors
    /// `Range` for a sum out of range.
    pub fn cells(
        &self,
        tree: &NicheTree,
        members: Option<&BTreeMap<String, Vec<String>>>,
        periods: Option<&[&str]>,
    ) -> Result<Cells, Error> {
        let name = |id: u32| self.names.get(id as usize).map_or("", |name| &**name);
        let asked = |key: &Key| periods.is_none_or(|periods| periods.contains(&name(key[0])));
        let rows = self.sums.iter().filter(|(key, _)| asked(key));
        let rows = rows.map(|(&[_, niche, product, partner], sums)| {
            (name(niche), name(product), name(partner), *sums)
        });
        let orders = self.has_orders.then(|| {
            let orders = self.orders.iter().filter(|(key, _)| asked(key));
            orders.map(|([_, niche, product, partner], order)| {
                (name(*niche), name(*product), name(*partner), name(*order))
            })
        });
        explode(tree, members, rows, orders)
    }

    /// The baskets of a niche, of all when none is named: a line for each order and
    /// product. Orders, products and partners have numbers in the order of their
    /// names; the names of the products come with them.
    ///
    /// Without orders there are no baskets.
    #[must_use]
    pub fn baskets(
        &self,
        tree: &NicheTree,
        members: Option<&BTreeMap<String, Vec<String>>>,
        periods: Option<&[&str]>,
        niche: Option<&str>,
    ) -> Baskets {
        let name = |id: u32| self.names.get(id as usize).map_or("", |name| &**name);
        let lies_in = |own: &str| niche.is_none_or(|niche| tree.up(own).contains(&niche));
        let inside = |&[period, own, _, partner]: &Key| {
            periods.is_none_or(|periods| periods.contains(&name(period)))
                && match members {
                    Some(members) => members
                        .get(name(partner))
                        .map_or(lies_in(ALL), |own| own.iter().any(|own| lies_in(own))),
                    None => lies_in(if own == MISSING_KEY { ALL } else { name(own) }),
                }
        };
        // Names are put in order once; from there all is numbers.
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_unstable_by(|a, b| name(*a).cmp(name(*b)));
        let mut rank = vec![0u32; order.len()];
        order.iter().enumerate().for_each(|(at, id)| rank[*id as usize] = at as u32);
        let ranked = |id: u32| rank.get(id as usize).copied().unwrap_or(MISSING_KEY);
        let inside = self.orders.iter().filter(|(key, _)| inside(key));
        let mut lines: Vec<[u32; 3]> = inside
            .map(|([.., product, partner], at)| [*at, *product, *partner].map(ranked))
            .collect();
        lines.sort_unstable();
        let column = |at: usize| {
            let mut used = vec![false; order.len()];
            lines.iter().for_each(|line| used[line[at] as usize] = true);
            let (mut place, mut names) = (vec![0u32; order.len()], Vec::new());
            for rank in (0..order.len()).filter(|rank| used[*rank]) {
                place[rank] = names.len() as u32;
                names.push(order[rank]);
            }
            let places: Vec<u32> = lines.iter().map(|line| place[line[at] as usize]).collect();
            (places, names)
        };
        let ((orders, _), (product, products), (partner, _)) = (column(0), column(1), column(2));
        let products = products.into_iter().map(|id| name(id).to_owned()).collect();
        Baskets { order: orders, product, partner, products }
    }

    fn id(&mut self, name: &str) -> u32 {
        if name.is_empty() {
            return MISSING_KEY;
        }
        if let Some(known) = self.index.get(name) {
            return *known;
        }
        // INVARIANT: so many names do not fit in memory.
        let next = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.index.insert(name.to_owned(), next);
        next
    }

    /// The state as bytes, for another process: the same for the same lines.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let used = self.used();
        let mut names: Vec<(&str, u32)> =
            used.iter().map(|id| (&*self.names[*id as usize], *id)).collect();
        names.sort_unstable();
        let place: HashMap<u32, u32> =
            names.iter().enumerate().map(|(at, (_, id))| (*id, at as u32)).collect();
        let of = |id: u32| place.get(&id).copied().unwrap_or(MISSING_KEY);
        let mut sums: Vec<(Key, Sums)> =
            self.sums.iter().map(|(key, sums)| (key.map(of), *sums)).collect();
        sums.sort_unstable_by_key(|(key, _)| *key);
        let mut orders: Vec<(Key, u32)> =
            self.orders.iter().map(|(key, order)| (key.map(of), of(*order))).collect();
        orders.sort_unstable();
        let mut out = MAGIC.to_vec();
        out.push(VERSION);
        out.push(u8::from(self.has_orders && !self.sums.is_empty()));
        self.left_out.write(&mut out);
        for length in [names.len(), sums.len(), orders.len()] {
            out.extend((length as u64).to_le_bytes());
        }
        for (name, _) in names {
            out.extend((name.len() as u32).to_le_bytes());
            out.extend(name.as_bytes());
        }
        for (key, sums) in sums {
            key.iter().for_each(|id| out.extend(id.to_le_bytes()));
            out.extend(sums.amount_minor.to_le_bytes());
            out.extend(sums.quantity.to_le_bytes());
            out.extend(sums.rows.to_le_bytes());
        }
        for (key, order) in orders {
            key.iter().for_each(|id| out.extend(id.to_le_bytes()));
            out.extend(order.to_le_bytes());
        }
        out
    }

    fn used(&self) -> HashSet<u32> {
        let keys = self.sums.keys().flatten().copied();
        let orders = self.orders.iter().map(|(_, order)| *order);
        keys.chain(orders).filter(|id| *id != MISSING_KEY).collect()
    }

    /// The state of bytes that [`to_bytes`](Self::to_bytes) gave.
    ///
    /// # Errors
    /// `Input` for bytes of another kind or version, or that are not whole.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let foreign = || Error::new(ErrorKind::Input, "these bytes are no state of insight");
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(foreign)?;
        match rest.first() {
            Some(&VERSION) => {}
            Some(version) => {
                let message = format!("the state has version {version}; expected {VERSION}");
                return Err(Error::new(ErrorKind::Input, message));
            }
            None => return Err(foreign()),
        }
        let mut bytes = Bytes(&rest[1..]);
        read(&mut bytes).filter(|_| bytes.0.is_empty()).ok_or_else(foreign)
    }
}

/// More lines than any table has: up to here no sum of them is out of range, also not
/// over partners and products.
const LINES_MAX: u64 = 1 << 56;

/// Whether so many lines can come to these sums.
fn can_be(sums: &Sums) -> bool {
    let most = u128::from(sums.rows) << 63;
    sums.amount_minor.unsigned_abs() <= most && sums.quantity.unsigned_abs() <= most
}

fn read(bytes: &mut Bytes<'_>) -> Option<InsightState> {
    let [has_orders] = bytes.take::<1>()?;
    if has_orders > 1 {
        return None;
    }
    let mut state = InsightState {
        has_orders: has_orders == 1,
        left_out: LeftOutSums::read(|| Some((bytes.whole()?, bytes.sum()?)))?,
        ..InsightState::default()
    };
    let (names, sums, orders) = (bytes.whole()?, bytes.whole()?, bytes.whole()?);
    if orders > 0 && !state.has_orders {
        return None;
    }
    for at in 0..names {
        let length = u32::from_le_bytes(bytes.take()?);
        let name = std::str::from_utf8(bytes.slice(length as usize)?).ok()?;
        if u64::from(state.id(name)) != at {
            return None;
        }
    }
    let known = |id: u32| u64::from(id) < names;
    let mut lines = 0u64;
    for _ in 0..sums {
        let key = bytes.key()?;
        let sums = Sums {
            amount_minor: bytes.sum()?,
            quantity: bytes.sum()?,
            rows: bytes.whole()?,
            orders: 0,
        };
        lines = lines.checked_add(sums.rows).filter(|lines| *lines <= LINES_MAX)?;
        let [period, niche, product, partner] = key;
        let optional = |id: u32| id == MISSING_KEY || known(id);
        let is_whole = optional(period) && optional(niche) && known(product) && known(partner);
        if !(is_whole && can_be(&sums)) || state.sums.insert(key, sums).is_some() {
            return None;
        }
    }
    for _ in 0..orders {
        let (key, order) = (bytes.key()?, u32::from_le_bytes(bytes.take()?));
        if !known(order) || !state.sums.contains_key(&key) || !state.orders.insert((key, order)) {
            return None;
        }
    }
    Some(state)
}

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn slice(&mut self, length: usize) -> Option<&'a [u8]> {
        let (part, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(part)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.slice(N)?.try_into().ok()
    }

    fn whole(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take()?))
    }

    fn sum(&mut self) -> Option<i128> {
        Some(i128::from_le_bytes(self.take()?))
    }

    fn key(&mut self) -> Option<Key> {
        let mut key = [0; 4];
        for id in &mut key {
            *id = u32::from_le_bytes(self.take()?);
        }
        Some(key)
    }
}

fn table(message: &str) -> Error {
    Error::new(ErrorKind::Table, message)
}
