use super::region::declared;
use super::rules::{Rule, names_one};
use crate::rulebook::Rulebook;
use crate::scope::{Subject, Test};
use hashbrown::HashMap;

/// Rules by one of the words they ask for, so that those which can cover or
/// meet a rule are found without comparing it with all others.
///
/// Each rule stands under every word of one condition, or among those that ask
/// for no word. Which condition that is changes the time taken, not the answer.
pub(super) struct Index<'b> {
    // Looked up only, so the order of the table reaches no answer.
    by_word: HashMap<(Key, &'b str), Vec<u32>>,
    open: Vec<u32>,
}

type Key = (u8, u16);

const fn key_of(subject: Subject) -> Option<Key> {
    match subject {
        Subject::Partner => Some((0, 0)),
        Subject::Product => Some((1, 0)),
        Subject::PartnerAttribute(at) => Some((2, at)),
        Subject::ProductAttribute(at) => Some((3, at)),
        // A niche can also be implied by the conditions of others.
        Subject::Niche | Subject::Quantity | Subject::Deal => None,
    }
}

impl<'b> Index<'b> {
    pub fn new(rules: &[Rule<'b>]) -> Self {
        let mut index = Self { by_word: HashMap::new(), open: Vec::new() };
        for (at, rule) in (0u32..).zip(rules) {
            match filed_under(rule) {
                Some((key, words)) => {
                    for word in words {
                        index.by_word.entry((key, word)).or_default().push(at);
                    }
                }
                None => index.open.push(at),
            }
        }
        index
    }

    /// The rules, rising, among which all are that cover `rule`.
    pub fn may_cover(&self, rule: &Rule<'_>, book: &Rulebook) -> Vec<u32> {
        let mut found = self.open.clone();
        for (subject, test) in &rule.region.tests {
            let Some(key) = key_of(*subject) else { continue };
            // What covers the rule accepts every word of it: one will do.
            let word = match test {
                Test::AnyOf(words) => words.first(),
                other => declared(book, *subject)
                    .and_then(|values| values.iter().find(|value| other.meets(value))),
            };
            if let Some(rules) = word.and_then(|word| self.by_word.get(&(key, &**word))) {
                found.extend(rules);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The condition with the fewest words, ids first.
fn filed_under<'b>(rule: &Rule<'b>) -> Option<(Key, &'b [Box<str>])> {
    let worded = rule.region.tests.iter().filter_map(|(subject, test)| match test {
        Test::AnyOf(words) => Some((*subject, key_of(*subject)?, &words[..])),
        _ => None,
    });
    let best = worded.min_by_key(|(subject, _, words)| (!names_one(*subject), words.len()));
    best.map(|(_, key, words)| (key, words))
}
