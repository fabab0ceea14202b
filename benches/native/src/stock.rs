//! What an order costs with the stock ledger: planned, planned again at once when
//! all it needs is in the cache, planned and committed by one client and by two, by
//! the number of products; and what a snapshot costs.

use longtail::{Day, Engine, PoolKey, Rulebook, Sight, StockLedger, Table, Tables, stock_json};
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

const BOOK: &str =
    "{format: 1, id: stock, zone: UTC, currency: EUR, price_lists: [{id: g, for: everyone}]}";
const PRODUCTS: [usize; 2] = [1_000, 1_000_000];
const LINES: u64 = 10;
const ORDERS: u64 = 1_000;
const ROUNDS: u64 = 5;
/// 2026-03-02.
const TODAY: Day = Day(20_514);

/// All of it as one JSON value.
pub fn measured() -> Result<Value, Box<dyn Error>> {
    PRODUCTS.iter().map(|&products| of(products)).collect::<Result<Value, _>>()
}

fn of(products: usize) -> Result<Value, Box<dyn Error>> {
    let engine = engine(products)?;
    let ledger = StockLedger::new();
    let sight = Sight { today: TODAY, ..Sight::default() };
    for at in 0..products {
        let key = PoolKey::new(&format!("A-{at}"), "main");
        let counted = ledger.count(&key, 1_000_000, 0, &sight).is_done();
        let expected = ledger.add_receipt(&key, "R", TODAY.plus(9), 40, &sight).is_done();
        if !(counted && expected) {
            return Err("a pool that is not counted".into());
        }
    }
    ledger.compact();
    // Best of the rounds: one that nobody interrupted.
    let (mut plan, mut again_us) = (f64::MAX, f64::MAX);
    let (mut one, mut two) = (f64::MAX, f64::MAX);
    let mut conflicts = 0;
    for round in 0..ROUNDS {
        let (mut first, mut second) = (0.0, 0.0);
        for at in 0..ORDERS {
            let question = order("Q", at, products);
            for spent in [&mut first, &mut second] {
                let begin = Instant::now();
                black_box(stock_json(&engine, &ledger, "plan", &question)?);
                *spent += begin.elapsed().as_secs_f64();
            }
        }
        plan = plan.min(first / ORDERS as f64);
        again_us = again_us.min(second / ORDERS as f64);
        let begin = Instant::now();
        client(&engine, &ledger, &format!("one-{round}"), products)?;
        one = one.min(begin.elapsed().as_secs_f64() / ORDERS as f64);
        let begin = Instant::now();
        let again: Result<Vec<u64>, String> = std::thread::scope(|scope| {
            let run = |name: String| {
                let (engine, ledger) = (&engine, &ledger);
                scope.spawn(move || {
                    client(engine, ledger, &name, products).map_err(|error| error.to_string())
                })
            };
            let clients = [run(format!("two-{round}-a")), run(format!("two-{round}-b"))];
            let done = clients.into_iter().map(|own| own.join());
            done.map(|own| own.unwrap_or_else(|_| Err("a client died".into()))).collect()
        });
        two = two.min(begin.elapsed().as_secs_f64() / (2 * ORDERS) as f64);
        conflicts += again?.iter().sum::<u64>();
        // Promises of one round are no burden for the next. No snapshot is taken for
        // it: a million texts given back would make each allocation after it slow.
        for name in ["one-{}", "two-{}-a", "two-{}-b"] {
            let name = name.replace("{}", &round.to_string());
            (0..ORDERS).for_each(|at| drop(ledger.release(&format!("{name}-{at}"))));
        }
    }
    let begin = Instant::now();
    let copy = ledger.snapshot();
    let copied = begin.elapsed().as_secs_f64();
    drop(black_box(copy));
    let begin = Instant::now();
    let text = ledger.snapshot_text();
    let written = begin.elapsed().as_secs_f64();
    Ok(json!({
        "products": products,
        "plan_us": plan * 1e6,
        "plan_again_us": again_us * 1e6,
        "orders_a_second": { "one_thread": 1.0 / one, "two_threads": 1.0 / two },
        "conflicts_of_two": conflicts,
        "snapshot": { "copy_ms": copied * 1e3, "text_ms": written * 1e3, "text_bytes": text.len() },
    }))
}

/// One client's orders, each planned and committed until it is booked; gives how
/// often it had to plan again.
fn client(
    engine: &Engine,
    ledger: &StockLedger,
    name: &str,
    products: usize,
) -> Result<u64, Box<dyn Error>> {
    let mut again = 0;
    for at in 0..ORDERS {
        let order = order(name, at, products);
        loop {
            let plan = stock_json(engine, ledger, "plan", &order)?;
            let commit = format!(r#"{{"plan":{plan},"now":"2026-03-02T10:00:00Z"}}"#);
            let answer = stock_json(engine, ledger, "commit", &commit)?;
            if answer.contains(r#""outcome":"ok""#) {
                break;
            }
            if !answer.contains(r#""outcome":"conflict""#) {
                return Err(answer.into());
            }
            again += 1;
        }
    }
    Ok(again)
}

/// A question for the plan of an order of ten products, spread over all.
fn order(client: &str, number: u64, products: usize) -> String {
    let mut seed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ client.len() as u64;
    seed ^= client.bytes().fold(0, |sum, byte| sum * 31 + u64::from(byte)) << 20;
    let lines: Vec<Value> = (0..LINES)
        .map(|_| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let product = (seed >> 33) % products as u64;
            json!({ "product": format!("A-{product}"), "quantity": 1 + (seed >> 20) % 6 })
        })
        .collect();
    let order = json!({
        "id": format!("{client}-{number}"), "partner": "P",
        "placed_at": "2026-03-02T10:00:00Z", "lines": lines,
    });
    json!({ "order": order, "now": "2026-03-02T10:00:00Z" }).to_string()
}

fn engine(count: usize) -> Result<Engine, Box<dyn Error>> {
    let (mut products, mut prices) =
        ("id,name\n".to_owned(), "list,product,unit_price\n".to_owned());
    for at in 0..count {
        writeln!(products, "A-{at},A")?;
        writeln!(prices, "g,A-{at},1.25")?;
    }
    let table = |text| Table { source: "table", text };
    let tables = Tables {
        partners: table("id,name\nP,P\n"),
        products: table(&products),
        prices: table(&prices),
        ..Tables::default()
    };
    Ok(Engine::from_tables(Rulebook::parse(BOOK, "book")?, &tables)?)
}
