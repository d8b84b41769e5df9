with orders as (

    select * from {{ ref('base_odoo__sale_order') }} as sale_order
    where {{ odoo_is_own_order('sale_order') }}

),

deliveries as (

    select
        source_name,
        order_id,
        sum(net_amount) as net_amount
    from {{ ref('base_odoo__sale_order_line') }}
    where is_delivery and not _is_deleted
    group by source_name, order_id

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

partners as (

    select * from {{ ref('base_odoo__res_partner') }}

),

countries as (

    select * from {{ ref('base_odoo__res_country') }}

),

final as (

    select
        cast(orders.order_id as varchar) as sales_order_id,
        orders.order_number,
        cast(orders.company_id as varchar) as legal_entity_id,
        cast(orders.partner_id as varchar) as party_record_id,
        'business' as channel_code,
        'business' as order_type,
        upper(countries.country_code) as ship_country_code,
        coalesce(
            {{ map_code('orders.state', 'sales_order.order_status', {
                'sale': 'open', 'done': 'open', 'cancel': 'cancelled'
            }) }},
            'unknown'
        ) as order_status,
        orders.date_order as ordered_at,
        cast(orders.date_order as date) as order_date,
        cast(null as timestamp) as cancelled_at,
        currencies.currency_code,
        coalesce(deliveries.net_amount, 0) as shipping_amount,
        orders.tax_amount,
        cast(0 as decimal(18, 4)) as discount_amount,
        orders.total_amount,
        false as is_test,
        cast(null as boolean) as is_tax_included,
        orders.source_name,
        'odoo' as vendor,
        coalesce(orders.write_date, orders._extracted_at) as updated_at,
        orders._is_deleted as is_deleted,
        orders._batch_id as batch_id
    from orders
    left join deliveries
        on orders.source_name = deliveries.source_name and orders.order_id = deliveries.order_id
    left join currencies
        on orders.source_name = currencies.source_name and orders.currency_id = currencies.currency_id
    left join partners
        on orders.source_name = partners.source_name and orders.partner_id = partners.partner_id
    left join countries
        on partners.source_name = countries.source_name and partners.country_id = countries.country_id

)

select * from final
