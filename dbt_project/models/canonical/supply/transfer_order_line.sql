{{ union_staging('transfer_order_line') }}
