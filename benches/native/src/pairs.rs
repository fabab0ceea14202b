//! Times of counting all pairs of products in baskets: `longtail-pairs FILE`, where the
//! file has three 32-bit numbers a line, little endian: order, product, partner.
//!
//! Beside the library stands what one would write by hand for the counts alone.

use longtail::insight::{BasketLines, GatePolicy, PairOptions, bought_together};
use std::collections::HashMap;
use std::time::Instant;

type Fault = Box<dyn std::error::Error>;

const ROUNDS: u32 = 9;

fn main() -> Result<(), Fault> {
    let path = std::env::args().nth(1).ok_or("give the file of lines")?;
    let bytes = std::fs::read(path)?;
    let numbers: Vec<u32> =
        bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    let column = |at: usize| numbers.iter().skip(at).step_by(3).copied().collect::<Vec<u32>>();
    let (order, product, partner) = (column(0), column(1), column(2));
    let lines = BasketLines { order: &order, product: &product, partner: &partner };
    let policy = GatePolicy::default();
    let (ms, pairs) = best(|| bought_together(lines, &policy, PairOptions::default()))?;
    println!(
        "longtail {ms:.1} ms: baskets {} basket-items {} pairs {} frequent {} shown {}",
        pairs.baskets,
        pairs.basket_products,
        pairs.pairs_seen,
        pairs.pairs.len() + pairs.withheld.len(),
        pairs.pairs.len()
    );
    let least = pairs.baskets.div_ceil(100);
    let (ms, (seen, frequent)) = best(|| Ok::<_, Fault>(by_hand(&order, &product, least)))?;
    println!("by hand {ms:.1} ms: pairs {seen} frequent {frequent}");
    Ok(())
}

/// Baskets as sorted lists, and a hash table of pairs.
fn by_hand(order: &[u32], product: &[u32], least: u64) -> (usize, usize) {
    let mut lines: Vec<u64> =
        order.iter().zip(product).map(|(o, p)| u64::from(*o) << 32 | u64::from(*p)).collect();
    lines.sort_unstable();
    lines.dedup();
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for basket in lines.chunk_by(|a, b| a >> 32 == b >> 32) {
        for (at, a) in basket.iter().enumerate() {
            for b in &basket[at + 1..] {
                *counts.entry(a << 32 | (b & 0xffff_ffff)).or_default() += 1;
            }
        }
    }
    (counts.len(), counts.values().filter(|count| u64::from(**count) >= least).count())
}

/// The best of some rounds, in milliseconds.
fn best<T, E>(mut work: impl FnMut() -> Result<T, E>) -> Result<(f64, T), E> {
    let start = Instant::now();
    let mut answer = work()?;
    let mut least = start.elapsed();
    for _ in 1..ROUNDS {
        let start = Instant::now();
        answer = work()?;
        least = least.min(start.elapsed());
    }
    Ok((least.as_secs_f64() * 1e3, answer))
}
