with receipts as (

    select * from {{ ref('base_threepl__receipts') }}

),

final as (

    select
        receipt_line_no as receipt_line_id,
        purchase_order_ref || '/' || purchase_line_ref as purchase_order_line_id,
        location_code as location_id,
        received_at,
        cast(received_at as date) as receipt_date,
        received_quantity as received_qty,
        coalesce(damaged_quantity, 0) as rejected_qty,
        cast(null as varchar) as product_variant_id,
        source_name,
        'threepl' as vendor,
        coalesce(received_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from receipts

)

select * from final
