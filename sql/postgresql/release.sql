-- What becomes of a booking, each in one transaction.

-- name: begin
begin;

-- name: lock
-- First, so that pools are always locked in one order.
select product, location from stock_pool
where (product, location) in (
    select product, location from stock_promise where order_key = :key
    union
    select product, location from stock_taken where order_key = :key
)
order by product, location
for update;

-- name: touch
-- Raises the versions of its pools. First of all, in each of the three.
update stock_pool
set version = version + 1
where (product, location) in (
    select product, location from stock_promise where order_key = :key
    union
    select product, location from stock_taken where order_key = :key
);

-- name: confirm
-- One row, or the hold has expired (`expired`, or still `held`), was released, or is
-- `firm` already: `state` tells. Roll back then.
update stock_order
set state = 'firm', expires_at = null
where key = :key and state = 'held' and expires_at > cast(:now as timestamptz);

-- name: release
-- One row, or it was released before, or was never booked: roll back, which is
-- harmless.
update stock_order
set state = 'released', expires_at = null
where key = :key and state in ('firm', 'held');

-- name: give_back
-- After `release`.
delete from stock_promise where order_key = :key;

-- name: give_back_loose
-- After `release`: what has left stays.
delete from stock_loose where order_key = :key and has_left = false;

-- name: untake
-- After `release`, for an order that was sold from hand.
update stock_pool
set taken = taken - (
    select t.quantity from stock_taken t
    where t.order_key = :key
        and t.product = stock_pool.product and t.location = stock_pool.location
)
where (product, location) in (
    select product, location from stock_taken where order_key = :key
);

-- name: give_back_taken
delete from stock_taken where order_key = :key;

-- name: state
select state, answer from stock_order where key = :key;

-- name: expire
-- Housekeeping, now and then: a hold stops to count by itself. Run `expired_promises`
-- and `expired_loose` after it, in the same transaction.
update stock_order
set state = 'expired'
where state = 'held' and expires_at <= cast(:now as timestamptz);

-- name: expired_promises
delete from stock_promise
where order_key in (select key from stock_order where state = 'expired');

-- name: expired_loose
delete from stock_loose
where has_left = false
    and order_key in (select key from stock_order where state = 'expired');

-- name: commit
commit;

-- name: rollback
rollback;
