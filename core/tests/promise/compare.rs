//! Where solver and library differ, and the smallest world that shows it.

use super::answer::Answer;
use super::decide::decide;
use super::text::told;
use super::world::World;
use super::{library, shrink};
use std::fmt::Write;

/// The answers to all orders of a world, each seeing the ones before.
pub fn solved(world: &World) -> Vec<Answer> {
    let mut taken = Vec::new();
    world.orders.iter().map(|order| decide(world, order, &mut taken)).collect()
}

/// The first order of a world that the two answer differently: its place, our
/// answer, theirs. Nothing of a world that is refused.
fn difference(world: &World) -> Option<(usize, Answer, Answer)> {
    let theirs = library::answers(&library::read(world).ok()?, world);
    let both = solved(world).into_iter().zip(theirs).enumerate();
    let mut differ = both.filter(|(_, (own, other))| own != other);
    differ.next().map(|(at, (own, other))| (at, own, other))
}

/// In what the two answers differ, without numbers.
pub fn kind(own: &Answer, other: &Answer) -> String {
    let mut kind = String::new();
    for (own, other) in own.lines.iter().zip(&other.lines) {
        if own == other {
            continue;
        }
        let pairs = [
            ("quantity", own.quantity == other.quantity),
            ("substitute", own.substitute == other.substitute),
            ("confirmed", own.confirmed == other.confirmed),
            ("deliveries", own.deliveries == other.deliveries),
        ];
        let named = pairs.iter().filter(|(_, same)| !same).map(|(name, _)| *name);
        write!(kind, "line {} ", named.collect::<Vec<_>>().join(" ")).unwrap();
        if own.status != other.status {
            write!(kind, "{} for {} ", other.status, own.status).unwrap();
        }
        return kind;
    }
    let codes = |answer: &Answer| {
        answer.findings.iter().map(|one| format!("{} {}", one.code, one.severity)).collect()
    };
    let (own_codes, other_codes): (Vec<_>, Vec<_>) = (codes(own), codes(other));
    if own.findings != other.findings {
        let more = other_codes.iter().find(|code| !own_codes.contains(code));
        let less = own_codes.iter().find(|code| !other_codes.contains(code));
        return format!("finding more {more:?} less {less:?}");
    }
    format!("verdict {} for {}", other.verdict, own.verdict)
}

/// A difference told with the smallest world of its kind.
pub fn shown(world: &World, kind: &str) -> String {
    let is_same = |world: &World| {
        difference(world).is_some_and(|(_, own, other)| self::kind(&own, &other) == kind)
    };
    let small = shrink::smallest(world, &is_same);
    let Some((at, own, other)) = difference(&small) else { return told(world) };
    format!("{}\norder {at}\n  solver  {own:?}\n  library {other:?}\n", told(&small))
}
