use super::{Attribute, Condition, DealPlace, Scope, Subject, Test, Vocabulary};
use crate::document::{Fields, Key, Node, Reader, Value, nearest};
use crate::explain::Code;
use crate::partner::PARTNER_COLUMNS;
use crate::product::PRODUCT_COLUMNS;

/// Names that every rulebook knows.
const BUILT_IN: [&str; 5] = ["partner", "niche", "product", "quantity", "deal"];

/// What a scope of a rule may ask about.
#[derive(Clone, Copy)]
pub(crate) struct Allowed {
    pub partner: bool,
    pub niche: bool,
    pub product: bool,
    pub quantity: bool,
    /// What is known of the order alone: its day, its deal.
    pub order: bool,
}

impl Allowed {
    pub(crate) const NICHE: Self =
        Self { partner: true, niche: false, product: false, quantity: false, order: false };
    pub(crate) const PARTNER: Self = Self { niche: true, ..Self::NICHE };
    pub(crate) const PRODUCT: Self =
        Self { partner: false, niche: false, product: true, quantity: false, order: false };
    pub(crate) const SALE: Self = Self { product: true, order: true, ..Self::PARTNER };
    pub(crate) const LINE: Self = Self { quantity: true, ..Self::SALE };

    const fn allows(self, subject: Subject) -> bool {
        match subject {
            Subject::Partner | Subject::PartnerAttribute(_) => self.partner,
            Subject::Niche => self.niche,
            Subject::Product | Subject::ProductAttribute(_) => self.product,
            Subject::Quantity => self.quantity,
            Subject::Deal => self.order,
        }
    }
}

/// What the conditions of a rulebook's scopes can name.
pub(crate) struct ScopeNames<'a> {
    pub vocabulary: &'a Vocabulary,
    pub niches: &'a [&'a str],
}

impl ScopeNames<'_> {
    fn subject(&self, name: &str) -> Option<Subject> {
        let at = |attributes: &[Attribute]| attributes.iter().position(|a| *a.name == *name);
        match name {
            "partner" => Some(Subject::Partner),
            "niche" => Some(Subject::Niche),
            "product" => Some(Subject::Product),
            "quantity" => Some(Subject::Quantity),
            "deal" => Some(Subject::Deal),
            _ => at(&self.vocabulary.partner).map(|i| Subject::PartnerAttribute(i as u16)).or_else(
                || at(&self.vocabulary.product).map(|i| Subject::ProductAttribute(i as u16)),
            ),
        }
    }

    fn known(&self, allowed: Allowed) -> Vec<&str> {
        let declared = self.vocabulary.partner.iter().chain(&self.vocabulary.product);
        let all = BUILT_IN.into_iter().chain(declared.map(|a| &*a.name));
        all.filter(|name| self.subject(name).is_some_and(|s| allowed.allows(s))).collect()
    }

    fn is_day(&self, subject: Subject) -> bool {
        let Subject::PartnerAttribute(at) = subject else { return false };
        self.vocabulary.partner.get(at as usize).is_some_and(|attribute| attribute.day)
    }

    /// The closed list of values of a subject, if it has one.
    fn values(&self, subject: Subject) -> Option<Vec<&str>> {
        let attribute = match subject {
            Subject::Niche => return Some(self.niches.to_vec()),
            Subject::Deal => return Some(DealPlace::NAMES.to_vec()),
            Subject::PartnerAttribute(a) => self.vocabulary.partner.get(a as usize)?,
            Subject::ProductAttribute(a) => self.vocabulary.product.get(a as usize)?,
            Subject::Partner | Subject::Product | Subject::Quantity => return None,
        };
        attribute.values.as_ref().map(|values| values.iter().map(|w| &**w).collect())
    }
}

