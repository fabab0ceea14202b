-- What must never give a row.

-- name: stray_promises
-- Promises of orders that were given back.
select p.order_key, p.product, p.location, p.quantity
from stock_promise p
join stock_order o on o.key = p.order_key
where o.state = 'released';

-- name: stray_loose
-- Loose promises of orders that were given back.
select l.order_key, l.product, l.location, l.quantity
from stock_loose l
join stock_order o on o.key = l.order_key
where o.state = 'released' and l.has_left = 0;

-- name: taken_differs
-- What was sold from hand is what the orders say.
select s.product, s.location, s.taken
from stock_pool s
where s.taken <> coalesce((
    select sum(t.quantity) from stock_taken t
    where t.product = s.product and t.location = s.location
), 0);

-- name: below_zero
-- Days on which more is promised than there is. After a receipt that slipped this
-- may be; after commits alone never.
with days as (
    select product, location, day from stock_promise
    union
    select product, location, day from stock_receipt
), nets as (
    select d.product, d.location, d.day,
        s.on_hand - s.safety - s.taken
        + coalesce((
            select sum(r.quantity) from stock_receipt r
            where r.product = d.product and r.location = d.location and r.day <= d.day
        ), 0)
        - coalesce((
            select sum(p.quantity) from stock_promise p
            join stock_order o on o.key = p.order_key and o.state in ('firm', 'held')
            where p.product = d.product and p.location = d.location and p.day <= d.day
        ), 0) as net
    from days d
    join stock_pool s on s.product = d.product and s.location = d.location
)
select product, location, day, net from nets where net < 0;
