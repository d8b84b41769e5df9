{{ union_staging('advance_ship_notice_line') }}
