//! Tiny worlds, every one of a kind: what is wrong anywhere is wrong in one of
//! these.

use super::world::{
    Day, Group, Kit, Line, Order, Partner, Policy, Product, Promise, Protection, Quota, Receipt,
    Stock, World,
};

/// A kind of tiny worlds: its name, how many there are, and each by its number.
pub struct Family {
    pub name: &'static str,
    pub count: u64,
    pub world: fn(u64) -> World,
}

pub const FAMILIES: &[Family] = &[
    Family { name: "one pool", count: 4 * 10 * 9 * 4 * 3 * 2 * 2, world: one_pool },
    Family { name: "least shipments", count: 4 * 10 * 9 * 4 * 3 * 2 * 2, world: least_shipments },
    Family { name: "rising supply", count: 3 * 81 * 6 * 3 * 3 * 2, world: rising_supply },
    Family { name: "windows", count: 3 * 3 * 16 * 3 * 2 * 4 * 2, world: windows },
    Family { name: "two lines", count: 4 * 5 * 3 * 3 * 3 * 2 * 2 * 2, world: two_lines },
    Family { name: "locations", count: 9 * 25 * 2 * 4 * 2 * 2, world: locations },
    Family { name: "groups", count: 4 * 2 * 10 * 7 * 3 * 3 * 3, world: groups },
    Family { name: "kits", count: 5 * 5 * 2 * 3 * 3 * 3 * 3 * 2, world: kits },
    Family { name: "substitutes", count: 9 * 9 * 9 * 2 * 2 * 2, world: substitutes },
    Family { name: "together", count: 2 * 9 * 9 * 9 * 2 * 2, world: together },
    Family { name: "holds", count: 3 * 4 * 3 * 3 * 3 * 2, world: holds },
];

/// Takes a number apart, one digit of its own base after the other.
struct Digits(u64);

impl Digits {
    fn below(&mut self, end: u64) -> i64 {
        let digit = self.0 % end;
        self.0 /= end;
        digit as i64
    }
}

fn plain(products: usize, lines: &[(usize, i64)]) -> World {
    let product = Product {
        minimum: 1,
        multiple: 1,
        maximum: None,
        shipment_min: None,
        active: true,
        restricted: false,
    };
    let line = |&(product, quantity): &(usize, i64)| Line {
        product,
        quantity,
        requested: None,
        partial: None,
        late_days_max: None,
    };
    World {
        last_day: 16,
        policy: Policy {
            locations: 1,
            split: false,
            together: false,
            reject_order: false,
            partial: true,
            deliveries_max: 2,
            shipment_min: 1,
            late_days_max: None,
            round_up: true,
            untracked_unlimited: false,
            horizon_days: None,
            beyond_unlimited: false,
            assume_days: None,
        },
        start: 0,
        calendar: None,
        groups: Vec::new(),
        partners: vec![Partner { tier: None }],
        products: vec![product; products],
        stock: Vec::new(),
        receipts: Vec::new(),
        promises: Vec::new(),
        safety: Vec::new(),
        quotas: Vec::new(),
        protections: Vec::new(),
        kits: Vec::new(),
        substitutes: Vec::new(),
        orders: vec![Order {
            partner: 0,
            placed: (0, 600),
            requested: None,
            together: None,
            partial: None,
            late_days_max: None,
            owner: None,
            lines: lines.iter().map(line).collect(),
        }],
    }
}

fn stock(world: &mut World, product: usize, on_hand: i64) {
    world.stock.push(Stock { product, location: None, on_hand, safety: 0 });
}

fn receipt(world: &mut World, product: usize, day: Day, quantity: i64) {
    world.receipts.push(Receipt { product, location: None, day, quantity });
}

fn promise(world: &mut World, day: Day, quantity: i64, partner: Option<usize>) {
    let (owner, expires) = (None, None);
    let row = Promise { product: 0, location: None, day, quantity, partner, owner, expires };
    world.promises.push(row);
}

