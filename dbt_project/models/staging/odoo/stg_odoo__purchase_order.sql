with orders as (

    select * from {{ ref('base_odoo__purchase_order') }}
    where not {{ odoo_is_price_request('state') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

terms as (

    select * from {{ ref('base_odoo__account_incoterms') }}

),

final as (

    select
        cast(orders.order_id as varchar) as purchase_order_id,
        orders.order_number,
        cast(orders.company_id as varchar) as legal_entity_id,
        cast(orders.partner_id as varchar) as supplier_id,
        case
            when coalesce(orders.state, '') <> 'cancel' and orders.receipt_status = 'full' then 'received'
            else coalesce(
                {{ map_code('orders.state', 'purchase_order.purchase_order_status', {
                    'purchase': 'open', 'done': 'received', 'cancel': 'cancelled'
                }) }},
                'unknown'
            )
        end as purchase_order_status,
        orders.date_order as ordered_at,
        cast(orders.date_order as date) as order_date,
        currencies.currency_code,
        orders.total_amount,
        upper(terms.code) as incoterm_code,
        orders.source_name,
        'odoo' as vendor,
        coalesce(orders.write_date, orders._extracted_at) as updated_at,
        orders._is_deleted as is_deleted,
        orders._batch_id as batch_id
    from orders
    left join currencies
        on orders.source_name = currencies.source_name and orders.currency_id = currencies.currency_id
    left join terms
        on orders.source_name = terms.source_name and orders.incoterm_id = terms.incoterm_id

)

select * from final
