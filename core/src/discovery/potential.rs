//! What a niche could bring beyond what it brings today.

use super::twice;
use crate::error::{Error, ErrorKind};
use std::collections::BTreeMap;

/// A niche with its partners of today and all there could be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PotentialNiche {
    /// The niche.
    pub niche: String,
    /// The niche above it, whose partners stand in where its own are too few.
    pub parent: Option<String>,
    /// What each partner of today sells in it, in minor units.
    pub amounts_minor: Vec<i64>,
    /// How many partners there could be in it, those of today included.
    pub headcount: u64,
}

/// What is asked of potentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PotentialOptions {
    /// The quartile of the peers that a partner is thought to reach: 1, 2 or 3.
    pub quartile: u8,
    /// The fewest partners with an amount above zero that a quartile may stand on.
    pub support_min: u64,
}

/// The median of at least five.
impl Default for PotentialOptions {
    fn default() -> Self {
        Self { quartile: 2, support_min: 5 }
    }
}

/// The potential of one niche.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Potential {
    /// The niche.
    pub niche: String,
    /// What it brings today.
    pub present_minor: i128,
    /// Partners of today with an amount above zero.
    pub partners: u64,
    /// Partners of today whose amounts come to zero or less: they took part, and are
    /// not among those that are still to come.
    pub not_above_zero: u64,
    /// Partners there could be beside all of today.
    pub not_yet: u64,
    /// The niche whose partners the figures stand on: its own, or one above that had
    /// to stand in; none when none has enough, and then there are no figures.
    pub measured_in: Option<String>,
    /// What one partner reaches at the quartile asked for.
    pub per_partner_minor: Option<i64>,
    /// That times the headcount, less what there is; zero when there is more already.
    pub potential_minor: Option<i128>,
    /// The same at the lower end of the quartile's 95 % interval, which needs no
    /// shape of distribution: it runs from one ordered amount to another.
    pub low_minor: Option<i128>,
    /// The same at its upper end.
    pub high_minor: Option<i128>,
}

/// The potential of each niche, the largest first, ties by name; those without
/// figures last.
///
/// # Errors
/// `Input` for a quartile that is none, a support of zero, a niche given twice or
/// above itself, or fewer partners possible than there are.
pub fn potentials(
    niches: &[PotentialNiche],
    options: PotentialOptions,
) -> Result<Vec<Potential>, Error> {
    Error::together(faults(niches, options))?;
    let sorted = |niche: &PotentialNiche| {
        let mut sorted: Vec<i64> = positive(niche).collect();
        sorted.sort_unstable();
        sorted
    };
    let by_name: BTreeMap<&str, (&PotentialNiche, Vec<i64>)> =
        niches.iter().map(|niche| (&*niche.niche, (niche, sorted(niche)))).collect();
    let mut found = Vec::new();
    for (niche, sorted) in by_name.values() {
        let mut at = (*niche, sorted);
        let mut steps = 0;
        while (at.1.len() as u64) < options.support_min {
            steps += 1;
            let above = at.0.parent.as_deref().and_then(|parent| by_name.get(parent));
            match above {
                Some(_) if steps > by_name.len() => {
                    let message = format!("niche `{}` lies above itself", niche.niche);
                    return Err(Error::new(ErrorKind::Input, message));
                }
                Some((parent, sorted)) => at = (*parent, sorted),
                None => break,
            }
        }
        found.push(potential(niche, sorted.len() as u64, at, options));
    }
    found.sort_by(|a, b| {
        b.potential_minor.cmp(&a.potential_minor).then_with(|| a.niche.cmp(&b.niche))
    });
    Ok(found)
}

/// What is wrong with the question, but for niches that lie above themselves.
pub(crate) fn faults(niches: &[PotentialNiche], options: PotentialOptions) -> Vec<String> {
    let mut faults = Vec::new();
    if !(1..=3).contains(&options.quartile) {
        faults.push(format!("`quartile` is {}; expected 1, 2 or 3", options.quartile));
    }
    if options.support_min == 0 {
        faults.push("`support_min` is 0; expected 1 or more".to_owned());
    }
    for niche in niches {
        let (name, most, partners) = (&niche.niche, niche.headcount, niche.amounts_minor.len());
        if most < partners as u64 {
            faults.push(format!("niche `{name}` has {partners} partners of {most} possible"));
        }
    }
    for name in twice(niches.iter().map(|niche| &*niche.niche)) {
        faults.push(format!("niche `{name}` is given twice"));
    }
    faults
}

fn positive(niche: &PotentialNiche) -> impl Iterator<Item = i64> {
    niche.amounts_minor.iter().copied().filter(|amount| *amount > 0)
}

fn potential(
    niche: &PotentialNiche,
    partners: u64,
    (measured, peers): (&PotentialNiche, &Vec<i64>),
    options: PotentialOptions,
) -> Potential {
    let present: i128 = niche.amounts_minor.iter().map(|a| i128::from(*a)).sum();
    let enough = peers.len() as u64 >= options.support_min;
    let beyond = |per_partner: i64| {
        (i128::from(per_partner).saturating_mul(i128::from(niche.headcount)) - present).max(0)
    };
    let at = |place: usize| peers.get(place).copied().unwrap_or_default();
    let quartile = ((peers.len().max(1) - 1) * usize::from(options.quartile) + 2) / 4;
    let (low, high) = interval(peers.len() as u64, options.quartile);
    let when = |value: i64| enough.then_some(value);
    let today = niche.amounts_minor.len() as u64;
    Potential {
        niche: niche.niche.clone(),
        present_minor: present,
        partners,
        not_above_zero: today.saturating_sub(partners),
        not_yet: niche.headcount.saturating_sub(today),
        measured_in: enough.then(|| measured.niche.clone()),
        per_partner_minor: when(at(quartile)),
        potential_minor: when(at(quartile)).map(beyond),
        low_minor: when(at(low)).map(beyond),
        high_minor: when(at(high)).map(beyond),
    }
}

