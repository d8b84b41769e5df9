{{ union_staging('charge_line') }}
