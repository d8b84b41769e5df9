{{ union_staging('payout') }}
