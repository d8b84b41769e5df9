with lines as (

    select * from {{ ref('base_odoo__sale_order_line') }}
    where is_delivery and display_type is null and not coalesce(is_downpayment, false)

),

orders as (

    select * from {{ ref('base_odoo__sale_order') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(lines.line_id as varchar) as charge_line_id,
        cast(lines.order_id as varchar) as sales_order_id,
        cast(null as varchar) as sales_order_line_id,
        'shipping' as charge_type,
        lines.line_name as charge_name,
        cast(orders.date_order as date) as order_date,
        currencies.currency_code,
        lines.net_amount as gross_amount,
        cast(0 as decimal(18, 4)) as discount_amount,
        lines.net_amount,
        lines.tax_amount,
        false as is_pass_through,
        lines.source_name,
        'odoo' as vendor,
        coalesce(lines.write_date, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from lines
    left join orders
        on lines.source_name = orders.source_name and lines.order_id = orders.order_id
    left join currencies
        on lines.source_name = currencies.source_name and lines.currency_id = currencies.currency_id
    where {{ odoo_is_own_order('orders') }}

)

select * from final
