{{ union_staging('supplier_item') }}
