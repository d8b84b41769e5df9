{{ union_staging('tax_line') }}
