//! Kits, quotas and several pools in the stock ledger, from text to text.

#![allow(clippy::expect_used, clippy::panic, reason = "a world that cannot be built is a fault")]

use longtail::{Engine, Rulebook, StockLedger, SupplyTables, Table, Tables, stock_json};
use serde_json::{Value, json};

const BOOK: &str = "
format: 1
id: kits
zone: UTC
currency: EUR
price_lists: [ { id: general, for: everyone } ]
availability:
  location: main
  partial: true
  untracked: unlimited
  groups: [ { id: few, for: { partner: P-1 } } ]
";

const TODAY: &str = "2026-03-02";
const NOW: &str = "2026-03-02T09:00:00Z";

/// K is one A and two B; L is one A and one C; M is two K and one C; N is one A
/// and two U; V is one U. U is not counted.
fn engine(quotas: &str) -> Engine {
    let table = |source, text| Table { source, text };
    let quotas = format!("product,group,from,until,quantity\n{quotas}");
    let tables = Tables {
        partners: table("partners", "id,name\nP-1,One\nP-2,Two\n"),
        products: table("products", "id,name\nA,A\nB,B\nC,C\nK,K\nL,L\nM,M\nN,N\nU,U\nV,V\n"),
        prices: table(
            "prices",
            "list,product,unit_price\ngeneral,A,1\ngeneral,B,1\ngeneral,C,1\ngeneral,K,1\n\
             general,L,1\ngeneral,M,1\ngeneral,N,1\ngeneral,U,1\ngeneral,V,1\n",
        ),
        kits: table(
            "kits",
            "kit,part,quantity\nK,A,1\nK,B,2\nL,A,1\nL,C,1\nM,K,2\nM,C,1\nN,A,1\nN,U,2\nV,U,1\n",
        ),
        supply: SupplyTables { quotas: table("quotas", &quotas), ..SupplyTables::default() },
        ..Tables::default()
    };
    Engine::from_tables(Rulebook::parse(BOOK, "book").expect("no faults"), &tables)
        .expect("no faults")
}

/// A ledger that is asked by an engine.
struct Shop {
    engine: Engine,
    ledger: StockLedger,
}

impl Shop {
    /// A hundred of each part on hand.
    fn new(quotas: &str) -> Self {
        let shop = Self { engine: engine(quotas), ledger: StockLedger::new() };
        for part in ["A", "B", "C"] {
            shop.ask("count", &json!({"product": part, "on_hand": 100, "today": TODAY}));
        }
        shop
    }

    fn ask(&self, verb: &str, question: &Value) -> Value {
        let answer = stock_json(&self.engine, &self.ledger, verb, &question.to_string());
        serde_json::from_str(&answer.expect("a question")).expect("an answer")
    }

    fn plan(&self, id: &str, partner: &str, lines: &[(&str, i64)]) -> Value {
        self.plan_at(NOW, id, partner, lines)
    }

    fn plan_at(&self, now: &str, id: &str, partner: &str, lines: &[(&str, i64)]) -> Value {
        let lines: Vec<Value> = lines
            .iter()
            .map(|(product, quantity)| {
                json!({"id": product, "product": product, "quantity": quantity})
            })
            .collect();
        let order = json!({"id": id, "partner": partner, "placed_at": now, "lines": lines});
        self.ask("plan", &json!({"order": order, "now": now}))
    }

    fn commit(&self, plan: &Value) -> Value {
        self.ask("commit", &json!({"plan": plan, "now": NOW}))
    }

    /// Orders; gives how many units were confirmed.
    fn order(&self, id: &str, partner: &str, lines: &[(&str, i64)]) -> i64 {
        let plan = self.plan(id, partner, lines);
        assert_eq!(self.commit(&plan)["outcome"], "ok", "{plan}");
        confirmed(&plan)
    }
}

impl Shop {
    /// Its log and its snapshot say what it is.
    fn whole(&self) {
        assert_eq!(self.ledger.verify(), []);
        let log = StockLedger::from_text("", &self.ledger.log_text(0)).expect("its own log");
        assert_eq!(log.snapshot(), self.ledger.snapshot());
        let kept = StockLedger::from_text(&self.ledger.snapshot_text(), "").expect("its own text");
        assert_eq!(kept.snapshot(), self.ledger.snapshot());
        self.ledger.compact();
        assert_eq!(self.ledger.verify(), []);
        assert_eq!(kept.snapshot(), self.ledger.snapshot());
    }
}

fn confirmed(plan: &Value) -> i64 {
    let answer: Value =
        serde_json::from_str(plan["answer"].as_str().expect("text")).expect("a verdict");
    let lines = answer["lines"].as_array().expect("lines");
    lines.iter().map(|line| line["confirmed"].as_i64().expect("units")).sum()
}

const ONE_KIT: &str = "K,few,2026-03-01,2026-04-01,1\n";

#[test]
fn a_kit_that_was_booked_counts_on_the_quota_of_the_kit() {
    let shop = Shop::new(ONE_KIT);
    assert_eq!(shop.order("O-1", "P-1", &[("K", 1)]), 1);
    assert_eq!(shop.order("O-2", "P-1", &[("K", 1)]), 0, "the quota is used up");
    assert_eq!(shop.order("O-3", "P-2", &[("K", 1)]), 1, "it is not theirs");
}

#[test]
fn what_nothing_is_counted_of_counts_on_its_quota() {
    let shop = Shop::new("U,few,2026-03-01,2026-04-01,3\n");
    assert_eq!(shop.order("O-1", "P-1", &[("U", 2)]), 2);
    assert_eq!(shop.order("O-2", "P-1", &[("U", 2)]), 1, "one is left");
}

