{{ union_staging('stock_snapshot') }}