/// Reads `everyone` or a mapping of conditions.
pub(crate) fn read_scope(
    reader: &mut Reader,
    node: &Node,
    names: &ScopeNames<'_>,
    allowed: Allowed,
) -> Option<Scope> {
    match &node.value {
        Value::Scalar { text, .. } if **text == *"everyone" => Some(Scope::default()),
        Value::Mapping(entries) if !entries.is_empty() => {
            let before = reader.count();
            let conditions = reader.entries(node, |reader, key, value| {
                read_condition(reader, key, value, names, allowed)
            });
            (reader.count() == before).then_some(Scope { conditions })
        }
        _ => {
            reader.wrong_type(node, "`everyone` or a mapping of conditions");
            None
        }
    }
}

fn read_condition(
    reader: &mut Reader,
    key: &Key,
    node: &Node,
    names: &ScopeNames<'_>,
    allowed: Allowed,
) -> Option<Condition> {
    let Some(subject) = names.subject(&key.text).filter(|s| allowed.allows(*s)) else {
        let known = names.known(allowed);
        let near = nearest(&key.text, known.iter().copied()).unwrap_or("");
        let data = [("found", &*key.text), ("expected", "condition"), ("nearest", near)];
        reader.fault_at(key.line, key.column, Code::UnknownName, &data);
        return None;
    };
    let test = if subject == Subject::Quantity {
        read_range(reader, node)?
    } else {
        read_test(reader, node, subject, names.is_day(subject), allowed)?
    };
    let kind = if subject == Subject::Niche { "niche" } else { "value" };
    check_words(reader, node, &test, kind, names.values(subject).as_deref());
    Some(Condition { name: key.text.clone(), subject, test })
}

fn read_range(reader: &mut Reader, node: &Node) -> Option<Test> {
    let mut fields = reader.fields(node)?;
    let mut bound = |reader: &mut Reader, name| {
        fields.optional(reader, name, |reader, node| reader.whole(node, 0, 1_000_000_000))
    };
    let low = bound(reader, "at_least");
    let high = bound(reader, "below");
    let written = fields.has("at_least") || fields.has("below");
    fields.finish(reader);
    if !written {
        reader.wrong_type(node, "`at_least`, `below` or both");
        return None;
    }
    if let (Some(low), Some(high)) = (low, high)
        && high <= low
    {
        let (found, expected) = (high.to_string(), format!("a number above {low}"));
        reader.fault(node, Code::InvalidValue, &[("found", &found), ("expected", &expected)]);
        return None;
    }
    Some(Test::Range(low, high))
}

fn read_test(
    reader: &mut Reader,
    node: &Node,
    subject: Subject,
    is_day: bool,
    allowed: Allowed,
) -> Option<Test> {
    if is_day {
        return read_day_test(reader, node, allowed);
    }
    let Value::Mapping(_) = node.value else { return Some(Test::AnyOf(read_words(reader, node)?)) };
    let mut fields: Fields<'_> = reader.fields(node)?;
    let by_id = matches!(subject, Subject::Partner | Subject::Product);
    let not = fields.optional(reader, "not", read_words);
    // Ids are looked up one by one; a prefix of an id is a hidden attribute,
    // which should be declared and named.
    let prefix = if by_id { None } else { fields.optional(reader, "prefix", read_words) };
    let written = fields.has("not") || fields.has("prefix");
    fields.finish(reader);
    match (prefix, not) {
        (Some(words), None) => Some(Test::Prefix(words)),
        (None, Some(words)) => Some(Test::Not(words)),
        (Some(_), Some(_)) => {
            reader.wrong_type(node, "either `prefix` or `not`");
            None
        }
        (None, None) => {
            if !written {
                reader.wrong_type(node, "a value, a list, `prefix` or `not`");
            }
            None
        }
    }
}

/// `{ not_before: order }`.
fn read_day_test(reader: &mut Reader, node: &Node, allowed: Allowed) -> Option<Test> {
    if !allowed.order {
        reader.invalid(node, "no condition on a day here: it is not known for which order");
        return None;
    }
    let mut fields = reader.fields(node)?;
    let word = fields.required(reader, "not_before", |r, n| r.word(n, &["order"]));
    fields.finish(reader);
    word.map(|_| Test::NotBefore)
}

