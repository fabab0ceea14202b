//! The reasons of an answer in words, once each.

use crate::explain::Language;
use crate::insight::{GatePolicy, Withheld};
use serde::Serialize;
use std::collections::BTreeSet;

/// The policy that judged, and the language it is told in.
#[derive(Clone, Copy)]
pub(super) struct Told<'p> {
    pub(super) policy: &'p GatePolicy,
    pub(super) language: Language,
}

/// A reason that an answer names.
#[derive(Serialize)]
pub(super) struct Why {
    reason: String,
    code: &'static str,
    message: String,
    remedy: String,
}

impl Told<'_> {
    /// Every reason that is among these, in their order.
    pub(super) fn why<'w>(self, reasons: impl Iterator<Item = &'w Withheld>) -> Vec<Why> {
        let reasons: BTreeSet<&Withheld> = reasons.collect();
        let why = |reason: &Withheld| {
            let finding = reason.finding(self.policy);
            Why {
                reason: reason.name(),
                code: finding.code.name(),
                message: finding.message(self.language),
                remedy: finding.remedy(self.language),
            }
        };
        reasons.into_iter().map(why).collect()
    }
}
