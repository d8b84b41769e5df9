{{ union_staging('production_order') }}
