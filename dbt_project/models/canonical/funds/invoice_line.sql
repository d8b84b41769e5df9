{{ union_staging('invoice_line') }}
