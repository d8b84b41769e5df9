with orders as (

    select * from {{ ref('base_odoo__sale_order') }} as sale_order
    where {{ odoo_is_copy('sale_order') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(orders.order_id as varchar) as order_copy_id,
        orders.order_number as copy_number,
        orders.origin as origin_name,
        orders.client_reference as order_reference,
        cast(orders.company_id as varchar) as legal_entity_id,
        orders.state as copy_status,
        orders.state = 'cancel' as is_cancelled,
        -- The ERP's own series numbers what a person enters; a connector brings a number of its own.
        regexp_full_match(orders.order_number, 'S[0-9]+') as is_typed_by_hand,
        coalesce(orders.create_date, orders._extracted_at) as entered_at,
        cast(orders.date_order as date) as order_date,
        currencies.currency_code,
        orders.untaxed_amount as net_amount,
        orders.tax_amount,
        orders.total_amount,
        orders.source_name,
        'odoo' as vendor,
        coalesce(orders.write_date, orders._extracted_at) as updated_at,
        orders._is_deleted as is_deleted,
        orders._batch_id as batch_id
    from orders
    left join currencies
        on orders.source_name = currencies.source_name and orders.currency_id = currencies.currency_id

)

select * from final
