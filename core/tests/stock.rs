//! Many clients plan, commit, hold, confirm, release and lose time between: the
//! stock ledger promises no unit twice and loses no order.

#![allow(clippy::expect_used, clippy::panic, reason = "a world that cannot be built is a fault")]

use longtail::{
    Day, Draft, DraftLine, Engine, Options, OrderState, PlanTerms, PoolKey, Quantity,
    RepromisePolicy, RepromiseTerms, Rulebook, Seen, Sight, StockAnswer, StockBooks, StockKey,
    StockLedger, StockPlan, Strategy, SupplyTables, Table, Tables, Whose, Workspace,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

const BOOK: &str = "
format: 1
id: stock
zone: UTC
currency: EUR
price_lists: [ { id: general, for: everyone } ]
availability:
  locations: [main, other]
  sourcing: split
  partial: true
  deliveries_max: 3
  groups: [ { id: few, for: { partner: P-1 } } ]
";

const PRODUCTS: [&str; 4] = ["A", "B", "C", "D"];
/// K is a kit of the first two.
const ORDERED: [&str; 5] = ["A", "B", "C", "D", "K"];
/// How many units of these may leave for P-1 on the days of [`WINDOW`].
const QUOTA: (&[&str], i64) = (&["A", "B"], 6);
const WINDOW: (i32, i32) = (-1, 6);
/// And how many kits, whatever their parts.
const KITS: i64 = 2;

/// 2026-03-02.
const TODAY: Day = Day(20_514);
/// Midnight of that day.
const NOW: i64 = 20_514 * 86_400;

fn engine() -> Engine {
    engine_with(0)
}

/// The same with so many products more, that nothing is known of.
fn engine_with(others: usize) -> Engine {
    let mut products = "id,name,quantity_multiple\n".to_owned();
    // Before and after the others, so that numbers differ.
    for at in 0..others {
        products.push_str(&format!("{}{at},Other,1\n", if at % 2 == 0 { "0-" } else { "Z-" }));
    }
    products.push_str("A,Glove,1\nB,Soap,1\nC,Pack,3\nD,Tape,1\nK,Set,1\n");
    let table = |source, text| Table { source, text };
    let tables = Tables {
        partners: table("partners", "id,name\nP-0,Nil\nP-1,One\nP-2,Two\nP-3,Three\n"),
        products: table("products", &products),
        prices: table(
            "prices",
            "list,product,unit_price\ngeneral,A,1.37\ngeneral,B,2\ngeneral,C,1\ngeneral,D,1\n\
             general,K,4\n",
        ),
        kits: table("kits", "kit,part,quantity\nK,A,1\nK,B,2\n"),
        supply: SupplyTables {
            quotas: table(
                "quotas",
                "product,group,from,until,quantity\nA,few,2026-03-01,2026-03-08,6\n\
                 B,few,2026-03-01,2026-03-08,6\nK,few,2026-03-01,2026-03-08,2\n",
            ),
            protections: table("protections", "product,group,quantity\nD,few,2\n"),
            ..SupplyTables::default()
        },
        ..Tables::default()
    };
    Engine::from_tables(Rulebook::parse(BOOK, "book").expect("no faults"), &tables)
        .expect("no faults")
}

/// Numbers that follow from a seed alone (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one_in(&mut self, odds: u64) -> bool {
        self.below(odds) == 0
    }
}

fn sight() -> Sight {
    Sight { today: TODAY, ..Sight::default() }
}

fn pool(at: u64) -> PoolKey {
    PoolKey::new(PRODUCTS[at as usize % PRODUCTS.len()], "main")
}

fn stocked(random: &mut Random) -> StockLedger {
    let ledger = StockLedger::new();
    for at in 0..PRODUCTS.len() as u64 {
        let elsewhere = PoolKey { location: "other".into(), ..pool(at) };
        assert!(ledger.count(&elsewhere, random.below(6) as i64, 0, &sight()).is_done());
        let on_hand = random.below(12) as i64;
        assert!(ledger.count(&pool(at), on_hand, random.below(3) as i64, &sight()).is_done());
        for receipt in 0..random.below(3) {
            let day = TODAY.plus(random.below(9) as i32);
            let id = format!("R-{receipt}");
            let quantity = 1 + random.below(9) as i64;
            assert!(ledger.add_receipt(&pool(at), &id, day, quantity, &sight()).is_done());
        }
    }
    ledger
}

