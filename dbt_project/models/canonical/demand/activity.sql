{{ union_staging('activity') }}
