with layers as (

    select * from {{ ref('base_odoo__stock_valuation_layer') }}

),

companies as (

    select * from {{ ref('base_odoo__res_company') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(layers.layer_id as varchar) as product_cost_id,
        cast(layers.product_id as varchar) as product_variant_id,
        'receipt' as cost_type,
        currencies.currency_code,
        cast(layers.unit_cost_amount as decimal(18, 4)) as unit_cost_amount,
        cast(layers.create_date as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        layers.source_name,
        'odoo' as vendor,
        coalesce(layers.create_date, layers._extracted_at) as updated_at,
        layers._is_deleted as is_deleted,
        layers._batch_id as batch_id
    from layers
    left join companies
        on layers.source_name = companies.source_name and layers.company_id = companies.company_id
    left join currencies
        on companies.source_name = currencies.source_name and companies.currency_id = currencies.currency_id
    where layers.quantity > 0

)

select * from final
