use super::book::{AmountMin, OrderRules, Permission, Rulebook};
use super::promises::read_availability;
use crate::calendar::{ShippingCalendar, WorkingDays, Zone, parse_time};
use crate::document::{self, Fields, Node, Reader, nearest};
use crate::error::{Error, ErrorKind};
use crate::explain::Code;
use crate::fees::read_plans;
use crate::money::Currency;
use crate::niche::Niche;
use crate::pricing::{
    ChoosePrice, Group, Reaction, RoundingRules, Tax, read_choose, read_groups, read_guards,
    read_order_adjustments, read_price_lists, read_rounding, read_stages, read_tax,
};
use crate::scope::{Allowed, ScopeNames, Vocabulary, read_scope, read_vocabulary};
use sha2::{Digest, Sha256};

/// The version of the rulebook format this library reads.
const FORMAT: i64 = 1;

impl Rulebook {
    /// Reads and checks a rulebook in YAML or JSON; `source` is what faults
    /// call the text, such as a file name.
    ///
    /// # Errors
    ///
    /// Of kind `rulebook`, with every fault as a finding: file, line, column,
    /// what was expected and the nearest known word.
    ///
    /// ```
    /// use longtail::Rulebook;
    /// let text = "
    /// format: 1
    /// id: small
    /// zone: Europe/Amsterdam
    /// currency: EUR
    /// price_lists:
    ///   - { id: general, for: everyone }
    /// ";
    /// let book = Rulebook::parse(text, "small.yaml").expect("a rulebook without faults");
    /// assert_eq!(book.id(), "small");
    ///
    /// let faults = Rulebook::parse(&text.replace("zone", "zoen"), "small.yaml").unwrap_err();
    /// let told: Vec<String> = faults.findings().iter().map(ToString::to_string).collect();
    /// assert!(told[0].starts_with("small.yaml:2:1: field `zone` is missing"));
    /// assert!(told[1].starts_with("small.yaml:4:1: zoen: unknown field `zoen`; did you mean `zone`?"));
    /// ```
    pub fn parse(text: &str, source: &str) -> Result<Self, Error> {
        let document = document::read(text, source);
        let mut reader = Reader::with_faults(source, document.faults);
        let root = document.root.as_ref();
        let book = root.and_then(|root| read_book(&mut reader, root, hash_of(text)));
        match book {
            Some(book) if reader.is_clean() => Ok(book),
            _ => Err(Error::with_findings(ErrorKind::Rulebook, reader.into_findings())),
        }
    }
}

impl Rulebook {
    /// Reads a rulebook from a tree; its faults go to the reader.
    pub(crate) fn of_node(reader: &mut Reader, node: &Node) -> Option<Self> {
        read_book(reader, node, hash_of(""))
    }
}

/// The first 16 hexadecimal digits of the SHA-256 of a text.
fn hash_of(text: &str) -> Box<str> {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>().into()
}

fn read_book(reader: &mut Reader, root: &Node, hash: Box<str>) -> Option<Rulebook> {
    let mut fields = reader.fields(root)?;
    fields.required(reader, "format", read_format);
    let id: Option<Box<str>> = fields.required(reader, "id", |r, n| r.text(n).map(Box::from));
    let name = fields.optional(reader, "name", |r, n| r.text(n).map(Box::from));
    let zone = fields.required(reader, "zone", read_zone);
    let currency = fields.required(reader, "currency", Reader::currency);
    let valid = reader.valid(&mut fields);
    // What is missing is reported; the rest is still checked with a stand-in.
    let money = currency.unwrap_or(Currency::EURO);
    let attributes = fields.optional(reader, "attributes", read_vocabulary).unwrap_or_default();
    let niches = fields
        .optional(reader, "niches", |r, n| Some(read_niches(r, n, &attributes)))
        .unwrap_or_default();
    let niche_ids: Vec<&str> = niches.iter().map(|n| &*n.id).collect();
    let names = ScopeNames { vocabulary: &attributes, niches: &niche_ids };
    let prices = read_prices(reader, &mut fields, &names, money);
    let permissions = fields
        .optional(reader, "permissions", |r, n| Some(read_permissions(r, n, &names)))
        .unwrap_or_default();
    let stages = fields
        .optional(reader, "waterfall", |r, n| Some(read_stages(r, n, &names)))
        .unwrap_or_default();
    let order_adjustments = fields
        .optional(reader, "order_adjustments", |r, n| Some(read_order_adjustments(r, n, &names)))
        .unwrap_or_default();
    let guards = fields
        .optional(reader, "guards", |r, n| Some(read_guards(r, n, &names)))
        .unwrap_or_default();
    let order_rules = fields
        .optional(reader, "order_rules", |r, n| read_order_rules(r, n, &names))
        .unwrap_or_default();
    let availability = fields
        .optional(reader, "availability", |r, n| read_availability(r, n, &names))
        .unwrap_or_default();
    let calendar = fields.optional(reader, "calendar", read_calendar).unwrap_or_default();
    let protection_days = fields.optional(reader, "deals", read_deals);
    let rates: Vec<&str> = prices.tax.rates.iter().map(|(name, _)| &**name).collect();
    let plans = fields
        .optional(reader, "fees", |r, n| Some(read_plans(r, n, &names, &rates)))
        .unwrap_or_default();
    fields.finish(reader);
    let id = id?;
    Some(Rulebook {
        name: name.unwrap_or_else(|| id.clone()),
        id,
        hash,
        zone: zone?,
        currency: currency?,
        valid,
        niches: niches.clone(),
        tax: prices.tax.clone(),
        rounding: prices.rounding,
        price_lists: prices.lists,
        choose_price: prices.choose,
        groups: prices.groups,
        permissions,
        stages,
        order_adjustments,
        guards,
        order_rules,
        availability,
        calendar,
        plans,
        protection_days,
        attributes: attributes.clone(),
    })
}

