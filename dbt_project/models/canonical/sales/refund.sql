{{ union_staging('refund') }}