#[test]
fn what_was_shipped_still_counts_on_its_quota() {
    let shop = Shop::new("A,few,2026-03-01,2026-04-01,1\n");
    assert_eq!(shop.order("O-1", "P-1", &[("A", 1)]), 1);
    let shipped = shop.ask("ship", &json!({"order": "O-1", "shipment": "S-1"}));
    assert_eq!(shipped["outcome"], "ok");
    assert_eq!(shop.order("O-2", "P-1", &[("A", 1)]), 0, "one has left on a day of the window");
}

#[test]
fn a_kit_that_was_shipped_still_counts_and_one_that_was_released_does_not() {
    let shop = Shop::new("K,few,2026-03-01,2026-04-01,3\n");
    assert_eq!(shop.order("O-1", "P-1", &[("K", 3)]), 3);
    let part = json!({"order": "O-1", "shipment": "S-1", "line": "K", "quantity": 1});
    assert_eq!(shop.ask("ship", &part)["outcome"], "ok");
    assert_eq!(shop.ask("ship", &part)["outcome"], "replayed");
    let left = |product: &str| {
        let pools = shop.ledger.snapshot().pools;
        let pool = &pools[&longtail::PoolKey::new(product, "main")];
        let promised: i64 = pool.promises.iter().map(|promise| promise.quantity).sum();
        (pool.on_hand, promised)
    };
    assert_eq!((left("A"), left("B")), ((99, 2), (98, 4)), "a kit leaves with all its parts");
    assert_eq!(shop.ask("release", &json!({"order": "O-1"}))["outcome"], "ok");
    assert_eq!((left("A"), left("B")), ((99, 0), (98, 0)));
    assert_eq!(shop.order("O-2", "P-1", &[("K", 3)]), 2, "one of three has left");
    shop.whole();
}

#[test]
fn a_hold_of_a_kit_counts_until_it_expires_and_never_against_its_owner() {
    let shop = Shop::new(ONE_KIT);
    let plan = shop.plan("C-1", "P-1", &[("K", 1)]);
    let until = "2026-03-02T09:15:00Z";
    let hold = json!({"plan": plan, "expires_at": until, "now": NOW});
    assert_eq!(shop.ask("hold", &hold)["outcome"], "ok");
    assert_eq!(confirmed(&shop.plan("O-1", "P-1", &[("K", 1)])), 0, "it is held");
    let lines = json!([{"id": "K", "product": "K", "quantity": 1}]);
    let order = json!({"id": "O-1", "partner": "P-1", "placed_at": until, "lines": lines});
    let late = shop.ask("plan", &json!({"order": order, "now": until}));
    assert_eq!(confirmed(&late), 1, "it has expired");
    assert_eq!(shop.ask("commit", &json!({"plan": late, "now": until}))["outcome"], "ok");
    let confirm = shop.ask("confirm", &json!({"order": "C-1", "now": NOW}));
    assert_eq!(confirm["findings"][0]["code"], "stock.hold_expired", "no slow clock revives it");
    shop.whole();
}

#[test]
fn a_confirmed_kit_and_one_that_was_expired_by_hand_count_as_they_should() {
    let shop = Shop::new(ONE_KIT);
    let hold = |id: &str| {
        let plan = shop.plan(id, "P-1", &[("K", 1)]);
        let until = "2026-03-02T09:15:00Z";
        shop.ask("hold", &json!({"plan": plan, "expires_at": until, "now": NOW}))
    };
    assert_eq!(hold("C-1")["outcome"], "ok");
    assert_eq!(shop.ask("expire", &json!({"now": "2026-03-02T09:15:00Z"}))["outcome"], "ok");
    assert!(shop.ledger.snapshot().loose.is_empty());
    assert_eq!(hold("C-2")["outcome"], "refused", "time does not go back");
    let shop = Shop::new(ONE_KIT);
    let plan = shop.plan("C-1", "P-1", &[("K", 1)]);
    let hold = json!({"plan": plan, "expires_at": "2026-03-02T09:15:00Z", "now": NOW});
    assert_eq!(shop.ask("hold", &hold)["outcome"], "ok");
    let now = "2026-03-02T09:05:00Z";
    assert_eq!(shop.ask("confirm", &json!({"order": "C-1", "now": now}))["outcome"], "ok");
    assert_eq!(shop.ask("expire", &json!({"now": "2026-03-03T09:00:00Z"}))["outcome"], "replayed");
    assert_eq!(shop.order("O-1", "P-1", &[("K", 1)]), 0, "it is promised");
    shop.whole();
}

#[test]
fn two_plans_for_the_last_kit_conflict() {
    let shop = Shop::new(ONE_KIT);
    let (first, second) =
        (shop.plan("O-1", "P-1", &[("K", 1)]), shop.plan("O-2", "P-1", &[("K", 1)]));
    assert_eq!(shop.commit(&first)["outcome"], "ok");
    assert_eq!(shop.commit(&second)["outcome"], "conflict");
    assert_eq!(shop.commit(&first)["outcome"], "replayed");
}

#[test]
fn kits_that_share_a_part_and_kits_of_kits_take_their_parts_once() {
    let shop = Shop::new("K,few,2026-03-01,2026-04-01,9\nL,few,2026-03-01,2026-04-01,9\n");
    // 2 K: 2 A, 4 B. 3 L: 3 A, 3 C. 1 M: 2 A, 4 B, 1 C.
    assert_eq!(shop.order("O-1", "P-1", &[("K", 2), ("L", 3), ("M", 1)]), 6);
    let free = |product: &str| {
        let supply = shop.ask("supply", &json!({"products": [product], "now": NOW}));
        let rows = supply["promises"].as_array().expect("rows");
        rows.iter().map(|row| row["quantity"].as_i64().expect("units")).sum::<i64>()
    };
    assert_eq!((free("A"), free("B"), free("C")), (7, 8, 4));
    assert_eq!((free("K"), free("L"), free("M")), (2, 3, 1));
    assert_eq!(shop.order("O-2", "P-1", &[("K", 9), ("L", 9)]), 7 + 6);
    assert_eq!(shop.order("O-3", "P-2", &[("M", 99)]), 19, "78 of B are left, 4 for each");
    shop.whole();
}

