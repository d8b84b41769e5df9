with sales as (

    select * from {{ ref('base_shopify__sales') }}
    where line_type in ('SHIPPING', 'TIP', 'DUTY', 'ADDITIONAL_FEE', 'FEE') and action_type <> 'RETURN'

),

orders as (

    select * from {{ ref('base_shopify__orders') }}

),

final as (

    select
        replace(sales.sale_id, 'gid://shopify/', '') as charge_line_id,
        {{ gid_number('sales.order_id') }} as sales_order_id,
        {{ gid_number('sales.line_id') }} as sales_order_line_id,
        coalesce(
            {{ map_code('sales.line_type', 'charge_line.charge_type', {
                'SHIPPING': 'shipping', 'TIP': 'tip', 'DUTY': 'duty', 'FEE': 'return_fee',
                'ADDITIONAL_FEE': 'other', 'ADJUSTMENT': 'other', 'UNKNOWN': 'other'
            }) }},
            'other'
        ) as charge_type,
        coalesce(sales.fee_name, lower(sales.line_type)) as charge_name,
        cast(orders.created_at as date) as order_date,
        sales.currency_code,
        sales.total_amount - coalesce(sales.tax_amount, 0)
        + coalesce(sales.discount_before_tax_amount, 0) + coalesce(sales.discount_after_tax_amount, 0) as gross_amount,
        coalesce(sales.discount_before_tax_amount, 0) + coalesce(sales.discount_after_tax_amount, 0) as discount_amount,
        sales.total_amount - coalesce(sales.tax_amount, 0) as net_amount,
        sales.tax_amount,
        sales.line_type = 'DUTY' as is_pass_through,
        sales.source_name,
        'shopify' as vendor,
        coalesce(sales.happened_at, sales._extracted_at) as updated_at,
        sales._is_deleted as is_deleted,
        sales._batch_id as batch_id
    from sales
    left join orders
        on sales.source_name = orders.source_name and sales.order_id = orders.order_id

)

select * from final
