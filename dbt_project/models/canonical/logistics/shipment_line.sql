{{ union_staging('shipment_line') }}
