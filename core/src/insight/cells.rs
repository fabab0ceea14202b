//! Cells: what each partner sold of a product in a niche, whole.

use super::tree::{ALL, NicheTree};
use crate::error::{Error, ErrorKind};
use crate::sales::out_of_range;
use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The sums of one partner in one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What was sold less what came back, in minor units.
    pub amount_minor: i128,
    /// Units.
    pub quantity: i128,
    /// Orders, each once; lines, when the lines have no orders.
    pub orders: u64,
    /// Lines.
    pub rows: u64,
}

impl Sums {
    pub(super) fn line(amount: i64, quantity: i64) -> Self {
        Self {
            amount_minor: i128::from(amount),
            quantity: i128::from(quantity),
            orders: 0,
            rows: 1,
        }
    }

    pub(super) fn add(&mut self, other: &Self) -> Result<(), Error> {
        let sum = || {
            Some(Self {
                amount_minor: self.amount_minor.checked_add(other.amount_minor)?,
                quantity: self.quantity.checked_add(other.quantity)?,
                orders: self.orders.checked_add(other.orders)?,
                rows: self.rows.checked_add(other.rows)?,
            })
        };
        *self = sum().ok_or_else(out_of_range)?;
        Ok(())
    }
}

/// The partners of one cell with their sums, by partner.
pub type Cell = Vec<(u32, Sums)>;

/// Every cell of every niche, with the niches above. Ids are places in the sorted
/// lists of names, so that order by id is order by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cells {
    /// The niches, sorted; `all` is one of them when there is any line.
    pub niches: Vec<String>,
    /// The products, sorted.
    pub products: Vec<String>,
    /// The partners, sorted.
    pub partners: Vec<String>,
    /// The niche above each niche.
    pub above: Vec<Option<u32>>,
    /// The cells that have lines: niche, product.
    pub cells: BTreeMap<(u32, u32), Cell>,
    /// What each partner sold in each niche over all products.
    pub totals: BTreeMap<u32, Cell>,
    /// Whether niches that do not lie in each other have no line in common.
    pub disjoint: bool,
    /// The niches with lines of each product.
    by_product: Vec<Vec<u32>>,
}

impl Cells {
    /// The id of a niche.
    #[must_use]
    pub fn niche(&self, name: &str) -> Option<u32> {
        place(&self.niches, name)
    }

    /// The id of a partner.
    #[must_use]
    pub fn partner(&self, name: &str) -> Option<u32> {
        place(&self.partners, name)
    }

    /// The id of a product.
    #[must_use]
    pub fn product(&self, name: &str) -> Option<u32> {
        place(&self.products, name)
    }

    /// The partners of a cell.
    #[must_use]
    pub fn cell(&self, niche: u32, product: u32) -> &[(u32, Sums)] {
        self.cells.get(&(niche, product)).map_or(&[], |cell| cell)
    }

    /// The partners of a niche, over all products.
    #[must_use]
    pub fn total(&self, niche: u32) -> &[(u32, Sums)] {
        self.totals.get(&niche).map_or(&[], |cell| cell)
    }

    fn index_products(&mut self) {
        self.by_product = vec![Vec::new(); self.products.len()];
        for (niche, product) in self.cells.keys() {
            self.by_product[*product as usize].push(*niche);
        }
    }

    /// The niches that have lines of a product, in order.
    pub(super) fn niches_of(&self, product: u32) -> impl Iterator<Item = u32> {
        self.by_product.get(product as usize).into_iter().flatten().copied()
    }

    /// What a partner sold of a product, wherever.
    pub(super) fn sold(&self, partner: u32, product: u32) -> i128 {
        let all = self.niche(ALL).map(|all| self.cell(all, product)).unwrap_or_default();
        let found = all.binary_search_by_key(&partner, |(id, _)| *id);
        found.map_or(0, |at| all[at].1.amount_minor)
    }

    /// The niche and those above it.
    pub fn up(&self, niche: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(niche), |at| self.above[*at as usize])
    }

    /// The id of a niche that must have sales.
    ///
    /// # Errors
    /// `Input` when it has none.
    pub(super) fn known_niche(&self, name: &str) -> Result<u32, Error> {
        self.niche(name)
            .ok_or_else(|| Error::new(ErrorKind::Input, format!("no sales in niche `{name}`")))
    }
}

fn place(names: &[String], name: &str) -> Option<u32> {
    names.binary_search_by(|known| known.as_str().cmp(name)).ok().map(|at| at as u32)
}

