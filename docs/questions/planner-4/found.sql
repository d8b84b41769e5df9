with refused as (
    select distinct source_name || ':' || regexp_extract(row_key, '[0-9]+$') as sales_order_key
    from marts.mart_quality__quarantine
    where table_name = 'orders'
)

select
    replace(split_part(pegs.order_line_key, ':', 1), 'erp_old', 'erp') as source_name,
    replace(pegs.sku, '-', '') as sku, pegs.order_date, sum(pegs.pegged_qty) as units
from marts.mart_planning__order_peg as pegs
anti join refused on pegs.sales_order_key = refused.sales_order_key
group by all
