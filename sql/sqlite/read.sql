-- The supply of one product, for an order placed by `owner` (or null) at `now`. Run
-- them in this order, once for each product of the order: a version that is read
-- before the facts can only be too old, and then the commit conflicts.

-- name: now
select strftime('%Y-%m-%dT%H:%M:%SZ', 'now') as now;

-- name: pools
select product, location, on_hand - taken as on_hand, safety, version
from stock_pool
where product = :product
order by product, location;

-- name: receipts
select product, location, day as date, quantity
from stock_receipt
where product = :product;

-- name: promises
-- Holds that have expired do not count, nor do the owner's own.
select p.product, p.location, p.day as date, p.quantity, o.partner
from stock_promise p
join stock_order o on o.key = p.order_key
where p.product = :product
    and (o.state = 'firm' or o.state = 'held' and o.expires_at > :now
        and (cast(:owner as text) is null or o.owner is null or o.owner <> :owner));

-- name: loose
-- Rows for the promises too: of units that count on quotas and take no supply. What has
-- left is much, and is read of products with quotas only.
select l.product, l.location, l.day as date, l.quantity, o.partner, 'quota' as counts
from stock_loose l
join stock_order o on o.key = l.order_key
where l.product = :product
    and (l.has_left = 1 and exists (select 1 from stock_quota q where q.product = l.product)
        or l.has_left = 0 and (o.state = 'firm'
            or o.state = 'held' and o.expires_at > :now
            and (cast(:owner as text) is null or o.owner is null or o.owner <> :owner)));

-- name: quotas
select product, partner_group as "group", version
from stock_quota
where product = :product;