#[test]
fn closed_orders_are_purged_and_their_plans_are_too_old() {
    let shop = Shop::new("K,few,2026-03-01,2026-04-01,3\nA,few,2026-02-01,2026-03-04,50\n");
    let first = shop.plan("O-1", "P-1", &[("K", 1)]);
    assert_eq!(shop.commit(&first)["outcome"], "ok");
    assert_eq!(shop.order("O-2", "P-1", &[("B", 1)]), 1);
    assert_eq!(shop.order("O-3", "P-2", &[("A", 1)]), 1);
    for order in ["O-1", "O-2"] {
        let ship = json!({"order": order, "shipment": order});
        assert_eq!(shop.ask("ship", &ship)["outcome"], "ok");
    }
    let known = |order: &str| !shop.ask("state", &json!({"order": order})).is_null();
    assert_eq!(shop.ask("purge", &json!({"before": TODAY}))["outcome"], "ok");
    assert!(known("O-1") && known("O-2"), "a day of today is not before today");
    assert_eq!(shop.ask("purge", &json!({"before": "2026-03-20"}))["outcome"], "ok");
    assert_eq!(shop.ask("purge", &json!({"before": "2026-03-20"}))["outcome"], "replayed");
    assert!(known("O-1"), "its kit counts on a quota that is open");
    assert!(!known("O-2") && known("O-3"), "what is promised stays");
    let late = shop.plan("O-2", "P-1", &[("B", 1)]);
    assert_eq!(shop.commit(&late)["findings"][0]["code"], "stock.too_old");
    assert_eq!(shop.commit(&first)["outcome"], "replayed");
    assert_eq!(shop.ask("purge", &json!({"before": "2026-04-02"}))["outcome"], "ok");
    assert!(!known("O-1") && known("O-3"));
    assert_eq!(shop.commit(&first)["findings"][0]["code"], "stock.too_old");
    let sold = json!({"order": "T-1", "partner": "P-2", "today": TODAY,
        "units": [{"product": "C", "quantity": 1}]});
    assert_eq!(shop.ask("take", &sold)["findings"][0]["code"], "stock.too_old");
    shop.whole();
}

impl Shop {
    /// Receipts instead of what is on hand: so many on a day.
    fn receipt(&self, part: &str, quantity: i64, day: &str) {
        self.ask("count", &json!({"product": part, "on_hand": 0, "today": TODAY}));
        let receipt = json!({"product": part, "id": part, "day": day, "quantity": quantity,
            "today": TODAY});
        assert_eq!(self.ask("add_receipt", &receipt)["outcome"], "ok");
    }

    fn slip(&self, part: &str, day: &str) {
        let moved = json!({"product": part, "id": part, "day": day, "today": TODAY});
        assert_eq!(self.ask("move_receipt", &moved)["outcome"], "ok");
    }

    /// Promises again and commits it; gives what was proposed.
    fn repromise(&self, pools: &[&str]) -> Value {
        let pools: Vec<Value> = pools.iter().map(|part| json!({"product": part})).collect();
        let question = json!({"pools": pools, "key": format!("R-{}", self.ledger.snapshot().seq),
            "today": TODAY});
        let proposal = self.ask("repromise", &question);
        assert_eq!(self.commit(&proposal["plan"])["outcome"], "ok", "{proposal}");
        self.whole();
        proposal
    }

    /// The days and units that a pool has promised to an order.
    fn promised(&self, part: &str, order: &str) -> Vec<(String, i64)> {
        let books = self.ledger.snapshot();
        let own = &books.pools[&longtail::PoolKey::new(part, "main")].promises;
        let own = own.iter().filter(|promise| *promise.order == *order);
        own.map(|promise| (promise.day.to_string(), promise.quantity)).collect()
    }
}

fn days(pieces: &[(&str, i64)]) -> Vec<(String, i64)> {
    pieces.iter().map(|(day, quantity)| ((*day).to_owned(), *quantity)).collect()
}

#[test]
fn a_kit_moves_with_all_its_parts_when_the_receipt_of_one_slips() {
    let shop = Shop::new("");
    shop.receipt("A", 3, "2026-03-05");
    assert_eq!(shop.order("O-1", "P-2", &[("K", 2)]), 2);
    assert_eq!(shop.order("O-2", "P-2", &[("A", 1)]), 1);
    assert_eq!(shop.promised("B", "O-1"), days(&[("2026-03-05", 4)]));
    shop.slip("A", "2026-03-12");
    let proposal = shop.repromise(&["A"]);
    assert_eq!(shop.promised("A", "O-1"), days(&[("2026-03-12", 2)]));
    assert_eq!(shop.promised("B", "O-1"), days(&[("2026-03-12", 4)]));
    assert_eq!(shop.promised("A", "O-2"), days(&[("2026-03-12", 1)]));
    let claim = &proposal["claims"][0];
    assert_eq!((&claim["order"], &claim["product"]), (&json!("O-1"), &json!("K")));
    assert_eq!(claim["after"], json!([{"day": "2026-03-12", "quantity": 2}]), "counted in kits");
    assert_eq!(claim["outcome"], "lost");
    let risk = shop.ask("at_risk", &json!({"product": "A", "today": TODAY}));
    assert_eq!(risk["promises"], json!([]));
}