fn read_format(reader: &mut Reader, node: &Node) -> Option<()> {
    let found = reader.text(node)?;
    if found.parse() != Ok(FORMAT) {
        let data = [("found", found), ("expected", "1")];
        reader.fault(node, Code::FormatUnsupported, &data);
    }
    Some(())
}

fn read_zone(reader: &mut Reader, node: &Node) -> Option<Zone> {
    let text = reader.text(node)?;
    let zone = Zone::parse(text);
    if zone.is_none() {
        let near = nearest(text, Zone::names()).unwrap_or("");
        let data = [("found", text), ("expected", "time zone"), ("nearest", near)];
        reader.fault(node, Code::UnknownName, &data);
    }
    zone
}

struct Prices {
    tax: Tax,
    rounding: RoundingRules,
    lists: Vec<crate::pricing::PriceList>,
    choose: ChoosePrice,
    groups: Vec<Group>,
}

fn read_prices(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    names: &ScopeNames<'_>,
    currency: Currency,
) -> Prices {
    let tax = fields.optional(reader, "tax", read_tax).unwrap_or_default();
    let lists = fields
        .required(reader, "price_lists", |r, n| Some(read_price_lists(r, n, names, currency)))
        .unwrap_or_default();
    let converted = lists.iter().flat_map(|l| l.convert.iter().map(|(to, _)| *to));
    let mut currencies: Vec<Currency> = lists.iter().map(|l| l.currency).chain(converted).collect();
    currencies.push(currency);
    let rounding = fields
        .optional(reader, "rounding", |r, n| read_rounding(r, n, &currencies))
        .unwrap_or_default();
    let choose = fields
        .optional(reader, "choose_price", |r, n| read_choose(r, n, &lists))
        .unwrap_or_default();
    let groups = fields
        .optional(reader, "groups", |r, n| Some(read_groups(r, n, names)))
        .unwrap_or_default();
    Prices { tax, rounding, lists, choose, groups }
}

/// `{ protection_days: 90 }`.
fn read_deals(reader: &mut Reader, node: &Node) -> Option<i64> {
    let mut fields = reader.fields(node)?;
    let days = fields.required(reader, "protection_days", |r, n| r.whole(n, 1, 36_600));
    fields.finish(reader);
    days
}

fn read_niches(reader: &mut Reader, node: &Node, vocabulary: &Vocabulary) -> Vec<Niche> {
    let names = ScopeNames { vocabulary, niches: &[] };
    let mut ids = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let id = reader.unique_id(&mut fields, &mut ids, "a niche");
        let name = fields.optional(reader, "name", |r, n| r.text(n).map(Box::from));
        let scope = fields.required(reader, "for", |r, n| read_scope(r, n, &names, Allowed::NICHE));
        fields.finish(reader);
        let id = id?;
        // Declared even if its scope is at fault: a rule that names it is not.
        let scope = scope.unwrap_or_default();
        Some(Niche { name: name.unwrap_or_else(|| id.clone()), id, scope })
    })
}

fn read_permissions(reader: &mut Reader, node: &Node, names: &ScopeNames<'_>) -> Vec<Permission> {
    let mut ids = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let id = reader.unique_id(&mut fields, &mut ids, "a permission");
        let products =
            fields.required(reader, "products", |r, n| read_scope(r, n, names, Allowed::PRODUCT));
        let partners =
            fields.required(reader, "for", |r, n| read_scope(r, n, names, Allowed::PARTNER));
        fields.finish(reader);
        Some(Permission { id: id?, products: products?, partners: partners? })
    })
}