/// The places of the ordered values between which the quartile lies with a chance
/// of 95 % (the binomial distribution, cut at 2.5 % on either side as far as the
/// number of values allows).
fn interval(n: u64, quartile: u8) -> (usize, usize) {
    let p = f64::from(quartile) / 4.0;
    let last = n.saturating_sub(1) as usize;
    let mut chance = libm::pow(1.0 - p, n as f64);
    if chance <= 0.0 {
        // So many values that the chance of none is below the smallest number:
        // the normal approximation.
        let (mean, reach) = (n as f64 * p, 1.96 * (n as f64 * p * (1.0 - p)).sqrt());
        return ((mean - reach) as usize, ((mean + reach) as usize).min(last));
    }
    let (mut sum, mut low, mut high) = (0.0, 0usize, last);
    for k in 0..=n {
        sum += chance;
        if sum <= 0.025 {
            low = k as usize;
        }
        if sum >= 0.975 {
            high = (k as usize).min(last);
            break;
        }
        chance *= (n - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
    }
    (low.min(last), high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::Draws;

    fn niche(name: &str, parent: Option<&str>, amounts: &[i64], headcount: u64) -> PotentialNiche {
        PotentialNiche {
            niche: name.into(),
            parent: parent.map(str::to_owned),
            amounts_minor: amounts.to_vec(),
            headcount,
        }
    }

    #[test]
    fn potential_is_quartile_times_headcount_less_present() {
        let niches = [niche("dentists", None, &[10, 20, 30, 40, 50, -5, 0], 100)];
        let [found] = &potentials(&niches, PotentialOptions::default()).unwrap()[..] else {
            panic!()
        };
        assert_eq!((found.present_minor, found.partners), (145, 5));
        assert_eq!(found.potential_minor, Some(30 * 100 - 145));
        assert_eq!((found.low_minor, found.high_minor), (Some(1_000 - 145), Some(5_000 - 145)));
        let upper = PotentialOptions { quartile: 3, ..PotentialOptions::default() };
        assert_eq!(potentials(&niches, upper).unwrap()[0].per_partner_minor, Some(40));
    }

    #[test]
    fn a_partner_that_returned_all_is_there_already() {
        let niches = [niche("dentists", None, &[10, 20, -5, 0], 10)];
        let found = &potentials(&niches, PotentialOptions::default()).unwrap()[0];
        assert_eq!((found.partners, found.not_above_zero, found.not_yet), (2, 2, 6));
        let full = [niche("dentists", None, &[10, 20, -5, 0], 3)];
        let fault = potentials(&full, PotentialOptions::default()).unwrap_err();
        assert_eq!(fault.to_string(), "niche `dentists` has 4 partners of 3 possible");
    }

    #[test]
    fn too_few_partners_borrow_from_the_niche_above() {
        let niches = [
            niche("care", None, &[100; 6], 50),
            niche("dentists", Some("care"), &[900], 10),
            niche("new", None, &[], 10),
        ];
        let found = potentials(&niches, PotentialOptions::default()).unwrap();
        let names: Vec<&str> = found.iter().map(|p| &*p.niche).collect();
        assert_eq!(names, ["care", "dentists", "new"]);
        assert_eq!(found[1].measured_in.as_deref(), Some("care"));
        assert_eq!(found[1].potential_minor, Some(100));
        assert_eq!((found[2].potential_minor, &found[2].measured_in), (None, &None));
    }

    /// The interval for a quartile holds the true one in at least 95 %, for any shape.
    #[test]
    fn the_interval_of_a_quartile_holds_the_truth() {
        for (n, quartile) in [(20u64, 2u8), (60, 1), (200, 3), (5_000, 2)] {
            let worlds = 1_000;
            let mut inside = 0;
            for world in 0..worlds {
                let mut draws = Draws::new(21, n as u32, world);
                let mut values: Vec<f64> = (0..n).map(|_| draws.uniform()).collect();
                values.sort_by(f64::total_cmp);
                let (low, high) = interval(n, quartile);
                let truth = f64::from(quartile) / 4.0;
                inside += usize::from(values[low] <= truth && truth <= values[high]);
            }
            let coverage = inside as f64 / f64::from(worlds);
            assert!((0.93..=0.985).contains(&coverage), "{n} {quartile}: {coverage}");
        }
    }

    #[test]
    fn niches_that_cannot_be_are_refused() {
        let default = PotentialOptions::default();
        assert!(potentials(&[], default).unwrap().is_empty());
        for niches in [
            vec![niche("a", None, &[1, 2], 1)],
            vec![niche("a", None, &[], 1), niche("a", None, &[], 1)],
            vec![niche("a", Some("b"), &[], 1), niche("b", Some("a"), &[], 1)],
        ] {
            assert_eq!(potentials(&niches, default).unwrap_err().kind(), ErrorKind::Input);
        }
        for options in [
            PotentialOptions { quartile: 0, ..default },
            PotentialOptions { quartile: 4, ..default },
            PotentialOptions { support_min: 0, ..default },
        ] {
            assert!(potentials(&[], options).is_err());
        }
    }
}
