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
        {{ map_code('reason', 'return_line.return_reason_type', {
            'SIZE_TOO_SMALL': 'too_small', 'SIZE_TOO_LARGE': 'too_large',
            'NOT_AS_DESCRIBED': 'not_as_described', 'DEFECTIVE': 'quality', 'WRONG_ITEM': 'wrong_item',
            'UNWANTED': 'changed_mind', 'STYLE': 'changed_mind', 'COLOR': 'changed_mind', 'OTHER': 'other',
            'UNKNOWN': none
        }) }} as return_reason_type,
        case
            when
                return_status not in ('CANCELED', 'DECLINED', 'CLOSED') and processed_quantity >= quantity
                then 'received'
            else {{ map_code('return_status', 'return_line.return_status', {
                'REQUESTED': 'requested', 'OPEN': 'in_transit', 'CLOSED': 'closed', 'CANCELED': 'rejected',
                'DECLINED': 'rejected'
            }) }}
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
