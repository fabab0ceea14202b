//! Many dated events, with sums and minimum prefixes: a B-tree by day.

use super::pool::Event;
use crate::calendar::Day;

/// The most events of a leaf and children of a node.
const WIDTH: usize = 32;

/// What comes and goes, by day, where there is much of it.
///
/// A node knows the sum of what lies under it and the lowest sum of a beginning
/// of it, with the last day of that: a question or a change looks at one way
/// down, so it costs O(log n).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tree {
    root: Node,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Leaf(Vec<Event>),
    Inner(Vec<Child>),
}

// INVARIANT: `of` is what `Totals::of(&node)` says; no node of a child is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Child {
    of: Totals,
    node: Node,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Totals {
    /// The last day.
    last: Day,
    received: i128,
    sum: i128,
    /// The lowest sum of the events up to one of them.
    low: i128,
    /// The last day with that sum.
    low_day: Day,
}

/// A sum and the last day on which it is that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Low {
    pub net: i128,
    pub day: Day,
}

impl Low {
    /// The lower of the two; of equals the later.
    pub fn min(self, later: Self) -> Self {
        if later.net <= self.net { later } else { self }
    }
}

impl Totals {
    const NONE: Self =
        Self { last: Day(i32::MIN), received: 0, sum: 0, low: i128::MAX, low_day: Day(i32::MIN) };

    fn then(mut self, next: Self) -> Self {
        let low = self.sum.saturating_add(next.low);
        if low <= self.low {
            (self.low, self.low_day) = (low, next.low_day);
        }
        self.sum += next.sum;
        self.received += next.received;
        self.last = next.last;
        self
    }

    fn of_event(event: &Event) -> Self {
        let sum = event.change();
        let received = i128::from(event.received);
        Self { last: event.day, received, sum, low: sum, low_day: event.day }
    }

    fn of(node: &Node) -> Self {
        match node {
            Node::Leaf(events) => {
                events.iter().fold(Self::NONE, |sum, event| sum.then(Self::of_event(event)))
            }
            Node::Inner(children) => {
                children.iter().fold(Self::NONE, |sum, child| sum.then(child.of))
            }
        }
    }
}

impl Tree {
    /// A tree of events that rise by day, each day once.
    pub fn new(events: &[Event]) -> Self {
        // Leaves and nodes are left half empty: there is room to book.
        let child = |node: Node| Child { of: Totals::of(&node), node };
        let leaves = events.chunks(WIDTH / 2).map(|part| child(Node::Leaf(part.to_vec())));
        let mut level: Vec<Child> = leaves.collect();
        while level.len() > WIDTH {
            let mut above = Vec::with_capacity(level.len() / (WIDTH / 2) + 1);
            let mut rest = level.into_iter().peekable();
            while rest.peek().is_some() {
                above.push(child(Node::Inner(rest.by_ref().take(WIDTH / 2).collect())));
            }
            level = above;
        }
        Self { root: Node::Inner(level) }
    }

    /// Adds to a day.
    pub fn add(&mut self, event: Event) {
        if let Some(right) = add(&mut self.root, event) {
            let left = std::mem::replace(&mut self.root, Node::Inner(Vec::new()));
            let left = Child { of: Totals::of(&left), node: left };
            self.root = Node::Inner(vec![left, right]);
        }
    }

    /// The sum of the events on or before a day, and what was received of them.
    pub fn until(&self, day: Day) -> (i128, i128) {
        let (mut sum, mut received) = (0, 0);
        let mut node = &self.root;
        loop {
            match node {
                Node::Leaf(events) => {
                    for event in events.iter().take_while(|event| event.day <= day) {
                        sum += event.change();
                        received += i128::from(event.received);
                    }
                    return (sum, received);
                }
                Node::Inner(children) => {
                    let at = children.partition_point(|child| child.of.last <= day);
                    for child in &children[..at] {
                        sum += child.of.sum;
                        received += child.of.received;
                    }
                    match children.get(at) {
                        None => return (sum, received),
                        Some(child) => node = &child.node,
                    }
                }
            }
        }
    }

    /// The lowest of the sums up to each event after `from` and on or before
    /// `until`; of equals the last day.
    pub fn lowest(&self, from: Day, until: Day) -> Option<Low> {
        let mut search = Search { from, until, sum: 0, low: None };
        search.visit(&self.root);
        search.low
    }

    /// The last event after `from` and on or before `until` up to which the sum
    /// is below a bound.
    pub fn last_below(&self, from: Day, until: Day, bound: i128) -> Option<Day> {
        last_below(&self.root, 0, (from, until), bound)
    }

