//! What is bought together in a niche, told at the lowest level where it may be.

use super::cells::Cells;
use super::gate::{GatePolicy, Withheld};
use super::publish::Publication;
use super::state::Baskets;
use super::together::{BasketLines, Pair, PairOptions, bought_together};
use super::tree::ALL;
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};

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

/// What is bought together in a niche, in [`ALL`](super::ALL) when none is named; `baskets`
/// gives those of a niche. A pair is told only where both products are shown, so what
/// withholds one of them, such as an earlier release, withholds the pair.
///
/// # Errors
/// `Input` for a niche without sales, or a policy that protects nobody.
///
/// ```
/// use longtail::Keys;
/// use longtail::insight::{
///     GatePolicy, InsightState, NicheTree, PairOptions, SalesLines, publish, together,
/// };
/// // Twelve orders of gloves and masks by twelve partners, of which two are dentists.
/// let lines: Vec<(String, &str)> =
///     (0..12).flat_map(|p| ["gloves", "masks"].map(|product| (format!("P-{p}"), product))).collect();
/// let names = Keys::from_texts(lines.iter().map(|(name, _)| Some(&**name)));
/// let niche = |at: usize| Some(if at < 4 { "dentists" } else { "bakers" });
/// let mut state = InsightState::new();
/// state.update(&SalesLines {
///     partner: &names,
///     product: &Keys::from_texts(lines.iter().map(|(_, product)| Some(*product))),
///     amount_minor: &vec![100; lines.len()],
///     quantity: None,
///     niche: Some(&Keys::from_texts((0..lines.len()).map(niche))),
///     period: None,
///     order: Some(&names),
///     left_out: None,
/// })?;
/// let (tree, policy) = (NicheTree::default(), GatePolicy::default());
/// let cells = state.cells(&tree, None, None)?;
/// let shown = publish(&cells, &policy, &[])?;
/// let baskets = |niche: &str| state.baskets(&tree, None, None, Some(niche));
/// let found =
///     together(&cells, &shown, &policy, Some("dentists"), baskets, PairOptions { baskets_min: 1, ..PairOptions::default() })?;
/// assert!(found.withheld[0].reasons[0].name().starts_with("too_few_partners"));
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn together(
    cells: &Cells,
    publication: &Publication,
    policy: &GatePolicy,
    niche: Option<&str>,
    mut baskets: impl FnMut(&str) -> Baskets,
    options: PairOptions,
) -> Result<Together, Error> {
    policy.check()?;
    let mut answer = Together::default();
    let own = match niche {
        Some(niche) => cells.known_niche(niche)?,
        // Without sales there is nothing, and nothing to be refused.
        None => match cells.niche(ALL) {
            Some(all) => all,
            None => return Ok(answer),
        },
    };
    // Where in `withheld` a pair stands of which nothing is told yet.
    let mut open: BTreeMap<[String; 2], usize> = BTreeMap::new();
    for (level, at) in cells.up(own).enumerate() {
        let niche = &*cells.niches[at as usize];
        let Baskets { order, product, partner, products } = baskets(niche);
        let lines = BasketLines { order: &order, product: &product, partner: &partner };
        let found = bought_together(lines, policy, options)?;
        let named = |ids: [u32; 2]| {
            ids.map(|id| products.get(id as usize).map_or_else(String::new, String::clone))
        };
        let mut withheld: Vec<([String; 2], Vec<Withheld>)> = Vec::new();
        for figures in found.pairs {
            let names = named([figures.a, figures.b]);
            let reasons = unshown(cells, publication, at, &names);
            if !reasons.is_empty() {
                withheld.push((names, reasons));
                continue;
            }
            match open.remove(&names) {
                Some(at) => answer.withheld[at].shown_at = Some(niche.to_owned()),
                None if level > 0 => continue,
                None => {}
            }
            let [a, b] = names;
            answer.pairs.push(PairAt { a, b, niche: niche.to_owned(), figures });
        }
        let kept = found.withheld.into_iter().map(|pair| (named([pair.a, pair.b]), pair.reasons));
        for (names, reasons) in withheld.into_iter().chain(kept).filter(|_| level == 0) {
            open.insert(names.clone(), answer.withheld.len());
            let [a, b] = names;
            answer.withheld.push(WithheldPairAt { a, b, reasons, shown_at: None });
        }
        if open.is_empty() {
            break;
        }
    }
    Ok(answer)
}

/// Why one of the products or both are not shown in a niche; nothing when both are.
fn unshown(
    cells: &Cells,
    publication: &Publication,
    niche: u32,
    products: &[String; 2],
) -> Vec<Withheld> {
    let reasons = products.iter().flat_map(|name| {
        let found = cells.product(name).and_then(|id| publication.cells.get(&(niche, id)));
        found.map_or_else(|| vec![Withheld::TooFewPartners], Clone::clone)
    });
    let reasons: BTreeSet<Withheld> = reasons.collect();
    reasons.into_iter().collect()
}