/// What a client wants.
struct Wish {
    id: String,
    partner: String,
    owner: Option<String>,
    lines: Vec<(&'static str, i64, Day)>,
    together: bool,
}

impl Wish {
    fn random(id: String, random: &mut Random) -> Self {
        let mut lines = Vec::new();
        for _ in 0..1 + random.below(3) {
            let product = ORDERED[random.below(5) as usize];
            let quantity = 3 * (1 + random.below(3) as i64);
            lines.push((product, quantity, TODAY.plus(random.below(8) as i32)));
        }
        Self {
            id,
            partner: format!("P-{}", random.below(4)),
            lines,
            owner: random.one_in(3).then(|| format!("cart-{}", random.below(4))),
            together: random.one_in(5),
        }
    }

    /// Reads the supply of what it may take, decides, and plans: a client
    /// without anything but the ledger's answers.
    fn plan(&self, engine: &Engine, ledger: &StockLedger, now: i64) -> StockPlan {
        let draft = Draft {
            id: Some((&*self.id).into()),
            partner: (&*self.partner).into(),
            placed_at: "2026-03-02T08:00:00Z".into(),
            together: Some(self.together),
            lines: self
                .lines
                .iter()
                .map(|(product, quantity, day)| DraftLine {
                    product: Some((*product).into()),
                    quantity: Quantity::Whole(*quantity),
                    requested: Some(*day),
                    id: None,
                    gtin: None,
                    unit: None,
                    unit_price: None,
                    late_days_max: None,
                    partial: None,
                })
                .collect(),
            ..Draft::default()
        };
        let touched = engine.touched(&draft);
        let mut seen = ledger.quota_versions(&touched);
        for product in QUOTA.0.iter().chain(&["K"]) {
            let key = StockKey::Quota { product: (*product).into(), group: "few".into() };
            if !seen.iter().any(|seen| seen.key == key) {
                seen.push(Seen { key, version: 0 });
            }
        }
        let supply = ledger.supply(&touched, now, self.owner.as_deref());
        let version = |own: &longtail::PoolSupply| Seen {
            key: StockKey::Pool(own.key.clone()),
            version: own.version,
        };
        seen.extend(supply.pools.iter().map(version));
        let engine = engine.with_pools(&touched, &supply);
        let mut workspace = Workspace::new();
        let decision =
            engine.decide(&draft, &Options::default(), &mut workspace).expect("an order");
        let answer = format!("{}: {}", self.id, decision.verdict().name());
        let terms = PlanTerms { now, owner: self.owner.as_deref(), seen: &seen, answer: &answer };
        engine.plan(&draft, decision, &terms).expect("a plan")
    }
}

fn sum(plan: &StockPlan) -> i64 {
    plan.deltas.iter().chain(&plan.loose).map(|delta| delta.quantity).sum()
}

/// What is promised to each order.
fn promised(books: &StockBooks) -> BTreeMap<String, i64> {
    let mut all = BTreeMap::new();
    for promise in books.pools.values().flat_map(|pool| &pool.promises) {
        *all.entry(promise.order.to_string()).or_default() += promise.quantity;
    }
    for promise in books.loose.values().flatten().filter(|promise| !promise.left) {
        *all.entry(promise.order.to_string()).or_default() += promise.quantity;
    }
    all
}

/// What can be promised on each of the next days, written out from its
/// definition and with nothing of the library.
fn availability(books: &StockBooks, key: &PoolKey) -> (Vec<i64>, Vec<i64>) {
    let own = &books.pools[key];
    let net = |day: i32| {
        let day = TODAY.plus(day);
        let come: i64 = own.receipts.iter().filter(|r| r.day <= day).map(|r| r.quantity).sum();
        let live = own.promises.iter().filter(|p| p.expires_at.is_none_or(|at| books.clock < at));
        let gone: i64 = live.filter(|p| p.day <= day).map(|p| p.quantity).sum();
        own.on_hand - own.safety - own.taken + come - gone
    };
    let nets: Vec<i64> = (0..20).map(net).collect();
    let lowest = |from: usize| nets[from..].iter().copied().min().unwrap_or(0).max(0);
    let available = (0..20).map(lowest).collect();
    (nets, available)
}

/// What must be so after every step, however it came.
struct Before {
    nets: BTreeMap<PoolKey, Vec<i64>>,
}

impl Before {
    fn of(books: &StockBooks) -> Self {
        let pools = books.pools.keys();
        Self { nets: pools.map(|key| (key.clone(), availability(books, key).0)).collect() }
    }

