//! The stock ledger as text: one function with a verb, so that a wrapper only
//! passes texts on.

mod keep;
mod read;
mod write;

use super::order::read_order;
use super::plain::{no_verb, read_whole};
use super::verdict::verdict_json;
use crate::calendar::{Day, Zone};
use crate::document::{Fields, Node, Reader};
use crate::error::{Error, ErrorKind};
use crate::explain::{Language, TraceLevel};
use crate::order::{Options, PlanTerms, Workspace};
use crate::rulebook::Engine;
use crate::stock::{
    PoolKey, RepromisePolicy, RepromiseTerms, Seen, Sight, StockKey, StockLedger, StockSupply,
};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// What can be asked of the stock ledger.
const VERBS: [&str; 20] = [
    "add_receipt",
    "adjust",
    "arrive",
    "at_risk",
    "cancel_receipt",
    "commit",
    "confirm",
    "count",
    "expire",
    "hold",
    "move_receipt",
    "plan",
    "purge",
    "release",
    "repromise",
    "ship",
    "state",
    "supply",
    "take",
    "verify",
];

/// What findings call the text that is read.
const SOURCE: &str = "stock";

/// Asks or tells a stock ledger something, from JSON to JSON.
///
/// `plan`, `at_risk`, `repromise`, `supply`, `state` and `verify` change
/// nothing. All others answer with an `outcome` (`ok`, `replayed`, `conflict` or
/// `refused`), the number of the last entry made, and findings.
///
/// # Errors
///
/// Of kind `input` for a verb that is none, for a text that cannot be read, with
/// every fault as a finding, and for a plan that the engine did not make. The
/// ledger is unchanged.
///
/// ```
/// # use longtail::{Engine, Rulebook, StockLedger, Tables, stock_json};
/// # let book = "{format: 1, id: b, zone: UTC, currency: EUR, price_lists: [{id: g, for: everyone}]}";
/// # let book = Rulebook::parse(book, "b").expect("no faults");
/// # let engine = Engine::from_tables(book, &Tables::default()).expect("no faults");
/// let ledger = StockLedger::new();
/// let count = r#"{"product":"A-100","on_hand":12,"today":"2026-03-02"}"#;
/// let answer = stock_json(&engine, &ledger, "count", count)?;
/// assert_eq!(answer, r#"{"outcome":"ok","seq":1,"answer":null,"changed":[],"findings":[]}"#);
/// # Ok::<(), longtail::Error>(())
/// ```
pub fn stock_json(
    engine: &Engine,
    ledger: &StockLedger,
    verb: &str,
    text: &str,
) -> Result<String, Error> {
    let asked = Asked { engine, ledger };
    match verb {
        "plan" => asked.plan(text),
        "commit" | "hold" => asked.commit(verb, text),
        "count" | "adjust" => asked.stock(verb, text),
        "add_receipt" | "move_receipt" | "cancel_receipt" | "arrive" => asked.receipt(verb, text),
        "confirm" | "release" | "expire" => asked.hold(verb, text),
        "ship" => asked.ship(text),
        "take" => asked.take(text),
        "purge" => asked.purge(text),
        "supply" => asked.supply(text),
        "state" => asked.state(text),
        "at_risk" => asked.at_risk(text),
        "repromise" => asked.repromise(text),
        "verify" => asked.verify(text),
        _ => Err(no_verb(verb, &VERBS)),
    }
}

impl Engine {
    /// Plans one order from JSON to JSON, without a ledger: for a host that
    /// keeps stock in its own database. The engine has the supply that was read
    /// there, and `versions` are those of the pools.
    ///
    /// # Errors
    ///
    /// Of kind `input` when the text cannot be read, the order has no id, or a
    /// pool it takes from has no version.
    pub fn plan_text(&self, text: &str) -> Result<String, Error> {
        let order = order_of(text)?;
        let (now, owner, language, seen) = read(text, |reader, fields| {
            fields.node("order");
            let now = fields.required(reader, "now", read::instant);
            let owner = fields.optional(reader, "owner", read::owned);
            let language = language(reader, fields);
            let seen = fields.required(reader, "versions", read::versions);
            Some((now?, owner, language?, seen?))
        })?;
        self.planned(&order, now, owner.as_deref(), language, &seen)
    }

