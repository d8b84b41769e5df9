{{ union_staging('settlement') }}
