{{ union_staging('sales_order') }}
