//! The log and the snapshot of a stock ledger as lines of text, for the host to
//! store, and back.

use super::SOURCE;
use super::read::{self, any_text, instant, number, owned, pool, rows, whole};
use super::write::{self, Object, object};
use crate::calendar::Day;
use crate::document::{Fields, Node, Reader};
use crate::error::{Error, ErrorKind};
use crate::stock::{
    LoosePromise, OrderState, PoolKey, PoolPromise, PoolReceipt, ShippedUnits, StockBooks,
    StockEntry, StockEvent, StockLedger, StockOrder, StockPool,
};

impl StockLedger {
    /// The entries after the one with this number, one JSON text a line: what a
    /// host appends to its own store.
    #[must_use]
    pub fn log_text(&self, after: u64) -> String {
        let mut out = String::new();
        for entry in self.entries(after) {
            object(&mut out, |fields| entry_fields(&entry, fields));
            out.push('\n');
        }
        out
    }

    /// The state as it is now, one JSON text a line.
    #[must_use]
    pub fn snapshot_text(&self) -> String {
        let books = self.snapshot();
        let mut out = String::new();
        let mut line = |write: &mut dyn FnMut(&mut Object<'_>)| {
            object(&mut out, |fields| write(fields));
            out.push('\n');
        };
        line(&mut |fields| {
            fields.number("seq", books.seq);
            fields.instant("clock", books.clock);
            if let Some(purged) = books.purged {
                fields.day("purged", purged);
            }
        });
        for (key, pool) in &books.pools {
            line(&mut |fields| object(fields.key("pool"), |fields| write::pool(key, pool, fields)));
        }
        for (key, rows) in &books.loose {
            line(&mut |fields| {
                object(fields.key("loose"), |fields| {
                    fields.pool(key);
                    fields.list("promises", rows, write::loose);
                });
            });
        }
        for ((product, group), version) in &books.quotas {
            line(&mut |fields| {
                object(fields.key("quota"), |fields| {
                    fields.text("product", product);
                    fields.text("group", group);
                    fields.number("version", *version);
                });
            });
        }
        for (key, order) in &books.orders {
            line(&mut |fields| {
                object(fields.key("order"), |fields| write::order_fields(key, order, fields));
            });
        }
        out
    }

    /// The ledger of a stored snapshot and the stored entries after it. Either
    /// may be empty; entries that the snapshot has already are passed over.
    ///
    /// # Errors
    ///
    /// Of kind `input` when a line cannot be read or an entry is missing.
    ///
    /// ```
    /// use longtail::{PoolKey, Sight, StockLedger};
    /// let ledger = StockLedger::new();
    /// let pool = PoolKey::new("A-100", "main");
    /// assert!(ledger.count(&pool, 12, 0, &Sight::default()).is_done());
    /// let again = StockLedger::from_text("", &ledger.log_text(0))?;
    /// assert_eq!(again.snapshot(), ledger.snapshot());
    /// assert_eq!(StockLedger::from_text(&ledger.snapshot_text(), "")?.snapshot(), ledger.snapshot());
    /// # Ok::<(), longtail::Error>(())
    /// ```
    pub fn from_text(snapshot: &str, log: &str) -> Result<Self, Error> {
        let books = books(snapshot)?;
        let mut entries = Vec::new();
        for (at, text) in lines(log) {
            let entry = line(at, super::read(text, entry))?;
            if entry.seq > books.seq {
                entries.push(entry);
            }
        }
        Self::restore(books, entries)
    }
}

/// The state of a stored snapshot.
pub(super) fn books(snapshot: &str) -> Result<StockBooks, Error> {
    let mut books = StockBooks::default();
    for (at, text) in lines(snapshot) {
        line(at, super::read(text, |reader, fields| row(reader, fields, &mut books)))?;
    }
    for promise in books.pools.values_mut().flat_map(|pool| &mut pool.promises) {
        // One text for all promises of an order.
        if let Some((key, order)) = books.orders.get_key_value(&promise.order) {
            (promise.order, promise.partner) = (key.clone(), order.partner.clone());
        }
    }
    for promise in books.loose.values_mut().flatten() {
        if let Some((key, _)) = books.orders.get_key_value(&promise.order) {
            promise.order = key.clone();
        }
    }
    Ok(books)
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty())
}

