with returns as (

    select * from {{ ref('base_threepl__returns') }}

),

final as (

    select
        return_line_no as return_line_id,
        return_no as return_id,
        sku,
        lot_number,
        case return_kind
            when 'CUSTOMER_RETURN' then 'customer_return'
            when 'EXCHANGE' then 'exchange'
            when 'UNDELIVERED' then 'undelivered'
        end as reversal_type,
        reason_code,
        case when grade is not null then 'graded' else 'received' end as return_status,
        received_at,
        cast(received_at as date) as return_date,
        quantity as returned_qty,
        case grade
            when 'A' then 'as_new'
            when 'B' then 'second_choice'
            when 'C' then 'repairable'
            when 'D' then 'waste'
        end as condition_type,
        case disposition
            when 'RESTOCK' then 'restock'
            when 'REFURBISH' then 'refurbish'
            when 'SECOND_CHOICE' then 'second_choice'
            when 'DESTROY' then 'destroy'
            when 'TO_VENDOR' then 'to_vendor'
        end as disposition_type,
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