#[test]
fn of_kits_that_share_a_part_the_later_one_waits() {
    let shop = Shop::new("");
    shop.receipt("A", 5, "2026-03-05");
    assert_eq!(shop.order("O-1", "P-2", &[("L", 3)]), 3);
    assert_eq!(shop.order("O-2", "P-2", &[("K", 2)]), 2);
    let fewer = json!({"product": "A", "id": "A", "day": "2026-03-05", "quantity": 4,
        "today": TODAY});
    assert_eq!(shop.ask("move_receipt", &fewer)["outcome"], "ok");
    let risk = shop.ask("at_risk", &json!({"product": "A", "today": TODAY}));
    let concerned = (&risk["promises"][0]["order"], &risk["promises"][0]["kit"]);
    assert_eq!(concerned, (&json!("O-2"), &json!("K")));
    // Asked about another part of the kit: the pool they share is part of it.
    shop.repromise(&["B"]);
    assert_eq!(shop.promised("A", "O-1"), days(&[("2026-03-05", 3)]));
    assert_eq!(shop.promised("A", "O-2"), days(&[("2026-03-05", 1)]));
    assert_eq!(shop.promised("B", "O-2"), days(&[("2026-03-05", 2)]));
}

#[test]
fn an_order_whose_lines_leave_together_moves_whole() {
    let shop = Shop::new("");
    shop.receipt("A", 9, "2026-03-05");
    let lines = json!([{"id": "1", "product": "A", "quantity": 2},
        {"id": "2", "product": "C", "quantity": 3}, {"id": "3", "product": "K", "quantity": 1}]);
    let order = json!({"id": "O-1", "partner": "P-2", "placed_at": NOW, "together": true,
        "lines": lines});
    let plan = shop.ask("plan", &json!({"order": order, "now": NOW}));
    assert_eq!(shop.commit(&plan)["outcome"], "ok");
    shop.slip("A", "2026-03-12");
    let proposal = shop.repromise(&["A"]);
    for (part, quantity) in [("A", 3), ("B", 2), ("C", 3)] {
        let own = shop.promised(part, "O-1");
        assert!(own.iter().all(|piece| piece.0 == "2026-03-12"), "{part}: {own:?}");
        assert_eq!(own.iter().map(|piece| piece.1).sum::<i64>(), quantity, "{part}");
    }
    let claims = proposal["claims"].as_array().expect("claims");
    assert_eq!(claims.len(), 3);
    assert!(claims.iter().all(|claim| claim["outcome"] == "lost"));
}

#[test]
fn a_line_under_a_quota_moves_to_where_its_group_has_room() {
    let windows = "A,few,2026-03-01,2026-03-11,5\nA,few,2026-03-11,2026-03-20,3\n\
                   A,few,2026-03-20,2026-04-01,9\n";
    let shop = Shop::new(windows);
    shop.receipt("A", 20, "2026-03-05");
    assert_eq!(shop.order("O-1", "P-1", &[("A", 2)]), 2);
    assert_eq!(shop.order("O-2", "P-1", &[("A", 2)]), 2);
    assert_eq!(shop.order("O-3", "P-2", &[("A", 6)]), 6);
    shop.slip("A", "2026-03-12");
    let proposal = shop.repromise(&["A"]);
    assert_eq!(shop.promised("A", "O-1"), days(&[("2026-03-12", 2)]));
    assert_eq!(shop.promised("A", "O-2"), days(&[("2026-03-20", 2)]), "one is left of three");
    assert_eq!(shop.promised("A", "O-3"), days(&[("2026-03-12", 6)]), "not of the group");
    assert_eq!(proposal["findings"], json!([]));
    assert_eq!(shop.order("O-4", "P-1", &[("A", 9)]), 1 + 7, "quotas count what moved");
}

#[test]
fn a_line_that_no_quota_has_room_for_is_told() {
    let shop = Shop::new("K,few,2026-03-01,2026-03-11,5\nK,few,2026-03-11,2026-03-20,1\n");
    shop.receipt("B", 20, "2026-03-05");
    assert_eq!(shop.order("O-1", "P-1", &[("K", 3)]), 3);
    shop.slip("B", "2026-03-12");
    let proposal = shop.repromise(&["B"]);
    assert_eq!(shop.promised("A", "O-1"), days(&[("2026-03-12", 1)]));
    assert_eq!(shop.promised("B", "O-1"), days(&[("2026-03-12", 2)]));
    let found = &proposal["findings"][0];
    assert_eq!(
        (&found["code"], &found["data"]["quantity"]),
        (&json!("stock.quota_binds"), &json!(2))
    );
    assert_eq!((&found["data"]["product"], &found["data"]["group"]), (&json!("K"), &json!("few")));
}

#[test]
fn what_stays_keeps_its_quota_also_when_that_was_made_less() {
    let shop = Shop::new("A,few,2026-03-01,2026-04-01,5\n");
    assert_eq!(shop.order("O-1", "P-1", &[("A", 4)]), 4);
    let less = Shop { engine: engine("A,few,2026-03-01,2026-04-01,1\n"), ledger: shop.ledger };
    let proposal = less.repromise(&["A"]);
    assert_eq!(proposal["claims"][0]["outcome"], "kept");
    assert_eq!(less.promised("A", "O-1"), days(&[("2026-03-02", 4)]));
}

