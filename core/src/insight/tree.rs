//! Which niche lies in which.

use crate::error::{Error, ErrorKind};
use std::collections::BTreeMap;

/// The niche that holds everything; no other may be called so.
pub const ALL: &str = "all";

/// Niches with their parents. A niche without a parent lies in [`ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NicheTree {
    parent: BTreeMap<String, String>,
}

impl NicheTree {
    /// A tree of pairs: niche, parent.
    ///
    /// ```
    /// use longtail::insight::NicheTree;
    /// let tree = NicheTree::new([("dentists", "care"), ("opticians", "care")])?;
    /// assert_eq!(tree.up("dentists"), ["dentists", "care", "all"]);
    /// # Ok::<(), longtail::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Input` for a niche with two parents, one above itself, or one called `all`.
    pub fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let fault = |message: String| Err(Error::new(ErrorKind::Input, message));
        let mut parent: BTreeMap<String, String> = BTreeMap::new();
        for (niche, above) in pairs {
            if niche == ALL {
                return fault(format!("no niche may be called `{ALL}`: it is the one above all"));
            }
            if above == ALL {
                continue;
            }
            let known = parent.insert(niche.to_owned(), above.to_owned());
            if let Some(other) = known.filter(|other| other != above) {
                return fault(format!("niche `{niche}` has two parents: `{other}` and `{above}`"));
            }
        }
        let tree = Self { parent };
        for niche in tree.parent.keys() {
            let mut at = niche;
            for _ in 0..tree.parent.len() {
                match tree.parent.get(at) {
                    Some(above) if above == niche => {
                        return fault(format!("niche `{niche}` lies above itself"));
                    }
                    Some(above) => at = above,
                    None => break,
                }
            }
        }
        Ok(tree)
    }

    /// The niche and all above it, up to [`ALL`].
    #[must_use]
    pub fn up<'a>(&'a self, niche: &'a str) -> Vec<&'a str> {
        let mut path = vec![niche];
        let mut at = niche;
        while let Some(above) = self.parent.get(at) {
            path.push(above);
            at = above;
        }
        if at != ALL {
            path.push(ALL);
        }
        path
    }

    /// The pairs of niche and parent, by niche.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parent.iter().map(|(niche, above)| (&**niche, &**above))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_has_one_way_up_and_no_circle() {
        let faults = [
            vec![("a", "b"), ("b", "c"), ("c", "a")],
            vec![("a", "a")],
            vec![("a", "b"), ("a", "c")],
            vec![("all", "b")],
        ];
        for pairs in faults {
            assert_eq!(NicheTree::new(pairs).unwrap_err().kind(), ErrorKind::Input);
        }
        let tree = NicheTree::new([("a", "b"), ("a", "b"), ("b", "all")]).unwrap();
        assert_eq!(tree.up("a"), ["a", "b", "all"]);
        assert_eq!(tree.up("elsewhere"), ["elsewhere", "all"]);
        assert_eq!(tree.up("all"), ["all"]);
    }
}
