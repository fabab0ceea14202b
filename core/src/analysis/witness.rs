use super::region::{Days, declared, is_empty};
use crate::calendar::Day;
use crate::id::{Id, PartnerId, ProductId};
use crate::money::Currency;
use crate::partner::{AttributeValues, PartnerStatus};
use crate::pricing::PriceList;
use crate::rulebook::{Engine, Rulebook};
use crate::scope::{DealPlace, Subject, Test};

/// An order that shows what a finding says: one line of one product.
///
/// Its partner and product are rows of the master data where one fits; what had
/// to be made up is beside it, as rows of the tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// Who orders.
    pub partner: String,
    /// Which product.
    pub product: String,
    /// How many units.
    pub quantity: i64,
    /// On which day, at noon.
    pub day: Day,
    /// For which deal.
    pub deal: Option<String>,
    /// In which currency, when not the partner's own.
    pub currency: Option<String>,
    /// Made-up rows: name of the table, and its columns.
    pub rows: Vec<(&'static str, Vec<(String, String)>)>,
}

type Tests<'b> = [(Subject, &'b Test)];

/// Finds examples in the master data of an engine.
pub(super) struct Finder<'e> {
    engine: &'e Engine,
    /// One partner of each class, one that may order where there is one.
    partners: Vec<PartnerId>,
    products: Vec<ProductId>,
    at: Option<Day>,
}

impl<'e> Finder<'e> {
    pub fn new(engine: &'e Engine, at: Option<Day>) -> Self {
        let classes = engine.classes();
        let partners = &engine.partners().rows;
        let active = |at: usize| partners[at].status == PartnerStatus::Active;
        let products = &engine.products().rows;
        Self {
            engine,
            partners: first_of_each(&classes.of_partner, active).map(PartnerId).collect(),
            products: first_of_each(&classes.of_product, |at| products[at].active)
                .map(ProductId)
                .collect(),
            at,
        }
    }

    /// An order for which all tests hold, of a quantity, on one of the days.
    pub fn find(&self, tests: &Tests<'_>, quantity: (i64, i64), days: Days) -> Option<Example> {
        self.find_in(self.engine.book().currency(), tests, quantity, days)
    }

    /// The same, priced in a currency.
    pub fn find_in(
        &self,
        currency: Currency,
        tests: &Tests<'_>,
        quantity: (i64, i64),
        days: Days,
    ) -> Option<Example> {
        let day = self.day(days)?;
        let mut example = Example { day, ..Example::default() };
        let (mut least, mut multiple) = (1, 1);
        let partner = self.known_partner(tests, day);
        let product = self.known_product(tests);
        if let Some(id) = product {
            let row = &self.engine.products().rows[id.index()];
            (least, multiple) = (row.quantity_min, row.quantity_multiple.max(1));
        }
        example.quantity = orderable(quantity, least, multiple);
        self.name(tests, (partner, product), (currency, PRICE), &mut example)?;
        let foreign = currency != self.engine.book().currency();
        example.currency = foreign.then(|| currency.code().to_owned());
        Some(example)
    }

    /// An order of one made-up unit at a price: for what is counted in money.
    pub fn worth(&self, tests: &Tests<'_>, price: &str, days: Days) -> Option<Example> {
        let day = self.day(days)?;
        let mut example = Example { day, quantity: 1, ..Example::default() };
        let partner = self.known_partner(tests, day);
        let currency = self.engine.book().currency();
        self.name(tests, (partner, None), (currency, price), &mut example)?;
        Some(example)
    }

    /// Names partner, product and deal, and makes up those that are not known.
    fn name(
        &self,
        tests: &Tests<'_>,
        known: (Option<PartnerId>, Option<ProductId>),
        (currency, price): (Currency, &str),
        example: &mut Example,
    ) -> Option<()> {
        let engine = self.engine;
        if let (Some(partner), Some(product)) = known {
            engine.partners().ids.name(partner).clone_into(&mut example.partner);
            engine.products().ids.name(product).clone_into(&mut example.product);
            return deal(tests, example);
        }
        let tests = self.with_niche(tests)?;
        let list = self.list_for(&tests, example.day, currency);
        let with_list: Vec<(Subject, &Test)> = match list {
            Some(list) => tests.iter().copied().chain(tests_of(list)).collect(),
            None => tests,
        };
        match known.0 {
            Some(partner) => engine.partners().ids.name(partner).clone_into(&mut example.partner),
            None => self.make_partner(&with_list, example)?,
        }
        match known.1 {
            Some(product) => engine.products().ids.name(product).clone_into(&mut example.product),
            None => self.make_product(&with_list, list.map(|list| (&*list.id, price)), example)?,
        }
        deal(&with_list, example)
    }

