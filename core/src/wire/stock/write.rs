//! Answers, plans, entries and facts of stock as text, keys in one order.

use super::super::json;
use super::super::ledger::write::list;
use super::super::verdict::write_finding;
use super::write_instant;
use crate::calendar::Day;
use crate::explain::{Finding, Language};
use crate::stock::{
    AtRisk, Claim, Delta, LoosePromise, OrderLine, OrderState, PoolKey, PoolPromise, PoolReceipt,
    PoolSupply, Repromise, Seen, StockAnswer, StockKey, StockOrder, StockPlan, StockPool,
    StockSupply,
};

/// An object that is being written.
pub(super) struct Object<'o> {
    pub out: &'o mut String,
    any: bool,
}

/// Writes `{`, what `fields` writes, and `}`.
pub(super) fn object(out: &mut String, fields: impl FnOnce(&mut Object<'_>)) {
    out.push('{');
    let mut object = Object { out, any: false };
    fields(&mut object);
    out.push('}');
}

impl Object<'_> {
    pub fn key(&mut self, name: &str) -> &mut String {
        if std::mem::replace(&mut self.any, true) {
            self.out.push(',');
        }
        json::text(name, self.out);
        self.out.push(':');
        self.out
    }

    pub fn text(&mut self, name: &str, value: &str) {
        json::text(value, self.key(name));
    }

    pub fn text_or_null(&mut self, name: &str, value: Option<&str>) {
        json::text_or_null(value, self.key(name));
    }

    pub fn whole(&mut self, name: &str, value: i64) {
        json::whole(value, self.key(name));
    }

    pub fn number(&mut self, name: &str, value: u64) {
        self.key(name).push_str(&value.to_string());
    }

    pub fn day(&mut self, name: &str, value: Day) {
        json::day(value, self.key(name));
    }

    pub fn instant(&mut self, name: &str, value: i64) {
        json::quoted(self.key(name), |out| write_instant(value, out));
    }

    /// What is seldom so is written only then.
    pub fn only(&mut self, name: &str, value: bool) {
        if value {
            self.key(name).push_str("true");
        }
    }

    pub fn null(&mut self, name: &str) {
        self.key(name).push_str("null");
    }

    pub fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(T, &mut Object<'_>),
    ) {
        let out = self.key(name);
        list(items, out, |item, out| object(out, |fields| write(item, fields)));
    }

    pub fn pool(&mut self, pool: &PoolKey) {
        self.text("product", &pool.product);
        self.text("location", &pool.location);
    }
}

pub(super) fn answer(answer: &StockAnswer) -> String {
    let mut out = String::new();
    object(&mut out, |fields| {
        fields.text("outcome", answer.name());
        match answer {
            StockAnswer::Done { seq, .. } => fields.number("seq", *seq),
            _ => fields.null("seq"),
        }
        let given = match answer {
            StockAnswer::Replayed { answer } if !answer.is_empty() => Some(&**answer),
            _ => None,
        };
        fields.text_or_null("answer", given);
        let changed: &[StockKey] = match answer {
            StockAnswer::Conflict { changed } => changed,
            _ => &[],
        };
        fields.list("changed", changed, key_fields);
        let findings: &[Finding] = match answer {
            StockAnswer::Done { findings, .. } | StockAnswer::Refused { findings } => findings,
            _ => &[],
        };
        list(findings, fields.key("findings"), |finding, out| {
            write_finding(finding, Language::En, out);
        });
    });
    out
}

pub(super) fn findings(findings: &[Finding]) -> String {
    let mut out = String::from("{\"findings\":");
    list(findings, &mut out, |finding, out| write_finding(finding, Language::En, out));
    out.push('}');
    out
}

fn key_fields(key: &StockKey, fields: &mut Object<'_>) {
    match key {
        StockKey::Pool(pool) => fields.pool(pool),
        StockKey::Quota { product, group } => {
            fields.text("product", product);
            fields.text("group", group);
        }
    }
}

