with items as (

    select * from {{ ref('base_odoo__product_supplierinfo') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(items.supplier_item_id as varchar) as supplier_item_id,
        cast(items.partner_id as varchar) as supplier_id,
        cast(items.template_id as varchar) as product_id,
        cast(items.product_id as varchar) as product_variant_id,
        items.supplier_code as supplier_product_code,
        items.sequence as priority_number,
        cast(null as decimal(18, 4)) as minimum_order_qty,
        items.minimum_quantity as minimum_step_qty,
        cast(null as decimal(18, 4)) as pack_qty,
        items.lead_days as lead_time_days,
        cast(null as varchar) as incoterm_code,
        currencies.currency_code,
        items.price as unit_price_amount,
        cast(null as varchar) as unit_code,
        items.date_start as valid_from_date,
        items.date_end as valid_to_date,
        items.source_name,
        'odoo' as vendor,
        coalesce(items.write_date, items._extracted_at) as updated_at,
        items._is_deleted as is_deleted,
        items._batch_id as batch_id
    from items
    left join currencies
        on items.source_name = currencies.source_name and items.currency_id = currencies.currency_id

)

select * from final