fn read_order_rules(
    reader: &mut Reader,
    node: &Node,
    names: &ScopeNames<'_>,
) -> Option<OrderRules> {
    let mut fields = reader.fields(node)?;
    let default = OrderRules::default();
    let lines_max = fields
        .optional(reader, "lines_max", |r, n| r.whole(n, 1, 100_000))
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(default.lines_max);
    let amount_min = fields
        .optional(reader, "amount_min", |r, n| Some(read_amount_min(r, n, names)))
        .unwrap_or_default();
    let credit_limit = fields
        .optional(reader, "credit_limit", |r, n| {
            const VALUES: [Option<Reaction>; 3] =
                [None, Some(Reaction::Approve), Some(Reaction::Reject)];
            r.word(n, &["ignore", "approve", "reject"]).map(|at| VALUES[at])
        })
        .flatten();
    fields.finish(reader);
    Some(OrderRules { lines_max, amount_min, credit_limit })
}

fn read_amount_min(reader: &mut Reader, node: &Node, names: &ScopeNames<'_>) -> Vec<AmountMin> {
    let mut ids = Vec::new();
    reader.each(node, |reader, node| {
        let mut fields = reader.fields(node)?;
        let id = reader.unique_id(&mut fields, &mut ids, "a minimum amount");
        let scope =
            fields.required(reader, "for", |r, n| read_scope(r, n, names, Allowed::PARTNER));
        let amounts = fields.required(reader, "amounts", Reader::amounts);
        let reaction = fields.required(reader, "reaction", |r, n| {
            const VALUES: [Reaction; 2] = [Reaction::Reject, Reaction::Approve];
            r.word(n, &["reject", "approve"]).map(|at| VALUES[at])
        });
        fields.finish(reader);
        Some(AmountMin { id: id?, scope: scope?, amounts: amounts?, reaction: reaction? })
    })
}

fn read_calendar(reader: &mut Reader, node: &Node) -> Option<ShippingCalendar> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut fields = reader.fields(node)?;
    let cut_off = fields.optional(reader, "cut_off", |reader, node| {
        let minute = parse_time(reader.text(node)?);
        if minute.is_none() {
            reader.invalid(node, "a time such as \"16:00\"");
        }
        minute
    });
    let mut week = [true, true, true, true, true, false, false];
    fields.optional(reader, "working_days", |reader, node| {
        let days = reader.each(node, |r, n| r.word(n, &DAYS));
        if days.is_empty() {
            reader.invalid(node, "at least one working day");
            return None;
        }
        week = [false; 7];
        days.iter().for_each(|&day| week[day] = true);
        Some(())
    });
    let closed = fields.optional(reader, "closed", |r, n| Some(r.each(n, Reader::day)));
    let handling = fields.optional(reader, "handling_days", |r, n| r.whole(n, 0, 365));
    let transit = fields.optional(reader, "transit_days", |r, n| r.whole(n, 0, 365));
    fields.finish(reader);
    let working = WorkingDays::new(week, closed.unwrap_or_default())?;
    Some(ShippingCalendar {
        cut_off,
        working,
        handling_days: handling.unwrap_or(0) as u16,
        transit_days: transit.unwrap_or(0) as u16,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_are_reported_at_once() {
        let text = "
format: 2
id: x
zone: Europe/Amsterdm
currency: EUR
attributes: { partner: { tier: [gold, silver] } }
price_lists:
  - { id: a, for: { teir: gold } }
  - { id: a, for: { tier: golf }, valid: { from: 2026-02-01, until: 2026-02-01 } }
waterfal: []
";
        let error = Rulebook::parse(text, "x.yaml")
            .err()
            .map(|e| e.findings().iter().map(|f| f.code.name().to_owned()).collect::<Vec<_>>());
        assert_eq!(
            error.unwrap_or_default(),
            [
                "rulebook.format_unsupported",
                "rulebook.unknown_name",
                "rulebook.unknown_name",
                "rulebook.duplicate_id",
                "rulebook.unknown_name",
                "rulebook.interval_inverted",
                "document.unknown_field",
            ]
        );
    }

    #[test]
    fn faults_of_the_writing_and_of_the_rules_are_told_together() {
        let text = "format: 1\nid: x\nid: y\nzone: Nowhere\ncurrency: EUR\nprice_lists: &p []\n";
        let codes: Vec<_> = Rulebook::parse(text, "x")
            .map(|_| Vec::new())
            .unwrap_or_else(|e| e.findings().iter().map(|f| f.code.name()).collect());
        let expected = ["document.duplicate_field", "rulebook.unknown_name", "document.unreadable"];
        assert_eq!(codes, expected);
    }

    #[test]
    fn the_hash_is_of_the_text() {
        assert_eq!(&*hash_of("abc"), "ba7816bf8f01cfea");
    }
}
