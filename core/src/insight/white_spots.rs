//! White spots: what a partner's peers sell that it does not.

use super::bands::{share_band, two_digits};
use super::best_sellers::told_of;
use super::cells::{Cells, Sums};
use super::publish::Publication;
use crate::error::{Error, ErrorKind};

/// What is asked about white spots.
#[derive(Clone, Debug)]
pub struct WhiteSpotOptions<'a> {
    /// At least so many percent of the peers sell it.
    pub peers_percent_min: u32,
    /// What the partner may order; everything when none.
    pub permitted: Option<&'a [&'a str]>,
    /// What can be delivered; everything when none.
    pub available: Option<&'a [&'a str]>,
    /// The most rows.
    pub limit: usize,
}

/// At least a quarter of the peers, everything, 20 rows.
impl Default for WhiteSpotOptions<'_> {
    fn default() -> Self {
        Self { peers_percent_min: 25, permitted: None, available: None, limit: 20 }
    }
}

/// A product that peers sell and the partner does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhiteSpot {
    /// The product.
    pub product: String,
    /// The niche of the peers it is told of.
    pub niche: String,
    /// So many percent of the peers sell it, rounded down to tens.
    pub peers_percent_from: u32,
    /// What a partner of this size would sell of it, from: the lower end of the
    /// product's band of shares, of what the partner sells in the niche. None for a
    /// partner without sales there.
    pub expected_from_minor: Option<i128>,
    /// The upper end of the band, shared by those that sell it. None also where fewer
    /// than a tenth of the peers do.
    pub expected_until_minor: Option<i128>,
}

/// What a partner does not sell, but enough of its peers do, that is permitted and
/// available: by the share of peers, ties by product. A product is told of the lowest
/// niche in which the publication shows it.
///
/// All of it is worked out from what the publication shows, from how many peers sell
/// the product, and from what the partner knows of itself: beside best sellers it
/// tells no amount more.
///
/// # Errors
/// `Input` for a niche without sales or a percentage beyond 100.
pub fn white_spots(
    cells: &Cells,
    publication: &Publication,
    niche: &str,
    partner: &str,
    options: &WhiteSpotOptions<'_>,
) -> Result<Vec<WhiteSpot>, Error> {
    if options.peers_percent_min > 100 {
        let message = format!("`peers_percent_min` is {}; at most 100", options.peers_percent_min);
        return Err(Error::new(ErrorKind::Input, message));
    }
    let own_niche = cells.known_niche(niche)?;
    let own = cells.partner(partner);
    let sorted = |names: Option<&[&'_ str]>| {
        names.map(|names| {
            let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            names.sort_unstable();
            names
        })
    };
    let (permitted, available) = (sorted(options.permitted), sorted(options.available));
    let among = |names: &Option<Vec<String>>, name: &String| {
        names.as_ref().is_none_or(|names| names.binary_search(name).is_ok())
    };
    let levels: Vec<Level> =
        cells.up(own_niche).map(|at| Level::of(cells, publication, at, own)).collect();
    let mut spots: Vec<(u32, WhiteSpot)> = Vec::new();
    for (product, name) in cells.products.iter().enumerate() {
        let sells = own.is_some_and(|own| cells.sold(own, product as u32) > 0);
        if sells || !among(&permitted, name) || !among(&available, name) {
            continue;
        }
        let told = levels.iter().filter(|level| publication.shows(level.niche, product as u32));
        let mut told = told.map(|level| level.spot(cells, product as u32));
        spots.extend(told.find(|(percent, _)| *percent >= options.peers_percent_min));
    }
    spots.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.product.cmp(&other.product)));
    spots.truncate(options.limit);
    Ok(spots.into_iter().map(|(_, spot)| spot).collect())
}

/// A niche as the partner sees it.
struct Level {
    niche: u32,
    own: Option<u32>,
    peers: usize,
    /// What the partner sells there.
    size: i128,
    /// What is told of the niche, summed.
    told: i128,
}

impl Level {
    fn of(cells: &Cells, publication: &Publication, niche: u32, own: Option<u32>) -> Self {
        let total = cells.total(niche);
        let size = total.iter().find(|(id, _)| Some(*id) == own);
        Self {
            niche,
            own,
            peers: peers(total, own),
            size: size.map_or(0, |(_, sums)| sums.amount_minor),
            told: told_of(cells, publication, niche),
        }
    }

    fn spot(&self, cells: &Cells, product: u32) -> (u32, WhiteSpot) {
        let cell = cells.cell(self.niche, product);
        let percent = (peers(cell, self.own) * 100 / self.peers.max(1)) as u32;
        let from_tens = percent / 10 * 10;
        let amount: i128 = cell.iter().map(|(_, sums)| sums.amount_minor).sum();
        let band = share_band(amount, self.told);
        let of_size = |percent: u8, sellers: u32| {
            let part = self.size.checked_mul(i128::from(percent))?.checked_div(sellers.into())?;
            (self.size > 0).then(|| two_digits(part.min(self.size)))
        };
        let spot = WhiteSpot {
            product: cells.products[product as usize].clone(),
            niche: cells.niches[self.niche as usize].clone(),
            peers_percent_from: from_tens,
            expected_from_minor: of_size(band.from_percent, 100),
            expected_until_minor: of_size(band.until_percent, from_tens),
        };
        (percent, spot)
    }
}

/// How many others have sales.
fn peers(cell: &[(u32, Sums)], own: Option<u32>) -> usize {
    cell.iter().filter(|(id, sums)| Some(*id) != own && sums.amount_minor > 0).count()
}
