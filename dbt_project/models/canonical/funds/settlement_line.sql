{{ union_staging('settlement_line') }}
