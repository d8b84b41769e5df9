{{ union_staging('discount_allocation') }}
