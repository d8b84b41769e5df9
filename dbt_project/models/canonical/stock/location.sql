{{ union_staging('location') }}
