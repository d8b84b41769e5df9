{{ union_staging('opportunity') }}
