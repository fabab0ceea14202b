use super::curve::{Cliff, Curve, Cut};
use super::reach::about;
use super::region::{Region, is_empty};
use super::report::{Look, Report};
use super::rules::{Rule, order_rules, plan_rules, stage_rules};
use super::witness::Example;
use crate::calendar::Day;
use crate::explain::Code;
use crate::money::Exact;
use crate::pricing::{Adjustment, Basis, Change, Competitor, OrderChange, Over, Stage, run_stage};
use crate::schedule::{Measure, Reach, Schedule, ScheduleMode, Usage};
use hashbrown::HashMap;

/// Tables that fall, that pay for splitting, or whose last tiers change nothing.
pub(super) fn look(look: &Look<'_>, report: &mut Report) {
    for (rule, plan) in plan_rules(look.book).iter().zip(look.book.plans()) {
        let money = plan.base.is_money();
        let table = Table { look, rule, schedule: &plan.schedule, money, measure: plan.base };
        table.fee(!plan.window.is_period(), report);
    }
    for (rule, own) in order_rules(look.book).iter().zip(look.book.order_adjustments()) {
        let (schedule, sign) = match &own.change {
            OrderChange::Discount(schedule) => (schedule, -1),
            OrderChange::Surcharge(schedule) => (schedule, 1),
            OrderChange::Percent(_) | OrderChange::Amount(_) => continue,
        };
        Table { look, rule, schedule, money: true, measure: Measure::Net }.price(sign, report);
    }
    for (at, stage) in look.book.stages().iter().enumerate() {
        let rules = stage_rules(look.book, at, stage);
        staffels(look, stage, &rules, report);
        for (rule, own) in rules.iter().zip(&stage.adjustments) {
            if let Change::Discount(schedule) | Change::Surcharge(schedule) = &own.change {
                last_tiers(look, rule, schedule, own.over, report);
            }
        }
    }
}

/// One schedule of a rule.
struct Table<'a> {
    look: &'a Look<'a>,
    rule: &'a Rule<'a>,
    schedule: &'a Schedule,
    /// Whether what it is over is money.
    money: bool,
    measure: Measure,
}

