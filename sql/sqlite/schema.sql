-- The tables of stock. Rename them, or add columns of your own; the statements use
-- these alone.

-- name: pools
create table stock_pool (
    product text not null,
    location text not null,
    on_hand integer not null check (on_hand >= 0),
    safety integer not null default 0 check (safety >= 0),
    -- Sold from hand without a day, still to be shipped.
    taken integer not null default 0 check (taken >= 0),
    -- Rises with every change of the pool, its receipts and its promises.
    version integer not null default 1,
    primary key (product, location)
) strict, without rowid;

-- name: receipts
create table stock_receipt (
    product text not null,
    location text not null,
    id text not null,
    day text not null,
    quantity integer not null check (quantity >= 0),
    primary key (product, location, id),
    foreign key (product, location) references stock_pool
) strict, without rowid;

-- name: orders
-- The primary key is the idempotency key: what is booked under it is booked once.
create table stock_order (
    key text not null primary key,
    partner text not null,
    owner text,
    state text not null check (state in ('firm', 'held', 'released', 'expired')),
    expires_at text,
    answer text not null,
    -- The day of the order; without one its key is kept for good.
    today text,
    check (state <> 'held' or expires_at is not null)
) strict, without rowid;

-- name: holds
create index stock_order_held on stock_order (expires_at) where state = 'held';

-- name: promises
create table stock_promise (
    order_key text not null references stock_order (key),
    line text not null,
    product text not null,
    location text not null,
    day text not null,
    -- Never below zero: nothing is moved away that was not there.
    quantity integer not null check (quantity >= 0),
    primary key (order_key, line, product, location, day),
    foreign key (product, location) references stock_pool
) strict, without rowid;

-- name: promises_of_pool
create index stock_promise_pool on stock_promise (product, location, day);

-- name: loose
-- What is promised and takes from no pool: kits beside their parts, products under a
-- quota that nothing is counted of, and units that have left.
create table stock_loose (
    order_key text not null references stock_order (key),
    line text not null,
    product text not null,
    location text not null,
    day text not null,
    -- Whether the units have left: they count on quotas, and are given back no more.
    has_left integer not null default 0 check (has_left in (0, 1)),
    quantity integer not null check (quantity >= 0),
    primary key (order_key, line, product, location, day, has_left)
) strict, without rowid;

-- name: loose_of_product
create index stock_loose_product on stock_loose (product, day);

-- name: taken
create table stock_taken (
    order_key text not null references stock_order (key),
    product text not null,
    location text not null,
    quantity integer not null check (quantity >= 0),
    primary key (order_key, product, location),
    foreign key (product, location) references stock_pool
) strict, without rowid;

-- name: quotas
-- One row for each product and partner group that the rulebook or its tables cap.
create table stock_quota (
    product text not null,
    partner_group text not null,
    version integer not null default 1,
    primary key (product, partner_group)
) strict, without rowid;

-- name: mark
-- Keys of days before this may have been purged: a plan of such a day whose key is
-- not known is refused.
create table stock_mark (
    id integer primary key check (id = 1),
    before text not null
) strict;

-- name: first_mark
insert into stock_mark (id, before) values (1, '0001-01-01');
