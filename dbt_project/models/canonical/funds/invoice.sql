{{ union_staging('invoice') }}
