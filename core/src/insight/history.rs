//! Releases in a row, today's last, product by product: one number for each name, and
//! what each partner had in each niche as flat lists.

use super::cells::Cells;
use super::publish::{Release, ReleasedCell};
use crate::error::{Error, ErrorKind};
use hashbrown::HashMap;
use std::collections::BTreeSet;
use std::ops::Range;

/// What partners have, by partner.
pub(super) type Amounts = Vec<(u32, i128)>;

/// What each niche had of a product in a release, by niche.
#[derive(Clone, Debug, Default)]
pub(super) struct Had {
    niches: Vec<HadCell>,
    amounts: Amounts,
}

#[derive(Clone, Debug)]
struct HadCell {
    niche: u32,
    shown: bool,
    amounts: Range<usize>,
}

impl Had {
    pub(super) fn is_empty(&self) -> bool {
        self.niches.is_empty()
    }

    /// Whether a niche was shown, and what partners had there.
    pub(super) fn get(&self, niche: u32) -> Option<(bool, &[(u32, i128)])> {
        let at = self.niches.binary_search_by_key(&niche, |cell| cell.niche).ok()?;
        Some((self.niches[at].shown, &self.amounts[self.niches[at].amounts.clone()]))
    }

    pub(super) fn of(&self, niche: u32) -> &[(u32, i128)] {
        self.get(niche).map_or(&[], |(_, amounts)| amounts)
    }

    pub(super) fn shows(&self, niche: u32) -> bool {
        self.get(niche).is_some_and(|(shown, _)| shown)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, bool, &[(u32, i128)])> {
        let cell = |cell: &HadCell| (cell.niche, cell.shown, cell.amounts.clone());
        self.niches.iter().map(cell).map(|(niche, shown, at)| (niche, shown, &self.amounts[at]))
    }

    /// One more niche: behind those that are there.
    fn push(&mut self, niche: u32, shown: bool, amounts: impl Iterator<Item = (u32, i128)>) {
        let first = self.amounts.len();
        self.amounts.extend(amounts);
        let own = &mut self.amounts[first..];
        if !own.is_sorted_by_key(|(partner, _)| *partner) {
            own.sort_unstable_by_key(|(partner, _)| *partner);
        }
        self.niches.push(HadCell { niche, shown, amounts: first..self.amounts.len() });
    }

    /// The first so many niches alone.
    fn until(mut self, niches: u32) -> Self {
        self.niches.retain(|cell| cell.niche < niches);
        self
    }

    /// What a product has today.
    pub(super) fn today(cells: &Cells, product: u32, shows: impl Fn(u32) -> bool) -> Self {
        let mut had = Self::default();
        for niche in cells.niches_of(product) {
            let cell = cells.cell(niche, product).iter();
            had.push(niche, shows(niche), cell.map(|(id, sums)| (*id, sums.amount_minor)));
        }
        had
    }
}

/// A product in the earlier releases.
struct Product<'a> {
    name: &'a str,
    /// Release, niche, cell; in this order.
    cells: Vec<(u32, u32, &'a ReleasedCell)>,
}

/// The earlier releases beside today's cells. Niches, partners and products that are no
/// longer there have numbers behind today's.
pub(super) struct History<'a> {
    pub(super) cells: &'a Cells,
    releases: usize,
    products: Vec<Product<'a>>,
    partners: HashMap<&'a str, u32>,
    /// Whether a release showed a niche that is no longer there. Its lines may lie
    /// anywhere now, so what can be worked out is not known.
    pub(super) is_torn: bool,
}

