use crate::calendar::{Day, Interval, Validity};
use crate::pricing::Over;
use crate::rulebook::Rulebook;
use crate::scope::{DealPlace, Scope, Subject, Test};
use hashbrown::HashSet;

/// Where a rule holds: conditions, quantities and days.
///
/// What one region says of another is never too much: a region *covers* another
/// only when it holds for every sale for which the other does, also for partners
/// with several values of an attribute.
#[derive(Clone, Debug)]
pub(super) struct Region<'b> {
    /// The conditions, with those of its niche where it names just one.
    pub tests: Vec<(Subject, &'b Test)>,
    /// From, and below.
    pub quantity: (i64, i64),
    /// Over what the quantity is counted.
    pub over: Over,
    /// The days on which it holds for everyone its conditions hold for.
    pub surely: Days,
    /// The days on which it holds for anyone.
    pub possibly: Days,
}

/// Days from one until before another, as numbers.
pub(super) type Days = (i64, i64);

/// All quantities there are.
const QUANTITIES: (i64, i64) = (1, i64::MAX);
const ALWAYS: Days = (i64::MIN, i64::MAX);

/// What keeps a region from covering another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// Nothing: it covers it.
    Nothing,
    /// Some quantities, and nothing else.
    Quantities,
    /// Some days, and nothing else.
    Days,
    /// More than that.
    More,
}

impl<'b> Region<'b> {
    pub fn new(book: &'b Rulebook, scope: &'b Scope, validity: &Validity, over: Over) -> Self {
        let (surely, possibly) = days_of(book, validity);
        let mut region = Self { tests: Vec::new(), quantity: QUANTITIES, over, surely, possibly };
        for condition in &scope.conditions {
            if let Test::Range(low, high) = condition.test {
                let (from, until) = QUANTITIES;
                region.quantity = (low.unwrap_or(from).max(from), high.unwrap_or(until));
                continue;
            }
            region.tests.push((condition.subject, &condition.test));
            if let (Subject::Niche, Test::AnyOf(names)) = (condition.subject, &condition.test)
                && let [name] = &names[..]
                && let Some(niche) = book.niches().iter().find(|niche| niche.id == *name)
            {
                let own = niche.scope.conditions.iter();
                region.tests.extend(own.map(|condition| (condition.subject, &condition.test)));
            }
        }
        region
    }

    /// Whether it names a bound on the quantity.
    pub fn bounds_quantity(&self) -> bool {
        self.quantity != QUANTITIES
    }

    /// What keeps it from covering another.
    pub fn lacks(&self, other: &Self, book: &Rulebook) -> Lack {
        let implied =
            |(subject, test): &(Subject, &Test)| implied(book, &other.tests, *subject, test);
        if !self.tests.iter().all(implied) {
            return Lack::More;
        }
        let counted_alike = !self.bounds_quantity() || self.over == other.over;
        let quantities = counted_alike && contains(self.quantity, other.quantity);
        match (quantities, contains(self.surely, other.possibly)) {
            (true, true) => Lack::Nothing,
            (false, true) if counted_alike => Lack::Quantities,
            (true, false) => Lack::Days,
            _ => Lack::More,
        }
    }

    /// The days on which both hold for someone.
    pub fn common_days(&self, other: &Self) -> Days {
        overlap(self.possibly, other.possibly)
    }
}

pub(super) fn contains(outer: (i64, i64), inner: (i64, i64)) -> bool {
    outer.0 <= inner.0 && inner.1 <= outer.1
}

pub(super) fn overlap(a: (i64, i64), b: (i64, i64)) -> (i64, i64) {
    (a.0.max(b.0), a.1.min(b.1))
}

pub(super) const fn is_empty(span: (i64, i64)) -> bool {
    span.0 >= span.1
}

