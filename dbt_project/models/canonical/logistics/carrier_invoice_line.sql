{{ union_staging('carrier_invoice_line') }}