impl Table<'_> {
    /// What somebody earns: less for more is a cliff, more for parts a cut.
    fn fee(&self, by_order: bool, report: &mut Report) {
        let (measure, in_money) = match self.schedule.by[..] {
            [] => (self.measure, self.money),
            [one] => (one, one.is_money()),
            _ => return,
        };
        let over_itself = self.schedule.by.is_empty();
        let value = |x: Exact| match over_itself {
            true => self.schedule.amount(&Usage::of(x)),
            false => self.schedule.amount(&Usage { by: &[x], ..Usage::of(NOMINAL) }),
        };
        let curve = self.curve(in_money, &value);
        self.cliffs(&curve, measure, in_money, report);
        if over_itself
            && by_order
            && let Some(cut) = curve.best_cut(true)
        {
            self.cut(cut, measure, in_money, report);
        }
        if over_itself {
            self.beyond_maximum(report);
        }
    }

    /// What somebody pays for an amount: less for more is a cliff, less for
    /// parts a cut.
    fn price(&self, sign: i64, report: &mut Report) {
        let value = |x: Exact| {
            let own = self.schedule.amount(&Usage::of(x))?;
            x.plus(own.times_whole(sign)?)
        };
        if !self.schedule.by.is_empty() {
            return;
        }
        let curve = self.curve(true, &value);
        self.cliffs(&curve, self.measure, true, report);
        if let Some(cut) = curve.best_cut(false) {
            self.cut(cut, self.measure, true, report);
        }
    }

    fn curve<'c>(&self, in_money: bool, value: &'c dyn Fn(Exact) -> Option<Exact>) -> Curve<'c> {
        let exponent = self.look.book.currency().exponent();
        let free = (self.schedule.free > Exact::ZERO).then_some(self.schedule.free);
        Curve {
            bounds: self.schedule.tiers.iter().map(|tier| tier.from).chain(free).collect(),
            above: self.schedule.reach == Reach::Above,
            step: if in_money { Exact::new(1, exponent) } else { Exact::whole(1) },
            value,
        }
    }

    fn cliffs(&self, curve: &Curve<'_>, measure: Measure, in_money: bool, report: &mut Report) {
        for Cliff { from, until, before, bound, after } in curve.cliffs() {
            let of = |amount: Exact| self.text(amount, in_money);
            let money = |amount: Exact| self.text(amount, true);
            let finding = about(Code::AnalysisCliff, self.rule)
                .with("measure", measure.name())
                .with("from", of(from))
                .with("until", of(until))
                .with("before", money(before))
                .with("bound", of(bound))
                .with("after", money(after));
            report.add(finding, || self.example(bound, in_money));
        }
    }

    fn cut(&self, cut: Cut, measure: Measure, in_money: bool, report: &mut Report) {
        let of = |amount: Exact| self.text(amount, in_money);
        let money = |amount: Exact| self.text(amount, true);
        let finding = about(Code::AnalysisSplittingPays, self.rule)
            .with("measure", measure.name())
            .with("part", of(cut.part))
            .with("rest", of(cut.rest))
            .with("whole", of(cut.whole))
            .with("split", money(cut.split))
            .with("together", money(cut.together));
        report.add(finding, || self.example(cut.whole, in_money));
    }

    /// The first tier that begins where the maximum is already reached.
    fn beyond_maximum(&self, report: &mut Report) {
        let schedule = self.schedule;
        let Some(maximum) = schedule.maximum.filter(|_| schedule.mode != ScheduleMode::Flat) else {
            return;
        };
        let reached = |amount: Exact| schedule.amount(&Usage::of(amount)) == Some(maximum);
        // Also far beyond it, since a tier may fall below the maximum again.
        let stays = |from: Exact| from.times_whole(10).is_some_and(reached);
        let tiers = schedule.tiers.iter().enumerate().skip(1);
        let mut moot = tiers.filter(|(_, tier)| reached(tier.from) && stays(tier.from));
        if let Some((at, tier)) = moot.next() {
            let why = format!("tiers[{at}]");
            let finding = about(Code::AnalysisUnreachable, self.rule).with("why", why);
            report.add(finding, || self.example(tier.from, self.money));
        }
    }

    fn text(&self, amount: Exact, in_money: bool) -> String {
        amount.stripped(0).text(if in_money { self.look.book.currency().exponent() } else { 0 })
    }

    /// An order of so much money, or of so many units.
    fn example(&self, amount: Exact, in_money: bool) -> Option<Example> {
        let Region { tests, possibly, .. } = &self.rule.region;
        if in_money {
            return self.look.finder.worth(tests, &self.text(amount, true), *possibly);
        }
        let units =
            i64::try_from(amount.rescaled(amount.scale())? / 10i128.pow(amount.scale().into()));
        let units = units.ok().filter(|units| *units > 0)?;
        self.look.finder.find(tests, (units, i64::MAX), *possibly)
    }
}

/// The amount that is taken where another measure chooses the tier.
const NOMINAL: Exact = Exact::whole(1_000);

/// Tiers by quantity beyond the quantities of the rule's own scope.
fn last_tiers(
    look: &Look<'_>,
    rule: &Rule<'_>,
    schedule: &Schedule,
    over: Over,
    report: &mut Report,
) {
    let by_quantity = schedule.by.first() == Some(&Measure::Quantity);
    let (from, until) = rule.region.quantity;
    if !by_quantity || over != rule.region.over || until == i64::MAX || from >= until {
        return;
    }
    let beyond = |bound: Exact| bound >= Exact::whole(until);
    if let Some(at) = schedule.tiers.iter().position(|tier| beyond(tier.from)) {
        let finding =
            about(Code::AnalysisUnreachable, rule).with("why", format!("schedule.tiers[{at}]"));
        report.add(finding, || {
            look.finder.find(&rule.region.tests, rule.region.quantity, rule.region.possibly)
        });
    }
}

