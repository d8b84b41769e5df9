with sales as (

    select * from {{ ref('base_shopify__sales') }}

),

final as (

    select
        replace(sale_id, 'gid://shopify/', '') as order_edit_id,
        {{ gid_number('order_id') }} as sales_order_id,
        {{ gid_number('line_id') }} as sales_order_line_id,
        {{ map_code('reason', 'order_edit.edit_type', {
            'ORDER': 'placement', 'ORDER_EDIT': 'edit', 'REFUND': 'refund', 'RETURN': 'return'
        }) }} as edit_type,
        {{ map_code('line_type', 'order_edit.edit_subject_type', {
            'PRODUCT': 'merchandise', 'SHIPPING': 'shipping', 'DUTY': 'duty', 'TIP': 'tip',
            'GIFT_CARD': 'gift_card', 'ADDITIONAL_FEE': 'fee', 'FEE': 'fee', 'ADJUSTMENT': 'fee'
        }) }} as edit_subject_type,
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
