-- Which products could not be bought, where and when; what was ordered, by whom. Scratch tables of the session.

-- The places whose stock serves orders: a logistics partner's where one counts stock, else all that count.
create or replace temp table style_step_place as
select location_key
from core.dim_location
where
    location_type = '3pl'
    or (
        location_key in (select distinct location_key from core.fct_stock_snapshot)
        and not exists (select 1 from core.dim_location where location_type = '3pl')
    );

-- Each market is served from the place that sent it most of its orders.
create or replace temp table style_step_serving as
select lines.market_code, flows.location_key
from core.fct_stock_flow as flows
inner join core.fct_order_line as lines on flows.order_line_key = lines.order_line_key
inner join style_step_place as places on flows.location_key = places.location_key
where flows.flow_type = 'shipment' and lines.order_type <> 'business' and lines.market_code is not null
group by lines.market_code, flows.location_key
qualify row_number() over (partition by lines.market_code order by count(*) desc, flows.location_key) = 1;

create or replace temp table style_step_line as
with cancelled as (
    select order_line_key, sum(refunded_qty) as qty, min(refund_date) as cancelled_date
    from core.fct_refund_line
    where reversal_type = 'cancellation'
    group by order_line_key
)

select
    coalesce(lines.product_key, 'unknown') as product_key, coalesce(lines.market_code, 'unknown') as market_code,
    serving.location_key, lines.order_date, lines.order_type <> 'business' as is_from_stock, lines.ordered_qty,
    least(coalesce(cancelled.qty, 0), lines.ordered_qty) as cancelled_qty, cancelled.cancelled_date,
    not lines.is_cancelled and lines.ordered_qty > coalesce(cancelled.qty, 0) as is_demand
from core.fct_order_line as lines
left join style_step_serving as serving on lines.market_code = serving.market_code
left join cancelled on lines.order_line_key = cancelled.order_line_key
where not lines.is_test and lines.order_date is not null and lines.ordered_qty > 0;

-- What is free to sell: the count of a day, and since then what came less what was ordered, sent or not.
create or replace temp table style_step_free as
with changes as (
    select location_key, product_key, flow_date as day, moved_qty as in_qty, 0 as out_qty, null as counted_qty
    from core.fct_stock_flow
    where flow_type <> 'shipment' and flow_date is not null
    union all
    select location_key, product_key, order_date, 0, ordered_qty, null
    from style_step_line
    where is_from_stock and location_key is not null
    union all
    select location_key, product_key, cancelled_date + 1, cancelled_qty, 0, null
    from style_step_line
    where is_from_stock and location_key is not null and cancelled_qty > 0 and cancelled_date is not null
    union all
    select location_key, product_key, snapshot_date, 0, 0, available_qty
    from core.fct_stock_snapshot
    where snapshot_date is not null
),

days as (
    select
        changes.location_key, changes.product_key, changes.day, sum(changes.in_qty) as in_qty,
        sum(changes.out_qty) as out_qty, max(changes.counted_qty) as counted_qty
    from changes
    inner join style_step_place as places on changes.location_key = places.location_key
    group by changes.location_key, changes.product_key, changes.day
),

rolled as (
    select
        *, sum(in_qty - out_qty) over to_date as moved_qty, count(counted_qty) over to_date as count_number
    from days
    window to_date as (partition by location_key, product_key order by day)
),

closed as (
    select
        *,
        moved_qty + coalesce(
            max(counted_qty - moved_qty) over (partition by location_key, product_key, greatest(count_number, 1)), 0
        ) as closing_qty
    from rolled
)

select
    location_key, product_key, day, closing_qty,
    coalesce(lag(closing_qty) over by_day, closing_qty - in_qty + out_qty) + in_qty as offered_qty,
    lead(day) over by_day as next_day,
    lag(day) over by_day is null as is_first,
    out_qty,
    first_value(case when counted_qty is not null then day end ignore nulls) over from_day as next_count_day,
    first_value(
        case when counted_qty is not null then counted_qty > before_qty + in_qty - out_qty end ignore nulls
    ) over from_day as is_next_unseen
from (
    select *, coalesce(lag(closing_qty) over (partition by location_key, product_key order by day), 0) as before_qty
    from closed
) as closed
window
    by_day as (partition by location_key, product_key order by day),
    from_day as (
        partition by location_key, product_key order by day rows between current row and unbounded following
    );

-- Days without, by week. On the day that sold out one more would have come in about 1 of (units sold + 1) cases: the
-- parametric form of a right-censored observation. Then every day until something is free again. Where a count finds
-- what no movement told, it came on some day of the week before: whether it was there already is told by what was sold.
create or replace temp table style_step_missing as
with spells as (
    select
        location_key, product_key, day as first_day, day as last_day, 1.0 / (offered_qty + 1) as weight,
        null as unseen_until
    from style_step_free
    where closing_qty <= 0 and offered_qty > 0
    union all
    select location_key, product_key, day, day, 1.0, case when is_next_unseen then next_count_day end
    from style_step_free
    where offered_qty <= 0 and (closing_qty <= 0 or (is_next_unseen and next_count_day = day))
    union all
    select
        here.location_key, here.product_key, here.day + 1, coalesce(here.next_day, getvariable('style_until')) - 1, 1.0,
        case when coming.is_next_unseen then coming.next_count_day end
    from style_step_free as here
    left join style_step_free as coming
        on
            here.location_key = coming.location_key
            and here.product_key = coming.product_key
            and here.next_day = coming.day
    where here.closing_qty <= 0
    union all
    select
        location_key, product_key, getvariable('style_since'), day - 1, 1.0,
        case when is_next_unseen then next_count_day end
    from style_step_free
    where is_first
),

parts as (
    select
        location_key, product_key, weight, first_day, false as is_unseen,
        least(last_day, coalesce(unseen_until - 7, last_day)) as last_day
    from spells
    union all
    select location_key, product_key, weight, greatest(first_day, unseen_until - 6), true, last_day
    from spells
    where unseen_until is not null
),

weeks as (
    select
        location_key, product_key, weight, first_day, last_day, is_unseen,
        unnest(
            generate_series(date_trunc('week', first_day), date_trunc('week', last_day), interval 7 day)
        )::date as week_start_date
    from parts
    where first_day <= last_day
),

days as (
    select
        *, weight * (least(last_day, week_start_date + 6) - greatest(first_day, week_start_date) + 1) / 7.0 as share
    from weeks
    where week_start_date >= getvariable('style_since') and week_start_date < getvariable('style_until')
)

select
    location_key, product_key, week_start_date,
    least(coalesce(sum(share) filter (where not is_unseen), 0), 1.0)::double as missing_share,
    least(coalesce(sum(share) filter (where is_unseen), 0), 1.0)::double as unseen_share
from days
group by location_key, product_key, week_start_date;
