{{ union_staging('review') }}
