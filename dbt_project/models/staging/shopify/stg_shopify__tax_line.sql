with sale_taxes as (

    select * from {{ ref('base_shopify__sale_taxes') }}

),

orders as (

    select * from {{ ref('base_shopify__orders') }}

),

final as (

    select
        {{ gid_number('sale_taxes.sale_tax_id') }} as tax_line_id,
        case
            when sale_taxes.action_type = 'RETURN' then 'refund_line'
            when sale_taxes.line_type in ('PRODUCT', 'GIFT_CARD') then 'sales_order_line'
            else 'charge_line'
        end as parent_type,
        case
            when sale_taxes.action_type = 'RETURN' then cast(null as varchar)
            when sale_taxes.line_type in ('PRODUCT', 'GIFT_CARD') then {{ gid_number('sale_taxes.line_id') }}
            else replace(sale_taxes.sale_id, 'gid://shopify/', '')
        end as parent_id,
        {{ gid_number('sale_taxes.order_id') }} as sales_order_id,
        cast(null as varchar) as legal_entity_id,
        cast(sale_taxes.happened_at as date) as tax_date,
        upper(orders.ship_country_code) as country_code,
        cast(null as varchar) as jurisdiction_name,
        sale_taxes.tax_name,
        cast(null as varchar) as tax_scheme_type,
        case sale_taxes.is_channel_liable when true then 'marketplace' when false then 'us' end as liable_party_type,
        sale_taxes.tax_rate as tax_pct,
        sale_taxes.currency_code,
        cast(null as decimal(18, 4)) as base_amount,
        sale_taxes.tax_amount,
        orders.is_tax_included as is_included_in_price,
        sale_taxes.source_name,
        'shopify' as vendor,
        coalesce(sale_taxes.happened_at, sale_taxes._extracted_at) as updated_at,
        sale_taxes._is_deleted as is_deleted,
        sale_taxes._batch_id as batch_id
    from sale_taxes
    left join orders
        on sale_taxes.source_name = orders.source_name and sale_taxes.order_id = orders.order_id

)

select * from final
