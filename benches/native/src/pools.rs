//! What a pool costs: to ask, book and release, by the number of its events; in
//! a decision; in memory.

use crate::counting::counted;
use longtail::{
    Day, Engine, Options, Pool, Rulebook, Supplies, SupplyTables, Table, Tables, TraceLevel,
    Workspace, read_order,
};
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

const EVENTS: [i32; 7] = [8, 64, 1_024, 4_096, 16_384, 65_536, 1_048_576];
// Short rounds, of which one is not interrupted also on a busy machine.
const OPERATIONS: u32 = 2_000;
const ROUNDS: u32 = 200;
const PRODUCTS: usize = 1_000_000;
const LINES: usize = 10;
const ORDERS: u32 = 200;

/// All of it as one JSON value.
pub fn measured() -> Result<Value, Box<dyn Error>> {
    let times: Vec<Value> = EVENTS
        .iter()
        .map(|&events| json!({ "events": events, "ns": operation_ns(events) }))
        .collect();
    let with = order_us(true)?;
    let without = order_us(false)?;
    let (supplies, _, bytes) = counted(|| {
        let pools = (0..PRODUCTS).map(|_| Some(Pool::new(5, 0, &[], &[]))).collect();
        Supplies::new(1, pools, Vec::new())
    });
    black_box(&supplies);
    Ok(json!({
        "ask_book_release": times,
        "order_of_10_lines_us": { "tracked": with, "untracked": without, "added": with - without },
        "bytes_a_product_without_events": bytes as f64 / PRODUCTS as f64,
    }))
}

/// Half receipts of 4, half promises of 3, one a day.
fn pool(events: i32) -> Pool {
    let of = |rest: i32, quantity: i64| -> Vec<(Day, i64)> {
        (0..events).filter(|day| day % 2 == rest).map(|day| (Day(day), quantity)).collect()
    };
    Pool::new(3, 0, &of(0, 4), &of(1, 3))
}

/// One operation asks for a day, looks for the earliest day of a quantity, books
/// on it and gives it back.
fn operation_ns(events: i32) -> f64 {
    let mut pool = pool(events);
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let mut number = 1u32;
        let begin = Instant::now();
        for _ in 0..OPERATIONS {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let day = Day((number >> 8) as i32 % events);
            let quantity = i64::from(number % 7) + 1;
            black_box(pool.available(day, Day(0)));
            if let Some(found) = pool.earliest(quantity, day, Day(0)) {
                pool.book(found, quantity);
                pool.release(found, quantity);
            }
        }
        best = best.min(begin.elapsed().as_nanos() as f64 / f64::from(OPERATIONS));
    }
    best
}

/// The time of a decision of ten lines, each of a product with eight dated
/// events or of one that is never short.
fn order_us(tracked: bool) -> Result<f64, Box<dyn Error>> {
    let book = "{format: 1, id: pools, zone: UTC, currency: EUR, price_lists: [{id: g, for: everyone}], availability: {untracked: unlimited}}";
    let (mut products, mut prices) =
        ("id,name\n".to_owned(), "list,product,unit_price\n".to_owned());
    let mut stock = "product,on_hand\n".to_owned();
    let (mut receipts, mut promises) = ("product,date,quantity\n".to_owned(), String::new());
    promises.clone_from(&receipts);
    let mut lines = Vec::new();
    for at in 0..LINES {
        writeln!(products, "A-{at},A")?;
        writeln!(prices, "g,A-{at},1.25")?;
        writeln!(stock, "A-{at},3")?;
        for day in 3..7 {
            writeln!(receipts, "A-{at},2026-03-{:02},4", day * 2)?;
            writeln!(promises, "A-{at},2026-03-{:02},3", day * 2 + 1)?;
        }
        lines.push(json!({ "product": format!("A-{at}"), "quantity": 6 }));
    }
    let table = |text| Table { source: "table", text };
    let supply = SupplyTables {
        stock: table(&stock),
        receipts: table(&receipts),
        promises: table(&promises),
        ..SupplyTables::default()
    };
    let tables = Tables {
        partners: table("id,name\nP,P\n"),
        products: table(&products),
        prices: table(&prices),
        supply: if tracked { supply } else { SupplyTables::default() },
        ..Tables::default()
    };
    let engine = Engine::from_tables(Rulebook::parse(book, "book")?, &tables)?;
    let order = json!({ "partner": "P", "placed_at": "2026-03-02T10:00:00Z", "lines": lines });
    let order = order.to_string();
    let draft = read_order(&order)?;
    let options =
        Options { trace: TraceLevel::None, stock: longtail::Stock::Snapshot, ..Options::default() };
    let mut workspace = Workspace::new();
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        for _ in 0..ORDERS {
            black_box(engine.decide(&draft, &options, &mut workspace)?.verdict());
        }
        best = best.min(begin.elapsed().as_secs_f64() * 1e6 / f64::from(ORDERS));
    }
    Ok(best)
}
