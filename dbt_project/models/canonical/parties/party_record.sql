{{ union_staging('party_record') }}
