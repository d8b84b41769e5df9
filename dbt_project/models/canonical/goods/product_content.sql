{{ union_staging('product_content') }}
