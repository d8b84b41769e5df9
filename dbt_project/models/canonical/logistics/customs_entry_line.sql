{{ union_staging('customs_entry_line') }}
