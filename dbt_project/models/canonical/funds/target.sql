{{ union_staging('target') }}
