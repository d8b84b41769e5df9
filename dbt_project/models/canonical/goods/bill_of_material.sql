{{ union_staging('bill_of_material') }}
