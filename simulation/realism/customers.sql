-- How customers visit, buy, pay and send back.

insert into figure
select 'repeat_customer_share', avg(cast(orders > 1 as integer))
from (select email, count(*) as orders from placed where email is not null group by email);

-- One row per line that was delivered long enough ago to have come back, with its units delivered and returned.
create or replace temp table delivered as
with arrived as (
    select item.lineItemId as line_id, sum(item.quantity) as units
    from (select unnest(content) as item from parcel where delivered_at is not null and not is_refused)
    group by 1
),

returned as (
    select lineItemId as line_id, sum(quantity) as units from lines_of('refunds')
    where restockType = 'RETURN' and reason <> 'REFUSED' group by 1
)

select a.category, w.units as delivered, coalesce(r.units, 0) as returned
from ordered as o
inner join article as a on a.sku = o.sku
inner join arrived as w on w.line_id = o.line_id
left join returned as r on r.line_id = o.line_id
where o.placed_on < (select last_day from today) - 60;

insert into figure
select 'return_rate', sum(returned) / sum(delivered) from delivered;

insert into figure
with rate as (select category, sum(returned) / sum(delivered) as share from delivered group by category)

select 'return_rate_lowest_category', min(share) from rate
union all
select 'return_rate_highest_category', max(share) from rate;

insert into figure
select 'units_per_order', sum(quantity) / count(distinct order_id) from ordered;

-- One row: visits, carts and checkouts of web and app.
create or replace temp table visited as
select sum(cast(sessions as bigint)) as visits, sum(cast(carts as bigint)) as carts,
    sum(cast(checkouts as bigint)) as checkouts,
    sum(cast(checkouts as bigint)) filter (device = 'mobile') as mobile_checkouts
from (
    select * from sheet_of('/web_analytics/sessions_*.csv', ',')
    qualify row_number() over (partition by row_no order by filename desc) = 1
);

insert into figure
with bought as (select count(*) as orders from placed)

select 'cart_abandonment', 1 - orders / carts from visited, bought
union all
select 'conversion', orders / visits from visited, bought
union all
select 'mobile_share', mobile_checkouts / checkouts from visited;

insert into figure
select 'cash_share', avg(cast(is_by_cash as integer)) from placed where is_gulf;

insert into figure
select 'cash_refusal', avg(cast(is_refused as integer))
from (
    select p.order_id, bool_or(s.is_refused) as is_refused
    from placed as p inner join parcel as s on s.order_id = p.order_id
    where p.is_by_cash group by p.order_id
);
