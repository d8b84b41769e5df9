{{ union_staging('product_colour') }}