fn one_pool(number: u64) -> World {
    let mut digits = Digits(number);
    let mut world = plain(1, &[(0, 1 + digits.below(4))]);
    stock(&mut world, 0, digits.below(4));
    let (received, promised) = (digits.below(10), digits.below(9));
    if received > 0 {
        receipt(&mut world, 0, 1 + (received - 1) / 3, 1 + (received - 1) % 3);
    }
    if promised > 0 {
        promise(&mut world, (promised - 1) / 2, 1 + (promised - 1) % 2, None);
    }
    world.policy.deliveries_max = 1 + digits.below(3) as usize;
    world.products[0].multiple = 1 + digits.below(2);
    world.policy.late_days_max = (digits.below(2) == 1).then_some(1);
    world
}

fn least_shipments(number: u64) -> World {
    let mut world = one_pool(number);
    world.policy.shipment_min = 2;
    world
}

/// A receipt on each of four days, of nothing, one or two.
fn rising_supply(number: u64) -> World {
    let mut digits = Digits(number);
    let on_hand = digits.below(3);
    let received: Vec<_> = (1..=4).map(|day| (day, digits.below(3))).collect();
    let mut world = plain(1, &[(0, 1 + digits.below(6))]);
    stock(&mut world, 0, on_hand);
    for (day, quantity) in received.into_iter().filter(|(_, quantity)| *quantity > 0) {
        receipt(&mut world, 0, day, quantity);
    }
    world.policy.deliveries_max = 1 + digits.below(3) as usize;
    world.policy.shipment_min = 1 + digits.below(3);
    world.products[0].multiple = 1 + digits.below(2);
    world
}

/// Two quotas of one product, one after the other.
fn windows(number: u64) -> World {
    let mut digits = Digits(number);
    let mut world = plain(1, &[(0, 1 + digits.below(4))]);
    stock(&mut world, 0, 2 * digits.below(3));
    let received = digits.below(3);
    if received > 0 {
        receipt(&mut world, 0, received, 2);
    }
    world.groups = vec![Group { tiers: vec![0] }];
    world.partners[0].tier = Some(0);
    for (from, until) in [(0, 2), (2, 4)] {
        let quantity = digits.below(4);
        world.quotas.push(Quota { product: 0, group: 0, from, until, quantity });
    }
    world.policy.deliveries_max = 1 + digits.below(3) as usize;
    world.policy.shipment_min = 1 + digits.below(2);
    world.policy.late_days_max = (digits.below(2) == 1).then_some(2);
    world
}

fn two_lines(number: u64) -> World {
    let mut digits = Digits(number);
    let mut world = plain(1, &[(0, 1 + digits.below(3)), (0, 1 + digits.below(3))]);
    stock(&mut world, 0, digits.below(4));
    let received = digits.below(5);
    if received > 0 {
        receipt(&mut world, 0, 1 + (received - 1) / 2, 2 + 2 * ((received - 1) % 2));
    }
    let requested = digits.below(3);
    world.orders[0].lines[0].requested = (requested > 0).then_some(requested);
    world.policy.partial = digits.below(2) == 0;
    world.policy.reject_order = digits.below(2) == 1;
    let again = digits.below(2) == 1;
    if again {
        let next = world.orders[0].clone();
        world.orders.push(next);
    }
    world
}

fn locations(number: u64) -> World {
    let mut digits = Digits(number);
    let mut world = plain(1, &[(0, 1 + digits.below(4))]);
    world.policy.locations = 2;
    for at in 0..2 {
        let (location, on_hand) = (Some(at), digits.below(3));
        world.stock.push(Stock { product: 0, location, on_hand, safety: 0 });
        let received = digits.below(5);
        if received > 0 {
            let (day, quantity) = (1 + (received - 1) / 2, 1 + (received - 1) % 2);
            world.receipts.push(Receipt { product: 0, location, day, quantity });
        }
    }
    world.policy.split = digits.below(2) == 1;
    world.products[0].multiple = 1 + digits.below(2);
    world.policy.deliveries_max = 1 + digits.below(2) as usize;
    world
}

