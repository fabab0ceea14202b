//! What must hold of the library's own answers after every order, whatever the
//! solver says, on the same random worlds.

use super::answer::Answer;
use super::library::{Texts, answer, answer_with, answers, faults, read, read_texts};
use super::rng::Rng;
use super::sight::Sight;
use super::world::{Order, Promise, Taken, World};
use super::{generate, setting, text};
use longtail::{Engine, Options, Stock, Workspace};

fn each(mut check: impl FnMut(u64, &World)) {
    for seed in 0..setting("LONGTAIL_PROMISE_PROPERTIES", 500) {
        check(seed, &generate::world(seed));
    }
}

fn ask(engine: &Engine, world: &World, order: &Order, workspace: &mut Workspace) -> Answer {
    answer(engine, &text::order(world, order).to_string(), workspace)
}

/// The units that an answer has taken, by the names it gives.
fn booked(world: &World, order: &Order, answer: &Answer) -> Vec<Taken> {
    if answer.verdict == "rejected" {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (line, asked) in answer.lines.iter().zip(&order.lines) {
        let is_named = |name: &String| (0..).find(|at| text::product(*at) == *name).unwrap();
        let product = line.substitute.as_ref().map_or(asked.product, is_named);
        for (ship, _, quantity, place) in &line.deliveries {
            let day = (0..).find(|day| super::days::iso(world, *day) == *ship).unwrap();
            let places = 0..world.policy.locations;
            let location = places.into_iter().find(|at| text::location(*at) == *place).unwrap();
            let (quantity, partner) = (*quantity, order.partner);
            all.push(Taken { product, location, day, quantity, partner });
        }
    }
    all
}

#[test]
fn what_is_delivered_is_what_was_confirmed() {
    let mut lines = 0;
    each(|seed, world| {
        for (order, answer) in world.orders.iter().zip(answers(&read(world).unwrap(), world)) {
            for (line, asked) in answer.lines.iter().zip(&order.lines) {
                let delivered: i64 = line.deliveries.iter().map(|(_, _, units, _)| units).sum();
                assert_eq!(delivered, line.confirmed, "world {seed}: {asked:?}");
                assert!(line.confirmed <= line.quantity, "world {seed}: {asked:?}");
                lines += 1;
            }
        }
    });
    assert!(lines > 500, "{lines}");
}

#[test]
fn no_day_goes_below_zero_that_was_not() {
    let (mut days, mut lower) = (0, 0);
    each(|seed, world| {
        let engine = read(world).unwrap();
        let (mut workspace, mut taken) = (Workspace::new(), Vec::new());
        for order in &world.orders {
            let before = taken.clone();
            let answer = ask(&engine, world, order, &mut workspace);
            taken.extend(booked(world, order, &answer));
            let sights = [&before, &taken].map(|taken| Sight { world, order, taken });
            for product in (0..world.products.len()).filter(|at| sights[0].is_tracked(*at)) {
                for location in 0..world.policy.locations {
                    for day in order.placed.0..=sights[0].known_until() {
                        let [before, after] =
                            [0, 1].map(|at: usize| sights[at].net(product, location, day));
                        let told = text::told(world);
                        assert!(after >= before.min(0), "world {seed}, day {day}\n{told}");
                        days += 1;
                        lower += usize::from(after < before);
                    }
                }
            }
        }
    });
    assert!(days > 10_000 && lower > 1_000, "{days} days, {lower} lower");
}

#[test]
fn an_order_is_answered_as_if_the_ones_before_were_promises() {
    let mut compared = 0;
    each(|seed, world| {
        let engine = read(world).unwrap();
        let (mut workspace, mut after) = (Workspace::new(), world.clone());
        for order in &world.orders {
            let own = ask(&engine, world, order, &mut workspace);
            let fresh = ask(&read(&after).unwrap(), world, order, &mut Workspace::new());
            assert_eq!(own, fresh, "world {seed}\n{}", text::told(&after));
            let taken = booked(world, order, &own);
            after.promises.extend(taken.iter().map(|taken| Promise {
                product: taken.product,
                location: Some(taken.location),
                day: taken.day,
                quantity: taken.quantity,
                partner: Some(taken.partner),
                owner: None,
                expires: None,
            }));
            compared += usize::from(after != *world);
        }
    });
    assert!(compared > 100, "{compared}");
}

#[test]
fn what_can_be_promised_never_falls_as_days_pass() {
    let (mut asked, mut rises) = (0, 0);
    each(|seed, world| {
        let mut world = world.clone();
        (world.calendar, world.quotas, world.substitutes) = (None, Vec::new(), Vec::new());
        world.policy.late_days_max = Some(0);
        (world.policy.deliveries_max, world.policy.shipment_min) = (1, 1);
        (world.policy.partial, world.policy.together) = (true, false);
        world.products.iter_mut().for_each(|product| {
            (product.minimum, product.multiple) = (1, 1);
            (product.maximum, product.shipment_min) = (None, None);
        });
        let engine = read(&world).unwrap();
        let mut order = world.orders[0].clone();
        order.lines.truncate(1);
        order.lines[0].quantity = 60;
        (order.together, order.partial, order.lines[0].partial) = (None, None, None);
        (order.late_days_max, order.lines[0].late_days_max) = (None, None);
        let last = match (world.policy.horizon_days, world.policy.beyond_unlimited) {
            (Some(days), false) => order.placed.0 + days,
            _ => 16,
        };
        let mut least = 0;
        for day in order.placed.0..=last {
            order.lines[0].requested = Some(day);
            let answer = ask(&engine, &world, &order, &mut Workspace::new());
            let most = answer.lines[0].confirmed;
            assert!(most >= least, "world {seed}, day {day}: {most}\n{}", text::told(&world));
            rises += usize::from(most > least);
            asked += 1;
            least = most;
        }
    });
    assert!(asked > 1_000 && rises > 300, "{asked} asked, {rises} rises");
}

#[test]
fn what_is_forgotten_or_was_rejected_leaves_nothing() {
    let (mut rejected, mut forgotten) = (0, 0);
    each(|seed, world| {
        let engine = read(world).unwrap();
        let mut workspace = Workspace::new();
        let ask_all = |orders: &[Order], workspace: &mut Workspace| -> Vec<Answer> {
            orders.iter().map(|order| ask(&engine, world, order, workspace)).collect()
        };
        let first = ask_all(&world.orders, &mut workspace);
        workspace.forget_bookings();
        let again = ask_all(&world.orders, &mut workspace);
        assert_eq!(first, again, "world {seed}\n{}", text::told(world));
        forgotten += 1;
        let stays = |at: &usize| first[*at].verdict != "rejected";
        let kept: Vec<_> = (0..world.orders.len()).filter(stays).collect();
        let orders: Vec<_> = kept.iter().map(|at| world.orders[*at].clone()).collect();
        workspace.forget_bookings();
        let others = ask_all(&orders, &mut workspace);
        let own: Vec<_> = kept.iter().map(|at| first[*at].clone()).collect();
        assert_eq!(own, others, "world {seed}\n{}", text::told(world));
        rejected += first.len() - kept.len();
    });
    assert!(rejected > 100 && forgotten > 100, "{rejected} rejected, {forgotten} forgotten");
}

#[test]
fn a_snapshot_knows_no_order_before() {
    each(|seed, world| {
        let engine = read(world).unwrap();
        let mut workspace = Workspace::new();
        let options = Options { stock: Stock::Snapshot, ..Options::default() };
        for order in &world.orders {
            let alone = ask(&engine, world, order, &mut Workspace::new());
            let text = text::order(world, order).to_string();
            let own = answer_with(&engine, &text, &options, &mut workspace);
            assert_eq!(alone, own, "world {seed}\n{}", text::told(world));
        }
    });
}

/// Everything that an order may take units of, or be capped on.
fn touched(world: &World, order: &Order) -> Vec<usize> {
    let mut products: Vec<_> = order.lines.iter().map(|line| line.product).collect();
    let substitutes = world.substitutes.iter().filter(|(own, _)| products.contains(own));
    let substitutes: Vec<_> = substitutes.map(|(_, other)| *other).collect();
    products.extend(substitutes);
    let parts = products.iter().flat_map(|at| world.parts(*at)).map(|(part, _)| part);
    let mut all: Vec<_> = parts.collect();
    all.extend(products);
    all
}

#[test]
fn orders_that_share_no_pool_may_change_places() {
    let mut compared = 0;
    each(|seed, world| {
        let [first, second, ..] = world.orders.as_slice() else { return };
        let theirs = touched(world, second);
        if touched(world, first).iter().any(|product| theirs.contains(product)) {
            return;
        }
        let engine = read(world).unwrap();
        let mut workspace = Workspace::new();
        let one = [first, second].map(|order| ask(&engine, world, order, &mut workspace));
        workspace.forget_bookings();
        let [last, before] =
            [second, first].map(|order| ask(&engine, world, order, &mut workspace));
        assert_eq!(one, [before, last], "world {seed}\n{}", text::told(world));
        compared += 1;
    });
    assert!(compared > 20, "{compared}");
}

/// Other ids, whose alphabetical order is another one as well.
fn renamed(text: &str, turn: usize) -> String {
    let mut text = text.to_owned();
    for (word, other) in
        [("A", "item"), ("P", "shop"), ("here", "at"), ("group", "ring"), ("cart", "basket")]
    {
        for at in 0..6 {
            let to = (at + turn) % 6;
            text = text.replace(&format!("{word}-{at}"), &format!("{other}_{to}"));
        }
    }
    text
}

#[test]
fn other_ids_change_nothing_but_the_ids() {
    each(|seed, world| {
        let turn = 1 + Rng::new(seed).below(5);
        let tables = text::tables(world).into_iter();
        let tables = Texts(tables.map(|(name, text)| (name, renamed(&text, turn))).collect());
        let rules = renamed(&text::rulebook(world), turn);
        let other = read_texts(&rules, &tables).map_err(|error| faults(&error)).unwrap();
        let own = read(world).unwrap();
        let mut workspaces = [Workspace::new(), Workspace::new()];
        for order in &world.orders {
            let order = text::order(world, order).to_string();
            let first = answer(&own, &order, &mut workspaces[0]);
            let second = answer(&other, &renamed(&order, turn), &mut workspaces[1]);
            let [first, second] =
                [first, second].map(|answer| renamed(&format!("{answer:?}"), turn));
            assert_eq!(first, second, "world {seed}\n{}", text::told(world));
        }
    });
}