#[test]
fn a_sale_under_the_key_of_an_expired_hold_gives_the_hold_back_first() {
    let shop = Shop::new("");
    let until = "2026-03-02T09:15:00Z";
    let hold =
        json!({"plan": shop.plan("O-1", "P-2", &[("B", 3)]), "expires_at": until, "now": NOW});
    assert_eq!(shop.ask("hold", &hold)["outcome"], "ok");
    let commit = |id: &str, part: &str| {
        let plan = shop.plan_at(until, id, "P-2", &[(part, 1)]);
        assert_eq!(shop.ask("commit", &json!({"plan": plan, "now": until}))["outcome"], "ok");
    };
    let take = |id: &str| {
        let units = json!([{"product": "C", "quantity": 100}]);
        shop.ask("take", &json!({"order": id, "partner": "P-2", "units": units, "today": TODAY}))
    };
    // The ledger learns that the time of the hold is over.
    commit("O-8", "A");
    assert_eq!(take("O-1")["outcome"], "ok");
    assert_eq!(shop.promised("B", "O-1"), [], "nothing of the hold is left");
    assert!(shop.ledger.snapshot().held.is_empty());
    commit("O-9", "B");
    assert_eq!(shop.ask("state", &json!({"order": "O-1"}))["state"], "firm");
    assert_eq!(take("O-3")["findings"][0]["code"], "stock.not_free", "all of C is sold");
    shop.whole();
}

#[test]
fn what_an_expired_hold_promised_does_not_stand_against_a_sale_under_its_key() {
    let shop = Shop::new("");
    let until = "2026-03-02T09:15:00Z";
    let hold =
        json!({"plan": shop.plan("O-1", "P-2", &[("C", 3)]), "expires_at": until, "now": NOW});
    assert_eq!(shop.ask("hold", &hold)["outcome"], "ok");
    let plan = shop.plan_at(until, "O-8", "P-2", &[("A", 1)]);
    assert_eq!(shop.ask("commit", &json!({"plan": plan, "now": until}))["outcome"], "ok");
    let take = |id: &str| {
        let units = json!([{"product": "C", "quantity": 100}]);
        shop.ask("take", &json!({"order": id, "partner": "P-2", "units": units, "today": TODAY}))
    };
    assert_eq!(take("O-2")["findings"][0]["code"], "stock.dated", "it is not its own");
    assert_eq!(take("O-1")["outcome"], "ok");
    shop.whole();
}

/// The same ledger, asked by an engine with other quotas.
fn with_quotas(shop: Shop, quotas: &str) -> Shop {
    Shop { engine: engine(quotas), ledger: shop.ledger }
}

#[test]
fn what_was_booked_before_a_quota_was_made_counts_on_it_also_once_it_has_left() {
    let shop = Shop::new("");
    assert_eq!(shop.order("O-1", "P-1", &[("A", 3), ("K", 1)]), 4);
    let ship = |shop: &Shop, line: &str| {
        let ship = json!({"order": "O-1", "shipment": line, "line": line});
        assert_eq!(shop.ask("ship", &ship)["outcome"], "ok");
    };
    ship(&shop, "A");
    let shop = with_quotas(shop, "A,few,2026-03-01,2026-04-01,5\n");
    let room = |shop: &Shop| confirmed(&shop.plan("O-2", "P-1", &[("A", 9)]));
    assert_eq!(room(&shop), 1, "three have left, and one is promised in a kit");
    ship(&shop, "K");
    assert_eq!(room(&shop), 1, "that it has left changes nothing");
    assert_eq!(shop.order("O-2", "P-1", &[("A", 9)]), 1);
    // What has left is no part of what is still to leave.
    assert_eq!(shop.ask("release", &json!({"order": "O-1"}))["outcome"], "ok");
    assert_eq!(shop.order("O-3", "P-1", &[("A", 9)]), 0);
    shop.whole();
}

#[test]
fn what_has_left_is_dropped_by_a_purge_where_no_window_needs_it() {
    let shop = Shop::new("");
    assert_eq!(shop.order("O-1", "P-1", &[("A", 1), ("K", 1)]), 2);
    assert_eq!(shop.ask("ship", &json!({"order": "O-1", "shipment": "S"}))["outcome"], "ok");
    let rows = || shop.ledger.snapshot().loose.values().map(Vec::len).sum::<usize>();
    assert_eq!(rows(), 4, "of A twice, of B and of K");
    assert_eq!(shop.ask("purge", &json!({"before": "2026-03-03"}))["outcome"], "ok");
    assert_eq!(rows(), 0);
    assert!(shop.ask("state", &json!({"order": "O-1"})).is_null());
    shop.whole();
}

const UNCOUNTED: &str = "U,few,2026-03-01,2026-04-01,100\n";

impl Shop {
    /// The days and units of a loose product that are still to leave for an order.
    fn loose(&self, product: &str, order: &str) -> Vec<(String, i64)> {
        let books = self.ledger.snapshot();
        let rows = books.loose.get(&longtail::PoolKey::new(product, "main"));
        let own = rows.into_iter().flatten().filter(|row| !row.left && *row.order == *order);
        own.map(|row| (row.day.to_string(), row.quantity)).collect()
    }
}

#[test]
fn a_part_that_nothing_is_counted_of_leaves_with_its_kit() {
    let shop = Shop::new(UNCOUNTED);
    assert_eq!(shop.order("O-1", "P-1", &[("N", 3), ("V", 2)]), 5);
    let ship = |shipment: &str, line: &str, quantity: Option<i64>| {
        let mut ship = json!({"order": "O-1", "shipment": shipment, "line": line});
        if let Some(quantity) = quantity {
            ship["quantity"] = json!(quantity);
        }
        shop.ask("ship", &ship)
    };
    assert_eq!(ship("S-0", "N", Some(4))["findings"][0]["data"]["available"], 3, "kits, not units");
    assert_eq!(ship("S-1", "N", Some(1))["outcome"], "ok");
    assert_eq!(shop.promised("A", "O-1"), days(&[(TODAY, 2)]));
    assert_eq!(shop.loose("N", "O-1"), days(&[(TODAY, 2)]));
    assert_eq!(shop.loose("U", "O-1"), days(&[(TODAY, 4), (TODAY, 2)]), "of N and of V");
    let lines = shop.ask("state", &json!({"order": "O-1"}))["lines"].clone();
    assert_eq!((&lines[0]["line"], &lines[0]["quantity"]), (&json!("N"), &json!(2)));
    assert_eq!(ship("S-2", "V", None)["outcome"], "ok");
    assert_eq!(ship("S-3", "N", None)["outcome"], "ok");
    assert_eq!((shop.loose("N", "O-1"), shop.loose("U", "O-1")), (vec![], vec![]));
    assert_eq!(shop.order("O-2", "P-1", &[("U", 100)]), 92, "of a hundred eight have left");
    shop.whole();
}