    fn planned(
        &self,
        order: &str,
        now: i64,
        owner: Option<&str>,
        language: Language,
        seen: &[Seen],
    ) -> Result<String, Error> {
        let draft = read_order(order)?;
        let owner = owner.or(draft.owner.as_deref());
        let options = Options { language, trace: TraceLevel::Summary, ..Options::default() };
        let mut workspace = Workspace::new();
        let decision = self.decide(&draft, &options, &mut workspace)?;
        let mut answer = String::new();
        verdict_json(self, decision, language, &mut answer);
        let terms = PlanTerms { now, owner, seen, answer: &answer };
        let mut out = String::new();
        write::plan(&self.plan(&draft, decision, &terms)?, &mut out);
        Ok(out)
    }
}

fn language(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Language> {
    let languages = [Language::En, Language::Nl];
    let word = |r: &mut Reader, n: &Node| r.word(n, &["en", "nl"]);
    if !fields.has("language") {
        fields.node("language");
        return Some(Language::En);
    }
    fields.optional(reader, "language", word).map(|at| languages[at])
}

/// The text of an order within a question: it is read by itself. It may be the
/// order or, as for `decide`, a text that holds one.
fn order_of(text: &str) -> Result<Cow<'_, str>, Error> {
    #[derive(serde::Deserialize)]
    struct Question<'a> {
        #[serde(borrow)]
        order: &'a RawValue,
    }
    let misuse = |fault: serde_json::Error| Error::new(ErrorKind::Input, fault.to_string());
    match serde_json::from_str::<Question<'_>>(text) {
        Ok(question) if question.order.get().starts_with('"') => {
            serde_json::from_str(question.order.get()).map(Cow::Owned).map_err(misuse)
        }
        Ok(question) => Ok(Cow::Borrowed(question.order.get())),
        // Says what is wrong with the text, or that the order lacks.
        Err(fault) => {
            read(text, |reader, fields| fields.required(reader, "order", |_, _| Some(())))?;
            Err(misuse(fault))
        }
    }
}

/// A ledger that is asked by an engine's rules.
struct Asked<'a> {
    engine: &'a Engine,
    ledger: &'a StockLedger,
}