/// Adjustments of one stage that differ in their quantities only: together they
/// are a table, and so is one adjustment whose schedule goes by quantity.
fn staffels(look: &Look<'_>, stage: &Stage, rules: &[Rule<'_>], report: &mut Report) {
    let mut families: Vec<Vec<usize>> = Vec::new();
    // Looked up only, so the order of the table reaches no answer.
    let mut known: HashMap<String, usize> = HashMap::new();
    for (at, (rule, own)) in rules.iter().zip(&stage.adjustments).enumerate() {
        if is_empty(rule.region.possibly) || !(rule.region.bounds_quantity() || tiered(own)) {
            continue;
        }
        let key = format!("{:?}{:?}{:?}", rule.region.tests, rule.region.over, rule.validity);
        let family = *known.entry(key).or_insert_with(|| {
            families.push(Vec::new());
            families.len() - 1
        });
        families[family].push(at);
    }
    for family in families {
        staffel(look, stage, rules, &family, report);
    }
}

fn tiered(own: &Adjustment) -> bool {
    matches!(&own.change, Change::Discount(schedule) | Change::Surcharge(schedule)
        if schedule.by.first() == Some(&Measure::Quantity))
}

fn staffel(
    look: &Look<'_>,
    stage: &Stage,
    rules: &[Rule<'_>],
    family: &[usize],
    report: &mut Report,
) {
    let price = Exact::HUNDRED;
    let basis = Basis {
        today: Day(0),
        since: None,
        original: price,
        start: price,
        cost: None,
        closed: false,
    };
    let value = |x: Exact| {
        let quantity = i64::try_from(x.rescaled(0)?).ok()?;
        let competitor = |at: &usize| Competitor {
            rule: *at as u32,
            adjustment: &stage.adjustments[*at],
            quantity,
            order_holds: {
                let (from, until) = rules[*at].region.quantity;
                from <= quantity && quantity < until
            },
            foreign: false,
        };
        let unit = run_stage(stage.combine, family.iter().map(competitor), &basis, |_| {})?;
        unit.times_whole(quantity)
    };
    let mut bounds: Vec<Exact> = Vec::new();
    for &at in family {
        let (from, until) = rules[at].region.quantity;
        bounds.extend([from, until].into_iter().filter(|q| *q < i64::MAX).map(Exact::whole));
        if let Change::Discount(schedule) | Change::Surcharge(schedule) =
            &stage.adjustments[at].change
        {
            let above = i64::from(schedule.reach == Reach::Above);
            let starts =
                schedule.tiers.iter().filter_map(|tier| tier.from.plus(Exact::whole(above)));
            bounds.extend(starts);
        }
    }
    let curve = Curve { bounds, above: false, step: Exact::whole(1), value: &value };
    let Some(first) = family.first().map(|at| &rules[*at]) else { return };
    let named = |at: i64| {
        let holds =
            |rule: &&Rule<'_>| (rule.region.quantity.0..rule.region.quantity.1).contains(&at);
        family.iter().map(|at| &rules[*at]).find(holds)
    };
    for cliff in curve.cliffs() {
        let whole = |amount: Exact| amount.rescaled(0).and_then(|n| i64::try_from(n).ok());
        let (Some(until), Some(bound)) = (whole(cliff.until), whole(cliff.bound)) else { continue };
        let rule = named(bound).unwrap_or(first);
        let (text, money) = (|amount: Exact| amount.text(0), |amount: Exact| amount.text(2));
        let mut finding = about(Code::AnalysisCliff, rule)
            .with("measure", "quantity")
            .with("from", text(cliff.from))
            .with("until", text(cliff.until))
            .with("before", money(cliff.before))
            .with("bound", text(cliff.bound))
            .with("after", money(cliff.after))
            .with("price", money(price));
        if let Some(other) = named(until).filter(|other| other.id != rule.id) {
            finding = finding.with("other", other.id);
        }
        report.add(finding, || {
            look.finder.find(&rule.region.tests, (until, bound), rule.region.possibly)
        });
    }
}