    /// No day is below zero that was not, and availability never falls.
    fn holds(&self, books: &StockBooks, step: &str) {
        for (key, before) in &self.nets {
            let (nets, available) = availability(books, key);
            for (day, (after, before)) in nets.iter().zip(before).enumerate() {
                assert!(
                    *after >= (*before).min(0),
                    "{step}: {key:?} day {day}: {before} -> {after}"
                );
            }
            assert!(available.is_sorted(), "{step}: {key:?}: {available:?}");
        }
        for product in QUOTA.0 {
            let pools = books.pools.iter().filter(|(key, _)| *key.product == **product);
            let live = pools.flat_map(|(_, pool)| &pool.promises).filter(|promise| {
                let group = *books.orders[&promise.order].partner == *"P-1";
                let inside = (TODAY.plus(WINDOW.0)..TODAY.plus(WINDOW.1)).contains(&promise.day);
                group && inside && promise.expires_at.is_none_or(|at| books.clock < at)
            });
            let gone: i64 = live.map(|promise| promise.quantity).sum();
            assert!(gone <= QUOTA.1, "{step}: {gone} of `{product}` for P-1");
        }
        let kits = books.loose.iter().filter(|(key, _)| *key.product == *"K");
        let kits = kits.flat_map(|(key, rows)| rows.iter().map(move |row| (key, row)));
        let mut gone = 0;
        for (key, kit) in kits.filter(|(_, kit)| !kit.left) {
            for (part, units) in [("A", 1), ("B", 2)] {
                let pool = &books.pools[&PoolKey::new(part, &key.location)];
                let own = pool.promises.iter().find(|own| {
                    (own.day, &own.order, &own.line) == (kit.day, &kit.order, &kit.line)
                });
                let own = own.map_or(0, |own| own.quantity);
                assert_eq!(own, units * kit.quantity, "{step}: {kit:?} has its parts");
            }
            let live = kit.expires_at.is_none_or(|at| books.clock < at);
            let inside = (TODAY.plus(WINDOW.0)..TODAY.plus(WINDOW.1)).contains(&kit.day);
            let group = *books.orders[&kit.order].partner == *"P-1";
            gone += if live && inside && group { kit.quantity } else { 0 };
        }
        assert!(gone <= KITS, "{step}: {gone} kits for P-1");
    }
}

/// One client of the scheduler: what it wants and how far it is.
enum Client {
    Wants(Wish),
    Planned(Wish, StockPlan),
    Holds(Wish, StockPlan),
    Done,
    /// Gone between two steps; what it planned is never heard of again.
    Killed,
}

#[derive(Default)]
struct Tally {
    committed: usize,
    conflicts: usize,
    replays: usize,
    expired: usize,
    killed: usize,
    released: usize,
}

/// Runs clients in an order that follows from the seed alone.
fn interleave(engine: &Engine, seed: u64, tally: &mut Tally) {
    let mut random = Random(seed);
    let ledger = stocked(&mut random);
    let mut clients: Vec<Client> =
        (0..5).map(|at| Client::Wants(Wish::random(format!("O-{at}"), &mut random))).collect();
    let mut now = NOW;
    let mut firm: BTreeMap<String, (i64, String)> = BTreeMap::new();
    let mut holds: BTreeMap<String, i64> = BTreeMap::new();
    let mut released = BTreeSet::new();
    for _ in 0..40 {
        now += random.below(40) as i64;
        let books = ledger.snapshot();
        let before = Before::of(&books);
        // A client's clock may be slow.
        let own = now - random.below(30) as i64;
        let at = random.below(6) as usize;
        let mut step = "clean up";
        if let Some(client) = clients.get_mut(at) {
            *client = match std::mem::replace(client, Client::Done) {
                Client::Wants(wish) => {
                    step = "plan";
                    let plan = wish.plan(engine, &ledger, own);
                    assert_eq!(ledger.snapshot(), books, "planning changes nothing");
                    Client::Planned(wish, plan)
                }
                Client::Planned(..) if random.one_in(12) => {
                    tally.killed += 1;
                    Client::Killed
                }
                Client::Planned(wish, plan) if random.one_in(3) => {
                    step = "hold";
                    match ledger.hold(&plan, own + 60, own).expect("a plan") {
                        StockAnswer::Done { .. } => {
                            holds.insert(wish.id.clone(), sum(&plan));
                            Client::Holds(wish, plan)
                        }
                        StockAnswer::Conflict { .. } => {
                            tally.conflicts += 1;
                            Client::Wants(wish)
                        }
                        StockAnswer::Refused { .. } => Client::Wants(wish),
                        StockAnswer::Replayed { answer } => {
                            tally.replays += 1;
                            assert_eq!(*answer, firm[&wish.id].1, "the answer of before");
                            Client::Done
                        }
                    }
                }
                Client::Planned(wish, plan) => {
                    step = "commit";
                    match ledger.commit(&plan, own).expect("a plan") {
                        StockAnswer::Done { .. } => {
                            tally.committed += 1;
                            firm.insert(wish.id.clone(), (sum(&plan), plan.answer.to_string()));
                            // The answer was lost on its way: it is sent again.
                            Client::Planned(wish, plan)
                        }
                        StockAnswer::Conflict { .. } => {
                            tally.conflicts += 1;
                            Client::Wants(wish)
                        }
                        StockAnswer::Replayed { answer } => {
                            tally.replays += 1;
                            assert_eq!(*answer, firm[&wish.id].1, "the answer of before");
                            Client::Done
                        }
                        StockAnswer::Refused { findings } => {
                            assert_eq!(findings[0].code.name(), "stock.released");
                            assert!(released.contains(&wish.id));
                            Client::Done
                        }
                    }
                }
                Client::Holds(..) if random.one_in(6) => {
                    tally.killed += 1;
                    Client::Killed
                }
                Client::Holds(wish, plan) => {
                    step = "confirm";
                    match ledger.confirm(&wish.id, own) {
                        StockAnswer::Done { .. } => {
                            firm.insert(wish.id.clone(), (sum(&plan), plan.answer.to_string()));
                            Client::Done
                        }
                        StockAnswer::Replayed { .. } => Client::Done,
                        StockAnswer::Refused { .. } => {
                            tally.expired += 1;
                            Client::Wants(wish)
                        }
                        other => panic!("{other:?}"),
                    }
                }
                other => {
                    step = "release";
                    let id = format!("O-{at}");
                    if firm.contains_key(&id) && random.one_in(3) {
                        assert!(!matches!(ledger.release(&id), StockAnswer::Refused { .. }));
                        assert!(matches!(ledger.release(&id), StockAnswer::Replayed { .. }));
                        tally.released += 1;
                        firm.remove(&id);
                        released.insert(id);
                    }
                    other
                }
            };
        } else {
            let _ = ledger.expire(own);
        }
        let books = ledger.snapshot();
        before.holds(&books, step);
        let all = promised(&books);
        for (id, (quantity, _)) in &firm {
            assert_eq!(all.get(id).copied().unwrap_or(0), *quantity, "{step}: {id} is booked once");
        }
        for (id, quantity) in &all {
            let state = books.orders[&**id].state;
            let known = firm.get(id).map(|known| known.0);
            let held = matches!(state, OrderState::Held { .. }).then(|| holds[id]);
            assert_eq!(Some(*quantity), known.or(held), "{step}: {id} was booked by somebody");
        }
    }
    assert_eq!(ledger.verify(), [], "seed {seed}");
    let again = StockLedger::from_text("", &ledger.log_text(0)).expect("its own log");
    assert_eq!(again.snapshot(), ledger.snapshot(), "seed {seed}");
}

#[test]
fn ten_thousand_interleavings_promise_nothing_twice_and_lose_no_order() {
    let next = AtomicUsize::new(0);
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let run = || {
            let (engine, mut tally) = (engine(), Tally::default());
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= 10_000 {
                    return tally;
                }
                interleave(&engine, seed as u64, &mut tally);
            }
        };
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no failure")).collect()
    });
    // The schedules meet what they are there for.
    let count = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
    let counts = [
        count(|t| t.committed),
        count(|t| t.conflicts),
        count(|t| t.replays),
        count(|t| t.expired),
        count(|t| t.killed),
        count(|t| t.released),
    ];
    println!("committed, conflicts, replays, expired, killed, released: {counts:?}");
    assert!(counts.iter().all(|count| *count > 500), "{counts:?}");
}

