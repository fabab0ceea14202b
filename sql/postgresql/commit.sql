-- Books a plan in one transaction. Any statement that does not change the rows it
-- must: roll back, read again, plan again. A deadlock or serialization failure that
-- the database reports is a conflict too.

-- name: begin
begin;

-- name: key
-- One row: the key is new, or was an expired hold, or is a hold that is committed
-- now (a second hold under one key is a replay). None: run `known` and end.
insert into stock_order (key, partner, owner, state, expires_at, answer, today)
select cast(:key as text), cast(:partner as text), cast(:owner as text), cast(:state as text),
    cast(:expires_at as timestamptz), cast(:answer as text), cast(:today as date)
where cast(:today as date) >= (select before from stock_mark)
    or exists (select 1 from stock_order o where o.key = :key)
on conflict (key) do update
set partner = excluded.partner, owner = excluded.owner, state = excluded.state,
    expires_at = excluded.expires_at, answer = excluded.answer, today = excluded.today
where stock_order.state = 'expired'
    or stock_order.state = 'held'
    and (excluded.state = 'firm' or stock_order.expires_at <= cast(:now as timestamptz));

-- name: known
-- A replay: give this answer. When the state is `released`, the order was cancelled
-- and is not booked again. No row: the plan is of a day whose keys were purged; it
-- may have been booked then, and is refused.
select state, answer from stock_order where key = :key;

-- name: pool_version
-- For every version of the plan that has a location, in the plan's order. One row,
-- or conflict.
update stock_pool
set version = version + 1
where product = :product and location = :location and version = :version;

-- name: no_pool
-- In its place where the version is 0: the pool may still not be there. No row, or
-- conflict.
select 1 from stock_pool where product = :product and location = :location;

-- name: quota_version
-- For every version of the plan that has a group. One row, or conflict.
update stock_quota
set version = version + 1
where product = :product and partner_group = :group and version = :version;

-- name: own_holds_end
-- Holds of the same owner make place. First of the three: a hold that is confirmed
-- meanwhile is firm, and stays. Any number of rows.
update stock_order
set state = 'expired'
where state = 'held' and owner = :owner and key <> :key;

-- name: own_holds
-- What the owner's holds promised, and what a hold under the same key did.
delete from stock_promise
where order_key = :key
    or order_key in (
        select key from stock_order where state = 'expired' and owner = :owner and key <> :key
    );

-- name: own_loose
-- The same beside the pools.
delete from stock_loose
where has_left = false
    and (order_key = :key
        or order_key in (
            select key from stock_order where state = 'expired' and owner = :owner and key <> :key
        ));

-- name: old_holds_end
-- For every pool of the plan, of its deltas and what is loose: holds of its product
-- whose time is over. The plan did not count them, so none may be confirmed after it;
-- at no location, for quotas are over all. Any number of rows.
update stock_order
set state = 'expired'
where state = 'held' and expires_at <= cast(:now as timestamptz) and key <> :key
    and (exists (
        select 1 from stock_promise p
        where p.order_key = stock_order.key and p.product = :product
    ) or exists (
        select 1 from stock_loose l
        where l.order_key = stock_order.key and l.product = :product and l.has_left = false
    ));

-- name: old_holds
-- For every pool of the plan, after them: what is expired is promised no more.
delete from stock_promise
where product = :product and location = :location
    and exists (
        select 1 from stock_order o
        where o.key = stock_promise.order_key and o.state = 'expired'
    );

-- name: old_loose
-- Beside the pools too.
delete from stock_loose
where product = :product and has_left = false
    and exists (
        select 1 from stock_order o
        where o.key = stock_loose.order_key and o.state = 'expired'
    );

-- name: delta
-- For every delta of the plan that is above zero. One row.
insert into stock_promise (order_key, line, product, location, day, quantity)
values (:order, :line, :product, :location, cast(:day as date), :quantity)
on conflict (order_key, line, product, location, day)
do update set quantity = stock_promise.quantity + excluded.quantity;

-- name: less
-- For every delta below zero, of a plan that promises again: its quantity, below zero.
-- One row, or so much is not promised.
update stock_promise
set quantity = quantity + :quantity
where order_key = :order and line = :line and product = :product
    and location = :location and day = cast(:day as date) and quantity + :quantity >= 0;

-- name: loose
-- For every row of the plan's `loose` that is above zero. One row.
insert into stock_loose (order_key, line, product, location, day, quantity)
values (:order, :line, :product, :location, cast(:day as date), :quantity)
on conflict (order_key, line, product, location, day, has_left)
do update set quantity = stock_loose.quantity + excluded.quantity;

-- name: loose_less
-- For every one below zero. One row, or so much is not promised.
update stock_loose
set quantity = quantity + :quantity
where order_key = :order and line = :line and product = :product
    and location = :location and day = cast(:day as date) and has_left = false and quantity + :quantity >= 0;

-- name: tidy
-- Only where the plan has a row below zero.
delete from stock_promise where quantity = 0;

-- name: tidy_loose
delete from stock_loose where quantity = 0;

-- name: commit
commit;

-- name: rollback
rollback;