/// Names the line of a fault.
fn line<T>(at: usize, read: Result<T, Error>) -> Result<T, Error> {
    read.map_err(|error| {
        let mut findings = error.findings().to_vec();
        for position in findings.iter_mut().filter_map(|finding| finding.position.as_mut()) {
            position.source = SOURCE.to_owned();
            position.line = u32::try_from(at + 1).unwrap_or(u32::MAX);
        }
        Error::with_findings(ErrorKind::Input, findings)
    })
}

fn entry_fields(entry: &StockEntry, fields: &mut Object<'_>) {
    fields.number("seq", entry.seq);
    let name = |fields: &mut Object<'_>, name: &str| fields.text("event", name);
    match &entry.event {
        StockEvent::Counted { pool, on_hand, safety } => {
            name(fields, "counted");
            fields.pool(pool);
            fields.whole("on_hand", *on_hand);
            fields.whole("safety", *safety);
        }
        StockEvent::Adjusted { pool, by } => {
            name(fields, "adjusted");
            fields.pool(pool);
            fields.whole("by", *by);
        }
        StockEvent::ReceiptAdded { pool, id, day, quantity } => {
            name(fields, "receipt_added");
            receipt(fields, pool, id, Some(*day), Some(*quantity));
        }
        StockEvent::ReceiptMoved { pool, id, day, quantity } => {
            name(fields, "receipt_moved");
            receipt(fields, pool, id, Some(*day), Some(*quantity));
        }
        StockEvent::ReceiptCancelled { pool, id } => {
            name(fields, "receipt_cancelled");
            receipt(fields, pool, id, None, None);
        }
        StockEvent::ReceiptArrived { pool, id, quantity } => {
            name(fields, "receipt_arrived");
            receipt(fields, pool, id, None, Some(*quantity));
        }
        StockEvent::Committed { plan } => {
            name(fields, "committed");
            write::plan(plan, fields.key("plan"));
        }
        StockEvent::Held { plan, expires_at } => {
            name(fields, "held");
            write::plan(plan, fields.key("plan"));
            fields.instant("expires_at", *expires_at);
        }
        StockEvent::Confirmed { order, now } => {
            name(fields, "confirmed");
            fields.text("order", order);
            fields.instant("now", *now);
        }
        StockEvent::Released { order } => {
            name(fields, "released");
            fields.text("order", order);
        }
        StockEvent::Expired { order, now } => {
            name(fields, "expired");
            fields.text("order", order);
            fields.instant("now", *now);
        }
        StockEvent::Taken { order, partner, units, answer, today } => {
            name(fields, "taken");
            fields.text("order", order);
            fields.text("partner", partner);
            fields.list("units", units, |(pool, quantity), fields| {
                fields.pool(pool);
                fields.whole("quantity", *quantity);
            });
            fields.text("answer", answer);
            if let Some(today) = today {
                fields.day("today", *today);
            }
        }
        StockEvent::Shipped { order, shipment, units, loose } => {
            name(fields, "shipped");
            fields.text("order", order);
            fields.text("shipment", shipment);
            fields.list("units", units, shipped_fields);
            if !loose.is_empty() {
                fields.list("loose", loose, shipped_fields);
            }
        }
        StockEvent::Purged { before, open } => {
            name(fields, "purged");
            fields.day("before", *before);
            fields.list("open", open, |(product, day), fields| {
                fields.text("product", product);
                fields.day("day", *day);
            });
        }
    }
}

fn shipped_fields(units: &ShippedUnits, fields: &mut Object<'_>) {
    fields.text("line", &units.line);
    fields.pool(&units.pool);
    if let Some(day) = units.day {
        fields.day("day", day);
    }
    fields.whole("quantity", units.quantity);
}

