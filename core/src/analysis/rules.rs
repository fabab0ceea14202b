use super::region::Region;
use crate::calendar::Validity;
use crate::pricing::{Combine, Over, Stage};
use crate::rulebook::Rulebook;
use crate::scope::Subject;

/// A rule as the analysis sees it.
#[derive(Clone, Debug)]
pub(super) struct Rule<'b> {
    /// What it is called in the rulebook.
    pub id: &'b str,
    /// Its place in the rulebook.
    pub path: String,
    pub region: Region<'b>,
    /// Whether it holds in the rulebook's own currency only.
    pub one_currency: bool,
    /// How many conditions its scope has.
    pub conditions: usize,
    pub priority: i64,
    pub validity: Validity,
}

/// Rules of which at most one applies, or all do.
pub(super) struct Family<'b> {
    pub rules: Vec<Rule<'b>>,
    pub precedence: Precedence,
}

/// Which rule of a family wins where several hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precedence {
    /// The first of the document.
    First,
    /// That with the highest priority.
    Priority,
    /// That with the most conditions.
    MostConditions,
    /// The amounts decide.
    Amount,
    /// None: all apply.
    None,
}

impl Precedence {
    pub const fn of(combine: Combine) -> Self {
        match combine {
            Combine::FirstMatch | Combine::Exclusive => Self::First,
            Combine::Priority => Self::Priority,
            Combine::MostConditions => Self::MostConditions,
            Combine::Best => Self::Amount,
            Combine::Add | Combine::Compound => Self::None,
        }
    }
}

/// The rules of a stage.
pub(super) fn stage_rules<'b>(book: &'b Rulebook, at: usize, stage: &'b Stage) -> Vec<Rule<'b>> {
    let rule = |(i, adjustment): (usize, &'b crate::pricing::Adjustment)| Rule {
        id: &adjustment.id,
        path: format!("waterfall[{at}].adjustments[{i}]"),
        region: Region::new(book, &adjustment.scope, &adjustment.valid, adjustment.over),
        one_currency: adjustment.change.states_amount(),
        conditions: adjustment.scope.conditions.len(),
        priority: adjustment.priority,
        validity: adjustment.valid,
    };
    stage.adjustments.iter().enumerate().map(rule).collect()
}

/// The fee plans.
pub(super) fn plan_rules(book: &Rulebook) -> Vec<Rule<'_>> {
    let plans = book.plans().iter().enumerate();
    plans
        .map(|(at, plan)| {
            let validity = Validity { interval: plan.valid, ..Validity::default() };
            Rule {
                id: &plan.id,
                path: format!("fees[{at}]"),
                region: Region::new(book, &plan.scope, &validity, Over::Line),
                one_currency: plan.in_one_currency(),
                conditions: plan.scope.conditions.len(),
                priority: 0,
                validity,
            }
        })
        .collect()
}

/// The price lists.
pub(super) fn list_rules(book: &Rulebook) -> Vec<Rule<'_>> {
    let lists = book.price_lists().iter().enumerate();
    lists
        .map(|(at, list)| Rule {
            id: &list.id,
            path: format!("price_lists[{at}]"),
            region: Region::new(book, &list.scope, &list.valid, list.over),
            one_currency: list.convert.is_empty(),
            conditions: list.scope.conditions.len(),
            priority: list.priority,
            validity: list.valid,
        })
        .collect()
}

/// The adjustments of whole orders.
pub(super) fn order_rules(book: &Rulebook) -> Vec<Rule<'_>> {
    let rules = book.order_adjustments().iter().enumerate();
    rules
        .map(|(at, rule)| Rule {
            id: &rule.id,
            path: format!("order_adjustments[{at}]"),
            region: Region::new(book, &rule.scope, &rule.valid, Over::Line),
            one_currency: rule.change.states_amount(),
            conditions: rule.scope.conditions.len(),
            priority: 0,
            validity: rule.valid,
        })
        .collect()
}

/// The guards.
pub(super) fn guard_rules(book: &Rulebook) -> Vec<Rule<'_>> {
    let guards = book.guards().iter().enumerate();
    guards
        .map(|(at, guard)| Rule {
            id: &guard.id,
            path: format!("guards[{at}]"),
            region: Region::new(book, &guard.scope, &Validity::default(), Over::Line),
            one_currency: guard.bound.states_amount(),
            conditions: guard.scope.conditions.len(),
            priority: 0,
            validity: Validity::default(),
        })
        .collect()
}

/// The least amounts of orders.
pub(super) fn minimum_rules(book: &Rulebook) -> Vec<Rule<'_>> {
    let rules = book.order_rules().amount_min.iter().enumerate();
    rules
        .map(|(at, rule)| Rule {
            id: &rule.id,
            path: format!("order.amount_min[{at}]"),
            region: Region::new(book, &rule.scope, &Validity::default(), Over::Line),
            one_currency: true,
            conditions: rule.scope.conditions.len(),
            priority: 0,
            validity: Validity::default(),
        })
        .collect()
}

/// Whether orders can be in another currency than the rulebook's own.
pub(super) fn many_currencies(book: &Rulebook) -> bool {
    let own = book.currency();
    book.price_lists().iter().any(|list| list.currency != own || !list.convert.is_empty())
}

/// Whether a subject is one of the partner's ids or the product's.
pub(super) const fn names_one(subject: Subject) -> bool {
    matches!(subject, Subject::Partner | Subject::Product)
}
