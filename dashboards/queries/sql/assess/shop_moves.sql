-- Of the units that a warehouse sent out for a customer: those that it sent for an order of a web shop.
with

numbered as (
    select
        moves.source_name, -moves.moved_qty as sent_qty,
        coalesce(contains(shops.systems, 'storefront') and not contains(shops.systems, 'erp'), false) as is_online
    from core.fct_stock_movement as moves
    left join core.xref_order_number as numbers
        on
            moves.reference_type = 'sales_order'
            and nullif(replace(replace(lower(moves.reference_id), '#', ''), ' ', ''), '')
            = numbers.comparable_order_number
    left join core.fct_order as orders on numbers.sales_order_key = orders.sales_order_key
    left join marts.mart_quality__source_status as shops on orders.source_name = shops.source_name
    where moves.movement_type = 'shipment'
)

select
    source_name as subject, 'share' as unit, sum(sent_qty) filter (where is_online) as value, sum(sent_qty) as whole
from numbered
group by source_name
having sum(sent_qty) filter (where is_online) > 0
order by subject
