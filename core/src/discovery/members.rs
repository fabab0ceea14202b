//! Which partner belongs to which niche.

use super::twice;
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};

/// Codes of one revision of a classification, by where they begin.
///
/// The same digits can mean something else in another revision: of the 996 codes
/// of NACE Rev. 2, 129 are not in Rev. 2.1, and others were defined anew. So a code
/// without its revision is no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRange {
    /// The classification, such as `nace`.
    pub tree: String,
    /// Its revision, such as `2.1`.
    pub revision: String,
    /// Codes; all below each belong too. Dots and spaces do not count, so `01.1`
    /// holds `01.11` and the national `01111`.
    pub under: Vec<String>,
}

/// A niche: who has one of the values of every attribute, and one of the codes of
/// every range. A missing attribute or code never matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NicheRule {
    /// Its id.
    pub id: String,
    /// The niche above it: its members belong there too.
    pub parent: Option<String>,
    /// For each attribute the values, any of which will do.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// The ranges of codes, all of which must be met.
    pub codes: Vec<CodeRange>,
}

/// A partner as far as niches look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// The partner.
    pub partner: String,
    /// Its attributes; each may have several values.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// Its codes: tree, revision, code.
    pub codes: Vec<(String, String, String)>,
}

/// Who belongs where, and who does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// The niches of each partner, sorted, with the niches above them.
    pub niches: BTreeMap<String, Vec<String>>,
    /// The partners of each niche, sorted; also niches without any.
    pub partners: BTreeMap<String, Vec<String>>,
    /// Partners that belong to no niche, sorted.
    pub in_none: Vec<String>,
    /// Partners with a code of a tree that a niche asks for, but of another
    /// revision, and which revision; sorted. They match nothing until converted.
    pub other_revision: Vec<(String, String, String)>,
}

/// Puts partners into niches. A partner may belong to several.
///
/// # Errors
/// `Input` for a niche defined twice, without a condition, below one that is not
/// defined or below itself; and for a partner given twice.
pub fn memberships(rules: &[NicheRule], partners: &[Member]) -> Result<Members, Error> {
    let above = checked(rules, partners)?;
    let mut found = Members::default();
    for rule in rules {
        found.partners.entry(rule.id.clone()).or_default();
    }
    let mut other = BTreeSet::new();
    for member in partners {
        let mut own: BTreeSet<&str> = BTreeSet::new();
        for rule in rules {
            if meets(rule, member) {
                own.extend(&above[&*rule.id]);
            }
            for range in &rule.codes {
                let wrong = |(tree, revision, _): &&(String, String, String)| {
                    *tree == range.tree && *revision != range.revision
                };
                other.extend(member.codes.iter().filter(wrong).map(|(tree, revision, _)| {
                    (member.partner.clone(), tree.clone(), revision.clone())
                }));
            }
        }
        if own.is_empty() {
            found.in_none.push(member.partner.clone());
        }
        for niche in &own {
            if let Some(partners) = found.partners.get_mut(*niche) {
                partners.push(member.partner.clone());
            }
        }
        let own = own.into_iter().map(str::to_owned).collect();
        found.niches.insert(member.partner.clone(), own);
    }
    found.in_none.sort_unstable();
    found.partners.values_mut().for_each(|partners| partners.sort_unstable());
    found.other_revision = other.into_iter().collect();
    Ok(found)
}

/// Each niche with all above it; or all faults.
fn checked<'a>(
    rules: &'a [NicheRule],
    partners: &[Member],
) -> Result<BTreeMap<&'a str, Vec<&'a str>>, Error> {
    let mut faults = Vec::new();
    for rule in rules {
        let empty = |range: &CodeRange| range.under.iter().any(|code| bare(code).is_empty());
        if rule.attributes.is_empty() && rule.codes.is_empty() || rule.codes.iter().any(empty) {
            faults.push(format!("niche `{}` has a condition that says nothing", rule.id));
        }
    }
    for niche in twice(rules.iter().map(|rule| &*rule.id)) {
        faults.push(format!("niche `{niche}` is defined twice"));
    }
    let by_id = rules.iter().map(|rule| (&*rule.id, rule)).collect();
    let mut above = BTreeMap::new();
    for rule in rules {
        match path(&by_id, rule) {
            Ok(path) => drop(above.insert(&*rule.id, path)),
            // Those below it have the same fault.
            Err(fault) if faults.contains(&fault) => {}
            Err(fault) => faults.push(fault),
        }
    }
    for partner in twice(partners.iter().map(|member| &*member.partner)) {
        faults.push(format!("partner `{partner}` is given twice"));
    }
    Error::together(faults).map(|()| above)
}

