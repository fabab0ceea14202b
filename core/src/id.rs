//! Identifiers: text at the border, small numbers inside.
//!
//! Every partner, product, niche or rule is named by the company; the engine
//! gives each name a dense number once, when it is built, and works with the
//! numbers. The two kinds never mix: [`PartnerId`] is not [`ProductId`].

use hashbrown::{DefaultHashBuilder, HashTable};
use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::marker::PhantomData;

/// A dense number that stands for a name in one [`Names`] table.
pub trait Id: Copy {
    /// The id with this number.
    fn from_index(index: u32) -> Self;
    /// The number, usable as an index.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
        impl Id for $name {
            fn from_index(index: u32) -> Self { Self(index) }
            fn index(self) -> usize { self.0 as usize }
        }
    )*};
}

ids! {
    /// A partner of the master data.
    PartnerId,
    /// A product of the master data.
    ProductId,
    /// A niche of the rulebook.
    NicheId,
    /// A price list of the rulebook, in document order.
    PriceListId,
    /// A value of one declared attribute.
    ValueId,
}

/// Names in the order they came, each once, found by text or by number.
///
/// The texts lie end to end and the table holds numbers only, so ten million
/// names take little more room than their letters.
#[derive(Debug, Clone)]
pub struct Names<I> {
    letters: String,
    /// Where each name ends.
    ends: Vec<usize>,
    // Never iterated, so the seed cannot reach an answer. Empty while names that ascend
    // were taken in at once and none since: then they are found by halving.
    index: HashTable<u32>,
    // Seeded hashing: names come from outside.
    seed: DefaultHashBuilder,
    kind: PhantomData<I>,
}

impl<I> Default for Names<I> {
    fn default() -> Self {
        Self {
            letters: String::new(),
            ends: Vec::new(),
            index: HashTable::new(),
            seed: DefaultHashBuilder::default(),
            kind: PhantomData,
        }
    }
}

impl<I: Id> Names<I> {
    /// The id of `name`, new or known, and whether it is new.
    pub fn insert(&mut self, name: &str) -> (I, bool) {
        self.build_index();
        let hash = self.seed.hash_one(name);
        let (letters, ends) = (&self.letters, &self.ends);
        if let Some(&known) = self.index.find(hash, |&id| text(letters, ends, id) == name) {
            return (I::from_index(known), false);
        }
        let next = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.letters.push_str(name);
        self.ends.push(self.letters.len());
        let (letters, ends, seed) = (&self.letters, &self.ends, &self.seed);
        self.index.insert_unique(hash, next, |&id| seed.hash_one(text(letters, ends, id)));
        (I::from_index(next), true)
    }

    /// Takes in names that ascend, each once, when there is none yet. Says whether it did;
    /// otherwise nothing changed.
    pub(crate) fn take_ascending(&mut self, names: &[&str]) -> bool {
        if !self.is_empty() || !names.is_sorted_by(|a, b| a < b) {
            return false;
        }
        self.letters.reserve(names.iter().map(|name| name.len()).sum());
        self.ends.reserve(names.len());
        for name in names {
            self.letters.push_str(name);
            self.ends.push(self.letters.len());
        }
        true
    }

    fn build_index(&mut self) {
        if !self.index.is_empty() || self.ends.is_empty() {
            return;
        }
        let (letters, ends, seed) = (&self.letters, &self.ends, &self.seed);
        let hash = |&id: &u32| seed.hash_one(text(letters, ends, id));
        self.index.reserve(ends.len(), hash);
        for id in 0..ends.len() as u32 {
            self.index.insert_unique(hash(&id), id, hash);
        }
    }

    fn find_ascending(&self, name: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.ends.len() as u32);
        while low < high {
            let mid = low + (high - low) / 2;
            match text(&self.letters, &self.ends, mid).cmp(name) {
                Ordering::Less => low = mid + 1,
                Ordering::Greater => high = mid,
                Ordering::Equal => return Some(mid),
            }
        }
        None
    }

    /// Makes room for these names.
    pub(crate) fn reserve(&mut self, names: &[&str]) {
        let (letters, ends, seed) = (&self.letters, &self.ends, &self.seed);
        let more = names.len().saturating_sub(ends.len());
        self.index.reserve(more, |&id| seed.hash_one(text(letters, ends, id)));
        self.ends.reserve(more);
        if self.letters.is_empty() {
            self.letters.reserve(names.iter().map(|name| name.len()).sum());
        }
    }

    /// The id of a known name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<I> {
        if self.index.is_empty() {
            return self.find_ascending(name).map(I::from_index);
        }
        let hash = self.seed.hash_one(name);
        let same = |&id: &u32| text(&self.letters, &self.ends, id) == name;
        self.index.find(hash, same).map(|&id| I::from_index(id))
    }

    /// The name of an id; empty for an id of another table.
    #[must_use]
    pub fn name(&self, id: I) -> &str {
        text(&self.letters, &self.ends, id.index() as u32)
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no name at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All names, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|id| text(&self.letters, &self.ends, id))
    }
}

/// The name with this number; empty when there is none.
fn text<'n>(letters: &'n str, ends: &[usize], id: u32) -> &'n str {
    let id = id as usize;
    let start = id.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied());
    start.zip(ends.get(id).copied()).and_then(|(start, end)| letters.get(start..end)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_first_id() {
        let mut names = Names::<PartnerId>::default();
        assert_eq!(names.insert("a"), (PartnerId(0), true));
        assert_eq!(names.insert("b"), (PartnerId(1), true));
        assert_eq!(names.insert("a"), (PartnerId(0), false));
        assert_eq!(names.name(PartnerId(1)), "b");
        assert_eq!(names.name(PartnerId(9)), "");
        assert_eq!(names.iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((names.get("b"), names.get("c")), (Some(PartnerId(1)), None));
    }

    #[test]
    fn names_that_ascend_are_found_before_and_after_others_come() {
        let mut names = Names::<PartnerId>::default();
        assert!(!names.take_ascending(&["a", "a"]) && !names.take_ascending(&["b", "a"]));
        assert!(names.take_ascending(&["a", "c", "e"]) && !names.take_ascending(&["f"]));
        let found = |names: &Names<PartnerId>| {
            ["a", "b", "c", "d", "e", "f"].map(|name| names.get(name).map(|id| id.0))
        };
        assert_eq!(found(&names), [Some(0), None, Some(1), None, Some(2), None]);
        assert_eq!(names.clone().insert("c"), (PartnerId(1), false));
        assert_eq!(names.insert("b"), (PartnerId(3), true));
        assert_eq!(found(&names), [Some(0), Some(3), Some(1), None, Some(2), None]);
    }

    #[test]
    fn the_empty_name_and_many_names_are_told_apart() {
        let mut names = Names::<PartnerId>::default();
        assert_eq!(names.insert(""), (PartnerId(0), true));
        for number in 1..5_000u32 {
            assert_eq!(names.insert(&format!("é{number}")), (PartnerId(number), true));
        }
        assert_eq!(names.get(""), Some(PartnerId(0)));
        assert_eq!(names.get("é4999"), Some(PartnerId(4_999)));
        assert_eq!((names.name(PartnerId(7)), names.len()), ("é7", 5_000));
    }
}
