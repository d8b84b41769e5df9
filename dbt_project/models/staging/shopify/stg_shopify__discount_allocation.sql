with discount_allocations as (

    select * from {{ ref('base_shopify__discount_allocations') }}

),

orders as (

    select * from {{ ref('base_shopify__orders') }}

),

final as (

    select
        {{ gid_number('allocations.target_id') }}
        || '/' || cast(allocations.application_index as varchar)
        || case when allocations.target_type = 'SHIPPING_LINE' then '/shipping' else '' end as discount_allocation_id,
        {{ gid_number('allocations.order_id') }} as sales_order_id,
        case
            when allocations.target_type = 'SHIPPING_LINE' then cast(null as varchar)
            else {{ gid_number('allocations.line_id') }}
        end as sales_order_line_id,
        coalesce(allocations.discount_code, allocations.discount_title) as discount_code,
        {{ map_code('allocations.application_type', 'discount_allocation.discount_type', {
            'DiscountCodeApplication': 'code', 'AutomaticDiscountApplication': 'automatic',
            'ScriptDiscountApplication': 'automatic', 'ManualDiscountApplication': 'manual'
        }) }} as discount_type,
        case
            when allocations.target_type = 'SHIPPING_LINE' then 'shipping'
            when allocations.allocation_method = 'ACROSS' then 'order'
            else 'line'
        end as discount_scope_type,
        cast(null as varchar) as campaign_id,
        'us' as funded_by_type,
        cast(orders.created_at as date) as order_date,
        allocations.currency_code,
        allocations.discount_amount,
        cast(null as decimal(18, 4)) as discount_tax_amount,
        allocations.source_name,
        'shopify' as vendor,
        coalesce(orders.updated_at, allocations._extracted_at) as updated_at,
        allocations._is_deleted as is_deleted,
        allocations._batch_id as batch_id
    from discount_allocations as allocations
    left join orders
        on allocations.source_name = orders.source_name and allocations.order_id = orders.order_id

)

select * from final