    /// The first day after `day` on which something happens.
    pub fn next(&self, day: Day) -> Option<Day> {
        let mut node = &self.root;
        loop {
            match node {
                Node::Leaf(events) => {
                    let at = events.partition_point(|event| event.day <= day);
                    return events.get(at).map(|event| event.day);
                }
                Node::Inner(children) => {
                    let at = children.partition_point(|child| child.of.last <= day);
                    node = &children.get(at)?.node;
                }
            }
        }
    }

    /// Visits the events in order of their days, from a day on, until told to
    /// stop.
    pub fn each(&self, from: Day, visit: &mut dyn FnMut(&Event) -> bool) {
        each(&self.root, from, visit);
    }
}

/// Looks from the right, and only under children that have a sum below the
/// bound: one way down, and beside it one at the end of the days.
fn last_below(node: &Node, mut sum: i128, days: (Day, Day), bound: i128) -> Option<Day> {
    let (from, until) = days;
    match node {
        Node::Leaf(events) => {
            let mut found = None;
            for event in events.iter().take_while(|event| event.day <= until) {
                sum += event.change();
                if event.day > from && sum < bound {
                    found = Some(event.day);
                }
            }
            found
        }
        Node::Inner(children) => {
            let mut before = sum + children.iter().map(|child| child.of.sum).sum::<i128>();
            for (at, child) in children.iter().enumerate().rev() {
                before -= child.of.sum;
                if child.of.last <= from {
                    return None;
                }
                let later = at > 0 && children[at - 1].of.last >= until;
                if later || before.saturating_add(child.of.low) >= bound {
                    continue;
                }
                let found = last_below(&child.node, before, days, bound);
                if found.is_some() {
                    return found;
                }
            }
            None
        }
    }
}

fn each(node: &Node, from: Day, visit: &mut dyn FnMut(&Event) -> bool) -> bool {
    match node {
        Node::Leaf(events) => {
            let at = events.partition_point(|event| event.day < from);
            events[at..].iter().all(visit)
        }
        Node::Inner(children) => {
            let at = children.partition_point(|child| child.of.last < from);
            children[at..].iter().all(|child| each(&child.node, from, visit))
        }
    }
}

/// Adds to a day under a node; what no longer fits is given back, to stand
/// after the node.
fn add(node: &mut Node, event: Event) -> Option<Child> {
    match node {
        Node::Leaf(events) => {
            event.add_to(events);
            (events.len() > WIDTH).then(|| {
                let node = Node::Leaf(events.split_off(WIDTH / 2));
                Child { of: Totals::of(&node), node }
            })
        }
        Node::Inner(children) => {
            let behind = children.partition_point(|child| child.of.last < event.day);
            let at = behind.min(children.len().saturating_sub(1));
            let Some(child) = children.get_mut(at) else {
                let node = Node::Leaf(vec![event]);
                children.push(Child { of: Totals::of(&node), node });
                return None;
            };
            let right = add(&mut child.node, event);
            child.of = Totals::of(&child.node);
            let empty = child.node.is_empty();
            if let Some(right) = right {
                children.insert(at + 1, right);
            } else if empty {
                children.remove(at);
            }
            (children.len() > WIDTH).then(|| {
                let node = Node::Inner(children.split_off(WIDTH / 2));
                Child { of: Totals::of(&node), node }
            })
        }
    }
}

impl Node {
    fn is_empty(&self) -> bool {
        match self {
            Self::Leaf(events) => events.is_empty(),
            Self::Inner(children) => children.is_empty(),
        }
    }
}

struct Search {
    from: Day,
    until: Day,
    /// Of all events before those under the node visited next.
    sum: i128,
    low: Option<Low>,
}

impl Search {
    fn found(&mut self, net: i128, day: Day) {
        let found = Low { net, day };
        self.low = Some(self.low.map_or(found, |low| low.min(found)));
    }

    fn visit(&mut self, node: &Node) {
        match node {
            Node::Leaf(events) => {
                let until = self.until;
                for event in events.iter().take_while(|event| event.day <= until) {
                    self.sum += event.change();
                    if event.day > self.from {
                        self.found(self.sum, event.day);
                    }
                }
            }
            Node::Inner(children) => {
                // The first day under a child lies after the last one before it.
                let mut before = Day(i32::MIN);
                for child in children {
                    if before >= self.until {
                        return;
                    }
                    if child.of.last <= self.from {
                        self.sum += child.of.sum;
                    } else if before >= self.from && child.of.last <= self.until {
                        self.found(self.sum + child.of.low, child.of.low_day);
                        self.sum += child.of.sum;
                    } else {
                        self.visit(&child.node);
                    }
                    before = child.of.last;
                }
            }
        }
    }
}