#[test]
fn sixty_four_threads_promise_nothing_twice_and_lose_no_order() {
    let (engine, ledger) = (engine(), StockLedger::new());
    for at in 0..4 {
        assert!(ledger.count(&pool(at), 150, 0, &sight()).is_done());
        assert!(ledger.add_receipt(&pool(at), "R", TODAY.plus(3), 90, &sight()).is_done());
    }
    let conflicts = AtomicUsize::new(0);
    let booked: Vec<(String, i64)> = std::thread::scope(|scope| {
        let (engine, ledger, conflicts) = (&engine, &ledger, &conflicts);
        let client = |at: u64| {
            let mut random = Random(at);
            let mut booked = Vec::new();
            for order in 0..10 {
                let wish =
                    Wish { owner: None, ..Wish::random(format!("O-{at}-{order}"), &mut random) };
                loop {
                    let plan = wish.plan(engine, ledger, NOW);
                    // Others come in between.
                    std::thread::yield_now();
                    match ledger.commit(&plan, NOW).expect("a plan") {
                        StockAnswer::Done { .. } => {
                            booked.push((wish.id.clone(), sum(&plan)));
                            let again = ledger.commit(&plan, NOW).expect("a plan");
                            assert!(matches!(again, StockAnswer::Replayed { .. }));
                            break;
                        }
                        StockAnswer::Conflict { .. } => {
                            conflicts.fetch_add(1, Ordering::Relaxed);
                        }
                        other => panic!("{other:?}"),
                    }
                }
            }
            booked
        };
        let threads: Vec<_> = (0..64).map(|at| scope.spawn(move || client(at))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no failure")).collect()
    });
    let books = ledger.snapshot();
    assert_eq!(books.orders.len(), 640, "every order is booked");
    let all = promised(&books);
    for (id, quantity) in booked {
        assert_eq!(all.get(&id).copied().unwrap_or(0), quantity, "{id}");
    }
    for key in books.pools.keys() {
        assert!(availability(&books, key).0.iter().all(|net| *net >= 0), "{key:?}");
    }
    assert_eq!(ledger.verify(), []);
    println!("{} conflicts", conflicts.into_inner());
}

/// A state without what tells in which order things happened.
fn timeless(ledger: &StockLedger) -> StockBooks {
    let mut books = ledger.snapshot();
    books.orders.values_mut().for_each(|order| order.seq = 0);
    books
}

#[test]
fn commits_that_touch_other_pools_commute() {
    let engine = engine();
    for seed in 0..300 {
        let plans = |ledger: &StockLedger| -> Vec<StockPlan> {
            let mut random = Random(seed);
            let own = |at: usize, random: &mut Random| {
                let mut wish = Wish::random(format!("O-{at}"), random);
                wish.owner = None;
                wish.lines.iter_mut().for_each(|line| line.0 = PRODUCTS[at]);
                wish.plan(&engine, ledger, NOW)
            };
            (0..4).map(|at| own(at, &mut random)).collect()
        };
        let one = stocked(&mut Random(seed));
        let other = stocked(&mut Random(seed));
        for plan in plans(&one) {
            assert!(one.commit(&plan, NOW).expect("a plan").is_done());
        }
        let backwards = plans(&other);
        for plan in backwards.iter().rev() {
            assert!(other.commit(plan, NOW).expect("a plan").is_done());
        }
        assert_eq!(timeless(&one), timeless(&other), "seed {seed}");
    }
}

#[test]
fn releasing_what_was_booked_gives_everything_back() {
    let engine = engine();
    for seed in 0..300 {
        let mut random = Random(seed);
        let ledger = stocked(&mut random);
        let first = Wish::random("O-1".to_owned(), &mut random).plan(&engine, &ledger, NOW);
        assert!(ledger.commit(&first, NOW).expect("a plan").is_done());
        let facts = |ledger: &StockLedger| {
            let mut pools = ledger.snapshot().pools;
            pools.values_mut().for_each(|pool| pool.version = 0);
            pools
        };
        let before = facts(&ledger);
        let second = Wish::random("O-2".to_owned(), &mut random).plan(&engine, &ledger, NOW);
        assert!(ledger.commit(&second, NOW).expect("a plan").is_done());
        assert!(ledger.release("O-2").is_done());
        assert_eq!(facts(&ledger), before, "seed {seed}");
    }
}

#[test]
fn a_snapshot_and_the_entries_after_it_give_the_state() {
    let engine = engine();
    for seed in 0..200 {
        let mut random = Random(seed);
        let ledger = stocked(&mut random);
        let mut stored = (String::new(), 0);
        for at in 0..8 {
            let wish = Wish::random(format!("O-{at}"), &mut random);
            let plan = wish.plan(&engine, &ledger, NOW);
            let _ = match random.below(3) {
                0 => ledger.hold(&plan, NOW + 60, NOW),
                _ => ledger.commit(&plan, NOW),
            };
            if at == 3 {
                stored = (ledger.snapshot_text(), ledger.snapshot().seq);
            }
            if random.one_in(3) {
                let _ = ledger.ship(&format!("O-{at}"), "S-1", None, None);
            }
        }
        let log = ledger.log_text(stored.1);
        let again = StockLedger::from_text(&stored.0, &log).expect("stored texts");
        assert_eq!(again.snapshot(), ledger.snapshot(), "seed {seed}");
        assert_eq!(again.verify(), []);
    }
}

/// Promises a shop's day, then lets supply slip; gives the ledger and what is short.
fn slipped(engine: &Engine, random: &mut Random) -> StockLedger {
    let ledger = stocked(random);
    for at in 0..5 {
        let plan = Wish::random(format!("O-{at}"), random).plan(engine, &ledger, NOW);
        assert!(ledger.commit(&plan, NOW).expect("a plan").is_done());
    }
    for at in 0..4 {
        let key = pool(at);
        let own = ledger.snapshot().pools[&key].clone();
        let by = -(random.below(own.on_hand as u64 + 1) as i64);
        assert!(ledger.adjust(&key, by, &sight()).is_done(), "no loss ever fails");
        for receipt in &own.receipts {
            let answer = match random.below(3) {
                0 => ledger.cancel_receipt(&key, &receipt.id, &sight()),
                1 => {
                    let day = receipt.day.plus(random.below(9) as i32);
                    ledger.move_receipt(
                        &key,
                        &receipt.id,
                        day,
                        Some(receipt.quantity + 1),
                        &sight(),
                    )
                }
                _ => ledger.arrive(&key, &receipt.id, None, &sight()),
            };
            assert!(answer.is_done(), "no slip ever fails");
        }
    }
    ledger
}

fn by(schedule: &[(Day, i64)], day: Day) -> i64 {
    schedule.iter().filter(|piece| piece.0 <= day).map(|piece| piece.1).sum()
}

#[test]
fn what_is_at_risk_is_what_is_below_zero() {
    let engine = engine();
    let mut short = 0;
    for seed in 0..500 {
        let ledger = slipped(&engine, &mut Random(seed));
        let books = ledger.snapshot();
        for key in books.pools.keys() {
            let risk = ledger.at_risk(key, &sight());
            let (nets, _) = availability(&books, key);
            let lowest = nets.iter().copied().min().unwrap_or(0);
            let most = risk.days.iter().map(|day| day.missing).max().unwrap_or(0);
            // What is kept back alone may be below zero: no promise is broken by that.
            let mut alone = books.clone();
            alone.pools.values_mut().for_each(|pool| pool.promises.clear());
            let kept_back = availability(&alone, key).0.into_iter().min().unwrap_or(0).min(0);
            if risk.days.is_empty() {
                assert!(lowest >= 0 || kept_back < 0, "seed {seed} {key:?}");
            } else {
                assert_eq!(most, -lowest, "seed {seed} {key:?}");
            }
            assert_eq!(risk.days.is_empty(), risk.promises.is_empty(), "seed {seed} {key:?}");
            let missing: i64 = risk.promises.iter().map(|promise| promise.missing).sum();
            assert!(missing >= most + kept_back, "seed {seed} {key:?}");
            short += usize::from(most > 0);
        }
    }
    assert!(short > 300, "{short}");
}

/// The pools that a claim takes from.
fn pools_of<'b>(books: &'b StockBooks, claim: &longtail::Claim) -> Vec<&'b PoolKey> {
    let own = books.pools.iter().filter(|(_, pool)| {
        let of = |row: &longtail::PoolPromise| *row.order == *claim.order && row.line == claim.line;
        pool.promises.iter().any(of)
    });
    own.map(|(key, _)| key).collect()
}

