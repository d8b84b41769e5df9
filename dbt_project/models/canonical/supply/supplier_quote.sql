{{ union_staging('supplier_quote') }}
