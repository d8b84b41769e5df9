{{ union_staging('shipment') }}