#[test]
fn a_part_that_nothing_is_counted_of_moves_with_its_kit() {
    let shop = Shop::new(UNCOUNTED);
    shop.receipt("A", 3, "2026-03-05");
    assert_eq!(shop.order("O-1", "P-1", &[("N", 2)]), 2);
    assert_eq!(shop.loose("U", "O-1"), days(&[("2026-03-05", 4)]));
    shop.slip("A", "2026-03-12");
    let proposal = shop.repromise(&["A"]);
    assert_eq!(proposal["claims"].as_array().map(Vec::len), Some(1), "one of the kit");
    assert_eq!(shop.promised("A", "O-1"), days(&[("2026-03-12", 2)]));
    assert_eq!(shop.loose("N", "O-1"), days(&[("2026-03-12", 2)]));
    assert_eq!(shop.loose("U", "O-1"), days(&[("2026-03-12", 4)]));
}

#[test]
fn a_purge_keeps_holds_that_booked_no_row_and_drops_orders_that_did() {
    let shop = Shop::new("");
    let hold = json!({"plan": shop.plan("H-1", "P-1", &[("U", 3)]), "now": NOW,
        "expires_at": "2036-01-01T00:00:00Z"});
    assert_eq!(shop.ask("hold", &hold)["outcome"], "ok");
    assert_eq!(shop.order("O-1", "P-1", &[("U", 3)]), 3);
    assert_eq!(shop.ask("purge", &json!({"before": "2026-03-20"}))["outcome"], "ok");
    let state = |order: &str| shop.ask("state", &json!({"order": order}))["state"].clone();
    assert_eq!(state("H-1"), "held");
    assert_eq!(state("O-1"), Value::Null, "nothing of it is still to leave");
    let confirm = json!({"order": "H-1", "now": NOW});
    assert_eq!(shop.ask("confirm", &confirm)["outcome"], "ok");
    assert!(shop.ledger.snapshot().held.is_empty());
    assert_eq!(shop.ask("purge", &json!({"before": "2026-03-21"}))["outcome"], "ok");
    assert_eq!(state("H-1"), Value::Null, "it is an order like any other");
    shop.whole();
}

#[test]
fn a_proposal_conflicts_when_a_loose_line_of_it_has_left() {
    // U has a quota; of V and its part nothing has, and so no version rises.
    for (quotas, loose) in [(UNCOUNTED, "U"), ("", "V")] {
        let shop = Shop::new(quotas);
        shop.receipt("A", 9, "2026-03-05");
        let lines = json!([{"id": "1", "product": "A", "quantity": 2},
            {"id": "2", "product": loose, "quantity": 2}]);
        let order = json!({"id": "O-1", "partner": "P-1", "placed_at": NOW, "together": true,
            "lines": lines});
        let plan = shop.ask("plan", &json!({"order": order, "now": NOW}));
        assert_eq!(shop.commit(&plan)["outcome"], "ok");
        shop.slip("A", "2026-03-12");
        let question = json!({"product": "A", "key": "R-1", "today": TODAY});
        let plan = shop.ask("repromise", &question)["plan"].clone();
        assert!(plan["loose"].as_array().is_some_and(|rows| rows.len() == 2), "{plan}");
        let ship = json!({"order": "O-1", "shipment": "S-1", "line": "2"});
        assert_eq!(shop.ask("ship", &ship)["outcome"], "ok");
        let answer = shop.commit(&plan);
        assert_eq!(answer["outcome"], "conflict", "{loose}: {answer}");
        let changed = json!([{"product": loose, "location": "main"}]);
        assert_eq!(answer["changed"], changed, "{loose}");
        let again = shop.repromise(&["A"]);
        assert_eq!(again["claims"].as_array().map(Vec::len), Some(1));
        assert_eq!(shop.promised("A", "O-1"), days(&[("2026-03-12", 2)]));
    }
}

impl Shop {
    /// What a plan that the engine did not make is refused with; nothing changes.
    fn misuse(&self, plan: &Value) -> String {
        let before = self.ledger.snapshot();
        let question = json!({"plan": plan, "now": NOW}).to_string();
        let answer = stock_json(&self.engine, &self.ledger, "commit", &question);
        assert_eq!(self.ledger.snapshot(), before);
        answer.expect_err("no plan of the engine").to_string()
    }
}

#[test]
fn a_plan_whose_kits_and_parts_do_not_agree_is_refused() {
    let shop = Shop::new("");
    let plan = shop.plan("O-1", "P-2", &[("K", 2)]);
    let most = 1_000_000_000_000_i64;
    let wrong: [fn(&mut Value); 4] = [
        |plan| plan["lines"][0]["kit"]["parts"][1]["quantity"] = json!(1_000_000_000_000_i64),
        |plan| plan["loose"][0]["quantity"] = json!(1_000_000_000_000_i64),
        |plan| plan["deltas"][0]["quantity"] = json!(1),
        |plan| plan["lines"][0]["quantity"] = json!(-1),
    ];
    for change in wrong {
        let mut plan = plan.clone();
        change(&mut plan);
        let told = shop.misuse(&plan);
        assert!(told.contains("plan `O-1`"), "{told}");
    }
    let mut both = plan.clone();
    both["loose"][0]["quantity"] = json!(most);
    both["lines"][0]["kit"]["parts"][0]["quantity"] = json!(most);
    shop.misuse(&both);
    assert_eq!(shop.commit(&plan)["outcome"], "ok");
    shop.whole();
}

