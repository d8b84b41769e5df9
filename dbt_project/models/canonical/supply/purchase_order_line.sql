{{ union_staging('purchase_order_line') }}
