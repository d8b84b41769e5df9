with returns as (

    select * from {{ ref('base_threepl__returns') }}

),

final as (

    select
        return_line_no as return_line_id,
        return_no as return_id,
        sku,
        lot_number,
        {{ map_code('return_kind', 'return_line.reversal_type', {
            'CUSTOMER_RETURN': 'customer_return', 'EXCHANGE': 'exchange', 'UNDELIVERED': 'undelivered'
        }) }} as reversal_type,
        reason_code,
        case when grade is not null then 'graded' else 'received' end as return_status,
        received_at,
        cast(received_at as date) as return_date,
        quantity as returned_qty,
        {{ map_code('grade', 'return_line.condition_type', {
            'A': 'as_new', 'B': 'second_choice', 'C': 'repairable', 'D': 'waste'
        }) }} as condition_type,
        {{ map_code('disposition', 'return_line.disposition_type', {
            'RESTOCK': 'restock', 'REFURBISH': 'refurbish', 'SECOND_CHOICE': 'second_choice',
            'DESTROY': 'destroy', 'TO_VENDOR': 'to_vendor'
        }) }} as disposition_type,
        location_code as location_id,
        cast(null as varchar) as sales_order_id,
        cast(null as varchar) as sales_order_line_id,
        cast(null as varchar) as exchange_order_line_id,
        cast(null as varchar) as product_variant_id,
        cast(null as varchar) as return_reason_type,
        cast(null as timestamp) as requested_at,
        source_name,
        'threepl' as vendor,
        coalesce(received_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from returns

)

select * from final
