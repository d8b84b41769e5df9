{{ union_staging('campaign') }}
