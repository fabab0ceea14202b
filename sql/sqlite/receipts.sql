-- Counts and receipts, each with `touch` in one transaction. They never fail because
-- of a promise: read the pool afterwards, and ask the engine or a ledger what is at
-- risk.

-- name: begin
begin immediate;

-- name: count
insert into stock_pool (product, location, on_hand, safety)
values (:product, :location, :on_hand, :safety)
on conflict (product, location) do update
set on_hand = excluded.on_hand, safety = excluded.safety,
    version = stock_pool.version + 1;

-- name: adjust
-- One row, or the pool is not there.
update stock_pool
set on_hand = on_hand + :by, version = version + 1
where product = :product and location = :location;

-- name: touch
-- Before each of the following. One row, or the pool is not there.
update stock_pool
set version = version + 1
where product = :product and location = :location;

-- name: add
-- One row, or the receipt is known.
insert into stock_receipt (product, location, id, day, quantity)
values (:product, :location, :id, :day, :quantity)
on conflict (product, location, id) do nothing;

-- name: move
-- One row, or the receipt is not known.
update stock_receipt
set day = :day, quantity = :quantity
where product = :product and location = :location and id = :id;

-- name: cancel
-- One row, or the receipt is not known. After it: `arrive`, when it has come.
delete from stock_receipt
where product = :product and location = :location and id = :id;

-- name: arrive
update stock_pool
set on_hand = on_hand + :quantity
where product = :product and location = :location;

-- name: ship
-- One row, or so much is not promised. After it: `shipped`, `left`, `tidy`.
update stock_promise
set quantity = quantity - :quantity
where order_key = :order and line = :line and product = :product
    and location = :location and day = :day and quantity >= :quantity
    and exists (select 1 from stock_order o where o.key = :order and o.state = 'firm');

-- name: shipped
-- One row, or so much is not on hand. A plan that was made before is made again.
update stock_pool
set on_hand = on_hand - :quantity, version = version + 1
where product = :product and location = :location and on_hand >= :quantity;

-- name: left
-- What has left counts on the quotas of its product for good, also on one that is made
-- after it left. One row.
insert into stock_loose (order_key, line, product, location, day, has_left, quantity)
values (:order, :line, :product, :location, :day, 1, :quantity)
on conflict (order_key, line, product, location, day, has_left)
do update set quantity = stock_loose.quantity + excluded.quantity;

-- name: ship_loose
-- The kit itself, beside a `ship` of each of its parts, or what nothing is counted of.
-- One row, or so much is not promised. After it: `left`, `tidy_loose`.
update stock_loose
set quantity = quantity - :quantity
where order_key = :order and line = :line and product = :product
    and location = :location and day = :day and has_left = 0 and quantity >= :quantity
    and exists (select 1 from stock_order o where o.key = :order and o.state = 'firm');

-- name: tidy_loose
delete from stock_loose where quantity = 0;

-- name: tidy
delete from stock_promise where quantity = 0;

-- name: commit
commit;

-- name: rollback
rollback;
