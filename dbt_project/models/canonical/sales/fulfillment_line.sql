{{ union_staging('fulfillment_line') }}
