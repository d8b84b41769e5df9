{{ union_staging('transfer_order') }}
