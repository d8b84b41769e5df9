{{ union_staging('order_copy_line') }}
