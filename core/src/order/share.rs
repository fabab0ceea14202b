use super::decision::{Decision, ShareLine};
use crate::fees::{Beneficiary, Plan};
use crate::id::{Id, PartnerId};
use crate::money::split;
use crate::rulebook::Engine;

/// Reused space for the shares of one fee.
#[derive(Debug, Default)]
pub(super) struct ShareSpace {
    receivers: Vec<Option<PartnerId>>,
    weights: Vec<i64>,
    parts: Vec<i64>,
}

/// Looks up who receives each share of a plan; how many there are.
pub(super) fn receivers(
    engine: &Engine,
    plan: &Plan,
    partner: PartnerId,
    space: &mut ShareSpace,
) -> usize {
    let row = |id: PartnerId| &engine.partners().rows[id.index()];
    let receiver = |to: Beneficiary| match to {
        Beneficiary::Partner => Some(partner),
        Beneficiary::Distributor => row(partner).distributor,
        Beneficiary::Upline => row(partner).distributor.and_then(|above| row(above).distributor),
        Beneficiary::Referrer => row(partner).referrer,
        Beneficiary::Agent => row(partner).agent,
    };
    let scale = plan.shares.iter().map(|share| share.percent.scale()).max().unwrap_or(0);
    let weight = |share: &crate::fees::Share| {
        share.percent.rescaled(scale).and_then(|w| i64::try_from(w).ok()).unwrap_or(0)
    };
    space.receivers.clear();
    space.receivers.extend(plan.shares.iter().map(|share| receiver(share.to)));
    space.weights.clear();
    space.weights.extend(plan.shares.iter().map(weight));
    space.receivers.iter().flatten().count()
}

/// Splits a fee over the receivers looked up last, by largest remainder. What
/// nobody is there for goes to the first that is there.
pub(super) fn share_out(space: &mut ShareSpace, fee: i64, out: &mut Decision) -> (u32, u32) {
    let start = out.shares.len() as u32;
    space.parts.clear();
    space.parts.resize(space.weights.len(), 0);
    let first = space.receivers.iter().position(Option::is_some);
    let (Some(first), true) = (first, split(fee, &space.weights, &mut space.parts)) else {
        return (start, start);
    };
    for at in 0..space.parts.len() {
        if space.receivers[at].is_none() {
            space.parts[first] += std::mem::take(&mut space.parts[at]);
        }
    }
    let shares = (0u32..).zip(&space.receivers).zip(&space.parts);
    for ((share, receiver), amount) in shares {
        if let Some(partner) = *receiver {
            out.shares.push(ShareLine { share, partner, amount: *amount });
        }
    }
    (start, out.shares.len() as u32)
}
