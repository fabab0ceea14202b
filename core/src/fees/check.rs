use super::rule::{Base, Beneficiary, Plan, Share, Window};
use crate::document::{Node, Reader, nearest};
use crate::explain::Code;
use crate::money::Exact;
use crate::schedule::{Over, read_schedule};
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
    let schedule = fields
        .required(reader, "schedule", |r, n| read_schedule(r, n, Over { money: true, by: &[] }));
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