/// Every line in each niche that it belongs to.
pub(super) fn explode<'a>(
    tree: &'a NicheTree,
    members: Option<&'a BTreeMap<String, Vec<String>>>,
    rows: impl Iterator<Item = (&'a str, &'a str, &'a str, Sums)>,
    orders: Option<impl Iterator<Item = (&'a str, &'a str, &'a str, &'a str)>>,
) -> Result<Cells, Error> {
    let rows: Vec<_> = rows.collect();
    let mut paths = Paths { tree, members, known: HashMap::new(), disjoint: true };
    let (mut niches, mut products, mut partners) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (niche, product, partner, _) in &rows {
        niches.extend(paths.of(niche, partner).iter().copied());
        products.insert(*product);
        partners.insert(*partner);
    }
    let mut cells = Cells {
        above: Vec::new(),
        niches: owned(&niches),
        products: owned(&products),
        partners: owned(&partners),
        ..Cells::default()
    };
    let above = |niche: &String| tree.up(niche).get(1).and_then(|above| cells.niche(above));
    cells.above = cells.niches.iter().map(above).collect();
    let index = |names: &BTreeSet<&'a str>| -> HashMap<&'a str, u32> {
        names.iter().enumerate().map(|(at, name)| (*name, at as u32)).collect()
    };
    let (niche_at, product_at, partner_at) = (index(&niches), index(&products), index(&partners));
    let mut sums: HashMap<[u32; 3], Sums> = HashMap::new();
    for (niche, product, partner, line) in &rows {
        for niche in paths.of(niche, partner) {
            let key = [niche_at[niche], product_at[product], partner_at[partner]];
            sums.entry(key).or_default().add(line)?;
        }
    }
    match orders {
        Some(orders) => {
            let mut seen = Vec::new();
            let mut order_at: HashMap<&str, u32> = HashMap::new();
            for (niche, product, partner, order) in orders {
                let next = order_at.len() as u32;
                let order = *order_at.entry(order).or_insert(next);
                for niche in paths.of(niche, partner) {
                    seen.push([niche_at[niche], product_at[product], partner_at[partner], order]);
                }
            }
            seen.sort_unstable();
            seen.dedup();
            for [niche, product, partner, _] in seen {
                if let Some(sums) = sums.get_mut(&[niche, product, partner]) {
                    sums.orders += 1;
                }
            }
        }
        None => sums.values_mut().for_each(|sums| sums.orders = sums.rows),
    }
    let mut sorted: Vec<([u32; 3], Sums)> = sums.into_iter().collect();
    sorted.sort_unstable_by_key(|(key, _)| *key);
    let mut totals: BTreeMap<(u32, u32), Sums> = BTreeMap::new();
    for ([niche, product, partner], sums) in sorted {
        cells.cells.entry((niche, product)).or_default().push((partner, sums));
        totals.entry((niche, partner)).or_default().add(&sums)?;
    }
    for ((niche, partner), sums) in totals {
        cells.totals.entry(niche).or_default().push((partner, sums));
    }
    cells.disjoint = paths.disjoint;
    cells.index_products();
    Ok(cells)
}

fn owned(names: &BTreeSet<&str>) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The niches of a line, each path walked once.
struct Paths<'a> {
    tree: &'a NicheTree,
    members: Option<&'a BTreeMap<String, Vec<String>>>,
    known: HashMap<&'a str, Vec<&'a str>>,
    disjoint: bool,
}

impl<'a> Paths<'a> {
    fn of(&mut self, niche: &'a str, partner: &'a str) -> &[&'a str] {
        let key = if self.members.is_some() { partner } else { niche };
        let (tree, members, disjoint) = (self.tree, self.members, &mut self.disjoint);
        self.known.entry(key).or_insert_with(|| {
            let Some(members) = members else {
                return if niche.is_empty() { vec![ALL] } else { tree.up(niche) };
            };
            let own = members.get(partner).map(Vec::as_slice).unwrap_or_default();
            let mut all: Vec<&str> = own.iter().flat_map(|niche| tree.up(niche)).collect();
            all.push(ALL);
            all.sort_unstable();
            all.dedup();
            // One path, or two that have a line in common.
            let longest = own.iter().map(|niche| tree.up(niche).len()).max().unwrap_or(1);
            *disjoint &= all.len() <= longest;
            all
        })
    }
}