/// By default no promise has less on any day than it could keep if nobody had
/// ordered after it.
fn earlier_promises_lose_nothing(
    ledger: &StockLedger,
    asked: &[PoolKey],
    proposal: &longtail::Repromise,
    terms: &RepromiseTerms<'_>,
) {
    let keep = RepromisePolicy { default: Strategy::Fill, ..RepromisePolicy::default() };
    for at in 0..5 {
        let alone = StockLedger::restore(ledger.snapshot(), Vec::new()).expect("its own state");
        for later in at + 1..5 {
            let _ = alone.release(&format!("O-{later}"));
        }
        let kept = alone.repromise(asked, "R-2", &keep, terms);
        for own in kept.claims.iter().filter(|claim| *claim.order == *format!("O-{at}")) {
            let same = |claim: &&longtail::Claim| {
                (&claim.order, &claim.line, &claim.pool) == (&own.order, &own.line, &own.pool)
            };
            let now = proposal.claims.iter().find(same).expect("a claim of the same line");
            for (day, _) in &own.after {
                assert!(by(&now.after, *day) >= by(&own.after, *day), "{own:?} {now:?}");
            }
        }
    }
}

/// Lines that leave together still do, complete or not at all.
fn whole_orders_stay_whole(books: &StockBooks, proposal: &longtail::Repromise) {
    for claim in proposal.claims.iter().filter(|claim| books.orders[&*claim.order].together) {
        let of_order = proposal.claims.iter().filter(|own| own.order == claim.order);
        let days: BTreeSet<Option<Day>> =
            of_order.map(|own| own.after.first().map(|piece| piece.0)).collect();
        let sum = |pieces: &[(Day, i64)]| pieces.iter().map(|piece| piece.1).sum::<i64>();
        assert!(days.len() == 1 && claim.after.len() < 2, "{proposal:?}");
        assert!(claim.after.is_empty() || sum(&claim.after) == sum(&claim.before), "{claim:?}");
    }
}

