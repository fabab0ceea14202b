//! Who belongs where.

use super::super::plain::answer;
use crate::discovery::{CodeRange, Member, NicheRule, memberships};
use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MembersQuestion {
    rules: Vec<Rule>,
    partners: Vec<Partner>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    parent: Option<String>,
    #[serde(default)]
    attributes: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    codes: Vec<Range>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    tree: String,
    revision: String,
    under: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Partner {
    id: String,
    #[serde(default)]
    attributes: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    codes: Vec<Code>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    tree: String,
    revision: String,
    code: String,
}

pub(super) fn members(asked: MembersQuestion) -> Result<String, Error> {
    let range = |r: Range| CodeRange { tree: r.tree, revision: r.revision, under: r.under };
    let rule = |r: Rule| NicheRule {
        id: r.id,
        parent: r.parent,
        attributes: r.attributes,
        codes: r.codes.into_iter().map(range).collect(),
    };
    let member = |p: Partner| Member {
        partner: p.id,
        attributes: p.attributes,
        codes: p.codes.into_iter().map(|c| (c.tree, c.revision, c.code)).collect(),
    };
    let rules: Vec<NicheRule> = asked.rules.into_iter().map(rule).collect();
    let partners: Vec<Member> = asked.partners.into_iter().map(member).collect();
    let found = memberships(&rules, &partners)?;
    #[derive(Serialize)]
    struct Answer {
        niches: BTreeMap<String, Vec<String>>,
        partners: BTreeMap<String, Vec<String>>,
        in_none: Vec<String>,
        other_revision: Vec<Other>,
    }
    #[derive(Serialize)]
    struct Other {
        partner: String,
        tree: String,
        revision: String,
    }
    let other = |(partner, tree, revision)| Other { partner, tree, revision };
    answer(&Answer {
        niches: found.niches,
        partners: found.partners,
        in_none: found.in_none,
        other_revision: found.other_revision.into_iter().map(other).collect(),
    })
}
