//! Times of the gate on a large tree: `longtail-sharing FILE [CELLS]`, where the file has
//! the codes of NACE, a line each: code, level, name of the level, code above.
//!
//! Each partner sells some products in a few classes, over twelve months; each month has
//! a release. Then niches of partners that overlap, without a tree. Everything is drawn
//! from one seed.

use longtail::Keys;
use longtail::insight::{
    Benchmarks, Cells, GatePolicy, InsightState, NicheTree, Publication, Release, SalesLines,
    publish,
};
use std::collections::BTreeMap;
use std::time::Instant;

type Fault = Box<dyn std::error::Error>;

const MONTHS: usize = 12;
const PARTNERS: usize = 2_000;
/// Classes that a partner sells in.
const CLASSES: usize = 12;

fn main() -> Result<(), Fault> {
    let path = std::env::args().nth(1).ok_or("give the file of codes")?;
    let codes = codes(&std::fs::read_to_string(path)?);
    let asked = std::env::args().nth(2).map(|cells| cells.parse::<usize>()).transpose()?;
    for cells in [1_000, 10_000, 100_000] {
        if asked.is_none_or(|asked| asked == cells) {
            measure(&codes, cells)?;
        }
    }
    for niches in [10, 100, 500] {
        overlapping(niches)?;
    }
    Ok(())
}

/// Each partner lies in about three of the niches and sells some of ten products.
fn overlapping(niches: usize) -> Result<(), Fault> {
    let names: Vec<String> = (0..niches).map(|at| format!("n-{at:03}")).collect();
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    let lines = Lines::draw(&names, 10, PARTNERS * 10);
    let mut members: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (partner, niche) in lines.partner.iter().zip(&lines.niche) {
        let own = members.entry(partner.clone()).or_default();
        if own.len() < 3 && !own.contains(niche) {
            own.push(niche.clone());
        }
    }
    let cells = lines.state(MONTHS)?.cells(&NicheTree::default(), Some(&members), None)?;
    let (ms, publication) = timed(|| publish(&cells, &GatePolicy::default(), &[]))?;
    let shown = publication.cells.values().filter(|w| w.is_empty()).count();
    println!(
        "{niches} overlapping niches, {} cells, {shown} shown: publish {ms:.0} ms",
        cells.cells.len()
    );
    Ok(())
}

/// Each code with the one above it.
fn codes(text: &str) -> Vec<(String, Option<String>)> {
    let line = |line: &str| {
        let mut fields = line.split(',');
        let (code, above) = (fields.next()?, fields.nth(2)?);
        Some((code.to_owned(), (!above.is_empty()).then(|| above.to_owned())))
    };
    text.lines().skip(1).filter_map(line).collect()
}

fn measure(codes: &[(String, Option<String>)], wanted: usize) -> Result<(), Fault> {
    let tree = NicheTree::new(
        codes.iter().filter_map(|(code, above)| Some((&**code, above.as_deref()?))),
    )?;
    let classes: Vec<&str> =
        codes.iter().map(|(code, _)| &**code).filter(|code| code.len() == 5).collect();
    let products = wanted.div_ceil(codes.len());
    let lines = Lines::draw(&classes, products, wanted * 5);
    let policy = GatePolicy::default();
    let mut previous: Vec<Release> = Vec::new();
    let mut last: Option<(Cells, Publication)> = None;
    for month in 0..MONTHS {
        let cells = lines.state(month)?.cells(&tree, None, None)?;
        let (ms, publication) = timed(|| publish(&cells, &policy, &previous))?;
        if month == 0 || month == MONTHS - 1 {
            let count = cells.cells.len();
            let amounts: usize = cells.cells.values().map(Vec::len).sum();
            let shown = publication.cells.values().filter(|w| w.is_empty()).count();
            println!(
                "{count} cells, {amounts} amounts, {shown} shown, {month} earlier releases: publish {ms:.0} ms"
            );
        }
        if month < MONTHS - 1 {
            previous.push(publication.release(&month.to_string(), &cells));
        }
        last = Some((cells, publication));
    }
    let Some((cells, publication)) = last else { return Ok(()) };
    for releases in [0, MONTHS - 1] {
        let previous = &previous[..releases];
        let (prepared, benchmarks) =
            timed(|| Benchmarks::new(&cells, &publication, &policy, previous))?;
        let mut times = Vec::new();
        let mut told = 0;
        for at in 0..20 {
            let partner = &cells.partners[at * cells.partners.len() / 20];
            let niche = lines.class_of(partner).unwrap_or("all");
            let (ms, found) = timed(|| benchmarks.of(niche, partner))?;
            told += usize::from(found.peers.is_some_and(|peers| peers.niche != "all"));
            times.push(ms);
        }
        times.sort_by(f64::total_cmp);
        println!(
            "  benchmark, {releases} earlier releases: {prepared:.0} ms once, then a partner {:.0} ms (the slowest of 20 {:.0} ms), {told} told below `all`",
            times[10], times[19]
        );
    }
    Ok(())
}

struct Lines {
    partner: Vec<String>,
    product: Vec<String>,
    niche: Vec<String>,
    amount: Vec<i64>,
    month: Vec<usize>,
}

impl Lines {
    fn draw(classes: &[&str], products: usize, count: usize) -> Self {
        let mut seed = 0x9e37_79b9_7f4a_7c15u64;
        let mut draw = |below: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 11) as usize % below.max(1)
        };
        let mut own =
            Self { partner: vec![], product: vec![], niche: vec![], amount: vec![], month: vec![] };
        for _ in 0..count {
            let partner = draw(PARTNERS);
            let class = (partner * 7 + draw(CLASSES) * 53) % classes.len();
            own.partner.push(format!("P-{partner:04}"));
            own.product.push(format!("x-{:03}", draw(products)));
            own.niche.push(classes[class].to_owned());
            own.amount.push(100 + draw(1_000) as i64 * (1 + draw(20)) as i64);
            own.month.push(draw(MONTHS));
        }
        own
    }

    fn state(&self, until: usize) -> Result<InsightState, Fault> {
        let rows: Vec<usize> =
            (0..self.month.len()).filter(|at| self.month[*at] <= until).collect();
        let amounts: Vec<i64> = rows.iter().map(|at| self.amount[*at]).collect();
        let mut state = InsightState::new();
        state.update(&SalesLines {
            partner: &keys(&rows, &self.partner),
            product: &keys(&rows, &self.product),
            amount_minor: &amounts,
            quantity: None,
            niche: Some(&keys(&rows, &self.niche)),
            period: None,
            order: None,
            left_out: None,
        })?;
        Ok(state)
    }

    fn class_of(&self, partner: &str) -> Option<&str> {
        let at = self.partner.iter().position(|own| own == partner)?;
        Some(&self.niche[at])
    }
}

fn keys<'a>(rows: &[usize], names: &'a [String]) -> Keys<'a> {
    Keys::from_texts(rows.iter().map(|at| Some(&*names[*at])))
}

fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<(f64, T), E> {
    let start = Instant::now();
    let answer = work()?;
    Ok((start.elapsed().as_secs_f64() * 1e3, answer))
}
