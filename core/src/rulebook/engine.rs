use super::Rulebook;
use super::classes::{Classes, Scopes};
use super::deals::Deals;
use super::derive::with_derived;
use super::heads::RowHeads;
use super::prices::{PriceEntry, PriceIndex};
use super::supply::{Rows, SupplyData};
use crate::availability::{Recipes, Supplies};
use crate::calendar::{Day, Interval};
use crate::error::{Error, ErrorKind};
use crate::explain::Finding;
use crate::id::{PartnerId, ProductId};
use crate::money::Currency;
use crate::partner::Partners;
use crate::pricing::{Breaks, Over, PriceList};
use crate::product::Products;
use crate::scope::OrderFacts;
use std::sync::Arc;

/// The master data of one moment, checked against a rulebook's vocabulary.
#[derive(Clone, Debug, Default)]
pub struct MasterData {
    /// Who may order.
    pub partners: Partners,
    /// What can be ordered.
    pub products: Products,
    /// The entries of the price lists.
    pub prices: Vec<PriceEntry>,
    /// What can be promised.
    pub supply: SupplyData,
    /// What kits are made of, and what may take a product's place.
    pub recipes: Recipes,
    /// Who registered which deal, and when.
    pub registrations: Vec<Registration>,
}

/// A partner's word that it works on a deal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The deal, as the company calls it.
    pub deal: Box<str>,
    /// Who.
    pub partner: PartnerId,
    /// When.
    pub day: Day,
}

/// A rulebook compiled with the master data of one moment: an immutable
/// snapshot that any number of threads share.
#[derive(Clone, Debug)]
pub struct Engine {
    book: Arc<Rulebook>,
    compiled: Arc<Compiled>,
    supplies: Arc<Supplies>,
    standing: Arc<SupplyData>,
    findings: Arc<[Finding]>,
}

#[derive(Debug)]
struct Compiled {
    partners: Partners,
    products: Products,
    prices: PriceIndex,
    scopes: Scopes,
    classes: Classes,
    /// The characters of all product ids, rising.
    alphabet: Vec<char>,
    /// What every decision reads of each price list.
    lists: Vec<ListHead>,
    deals: Deals,
    recipes: Recipes,
    heads: RowHeads,
    /// Whether any rule counts quantities over more than a line.
    over_lines: bool,
    /// What was noticed when prices were derived.
    derived: Arc<[Finding]>,
}

/// What a decision reads of a price list, side by side with the others: most
/// lists are plain, and their rules would fill the cache.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListHead {
    pub currency: Currency,
    /// Breaks over the line, each for all of it; one currency; one validity.
    pub plain: bool,
    pub valid: Interval,
}

impl ListHead {
    fn of(list: &PriceList) -> Self {
        let one_validity =
            list.valid.existing_from.is_none() && list.valid.existing_until.is_none();
        let by_line = list.over == Over::Line && list.breaks == Breaks::Volume;
        let plain = one_validity && by_line && list.convert.is_empty();
        Self { currency: list.currency, plain, valid: list.valid.interval }
    }
}

impl Engine {
    /// Compiles a rulebook with master data.
    ///
    /// The data is the caller's own construction or was read by
    /// [`Engine::from_tables`](crate::Tables), which checks it.
    #[must_use]
    pub fn new(book: Rulebook, data: MasterData) -> Self {
        let MasterData { partners, products, prices, supply, recipes, registrations } = data;
        let deals = Deals::new(registrations);
        let scopes = Scopes::new(&book, &partners, &products);
        let classes = Classes::new(&book, &scopes, &partners, &products);
        let mut derived = Vec::new();
        let prices = with_derived(&book, &products, prices, &mut derived);
        let prices = PriceIndex::new(prices, products.rows.len());
        let mut alphabet: Vec<char> = products.ids.iter().flat_map(str::chars).collect();
        alphabet.sort_unstable();
        alphabet.dedup();
        let (supplies, found) =
            Rows { book: &book, products: &products, classes: &classes, recipes: &recipes }
                .supplies(&supply);
        let derived: Arc<[Finding]> = derived.into();
        let findings = with_found(&derived, found);
        let over_lines = book.counts_over_lines();
        let heads = RowHeads::new(&book);
        let lists = book.price_lists.iter().map(ListHead::of).collect();
        let compiled = Compiled {
            partners,
            products,
            prices,
            scopes,
            classes,
            alphabet,
            lists,
            over_lines,
            derived,
            deals,
            recipes,
            heads,
        };
        let standing = standing(&supply).into();
        let (book, compiled, supplies) = (book.into(), compiled.into(), supplies.into());
        Self { book, compiled, supplies, standing, findings }
    }

