-- Whether each parcel that carriers told of is tied to its order, and whether an order whose parcels all are was delivered
-- on the day that the warehouse says. Reads the lines with a fault, `spoiled_line`, of `numbers.sql`.

create or replace temp table parcel_compared as
with parcels as (
    select source_name || ':' || order_id as order_key, tracking_number, delivered_on
    from read_parquet('{truth}/parcels.parquet')
),

spoiled as (
    select distinct l.source_name || ':' || l.order_id as order_key
    from read_parquet('{truth}/sale_lines.parquet') as l
    join spoiled_line as s on s.order_line_key = l.source_name || ':' || l.line_id
),

said as (
    select tracking_number, max(sales_order_key) as order_key
    from core.fct_shipment where tracking_number is not null group by tracking_number
)

select p.order_key, p.delivered_on, coalesce(s.order_key, 'unknown') as said_key, f.order_key is not null as has_fault
from parcels as p
left join said as s using (tracking_number)
left join spoiled as f on f.order_key = p.order_key;

insert into score
with tied as (
    select count(*)::double as told, avg((said_key = order_key)::double) as tied,
        count(*) filter (said_key not in ('unknown', order_key))::double as tied_wrongly,
        count(*) filter (said_key = 'unknown' and has_fault)::double as on_faults,
        count(*) filter (said_key = 'unknown' and not has_fault)::double as unexplained
    from parcel_compared
),

orders as (
    select order_key, case when bool_and(delivered_on is not null) then max(delivered_on) end as delivered_on
    from parcel_compared group by order_key having bool_and(said_key = order_key)
),

days as (
    select avg((d.delivered_date is not distinct from o.delivered_on)::double) as day_equal
    from orders as o
    join marts.mart_supply__order_delivery as d on d.sales_order_key = o.order_key
)

select 'parcels', 'all', figure, figure_value
from (select * from tied, days)
unpivot include nulls (figure_value for figure in (told, tied, tied_wrongly, on_faults, unexplained, day_equal));