fn receipt(
    fields: &mut Object<'_>,
    pool: &PoolKey,
    id: &str,
    day: Option<Day>,
    quantity: Option<i64>,
) {
    fields.pool(pool);
    fields.text("id", id);
    if let Some(day) = day {
        fields.day("day", day);
    }
    if let Some(quantity) = quantity {
        fields.whole("quantity", quantity);
    }
}

/// The names of events in a log.
const EVENTS: [&str; 14] = [
    "counted",
    "adjusted",
    "receipt_added",
    "receipt_moved",
    "receipt_cancelled",
    "receipt_arrived",
    "committed",
    "held",
    "confirmed",
    "released",
    "expired",
    "taken",
    "shipped",
    "purged",
];

fn entry(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<StockEntry> {
    let seq = fields.required(reader, "seq", number);
    let name = fields.required(reader, "event", |r, n| r.word(n, &EVENTS));
    let event = event(EVENTS[name?], reader, fields)?;
    Some(StockEntry { seq: seq?, event })
}

fn event(name: &str, reader: &mut Reader, fields: &mut Fields<'_>) -> Option<StockEvent> {
    match name {
        "counted" | "adjusted" => stock_event(name, reader, fields),
        "committed" | "held" => {
            let plan = fields.required(reader, "plan", read::plan);
            if name == "committed" {
                return Some(StockEvent::Committed { plan: plan? });
            }
            let expires_at = fields.required(reader, "expires_at", instant);
            Some(StockEvent::Held { plan: plan?, expires_at: expires_at? })
        }
        "confirmed" | "released" | "expired" | "taken" | "shipped" => {
            order_event(name, reader, fields)
        }
        "purged" => {
            let before = fields.required(reader, "before", Reader::day);
            let open = fields.required(reader, "open", |reader, node| {
                rows(reader, node, |reader, fields| {
                    let product = fields.required(reader, "product", owned);
                    let day = fields.required(reader, "day", Reader::day);
                    Some((product?, day?))
                })
            });
            Some(StockEvent::Purged { before: before?, open: open? })
        }
        _ => receipt_event(name, reader, fields),
    }
}

fn stock_event(name: &str, reader: &mut Reader, fields: &mut Fields<'_>) -> Option<StockEvent> {
    let pool = pool(reader, fields);
    if name == "adjusted" {
        let by = fields.required(reader, "by", units);
        return Some(StockEvent::Adjusted { pool: pool?, by: by? });
    }
    let on_hand = fields.required(reader, "on_hand", units);
    let safety = fields.required(reader, "safety", units);
    Some(StockEvent::Counted { pool: pool?, on_hand: on_hand?, safety: safety? })
}

fn receipt_event(name: &str, reader: &mut Reader, fields: &mut Fields<'_>) -> Option<StockEvent> {
    let pool = pool(reader, fields);
    let id = fields.required(reader, "id", owned);
    if name == "receipt_cancelled" {
        return Some(StockEvent::ReceiptCancelled { pool: pool?, id: id? });
    }
    let quantity = fields.required(reader, "quantity", units);
    if name == "receipt_arrived" {
        let (pool, id, quantity) = (pool?, id?, quantity?);
        return Some(StockEvent::ReceiptArrived { pool, id, quantity });
    }
    let day = fields.required(reader, "day", Reader::day);
    let (pool, id, day, quantity) = (pool?, id?, day?, quantity?);
    Some(match name {
        "receipt_added" => StockEvent::ReceiptAdded { pool, id, day, quantity },
        _ => StockEvent::ReceiptMoved { pool, id, day, quantity },
    })
}

fn order_event(name: &str, reader: &mut Reader, fields: &mut Fields<'_>) -> Option<StockEvent> {
    let order = fields.required(reader, "order", owned);
    match name {
        "released" => Some(StockEvent::Released { order: order? }),
        "confirmed" | "expired" => {
            let now = fields.required(reader, "now", instant);
            let (order, now) = (order?, now?);
            Some(match name {
                "confirmed" => StockEvent::Confirmed { order, now },
                _ => StockEvent::Expired { order, now },
            })
        }
        "taken" => {
            let partner = fields.required(reader, "partner", any_text);
            let units = fields.required(reader, "units", taken);
            let answer = fields.optional(reader, "answer", any_text).unwrap_or_default();
            let today = fields.optional(reader, "today", Reader::day);
            let (order, partner, units) = (order?, partner?, units?);
            Some(StockEvent::Taken { order, partner, units, answer, today })
        }
        _ => {
            let shipment = fields.required(reader, "shipment", owned);
            let units = fields.required(reader, "units", shipped);
            let loose = fields.optional(reader, "loose", shipped).unwrap_or_default();
            let (order, shipment, units) = (order?, shipment?, units?);
            Some(StockEvent::Shipped { order, shipment, units, loose })
        }
    }
}

/// A quantity that a ledger can have.
fn units(reader: &mut Reader, node: &Node) -> Option<i64> {
    reader.whole(node, -crate::stock::UNITS_MAX, crate::stock::UNITS_MAX)
}

fn taken(reader: &mut Reader, node: &Node) -> Option<Vec<(PoolKey, i64)>> {
    rows(reader, node, |reader, fields| {
        let pool = pool(reader, fields);
        let quantity = fields.required(reader, "quantity", units);
        Some((pool?, quantity?))
    })
}

fn shipped(reader: &mut Reader, node: &Node) -> Option<Vec<ShippedUnits>> {
    rows(reader, node, |reader, fields| {
        let line = fields.optional(reader, "line", any_text).unwrap_or_default();
        let pool = pool(reader, fields);
        let day = fields.optional(reader, "day", Reader::day);
        let quantity = fields.required(reader, "quantity", units);
        Some(ShippedUnits { line, pool: pool?, day, quantity: quantity? })
    })
}

/// One line of a snapshot.
fn row(reader: &mut Reader, fields: &mut Fields<'_>, books: &mut StockBooks) -> Option<()> {
    if fields.has("pool") {
        let (key, pool) = fields.required(reader, "pool", pool_row)?;
        books.pools.insert(key, pool);
    } else if fields.has("quota") {
        let (key, version) = fields.required(reader, "quota", quota_row)?;
        books.quotas.insert(key, version);
    } else if fields.has("order") {
        let (key, order) = fields.required(reader, "order", order_row)?;
        let key: std::sync::Arc<str> = (&*key).into();
        if matches!(order.state, OrderState::Held { .. }) {
            books.held.insert(key.clone());
        }
        books.orders.insert(key, order);
    } else if fields.has("loose") {
        let (key, rows) = fields.required(reader, "loose", loose_row)?;
        books.loose.insert(key, rows);
    } else {
        books.purged = fields.optional(reader, "purged", Reader::day);
        books.seq = fields.required(reader, "seq", number)?;
        books.clock = fields.required(reader, "clock", instant)?;
    }
    Some(())
}

fn pool_row(reader: &mut Reader, node: &Node) -> Option<(PoolKey, StockPool)> {
    let mut fields = reader.fields(node)?;
    let key = pool(reader, &mut fields);
    let version = fields.required(reader, "version", number);
    let on_hand = fields.required(reader, "on_hand", whole);
    let safety = fields.required(reader, "safety", whole);
    let taken = fields.required(reader, "taken", whole);
    let receipts = fields.required(reader, "receipts", |reader, node| {
        rows(reader, node, |reader, fields| {
            let id = fields.required(reader, "id", owned);
            let day = fields.required(reader, "day", Reader::day);
            let quantity = fields.required(reader, "quantity", units);
            Some(PoolReceipt { id: id?, day: day?, quantity: quantity? })
        })
    });
    let promises = fields.required(reader, "promises", |reader, node| {
        rows(reader, node, |reader, fields| {
            let order = fields.required(reader, "order", owned);
            let line = fields.required(reader, "line", owned);
            let day = fields.required(reader, "day", Reader::day);
            let quantity = fields.required(reader, "quantity", units);
            let expires_at = fields.optional(reader, "expires_at", instant);
            let order = (&*order?).into();
            let (line, day, quantity) = (line?, day?, quantity?);
            // Who ordered is known once all lines are read.
            let partner = "".into();
            Some(PoolPromise { order, line, partner, day, quantity, expires_at })
        })
    });
    fields.finish(reader);
    let mut pool = StockPool {
        version: version?,
        on_hand: on_hand?,
        safety: safety?,
        taken: taken?,
        receipts: receipts?,
        promises: promises?,
    };
    pool.receipts.sort();
    pool.promises.sort();
    Some((key?, pool))
}

fn loose_row(reader: &mut Reader, node: &Node) -> Option<(PoolKey, Vec<LoosePromise>)> {
    let mut fields = reader.fields(node)?;
    let key = pool(reader, &mut fields);
    let promises = fields.required(reader, "promises", |reader, node| {
        rows(reader, node, |reader, fields| {
            let order = fields.required(reader, "order", owned);
            let line = fields.required(reader, "line", owned);
            let day = fields.required(reader, "day", Reader::day);
            let quantity = fields.required(reader, "quantity", units);
            let left = read::flag(reader, fields, "left");
            let expires_at = fields.optional(reader, "expires_at", instant);
            let order = (&*order?).into();
            let (line, day, quantity) = (line?, day?, quantity?);
            Some(LoosePromise { order, line, day, left, quantity, expires_at })
        })
    });
    fields.finish(reader);
    let mut promises = promises?;
    promises.sort();
    Some((key?, promises))
}

/// A product and a group of partners.
type QuotaKey = (Box<str>, Box<str>);

fn quota_row(reader: &mut Reader, node: &Node) -> Option<(QuotaKey, u64)> {
    let mut fields = reader.fields(node)?;
    let key = quota(reader, &mut fields);
    let version = fields.required(reader, "version", number);
    fields.finish(reader);
    Some((key?, version?))
}

fn quota(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<QuotaKey> {
    let product = fields.required(reader, "product", owned);
    let group = fields.required(reader, "group", owned);
    Some((product?, group?))
}

fn order_row(reader: &mut Reader, node: &Node) -> Option<(Box<str>, StockOrder)> {
    const STATES: [&str; 4] = ["firm", "held", "released", "expired"];
    let mut fields = reader.fields(node)?;
    let key = fields.required(reader, "key", owned);
    let seq = fields.required(reader, "seq", number);
    let state = fields.required(reader, "state", |r, n| r.word(n, &STATES));
    let expires_at = match state {
        Some(1) => fields.required(reader, "expires_at", instant),
        _ => fields.optional(reader, "expires_at", instant),
    };
    let today = fields.optional(reader, "today", Reader::day);
    let partner = fields.required(reader, "partner", any_text);
    let owner = fields.optional(reader, "owner", owned);
    let quotas = fields.required(reader, "quotas", |r, n| rows(r, n, quota));
    let together = read::flag(reader, &mut fields, "together");
    let lines = fields.required(reader, "lines", read::lines);
    let pools = fields.required(reader, "pools", |r, n| rows(r, n, pool));
    let loose = fields.optional(reader, "loose", |r, n| rows(r, n, pool)).unwrap_or_default();
    let taken = fields.required(reader, "taken", taken);
    let shipments = fields.required(reader, "shipments", |r, n| Some(r.each(n, owned)));
    let answer = fields.required(reader, "answer", any_text);
    fields.finish(reader);
    let state = match state? {
        0 => OrderState::Firm,
        1 => OrderState::Held { expires_at: expires_at? },
        2 => OrderState::Released,
        _ => OrderState::Expired,
    };
    let order = StockOrder {
        seq: seq?,
        state,
        today,
        partner: (&*partner?).into(),
        owner,
        quotas: quotas?,
        together,
        lines: lines?,
        pools: pools?,
        loose,
        taken: taken?,
        shipments: shipments?,
        answer: answer?,
    };
    Some((key?, order))
}