    /// The same rules and master data with other stock: a new snapshot, made
    /// at the cost of the stock alone. Few rows cost no pass over the products.
    #[must_use]
    pub fn with_supply(&self, supply: &SupplyData) -> Self {
        let Compiled { products, classes, recipes, .. } = &*self.compiled;
        let (supplies, found) =
            Rows { book: &self.book, products, classes, recipes }.supplies(supply);
        let findings = with_found(&self.compiled.derived, found);
        let standing = standing(supply).into();
        Self { supplies: supplies.into(), standing, findings, ..self.clone() }
    }

    /// The rows of supply that no order changes: dated safety stock, quotas and
    /// protections, each by product.
    pub(crate) fn standing(&self) -> &SupplyData {
        &self.standing
    }

    /// The rulebook.
    #[must_use]
    pub fn book(&self) -> &Rulebook {
        &self.book
    }

    /// The partners of the snapshot.
    #[must_use]
    pub fn partners(&self) -> &Partners {
        &self.compiled.partners
    }

    /// The products of the snapshot.
    #[must_use]
    pub fn products(&self) -> &Products {
        &self.compiled.products
    }

    /// What was noticed in the data without making it unusable.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The niches a partner belongs to, as positions in the rulebook's niches.
    #[must_use]
    pub fn niches_of(&self, partner: PartnerId) -> &[u32] {
        &self.classes().partner(partner).niches
    }

    /// The ids of the niches a partner belongs to, in the order of the rulebook.
    ///
    /// # Errors
    ///
    /// Of kind `input` when there is no such partner.
    pub fn niche_names(&self, partner: &str) -> Result<Vec<&str>, Error> {
        let Some(id) = self.partners().ids.get(partner) else {
            let message = format!("unknown partner `{partner}`");
            return Err(Error::new(ErrorKind::Input, message));
        };
        let niches = self.book.niches();
        Ok(self.niches_of(id).iter().map(|&at| &*niches[at as usize].id).collect())
    }

    pub(crate) fn prices(&self) -> &PriceIndex {
        &self.compiled.prices
    }

    pub(crate) fn row_heads(&self) -> &RowHeads {
        &self.compiled.heads
    }

    pub(crate) fn deals(&self) -> &Deals {
        &self.compiled.deals
    }

    pub(crate) fn list_head(&self, list: u32) -> ListHead {
        // INVARIANT: lists of the index are those of the rulebook.
        self.compiled.lists[list as usize]
    }

    pub(crate) fn counts_over_lines(&self) -> bool {
        self.compiled.over_lines
    }

    pub(crate) fn scopes(&self) -> &Scopes {
        &self.compiled.scopes
    }

    pub(crate) fn classes(&self) -> &Classes {
        &self.compiled.classes
    }

    /// What can be promised.
    #[must_use]
    pub fn supplies(&self) -> &Supplies {
        &self.supplies
    }

    /// What kits are made of, and what may take a product's place.
    #[must_use]
    pub fn recipes(&self) -> &Recipes {
        &self.compiled.recipes
    }

    /// The group for quotas and protections that a partner is in.
    #[must_use]
    pub fn supply_group(&self, partner: PartnerId) -> Option<u32> {
        self.classes().partner(partner).supply_group
    }