fn read_words(reader: &mut Reader, node: &Node) -> Option<Vec<Box<str>>> {
    if let Value::Sequence(items) = &node.value {
        if items.is_empty() {
            reader.wrong_type(node, "at least one value");
            return None;
        }
        let words = reader.each(node, |reader, item| reader.text(item).map(Box::from));
        return (words.len() == items.len()).then_some(words);
    }
    reader.text(node).map(|word| vec![word.into()])
}

/// Words of a closed list that are not on it.
fn check_words(reader: &mut Reader, node: &Node, test: &Test, kind: &str, values: Option<&[&str]>) {
    let Some(values) = values else { return };
    for word in test.words() {
        let known = match test {
            Test::Prefix(_) => values.iter().any(|v| v.starts_with(&**word)),
            _ => values.contains(&&**word),
        };
        if !known {
            let near = nearest(word, values.iter().copied()).unwrap_or("");
            let data = [("found", &**word), ("expected", kind), ("nearest", near)];
            reader.fault(position_of(node, word), Code::UnknownName, &data);
        }
    }
}

/// The node in which a word is written.
fn position_of<'n>(node: &'n Node, word: &str) -> &'n Node {
    let children: Vec<&Node> = match &node.value {
        Value::Sequence(items) => items.iter().collect(),
        Value::Mapping(entries) => entries.iter().map(|(_, value)| value).collect(),
        _ => return node,
    };
    children
        .into_iter()
        .map(|child| position_of(child, word))
        .find(|child| matches!(&child.value, Value::Scalar { text, .. } if **text == *word))
        .unwrap_or(node)
}

/// Reads `attributes: { partner: {...}, product: {...} }`.
pub(crate) fn read_vocabulary(reader: &mut Reader, node: &Node) -> Option<Vocabulary> {
    let mut fields = reader.fields(node)?;
    let mut read = |reader: &mut Reader, name, columns: &[&str]| {
        fields
            .optional(reader, name, |r, node| read_attributes(r, node, columns))
            .unwrap_or_default()
    };
    let partner: Vec<Attribute> = read(reader, "partner", &PARTNER_COLUMNS);
    let product: Vec<Attribute> = read(reader, "product", &PRODUCT_COLUMNS);
    for attribute in &product {
        if partner.iter().any(|p| p.name == attribute.name) {
            let data = [("found", &*attribute.name), ("expected", "an attribute")];
            reader.fault(node, Code::DuplicateId, &data);
        }
    }
    fields.finish(reader);
    Some(Vocabulary { partner, product })
}

fn read_attributes(reader: &mut Reader, node: &Node, columns: &[&str]) -> Option<Vec<Attribute>> {
    Some(reader.entries(node, |reader, key, value| {
        if BUILT_IN.contains(&&*key.text) || columns.contains(&&*key.text) {
            let data = [("found", &*key.text), ("expected", "a name that is not built in")];
            reader.fault_at(key.line, key.column, Code::InvalidValue, &data);
            return None;
        }
        let day = matches!(&value.value, Value::Scalar { text, .. } if **text == *"day");
        if day && *columns != PARTNER_COLUMNS[..] {
            reader.invalid(value, "`text` or a list of values: only partners have days");
        }
        let values = match &value.value {
            Value::Scalar { text, .. } if day || **text == *"text" => None,
            Value::Sequence(_) => {
                Some(reader.each(value, |reader, word| reader.text(word).map(Box::from)))
            }
            // Declared all the same: a rule that names it is not at fault.
            _ => {
                reader.wrong_type(value, "`text`, `day` or a list of values");
                None
            }
        };
        Some(Attribute { name: key.text.clone(), values, day })
    }))
}
