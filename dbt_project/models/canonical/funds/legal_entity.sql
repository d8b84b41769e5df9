{{ union_staging('legal_entity') }}
