{{ union_staging('partner_sales') }}
