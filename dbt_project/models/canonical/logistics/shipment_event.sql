{{ union_staging('shipment_event') }}
