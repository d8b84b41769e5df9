with orders as (

    select * from {{ ref('base_aw_erp__purchase_orders') }}

),

-- A rejected order (3) was delivered and sent back; nothing was cancelled.
final as (

    select
        purchase_order_id,
        purchase_order_id as order_number,
        cast(null as varchar) as legal_entity_id,
        vendor_id as supplier_id,
        {{ map_code('status', 'purchase_order.purchase_order_status', {
            '1': 'open', '2': 'open', '3': 'received', '4': 'received'
        }) }} as purchase_order_status,
        ordered_at,
        cast(ordered_at as date) as order_date,
        'USD' as currency_code,
        total_due_amount as total_amount,
        cast(null as varchar) as incoterm_code,
        source_name,
        'aw_erp' as vendor,
        coalesce(modified_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from orders

)

select * from final
