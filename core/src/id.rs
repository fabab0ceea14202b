//! Identifiers: text at the border, small numbers inside.
//!
//! Every partner, product, niche or rule is named by the company; the engine
//! gives each name a dense number once, when it is built, and works with the
//! numbers. The two kinds never mix: [`PartnerId`] is not [`ProductId`].

use hashbrown::HashMap;
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
#[derive(Debug, Clone)]
pub struct Names<I> {
    texts: Vec<Box<str>>,
    // Seeded hashing: names come from outside. Never iterated, so the seed
    // cannot reach an answer.
    index: HashMap<Box<str>, u32>,
    kind: PhantomData<I>,
}

impl<I> Default for Names<I> {
    fn default() -> Self {
        Self { texts: Vec::new(), index: HashMap::new(), kind: PhantomData }
    }
}

impl<I: Id> Names<I> {
    /// The id of `name`, new or known, and whether it is new.
    pub fn insert(&mut self, name: &str) -> (I, bool) {
        if let Some(&known) = self.index.get(name) {
            return (I::from_index(known), false);
        }
        let next = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(name.into());
        self.index.insert(name.into(), next);
        (I::from_index(next), true)
    }

    /// The id of a known name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<I> {
        self.index.get(name).map(|&i| I::from_index(i))
    }

    /// The name of an id; empty for an id of another table.
    #[must_use]
    pub fn name(&self, id: I) -> &str {
        self.texts.get(id.index()).map_or("", |t| t)
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no name at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// All names, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|t| &**t)
    }
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
    }
}