fn seen(seen: &Seen, fields: &mut Object<'_>) {
    key_fields(&seen.key, fields);
    fields.number("version", seen.version);
}

pub(super) fn line(line: &OrderLine, fields: &mut Object<'_>) {
    fields.text("line", &line.line);
    fields.whole("quantity", line.quantity);
    fields.day("day", line.day);
    fields.only("whole", line.whole);
    if let Some(kit) = &line.kit {
        object(fields.key("kit"), |fields| {
            fields.text("product", &kit.product);
            fields.list("parts", &kit.parts, |(part, units), fields| {
                fields.text("product", part);
                fields.whole("quantity", *units);
            });
        });
    }
}

fn delta(delta: &Delta, fields: &mut Object<'_>) {
    fields.text("order", &delta.order);
    fields.text("line", &delta.line);
    fields.pool(&delta.pool);
    fields.day("day", delta.day);
    fields.whole("quantity", delta.quantity);
}

pub(super) fn plan(plan: &StockPlan, out: &mut String) {
    object(out, |fields| {
        fields.text("key", &plan.key);
        fields.text("partner", &plan.partner);
        fields.text_or_null("owner", plan.owner.as_deref());
        fields.instant("now", plan.now);
        fields.day("today", plan.sight.today);
        match plan.sight.until {
            Some(until) => fields.day("until", until),
            None => fields.null("until"),
        }
        match plan.sight.overdue_days {
            Some(days) => fields.number("overdue_days", u64::from(days)),
            None => fields.null("overdue_days"),
        }
        fields.only("together", plan.together);
        fields.list("lines", &plan.lines, line);
        fields.list("deltas", &plan.deltas, delta);
        if !plan.loose.is_empty() {
            fields.list("loose", &plan.loose, delta);
        }
        fields.list("versions", &plan.versions, seen);
        fields.text("answer", &plan.answer);
    });
}

pub(super) fn receipt(receipt: &PoolReceipt, fields: &mut Object<'_>) {
    fields.text("id", &receipt.id);
    fields.day("day", receipt.day);
    fields.whole("quantity", receipt.quantity);
}

pub(super) fn promise(promise: &PoolPromise, fields: &mut Object<'_>) {
    fields.text("order", &promise.order);
    fields.text("line", &promise.line);
    fields.day("day", promise.day);
    fields.whole("quantity", promise.quantity);
    if let Some(expires_at) = promise.expires_at {
        fields.instant("expires_at", expires_at);
    }
}

pub(super) fn pool(key: &PoolKey, pool: &StockPool, fields: &mut Object<'_>) {
    fields.pool(key);
    fields.number("version", pool.version);
    fields.whole("on_hand", pool.on_hand);
    fields.whole("safety", pool.safety);
    fields.whole("taken", pool.taken);
    fields.list("receipts", &pool.receipts, receipt);
    fields.list("promises", &pool.promises, promise);
}

pub(super) fn loose(promise: &LoosePromise, fields: &mut Object<'_>) {
    fields.text("order", &promise.order);
    fields.text("line", &promise.line);
    fields.day("day", promise.day);
    fields.whole("quantity", promise.quantity);
    fields.only("left", promise.left);
    if let Some(expires_at) = promise.expires_at {
        fields.instant("expires_at", expires_at);
    }
}

