{{ union_staging('payment') }}