    /// The tests with the conditions of a niche in the place of niches.
    fn with_niche<'t>(&'t self, tests: &Tests<'t>) -> Option<Vec<(Subject, &'t Test)>> {
        let niches = self.engine.book().niches();
        let mut found = tests.to_vec();
        for (subject, test) in tests {
            if *subject != Subject::Niche {
                continue;
            }
            let fits = niches.iter().find(|niche| {
                let own = niche.scope.conditions.iter().map(|own| (own.subject, &own.test));
                let all: Vec<_> = found.iter().copied().chain(own).collect();
                test.meets(&niche.id) && self.possible(&all)
            })?;
            found.extend(fits.scope.conditions.iter().map(|own| (own.subject, &own.test)));
        }
        Some(found)
    }

    /// The first list that can hold beside the tests and prices in the currency.
    fn list_for(&self, tests: &Tests<'_>, day: Day, currency: Currency) -> Option<&'e PriceList> {
        let fits = |list: &&PriceList| {
            let all: Vec<_> = tests.iter().copied().chain(tests_of(list)).collect();
            let niches = all.iter().any(|(subject, _)| *subject == Subject::Niche);
            list.valid.interval.holds(day)
                && list.conversion(currency).is_some()
                && !niches
                && self.possible(&all)
        };
        self.engine.book().price_lists().iter().find(fits)
    }

    /// Whether one sale can meet all tests.
    pub fn possible(&self, tests: &Tests<'_>) -> bool {
        tests.iter().all(|(subject, _)| self.can_meet(tests, *subject))
    }

    /// Whether one value can meet all tests of a subject.
    pub fn can_meet(&self, tests: &Tests<'_>, subject: Subject) -> bool {
        let dated = tests.iter().any(|(own, test)| *own == subject && **test == Test::NotBefore);
        let closed = matches!(subject, Subject::Niche | Subject::Deal);
        dated || closed || made_up(self.engine.book(), tests, subject, "example").is_some()
    }

    fn day(&self, days: Days) -> Option<Day> {
        if is_empty(days) {
            return None;
        }
        let usual = i64::from(self.at.unwrap_or(USUAL).0);
        let day = usual.clamp(days.0, days.1 - 1);
        i32::try_from(day).ok().map(Day)
    }

    fn known_partner(&self, tests: &Tests<'_>, day: Day) -> Option<PartnerId> {
        let (engine, partners) = (self.engine, self.engine.partners());
        let niches = engine.book().niches();
        let holds = |id: &PartnerId| {
            let values = &partners.rows[id.index()].values;
            let of = |subject: Subject, test: &Test| match subject {
                Subject::Partner => test.meets(partners.ids.name(*id)),
                Subject::Niche => {
                    let own = engine.niches_of(*id).iter();
                    meets(own.map(|&at| &*niches[at as usize].id), test)
                }
                Subject::PartnerAttribute(at) if *test == Test::NotBefore => {
                    let is_open = |word: &str| Day::parse(word).is_some_and(|own| own >= day);
                    named(values, at, &partners.values).any(is_open)
                }
                Subject::PartnerAttribute(at) => meets(named(values, at, &partners.values), test),
                _ => true,
            };
            tests.iter().all(|(subject, test)| of(*subject, test))
        };
        self.partners.iter().copied().find(holds)
    }

    fn known_product(&self, tests: &Tests<'_>) -> Option<ProductId> {
        let (engine, products) = (self.engine, self.engine.products());
        let holds = |id: &ProductId| {
            let values = &products.rows[id.index()].values;
            let of = |subject: Subject, test: &Test| match subject {
                Subject::Product => test.meets(products.ids.name(*id)),
                Subject::ProductAttribute(at) => meets(named(values, at, &products.values), test),
                _ => true,
            };
            tests.iter().all(|(subject, test)| of(*subject, test))
        };
        let fits = self.products.iter().copied().filter(holds);
        let is_priced = |id: &ProductId| engine.prices().all(*id).next().is_some();
        fits.clone().find(is_priced).or_else(|| fits.clone().next())
    }

    fn make_partner(&self, tests: &Tests<'_>, example: &mut Example) -> Option<()> {
        let book = self.engine.book();
        let id = made_up(book, tests, Subject::Partner, "example-partner")?;
        let mut row = vec![("id".into(), id.clone()), ("name".into(), id.clone())];
        for (at, attribute) in (0u16..).zip(&book.attributes().partner) {
            let subject = Subject::PartnerAttribute(at);
            if !tests.iter().any(|(own, _)| *own == subject) {
                continue;
            }
            let value = match attribute.day {
                true => example.day.to_string(),
                false => made_up(book, tests, subject, "example")?,
            };
            row.push((attribute.name.to_string(), value));
        }
        example.partner = id;
        example.rows.push(("partners", row));
        Some(())
    }

    fn make_product(
        &self,
        tests: &Tests<'_>,
        price: Option<(&str, &str)>,
        example: &mut Example,
    ) -> Option<()> {
        let book = self.engine.book();
        let id = made_up(book, tests, Subject::Product, "example-product")?;
        let mut row = vec![("id".into(), id.clone()), ("name".into(), id.clone())];
        for (at, attribute) in (0u16..).zip(&book.attributes().product) {
            let subject = Subject::ProductAttribute(at);
            if tests.iter().any(|(own, _)| *own == subject) {
                row.push((attribute.name.to_string(), made_up(book, tests, subject, "example")?));
            }
        }
        example.rows.push(("products", row));
        if let Some((list, price)) = price {
            let row = [("list", list), ("product", &id), ("unit_price", price)];
            let row = row.map(|(name, value)| (name.to_owned(), value.to_owned()));
            example.rows.push(("prices", row.to_vec()));
        }
        example.product = id;
        Some(())
    }
}

