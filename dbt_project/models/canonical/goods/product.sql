{{ union_staging('product') }}
