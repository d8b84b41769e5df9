with return_lines as (

    select * from {{ ref('base_shopify__return_lines') }}

),

final as (

    select
        {{ gid_number('return_line_id') }} as return_line_id,
        {{ gid_number('return_id') }} as return_id,
        {{ gid_number('order_id') }} as sales_order_id,
        {{ gid_number('line_id') }} as sales_order_line_id,
        {{ gid_number('exchange_line_id') }} as exchange_order_line_id,
        {{ gid_number('variant_id') }} as product_variant_id,
        sku,
        cast(null as varchar) as lot_number,
        case when exchange_line_count > 0 then 'exchange' else 'customer_return' end as reversal_type,
        lower(reason) as reason_code,
        case reason
            when 'SIZE_TOO_SMALL' then 'too_small'
            when 'SIZE_TOO_LARGE' then 'too_large'
            when 'NOT_AS_DESCRIBED' then 'not_as_described'
            when 'DEFECTIVE' then 'quality'
            when 'WRONG_ITEM' then 'wrong_item'
            when 'UNWANTED' then 'changed_mind'
            when 'STYLE' then 'changed_mind'
            when 'COLOR' then 'changed_mind'
            when 'OTHER' then 'other'
        end as return_reason_type,
        case
            when return_status in ('CANCELED', 'DECLINED') then 'rejected'
            when return_status = 'CLOSED' then 'closed'
            when processed_quantity >= quantity then 'received'
            when return_status = 'OPEN' then 'in_transit'
            else lower(return_status)
        end as return_status,
        created_at as requested_at,
        cast(null as timestamp) as received_at,
        cast(created_at as date) as return_date,
        quantity as returned_qty,
        cast(null as varchar) as condition_type,
        cast(null as varchar) as disposition_type,
        cast(null as varchar) as location_id,
        source_name,
        'shopify' as vendor,
        coalesce(created_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from return_lines

)

select * from final
