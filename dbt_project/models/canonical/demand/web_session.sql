{{ union_staging('web_session') }}