#[test]
fn promising_again_follows_the_strategies_and_breaks_nothing() {
    let engine = engine();
    let every_day = |day: Day| day;
    let mut outcomes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut moved = 0;
    for seed in 0..2_000 {
        let mut random = Random(seed);
        let ledger = slipped(&engine, &mut random);
        let key = pool(random.below(4));
        let mut asked = vec![key.clone()];
        asked.extend(random.one_in(3).then(|| pool(random.below(4))));
        let strategy = |random: &mut Random| Strategy::ALL[random.below(5) as usize];
        let plain = random.one_in(2);
        let policy = match plain {
            true => RepromisePolicy::default(),
            false => RepromisePolicy {
                default: strategy(&mut random),
                rules: (0..3)
                    .map(|at| (Whose::Order(format!("O-{at}").into()), strategy(&mut random)))
                    .collect(),
            },
        };
        let partial = !random.one_in(4);
        let terms = RepromiseTerms {
            sight: sight(),
            ship: &every_day,
            multiple: &|product| if product == "C" { 3 } else { 1 },
            partial,
            group: &|partner| engine.group_of(partner).map(Into::into),
            quotas: &|product| engine.quota_limits(product),
        };
        let books = ledger.snapshot();
        let proposal = ledger.repromise(&asked, "R-1", &policy, &terms);
        assert_eq!(ledger.snapshot(), books, "a proposal changes nothing");
        assert!(proposal.claims.is_sorted_by_key(|claim| claim.strategy), "order of service");
        for claim in &proposal.claims {
            *outcomes.entry((claim.strategy.name(), claim.outcome.name())).or_default() += 1;
            let name = claim.outcome.name();
            let allowed = match claim.strategy {
                Strategy::Fill => ["kept", "lost"].contains(&name),
                Strategy::Lose => claim.after.is_empty(),
                _ => true,
            };
            assert!(allowed, "seed {seed}: {claim:?}");
        }
        // Nobody who gains loses to a later one: each has on every day what it
        // would keep if only those before it were there.
        let touched: BTreeSet<&PoolKey> =
            proposal.claims.iter().flat_map(|claim| pools_of(&books, claim)).collect();
        let risky = |key: &&PoolKey| !ledger.at_risk(key, &sight()).days.is_empty();
        if plain && !touched.iter().any(risky) {
            let kept = |claim: &longtail::Claim| ["kept", "gained"].contains(&claim.outcome.name());
            assert!(proposal.claims.iter().all(kept), "seed {seed}: {proposal:?}");
        }
        if plain {
            earlier_promises_lose_nothing(&ledger, &asked, &proposal, &terms);
        }
        for claim in &proposal.claims {
            let sum = |pieces: &[(Day, i64)]| pieces.iter().map(|piece| piece.1).sum::<i64>();
            let asked = books.orders[&*claim.order].lines.iter();
            let asked: i64 = asked.filter(|l| l.line == claim.line).map(|l| l.quantity).sum();
            let of_line =
                |own: &&longtail::Claim| (&own.order, &own.line) == (&claim.order, &claim.line);
            let has: i64 = proposal.claims.iter().filter(of_line).map(|own| sum(&own.after)).sum();
            assert!(
                has <= asked.max(sum(&claim.before)),
                "seed {seed}: {has} of {asked}: {claim:?}"
            );
        }
        whole_orders_stay_whole(&books, &proposal);
        moved += proposal.claims.iter().filter(|claim| &*claim.pool.product == "K").count();
        let before = Before::of(&books);
        assert!(ledger.commit(&proposal.plan, NOW).expect("its own plan").is_done(), "seed {seed}");
        before.holds(&ledger.snapshot(), "promised again");
        let short = ledger.at_risk(&key, &sight());
        let supply = &books.pools[&key];
        if supply.on_hand >= supply.safety {
            assert_eq!(short.days, [], "seed {seed}: {proposal:?}");
        }
        let again = ledger.commit(&proposal.plan, NOW).expect("its own plan");
        assert!(matches!(again, StockAnswer::Replayed { .. }));
        assert_eq!(ledger.verify(), [], "seed {seed}");
    }
    println!("{outcomes:?}; {moved} lines of kits");
    assert!(moved > 500, "{moved}");
    for pair in [("win", "gained"), ("gain", "gained"), ("gain", "lost"), ("redistribute", "lost")]
    {
        assert!(outcomes.get(&pair).is_some_and(|count| *count > 5), "{pair:?}: {outcomes:?}");
    }
}

