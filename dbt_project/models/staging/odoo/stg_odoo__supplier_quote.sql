with lines as (

    select * from {{ ref('base_odoo__purchase_order_line') }}
    where display_type is null

),

orders as (

    select * from {{ ref('base_odoo__purchase_order') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

variants as (

    select * from {{ ref('base_odoo__product_product') }}

),

final as (

    select
        cast(lines.line_id as varchar) as supplier_quote_id,
        orders.order_number as quote_number,
        cast(orders.partner_id as varchar) as supplier_id,
        cast(variants.template_id as varchar) as product_id,
        cast(lines.product_id as varchar) as product_variant_id,
        case when orders.state = 'draft' then 'requested' else 'offered' end as quote_status,
        lines.create_date as quoted_at,
        cast(lines.create_date as date) as quote_date,
        cast(null as date) as valid_to_date,
        cast(null as varchar) as incoterm_code,
        lines.ordered_quantity as minimum_step_qty,
        cast(null as integer) as lead_time_days,
        currencies.currency_code,
        cast(lines.unit_price_amount as decimal(18, 4)) as unit_price_amount,
        cast(null as decimal(18, 4)) as tooling_amount,
        lines.source_name,
        'odoo' as vendor,
        coalesce(lines.write_date, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from lines
    left join orders
        on lines.source_name = orders.source_name and lines.order_id = orders.order_id
    left join currencies
        on
            lines.source_name = currencies.source_name
            and coalesce(lines.currency_id, orders.currency_id) = currencies.currency_id
    left join variants
        on lines.source_name = variants.source_name and lines.product_id = variants.product_id
    where {{ odoo_is_price_request('coalesce(orders.state, lines.state)') }}

)

select * from final