/// Whether parts, in any order, together contain a whole.
pub(super) fn together(parts: &mut [(i64, i64)], whole: (i64, i64)) -> bool {
    parts.sort_unstable();
    let reached =
        parts.iter().fold(
            whole.0,
            |reached, part| {
                if part.0 <= reached { reached.max(part.1) } else { reached }
            },
        );
    reached >= whole.1
}

pub(super) fn days_of_interval(interval: &Interval) -> Days {
    let number = |day: Option<Day>, open| day.map_or(open, |day| i64::from(day.0));
    (number(interval.from, ALWAYS.0), number(interval.until, ALWAYS.1))
}

/// Surely and possibly, both within the rulebook's own validity.
fn days_of(book: &Rulebook, validity: &Validity) -> (Days, Days) {
    let whole = days_of_interval(book.valid());
    let new = days_of_interval(&validity.interval);
    let existing = days_of_interval(&Interval {
        from: validity.existing_from.or(validity.interval.from),
        until: validity.existing_until.or(validity.interval.until),
    });
    let either = (new.0.min(existing.0), new.1.max(existing.1));
    (overlap(overlap(new, existing), whole), overlap(either, whole))
}

/// Whether conditions that hold imply one more.
fn implied(book: &Rulebook, by: &[(Subject, &Test)], subject: Subject, test: &Test) -> bool {
    let own = by.iter().filter(|(own, _)| *own == subject);
    if own.into_iter().any(|(_, own)| implies(book, subject, own, test)) {
        return true;
    }
    match (subject, test) {
        (Subject::Deal, Test::AnyOf(words)) => words.len() == DealPlace::NAMES.len(),
        (Subject::Niche, Test::AnyOf(names)) => {
            let niches = book.niches().iter().filter(|niche| names.contains(&niche.id));
            niches.into_iter().any(|niche| {
                let own = &niche.scope.conditions;
                !own.is_empty() && own.iter().all(|c| implied(book, by, c.subject, &c.test))
            })
        }
        _ => false,
    }
}

/// Whether a test of a subject implies another one of it.
fn implies(book: &Rulebook, subject: Subject, own: &Test, test: &Test) -> bool {
    if own == test {
        return true;
    }
    let single = matches!(subject, Subject::Partner | Subject::Product | Subject::Deal);
    match (own, test) {
        (Test::AnyOf(words), Test::AnyOf(_) | Test::Prefix(_)) => all_meet(words, test),
        (Test::AnyOf(words), Test::Not(_)) if single => all_meet(words, test),
        (Test::Prefix(words), Test::Prefix(_)) if all_meet(words, test) => true,
        (Test::Not(words), Test::Not(others)) => others.iter().all(|word| words.contains(word)),
        (Test::Prefix(_) | Test::Not(_), Test::AnyOf(_) | Test::Prefix(_)) => {
            declared(book, subject).is_some_and(|values| {
                let mut left = values.iter().filter(|value| own.meets(value)).peekable();
                left.peek().is_some() && left.all(|value| test.meets(value))
            })
        }
        _ => false,
    }
}

/// From so many words on they are looked up, not compared one by one.
const LOOKED_UP_FROM: usize = 32;

fn all_meet(words: &[Box<str>], test: &Test) -> bool {
    match test {
        Test::AnyOf(others) if others.len().min(words.len()) >= LOOKED_UP_FROM => {
            let others: HashSet<&str> = others.iter().map(|word| &**word).collect();
            words.iter().all(|word| others.contains(&**word))
        }
        _ => words.iter().all(|word| test.meets(word)),
    }
}

/// The closed list of values of an attribute, if it has one.
pub(super) fn declared(book: &Rulebook, subject: Subject) -> Option<&[Box<str>]> {
    let attributes = book.attributes();
    let attribute = match subject {
        Subject::PartnerAttribute(at) => attributes.partner.get(usize::from(at)),
        Subject::ProductAttribute(at) => attributes.product.get(usize::from(at)),
        _ => None,
    };
    attribute?.values.as_deref()
}