impl Asked<'_> {
    /// Decides an order on the supply of just what it may take from.
    fn plan(&self, text: &str) -> Result<String, Error> {
        let order = order_of(text)?;
        let (now, owner, language) = read(text, |reader, fields| {
            fields.node("order");
            let now = fields.required(reader, "now", read::instant);
            let owner = fields.optional(reader, "owner", read::owned);
            let language = language(reader, fields);
            Some((now?, owner, language?))
        })?;
        let draft = read_order(&order)?;
        let owner = owner.as_deref().or(draft.owner.as_deref());
        let touched = self.engine.touched(&draft);
        let (pools, seen) = self.seen(&touched, now, owner);
        self.engine.with_pools(&touched, &pools).planned(&order, now, owner, language, &seen)
    }

    /// The supply of products and its versions, those of quotas read first: a
    /// version that is too old only makes the commit conflict. What has left is
    /// given of products that have quotas.
    fn seen(&self, products: &[&str], now: i64, owner: Option<&str>) -> (StockSupply, Vec<Seen>) {
        let mut seen = self.ledger.quota_versions(products);
        let capped = self.engine.capped(products);
        for (product, group) in &capped {
            let (product, group) = ((*product).into(), (*group).into());
            let key = StockKey::Quota { product, group };
            if !seen.iter().any(|seen| seen.key == key) {
                seen.push(Seen { key, version: 0 });
            }
        }
        let left = |product: &str| capped.binary_search_by_key(&product, |own| own.0).is_ok();
        let pools = self.ledger.supply_where(products, now, owner, &left);
        seen.extend(
            pools
                .pools
                .iter()
                .map(|own| Seen { key: StockKey::Pool(own.key.clone()), version: own.version }),
        );
        (pools, seen)
    }

    fn commit(&self, verb: &str, text: &str) -> Result<String, Error> {
        let hold = verb == "hold";
        let (plan, now, expires_at) = read(text, |reader, fields| {
            let plan = fields.required(reader, "plan", read::plan);
            let now = fields.required(reader, "now", read::instant);
            let expires_at = match hold {
                true => fields.required(reader, "expires_at", read::instant).map(Some),
                false => Some(None),
            };
            Some((plan?, now?, expires_at?))
        })?;
        let answer = match expires_at {
            Some(expires_at) => self.ledger.hold(&plan, expires_at, now)?,
            None => self.ledger.commit(&plan, now)?,
        };
        Ok(write::answer(&answer))
    }

    fn stock(&self, verb: &str, text: &str) -> Result<String, Error> {
        let count = verb == "count";
        let (pool, quantity, safety, today) = read(text, |reader, fields| {
            let pool = self.pool(reader, fields);
            let name = if count { "on_hand" } else { "by" };
            let quantity = fields.required(reader, name, read::whole);
            let safety = match count {
                true => fields.optional(reader, "safety", read::whole),
                false => None,
            };
            let today = fields.required(reader, "today", Reader::day);
            Some((pool?, quantity?, safety.unwrap_or(0), today?))
        })?;
        let sight = self.engine.sight(today);
        Ok(write::answer(&match count {
            true => self.ledger.count(&pool, quantity, safety, &sight),
            false => self.ledger.adjust(&pool, quantity, &sight),
        }))
    }

    fn receipt(&self, verb: &str, text: &str) -> Result<String, Error> {
        let (add, dated) = (verb == "add_receipt", matches!(verb, "add_receipt" | "move_receipt"));
        let (pool, id, day, quantity, today) = read(text, |reader, fields| {
            let pool = self.pool(reader, fields);
            let id = fields.required(reader, "id", read::owned);
            let day = match dated {
                true => fields.required(reader, "day", Reader::day),
                false => Some(Day(0)),
            };
            let quantity = match verb {
                "add_receipt" => fields.required(reader, "quantity", read::whole).map(Some),
                "cancel_receipt" => Some(None),
                _ => Some(fields.optional(reader, "quantity", read::whole)),
            };
            let today = fields.required(reader, "today", Reader::day);
            Some((pool?, id?, day?, quantity?, today?))
        })?;
        let (ledger, sight) = (self.ledger, self.engine.sight(today));
        Ok(write::answer(&match verb {
            _ if add => ledger.add_receipt(&pool, &id, day, quantity.unwrap_or(0), &sight),
            "move_receipt" => ledger.move_receipt(&pool, &id, day, quantity, &sight),
            "cancel_receipt" => ledger.cancel_receipt(&pool, &id, &sight),
            _ => ledger.arrive(&pool, &id, quantity, &sight),
        }))
    }

    fn hold(&self, verb: &str, text: &str) -> Result<String, Error> {
        let (order, now) = read(text, |reader, fields| {
            let order = match verb {
                "expire" => Some(Box::default()),
                _ => fields.required(reader, "order", read::owned),
            };
            let now = match verb {
                "release" => Some(0),
                _ => fields.required(reader, "now", read::instant),
            };
            Some((order?, now?))
        })?;
        Ok(write::answer(&match verb {
            "confirm" => self.ledger.confirm(&order, now),
            "release" => self.ledger.release(&order),
            _ => self.ledger.expire(now),
        }))
    }

    fn ship(&self, text: &str) -> Result<String, Error> {
        let (order, shipment, line, quantity) = read(text, |reader, fields| {
            let order = fields.required(reader, "order", read::owned);
            let shipment = fields.required(reader, "shipment", read::owned);
            let line = fields.optional(reader, "line", read::owned);
            let quantity = fields.optional(reader, "quantity", read::whole);
            Some((order?, shipment?, line, quantity))
        })?;
        let answer = self.ledger.ship(&order, &shipment, line.as_deref(), quantity);
        Ok(write::answer(&answer))
    }

    fn take(&self, text: &str) -> Result<String, Error> {
        let (order, partner, units, answer, today) = read(text, |reader, fields| {
            let order = fields.required(reader, "order", read::owned);
            let partner = fields.required(reader, "partner", read::owned);
            let answer = fields.optional(reader, "answer", read::owned).unwrap_or_default();
            let units = fields.required(reader, "units", |reader, node| {
                Some(reader.each(node, |reader, node| {
                    let mut fields = reader.fields(node)?;
                    let pool = self.pool(reader, &mut fields);
                    let quantity = fields.required(reader, "quantity", read::whole);
                    fields.finish(reader);
                    Some((pool?, quantity?))
                }))
            });
            let today = fields.optional(reader, "today", Reader::day);
            Some((order?, partner?, units?, answer, today))
        })?;
        Ok(write::answer(&self.ledger.take(&order, &partner, &units, &answer, today)))
    }

    fn purge(&self, text: &str) -> Result<String, Error> {
        let before = read(text, |reader, fields| fields.required(reader, "before", Reader::day))?;
        Ok(write::answer(&self.ledger.purge(before, &self.engine.open_quotas(before))))
    }

    fn supply(&self, text: &str) -> Result<String, Error> {
        let (products, now, owner) = read(text, |reader, fields| {
            let products = fields
                .required(reader, "products", |reader, node| Some(reader.each(node, read::owned)));
            let now = fields.required(reader, "now", read::instant);
            let owner = fields.optional(reader, "owner", read::owned);
            Some((products?, now?, owner))
        })?;
        let names: Vec<&str> = products.iter().map(|name| &**name).collect();
        let (pools, seen) = self.seen(&names, now, owner.as_deref());
        Ok(write::supply(&pools, &seen))
    }

    fn state(&self, text: &str) -> Result<String, Error> {
        let order = read(text, |reader, fields| fields.required(reader, "order", read::owned))?;
        Ok(self
            .ledger
            .order(&order)
            .map_or_else(|| "null".to_owned(), |own| write::order(&order, &own)))
    }

    fn at_risk(&self, text: &str) -> Result<String, Error> {
        let (pool, today) = read(text, |reader, fields| {
            let pool = self.pool(reader, fields);
            let today = fields.required(reader, "today", Reader::day);
            Some((pool?, today?))
        })?;
        Ok(write::at_risk(&self.ledger.at_risk(&pool, &self.engine.sight(today))))
    }

    fn repromise(&self, text: &str) -> Result<String, Error> {
        let (pools, key, policy, today) = read(text, |reader, fields| {
            let pools = match fields.has("pools") {
                false => self.pool(reader, fields).map(|pool| vec![pool]),
                true => fields.required(reader, "pools", |reader, node| {
                    Some(reader.each(node, |reader, node| {
                        let mut fields = reader.fields(node)?;
                        let pool = self.pool(reader, &mut fields);
                        fields.finish(reader);
                        pool
                    }))
                }),
            };
            let key = fields.required(reader, "key", read::owned);
            let policy = fields.optional(reader, "policy", read::policy);
            let today = fields.required(reader, "today", Reader::day);
            Some((pools?, key?, policy.unwrap_or_default(), today?))
        })?;
        let policy: RepromisePolicy = policy;
        let book = self.engine.book();
        let working = &book.calendar.working;
        let sight: Sight = self.engine.sight(today);
        let terms = RepromiseTerms {
            sight,
            ship: &|day| working.at_or_after(day),
            multiple: &|product| self.engine.multiple_of(product),
            partial: book.availability.partial,
            group: &|partner| self.engine.group_of(partner).map(Into::into),
            quotas: &|product| self.engine.quota_limits(product),
        };
        Ok(write::repromise(&self.ledger.repromise(&pools, &key, &policy, &terms)))
    }

    /// The ledger as it is, or a snapshot of it that was stored.
    fn verify(&self, text: &str) -> Result<String, Error> {
        let stored =
            read(text, |reader, fields| Some(fields.optional(reader, "snapshot", read::owned)))?;
        Ok(write::findings(&match stored {
            Some(stored) => self.ledger.verify_state(&keep::books(&stored)?),
            None => self.ledger.verify(),
        }))
    }

    /// `product` and `location`; without the latter the rulebook's.
    fn pool(&self, reader: &mut Reader, fields: &mut Fields<'_>) -> Option<PoolKey> {
        let product = fields.required(reader, "product", read::owned)?;
        let location = fields.optional(reader, "location", read::owned);
        let first = || self.engine.book().availability.locations.first().cloned();
        Some(PoolKey { product, location: location.or_else(first).unwrap_or_default() })
    }
}

/// Appends a moment: `2026-03-02T10:15:30Z`.
fn write_instant(seconds: i64, out: &mut String) {
    let day = seconds.div_euclid(86_400);
    let of_day = seconds.rem_euclid(86_400);
    Day(i32::try_from(day).unwrap_or(i32::MAX)).write_iso(out);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    out.push_str(&format!("T{hour:02}:{minute:02}:{second:02}Z"));
}

/// Reads a moment; nothing for a local time, which has no offset.
fn parse_instant(text: &str) -> Option<i64> {
    let time = text.get(11..)?;
    let zoned = time.contains(['Z', 'z', '+', '-']);
    if zoned { Zone::UTC.instant(text) } else { None }
}

fn read<T>(
    text: &str,
    shape: impl FnOnce(&mut Reader, &mut Fields<'_>) -> Option<T>,
) -> Result<T, Error> {
    read_whole(SOURCE, text, shape)
}
