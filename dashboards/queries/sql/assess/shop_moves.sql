-- Of the units that a warehouse sent out for a customer: those that it sent for an order of a web shop.
with

sent as (
    select
        source_name, -moved_qty as sent_qty,
        case reference_type
            when 'sales_order' then nullif(replace(replace(lower(reference_id), '#', ''), ' ', ''), '')
        end as comparable_order_number
    from core.fct_stock_movement
    where movement_type = 'shipment'
),

numbered as (
    select
        sent.source_name, sent.sent_qty,
        coalesce(contains(shops.systems, 'storefront') and not contains(shops.systems, 'erp'), false) as is_online
    from sent
    left join core.xref_order_number as numbers on sent.comparable_order_number = numbers.comparable_order_number
    left join core.fct_order as orders on numbers.sales_order_key = orders.sales_order_key
    left join marts.mart_quality__source_status as shops on orders.source_name = shops.source_name
)

select
    source_name as subject, 'share' as unit, sum(sent_qty) filter (where is_online) as value, sum(sent_qty) as whole
from numbered
group by source_name
having sum(sent_qty) filter (where is_online) > 0
order by subject
