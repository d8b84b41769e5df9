{{ union_staging('partner_stock') }}
