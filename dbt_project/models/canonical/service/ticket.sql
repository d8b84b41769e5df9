{{ union_staging('ticket') }}
