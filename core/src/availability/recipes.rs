use hashbrown::{HashMap, HashSet};

/// What kits are made of and what may take a product's place. Products are
/// known by their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipes {
    // Read by key only.
    kits: HashMap<u32, Box<[(u32, i64)]>>,
    substitutes: HashMap<u32, Box<[u32]>>,
}

/// A kit that contains itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cycle(pub u32);

/// More units of a part than any kit has; numbers of nested kits stop here.
const UNITS_MAX: i64 = 1_000_000_000_000;

impl Recipes {
    /// Rows of a kit, a part and the units of it in one kit; rows of a product
    /// and one that may take its place, in order of preference.
    ///
    /// Kits within kits are taken apart until no part is a kit; units of a part
    /// that is reached in several ways are added up.
    ///
    /// # Errors
    ///
    /// The first kit of the rows that contains itself.
    ///
    /// ```
    /// use longtail::Recipes;
    /// // Kit 9 is two of kit 8 and one of part 1; kit 8 is three of part 1.
    /// let recipes = Recipes::new(&[(9, 8, 2), (9, 1, 1), (8, 1, 3)], &[]).expect("no cycle");
    /// assert_eq!(recipes.parts(9), Some(&[(1, 7)][..]));
    /// ```
    pub fn new(kits: &[(u32, u32, i64)], substitutes: &[(u32, u32)]) -> Result<Self, Cycle> {
        let mut rows: HashMap<u32, Vec<(u32, i64)>> = HashMap::new();
        for &(kit, part, units) in kits {
            rows.entry(kit).or_default().push((part, units));
        }
        let mut flat: HashMap<u32, Vec<(u32, i64)>> = HashMap::new();
        for &(kit, ..) in kits {
            flatten(kit, &rows, &mut flat)?;
        }
        let mut others: HashMap<u32, Vec<u32>> = HashMap::new();
        for &(product, substitute) in substitutes {
            others.entry(product).or_default().push(substitute);
        }
        Ok(Self {
            kits: flat.into_iter().map(|(kit, parts)| (kit, parts.into())).collect(),
            substitutes: others.into_iter().map(|(of, others)| (of, others.into())).collect(),
        })
    }

    /// The parts of a kit that are no kits, each once with its units.
    #[must_use]
    pub fn parts(&self, kit: u32) -> Option<&[(u32, i64)]> {
        if self.kits.is_empty() { None } else { self.kits.get(&kit).map(|parts| &**parts) }
    }

    /// What may take the place of a product, the best first.
    #[must_use]
    pub fn substitutes(&self, product: u32) -> &[u32] {
        if self.substitutes.is_empty() {
            return &[];
        }
        self.substitutes.get(&product).map_or(&[], |others| others)
    }
}

/// Takes a kit apart, after the kits in it. Not by recursion: a table may be as
/// deep as it is long.
fn flatten(
    kit: u32,
    rows: &HashMap<u32, Vec<(u32, i64)>>,
    flat: &mut HashMap<u32, Vec<(u32, i64)>>,
) -> Result<(), Cycle> {
    let mut open: HashSet<u32> = HashSet::new();
    let mut stack = vec![kit];
    while let Some(&kit) = stack.last() {
        if flat.contains_key(&kit) {
            stack.pop();
            open.remove(&kit);
            continue;
        }
        let parts = rows.get(&kit).map_or(&[][..], Vec::as_slice);
        open.insert(kit);
        let before = stack.len();
        for (part, _) in parts.iter().filter(|(part, _)| rows.contains_key(part)) {
            if open.contains(part) {
                return Err(Cycle(*part));
            }
            if !flat.contains_key(part) {
                stack.push(*part);
            }
        }
        if stack.len() == before {
            flat.insert(kit, sum_of(parts, flat));
        } else {
            // One at a time: those below are on the way down only when opened.
            stack.truncate(before + 1);
        }
    }
    Ok(())
}

fn sum_of(parts: &[(u32, i64)], flat: &HashMap<u32, Vec<(u32, i64)>>) -> Vec<(u32, i64)> {
    let mut sums: Vec<(u32, i64)> = Vec::new();
    for &(part, units) in parts {
        let own = [(part, 1)];
        for &(inner, each) in flat.get(&part).map_or(&own[..], Vec::as_slice) {
            let units = units.saturating_mul(each).min(UNITS_MAX);
            match sums.iter_mut().find(|(known, _)| *known == inner) {
                Some((_, sum)) => *sum = sum.saturating_add(units).min(UNITS_MAX),
                None => sums.push((inner, units)),
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_reached_in_several_ways_are_added_up() {
        let recipes = Recipes::new(&[(9, 8, 2), (9, 7, 1), (8, 1, 3), (7, 1, 1), (7, 2, 5)], &[]);
        let recipes = recipes.unwrap_or_default();
        assert_eq!(recipes.parts(9), Some(&[(1, 7), (2, 5)][..]));
        assert_eq!(recipes.parts(8), Some(&[(1, 3)][..]));
        assert_eq!(recipes.parts(1), None);
    }

    #[test]
    fn a_kit_that_contains_itself_is_refused_however_deep() {
        assert_eq!(Recipes::new(&[(1, 1, 1)], &[]), Err(Cycle(1)));
        assert_eq!(Recipes::new(&[(1, 2, 1), (2, 3, 1), (3, 2, 1)], &[]), Err(Cycle(2)));
        // A part in two branches is no cycle.
        assert!(
            Recipes::new(&[(1, 2, 1), (1, 3, 1), (2, 4, 1), (3, 4, 1), (4, 5, 1)], &[]).is_ok()
        );
        let deep: Vec<_> = (0..100_000).map(|kit| (kit, kit + 1, 1)).collect();
        assert_eq!(
            Recipes::new(&deep, &[]).unwrap_or_default().parts(0),
            Some(&[(100_000, 1)][..])
        );
    }

    #[test]
    fn units_of_nested_kits_stop_at_a_bound() {
        let rows: Vec<_> = (0..9).map(|kit| (kit, kit + 1, 1_000_000_000)).collect();
        let recipes = Recipes::new(&rows, &[]).unwrap_or_default();
        assert_eq!(recipes.parts(0), Some(&[(9, UNITS_MAX)][..]));
    }
}
