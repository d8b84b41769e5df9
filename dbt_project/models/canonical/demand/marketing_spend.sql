{{ union_staging('marketing_spend') }}