/// The niche and all above it.
fn path<'a>(
    rules: &BTreeMap<&'a str, &'a NicheRule>,
    rule: &'a NicheRule,
) -> Result<Vec<&'a str>, String> {
    let mut path = vec![&*rule.id];
    let mut at = rule;
    while let Some(parent) = &at.parent {
        if path.contains(&&**parent) {
            return Err(format!("niche `{parent}` lies above itself"));
        }
        let Some(next) = rules.get(&**parent) else {
            return Err(format!("niche `{}` lies in `{parent}`, which is not defined", at.id));
        };
        path.push(parent);
        at = next;
    }
    Ok(path)
}

fn meets(rule: &NicheRule, member: &Member) -> bool {
    let has = |(name, values): (&String, &Vec<String>)| {
        let own = member.attributes.get(name);
        own.is_some_and(|own| own.iter().any(|value| values.contains(value)))
    };
    let lies_in = |range: &CodeRange| {
        let same = |(tree, revision, _): &&(String, String, String)| {
            *tree == range.tree && *revision == range.revision
        };
        let under = |code: &str| {
            let code = bare(code);
            range.under.iter().any(|above| code.starts_with(&bare(above)))
        };
        member.codes.iter().filter(same).any(|(_, _, code)| under(code))
    };
    rule.attributes.iter().all(has) && rule.codes.iter().all(lies_in)
}

/// A code without what only makes it readable.
fn bare(code: &str) -> String {
    code.chars().filter(|c| !matches!(c, '.' | ' ' | '-')).collect::<String>().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn rule(id: &str, parent: Option<&str>, revision: &str, under: &[&str]) -> NicheRule {
        let texts = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect();
        let range =
            CodeRange { tree: "nace".into(), revision: revision.into(), under: texts(under) };
        NicheRule {
            id: id.into(),
            parent: parent.map(str::to_owned),
            attributes: BTreeMap::new(),
            codes: vec![range],
        }
    }

    fn partner(name: &str, codes: &[(&str, &str)]) -> Member {
        let code = |(revision, code): &(&str, &str)| {
            ("nace".to_owned(), (*revision).to_owned(), (*code).to_owned())
        };
        let codes = codes.iter().map(code).collect();
        Member { partner: name.into(), attributes: BTreeMap::new(), codes }
    }

    #[test]
    fn a_code_lies_under_its_beginning_in_its_own_revision() {
        let rules =
            [rule("farms", None, "2.1", &["01"]), rule("crops", Some("farms"), "2.1", &["01.1"])];
        let partners = [
            partner("class", &[("2.1", "01.11")]),
            partner("national", &[("2.1", "01111")]),
            partner("animals", &[("2.1", "01.4"), ("2", "01.1")]),
            partner("old", &[("2", "01.11")]),
            partner("bank", &[("2.1", "64.19")]),
            partner("none", &[]),
        ];
        let found = memberships(&rules, &partners).unwrap();
        assert_eq!(found.partners["crops"], ["class", "national"]);
        assert_eq!(found.partners["farms"], ["animals", "class", "national"]);
        assert_eq!(found.niches["class"], ["crops", "farms"]);
        assert_eq!(found.in_none, ["bank", "none", "old"]);
        let revisions: Vec<&str> = found.other_revision.iter().map(|(p, _, _)| &**p).collect();
        assert_eq!(revisions, ["animals", "old"]);
    }

    #[test]
    fn every_condition_must_be_met_and_a_missing_attribute_never_is() {
        let mut north = rule("north", None, "2.1", &["86"]);
        north.attributes.insert("region".into(), vec!["north".into(), "east".into()]);
        let mut there = partner("there", &[("2.1", "86.23")]);
        there.attributes.insert("region".into(), vec!["west".into(), "east".into()]);
        let found = memberships(&[north], &[there, partner("nowhere", &[("2.1", "86.23")])]);
        assert_eq!(found.unwrap().partners["north"], ["there"]);
    }

    #[test]
    fn a_partner_of_a_niche_belongs_to_the_niche_above_it_whatever_that_asks() {
        let rules = [rule("a", None, "2.1", &["10"]), rule("b", Some("a"), "2.1", &["86"])];
        let found = memberships(&rules, &[partner("p", &[("2.1", "86.1")])]).unwrap();
        assert_eq!(found.niches["p"], ["a", "b"]);
    }

    #[test]
    fn niches_that_cannot_be_meant_are_refused() {
        let nothing = NicheRule { id: "n".into(), ..NicheRule::default() };
        for rules in [
            vec![nothing],
            vec![rule("n", None, "2.1", &["."])],
            vec![rule("n", None, "2.1", &["1"]), rule("n", None, "2.1", &["2"])],
            vec![rule("n", Some("m"), "2.1", &["1"])],
            vec![rule("n", Some("m"), "2.1", &["1"]), rule("m", Some("n"), "2.1", &["2"])],
        ] {
            assert_eq!(memberships(&rules, &[]).unwrap_err().kind(), ErrorKind::Input);
        }
        let twice = [partner("p", &[]), partner("p", &[])];
        assert!(memberships(&[], &twice).is_err());
        assert_eq!(memberships(&[], &[]).unwrap(), Members::default());
    }
}