/// The price of what is made up.
const PRICE: &str = "100";

fn tests_of(list: &PriceList) -> impl Iterator<Item = (Subject, &Test)> {
    list.scope.conditions.iter().map(|own| (own.subject, &own.test))
}

/// A day for what is bound to none.
const USUAL: Day = Day(10_959);

/// The least quantity that a product is ordered in, at a multiple of it.
fn orderable(quantity: (i64, i64), least: i64, multiple: i64) -> i64 {
    let from = quantity.0.max(least);
    let started = from / multiple + i64::from(from % multiple != 0);
    let whole = started.saturating_mul(multiple);
    if whole < quantity.1 { whole } else { quantity.0 }
}

/// The first of each class for which `preferred`, or else the first of it.
fn first_of_each(of_row: &[u32], preferred: impl Fn(usize) -> bool) -> impl Iterator<Item = u32> {
    let mut first: Vec<Option<(bool, u32)>> = Vec::new();
    for (row, &class) in (0u32..).zip(of_row) {
        let class = class as usize;
        if first.len() <= class {
            first.resize(class + 1, None);
        }
        let own = preferred(row as usize);
        if first[class].is_none_or(|(known, _)| own && !known) {
            first[class] = Some((own, row));
        }
    }
    first.into_iter().flatten().map(|(_, row)| row)
}

/// The values of one attribute, by name.
fn named<'a>(
    values: &'a AttributeValues,
    attribute: u16,
    names: &'a [crate::id::Names<crate::id::ValueId>],
) -> impl Iterator<Item = &'a str> + Clone {
    let names = names.get(usize::from(attribute));
    let own = values.iter().filter(move |(at, _)| *at == attribute);
    own.filter_map(move |(_, value)| names.map(|names| names.name(*value)))
}

/// Whether values meet a test: any of them, and for `not` all there are.
fn meets<'a>(mut values: impl Iterator<Item = &'a str> + Clone, test: &Test) -> bool {
    match test {
        Test::Not(_) => values.clone().next().is_some() && values.all(|value| test.meets(value)),
        _ => values.any(|value| test.meets(value)),
    }
}

/// A value that meets all tests of a subject.
fn made_up(book: &Rulebook, tests: &Tests<'_>, subject: Subject, other: &str) -> Option<String> {
    let own = tests.iter().filter(|(own, _)| *own == subject).map(|(_, test)| *test);
    let meets_all = |word: &str| own.clone().all(|test| test.meets(word));
    if let Some(values) = declared(book, subject) {
        return values.iter().find(|value| meets_all(value)).map(|value| value.to_string());
    }
    let words = own.clone().flat_map(|test| match test {
        Test::AnyOf(words) | Test::Prefix(words) => &words[..],
        _ => &[],
    });
    let made_up = std::iter::once(other);
    let found = words.map(|word| &**word).chain(made_up).find(|word| meets_all(word));
    found.map(str::to_owned)
}

/// The deal of the order, and its registration, as far as one will do.
fn deal(tests: &Tests<'_>, example: &mut Example) -> Option<()> {
    let own = tests.iter().filter(|(own, _)| *own == Subject::Deal).map(|(_, test)| *test);
    let holds = |place: DealPlace| own.clone().all(|test| test.meets(place.name()));
    if holds(DealPlace::None) {
        return Some(());
    }
    if !holds(DealPlace::First) {
        return None;
    }
    let name = "example-deal".to_owned();
    let row = [
        ("deal", name.clone()),
        ("partner", example.partner.clone()),
        ("date", example.day.to_string()),
    ];
    example.rows.push(("registrations", row.map(|(name, value)| (name.into(), value)).to_vec()));
    example.deal = Some(name);
    Some(())
}
