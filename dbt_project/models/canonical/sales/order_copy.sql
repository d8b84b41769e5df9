{{ union_staging('order_copy') }}
