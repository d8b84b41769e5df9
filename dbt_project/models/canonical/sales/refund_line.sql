{{ union_staging('refund_line') }}
