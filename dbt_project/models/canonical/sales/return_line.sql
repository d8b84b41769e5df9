{{ union_staging('return_line') }}
