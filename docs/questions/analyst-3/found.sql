select
    source_name, sales_order_line_id, replace(sku, '-', '') as sku, order_date, ordered_qty, gross_amount,
    discount_amount, net_amount, tax_amount,
    channel_code, cast(is_cancelled as varchar) as is_cancelled, list_amount, markdown_amount
from marts.mart_sales__order_line
where source_name in ('shop_eu', 'shop_us') and channel_code <> 'unknown'
