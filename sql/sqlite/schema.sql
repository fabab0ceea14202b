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
