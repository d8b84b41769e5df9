{{ union_staging('exchange_rate') }}
