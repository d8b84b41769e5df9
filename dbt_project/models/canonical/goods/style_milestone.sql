{{ union_staging('style_milestone') }}
