{{ union_staging('web_traffic') }}
