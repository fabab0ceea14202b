//! What is bought together in a niche, told at the lowest level where it may be.

use super::gate::{GatePolicy, Withheld};
use super::state::Baskets;
use super::together::{BasketLines, Pair, PairOptions, bought_together};
use crate::error::Error;
use std::collections::BTreeMap;

/// What is bought together in a niche.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Together {
    /// What may be told: of the niche first, then of those above it; there by baskets,
    /// ties by name.
    pub pairs: Vec<PairAt>,
    /// What may not be told of the niche itself. It is the company's own.
    pub withheld: Vec<WithheldPairAt>,
}

/// Two products that are bought together.
#[derive(Clone, Debug, PartialEq)]
pub struct PairAt {
    /// The one whose name comes first.
    pub a: String,
    /// The other.
    pub b: String,
    /// The niche that the figures are of: the one asked for, or the lowest above it in
    /// which they are often bought together and may be told.
    pub niche: String,
    /// What is told.
    pub figures: Pair,
}

/// Two products that are often bought together, of which nothing may be told in the
/// niche.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithheldPairAt {
    /// The one whose name comes first.
    pub a: String,
    /// The other.
    pub b: String,
    /// Why.
    pub reasons: Vec<Withheld>,
    /// The lowest niche above in which it is told; none when in none.
    pub shown_at: Option<String>,
}

/// The pairs of a niche, whose baskets and those of the niches above `baskets` gives; of
/// `path` the niche comes first.
///
/// # Errors
/// `Input` for a policy that protects nobody.
///
/// ```
/// use longtail::insight::{Baskets, GatePolicy, PairOptions, together};
/// // Ten orders of ten partners; among dentists, the first six, one buys all the gloves.
/// let baskets = |niche: &str| {
///     let orders = if niche == "all" { 0..10 } else { 0..6 };
///     let lines: Vec<[u32; 2]> = orders.flat_map(|order| [[order, 0], [order, 1]]).collect();
///     let partner = |order: u32| if niche == "all" { order } else { order / 5 };
///     Baskets {
///         order: lines.iter().map(|[order, _]| *order).collect(),
///         product: lines.iter().map(|[_, product]| *product).collect(),
///         partner: lines.iter().map(|[order, _]| partner(*order)).collect(),
///         products: vec!["gloves".into(), "masks".into()],
///     }
/// };
/// let path = ["dentists", "all"];
/// let found = together(&path, baskets, &GatePolicy::default(), PairOptions::default())?;
/// assert_eq!((&*found.pairs[0].niche, found.pairs[0].figures.baskets_from), ("all", 10));
/// assert_eq!(found.withheld[0].shown_at.as_deref(), Some("all"));
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn together(
    path: &[&str],
    mut baskets: impl FnMut(&str) -> Baskets,
    policy: &GatePolicy,
    options: PairOptions,
) -> Result<Together, Error> {
    policy.check()?;
    let mut answer = Together::default();
    // Where in `withheld` a pair stands of which nothing is told yet.
    let mut open: BTreeMap<[String; 2], usize> = BTreeMap::new();
    for (level, niche) in path.iter().enumerate() {
        let Baskets { order, product, partner, products } = baskets(niche);
        let lines = BasketLines { order: &order, product: &product, partner: &partner };
        let found = bought_together(lines, policy, options)?;
        let named = |ids: [u32; 2]| {
            ids.map(|id| products.get(id as usize).map_or_else(String::new, String::clone))
        };
        for figures in found.pairs {
            let names = named([figures.a, figures.b]);
            match open.remove(&names) {
                Some(at) => answer.withheld[at].shown_at = Some((*niche).to_owned()),
                None if level > 0 => continue,
                None => {}
            }
            let [a, b] = names;
            answer.pairs.push(PairAt { a, b, niche: (*niche).to_owned(), figures });
        }
        for pair in found.withheld.into_iter().filter(|_| level == 0) {
            let names = named([pair.a, pair.b]);
            open.insert(names.clone(), answer.withheld.len());
            let ([a, b], reasons) = (names, pair.reasons);
            answer.withheld.push(WithheldPairAt { a, b, reasons, shown_at: None });
        }
        if open.is_empty() {
            break;
        }
    }
    Ok(answer)
}
