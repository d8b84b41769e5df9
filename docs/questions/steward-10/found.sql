-- Whether these systems have rows of these entities, by what is told of coverage.
select source_name, entity, row_count > 0 as has_data
from marts.mart_quality__coverage
where
    (source_name = 'crm' and entity = 'opportunity')
    or (source_name = 'erp' and entity in ('invoice_line', 'purchase_order_line', 'receipt_line', 'tax_line'))
    or (
        source_name in ('shop_eu', 'shop_us')
        and entity in ('payment', 'refund_line', 'sales_order', 'sales_order_line')
    )
    or (source_name = 'warehouse_3pl' and entity = 'stock_movement')
