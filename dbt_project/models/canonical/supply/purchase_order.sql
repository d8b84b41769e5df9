{{ union_staging('purchase_order') }}
