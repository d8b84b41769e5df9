{{ union_staging('cart') }}
