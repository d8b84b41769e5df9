{{ union_staging('fulfillment') }}
