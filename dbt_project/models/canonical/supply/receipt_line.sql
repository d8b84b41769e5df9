{{ union_staging('receipt_line') }}
