{{ union_staging('product_variant') }}
