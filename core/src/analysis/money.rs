use super::overlap::apart;
use super::reach::about;
use super::region::Region;
use super::report::{Look, Report};
use super::rules::{
    Rule, guard_rules, list_rules, minimum_rules, order_rules, plan_rules, stage_rules,
};
use crate::explain::Code;
use crate::fees::Plan;
use crate::money::{Currency, Exact};
use crate::rulebook::Rulebook;
use crate::scope::{Subject, Test};

/// Rules that say nothing in a currency in which orders are priced.
pub(super) fn look(look: &Look<'_>, report: &mut Report) {
    let book = look.book;
    let currencies = currencies(book);
    let foreign = currencies.iter().filter(|currency| **currency != book.currency());
    let foreign: Vec<Currency> = foreign.copied().collect();
    let stages = book.stages().iter().enumerate();
    let stages = stages.flat_map(|(at, stage)| stage_rules(book, at, stage));
    let priced = stages.chain(order_rules(book)).chain(guard_rules(book));
    let lists = list_rules(book);
    let pass = Pass { look, lists: &lists };
    for rule in priced.filter(|rule| rule.one_currency) {
        foreign.iter().for_each(|currency| pass.missing(&rule, *currency, report));
    }
    for (rule, plan) in plan_rules(book).iter().zip(book.plans()) {
        let stated = [&plan.minimum, &plan.maximum, &plan.budget, &plan.target];
        for currency in &currencies {
            let lacks = |of: &&Vec<(Currency, Exact)>| Plan::stated(of, *currency).is_none();
            let silent = plan.in_one_currency() && foreign.contains(currency);
            if silent || stated.iter().any(lacks) {
                pass.missing(rule, *currency, report);
            }
        }
    }
    for (rule, own) in minimum_rules(book).iter().zip(&book.order_rules().amount_min) {
        for currency in &currencies {
            if Plan::stated(&own.amounts, *currency).is_none() {
                pass.missing(rule, *currency, report);
            }
        }
    }
}

/// The currencies in which lists price.
fn currencies(book: &Rulebook) -> Vec<Currency> {
    let mut found: Vec<Currency> = Vec::new();
    for list in book.price_lists() {
        let others = list.convert.iter().map(|(currency, _)| *currency);
        for currency in std::iter::once(list.currency).chain(others) {
            if !found.contains(&currency) {
                found.push(currency);
            }
        }
    }
    found
}

struct Pass<'a> {
    look: &'a Look<'a>,
    lists: &'a [Rule<'a>],
}

impl Pass<'_> {
    /// Tells it when a list that prices in the currency can hold beside the rule.
    fn missing(&self, rule: &Rule<'_>, currency: Currency, report: &mut Report) {
        let prices = self.lists.iter().zip(self.look.book.price_lists());
        let in_it = prices.filter(|(_, list)| list.conversion(currency).is_some());
        let beside = |list: &Rule<'_>| {
            !apart(&rule.region, &list.region)
                && self.look.finder.possible(&both(&rule.region, &list.region))
        };
        let Some((list, _)) = { in_it }.find(|(list, _)| beside(list)) else { return };
        let finding = about(Code::AnalysisCurrencyMissing, rule)
            .with("other", list.id)
            .with("currency", currency.code());
        let days = rule.region.common_days(&list.region);
        report.add(finding, || {
            let tests = both(&rule.region, &list.region);
            self.look.finder.find_in(currency, &tests, rule.region.quantity, days)
        });
    }
}

fn both<'b>(a: &Region<'b>, b: &Region<'b>) -> Vec<(Subject, &'b Test)> {
    a.tests.iter().chain(&b.tests).copied().collect()
}