impl Shop {
    /// Everything that can be asked of it; what is answered does not matter.
    fn ask_all(&self) {
        let pool = json!({"product": "A", "today": TODAY, "key": "R-1"});
        let all = [
            ("supply", json!({"products": ["A", "B", "K"], "now": NOW})),
            (
                "plan",
                json!({"now": NOW, "order": {"id": "O-2", "partner": "P-1", "placed_at": NOW,
                "lines": [{"product": "K", "quantity": 1}, {"product": "A", "quantity": 1}]}}),
            ),
            ("at_risk", json!({"product": "A", "today": TODAY})),
            ("repromise", pool.clone()),
            ("ship", json!({"order": "O-1", "shipment": "S-1", "line": "K", "quantity": 1})),
            ("repromise", pool),
            ("ship", json!({"order": "O-1", "shipment": "S-2"})),
            ("adjust", json!({"product": "A", "by": -1, "today": TODAY})),
            (
                "take",
                json!({"order": "T-1", "partner": "P-2",
                "units": [{"product": "A", "quantity": 1}]}),
            ),
            ("release", json!({"order": "O-1"})),
            ("verify", json!({})),
        ];
        for (verb, question) in all {
            let answer = stock_json(&self.engine, &self.ledger, verb, &question.to_string());
            answer.unwrap_or_else(|fault| panic!("{verb}: {fault}"));
        }
    }
}

#[test]
fn a_log_or_snapshot_of_nonsense_is_asked_without_a_panic() {
    let shop = Shop::new("K,few,2026-03-01,2026-04-01,9\nA,few,2026-03-01,2026-04-01,9\n");
    let lines = json!([{"id": "K", "product": "K", "quantity": 2},
        {"id": "A", "product": "A", "quantity": 2}]);
    let order = json!({"id": "O-1", "partner": "P-1", "placed_at": NOW, "together": true,
        "lines": lines});
    let plan = shop.ask("plan", &json!({"order": order, "now": NOW}));
    assert_eq!(shop.commit(&plan)["outcome"], "ok");
    let most = json!(1_000_000_000_000_i64);
    let changes: [&dyn Fn(&mut Value); 4] = [
        &|plan| plan["lines"][1]["kit"]["parts"][0]["quantity"] = most.clone(),
        &|plan| plan["loose"][0]["quantity"] = most.clone(),
        &|plan| {
            plan["lines"][1]["kit"]["parts"][0]["quantity"] = most.clone();
            plan["loose"][0]["quantity"] = most.clone();
        },
        &|plan| plan["lines"][0]["quantity"] = json!(i64::MIN),
    ];
    let (log, snapshot) = (shop.ledger.log_text(0), shop.ledger.snapshot_text());
    let again = |snapshot: &str, log: &str| {
        let ledger = StockLedger::from_text(snapshot, log).expect("a log that can be read");
        Shop { engine: shop.engine.clone(), ledger }.ask_all();
    };
    for change in changes {
        let lines = log.lines().map(|line| {
            let mut entry: Value = serde_json::from_str(line).expect("an entry");
            if entry["event"] == "committed" {
                change(&mut entry["plan"]);
            }
            entry.to_string() + "\n"
        });
        again("", &lines.collect::<String>());
    }
    for (field, value) in [("on_hand", i64::MIN), ("taken", i64::MAX), ("safety", i64::MAX)] {
        let lines = snapshot.lines().map(|line| {
            let mut row: Value = serde_json::from_str(line).expect("a row");
            if row.get("pool").is_some() {
                row["pool"][field] = json!(value);
            }
            row.to_string() + "\n"
        });
        again(&lines.collect::<String>(), "");
    }
}

#[test]
fn verify_names_everything_that_a_state_has_otherwise() {
    let shop = Shop::new(ONE_KIT);
    let hold = json!({"plan": shop.plan("C-1", "P-1", &[("K", 1)]), "now": NOW,
        "expires_at": "2026-03-02T09:15:00Z"});
    assert_eq!(shop.ask("hold", &hold)["outcome"], "ok");
    let told = |change: &dyn Fn(&mut longtail::StockBooks)| {
        let mut state = shop.ledger.snapshot();
        change(&mut state);
        let text = |finding: &longtail::Finding| {
            let message = finding.message(longtail::Language::En);
            message.trim_end_matches(" is not what the stock log says").to_owned()
        };
        let found = shop.ledger.verify_state(&state);
        let found = found.iter().filter(|own| own.code.name() == "stock.refold_differs");
        found.map(text).collect::<Vec<String>>()
    };
    assert_eq!(told(&|_| ()), [""; 0]);
    let loose = told(&|state| state.loose.values_mut().flatten().for_each(|row| row.quantity = 2));
    assert_eq!(loose, ["loose `K at main`"]);
    assert_eq!(told(&|state| state.loose.clear()), ["loose `K at main`"]);
    let versions = told(&|state| state.quotas.values_mut().for_each(|version| *version += 1));
    assert_eq!(versions, ["quota `K for few`"]);
    assert_eq!(told(&|state| state.held.clear()), ["hold `C-1`"]);
    assert_eq!(told(&|state| state.purged = Some(longtail::Day(20_000))), ["purged `2024-10-04`"]);
    assert_eq!(told(&|state| state.clock += 1).len(), 1);
    let more = told(&|state| {
        state.seq += 1;
        state.pools.values_mut().for_each(|pool| pool.on_hand += 1);
        state.orders.clear();
    });
    let all =
        ["pool `A at main`", "pool `B at main`", "pool `C at main`", "order `C-1`", "number `5`"];
    assert_eq!(more, all);
}

