use super::rule::{Beneficiary, ChooseFee, EarnPoint, Plan, PlanKind, RefundPolicy, Share, Window};
use crate::document::{Fields, Node, Reader, Value, nearest};
use crate::explain::Code;
use crate::money::{Currency, Exact};
use crate::schedule::{Measure, Over, read_schedule};
use crate::scope::{Allowed, ScopeNames, read_scope};

/// What a plan can be taken over.
const BASES: [Measure; 6] = [
    Measure::List,
    Measure::Net,
    Measure::Gross,
    Measure::Margin,
    Measure::Quantity,
    Measure::Count,
];

/// Reads `choose_fee`.
pub(crate) fn read_choose_fee(reader: &mut Reader, node: &Node) -> Option<ChooseFee> {
    const VALUES: [ChooseFee; 2] = [ChooseFee::FirstPlan, ChooseFee::BestForPartner];
    reader.word(node, &ChooseFee::NAMES).map(|at| VALUES[at])
}

/// Reads `fees`. A tax on a fee names one of `rates`.
pub(crate) fn read_plans(
    reader: &mut Reader,
    node: &Node,
    names: &ScopeNames<'_>,
    rates: &[&str],
) -> Vec<Plan> {
    let mut ids = Vec::new();
    reader.each(node, |reader, node| read_plan(reader, node, names, rates, &mut ids))
}

pub(crate) fn read_plan(
    reader: &mut Reader,
    node: &Node,
    names: &ScopeNames<'_>,
    rates: &[&str],
    ids: &mut Vec<Box<str>>,
) -> Option<Plan> {
    const KINDS: [PlanKind; 4] = [PlanKind::Fee, PlanKind::Rebate, PlanKind::Fund, PlanKind::Claim];
    let mut fields = reader.fields(node)?;
    let id = reader.unique_id(&mut fields, ids, "a fee plan");
    let kind =
        fields.optional(reader, "kind", |r, n| r.word(n, &PlanKind::NAMES)).map(|at| KINDS[at]);
    let scope = fields.required(reader, "for", |r, n| read_scope(r, n, names, Allowed::SALE));
    let valid = reader.valid(&mut fields);
    let group = fields.optional(reader, "group", |r, n| r.text(n).map(Box::from));
    let base = fields
        .optional(reader, "base", |r, n| r.word(n, &BASES.map(Measure::name)))
        .map_or(Measure::Net, |at| BASES[at]);
    let window = fields.optional(reader, "window", read_window).unwrap_or_default();
    let target = fields.optional(reader, "target", read_target).unwrap_or_default();
    let over = Over { money: base.is_money(), by: &measures(&target) };
    let schedule = fields.required(reader, "schedule", |r, n| read_schedule(r, n, over));
    let bounds = read_bounds(reader, &mut fields);
    let shares = read_whole(reader, &mut fields);
    let tax = fields.optional(reader, "tax", |r, n| read_tax_name(r, n, rates));
    let rounding = fields.optional(reader, "rounding", Reader::rounding);
    let earn_on = fields.optional(reader, "earn_on", read_earn_point).unwrap_or_default();
    let refund = fields.optional(reader, "refund", read_refund).unwrap_or_default();
    fields.finish(reader);
    Some(Plan {
        id: id?,
        kind: kind.unwrap_or_default(),
        scope: scope?,
        valid,
        group,
        base,
        window,
        schedule: schedule?,
        target,
        minimum: bounds.minimum,
        maximum: bounds.maximum,
        budget: bounds.budget,
        shares: shares?,
        tax,
        rounding,
        earn_on,
        refund,
    })
}

/// What may choose the tiers of a plan: an attainment needs a target.
fn measures(target: &[(Currency, Exact)]) -> Vec<Measure> {
    let attainment = (!target.is_empty()).then_some(Measure::Attainment);
    BASES.into_iter().chain(attainment).collect()
}

/// `month` and so on, or `{ rolling_days: 90 }`.
fn read_window(reader: &mut Reader, node: &Node) -> Option<Window> {
    const WINDOWS: [Window; 5] =
        [Window::Order, Window::Line, Window::Month, Window::Quarter, Window::Year];
    if let Value::Mapping(_) = node.value {
        let mut fields = reader.fields(node)?;
        let days = fields.required(reader, "rolling_days", |r, n| r.whole(n, 1, 3_660));
        fields.finish(reader);
        return u32::try_from(days?).ok().map(Window::Rolling);
    }
    reader.word(node, &["order", "line", "month", "quarter", "year"]).map(|at| WINDOWS[at])
}

