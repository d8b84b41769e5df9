{{ union_staging('product_cost') }}
