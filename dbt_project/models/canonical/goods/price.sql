{{ union_staging('price') }}