/// Supply of few products among many is kept for these alone.
#[test]
fn plans_are_the_same_however_many_other_products_there_are() {
    let (few, many) = (engine(), engine_with(20_000));
    let mut booked = 0;
    for seed in 0..500 {
        let mut random = Random(seed);
        let ledger = stocked(&mut random);
        for at in 0..4 {
            let wish = Wish::random(format!("O-{at}"), &mut random);
            let plan = wish.plan(&few, &ledger, NOW);
            assert_eq!(wish.plan(&many, &ledger, NOW), plan, "seed {seed}");
            booked += plan.deltas.len();
            let held = random.one_in(3).then_some(NOW + 60);
            let answer = match held {
                Some(until) => ledger.hold(&plan, until, NOW),
                None => ledger.commit(&plan, NOW),
            };
            assert!(answer.expect("a plan").is_done(), "seed {seed}");
        }
    }
    assert!(booked > 2_000, "{booked}");
}

#[test]
fn supply_is_handed_out_for_just_the_products_asked() {
    let ledger = StockLedger::new();
    for at in 0..1_000 {
        let key = PoolKey::new(&format!("P-{at}"), if at % 2 == 0 { "main" } else { "other" });
        assert!(ledger.count(&key, at, 0, &sight()).is_done());
    }
    let found = ledger.supply(&["P-7", "P-70", "P-7", "P-none"], NOW, None);
    let names: Vec<&str> = found.pools.iter().map(|own| &*own.key.product).collect();
    assert_eq!(names, ["P-7", "P-70"]);
}
