use super::rules::{Family, Precedence, many_currencies, plan_rules, stage_rules};
use super::witness::{Example, Finder};
use super::{guards, lists, money, overlap, plans, reach, shadow, tables};
use crate::calendar::Day;
use crate::explain::{Code, Finding};
use crate::fees::ChooseFee;
use crate::rulebook::{Engine, Rulebook};

/// A finding of the analysis, and an order that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysed {
    /// What was found: its path leads to the rule in the rulebook, its data name
    /// the other rule where there are two.
    pub finding: Finding,
    /// An order that shows it, where one order can.
    pub example: Option<Example>,
}

/// What was found in a rulebook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// How many rules were looked at.
    pub rules: usize,
    /// In the order of the catalogue of codes, then of the rulebook.
    pub findings: Vec<Analysed>,
    /// How many more there are of a code of which not all are told.
    pub more: Vec<(Code, usize)>,
}

impl Engine {
    /// Looks for rules that cannot have been meant: rules that never apply or
    /// that tie, periods that overlap, tables that fall or that pay for
    /// splitting, plans that together pay more than there is, missing
    /// currencies, guards that can never hold, and what has ended.
    ///
    /// A rulebook that was read without faults can be used; this asks whether it
    /// says what its author meant, before it is published. With master data it
    /// also looks at prices, and at rules that concern nobody; the examples are
    /// then orders of that data, otherwise they bring the rows they need.
    ///
    /// `at` is the day from which it will be used, and `limit` how many findings
    /// of a code are told; the others are counted.
    ///
    /// ```
    /// # use longtail::{Engine, MasterData, Rulebook};
    /// let book = "{format: 1, id: b, zone: UTC, currency: EUR,
    ///   price_lists: [{id: general, for: everyone}],
    ///   waterfall: [{stage: tier, combine: first_match, adjustments: [
    ///     {id: all, for: everyone, percent: -5},
    ///     {id: large, for: {quantity: {at_least: 100}}, percent: -10}]}]}";
    /// let engine = Engine::new(Rulebook::parse(book, "b.yaml")?, MasterData::default());
    /// let analysis = engine.analyse(None, 100);
    /// let found = &analysis.findings[0];
    /// assert_eq!(found.finding.code.name(), "analysis.shadowed");
    /// assert_eq!(found.finding.rule, "large");
    /// assert_eq!(found.example.as_ref().map(|example| example.quantity), Some(100));
    /// # Ok::<(), longtail::Error>(())
    /// ```
    #[must_use]
    pub fn analyse(&self, at: Option<Day>, limit: usize) -> Analysis {
        let mut report = Report { found: Vec::new(), counts: vec![0; Code::ALL.len()], limit };
        let finder = Finder::new(self, at);
        let book = self.book();
        let families = families(book);
        let look = Look { engine: self, book, finder: &finder, at };
        for family in &families {
            shadows(&look, family, &mut report);
            overlap::look(&look, family, &mut report);
        }
        overlap::look_wide(&look, &mut report);
        shadow::exclusive(&look, &families, &mut report);
        lists::look(&look, &mut report);
        reach::look(&look, &mut report);
        tables::look(&look, &mut report);
        plans::look(&look, &mut report);
        money::look(&look, &mut report);
        guards::look(&look, &mut report);
        report.close(book)
    }
}

/// What every pass looks at.
pub(super) struct Look<'e> {
    pub engine: &'e Engine,
    pub book: &'e Rulebook,
    pub finder: &'e Finder<'e>,
    pub at: Option<Day>,
}

/// What the passes found.
pub(super) struct Report {
    found: Vec<Analysed>,
    counts: Vec<usize>,
    limit: usize,
}

impl Report {
    /// Takes a finding, and looks for its example only when it is told.
    pub fn add(&mut self, finding: Finding, example: impl FnOnce() -> Option<Example>) {
        let count = &mut self.counts[finding.code as usize];
        *count += 1;
        if *count <= self.limit {
            self.found.push(Analysed { finding, example: example() });
        }
    }

    fn close(mut self, book: &Rulebook) -> Analysis {
        self.found.sort_by_key(|one| one.finding.code);
        let of_code = Code::ALL.iter().zip(&self.counts);
        let more = of_code.filter(|(_, count)| **count > self.limit);
        let more = more.map(|(code, count)| (*code, count - self.limit)).collect();
        Analysis { rules: count(book), findings: self.found, more }
    }
}

fn count(book: &Rulebook) -> usize {
    let adjustments: usize = book.stages().iter().map(|stage| stage.adjustments.len()).sum();
    let order = &book.order_rules();
    let sizes = [
        book.price_lists().len(),
        book.guards().len(),
        book.plans().len(),
        book.order_adjustments().len(),
        book.permissions().len(),
        order.amount_min.len(),
    ];
    adjustments + sizes.iter().sum::<usize>()
}

/// The stages, and the groups of fee plans.
fn families(book: &Rulebook) -> Vec<Family<'_>> {
    let stage = |(at, stage)| Family {
        rules: stage_rules(book, at, stage),
        precedence: Precedence::of(stage.combine),
    };
    let mut families: Vec<Family<'_>> = book.stages().iter().enumerate().map(stage).collect();
    let rules = plan_rules(book);
    let mut groups: Vec<Option<&str>> = Vec::new();
    for plan in book.plans() {
        if !groups.contains(&plan.group.as_deref()) {
            groups.push(plan.group.as_deref());
        }
    }
    for group in groups {
        let own = rules.iter().zip(book.plans());
        let own = own.filter(|(_, plan)| plan.group.as_deref() == group);
        let first = group.is_some() && book.choose_fee == ChooseFee::FirstPlan;
        let precedence = if first { Precedence::First } else { Precedence::None };
        families.push(Family { rules: own.map(|(rule, _)| rule.clone()).collect(), precedence });
    }
    families
}

fn shadows(look: &Look<'_>, family: &Family<'_>, report: &mut Report) {
    for found in shadow::shadowed(family, look.book, many_currencies(look.book)) {
        let rule = &family.rules[found.rule];
        let by: Vec<&str> = found.by.iter().map(|at| family.rules[*at].id).collect();
        report.add(shadow::finding(rule, &by), || {
            look.finder.find(&rule.region.tests, rule.region.quantity, rule.region.possibly)
        });
    }
}
