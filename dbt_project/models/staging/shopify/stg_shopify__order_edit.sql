with sales as (

    select * from {{ ref('base_shopify__sales') }}

),

final as (

    select
        replace(sale_id, 'gid://shopify/', '') as order_edit_id,
        {{ gid_number('order_id') }} as sales_order_id,
        {{ gid_number('line_id') }} as sales_order_line_id,
        case reason
            when 'ORDER' then 'placement'
            when 'ORDER_EDIT' then 'edit'
            when 'REFUND' then 'refund'
            when 'RETURN' then 'return'
            else lower(reason)
        end as edit_type,
        case
            when line_type = 'PRODUCT' then 'merchandise'
            when line_type in ('SHIPPING', 'DUTY', 'TIP', 'GIFT_CARD') then lower(line_type)
            when line_type in ('ADDITIONAL_FEE', 'FEE', 'ADJUSTMENT') then 'fee'
            else lower(line_type)
        end as edit_subject_type,
        happened_at as edited_at,
        cast(happened_at as date) as edit_date,
        cast(null as varchar) as actor_type,
        quantity as quantity_change_qty,
        currency_code,
        total_amount - coalesce(tax_amount, 0)
        + coalesce(discount_before_tax_amount, 0) + coalesce(discount_after_tax_amount, 0) as gross_change_amount,
        coalesce(discount_before_tax_amount, 0) + coalesce(discount_after_tax_amount, 0) as discount_change_amount,
        total_amount - coalesce(tax_amount, 0) as net_change_amount,
        tax_amount as tax_change_amount,
        source_name,
        'shopify' as vendor,
        coalesce(happened_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from sales

)

select * from final
