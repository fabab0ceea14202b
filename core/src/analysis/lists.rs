use super::index::Index;
use super::region::{Lack, days_of_interval, is_empty, overlap, together};
use super::report::{Look, Report};
use super::rules::{Rule, list_rules};
use super::shadow;
use super::witness::Example;
use crate::explain::{Code, Finding};
use crate::id::{Id, ProductId};
use crate::money::Exact;
use crate::pricing::{Breaks, ChoosePrice, PriceList};
use crate::rulebook::Price;
use std::ops::Range;

/// Price lists with their entries: lists that never give a price, and breaks
/// from which on more costs less, or one unit more.
pub(super) fn look(look: &Look<'_>, report: &mut Report) {
    let rules = list_rules(look.book);
    let mut lists: Vec<OfList> = rules.iter().map(|_| OfList::default()).collect();
    for product in (0..look.engine.products().rows.len() as u32).map(ProductId) {
        for (list, range) in look.engine.prices().all(product) {
            let own = &mut lists[list as usize];
            own.products.push(product);
            own.breaks(look, &look.book.price_lists()[list as usize], product, range);
        }
    }
    let index = Index::new(&rules);
    for (at, (own, rule)) in (0u32..).zip(lists.iter().zip(&rules)) {
        if is_empty(rule.region.possibly) {
            continue;
        }
        own.tell(look, rule, report);
        if look.book.choose_price == ChoosePrice::FirstList && look.engine.prices().always_known() {
            let before = before(look, &rules, &index, at as usize);
            if is_hidden(look, rule, &own.products, at, &before) {
                let by: Vec<&str> = before.iter().map(|at| rules[*at as usize].id).collect();
                report.add(shadow::finding(rule, &by), || {
                    let region = &rule.region;
                    look.finder.find(&region.tests, region.quantity, region.possibly)
                });
            }
        }
    }
}

/// What the entries of one list show.
#[derive(Default)]
struct OfList {
    products: Vec<ProductId>,
    /// Products with a break at which the amount falls, and the worst of them.
    falls: usize,
    fall: Option<Fall>,
    /// Products with a break at which the price rises, and the worst of them.
    rises: usize,
    rise: Option<Fall>,
}

/// A break of a product.
#[derive(Clone, Copy)]
struct Fall {
    product: ProductId,
    /// By how much, in parts of a million.
    weight: i128,
    from: i64,
    bound: i64,
    before: Exact,
    after: Exact,
    day: (i64, i64),
}

impl OfList {
    fn breaks(&mut self, look: &Look<'_>, list: &PriceList, product: ProductId, range: Range<u32>) {
        if list.breaks != Breaks::Volume {
            return;
        }
        let prices = look.engine.prices();
        let step = look.engine.products().rows[product.index()].quantity_multiple.max(1);
        let (mut fall, mut rise) = (None, None);
        for at in range.clone().skip(1) {
            let (low, high) = (prices.entry(at - 1), prices.entry(at));
            if low.quantity_from == high.quantity_from {
                continue;
            }
            worse(&mut fall, falls(product, low, high, step));
            worse(&mut rise, rises(product, low, high));
        }
        self.falls += usize::from(fall.is_some());
        self.rises += usize::from(rise.is_some());
        worse(&mut self.fall, fall);
        worse(&mut self.rise, rise);
    }

    fn tell(&self, look: &Look<'_>, rule: &Rule<'_>, report: &mut Report) {
        let book = look.book;
        let has_products = !look.engine.products().rows.is_empty();
        if self.products.is_empty() && has_products {
            let mut finding = Finding::new(Code::AnalysisNotUsed, &*rule.path)
                .with("rule", rule.id)
                .with("what", "prices");
            rule.id.clone_into(&mut finding.rule);
            report.add(finding, || None);
        }
        let exponent = book.currency().exponent();
        let told = |code, own: Fall, count: usize| {
            let mut finding = Finding::new(code, &*rule.path)
                .with("rule", rule.id)
                .with("measure", "quantity")
                .with("product", look.engine.products().ids.name(own.product))
                .with("products", count as i64);
            rule.id.clone_into(&mut finding.rule);
            finding
        };
        let text = |amount: Exact| amount.text(exponent);
        if let Some(own) = self.fall {
            let until = own.bound - 1;
            let before = own.before.times_whole(until).map(text).unwrap_or_default();
            let after = own.after.times_whole(own.bound).map(text).unwrap_or_default();
            let finding = told(Code::AnalysisCliff, own, self.falls)
                .with("from", own.from)
                .with("until", until)
                .with("before", before)
                .with("bound", own.bound)
                .with("after", after);
            report.add(finding, || example(look, rule, &own, until));
        }
        if let Some(own) = self.rise {
            let (part, whole) = ((own.bound + 1) / 2, own.bound);
            let split = own.before.times_whole(whole).map(text).unwrap_or_default();
            let together = own.after.times_whole(whole).map(text).unwrap_or_default();
            let finding = told(Code::AnalysisSplittingPays, own, self.rises)
                .with("part", part)
                .with("rest", whole - part)
                .with("whole", whole)
                .with("split", split)
                .with("together", together);
            report.add(finding, || example(look, rule, &own, whole));
        }
    }
}

