-- Sells from hand: what is free is the whole check, so it never has to be tried
-- again. Only for pools without any receipt or promise; where there is one, a unit
-- that is on hand may be needed later, and only a plan looks ahead.

-- name: begin
begin;

-- name: key
-- One row, or the order is known: give its answer (`commit.known`). An expired hold is
-- known no more. `today` may be null; then its key is never purged.
insert into stock_order (key, partner, owner, state, expires_at, answer, today)
select cast(:key as text), cast(:partner as text), null, 'firm', null, cast(:answer as text),
    cast(:today as date)
where cast(:today as date) is null or cast(:today as date) >= (select before from stock_mark)
    or exists (select 1 from stock_order o where o.key = :key)
on conflict (key) do update
set partner = excluded.partner, owner = null, state = 'firm', expires_at = null,
    answer = excluded.answer, today = excluded.today
where stock_order.state = 'expired'
    or stock_order.state = 'held' and stock_order.expires_at <= cast(:now as timestamptz);

-- name: own_holds
-- What the expired hold promised. Any number of rows.
delete from stock_promise where order_key = :key;

-- name: own_loose
delete from stock_loose where order_key = :key and has_left = false;

-- name: lock
-- For every pool, in order of product and location. What is read after it is what
-- the one before has left.
select 1 from stock_pool
where product = :product and location = :location
for update;

-- name: take
-- For every pool. One row, or roll back: it is not free, or `dated` says why.
update stock_pool
set taken = taken + :quantity, version = version + 1
where product = :product and location = :location
    and on_hand - safety - taken >= :quantity
    and not exists (
        select 1 from stock_receipt r
        where r.product = stock_pool.product and r.location = stock_pool.location
    )
    and not exists (
        select 1 from stock_promise p
        where p.product = stock_pool.product and p.location = stock_pool.location
    );

-- name: taken
insert into stock_taken (order_key, product, location, quantity)
values (:key, :product, :location, :quantity);

-- name: dated
-- A row: the pool has dates; plan the order instead.
select 1 where exists (
    select 1 from stock_receipt where product = :product and location = :location
) or exists (
    select 1 from stock_promise where product = :product and location = :location
);

-- name: ship
-- What was sold leaves. One row, or so much was not sold. After it: `shipped`, `tidy`.
update stock_taken
set quantity = quantity - :quantity
where order_key = :key and product = :product and location = :location
    and quantity >= :quantity;

-- name: shipped
-- One row, or so much is not on hand.
update stock_pool
set on_hand = on_hand - :quantity, taken = taken - :quantity, version = version + 1
where product = :product and location = :location and on_hand >= :quantity;

-- name: tidy
delete from stock_taken where quantity = 0;

-- name: commit
commit;

-- name: rollback
rollback;
