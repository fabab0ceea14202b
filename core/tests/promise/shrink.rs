//! Smaller worlds that still show the same.

use super::world::{Calendar, Clock, Order, World};

/// Makes a world smaller as long as `shows` holds.
pub fn smallest(world: &World, shows: &dyn Fn(&World) -> bool) -> World {
    let mut small = world.clone();
    while let Some(next) = smaller(&small).into_iter().find(|next| next != &small && shows(next)) {
        small = next;
    }
    small
}

/// Every world that is one step smaller.
fn smaller(world: &World) -> Vec<World> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut World)| {
        let mut next = world.clone();
        change(&mut next);
        all.push(next);
    };
    macro_rules! without_rows {
        ($($table:ident),*) => { $( for at in 0..world.$table.len() {
            with(&|next| { next.$table.remove(at); });
        } )* };
    }
    without_rows!(
        orders,
        receipts,
        promises,
        safety,
        quotas,
        protections,
        kits,
        substitutes,
        stock
    );
    with(&|next| next.calendar = None);
    if let Some(own) = &world.calendar {
        let mut calendar = |change: &dyn Fn(&mut Calendar)| {
            with(&|next| next.calendar.iter_mut().for_each(change));
        };
        calendar(&|next| next.clock = Clock::Universal);
        calendar(&|next| next.carrier = None);
        calendar(&|next| next.receiver = None);
        calendar(&|next| next.shipper.closed.clear());
        calendar(&|next| next.shipper.extra.clear());
        calendar(&|next| next.handling_days = 0);
        calendar(&|next| next.transit_days = 0);
        for day in 0..own.cut_off.len() {
            calendar(&|next| next.cut_off[day] = None);
        }
    }
    macro_rules! fields {
        ($($field:ident = $value:expr),*) => { $( with(&|next| next.policy.$field = $value); )* };
    }
    fields!(
        split = false,
        together = false,
        reject_order = false,
        partial = true,
        deliveries_max = 1.max(world.policy.deliveries_max - 1),
        shipment_min = 1,
        late_days_max = None,
        round_up = true,
        untracked_unlimited = false,
        horizon_days = None,
        beyond_unlimited = false,
        assume_days = None
    );
    macro_rules! lower {
        ($($table:ident . $field:ident),*) => { $( for at in 0..world.$table.len() {
            let own = world.$table[at].$field;
            with(&|next| next.$table[at].$field = own.min(1));
            with(&|next| next.$table[at].$field = own - own.signum());
        } )* };
    }
    lower!(
        stock.on_hand,
        stock.safety,
        receipts.quantity,
        receipts.day,
        promises.quantity,
        promises.day,
        safety.quantity,
        quotas.quantity,
        protections.quantity,
        kits.quantity
    );
    macro_rules! none {
        ($($table:ident . $field:ident),*) => { $( for at in 0..world.$table.len() {
            with(&|next| next.$table[at].$field = None);
        } )* };
    }
    none!(
        stock.location,
        receipts.location,
        promises.location,
        promises.owner,
        promises.expires,
        promises.partner,
        protections.from,
        protections.until,
        orders.requested,
        orders.together,
        orders.partial,
        orders.late_days_max,
        orders.owner,
        products.shipment_min,
        partners.tier
    );
    for at in 0..world.products.len() {
        with(&|next| next.products[at].minimum = 1);
        with(&|next| next.products[at].multiple = 1);
        with(&|next| next.products[at].maximum = None);
        with(&|next| next.products[at].restricted = false);
    }
    for at in 0..world.orders.len() {
        smaller_orders(&world.orders[at]).into_iter().for_each(|order| {
            with(&|next| next.orders[at] = order.clone());
        });
    }
    with(&|next| next.policy.locations = 1.max(next.policy.locations - 1));
    with(&|next| {
        let last = next.products.len() - 1;
        if last > 0 && !is_used(next, last) {
            next.products.pop();
        }
    });
    with(&|next| {
        let used = |at| {
            next.quotas.iter().any(|row| row.group == at)
                || next.protections.iter().any(|row| row.group == at)
        };
        if next.groups.len().checked_sub(1).is_some_and(|last| !used(last)) {
            next.groups.pop();
        }
    });
    all.retain(is_sound);
    all
}

fn smaller_orders(order: &Order) -> Vec<Order> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Order)| {
        let mut next = order.clone();
        change(&mut next);
        all.push(next);
    };
    for at in 0..order.lines.len() {
        if order.lines.len() > 1 {
            with(&|next| {
                next.lines.remove(at);
            });
        }
        let own = order.lines[at].quantity;
        with(&|next| next.lines[at].quantity = 1.max(own - 1));
        with(&|next| next.lines[at].requested = None);
        with(&|next| next.lines[at].partial = None);
        with(&|next| next.lines[at].late_days_max = None);
    }
    with(&|next| next.placed = (0, order.placed.1));
    with(&|next| next.placed.1 = 480);
    all
}

fn is_used(world: &World, product: usize) -> bool {
    let pools = world.stock.iter().map(|row| row.product);
    let pools = pools.chain(world.receipts.iter().map(|row| row.product));
    let pools = pools.chain(world.promises.iter().map(|row| row.product));
    let pools = pools.chain(world.safety.iter().map(|row| row.product));
    let pools = pools.chain(world.quotas.iter().map(|row| row.product));
    let pools = pools.chain(world.protections.iter().map(|row| row.product));
    let pools = pools.chain(world.kits.iter().flat_map(|row| [row.kit, row.part]));
    let pools = pools.chain(world.substitutes.iter().flat_map(|(own, other)| [*own, *other]));
    let lines = world.orders.iter().flat_map(|order| &order.lines).map(|line| line.product);
    pools.chain(lines).any(|used| used == product)
}

/// Whether the rows are such as a company could have.
fn is_sound(world: &World) -> bool {
    let places = world.stock.iter().map(|row| (row.product, row.location.unwrap_or(0)));
    let mut places: Vec<_> = places.collect();
    places.sort_unstable();
    let all = places.len();
    places.dedup();
    all == places.len()
}