    /// Whether the scope of a guard holds for a line.
    pub(crate) fn guard_holds(
        &self,
        at: u32,
        partner: PartnerId,
        product: ProductId,
        quantity: i64,
        facts: &OrderFacts,
    ) -> bool {
        let (at, classes) = (at as usize, self.classes());
        classes.partner(partner).guards.has(at)
            && classes.product(product).guards.has(at)
            && self.scopes().guards[at].order_holds(quantity, facts)
    }

    /// The first permission that covers the product, when the partner meets
    /// none of those that do.
    pub(crate) fn missing_permission(&self, partner: PartnerId, product: ProductId) -> Option<u32> {
        let covering = &self.classes().product(product).permissions;
        let met = &self.classes().partner(partner).permissions;
        let count = self.book.permissions.len();
        let first = (0..count).find(|&at| covering.has(at))?;
        covering.both(met, 0..count).next().is_none().then_some(first as u32)
    }

    /// The product whose id is one edit away; of several the alphabetically
    /// first.
    pub(crate) fn nearest_product(&self, text: &str) -> Option<ProductId> {
        let ids = &self.compiled.products.ids;
        let mut best: Option<&str> = None;
        one_edit_away(text, &self.compiled.alphabet, |candidate| {
            if let Some(id) = ids.get(candidate) {
                let name = ids.name(id);
                if name != text && best.is_none_or(|b| name < b) {
                    best = Some(name);
                }
            }
        });
        best.and_then(|name| ids.get(name))
    }
}

/// The rows of supply that no order changes, by product: an order reads those
/// of its own.
fn standing(supply: &SupplyData) -> SupplyData {
    let mut own = SupplyData {
        safety: supply.safety.clone(),
        quotas: supply.quotas.clone(),
        protections: supply.protections.clone(),
        ..SupplyData::default()
    };
    own.safety.sort_by_key(|row| row.product);
    own.quotas.sort_by_key(|row| row.product);
    own.protections.sort_by_key(|row| row.product);
    own
}

/// What was noticed; nothing is copied when supply adds nothing.
fn with_found(derived: &Arc<[Finding]>, found: Vec<Finding>) -> Arc<[Finding]> {
    match found.is_empty() {
        true => derived.clone(),
        false => derived.iter().cloned().chain(found).collect(),
    }
}

/// Longer texts are no mistyped id.
const EDIT_LENGTH_MAX: usize = 40;

/// Every text that one insertion, deletion, replacement or swap of neighbours
/// makes of `text`. Written on the stack: a decision allocates nothing.
fn one_edit_away(text: &str, alphabet: &[char], mut visit: impl FnMut(&str)) {
    let mut chars = ['\0'; EDIT_LENGTH_MAX];
    let mut count = 0;
    for letter in text.chars() {
        let Some(place) = chars.get_mut(count) else { return };
        *place = letter;
        count += 1;
    }
    let mut buffer = [0u8; 4 * (EDIT_LENGTH_MAX + 1)];
    let mut write = |parts: [&[char]; 3]| {
        let mut end = 0;
        for letter in parts.into_iter().flatten() {
            end += letter.encode_utf8(&mut buffer[end..]).len();
        }
        visit(std::str::from_utf8(&buffer[..end]).unwrap_or(""));
    };
    for at in 0..=count {
        let (before, after) = chars[..count].split_at(at);
        for letter in alphabet {
            write([before, std::slice::from_ref(letter), after]);
        }
        let [own, rest @ ..] = after else { continue };
        write([before, rest, &[]]);
        for letter in alphabet.iter().filter(|letter| *letter != own) {
            write([before, std::slice::from_ref(letter), rest]);
        }
        if let [next, rest @ ..] = rest {
            write([before, &[*next, *own], rest]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_reaches_every_kind_of_slip() {
        let alphabet: Vec<char> = "AB-10".chars().collect();
        for slip in ["A-10", "AB10", "AB-1", "AB-100", "BA-10", "AB-01", "XAB-10", "AB-1X"] {
            let mut found = false;
            one_edit_away(slip, &alphabet, |text| found |= text == "AB-10");
            assert!(found, "{slip}");
        }
        let mut found = false;
        one_edit_away("AB-0", &alphabet, |text| found |= text == "AB-100");
        assert!(!found, "two edits");
    }
}
