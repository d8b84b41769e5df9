{{ union_staging('stock_movement') }}