/// Numbers that look random and are the same each time (the xorshift of
/// Marsaglia, 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn of<'o, T>(&mut self, all: &'o [T]) -> &'o T {
        let at = self.below(all.len() as u64);
        &all[usize::try_from(at).expect("an index")]
    }
}

impl Shop {
    /// Of each kit line as many units of each part are still to leave, on the same
    /// days, as its kits need. U is loose.
    fn kits_are_whole(&self) {
        let books = self.ledger.snapshot();
        let of_pool = |part: &str, order: &str, line: &str| -> Vec<(String, i64)> {
            let own = &books.pools[&longtail::PoolKey::new(part, "main")].promises;
            let own = own.iter().filter(|row| *row.order == *order && *row.line == *line);
            own.map(|row| (row.day.to_string(), row.quantity)).collect()
        };
        let of_loose = |part: &str, order: &str, line: &str| -> Vec<(String, i64)> {
            let rows = books.loose.get(&longtail::PoolKey::new(part, "main"));
            let own = rows.into_iter().flatten().filter(|row| !row.left);
            let own = own.filter(|row| *row.order == *order && *row.line == *line);
            own.map(|row| (row.day.to_string(), row.quantity)).collect()
        };
        for (key, order) in &books.orders {
            for line in &order.lines {
                let Some(kit) = &line.kit else { continue };
                let kits = of_loose(&kit.product, key, &line.line);
                for (part, units) in &kit.parts {
                    let needed: Vec<(String, i64)> =
                        kits.iter().map(|(day, kits)| (day.clone(), kits * units)).collect();
                    let found = match &**part {
                        "U" => of_loose(part, key, &line.line),
                        _ => of_pool(part, key, &line.line),
                    };
                    assert_eq!(found, needed, "{part} of {key}, line {}", line.line);
                }
            }
        }
    }

    /// The units of U that have left or are promised.
    fn units_of_u(&self) -> i64 {
        let books = self.ledger.snapshot();
        let rows = books.loose.get(&longtail::PoolKey::new("U", "main"));
        rows.into_iter().flatten().map(|row| row.quantity).sum()
    }
}

#[test]
fn whatever_is_done_kits_stay_whole_and_what_has_left_counts() {
    let quotas = "U,few,2026-03-01,2026-06-01,60\nN,few,2026-03-01,2026-06-01,20\n";
    let (mut left, mut moved, mut conflicts) = (0, 0, 0);
    for seed in 1..=120 {
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let shop = Shop::new(quotas);
        for part in ["A", "B"] {
            let many = 5 + i64::try_from(chance.below(15)).expect("few");
            shop.receipt(part, many, &format!("2026-03-{:02}", 5 + chance.below(5)));
        }
        for step in 0..40_u64 {
            let order = format!("O-{}", chance.below(8));
            let before = shop.units_of_u();
            match chance.below(6) {
                0 | 1 => {
                    let kits = [("N", 3), ("V", 2), ("K", 2), ("U", 1)];
                    let first = usize::try_from(chance.below(3)).expect("an index");
                    let lines: Vec<Value> = kits[first..]
                        .iter()
                        .map(|(kit, most)| {
                            let quantity = 1 + chance.below(*most);
                            json!({"id": kit, "product": kit, "quantity": quantity})
                        })
                        .collect();
                    let together = chance.below(3) == 0;
                    let order = json!({"id": order, "partner": "P-1", "placed_at": NOW,
                        "together": together, "lines": lines});
                    let plan = shop.ask("plan", &json!({"order": order, "now": NOW}));
                    shop.commit(&plan);
                }
                2 => {
                    let line = chance.of(&["N", "V", "K", "U"]);
                    let ship = json!({"order": order, "shipment": format!("S-{step}"),
                        "line": line, "quantity": 1});
                    left += i32::from(shop.ask("ship", &ship)["outcome"] == "ok");
                    assert_eq!(shop.units_of_u(), before, "what leaves counts");
                }
                3 => {
                    let part = chance.of(&["A", "B"]);
                    let day = format!("2026-03-{:02}", 3 + chance.below(20));
                    let moved = json!({"product": part, "id": part, "day": day, "today": TODAY});
                    shop.ask("move_receipt", &moved);
                    let hand = json!({"product": part, "by": chance.below(3), "today": TODAY});
                    shop.ask("adjust", &hand);
                }
                4 => {
                    let strategy = chance.of(&["win", "gain", "redistribute", "fill", "lose"]);
                    let policy = json!({"default": "gain",
                        "rules": [{"order": order, "strategy": strategy}]});
                    let question = json!({"product": chance.of(&["A", "B"]), "today": TODAY,
                        "key": format!("R-{step}"), "policy": policy});
                    let plan = shop.ask("repromise", &question)["plan"].clone();
                    // Between the two a line may leave; then it is a conflict, and no more.
                    let between = chance.below(3) == 0;
                    if between {
                        let ship = json!({"order": order, "shipment": format!("S-{step}"),
                            "line": chance.of(&["N", "V", "U"]), "quantity": 1});
                        shop.ask("ship", &ship);
                    }
                    let outcome = shop.commit(&plan)["outcome"].clone();
                    assert!(outcome == "ok" || (between && outcome == "conflict"), "{outcome}");
                    conflicts += i32::from(outcome == "conflict");
                    moved += i32::from(plan["loose"] != Value::Null);
                }
                _ if chance.below(4) == 0 => {
                    shop.ask("release", &json!({"order": order}));
                }
                _ => {}
            }
            shop.kits_are_whole();
            assert!(shop.units_of_u() <= 60, "the quota is kept");
        }
        shop.whole();
    }
    assert!(left > 100 && moved > 50 && conflicts > 5, "{left} {moved} {conflicts}");
}