fn worse(known: &mut Option<Fall>, found: Option<Fall>) {
    let more = |found: &Fall| known.as_ref().is_none_or(|known| found.weight > known.weight);
    if let Some(found) = found.filter(more) {
        *known = Some(found);
    }
}

/// From how many units on more is paid than for as many as the higher break
/// asks.
fn falls(product: ProductId, low: &Price, high: &Price, step: i64) -> Option<Fall> {
    let days = common_days(low, high)?;
    let whole = high.unit_price.times_whole(high.quantity_from)?;
    let until = (high.quantity_from - 1) / step * step;
    let last = low.unit_price.times_whole(until)?;
    if until < low.quantity_from || last <= whole {
        return None;
    }
    let scale = low.unit_price.scale().max(whole.scale());
    let (price, amount) = (low.unit_price.rescaled(scale)?, whole.rescaled(scale)?);
    let from = i64::try_from(amount / price).ok()?.checked_add(1)?.max(low.quantity_from);
    let weight = weight(last.minus(whole)?, last)?;
    let (before, after, bound) = (low.unit_price, high.unit_price, high.quantity_from);
    Some(Fall { product, weight, from, bound, before, after, day: days })
}

/// Where a higher break has a higher price.
fn rises(product: ProductId, low: &Price, high: &Price) -> Option<Fall> {
    let days = common_days(low, high)?;
    if high.unit_price <= low.unit_price || high.quantity_from < 2 * low.quantity_from {
        return None;
    }
    let weight = weight(high.unit_price.minus(low.unit_price)?, high.unit_price)?;
    let (from, bound) = (low.quantity_from, high.quantity_from);
    let (before, after) = (low.unit_price, high.unit_price);
    Some(Fall { product, weight, from, bound, before, after, day: days })
}

fn weight(part: Exact, whole: Exact) -> Option<i128> {
    let scale = part.scale().max(whole.scale());
    let whole = whole.rescaled(scale)?;
    if whole == 0 { Some(0) } else { Some(part.rescaled(scale)?.checked_mul(1_000_000)? / whole) }
}

fn common_days(low: &Price, high: &Price) -> Option<(i64, i64)> {
    let days = overlap(days_of_interval(&low.valid), days_of_interval(&high.valid));
    (!is_empty(days)).then_some(days)
}

fn example(look: &Look<'_>, rule: &Rule<'_>, own: &Fall, quantity: i64) -> Option<Example> {
    let days = overlap(rule.region.possibly, own.day);
    let mut example = look.finder.find(&rule.region.tests, (quantity, i64::MAX), days)?;
    let name = look.engine.products().ids.name(own.product);
    name.clone_into(&mut example.product);
    example.quantity = quantity;
    example.rows.retain(|(table, _)| *table == "partners");
    Some(example)
}

/// The lists before each one that hold wherever it does, and price alike.
fn before(look: &Look<'_>, rules: &[Rule<'_>], index: &Index<'_>, at: usize) -> Vec<u32> {
    let (own, lists) = (&rules[at], look.book.price_lists());
    let covers = |other: &u32| {
        let other = *other as usize;
        other < at
            && lists[other].currency == lists[at].currency
            && lists[at].convert.is_empty()
            && rules[other].region.lacks(&own.region, look.book) == Lack::Nothing
    };
    index.may_cover(own, look.book).into_iter().filter(covers).collect()
}

/// Whether every entry of a list lies behind entries of the lists before it.
fn is_hidden(
    look: &Look<'_>,
    rule: &Rule<'_>,
    products: &[ProductId],
    at: u32,
    before: &[u32],
) -> bool {
    let (prices, lists) = (look.engine.prices(), look.book.price_lists());
    let own_list = &lists[at as usize];
    let hidden = |product: &ProductId| {
        let own = prices.candidates(*product, std::slice::from_ref(&at));
        let first = own.flat_map(|(_, range)| range.map(|at| prices.entry(at).quantity_from)).min();
        let others = prices.candidates(*product, before).flat_map(|(_, range)| range);
        let others = others.map(|at| prices.entry(at));
        // What lists count over may differ: then only what holds for one unit does.
        let alike = |entry: &&Price| {
            lists[entry.list.index()].over == own_list.over || entry.quantity_from <= 1
        };
        let reached = others.filter(|entry| Some(entry.quantity_from) <= first).filter(alike);
        let mut days: Vec<(i64, i64)> = reached.map(|e| days_of_interval(&e.valid)).collect();
        together(&mut days, rule.region.possibly)
    };
    !before.is_empty() && !products.is_empty() && products.iter().all(hidden)
}