impl<'a> History<'a> {
    /// # Errors
    /// `Input` for two releases with one name.
    pub(super) fn new(cells: &'a Cells, previous: &'a [Release]) -> Result<Self, Error> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let twice = previous.iter().find(|r| !r.id.is_empty() && !seen.insert(&r.id));
        if let Some(Release { id, .. }) = twice {
            return Err(input(format!("`previous` has release `{id}` twice")));
        }
        let mut niches = numbers(&cells.niches);
        let mut known = numbers(&cells.products);
        let product = |name| Product { name, cells: Vec::new() };
        let mut products: Vec<Product<'a>> =
            cells.products.iter().map(|name| product(&**name)).collect();
        let mut is_torn = false;
        for (release, given) in (0..).zip(previous) {
            // Cells of one niche follow each other.
            let mut last: Option<(&str, u32)> = None;
            for ((in_niche, name), cell) in &given.cells {
                let niche = match last.filter(|(last, _)| last == in_niche) {
                    Some((_, number)) => number,
                    None => number(&mut niches, in_niche),
                };
                last = Some((in_niche, niche));
                is_torn |= cell.shown && niche as usize >= cells.niches.len();
                let at = number(&mut known, name) as usize;
                if at == products.len() {
                    products.push(product(name));
                }
                products[at].cells.push((release, niche, cell));
            }
        }
        for product in &mut products {
            product.cells.sort_by_key(|(release, niche, _)| (*release, *niche));
        }
        Ok(Self {
            cells,
            releases: previous.len(),
            products,
            partners: numbers(&cells.partners),
            is_torn,
        })
    }

    /// Refuses releases that cannot have followed each other as given: what one
    /// withholds, every later one withholds.
    ///
    /// # Errors
    /// `Input` with the first such cell by product.
    pub(super) fn check_order(&self, previous: &[Release]) -> Result<(), Error> {
        let name = |release: u32| match previous.get(release as usize) {
            Some(Release { id, .. }) if !id.is_empty() => format!("release `{id}`"),
            _ => format!("previous[{release}]"),
        };
        for Product { name: product, cells } in &self.products {
            let mut withheld: HashMap<u32, u32> = HashMap::new();
            for (release, niche, cell) in cells {
                if !cell.shown {
                    withheld.entry(*niche).or_insert(*release);
                } else if let Some(before) = withheld.get(niche) {
                    return Err(input(format!(
                        "{} shows a cell of product `{product}` that {} before it withheld: give \
                         `previous` from the first release to the last, each published beside \
                         those before it",
                        name(*release),
                        name(*before)
                    )));
                }
            }
        }
        Ok(())
    }

    /// How many earlier releases there are.
    pub(super) fn releases(&self) -> usize {
        self.releases
    }

    /// The numbers of the products by name, also of those that are no longer sold.
    pub(super) fn products(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.products.len() as u32).collect();
        order.sort_unstable_by_key(|at| self.products[*at as usize].name);
        order
    }

    /// What each earlier release had of a product.
    pub(super) fn before(&mut self, product: u32) -> Vec<Had> {
        let mut found = vec![Had::default(); self.releases];
        for (release, niche, cell) in &self.products[product as usize].cells {
            let partners = &mut self.partners;
            let amounts = cell.amounts.iter();
            let amounts = amounts.map(|(name, amount)| (number(partners, name), *amount));
            found[*release as usize].push(*niche, cell.shown, amounts);
        }
        found
    }

    /// What each release and today had of a product, in today's niches.
    pub(super) fn all(&mut self, product: u32, shows: impl Fn(u32) -> bool) -> Vec<Had> {
        let niches = self.cells.niches.len() as u32;
        let mut found = self.before(product);
        found = found.into_iter().map(|had| had.until(niches)).collect();
        found.push(Had::today(self.cells, product, shows));
        found
    }

    /// The partners with the numbers that they have so far.
    pub(super) fn partners(&self) -> HashMap<String, u32> {
        self.partners.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect()
    }
}

fn input(message: String) -> Error {
    Error::new(ErrorKind::Input, message)
}

fn numbers(names: &[String]) -> HashMap<&str, u32> {
    names.iter().map(|name| &**name).zip(0..).collect()
}

fn number<'a>(names: &mut HashMap<&'a str, u32>, name: &'a str) -> u32 {
    let next = names.len() as u32;
    *names.entry(name).or_insert(next)
}

/// What each partner has now and had not then; nothing is left out.
pub(super) fn added<'a>(
    now: &'a [(u32, i128)],
    then: &'a [(u32, i128)],
) -> impl Iterator<Item = (u32, i128)> + 'a {
    let (mut now, mut then) = (now.iter().peekable(), then.iter().peekable());
    let next = move || loop {
        let first = now.peek().map(|(partner, _)| *partner);
        let other = then.peek().map(|(partner, _)| *partner);
        let partner = first.into_iter().chain(other).min()?;
        let own = |from: &mut std::iter::Peekable<std::slice::Iter<'_, (u32, i128)>>| {
            from.next_if(|(id, _)| *id == partner).map_or(0, |(_, minor)| *minor)
        };
        let (has, had) = (own(&mut now), own(&mut then));
        if has != had {
            return Some((partner, has.saturating_sub(had)));
        }
    };
    std::iter::from_fn(next)
}
