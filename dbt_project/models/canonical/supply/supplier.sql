{{ union_staging('supplier') }}