fn read_target(reader: &mut Reader, node: &Node) -> Option<Vec<(Currency, Exact)>> {
    let target = reader.amounts(node)?;
    if target.iter().any(|(_, amount)| *amount == Exact::ZERO) {
        reader.invalid(node, "amounts above 0");
    }
    Some(target)
}

#[derive(Default)]
struct Bounds {
    minimum: Vec<(Currency, Exact)>,
    maximum: Vec<(Currency, Exact)>,
    budget: Vec<(Currency, Exact)>,
}

fn read_bounds(reader: &mut Reader, fields: &mut Fields<'_>) -> Bounds {
    let minimum = fields.optional(reader, "minimum", Reader::amounts).unwrap_or_default();
    let maximum = fields.optional(reader, "maximum", |reader, node| {
        let maximum = reader.amounts(node)?;
        let below = |(c, high): &&(_, Exact)| minimum.iter().any(|(d, low)| c == d && high < low);
        if maximum.iter().find(below).is_some() {
            reader.invalid(node, "a maximum that is not below the minimum");
        }
        Some(maximum)
    });
    let budget = fields.optional(reader, "budget", Reader::amounts).unwrap_or_default();
    Bounds { minimum, maximum: maximum.unwrap_or_default(), budget }
}

fn read_earn_point(reader: &mut Reader, node: &Node) -> Option<EarnPoint> {
    reader.word(node, &EarnPoint::NAMES).map(|at| EarnPoint::ALL[at])
}

fn read_refund(reader: &mut Reader, node: &Node) -> Option<RefundPolicy> {
    const POLICIES: [RefundPolicy; 3] =
        [RefundPolicy::OriginalRate, RefundPolicy::RecomputePeriod, RefundPolicy::CurrentPeriod];
    reader.word(node, &RefundPolicy::NAMES).map(|at| POLICIES[at])
}

/// The shares, and whoever owns what they leave.
fn read_whole(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Vec<Share>> {
    let owner = fields.optional(reader, "remainder", read_beneficiary);
    let stated = fields.node("shares").is_some();
    if !stated {
        return Some(whole_share(owner.unwrap_or(Beneficiary::Partner)));
    }
    fields.optional(reader, "shares", |r, n| read_shares(r, n, owner))
}

fn whole_share(to: Beneficiary) -> Vec<Share> {
    vec![Share { to, percent: Exact::HUNDRED }]
}

fn read_beneficiary(reader: &mut Reader, node: &Node) -> Option<Beneficiary> {
    reader.word(node, &Beneficiary::NAMES).map(|at| Beneficiary::ALL[at])
}

fn read_tax_name(reader: &mut Reader, node: &Node, rates: &[&str]) -> Option<u16> {
    let text = reader.text(node)?;
    let at = rates.iter().position(|rate| *rate == text);
    if at.is_none() {
        let near = nearest(text, rates.iter().copied()).unwrap_or("");
        let data = [("found", text), ("expected", "tax rate"), ("nearest", near)];
        reader.fault(node, Code::UnknownName, &data);
    }
    at.map(|at| at as u16)
}

fn read_shares(reader: &mut Reader, node: &Node, owner: Option<Beneficiary>) -> Option<Vec<Share>> {
    let before = reader.count();
    let mut seen: Vec<Beneficiary> = owner.into_iter().collect();
    let mut shares = reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let to = fields.required(reader, "to", |reader, node| {
            let to = read_beneficiary(reader, node)?;
            if seen.contains(&to) {
                let data = [("found", to.name()), ("expected", "a share")];
                reader.fault(node, Code::DuplicateId, &data);
                return None;
            }
            seen.push(to);
            Some(to)
        });
        let percent = fields.required(reader, "percent", Reader::positive);
        fields.finish(reader);
        Some(Share { to: to?, percent: percent? })
    });
    if reader.count() > before {
        return None;
    }
    let total = shares.iter().try_fold(Exact::ZERO, |sum, share| sum.plus(share.percent))?;
    let left = Exact::HUNDRED.minus(total)?;
    match owner {
        Some(to) if left > Exact::ZERO => shares.push(Share { to, percent: left }),
        _ if left != Exact::ZERO => {
            reader.fault(node, Code::SharesNotWhole, &[("found", &total.text(0))]);
            return None;
        }
        _ => {}
    }
    Some(shares)
}
