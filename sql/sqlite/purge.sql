-- Drops what is over for good, in one transaction, now and then: closed orders of
-- days before `before`, with their keys. A plan of such a day is refused from then on.

-- name: begin
begin immediate;

-- name: mark
-- One row.
update stock_mark set before = max(before, :before) where id = 1;

-- name: left
-- What has left, and counts on no quota any more. `quotas_from` is the first day of
-- all windows that have not ended by `before`; without any it is `before`.
delete from stock_loose
where has_left = 1 and day < :before
    and (day < :quotas_from
        or not exists (select 1 from stock_quota q where q.product = stock_loose.product));

-- name: orders
-- An order is closed when nothing of it is promised, sold or still counted. A hold is not,
-- also where it promised nothing that is counted: `release.expire` ends it.
delete from stock_order
where today < :before and state <> 'held'
    and not exists (select 1 from stock_promise p where p.order_key = stock_order.key)
    and not exists (select 1 from stock_loose l where l.order_key = stock_order.key)
    and not exists (select 1 from stock_taken t where t.order_key = stock_order.key);

-- name: commit
commit;

-- name: rollback
rollback;
