{{ union_staging('advance_ship_notice') }}
