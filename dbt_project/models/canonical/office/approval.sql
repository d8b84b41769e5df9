{{ union_staging('approval') }}