fn groups(number: u64) -> World {
    let mut digits = Digits(number);
    let mut world = plain(1, &[(0, 1 + digits.below(3))]);
    world.groups = vec![Group { tiers: vec![0] }, Group { tiers: vec![1] }];
    world.partners = [Some(0), Some(1), None].map(|tier| Partner { tier }).to_vec();
    world.orders[0].partner = digits.below(3) as usize;
    stock(&mut world, 0, digits.below(4));
    if digits.below(2) == 1 {
        receipt(&mut world, 0, 2, 2);
    }
    let (capped, kept, promised) = (digits.below(10), digits.below(7), digits.below(3));
    if capped > 0 {
        let (from, until) = [(0, 1), (0, 2), (1, 3)][(capped as usize - 1) / 3];
        let quantity = (capped - 1) % 3;
        world.quotas.push(Quota { product: 0, group: 0, from, until, quantity });
    }
    if kept > 0 {
        let windows = [(Some(0), Some(1)), (Some(1), Some(2)), (None, Some(3))];
        let (from, until) = windows[(kept as usize - 1) / 2];
        let quantity = 1 + (kept - 1) % 2;
        let row = Protection { product: 0, location: None, group: 0, from, until, quantity };
        world.protections.push(row);
    }
    if promised > 0 {
        promise(&mut world, 1, 1, Some(promised as usize - 1));
    }
    world
}

/// Kit 0 holds parts 1 and 2, and part 1 may hold part 2 again.
fn kits(number: u64) -> World {
    let mut digits = Digits(number);
    let mut world = plain(3, &[(0, 1 + digits.below(3)), (2, 1 + digits.below(3))]);
    let kit = |kit, part, quantity| Kit { kit, part, quantity };
    let stocks = [digits.below(5), digits.below(5)];
    world.kits.push(kit(0, 1, 1 + digits.below(2)));
    let second = digits.below(3);
    if second > 0 {
        world.kits.push(kit(0, 2, second));
    }
    if digits.below(2) == 1 {
        world.kits.push(kit(1, 2, 1));
    } else {
        stock(&mut world, 1, stocks[0]);
    }
    stock(&mut world, 2, stocks[1]);
    let received = digits.below(3);
    if received > 0 {
        receipt(&mut world, 2, received, 3);
    }
    let last = digits.below(3) as usize;
    if last < 2 {
        world.orders[0].lines.remove(last);
    }
    world
}

fn substitutes(number: u64) -> World {
    let mut digits = Digits(number);
    let mut world = plain(3, &[(0, 1 + digits.below(2))]);
    for product in 0..3 {
        stock(&mut world, product, digits.below(3));
        let received = digits.below(3);
        if received > 0 {
            receipt(&mut world, product, received, 2);
        }
    }
    world.substitutes = vec![(0, 2), (0, 1)];
    world.policy.partial = digits.below(2) == 0;
    world.policy.late_days_max = (digits.below(2) == 1).then_some(1);
    world
}

/// Two lines of products 0 and 1, of which 2 may take the place.
fn together(number: u64) -> World {
    let mut digits = Digits(number);
    let mut world = plain(3, &[(0, 1 + digits.below(2)), (1, 1)]);
    for product in 0..3 {
        stock(&mut world, product, digits.below(3));
        let received = digits.below(3);
        if received > 0 {
            receipt(&mut world, product, received, 2);
        }
    }
    world.policy.together = true;
    if digits.below(2) == 1 {
        world.substitutes = vec![(0, 2), (1, 2)];
    }
    world.policy.late_days_max = (digits.below(2) == 1).then_some(1);
    world
}

fn holds(number: u64) -> World {
    let mut digits = Digits(number);
    let mut world = plain(1, &[(0, 1 + digits.below(3))]);
    stock(&mut world, 0, digits.below(4));
    let expires = digits.below(3);
    promise(&mut world, digits.below(3), 1, None);
    world.promises[0].expires = Some((0, 599 + expires));
    let own = digits.below(3);
    world.promises[0].owner = (own > 0).then(|| own as usize - 1);
    world.orders[0].owner = (digits.below(2) == 1).then_some(0);
    world
}
