{{ union_staging('production_operation') }}
