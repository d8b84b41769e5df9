{{ union_staging('order_edit') }}
