{{ union_staging('supplier_commitment') }}