/// Supply as the engine's tables take it, and the versions it has.
pub(super) fn supply(found: &StockSupply, versions: &[Seen]) -> String {
    let pools: &[PoolSupply] = &found.pools;
    let mut out = String::new();
    object(&mut out, |fields| {
        fields.list("stock", pools, |own, fields| {
            fields.pool(&own.key);
            fields.whole("on_hand", own.on_hand);
            fields.whole("safety", own.safety);
        });
        let receipts = pools.iter().flat_map(|own| own.receipts.iter().map(move |r| (own, r)));
        fields.list("receipts", receipts, |(own, receipt), fields| {
            fields.pool(&own.key);
            fields.day("date", receipt.day);
            fields.whole("quantity", receipt.quantity);
        });
        let promises = pools.iter().flat_map(|own| {
            let promises = own.promises.iter();
            promises.map(|row| (&own.key, row.day, row.quantity, &row.partner, false))
        });
        let loose = found.loose.iter().map(|own| {
            let row = &own.promise;
            (&own.key, row.day, row.quantity, &own.partner, true)
        });
        let promises = promises.chain(loose);
        fields.list("promises", promises, |(key, day, quantity, partner, quota), fields| {
            fields.pool(key);
            fields.day("date", day);
            fields.whole("quantity", quantity);
            if !partner.is_empty() {
                fields.text("partner", partner);
            }
            if quota {
                fields.text("counts", "quota");
            }
        });
        fields.list("versions", versions, seen);
    });
    out
}

pub(super) fn order(key: &str, order: &StockOrder) -> String {
    let mut out = String::new();
    object(&mut out, |fields| order_fields(key, order, fields));
    out
}

pub(super) fn order_fields(key: &str, order: &StockOrder, fields: &mut Object<'_>) {
    fields.text("key", key);
    fields.number("seq", order.seq);
    fields.text("state", order.state.name());
    match order.state {
        OrderState::Held { expires_at } => fields.instant("expires_at", expires_at),
        _ => fields.null("expires_at"),
    }
    match order.today {
        Some(today) => fields.day("today", today),
        None => fields.null("today"),
    }
    fields.text("partner", &order.partner);
    fields.text_or_null("owner", order.owner.as_deref());
    fields.list("quotas", &order.quotas, |(product, group), fields| {
        fields.text("product", product);
        fields.text("group", group);
    });
    fields.only("together", order.together);
    fields.list("lines", &order.lines, line);
    fields.list("pools", &order.pools, |pool, fields| fields.pool(pool));
    if !order.loose.is_empty() {
        fields.list("loose", &order.loose, |pool, fields| fields.pool(pool));
    }
    fields.list("taken", &order.taken, |(pool, quantity), fields| {
        fields.pool(pool);
        fields.whole("quantity", *quantity);
    });
    list(&order.shipments, fields.key("shipments"), |id, out| json::text(id, out));
    fields.text("answer", &order.answer);
}

pub(super) fn at_risk(risk: &AtRisk) -> String {
    let mut out = String::new();
    object(&mut out, |fields| {
        fields.list("days", &risk.days, |day, fields| {
            fields.day("day", day.day);
            fields.whole("missing", day.missing);
        });
        fields.list("promises", &risk.promises, |promise, fields| {
            fields.text("order", &promise.order);
            fields.text("line", &promise.line);
            if let Some(kit) = &promise.kit {
                fields.text("kit", kit);
            }
            fields.text("partner", &promise.partner);
            fields.day("day", promise.day);
            fields.whole("quantity", promise.quantity);
            fields.whole("missing", promise.missing);
        });
    });
    out
}

pub(super) fn repromise(proposal: &Repromise) -> String {
    let mut out = String::new();
    object(&mut out, |fields| {
        fields.list("claims", &proposal.claims, claim);
        list(&proposal.findings, fields.key("findings"), |finding, out| {
            write_finding(finding, Language::En, out);
        });
        plan(&proposal.plan, fields.key("plan"));
    });
    out
}

fn claim(claim: &Claim, fields: &mut Object<'_>) {
    fields.text("order", &claim.order);
    fields.text("line", &claim.line);
    fields.pool(&claim.pool);
    fields.text("partner", &claim.partner);
    fields.text("strategy", claim.strategy.name());
    let row = |(day, quantity): &(Day, i64), fields: &mut Object<'_>| {
        fields.day("day", *day);
        fields.whole("quantity", *quantity);
    };
    fields.list("before", &claim.before, row);
    fields.list("after", &claim.after, row);
    fields.text("outcome", claim.outcome.name());
}
