{{ union_staging('sale_component') }}
