{{ union_staging('lead') }}
