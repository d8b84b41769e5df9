{{ union_staging('opportunity_stage') }}
