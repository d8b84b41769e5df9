with lines as (

    select * from {{ ref('base_odoo__purchase_order_line') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(lines.line_id as varchar) as purchase_order_line_id,
        cast(lines.order_id as varchar) as purchase_order_id,
        cast(lines.product_id as varchar) as product_variant_id,
        cast(lines.create_date as date) as order_date,
        cast(lines.date_planned as date) as requested_date,
        cast(lines.date_promised as date) as promised_date,
        lines.ordered_quantity as ordered_qty,
        currencies.currency_code,
        cast(lines.unit_price_amount as decimal(18, 4)) as unit_price_amount,
        lines.net_amount,
        lines.source_name,
        'odoo' as vendor,
        coalesce(lines.write_date, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from lines
    left join currencies
        on lines.source_name = currencies.source_name and lines.currency_id = currencies.currency_id

)

select * from final
