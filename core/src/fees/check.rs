use super::rule::{Base, Beneficiary, Plan, Reach, Schedule, ScheduleMode, Share, Tier, Window};
use crate::document::{Fields, Node, Reader, nearest};
use crate::explain::Code;
use crate::money::Exact;
use crate::scope::{Allowed, ScopeNames, read_scope};

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

fn read_plan(
    reader: &mut Reader,
    node: &Node,
    names: &ScopeNames<'_>,
    rates: &[&str],
    ids: &mut Vec<Box<str>>,
) -> Option<Plan> {
    const BASES: [Base; 4] = [Base::List, Base::Net, Base::Gross, Base::Margin];
    const WINDOWS: [Window; 2] = [Window::Order, Window::Line];
    let mut fields = reader.fields(node)?;
    let id = reader.unique_id(&mut fields, ids, "a fee plan");
    let scope = fields.required(reader, "for", |r, n| read_scope(r, n, names, Allowed::SALE));
    let base = fields.optional(reader, "base", |r, n| {
        r.word(n, &["list", "net", "gross", "margin"]).map(|at| BASES[at])
    });
    let window = fields
        .optional(reader, "window", |r, n| r.word(n, &["order", "line"]).map(|at| WINDOWS[at]));
    let schedule = fields.required(reader, "schedule", read_schedule);
    let minimum = fields.optional(reader, "minimum", Reader::amounts).unwrap_or_default();
    let maximum = fields.optional(reader, "maximum", |reader, node| {
        let maximum = reader.amounts(node)?;
        let below = |(c, high): &&(_, Exact)| minimum.iter().any(|(d, low)| c == d && high < low);
        if maximum.iter().find(below).is_some() {
            reader.invalid(node, "a maximum that is not below the minimum");
        }
        Some(maximum)
    });
    let shares = fields.optional(reader, "shares", read_shares).unwrap_or_else(whole_share);
    let tax = fields.optional(reader, "tax", |r, n| read_tax_name(r, n, rates));
    let rounding = fields.optional(reader, "rounding", Reader::rounding);
    fields.finish(reader);
    Some(Plan {
        id: id?,
        scope: scope?,
        base: base.unwrap_or_default(),
        window: window.unwrap_or_default(),
        schedule: schedule?,
        minimum,
        maximum: maximum.unwrap_or_default(),
        shares,
        tax,
        rounding,
    })
}

fn whole_share() -> Vec<Share> {
    vec![Share { to: Beneficiary::Partner, percent: Exact::HUNDRED }]
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

fn read_shares(reader: &mut Reader, node: &Node) -> Option<Vec<Share>> {
    const VALUES: [Beneficiary; 2] = [Beneficiary::Partner, Beneficiary::Distributor];
    let before = reader.count();
    let mut seen: Vec<Beneficiary> = Vec::new();
    let shares = reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let to = fields.required(reader, "to", |reader, node| {
            let to = VALUES[reader.word(node, &["partner", "distributor"])?];
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
    if total != Exact::HUNDRED {
        reader.fault(node, Code::SharesNotWhole, &[("found", &total.text(0))]);
        return None;
    }
    Some(shares)
}

/// Reads a rate schedule.
fn read_schedule(reader: &mut Reader, node: &Node) -> Option<Schedule> {
    const MODES: [ScheduleMode; 4] =
        [ScheduleMode::Flat, ScheduleMode::Graduated, ScheduleMode::Volume, ScheduleMode::Package];
    const REACHES: [Reach; 2] = [Reach::AtOrAbove, Reach::Above];
    let mut fields = reader.fields(node)?;
    let mode = fields.required(reader, "mode", |r, n| {
        r.word(n, &["flat", "graduated", "volume", "package"]).map(|at| MODES[at])
    });
    let reach = fields.optional(reader, "reach", |r, n| {
        r.word(n, &["at_or_above", "above"]).map(|at| REACHES[at])
    });
    let tiers = fields.required(reader, "tiers", |r, n| read_tiers(r, n, mode));
    fields.finish(reader);
    Some(Schedule { mode: mode?, reach: reach.unwrap_or_default(), tiers: tiers? })
}

fn read_tiers(reader: &mut Reader, node: &Node, mode: Option<ScheduleMode>) -> Option<Vec<Tier>> {
    let before = reader.count();
    let mut last: Option<Exact> = None;
    let tiers = reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let read = |r: &mut Reader, n: &Node| read_from(r, n, last);
        let from = match last {
            None => fields.optional(reader, "from", read),
            Some(_) => fields.required(reader, "from", read),
        };
        let from = from.unwrap_or_default();
        last = Some(from);
        let tier = read_rates(reader, node, &mut fields, mode, from);
        fields.finish(reader);
        tier
    });
    let one = tiers.len() == 1 || mode != Some(ScheduleMode::Flat);
    if reader.count() == before && (tiers.is_empty() || !one) {
        reader.invalid(node, if one { "at least one tier" } else { "exactly one tier" });
    }
    (reader.count() == before).then_some(tiers)
}

/// The bound of a tier: zero for the first, above the one before it for the others.
fn read_from(reader: &mut Reader, node: &Node, last: Option<Exact>) -> Option<Exact> {
    let from = reader.not_negative(node)?;
    match last {
        None if from != Exact::ZERO => reader.invalid(node, "0 for the first tier"),
        Some(last) if from <= last => {
            let (found, before) = (from.text(0), last.text(0));
            reader.fault(node, Code::TiersNotRising, &[("found", &found), ("before", &before)]);
        }
        _ => {}
    }
    Some(from)
}

fn read_rates(
    reader: &mut Reader,
    node: &Node,
    fields: &mut Fields<'_>,
    mode: Option<ScheduleMode>,
    from: Exact,
) -> Option<Tier> {
    let mut tier = Tier { from, ..Tier::default() };
    if mode == Some(ScheduleMode::Package) {
        tier.package_size = fields.required(reader, "package_size", Reader::positive)?;
        tier.per_package = fields.required(reader, "per_package", Reader::not_negative)?;
        tier.fixed = fields.optional(reader, "fixed", Reader::not_negative).unwrap_or_default();
        return Some(tier);
    }
    let percent = fields.optional(reader, "percent", |reader, node| {
        let percent = reader.not_negative(node)?;
        if percent > Exact::HUNDRED {
            reader.invalid(node, "a percentage from 0 to 100");
            return None;
        }
        Some(percent)
    });
    let fixed = fields.optional(reader, "fixed", Reader::not_negative);
    if !(fields.has("percent") || fields.has("fixed")) {
        reader.wrong_type(node, "`percent`, `fixed` or both");
        return None;
    }
    tier.percent = percent.unwrap_or_default();
    tier.fixed = fixed.unwrap_or_default();
    Some(tier)
}
