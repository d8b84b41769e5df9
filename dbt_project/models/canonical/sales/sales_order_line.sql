{{ union_staging('sales_order_line') }}
