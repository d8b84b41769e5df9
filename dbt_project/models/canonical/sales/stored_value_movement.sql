{{ union_staging('stored_value_movement') }}
